/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pure but for the language; the records are held by whoever asks. */

#include "client/customers/desk-policy-facts.h"

#include <string.h>

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "shared/customers/crm-beneficiary.h"
#include "shared/customers/crm-benefit-shares.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-plate.h"
#include "shared/customers/crm-policy-rules.h"

static void
add_line (GString *text, const char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static char *
finish (GString *text)
{
  return g_string_free (text, text->len == 0);
}

/* A vehicle by what it is called, else by make and model; its plate is what people know it by. */
static char *
dup_vehicle (CrmRecord *object)
{
  const char *title = crm_record_get_text (object, CRM_INSURED_OBJECT_TITLE);
  const char *make = crm_record_get_text (object, CRM_INSURED_OBJECT_MAKE);
  const char *model = crm_record_get_text (object, CRM_INSURED_OBJECT_MODEL);
  const char *plate = crm_record_get_text (object, CRM_INSURED_OBJECT_PLATE);
  const char *vin = crm_record_get_text (object, CRM_INSURED_OBJECT_VIN);
  g_autofree char *shown = plate != NULL ? crm_plate_format (plate) : g_strdup (vin);
  g_autoptr (GString) text = g_string_new (title);
  g_auto (GStrv) parts = shown != NULL ? g_strsplit (shown, " ", -1) : NULL;
  /* A plate is not broken between two lines. */
  g_autofree char *whole = parts != NULL ? g_strjoinv ("\302\240", parts) : NULL;

  if (title == NULL)
    g_string_printf (text, "%s%s%s", make != NULL ? make : "",
                     make != NULL && model != NULL ? " " : "", model != NULL ? model : "");
  if (shown != NULL && strstr (text->str, shown) == NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", whole);
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

char *
desk_object_dup_title (CrmRecord *object)
{
  static const guint names[] = { CRM_INSURED_OBJECT_TITLE, CRM_INSURED_OBJECT_ADDRESS,
                                 CRM_INSURED_OBJECT_CADASTRAL_NUMBER,
                                 CRM_INSURED_OBJECT_BODY_NUMBER };
  const char *type = crm_record_get_text (object, CRM_INSURED_OBJECT_TYPE);
  char *text = g_strcmp0 (type, "vehicle") == 0 ? dup_vehicle (object) : NULL;

  for (guint i = 0; text == NULL && i < G_N_ELEMENTS (names); i++)
    text = g_strdup (crm_record_get_text (object, names[i]));
  return text != NULL ? text : g_strdup (desk_format_enum (&crm_insured_object_kind, "type", type));
}

static gboolean
is_type (CrmRecord *object, const char *type)
{
  return g_strcmp0 (crm_record_get_text (object, CRM_INSURED_OBJECT_TYPE), type) == 0;
}

/* Those of another client, and those that are not for this person to see, are counted. */
static void
add_unknown (GString *text, guint unknown)
{
  g_autofree char *line = NULL;

  if (unknown == 0)
    return;
  line = g_strdup_printf (ngettext ("%u object of another client", "%u objects of other clients",
                                    unknown),
                          unknown);
  add_line (text, line);
}

char *
desk_policy_dup_objects (CrmRecord *policy, DeskRecordSet *objects)
{
  g_auto (GStrv) ids = crm_record_dup_list (policy, CRM_POLICY_OBJECTS);
  GString *text = g_string_new (NULL);
  guint unknown = 0;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      CrmRecord *object = desk_record_set_find (objects, ids[i]);
      g_autofree char *title = object != NULL ? desk_object_dup_title (object) : NULL;

      unknown += object == NULL;
      if (object != NULL && !is_type (object, "person"))
        add_line (text, title);
    }
  /* Until they were read nothing is known of any. */
  if (desk_record_set_is_complete (objects))
    add_unknown (text, unknown);
  return finish (text);
}

char *
desk_policy_dup_people (CrmRecord *policy, DeskRecordSet *objects, gboolean *drivers)
{
  g_auto (GStrv) ids = crm_record_dup_list (policy, CRM_POLICY_OBJECTS);
  GString *text = g_string_new (NULL);

  *drivers = FALSE;
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      CrmRecord *object = desk_record_set_find (objects, ids[i]);
      g_autofree char *title = object != NULL ? desk_object_dup_title (object) : NULL;

      if (object != NULL && is_type (object, "person"))
        add_line (text, title);
      else if (object != NULL && is_type (object, "vehicle"))
        *drivers = TRUE;
    }
  return finish (text);
}

static char *
dup_name (CrmRecord *beneficiary, GHashTable *people)
{
  const char *id = crm_record_get_text (beneficiary, CRM_BENEFICIARY_CUSTOMER);
  const char *name = crm_record_get_text (beneficiary, CRM_BENEFICIARY_NAME);
  CrmRecord *person = id != NULL ? g_hash_table_lookup (people, id) : NULL;

  if (person != NULL && crm_record_is_loaded (person))
    return crm_customer_dup_display_name (CRM_CUSTOMER (person));
  return g_strdup (name != NULL ? name : _ ("another client"));
}

static guint
count_objects (DeskRecordSet *beneficiaries)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < desk_record_set_get_count (beneficiaries); i++)
    {
      const char *id = crm_record_get_text (desk_record_set_get (beneficiaries, i),
                                            CRM_BENEFICIARY_INSURED_OBJECT);

      g_hash_table_add (seen, (gpointer) (id != NULL ? id : ""));
    }
  return g_hash_table_size (seen);
}

static char *
dup_line (CrmRecord *beneficiary, CrmRecord *object, GHashTable *people)
{
  const char *share = crm_record_get_text (beneficiary, CRM_BENEFICIARY_SHARE);
  g_autofree char *name = dup_name (beneficiary, people);
  g_autofree char *title = object != NULL ? desk_object_dup_title (object) : NULL;
  g_autofree char *percent = NULL;
  int hundredths = 0;

  if (share != NULL && crm_benefit_parse_share (share, &hundredths) &&
      hundredths != CRM_BENEFIT_WHOLE)
    {
      percent = crm_benefit_format_share (hundredths);
      if (g_str_has_suffix (percent, ".00"))
        percent[strlen (percent) - 3] = '\0';
    }
  return g_strdup_printf ("%s%s%s%s%s%s", name, percent != NULL ? ", " : "",
                          percent != NULL ? percent : "", percent != NULL ? "\302\240%" : "",
                          title != NULL ? " · " : "", title != NULL ? title : "");
}

char *
desk_policy_dup_beneficiaries (DeskRecordSet *beneficiaries,
                               DeskRecordSet *objects,
                               GHashTable *people)
{
  const gboolean many = count_objects (beneficiaries) > 1;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < desk_record_set_get_count (beneficiaries); i++)
    {
      CrmRecord *one = desk_record_set_get (beneficiaries, i);
      const char *id = crm_record_get_text (one, CRM_BENEFICIARY_INSURED_OBJECT);
      g_autofree char *line =
          dup_line (one, many ? desk_record_set_find (objects, id) : NULL, people);

      add_line (text, line);
    }
  return finish (text);
}

static char *
dup_gap (const CrmBenefitGap *gap, CrmRecord *object)
{
  g_autofree char *total = crm_benefit_format_share (gap->total);
  g_autofree char *title = object != NULL ? desk_object_dup_title (object) : NULL;
  g_autofree char *from = gap->starts_on != NULL ? desk_format_date (gap->starts_on) : NULL;
  g_autofree char *until = gap->ends_on != NULL ? desk_format_date (gap->ends_on) : NULL;
  /* Translators: %s is a number like 90.00 */
  g_autofree char *what = g_strdup_printf (_ ("Shares make %s %% instead of 100 %%"), total);
  g_autofree char *when = NULL;

  if (from != NULL && until != NULL)
    when = g_strdup_printf ("%s – %s", from, until);
  else if (from != NULL)
    when = g_strdup_printf (_ ("from %s"), from);
  else if (until != NULL)
    when = g_strdup_printf (_ ("until %s"), until);
  return g_strdup_printf ("%s%s%s%s%s", what, title != NULL ? " · " : "",
                          title != NULL ? title : "", when != NULL ? " · " : "",
                          when != NULL ? when : "");
}

char *
desk_policy_dup_gaps (DeskRecordSet *beneficiaries, DeskRecordSet *objects)
{
  const guint n = desk_record_set_get_count (beneficiaries);
  g_autofree CrmBenefit *benefits = g_new0 (CrmBenefit, n + 1);
  g_autoptr (GArray) gaps = NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    crm_beneficiary_get_benefit (crm_record_get_values (desk_record_set_get (beneficiaries, i)),
                                 &benefits[i]);
  gaps = crm_benefit_find_gaps (benefits, n);
  for (guint i = 0; i < gaps->len; i++)
    {
      const CrmBenefitGap *gap = &g_array_index (gaps, CrmBenefitGap, i);
      g_autofree char *line =
          dup_gap (gap, desk_record_set_find (objects, benefits[gap->index].object));

      add_line (text, line);
    }
  return finish (text);
}
