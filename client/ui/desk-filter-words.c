/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words of filters. People, branches and products are few: they are held. Main thread; owned by the
 * page that filters. */

#include "client/ui/desk-filter-words.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "client/ui/desk-record-set.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-product.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-user.h"

struct _DeskFilterWords
{
  GObject parent_instance;

  DeskContext *context;    /* (owned) */
  DeskRecordSet *users;    /* (owned) */
  DeskRecordSet *branches; /* (owned) */
  DeskRecordSet *products; /* (owned) */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  const char *id;
  const char *title;
} Word;

static const Word fields[] = {
  { "type", NC_ ("filter", "Person or company") },
  { "status", NC_ ("filter", "Status") },
  { "agent", NC_ ("filter", "Agent") },
  { "branch", NC_ ("filter", "Branch") },
  { "tags", NC_ ("filter", "Tag") },
  { "city", NC_ ("filter", "Town") },
  { "source", NC_ ("filter", "Source") },
  { "note", NC_ ("filter", "Note") },
  { "inn", NC_ ("filter", "INN") },
  { "sex", NC_ ("filter", "Sex") },
  { "age", NC_ ("filter", "Age") },
  { "birthday", NC_ ("filter", "Birthday") },
  { "created", NC_ ("filter", "Created") },
  { "contact", NC_ ("filter", "Contact") },
  { "product", NC_ ("filter", "Product") },
  { "policies", NC_ ("filter", "Policies in force") },
  { "ends", NC_ ("filter", "Policy ends") },
  { "premium", NC_ ("filter", "Premium a year") },
  { "overdue", NC_ ("filter", "Overdue instalment") },
  { "contacted", NC_ ("filter", "Last contact") },
};

/* What is usual, for as long as the company has named no products of its own. */
typedef struct
{
  const char *code;
  const char *title;
  const char *icon;
} Product;

static const Product usual_products[] = {
  { "osago", N_ ("OSAGO"), "zontik-car-symbolic" },
  { "kasko", N_ ("KASKO"), "zontik-claim-symbolic" },
  { "property", N_ ("Property"), "zontik-house-symbolic" },
  { "mortgage", N_ ("Mortgage"), "dialog-password-symbolic" },
  { "dms", N_ ("Medical"), "zontik-heart-symbolic" },
  { "ns", N_ ("Accident"), "zontik-heart-symbolic" },
  { "life", N_ ("Life"), "zontik-heart-symbolic" },
  { "vzr", N_ ("Travel"), "airplane-mode-symbolic" },
};

G_DEFINE_FINAL_TYPE (DeskFilterWords, desk_filter_words, G_TYPE_OBJECT)

static void
desk_filter_words_dispose (GObject *object)
{
  DeskFilterWords *self = DESK_FILTER_WORDS (object);

  g_clear_object (&self->users);
  g_clear_object (&self->branches);
  g_clear_object (&self->products);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_filter_words_parent_class)->dispose (object);
}

static void
desk_filter_words_class_init (DeskFilterWordsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_filter_words_dispose;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_FILTER_WORDS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_filter_words_init (DeskFilterWords *self)
{
}

static void
changed_cb (DeskFilterWords *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static DeskRecordSet *
make_set (DeskFilterWords *self, const CrmKind *kind)
{
  DeskRecordSet *set = desk_record_set_new (desk_context_get_database (self->context), kind);

  g_signal_connect_object (set, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return set;
}

DeskFilterWords *
desk_filter_words_new (DeskContext *context)
{
  DeskFilterWords *self = g_object_new (DESK_TYPE_FILTER_WORDS, NULL);

  self->context = g_object_ref (context);
  self->users = make_set (self, &crm_user_kind);
  self->branches = make_set (self, &crm_branch_kind);
  self->products = make_set (self, &crm_product_kind);
  return self;
}

const char *
desk_filter_words_get_field (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].id, id))
      return g_dpgettext2 (NULL, "filter", fields[i].title);
  return id;
}

const char *
desk_filter_words_get_op (const DeskFilterField *field, DeskFilterOp op)
{
  const gboolean product = field->type == DESK_VALUE_PRODUCT;

  switch (op)
    {
    case DESK_OP_IS:
      return C_ ("filter", "is");
    case DESK_OP_IS_NOT:
      return C_ ("filter", "is not");
    case DESK_OP_HAS:
      return product ? C_ ("filter", "held") : C_ ("filter", "there is");
    case DESK_OP_HAS_NOT:
      return product ? C_ ("filter", "not held") : C_ ("filter", "there is no");
    case DESK_OP_CONTAINS:
      return C_ ("filter", "contains");
    case DESK_OP_EMPTY:
      return C_ ("filter", "not filled in");
    case DESK_OP_FILLED:
      return C_ ("filter", "filled in");
    case DESK_OP_AT_LEAST:
      return C_ ("filter", "at least");
    case DESK_OP_AT_MOST:
      return C_ ("filter", "at most");
    case DESK_OP_WITHIN:
      return C_ ("filter", "in the next days");
    case DESK_OP_RECENT:
      return C_ ("filter", "in the last days");
    case DESK_OP_PAST:
      return C_ ("filter", "more days ago");
    case DESK_OP_YES:
      return C_ ("filter", "there is one");
    case DESK_OP_NO:
      return C_ ("filter", "there is none");
    case DESK_N_OPS:
    default:
      g_return_val_if_reached ("");
    }
}

static void
take_records (DeskRecordSet *set,
              int id_field,
              guint title,
              GStrvBuilder *ids,
              GStrvBuilder *titles)
{
  for (guint i = 0; i < desk_record_set_get_count (set); i++)
    {
      CrmRecord *record = desk_record_set_get (set, i);
      const char *name = crm_record_get_text (record, title);
      const char *id = id_field < 0 ? crm_record_get_id (record)
                                    : crm_record_get_text (record, (guint) id_field);

      if (name == NULL || id == NULL)
        continue;
      g_strv_builder_add (ids, id);
      g_strv_builder_add (titles, name);
    }
}

static void
add_usual_products (DeskFilterWords *self, GStrvBuilder *ids, GStrvBuilder *titles)
{
  for (guint i = 0; i < G_N_ELEMENTS (usual_products); i++)
    if (desk_record_set_find_by (self->products, CRM_PRODUCT_CODE, usual_products[i].code) == NULL)
      {
        g_strv_builder_add (ids, usual_products[i].code);
        g_strv_builder_add (titles, _ (usual_products[i].title));
      }
}

static const char *
get_enum_title (const DeskFilterField *field, const char *value)
{
  if (g_str_equal (field->id, "contact"))
    return desk_format_enum (&crm_contact_point_kind, "type", value);
  return desk_format_enum (&crm_customer_kind, field->id, value);
}

gboolean
desk_filter_words_list_choices (DeskFilterWords *self,
                                const DeskFilterField *field,
                                GStrv *ids,
                                GStrv *titles)
{
  g_autoptr (GStrvBuilder) some_ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) some_titles = g_strv_builder_new ();

  g_return_val_if_fail (DESK_IS_FILTER_WORDS (self), FALSE);

  switch (field->type)
    {
    case DESK_VALUE_PERSON:
      take_records (self->users, -1, CRM_USER_NAME, some_ids, some_titles);
      break;
    case DESK_VALUE_BRANCH:
      take_records (self->branches, -1, CRM_BRANCH_NAME, some_ids, some_titles);
      break;
    case DESK_VALUE_PRODUCT:
      take_records (self->products, CRM_PRODUCT_CODE, CRM_PRODUCT_NAME, some_ids, some_titles);
      add_usual_products (self, some_ids, some_titles);
      break;
    case DESK_VALUE_ENUM:
      for (guint i = 0; field->values[i] != NULL; i++)
        {
          g_strv_builder_add (some_ids, field->values[i]);
          g_strv_builder_add (some_titles, get_enum_title (field, field->values[i]));
        }
      break;
    default:
      return FALSE;
    }
  *ids = g_strv_builder_end (some_ids);
  *titles = g_strv_builder_end (some_titles);
  return TRUE;
}

static const Product *
find_usual (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (usual_products); i++)
    if (g_strcmp0 (usual_products[i].code, code) == 0)
      return &usual_products[i];
  return NULL;
}

const char *
desk_filter_words_get_product (DeskFilterWords *self, const char *code)
{
  CrmRecord *product;
  const char *name;

  g_return_val_if_fail (DESK_IS_FILTER_WORDS (self), code);

  product = desk_record_set_find_by (self->products, CRM_PRODUCT_CODE, code);
  name = product != NULL ? crm_record_get_text (product, CRM_PRODUCT_NAME) : NULL;
  if (name == NULL && find_usual (code) != NULL)
    name = _ (find_usual (code)->title);
  return name != NULL ? name : code;
}

const char *
desk_filter_words_get_product_icon (DeskFilterWords *self, const char *code)
{
  CrmRecord *product;
  const char *icon;

  g_return_val_if_fail (DESK_IS_FILTER_WORDS (self), NULL);

  product = desk_record_set_find_by (self->products, CRM_PRODUCT_CODE, code);
  icon = product != NULL ? crm_record_get_text (product, CRM_PRODUCT_ICON) : NULL;
  if (icon == NULL && find_usual (code) != NULL)
    icon = find_usual (code)->icon;
  return icon != NULL ? icon : "zontik-policy-symbolic";
}

/* (transfer full) */
static char *
dup_value (DeskFilterWords *self, DeskFilter *test)
{
  const DeskFilterField *field = desk_filter_get_field (test);
  const char *value = desk_filter_get_value (test);
  CrmRecord *record;

  switch (field->type)
    {
    case DESK_VALUE_ENUM:
      return g_strdup (get_enum_title (field, value));
    case DESK_VALUE_PRODUCT:
      return g_strdup (desk_filter_words_get_product (self, value));
    case DESK_VALUE_PERSON:
      record = desk_record_set_find (self->users, value);
      return g_strdup (record != NULL ? crm_record_get_text (record, CRM_USER_NAME)
                                      : _ ("somebody"));
    case DESK_VALUE_BRANCH:
      record = desk_record_set_find (self->branches, value);
      return g_strdup (record != NULL ? crm_record_get_text (record, CRM_BRANCH_NAME)
                                      : _ ("some branch"));
    case DESK_VALUE_MONEY:
      {
        g_autofree char *sum = desk_format_count (g_ascii_strtoll (value, NULL, 10) / 100);

        return g_strdup_printf ("%s\xc2\xa0₽", sum);
      }
    default:
      return g_strdup (value);
    }
}

/* (transfer full) */
static char *
describe_days (DeskFilter *test)
{
  const char *value = desk_filter_get_value (test);
  const gulong n = (gulong) g_ascii_strtoull (value, NULL, 10);

  switch (desk_filter_get_op (test))
    {
    case DESK_OP_WITHIN:
      return g_strdup_printf (ngettext ("within %s day", "within %s days", n), value);
    case DESK_OP_RECENT:
      return g_strdup_printf (ngettext ("in the last %s day", "in the last %s days", n), value);
    case DESK_OP_PAST:
    default:
      return g_strdup_printf (ngettext ("not for %s day", "not for %s days", n), value);
    }
}

/* (transfer full) */
static char *
describe_test (DeskFilterWords *self, DeskFilter *test)
{
  const DeskFilterField *field = desk_filter_get_field (test);
  const DeskFilterOp op = desk_filter_get_op (test);
  const char *title = desk_filter_words_get_field (field->id);
  g_autofree char *value = NULL;

  if (desk_filter_field_get_value (field, op) == DESK_VALUE_NONE)
    return g_strdup_printf ("%s: %s", title, desk_filter_words_get_op (field, op));
  if (field->type == DESK_VALUE_DAYS)
    value = describe_days (test);
  else
    value = dup_value (self, test);
  switch (op)
    {
    case DESK_OP_IS_NOT:
    case DESK_OP_HAS_NOT:
      return g_strdup_printf (C_ ("filter", "%s: not %s"), title, value);
    case DESK_OP_AT_LEAST:
      return g_strdup_printf (C_ ("filter", "%s: from %s"), title, value);
    case DESK_OP_AT_MOST:
      return g_strdup_printf (C_ ("filter", "%s: up to %s"), title, value);
    default:
      return g_strdup_printf ("%s: %s", title, value);
    }
}

char *
desk_filter_words_describe (DeskFilterWords *self, DeskFilter *filter)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (DESK_IS_FILTER_WORDS (self), NULL);

  if (!desk_filter_is_group (filter))
    return describe_test (self, filter);
  text = g_string_new (NULL);
  for (guint i = 0; i < desk_filter_get_n_parts (filter); i++)
    {
      DeskFilter *part = desk_filter_get_part (filter, i);
      g_autofree char *words = NULL;

      if (desk_filter_is_empty (part))
        continue;
      words = desk_filter_words_describe (self, part);
      if (text->len > 0)
        g_string_append (text, desk_filter_is_any (filter) ? C_ ("filter", " or ")
                                                           : C_ ("filter", " and "));
      g_string_append_printf (text, desk_filter_is_group (part) ? "(%s)" : "%s", words);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
