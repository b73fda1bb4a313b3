/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of codes says what each means for each kind; what it does not name is a field of
 * customers under its own name. */

#define G_LOG_DOMAIN "crm-import"

#include "shared/customers/crm-import-shape.h"

#include <string.h>

#include "shared/customers/crm-import-header.h"
#include "shared/customers/crm-import-values.h"

#define CUSTOMER "customer"
#define POLICY   "policy"
#define OBJECT   "insured-object"
#define PAYMENT  "instalment"
#define PAPER    "identity-document"

#define PASSPORT_SERIES 4 /* digits */
#define PASSPORT_NUMBER 6

typedef enum
{
  TURN_NOTHING,
  TURN_NAME,    /* into three columns */
  TURN_MONEY,   /* roubles to kopecks */
  TURN_PAPER,   /* series and number in one cell */
  TURN_PRODUCT, /* "Полис ОСАГО" to "osago" */
} Turn;

typedef struct
{
  const char *code;
  const char *kind;
  const char *name; /* of the import's column */
  Turn turn;
  const char *paper; /* (nullable): type of the document */
} Meaning;

static const Meaning meanings[] = {
  { "full_name", CUSTOMER, "last_name", TURN_NAME, NULL },
  { "external_id", CUSTOMER, "external_id", TURN_NOTHING, NULL },
  { "note", CUSTOMER, "note", TURN_NOTHING, NULL },
  { "note", POLICY, "note", TURN_NOTHING, NULL },
  { "note", OBJECT, "note", TURN_NOTHING, NULL },
  { "external_id", POLICY, "customer_external_id", TURN_NOTHING, NULL },
  { "external_id", OBJECT, "customer_external_id", TURN_NOTHING, NULL },
  { "external_id", PAPER, "customer_external_id", TURN_NOTHING, NULL },
  { "passport", PAPER, "number", TURN_PAPER, "passport" },
  { "passport.series", PAPER, "series", TURN_NOTHING, "passport" },
  { "passport.number", PAPER, "number", TURN_NOTHING, "passport" },
  { "passport.issued_on", PAPER, "issued_on", TURN_NOTHING, "passport" },
  { "passport.issued_by", PAPER, "issued_by", TURN_NOTHING, "passport" },
  { "passport.issuer_code", PAPER, "issuer_code", TURN_NOTHING, "passport" },
  { "foreign_passport", PAPER, "number", TURN_PAPER, "foreign-passport" },
  { "driving_licence", PAPER, "number", TURN_PAPER, "driving-licence" },
  { "driving_licence.issued_on", PAPER, "issued_on", TURN_NOTHING, "driving-licence" },
  { "object.type", OBJECT, "type", TURN_NOTHING, NULL },
  { "object.title", OBJECT, "title", TURN_NOTHING, NULL },
  { "object.vin", OBJECT, "vin", TURN_NOTHING, NULL },
  { "object.body_number", OBJECT, "body_number", TURN_NOTHING, NULL },
  { "object.plate", OBJECT, "plate", TURN_NOTHING, NULL },
  { "object.make", OBJECT, "make", TURN_NOTHING, NULL },
  { "object.model", OBJECT, "model", TURN_NOTHING, NULL },
  { "object.make_model", OBJECT, "title", TURN_NOTHING, NULL },
  { "object.year", OBJECT, "year", TURN_NOTHING, NULL },
  { "object.power_hp", OBJECT, "power_hp", TURN_NOTHING, NULL },
  { "object.cadastral_number", OBJECT, "cadastral_number", TURN_NOTHING, NULL },
  { "object.address", OBJECT, "address", TURN_NOTHING, NULL },
  { "policy.external_id", POLICY, "external_id", TURN_NOTHING, NULL },
  { "policy.number", POLICY, "number", TURN_NOTHING, NULL },
  { "policy.number", PAYMENT, "policy_number", TURN_NOTHING, NULL },
  { "policy.series", POLICY, "series", TURN_NOTHING, NULL },
  { "policy.product", POLICY, "product", TURN_PRODUCT, NULL },
  { "policy.insurer", POLICY, "insurer", TURN_NOTHING, NULL },
  { "policy.starts_on", POLICY, "starts_on", TURN_NOTHING, NULL },
  { "policy.ends_on", POLICY, "ends_on", TURN_NOTHING, NULL },
  { "policy.issued_on", POLICY, "issued_on", TURN_NOTHING, NULL },
  { "policy.premium", POLICY, "premium_kopecks", TURN_MONEY, NULL },
  { "policy.sum_insured", POLICY, "sum_insured_kopecks", TURN_MONEY, NULL },
  { "policy.status", POLICY, "status", TURN_NOTHING, NULL },
  { "instalment.no", PAYMENT, "no", TURN_NOTHING, NULL },
  { "instalment.due_on", PAYMENT, "due_on", TURN_NOTHING, NULL },
  { "instalment.amount", PAYMENT, "amount_kopecks", TURN_MONEY, NULL },
  { "instalment.paid_on", PAYMENT, "paid_on", TURN_NOTHING, NULL },
  { "instalment.paid", PAYMENT, "paid_kopecks", TURN_MONEY, NULL },
  { "instalment.status", PAYMENT, "status", TURN_NOTHING, NULL },
};

/* Codes of data/products.json by words in their names; others are left as they are written. */
static const struct
{
  const char *word;
  const char *code;
} products[] = {
  { "осаго", "osago" },
  { "каско", "kasko" },
  { "дмс", "dms" },
  { "взр", "vzr" },
  { "путешеств", "vzr" },
  { "ипотек", "mortgage" },
  { "имуществ", "property" },
  { "квартир", "property" },
  { "жизн", "life" },
  { "несчастн", "ns" },
  { "нс", "ns" },
};

/* Columns that say by themselves that there are records of a kind. */
static const char *const kinds[] = { CUSTOMER, PAPER, OBJECT, POLICY, PAYMENT };

typedef struct
{
  guint column;           /* of the table */
  const Meaning *meaning; /* (nullable): under its own name */
} Source;

struct _CrmImportShape
{
  GPtrArray *header; /* (owned) (element-type utf8) */
  GArray *sources;   /* (owned) (element-type Source) */
  const char *paper; /* (nullable): a constant column behind the others */
  GPtrArray *row;    /* (owned) (element-type utf8) */
};

static gboolean
is_known_code (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (strcmp (meanings[i].code, code) == 0)
      return TRUE;
  return FALSE;
}

static const Meaning *
find_meaning (const char *kind, const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (strcmp (meanings[i].code, code) == 0 && strcmp (meanings[i].kind, kind) == 0)
      return &meanings[i];
  return NULL;
}

/* Codes without a line above are columns of customers. */
static gboolean
is_of_customer (const char *code)
{
  return crm_import_header_find_field (code) != NULL && !is_known_code (code);
}

/* "phone" twice is "phone" and "phone2". */
static char *
make_name (CrmImportShape *self, const char *name)
{
  g_autofree char *other = g_strdup (name);

  for (guint n = 2; g_ptr_array_find_with_equal_func (self->header, other, g_str_equal, NULL); n++)
    {
      g_free (other);
      other = g_strdup_printf ("%s%u", name, n);
    }
  return g_steal_pointer (&other);
}

static void
add_source (CrmImportShape *self, guint column, const char *name, const Meaning *meaning)
{
  const Source source = { column, meaning };

  g_array_append_val (self->sources, source);
  g_ptr_array_add (self->header, make_name (self, name));
}

static void
add_column (CrmImportShape *self, const char *kind, guint column, const char *code)
{
  const Meaning *meaning = find_meaning (kind, code);

  if (meaning == NULL && (!is_of_customer (code) || strcmp (kind, CUSTOMER) != 0))
    return;

  add_source (self, column, meaning != NULL ? meaning->name : code, meaning);
  if (meaning != NULL && meaning->paper != NULL && self->paper == NULL)
    self->paper = meaning->paper;
  if (meaning != NULL && meaning->turn == TURN_NAME)
    {
      g_ptr_array_add (self->header, make_name (self, "first_name"));
      g_ptr_array_add (self->header, make_name (self, "middle_name"));
    }
  else if (meaning != NULL && meaning->turn == TURN_PAPER)
    g_ptr_array_add (self->header, make_name (self, "series"));
}

CrmImportShape *
crm_import_shape_new (const char *kind, const char *const *columns, guint n_columns)
{
  CrmImportShape *self = g_new0 (CrmImportShape, 1);

  self->header = g_ptr_array_new_with_free_func (g_free);
  self->sources = g_array_new (FALSE, FALSE, sizeof (Source));
  self->row = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_columns; i++)
    add_column (self, kind, i, columns[i]);
  if (self->paper != NULL)
    g_ptr_array_add (self->header, g_strdup ("type"));
  return self;
}

void
crm_import_shape_free (CrmImportShape *self)
{
  g_ptr_array_unref (self->header);
  g_array_unref (self->sources);
  g_ptr_array_unref (self->row);
  g_free (self);
}

GPtrArray *
crm_import_shape_get_header (CrmImportShape *self)
{
  return self->header;
}

int
crm_import_shape_find_column (CrmImportShape *self, const char *name)
{
  guint at = 0;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *source = &g_array_index (self->sources, Source, i);
      const Turn turn = source->meaning != NULL ? source->meaning->turn : TURN_NOTHING;
      const guint n = turn == TURN_NAME ? 3 : turn == TURN_PAPER ? 2 : 1;

      for (guint k = 0; k < n; k++, at++)
        if (strcmp (self->header->pdata[at], name) == 0)
          return (int) source->column;
    }
  return -1;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void
add_text (CrmImportShape *self, char *text)
{
  g_ptr_array_add (self->row, text != NULL ? text : g_strdup (""));
}

static void
add_name (CrmImportShape *self, const char *value)
{
  char *last_name = NULL;
  char *first_name = NULL;
  char *middle_name = NULL;

  crm_import_split_name (value, &last_name, &first_name, &middle_name);
  add_text (self, last_name);
  add_text (self, first_name);
  add_text (self, middle_name);
}

/* What is no sum stays, to be found wrong. */
static void
add_money (CrmImportShape *self, const char *value)
{
  gint64 kopecks;

  add_text (self, crm_import_read_money (value, &kopecks)
                      ? g_strdup_printf ("%" G_GINT64_FORMAT, kopecks)
                      : g_strdup (value));
}

/* "45 06 123456" */
static void
add_paper (CrmImportShape *self, const char *value)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *p = value; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
  if (digits->len == PASSPORT_SERIES + PASSPORT_NUMBER)
    {
      add_text (self, g_strdup (digits->str + PASSPORT_SERIES));
      add_text (self, g_strndup (digits->str, PASSPORT_SERIES));
    }
  else
    {
      add_text (self, g_strdup (value));
      add_text (self, NULL);
    }
}

static void
add_product (CrmImportShape *self, const char *value)
{
  g_autofree char *lower = g_utf8_strdown (value, -1);

  for (guint i = 0; i < G_N_ELEMENTS (products); i++)
    if (strstr (lower, products[i].word) != NULL)
      {
        add_text (self, g_strdup (products[i].code));
        return;
      }
  add_text (self, g_strdup (value));
}

static void
add_value (CrmImportShape *self, const Source *source, const char *value)
{
  switch (source->meaning != NULL ? source->meaning->turn : TURN_NOTHING)
    {
    case TURN_NAME:
      add_name (self, value);
      break;
    case TURN_MONEY:
      add_money (self, value);
      break;
    case TURN_PAPER:
      add_paper (self, value);
      break;
    case TURN_PRODUCT:
      add_product (self, value);
      break;
    case TURN_NOTHING:
    default:
      add_text (self, g_strdup (value));
      break;
    }
}

GPtrArray *
crm_import_shape_apply (CrmImportShape *self, GPtrArray *row)
{
  g_ptr_array_set_size (self->row, 0);
  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *source = &g_array_index (self->sources, Source, i);

      add_value (self, source, source->column < row->len ? row->pdata[source->column] : "");
    }
  if (self->paper != NULL)
    add_text (self, g_strdup (self->paper));
  return self->row;
}

/* ---- kinds --------------------------------------------------------------------------------- */

/* Whom a table is about: policies have notes, and people who are responsible, as well. */
static const char *const naming[] = { "full_name", "last_name", "first_name", "company_name",
                                      "phone",     "email",     NULL };

static gboolean
names_kind (const char *code, const char *kind)
{
  if (strcmp (kind, CUSTOMER) == 0)
    return g_strv_contains (naming, code);
  return find_meaning (kind, code) != NULL && strcmp (code, "external_id") != 0 &&
         strcmp (code, "note") != 0 &&
         (strcmp (kind, PAYMENT) != 0 || strcmp (code, "policy.number") != 0);
}

GPtrArray *
crm_import_shape_list_kinds (const char *const *columns, guint n_columns)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint i = 0; i < n_columns; i++)
      if (*columns[i] != '\0' && names_kind (columns[i], kinds[k]))
        {
          g_ptr_array_add (found, (gpointer) kinds[k]);
          break;
        }
  return found;
}
