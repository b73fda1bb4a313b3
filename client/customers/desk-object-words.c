/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Insured objects as people write and read them. Pure functions over gettext. */

#include "client/customers/desk-object-words.h"

#include <string.h>

#include <glib/gi18n.h>

#include "client/customers/desk-policy-words.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-products.h"
#include "shared/base/crm-error.h"
#include "shared/customers/crm-object-rules.h"
#include "shared/customers/crm-plate.h"
#include "shared/customers/crm-vin.h"

#define FAR_DAY "9999-12-31"

/* ---- reading ----------------------------------------------------------------------------------
 */

static char *
parse_number (CrmRecord *record, guint field, const char *typed, CrmFieldSet *set)
{
  char *complaint = desk_record_field_parse (&crm_insured_object_kind, field, typed, set);

  if (complaint == NULL)
    crm_insured_object_normalise_set (set);
  return complaint;
}

static char *
show_plate (CrmRecord *record, guint field)
{
  const char *plate = crm_record_get_text (record, field);

  return plate != NULL ? crm_plate_format (plate) : NULL;
}

#define TITLE                                                                                      \
  {                                                                                                \
    CRM_INSURED_OBJECT_TITLE                                                                       \
  }
#define NOTE                                                                                       \
  {                                                                                                \
    CRM_INSURED_OBJECT_NOTE                                                                        \
  }

static const DeskObjectLook looks[] = {
  { .type = "vehicle",
    .icon_name = "zontik-car-symbolic",
    .fields = { TITLE,
                { CRM_INSURED_OBJECT_PLATE, show_plate, NULL, parse_number },
                { CRM_INSURED_OBJECT_VIN, NULL, NULL, parse_number },
                { CRM_INSURED_OBJECT_MAKE },
                { CRM_INSURED_OBJECT_MODEL },
                { CRM_INSURED_OBJECT_YEAR },
                { CRM_INSURED_OBJECT_POWER_HP },
                { CRM_INSURED_OBJECT_BODY_NUMBER, NULL, NULL, parse_number },
                NOTE },
    .n_fields = 9 },
  { .type = "property",
    .icon_name = "zontik-house-symbolic",
    .fields = { TITLE,
                { CRM_INSURED_OBJECT_ADDRESS },
                { CRM_INSURED_OBJECT_CADASTRAL_NUMBER, NULL, NULL, parse_number },
                NOTE },
    .n_fields = 4 },
  { .type = "person",
    .icon_name = "avatar-default-symbolic",
    .fields = { TITLE, NOTE },
    .n_fields = 2 },
  { .type = "other",
    .icon_name = "zontik-policy-symbolic",
    .fields = { TITLE, NOTE },
    .n_fields = 2 },
};

const DeskObjectLook *
desk_object_get_look (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_strcmp0 (looks[i].type, type) == 0)
      return &looks[i];
  return &looks[G_N_ELEMENTS (looks) - 1];
}

/* Which field of a vehicle or a home that is: most people paste a number. */
static guint
guess_field (const char *type, const char *typed)
{
  g_autofree char *vin = crm_vin_normalise (typed, NULL);

  if (g_strcmp0 (type, "vehicle") == 0)
    {
      if (crm_vin_is_valid (vin))
        return CRM_INSURED_OBJECT_VIN;
      return crm_plate_parse (typed, NULL) != CRM_PLATE_UNKNOWN ? CRM_INSURED_OBJECT_PLATE
                                                                : CRM_INSURED_OBJECT_TITLE;
    }
  if (g_strcmp0 (type, "property") == 0)
    return strspn (typed, "0123456789: ") == strlen (typed) ? CRM_INSURED_OBJECT_CADASTRAL_NUMBER
                                                            : CRM_INSURED_OBJECT_ADDRESS;
  return CRM_INSURED_OBJECT_TITLE;
}

static char *
read_new (const char *type, const char *typed, CrmFieldSet *set)
{
  char *complaint =
      desk_record_field_parse (&crm_insured_object_kind, guess_field (type, typed), typed, set);

  if (complaint != NULL)
    return complaint;
  crm_field_set_put (set, CRM_INSURED_OBJECT_TYPE, type);
  crm_insured_object_normalise_set (set);
  return NULL;
}

static const char *
get_type_icon (const char *type)
{
  return desk_object_get_look (type)->icon_name;
}

/* As a row is titled: of a vehicle its plate or VIN is asked for first. */
static const char *
get_type_title (const char *type)
{
  if (g_strcmp0 (type, "vehicle") == 0)
    return _ ("Vehicle");
  if (g_strcmp0 (type, "property") == 0)
    return _ ("Property");
  if (g_strcmp0 (type, "person") == 0)
    return C_ ("insured object", "Person");
  return C_ ("insured object", "Other");
}

static const char *const types[] = { "vehicle", "property", "person", "other", NULL };

const DeskNewChildLook desk_object_new_look = {
  .kind = &crm_insured_object_kind,
  .draft = "new-insured-object",
  .add_label = N_ ("Add an object"),
  .types = types,
  .get_icon = get_type_icon,
  .get_title = get_type_title,
  .read = read_new,
};

/* ---- words ------------------------------------------------------------------------------------
 */

static void
add_part (GString *line, const char *prefix, const char *text, const char *suffix)
{
  if (text != NULL)
    g_string_append_printf (line, "%s%s%s%s", line->len > 0 ? " · " : "", prefix, text, suffix);
}

char *
desk_object_dup_line (CrmRecord *object)
{
  GString *line = g_string_new (NULL);
  const char *title = crm_record_get_text (object, CRM_INSURED_OBJECT_TITLE);
  const char *plate = crm_record_get_text (object, CRM_INSURED_OBJECT_PLATE);
  const char *power = crm_record_get_text (object, CRM_INSURED_OBJECT_POWER_HP);
  g_autofree char *hp =
      /* Translators: power of a car in horse powers */
      power != NULL ? g_strdup_printf (_ ("%s hp"), power) : NULL;

  if (title != NULL || plate != NULL)
    add_part (line, "VIN\302\240", crm_record_get_text (object, CRM_INSURED_OBJECT_VIN), "");
  add_part (line, "", crm_record_get_text (object, CRM_INSURED_OBJECT_YEAR), "");
  add_part (line, "", hp, "");
  if (title != NULL)
    add_part (line, "", crm_record_get_text (object, CRM_INSURED_OBJECT_ADDRESS), "");
  add_part (line, "", crm_record_get_text (object, CRM_INSURED_OBJECT_CADASTRAL_NUMBER), "");
  return g_string_free (line, line->len == 0);
}

typedef struct
{
  const char *field;
  const char *code;
  const char *word; /* msgid */
} Warning;

static const Warning warning_words[] = {
  { "vin", "checksum", N_ ("check digit does not fit") },
  { "vin", "replaced", N_ ("I, O and Q were read as 1 and 0") },
  { "vin", NULL, N_ ("unusual VIN") },
  { "plate", NULL, N_ ("unusual plate") },
  { "body_number", NULL, N_ ("unusual number") },
  { "cadastral_number", NULL, N_ ("unusual number") },
};

char *
desk_object_dup_warning (CrmRecord *object, guint field)
{
  const char *name = crm_insured_object_kind.fields[field].name;
  g_autofree char *pointer = g_strconcat ("/set/", name, NULL);
  g_autoptr (CrmProblem) warnings = crm_problem_new (CRM_ERROR_INVALID, NULL);
  const CrmProblemError *warning;

  crm_insured_object_warn (crm_record_get_values (object), warnings);
  warning = crm_problem_find (warnings, pointer);
  for (guint i = 0; warning != NULL && i < G_N_ELEMENTS (warning_words); i++)
    if (g_str_equal (warning_words[i].field, name) &&
        (warning_words[i].code == NULL || g_str_equal (warning_words[i].code, warning->code)))
      return g_strdup (_ (warning_words[i].word));
  return NULL;
}

/* Today or later, and what it is about. */
static gboolean
insures (CrmRecord *policy, const char *object, const char *today)
{
  g_auto (GStrv) objects = crm_record_dup_list (policy, CRM_POLICY_OBJECTS);
  CrmPolicyState state = desk_policy_get_state (policy, today);

  return objects != NULL && g_strv_contains ((const char *const *) objects, object) &&
         (state == CRM_POLICY_ACTIVE || state == CRM_POLICY_ISSUED ||
          state == CRM_POLICY_SUSPENDED);
}

/* (transfer container) (element-type CrmPolicy) */
static GPtrArray *
list_policies (CrmRecord *object, DeskRecordSet *policies)
{
  g_autofree char *today = desk_rights_dup_today ();
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < desk_record_set_get_count (policies); i++)
    if (insures (desk_record_set_get (policies, i), crm_record_get_id (object), today))
      g_ptr_array_add (list, desk_record_set_get (policies, i));
  return list;
}

char *
desk_object_dup_policies (DeskContext *context, CrmRecord *object, DeskRecordSet *policies)
{
  g_autoptr (GPtrArray) list = list_policies (object, policies);
  g_autofree char *today = desk_rights_dup_today ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      CrmRecord *policy = g_ptr_array_index (list, i);
      const char *tone;
      g_autofree char *term = desk_policy_dup_term (policy, today, &tone);

      g_string_append_printf (
          text, "%s%s %s", i > 0 ? ", " : "",
          desk_product_get_name (context, crm_record_get_text (policy, CRM_POLICY_PRODUCT)), term);
    }
  return g_string_free (text, text->len == 0);
}

static gboolean
overlap (CrmRecord *a, CrmRecord *b)
{
  const char *first_end = crm_record_get_text (a, CRM_POLICY_ENDS_ON);
  const char *second_end = crm_record_get_text (b, CRM_POLICY_ENDS_ON);

  return g_strcmp0 (crm_record_get_text (a, CRM_POLICY_PRODUCT),
                    crm_record_get_text (b, CRM_POLICY_PRODUCT)) == 0 &&
         g_strcmp0 (crm_record_get_text (a, CRM_POLICY_STARTS_ON),
                    second_end != NULL ? second_end : FAR_DAY) <= 0 &&
         g_strcmp0 (crm_record_get_text (b, CRM_POLICY_STARTS_ON),
                    first_end != NULL ? first_end : FAR_DAY) <= 0;
}

char *
desk_object_dup_overlap (DeskContext *context, CrmRecord *object, DeskRecordSet *policies)
{
  g_autoptr (GPtrArray) list = list_policies (object, policies);

  for (guint i = 0; i < list->len; i++)
    for (guint k = i + 1; k < list->len; k++)
      {
        CrmRecord *one = g_ptr_array_index (list, i);
        CrmRecord *other = g_ptr_array_index (list, k);
        g_autofree char *first = desk_policy_dup_number (one);
        g_autofree char *second = desk_policy_dup_number (other);

        if (overlap (one, other))
          /* Translators: a product and the numbers of two policies */
          return g_strdup_printf (
              _ ("Insured twice at once: %s %s and %s"),
              desk_product_get_name (context, crm_record_get_text (one, CRM_POLICY_PRODUCT)),
              first != NULL ? first : "", second != NULL ? second : "");
      }
  return NULL;
}
