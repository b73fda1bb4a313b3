/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client of the agency, a person or a company. */
#include "shared/customers/crm-customer.h"

#include <string.h>

#include "shared/base/crm-text.h"
#include "shared/base/crm-util.h"

struct _CrmCustomer
{
  CrmRecord parent_instance;

  /* Copies for lists, not fields of the record. */
  char *phone;                 /* (owned) (nullable) */
  char *email;                 /* (owned) (nullable) */
  CrmCustomerSummary *summary; /* (owned) (nullable): it says nothing */
};

G_DEFINE_FINAL_TYPE (CrmCustomer, crm_customer, CRM_TYPE_RECORD)

static const char *const types[] = { "person", "company", NULL };
static const char *const sexes[] = { "male", "female", NULL };
static const char *const statuses[] = { "lead", "client", "former", NULL };

static const CrmField fields[] = {
  [CRM_CUSTOMER_TYPE] = { .name = "type",
                          .column = "type",
                          .group = "type",
                          .type = CRM_FIELD_ENUM,
                          .flags = CRM_FIELD_FIXED,
                          .values = types },
  [CRM_CUSTOMER_LAST_NAME] = { .name = "last_name",
                               .column = "last_name",
                               .group = "name",
                               .type = CRM_FIELD_TEXT,
                               .flags = CRM_FIELD_SEARCH,
                               .max_length = 100 },
  [CRM_CUSTOMER_FIRST_NAME] = { .name = "first_name",
                                .column = "first_name",
                                .group = "name",
                                .type = CRM_FIELD_TEXT,
                                .flags = CRM_FIELD_SEARCH,
                                .max_length = 100 },
  [CRM_CUSTOMER_MIDDLE_NAME] = { .name = "middle_name",
                                 .column = "middle_name",
                                 .group = "name",
                                 .type = CRM_FIELD_TEXT,
                                 .flags = CRM_FIELD_SEARCH,
                                 .max_length = 100 },
  [CRM_CUSTOMER_BIRTH_DATE] = { .name = "birth_date",
                                .column = "birth_date",
                                .group = "birth",
                                .type = CRM_FIELD_DATE },
  [CRM_CUSTOMER_SEX] = { .name = "sex",
                         .column = "sex",
                         .group = "sex",
                         .type = CRM_FIELD_ENUM,
                         .values = sexes },
  [CRM_CUSTOMER_COMPANY_NAME] = { .name = "company_name",
                                  .column = "company_name",
                                  .group = "company",
                                  .type = CRM_FIELD_TEXT,
                                  .flags = CRM_FIELD_SEARCH,
                                  .max_length = 300 },
  [CRM_CUSTOMER_INN] = { .name = "inn",
                         .column = "inn",
                         .group = "tax",
                         .type = CRM_FIELD_TEXT,
                         .flags = CRM_FIELD_SEARCH,
                         .max_length = 12 },
  [CRM_CUSTOMER_KPP] = { .name = "kpp",
                         .column = "kpp",
                         .group = "tax",
                         .type = CRM_FIELD_TEXT,
                         .max_length = 9 },
  [CRM_CUSTOMER_OGRN] = { .name = "ogrn",
                          .column = "ogrn",
                          .group = "tax",
                          .type = CRM_FIELD_TEXT,
                          .flags = CRM_FIELD_SEARCH,
                          .max_length = 15 },
  [CRM_CUSTOMER_OWNER] = { .name = "owner",
                           .column = "owner",
                           .group = "owner",
                           .type = CRM_FIELD_ID,
                           .flags = CRM_FIELD_STRICT },
  [CRM_CUSTOMER_BRANCH] = { .name = "branch",
                            .column = "branch",
                            .type = CRM_FIELD_ID,
                            .flags = CRM_FIELD_READ_ONLY },
  [CRM_CUSTOMER_SOURCE] = { .name = "source",
                            .column = "source",
                            .group = "source",
                            .type = CRM_FIELD_TEXT,
                            .max_length = 100 },
  [CRM_CUSTOMER_TAGS] = { .name = "tags",
                          .column = "tags",
                          .group = "tags",
                          .type = CRM_FIELD_LIST,
                          .max_length = 50 },
  [CRM_CUSTOMER_NOTE] = { .name = "note",
                          .column = "note",
                          .group = "note",
                          .type = CRM_FIELD_TEXT,
                          .flags = CRM_FIELD_BOTH,
                          .max_length = 20000 },
  [CRM_CUSTOMER_ADDRESS_REGION] = { .name = "address.region",
                                    .column = "address_region",
                                    .group = "address",
                                    .type = CRM_FIELD_TEXT,
                                    .flags = CRM_FIELD_SEARCH,
                                    .max_length = 200 },
  [CRM_CUSTOMER_ADDRESS_CITY] = { .name = "address.city",
                                  .column = "address_city",
                                  .group = "address",
                                  .type = CRM_FIELD_TEXT,
                                  .flags = CRM_FIELD_SEARCH,
                                  .max_length = 200 },
  [CRM_CUSTOMER_ADDRESS_STREET] = { .name = "address.street",
                                    .column = "address_street",
                                    .group = "address",
                                    .type = CRM_FIELD_TEXT,
                                    .flags = CRM_FIELD_SEARCH,
                                    .max_length = 200 },
  [CRM_CUSTOMER_ADDRESS_HOUSE] = { .name = "address.house",
                                   .column = "address_house",
                                   .group = "address",
                                   .type = CRM_FIELD_TEXT,
                                   .flags = CRM_FIELD_SEARCH,
                                   .max_length = 50 },
  [CRM_CUSTOMER_ADDRESS_FLAT] = { .name = "address.flat",
                                  .column = "address_flat",
                                  .group = "address",
                                  .type = CRM_FIELD_TEXT,
                                  .flags = CRM_FIELD_SEARCH,
                                  .max_length = 50 },
  [CRM_CUSTOMER_ADDRESS_POSTCODE] = { .name = "address.postcode",
                                      .column = "address_postcode",
                                      .group = "address",
                                      .type = CRM_FIELD_TEXT,
                                      .flags = CRM_FIELD_SEARCH,
                                      .max_length = 20 },
  [CRM_CUSTOMER_ADDRESS_TEXT] = { .name = "address.text",
                                  .column = "address_text",
                                  .group = "address",
                                  .type = CRM_FIELD_TEXT,
                                  .flags = CRM_FIELD_SEARCH,
                                  .max_length = 500 },
  [CRM_CUSTOMER_NUMBER] = { .name = "number",
                            .column = "number",
                            .type = CRM_FIELD_TEXT,
                            .flags = CRM_FIELD_READ_ONLY | CRM_FIELD_SEARCH,
                            .max_length = 32 },
  [CRM_CUSTOMER_STATUS] = { .name = "status",
                            .column = "status",
                            .type = CRM_FIELD_ENUM,
                            .flags = CRM_FIELD_READ_ONLY,
                            .values = statuses },
  [CRM_CUSTOMER_CREATED_AT] = { .name = "created_at",
                                .column = "created_at",
                                .type = CRM_FIELD_TIME,
                                .flags = CRM_FIELD_READ_ONLY },
  [CRM_CUSTOMER_CREATED_BY] = { .name = "created_by",
                                .column = "created_by",
                                .type = CRM_FIELD_ID,
                                .flags = CRM_FIELD_READ_ONLY },
  [CRM_CUSTOMER_CHANGED_AT] = { .name = "changed_at",
                                .column = "changed_at",
                                .type = CRM_FIELD_TIME,
                                .flags = CRM_FIELD_READ_ONLY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_CUSTOMER_N_FIELDS);

const CrmKind crm_customer_kind = {
  .name = "customer",
  .table = "customer",
  .fields = fields,
  .n_fields = CRM_CUSTOMER_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = -1,
  .get_type = crm_customer_get_type,
};

enum
{
  PROP_DISPLAY_NAME = 1000, /* above those of the field table */
  PROP_ADDRESS_LINE,
  PROP_PHONE,
  PROP_EMAIL,
  PROP_SUMMARY,
  LAST_PROP,
  N_PROPS = LAST_PROP - PROP_DISPLAY_NAME
};

static GParamSpec *properties[N_PROPS];

static void
notify (CrmCustomer *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property - PROP_DISPLAY_NAME]);
}

static void
crm_customer_field_changed (CrmRecord *record, guint field)
{
  CrmCustomer *self = CRM_CUSTOMER (record);

  switch (field)
    {
    case CRM_CUSTOMER_TYPE:
    case CRM_CUSTOMER_LAST_NAME:
    case CRM_CUSTOMER_FIRST_NAME:
    case CRM_CUSTOMER_MIDDLE_NAME:
    case CRM_CUSTOMER_COMPANY_NAME:
      notify (self, PROP_DISPLAY_NAME);
      break;
    default:
      if (field >= CRM_CUSTOMER_ADDRESS_REGION && field <= CRM_CUSTOMER_ADDRESS_TEXT)
        notify (self, PROP_ADDRESS_LINE);
    }
}

static void
crm_customer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CrmCustomer *self = CRM_CUSTOMER (object);

  switch (id)
    {
    case PROP_DISPLAY_NAME:
      g_value_take_string (value, crm_customer_dup_display_name (self));
      break;
    case PROP_ADDRESS_LINE:
      g_value_take_string (value, crm_customer_dup_address_line (self));
      break;
    case PROP_PHONE:
      g_value_set_string (value, self->phone);
      break;
    case PROP_EMAIL:
      g_value_set_string (value, self->email);
      break;
    case PROP_SUMMARY:
      g_value_set_pointer (value, (gpointer) crm_customer_get_summary (self));
      break;
    default:
      G_OBJECT_CLASS (crm_customer_parent_class)->get_property (object, id, value, pspec);
    }
}

static void
crm_customer_finalize (GObject *object)
{
  CrmCustomer *self = CRM_CUSTOMER (object);

  g_free (self->phone);
  g_free (self->email);
  g_free (self->summary);

  G_OBJECT_CLASS (crm_customer_parent_class)->finalize (object);
}

static void
crm_customer_class_init (CrmCustomerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  static const char *const names[] = { "display-name", "address-line", "phone", "email" };

  object_class->get_property = crm_customer_get_property;
  object_class->finalize = crm_customer_finalize;
  CRM_RECORD_CLASS (klass)->field_changed = crm_customer_field_changed;

  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_customer_kind);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    properties[i] =
        g_param_spec_string (names[i], NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUMMARY - PROP_DISPLAY_NAME] =
      g_param_spec_pointer ("summary", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  for (guint i = 0; i < N_PROPS; i++)
    g_object_class_install_property (object_class, PROP_DISPLAY_NAME + i, properties[i]);
}

static void
crm_customer_init (CrmCustomer *self)
{
}

gboolean
crm_customer_is_company (CrmCustomer *self)
{
  const char *type = crm_record_get_text (CRM_RECORD (self), CRM_CUSTOMER_TYPE);

  return g_strcmp0 (type, "company") == 0;
}

/* The given values that are not empty, with @separator between them; "" when all are. */
static char *
join_values (const char *const *values, const guint *parts, guint n_parts, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_parts; i++)
    {
      const char *value = values[parts[i]];

      if (value == NULL)
        continue;
      if (text->len > 0)
        g_string_append (text, separator);
      g_string_append (text, value);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * crm_customer_values_to_display_name:
 * @values: (array): values of a customer
 *
 * Returns: (transfer full): name of a person or a company, maybe ""
 */
char *
crm_customer_values_to_display_name (const char *const *values)
{
  static const guint person[] = { CRM_CUSTOMER_LAST_NAME, CRM_CUSTOMER_FIRST_NAME,
                                  CRM_CUSTOMER_MIDDLE_NAME };
  const char *company = values[CRM_CUSTOMER_COMPANY_NAME];

  if (g_strcmp0 (values[CRM_CUSTOMER_TYPE], "company") == 0 && company != NULL)
    return g_strdup (company);

  return join_values (values, person, G_N_ELEMENTS (person), " ");
}

/* Behind the legal form that @name, normalised, begins with: "ооо \"хвоинка\"" gives "\"хвоинка\"".
 * A name that is nothing else is left as it is. */
static const char *
skip_legal_form (const char *name)
{
  static const char *const forms[] = { "ооо", "оао",  "зао",  "пао", "нао", "ао",  "одо",
                                       "ип",  "нко",  "ано",  "гуп", "муп", "гку", "фгуп",
                                       "гбу", "фгбу", "фгку", "мбу", "тсж", "снт", "кфх" };
  const char *word = name + strspn (name, " \"'");
  gsize length = strcspn (word, " \"'-,.");

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (strlen (forms[i]) == length && strncmp (word, forms[i], length) == 0)
      {
        const char *rest = word + length + strspn (word + length, " \"'-,.");

        return *rest != '\0' ? rest : name;
      }

  return name;
}

/**
 * crm_customer_values_to_sort_key:
 * @values: (array): values of a customer
 *
 * Returns: (transfer full): key to be compared by memcmp()
 */
char *
crm_customer_values_to_sort_key (const char *const *values)
{
  g_autofree char *name = crm_customer_values_to_display_name (values);
  g_autofree char *normal = NULL;

  if (g_strcmp0 (values[CRM_CUSTOMER_TYPE], "company") != 0)
    return crm_text_sort_key (name);

  normal = crm_text_normalise (name);
  return crm_text_sort_key (skip_legal_form (normal));
}

/**
 * crm_customer_dup_display_name:
 * @self: a customer
 *
 * Returns: (transfer full): name of a person or a company, maybe ""
 */
char *
crm_customer_dup_display_name (CrmCustomer *self)
{
  return crm_customer_values_to_display_name (crm_record_get_values (CRM_RECORD (self)));
}

/**
 * crm_customer_dup_address_line:
 * @self: a customer
 *
 * Returns: (transfer full): the address in one line, maybe ""
 */
char *
crm_customer_dup_address_line (CrmCustomer *self)
{
  static const guint parts[] = { CRM_CUSTOMER_ADDRESS_REGION, CRM_CUSTOMER_ADDRESS_CITY,
                                 CRM_CUSTOMER_ADDRESS_STREET, CRM_CUSTOMER_ADDRESS_HOUSE,
                                 CRM_CUSTOMER_ADDRESS_FLAT };
  const char *const *values = crm_record_get_values (CRM_RECORD (self));
  const char *postcode = values[CRM_CUSTOMER_ADDRESS_POSTCODE];
  const char *region = values[CRM_CUSTOMER_ADDRESS_REGION];
  /* Moscow is a region too and is not said twice. */
  guint first = g_strcmp0 (region, values[CRM_CUSTOMER_ADDRESS_CITY]) == 0 ? 1 : 0;
  g_autofree char *place = NULL;

  if (values[CRM_CUSTOMER_ADDRESS_TEXT] != NULL)
    return g_strdup (values[CRM_CUSTOMER_ADDRESS_TEXT]);

  place = join_values (values, parts + first, G_N_ELEMENTS (parts) - first, ", ");
  if (postcode == NULL || *place == '\0')
    return g_strdup (postcode != NULL ? postcode : place);
  return g_strconcat (postcode, ", ", place, NULL);
}

const char *
crm_customer_get_phone (CrmCustomer *self)
{
  g_return_val_if_fail (CRM_IS_CUSTOMER (self), NULL);

  return self->phone;
}

const char *
crm_customer_get_email (CrmCustomer *self)
{
  g_return_val_if_fail (CRM_IS_CUSTOMER (self), NULL);

  return self->email;
}

/**
 * crm_customer_set_contacts:
 * @self: a customer
 * @phone: (nullable): the phone to show in lists
 * @email: (nullable): the e-mail address to show in lists
 */
void
crm_customer_set_contacts (CrmCustomer *self, const char *phone, const char *email)
{
  g_return_if_fail (CRM_IS_CUSTOMER (self));

  if (crm_set_string (&self->phone, phone))
    notify (self, PROP_PHONE);
  if (crm_set_string (&self->email, email))
    notify (self, PROP_EMAIL);
}

/**
 * crm_customer_get_summary:
 * @self: a customer
 *
 * Returns: (transfer none): what hangs on it
 */
const CrmCustomerSummary *
crm_customer_get_summary (CrmCustomer *self)
{
  static const CrmCustomerSummary nothing = { 0 };

  g_return_val_if_fail (CRM_IS_CUSTOMER (self), &nothing);
  return self->summary != NULL ? self->summary : &nothing;
}

/**
 * crm_customer_set_summary:
 * @self: a customer
 * @summary: (nullable): what hangs on it
 */
void
crm_customer_set_summary (CrmCustomer *self, const CrmCustomerSummary *summary)
{
  g_return_if_fail (CRM_IS_CUSTOMER (self));

  if (summary == NULL && self->summary == NULL)
    return;
  if (summary != NULL && self->summary != NULL &&
      crm_customer_summary_equal (summary, self->summary))
    return;
  g_free (self->summary);
  self->summary = summary != NULL ? g_memdup2 (summary, sizeof *summary) : NULL;
  notify (self, PROP_SUMMARY);
}
