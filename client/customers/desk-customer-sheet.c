/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads what hangs on a client and puts it into words. Numbers of papers are masked here once more:
 * those that wait to be sent are still whole in the store. */

#include "client/customers/desk-customer-sheet.h"

#include <glib/gi18n.h>

#include "client/customers/desk-card-words.h"
#include "client/customers/desk-policy-facts.h"
#include "client/customers/desk-policy-words.h"
#include "client/ui/desk-change-text.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-products.h"
#include "client/ui/desk-record-set.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-consent.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-relation-rules.h"
#include "shared/customers/crm-relation.h"
#include "shared/customers/crm-task.h"

/* Clients whom this person does not see are never read; the others take no time. In ms. */
#define PATIENCE 1000

enum
{
  CONTACTS,
  DOCUMENTS,
  POLICIES,
  INSTALMENTS,
  OBJECTS,
  RELATIONS,
  REVERSE,
  CONSENTS,
  NOTES,
  TASKS,
  N_SETS,
};

typedef struct
{
  const CrmKind *kind;
  guint field;
} Source;

typedef struct
{
  DeskContext *context;        /* (owned) */
  CrmRecord *customer;         /* (owned) */
  DeskRecordSet *sets[N_SETS]; /* (owned) */
  GPtrArray *others;           /* (owned) (element-type CrmRecord): of the relations */
  guint wait_id;               /* until it is made */
  char *today;
  DeskSheet *sheet; /* (owned) (nullable): that is made */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  for (guint i = 0; i < N_SETS; i++)
    g_clear_object (&making->sets[i]);
  g_ptr_array_unref (making->others);
  g_object_unref (making->context);
  g_object_unref (making->customer);
  g_free (making->today);
  g_clear_pointer (&making->sheet, desk_sheet_unref);
  g_free (making);
}

/* (transfer full) (nullable): of a field, masked where others see it so. */
static char *
dup_value (CrmRecord *record, guint field)
{
  const CrmKind *kind = crm_record_get_kind (record);
  const CrmField *info = &kind->fields[field];
  const char *text = crm_record_get_text (record, field);
  g_autofree char *masked = NULL;

  if (text != NULL && (info->flags & CRM_FIELD_MASKED) != 0 && !crm_text_is_masked (text))
    masked = crm_field_mask (info, text);
  return desk_format_field_value (kind, info->name, masked != NULL ? masked : text);
}

/* (transfer full): the day of an instant, with its year. */
static char *
dup_day (const char *instant)
{
  g_autoptr (GDateTime) utc =
      g_date_time_new_from_unix_utc (desk_format_parse_instant (instant) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *date = g_date_time_format (local, "%Y-%m-%d");

  return instant != NULL ? desk_format_date (date) : NULL;
}

static void
append (GString *text, const char *separator, const char *word)
{
  if (word == NULL || *word == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, word);
}

static void
add_pair (DeskSheetSection *section, const char *label, const char *value)
{
  const char *cells[] = { label, value };

  if (value != NULL && *value != '\0')
    desk_sheet_section_add_row (section, cells);
}

static void
add_data (Making *making)
{
  static const guint weights[] = { 1, 3, 0 };
  static const guint fields[] = { CRM_CUSTOMER_BIRTH_DATE, CRM_CUSTOMER_SEX, CRM_CUSTOMER_INN };
  DeskSheetSection *section = desk_sheet_add_section (making->sheet, _ ("Data"), weights);
  const char *owner = crm_record_get_text (making->customer, CRM_CUSTOMER_OWNER);
  const char *status = crm_record_get_text (making->customer, CRM_CUSTOMER_STATUS);

  if (status != NULL)
    add_pair (section, _ ("Status"), desk_format_enum (&crm_customer_kind, "status", status));
  if (owner != NULL)
    add_pair (section, _ ("Responsible"), desk_context_get_user_name (making->context, owner));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value = dup_value (making->customer, fields[i]);

      add_pair (section,
                desk_format_field_title (&crm_customer_kind,
                                         crm_customer_kind.fields[fields[i]].name),
                value);
    }
}

static void
add_contact (Making *making, DeskSheetSection *section, CrmRecord *record)
{
  g_autofree char *value = dup_value (record, CRM_CONTACT_POINT_VALUE);
  g_autofree char *type = dup_value (record, CRM_CONTACT_POINT_TYPE);
  g_autofree char *label =
      desk_format_title (crm_record_get_text (record, CRM_CONTACT_POINT_LABEL));
  g_autoptr (GString) marks = g_string_new (label);
  const char *cells[] = { type, value, NULL };

  if (crm_record_get_boolean (record, CRM_CONTACT_POINT_PRIMARY))
    append (marks, ", ", _ ("main"));
  if (crm_record_get_boolean (record, CRM_CONTACT_POINT_INVALID))
    append (marks, ", ", _ ("does not work"));
  if (crm_record_get_boolean (record, CRM_CONTACT_POINT_OPTED_OUT))
    append (marks, ", ", _ ("asked not to be written to"));
  cells[2] = marks->str;
  desk_sheet_section_add_row (section, cells);
}

static void
add_document (Making *making, DeskSheetSection *section, CrmRecord *record)
{
  g_autofree char *type = dup_value (record, CRM_IDENTITY_DOCUMENT_TYPE);
  g_autofree char *series = dup_value (record, CRM_IDENTITY_DOCUMENT_SERIES);
  g_autofree char *number = dup_value (record, CRM_IDENTITY_DOCUMENT_NUMBER);
  g_autofree char *by = dup_value (record, CRM_IDENTITY_DOCUMENT_ISSUED_BY);
  g_autofree char *on = dup_value (record, CRM_IDENTITY_DOCUMENT_ISSUED_ON);
  g_autoptr (GString) whole = g_string_new (series);
  g_autoptr (GString) issued = g_string_new (on);
  const char *cells[] = { type, NULL, NULL };

  append (whole, " ", number);
  append (issued, ", ", by);
  cells[1] = whole->str;
  cells[2] = issued->str;
  desk_sheet_section_add_row (section, cells);
}

/* (transfer full): the instalments of a policy that are not paid, the next ones first. */
static char *
dup_instalments (Making *making, CrmRecord *policy)
{
  g_autoptr (GString) text = g_string_new (NULL);
  DeskRecordSet *set = making->sets[INSTALMENTS];

  for (guint i = 0; i < desk_record_set_get_count (set); i++)
    {
      CrmRecord *record = desk_record_set_get (set, i);
      CrmInstalmentFacts facts;
      g_autofree char *amount = NULL;
      g_autofree char *due = NULL;
      g_autofree char *state = NULL;
      g_autofree char *line = NULL;

      if (g_strcmp0 (crm_record_get_text (record, CRM_INSTALMENT_POLICY),
                     crm_record_get_id (policy)) != 0 ||
          crm_record_get_text (record, CRM_INSTALMENT_PAID_ON) != NULL)
        continue;
      desk_instalment_read_facts (record, &facts);
      amount = desk_card_dup_money (record, CRM_INSTALMENT_AMOUNT_KOPECKS);
      due = dup_value (record, CRM_INSTALMENT_DUE_ON);
      state = desk_instalment_dup_state (&facts, making->today);
      line = g_strdup_printf ("%s: %s, %s", due != NULL ? due : "", amount != NULL ? amount : "",
                              state);
      append (text, "\n", line);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_policy (Making *making, DeskSheetSection *section, CrmRecord *record)
{
  const char *product = crm_record_get_text (record, CRM_POLICY_PRODUCT);
  g_autofree char *number = desk_policy_dup_number (record);
  g_autofree char *from = dup_value (record, CRM_POLICY_STARTS_ON);
  g_autofree char *until = dup_value (record, CRM_POLICY_ENDS_ON);
  const char *tone;
  const gboolean over = desk_policy_is_archived (record, making->today);
  g_autofree char *term = over ? desk_policy_dup_term (record, making->today, &tone) : NULL;
  g_autofree char *premium = desk_card_dup_money (record, CRM_POLICY_PREMIUM_KOPECKS);
  g_autofree char *instalments = dup_instalments (making, record);
  g_autofree char *days =
      g_strdup_printf ("%s – %s", from != NULL ? from : "", until != NULL ? until : "");
  g_autoptr (GString) period = g_string_new (days);
  const char *cells[] = { product != NULL ? desk_product_get_name (making->context, product) : NULL,
                          number, NULL, premium, instalments };

  append (period, "\n", term);
  cells[2] = period->str;
  desk_sheet_section_add_row (section, cells);
}

static void
add_object (Making *making, DeskSheetSection *section, CrmRecord *record)
{
  g_autofree char *type = dup_value (record, CRM_INSURED_OBJECT_TYPE);
  g_autofree char *title = desk_object_dup_title (record);
  g_autofree char *vin = dup_value (record, CRM_INSURED_OBJECT_VIN);
  const char *cells[] = { type, title, vin };

  desk_sheet_section_add_row (section, cells);
}

static void
add_relation (Making *making, DeskSheetSection *section, CrmRecord *record)
{
  const gboolean reverse = g_strcmp0 (crm_record_get_text (record, CRM_RELATION_OTHER),
                                      crm_record_get_id (making->customer)) == 0;
  const char *id =
      crm_record_get_text (record, reverse ? CRM_RELATION_CUSTOMER : CRM_RELATION_OTHER);
  const char *type = crm_record_get_text (record, CRM_RELATION_TYPE);
  g_autoptr (CrmRecord) other =
      id != NULL ? desk_database_ref_record (desk_context_get_database (making->context),
                                             &crm_customer_kind, id)
                 : NULL;
  const gboolean known = other != NULL && crm_record_is_loaded (other) &&
                         crm_record_get_state (other) != CRM_RECORD_DELETED;
  const char *sex = known ? crm_record_get_text (other, CRM_CUSTOMER_SEX) : NULL;
  g_autofree char *name = known     ? crm_customer_dup_display_name (CRM_CUSTOMER (other))
                          : reverse ? NULL
                                    : g_strdup (crm_record_get_text (record, CRM_RELATION_NAME));
  g_autofree char *phone = dup_value (record, CRM_RELATION_PHONE);
  const char *cells[] = { desk_card_relation_word (reverse ? crm_relation_reverse (type) : type,
                                                   sex),
                          name != NULL ? name : _ ("A client you do not see"), phone };

  desk_sheet_section_add_row (section, cells);
}

static void
add_consent (Making *making, DeskSheetSection *section, CrmRecord *record)
{
  g_autofree char *given = dup_day (crm_record_get_text (record, CRM_CONSENT_GIVEN_AT));
  g_autofree char *gone = dup_day (crm_record_get_text (record, CRM_CONSENT_WITHDRAWN_AT));
  g_autofree char *state = gone != NULL ? g_strdup_printf (_ ("withdrawn %s"), gone)
                                        : g_strdup_printf (_ ("given %s"), given);
  const char *cells[] = {
    desk_card_purpose_word (crm_record_get_text (record, CRM_CONSENT_PURPOSE)),
    desk_card_channel_word (crm_record_get_text (record, CRM_CONSENT_CHANNEL)), state
  };

  desk_sheet_section_add_row (section, cells);
}

static void
add_task (Making *making, DeskSheetSection *section, CrmRecord *record)
{
  const char *who = crm_record_get_text (record, CRM_TASK_ASSIGNEE);
  g_autofree char *due = dup_day (crm_record_get_text (record, CRM_TASK_DUE_AT));
  const char *cells[] = { due, crm_record_get_text (record, CRM_TASK_TEXT),
                          who != NULL ? desk_context_get_user_name (making->context, who) : NULL };

  if (crm_record_get_text (record, CRM_TASK_DONE_AT) == NULL)
    desk_sheet_section_add_row (section, cells);
}

static void
add_note (Making *making, DeskSheetSection *section, CrmRecord *record)
{
  const char *who = crm_record_get_text (record, CRM_NOTE_AUTHOR);
  g_autofree char *day = dup_day (crm_record_get_text (record, CRM_NOTE_AT));
  const char *cells[] = { day, crm_record_get_text (record, CRM_NOTE_TEXT),
                          who != NULL ? desk_context_get_user_name (making->context, who) : NULL };

  desk_sheet_section_add_row (section, cells);
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer today)
{
  CrmRecord *first = *(CrmRecord *const *) a;
  CrmRecord *second = *(CrmRecord *const *) b;

  return desk_policy_compare (first, second, today);
}

typedef struct
{
  guint sets[2]; /* the second as the first: one alone */
  const char *title;
  guint weights[DESK_SHEET_MAX_COLUMNS + 1];
  const char *head[DESK_SHEET_MAX_COLUMNS];
  void (*add) (Making *making, DeskSheetSection *section, CrmRecord *record);
} Part;

static const Part parts[] = {
  { { CONTACTS, CONTACTS },
    N_ ("Contacts"),
    { 2, 4, 5 },
    { N_ ("Type"), N_ ("Contact"), N_ ("Remark") },
    add_contact },
  { { DOCUMENTS, DOCUMENTS },
    N_ ("Documents"),
    { 3, 3, 5 },
    { N_ ("Document"), N_ ("Number"), N_ ("Issued") },
    add_document },
  { { POLICIES, POLICIES },
    N_ ("Policies"),
    { 4, 5, 7, 3, 6 },
    { N_ ("Product"), N_ ("Number"), N_ ("Period"), N_ ("Premium"), N_ ("To be paid") },
    add_policy },
  { { OBJECTS, OBJECTS },
    N_ ("Insured objects"),
    { 2, 5, 4 },
    { N_ ("Type"), N_ ("Object"), N_ ("VIN") },
    add_object },
  { { RELATIONS, REVERSE },
    N_ ("Relations"),
    { 2, 5, 4 },
    { N_ ("Who"), N_ ("Name"), N_ ("Phone") },
    add_relation },
  { { CONSENTS, CONSENTS },
    N_ ("Consents"),
    { 5, 3, 3 },
    { N_ ("Purpose"), N_ ("Channel"), N_ ("State") },
    add_consent },
  { { TASKS, TASKS },
    N_ ("Tasks that are open"),
    { 2, 7, 3 },
    { N_ ("Due"), N_ ("Task"), N_ ("Who") },
    add_task },
  { { NOTES, NOTES },
    N_ ("Notes"),
    { 2, 7, 3 },
    { N_ ("Day"), N_ ("Note"), N_ ("Author") },
    add_note },
};

static void
add_set (Making *making, const Part *part, DeskSheetSection *section, guint index)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  for (guint i = 0; i < desk_record_set_get_count (making->sets[index]); i++)
    g_ptr_array_add (records, desk_record_set_get (making->sets[index], i));
  if (index == POLICIES)
    g_ptr_array_sort_with_data (records, compare_cb, making->today);
  for (guint i = 0; i < records->len; i++)
    part->add (making, section, g_ptr_array_index (records, i));
}

static void
add_part (Making *making, const Part *part)
{
  DeskSheetSection *section =
      desk_sheet_add_section (making->sheet, _ (part->title), part->weights);
  const char *head[DESK_SHEET_MAX_COLUMNS];

  for (guint i = 0; i < section->n_columns; i++)
    head[i] = _ (part->head[i]);
  desk_sheet_section_set_head (section, head);
  add_set (making, part, section, part->sets[0]);
  if (part->sets[1] != part->sets[0])
    add_set (making, part, section, part->sets[1]);
}

static DeskSheet *
make_sheet (Making *making)
{
  g_autofree char *name = crm_customer_dup_display_name (CRM_CUSTOMER (making->customer));
  const char *number = crm_record_get_text (making->customer, CRM_CUSTOMER_NUMBER);
  const char *user = desk_account_get_user_name (desk_context_get_account (making->context));
  g_autofree char *shown = number != NULL ? g_strdup_printf (_ ("No. %s"), number) : NULL;
  g_autofree char *day = desk_format_date (making->today);
  g_autofree char *time = desk_format_time (crm_time_now ());
  /* Translators: day, time and who printed a card */
  g_autofree char *footer =
      g_strdup_printf (_ ("printed %s at %s, %s"), day, time, user != NULL ? user : "");
  g_autoptr (GString) subtitle = g_string_new (shown);

  append (subtitle, " \xc2\xb7 ", footer);
  making->sheet = desk_sheet_new (name, subtitle->str, footer);
  add_data (making);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    add_part (making, &parts[i]);
  return g_steal_pointer (&making->sheet);
}

static void
finish_cb (gpointer data)
{
  g_autoptr (GTask) task = data;
  Making *making = g_task_get_task_data (task);

  for (guint i = 0; i < making->others->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (making->others, i), task);
  g_task_return_pointer (task, make_sheet (making), (GDestroyNotify) desk_sheet_unref);
}

/* Later than the signal, whose set is let go of at the end. */
static void
other_cb (GTask *task)
{
  Making *making = g_task_get_task_data (task);

  for (guint i = 0; i < making->others->len; i++)
    if (!crm_record_is_loaded (g_ptr_array_index (making->others, i)))
      return;
  g_clear_handle_id (&making->wait_id, g_source_remove);
  making->wait_id = g_idle_add_once (finish_cb, task);
}

static void
hold_others (Making *making, guint index, guint field)
{
  DeskRecordSet *set = making->sets[index];

  for (guint i = 0; i < desk_record_set_get_count (set); i++)
    {
      const char *id = crm_record_get_text (desk_record_set_get (set, i), field);

      if (id != NULL)
        g_ptr_array_add (making->others,
                         desk_database_ref_record (desk_context_get_database (making->context),
                                                   &crm_customer_kind, id));
    }
}

static void
complete_cb (GTask *task)
{
  Making *making = g_task_get_task_data (task);

  for (guint i = 0; i < N_SETS; i++)
    if (making->sets[i] == NULL || !desk_record_set_is_complete (making->sets[i]))
      return;
  for (guint i = 0; i < N_SETS; i++)
    g_signal_handlers_disconnect_by_data (making->sets[i], task);
  hold_others (making, RELATIONS, CRM_RELATION_OTHER);
  hold_others (making, REVERSE, CRM_RELATION_CUSTOMER);
  for (guint i = 0; i < making->others->len; i++)
    g_signal_connect_swapped (g_ptr_array_index (making->others, i), "notify",
                              G_CALLBACK (other_cb), task);
  making->wait_id = g_timeout_add_once (PATIENCE, finish_cb, task);
  other_cb (task);
}

void
desk_customer_sheet_make_async (DeskContext *context,
                                CrmRecord *customer,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  const Source sources[N_SETS] = {
    [CONTACTS] = { &crm_contact_point_kind, CRM_CONTACT_POINT_CUSTOMER },
    [DOCUMENTS] = { &crm_identity_document_kind, CRM_IDENTITY_DOCUMENT_CUSTOMER },
    [POLICIES] = { &crm_policy_kind, CRM_POLICY_CUSTOMER },
    [INSTALMENTS] = { &crm_instalment_kind, CRM_INSTALMENT_POLICYHOLDER },
    [OBJECTS] = { &crm_insured_object_kind, CRM_INSURED_OBJECT_CUSTOMER },
    [RELATIONS] = { &crm_relation_kind, CRM_RELATION_CUSTOMER },
    [REVERSE] = { &crm_relation_kind, CRM_RELATION_OTHER },
    [CONSENTS] = { &crm_consent_kind, CRM_CONSENT_CUSTOMER },
    [NOTES] = { &crm_note_kind, CRM_NOTE_CUSTOMER },
    [TASKS] = { &crm_task_kind, CRM_TASK_CUSTOMER },
  };
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Making *making = g_new0 (Making, 1);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (crm_time_now () / G_USEC_PER_SEC);

  making->others = g_ptr_array_new_with_free_func (g_object_unref);
  making->context = g_object_ref (context);
  making->customer = g_object_ref (customer);
  making->today = g_date_time_format (now, "%Y-%m-%d");
  g_task_set_task_data (task, making, making_free);
  for (guint i = 0; i < N_SETS; i++)
    {
      making->sets[i] =
          desk_record_set_new_where (desk_context_get_database (context), sources[i].kind,
                                     sources[i].field, crm_record_get_id (customer));
      g_signal_connect_swapped (making->sets[i], "notify::complete", G_CALLBACK (complete_cb),
                                task);
    }
}

DeskSheet *
desk_customer_sheet_make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
