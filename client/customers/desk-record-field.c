/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of one typed change: keystroke, draft, check, command, perhaps a refusal. What a person
 * typed is in the draft until the outbox has it, and in the outbox until the server has it. Main
 * thread; owned by the group its row is in. */

#include "client/customers/desk-record-field.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-words.h"
#include "client/customers/desk-draft-timer.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/base/crm-util.h"

struct _DeskRecordField
{
  GObject parent_instance;

  DeskContext *context; /* (owned) */
  DeskFieldRow *row;    /* (borrowed): its group owns both */
  const DeskFieldLook *look;
  CrmRecord *record;    /* (owned) (nullable) */
  GSignalGroup *events; /* (owned): of the record */
  char *draft;          /* (owned) (nullable): typed, not stored yet */
  DeskDraftTimer draft_timer;
};

/* A submission on its way, with what it must forget once it is stored. */
typedef struct
{
  DeskRecordField *field; /* (owned) */
  CrmRecord *record;      /* (owned) */
  CrmFieldSet *set;       /* (owned) */
  char *key;              /* (owned): of the draft */
  char *typed;            /* (owned) */
  CrmCommand *command;    /* (owned) (nullable): once made */
  CrmCommand *inverse;    /* (owned) (nullable) */
} Submission;

G_DEFINE_FINAL_TYPE (DeskRecordField, desk_record_field, G_TYPE_OBJECT)

static void
submission_free (Submission *self)
{
  g_clear_object (&self->field);
  g_clear_object (&self->record);
  g_clear_pointer (&self->set, crm_field_set_unref);
  g_clear_pointer (&self->command, crm_command_unref);
  g_clear_pointer (&self->inverse, crm_command_unref);
  g_free (self->key);
  g_free (self->typed);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Submission, submission_free)

char *
desk_record_field_parse (const CrmKind *kind, guint field, const char *typed, CrmFieldSet *set)
{
  const CrmField *info = &kind->fields[field];
  g_autofree char *trimmed = g_strstrip (g_strdup (typed != NULL ? typed : ""));
  g_autofree char *value = NULL;
  g_autofree char *canonical = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *pointer = g_strdup_printf ("/set/%s", info->name);
  CrmProblemError complaint = { .pointer = pointer };
  const char *none[CRM_MAX_FIELDS] = { NULL };

  if (*trimmed == '\0')
    {
      crm_field_set_put (set, field, NULL);
      return NULL;
    }
  if (info->type == CRM_FIELD_DATE)
    value = desk_format_parse_date (trimmed, crm_time_now ());
  else if (info->type == CRM_FIELD_LIST)
    value = desk_customer_words_to_list (trimmed);
  else
    value = g_strdup (trimmed);
  if (info->type == CRM_FIELD_LIST && value == NULL)
    {
      crm_field_set_put (set, field, NULL);
      return NULL;
    }
  if (value != NULL && crm_field_canonical (info, value, &canonical, &error))
    {
      crm_field_set_put (set, field, canonical);
      return NULL;
    }
  complaint.code = g_utf8_strlen (trimmed, -1) > (info->max_length > 0 ? info->max_length : 1000)
                       ? (char *) "length"
                       : (char *) "format";
  return desk_customer_dup_complaint (kind, none, &complaint);
}

static char *
parse_typed (DeskRecordField *self, const char *typed, CrmFieldSet *set)
{
  if (self->look->parse != NULL)
    return self->look->parse (self->record, self->look->field, typed, set);
  return desk_record_field_parse (crm_record_get_kind (self->record), self->look->field, typed,
                                  set);
}

/* The shared rules see the whole record as it would be. */
static char *
check_cb (const char *typed, gpointer user_data)
{
  DeskRecordField *self = user_data;
  const CrmKind *kind;
  g_autoptr (CrmFieldSet) set = NULL;
  const char *values[CRM_MAX_FIELDS];
  char *complaint;

  if (self->record == NULL)
    return NULL;
  kind = crm_record_get_kind (self->record);
  set = crm_field_set_new (kind);
  complaint = parse_typed (self, typed, set);
  if (complaint != NULL)
    return complaint;
  for (guint i = 0; i < kind->n_fields; i++)
    values[i] = crm_field_set_has (set, i) ? crm_field_set_get (set, i)
                                           : crm_record_get_text (self->record, i);
  return desk_customer_check_values (kind, values, set, TRUE);
}

static char *
dup_key (DeskRecordField *self)
{
  const CrmKind *kind = crm_record_get_kind (self->record);

  return g_strdup_printf ("%s:%s:%s", kind->name, crm_record_get_id (self->record),
                          kind->fields[self->look->field].name);
}

static void
store_draft (DeskRecordField *self, const char *text)
{
  g_autofree char *key = dup_key (self);

  desk_outbox_save_draft_async (desk_context_get_outbox (self->context), key, text, NULL, NULL,
                                NULL);
}

static void
draft_due_cb (gpointer user_data)
{
  DeskRecordField *self = user_data;

  if (self->record != NULL)
    store_draft (self, self->draft);
}

static void
edited_cb (DeskRecordField *self, const char *typed)
{
  crm_set_string (&self->draft, typed);
  desk_draft_timer_start (&self->draft_timer, draft_due_cb, self);
}

static void
forget_draft (DeskRecordField *self)
{
  desk_draft_timer_stop (&self->draft_timer);
  g_clear_pointer (&self->draft, g_free);
  desk_field_row_set_draft (self->row, NULL);
  if (self->record != NULL)
    store_draft (self, NULL);
}

static char *
dup_shown (DeskRecordField *self)
{
  const CrmKind *kind = crm_record_get_kind (self->record);
  guint field = self->look->field;

  if (self->look->show != NULL)
    return self->look->show (self->record, field);
  return desk_format_field_value (kind, kind->fields[field].name,
                                  crm_record_get_text (self->record, field));
}

/* Whether the refused command is about this field: by pointer, or by what it set when the refusal
 * names no field at all. */
static const CrmProblemError *
find_refusal (DeskRecordField *self, DeskOutboxEntry *entry, gboolean *whole)
{
  const CrmKind *kind = crm_record_get_kind (self->record);
  CrmProblem *problem = desk_outbox_entry_get_problem (entry);
  CrmCommand *command = desk_outbox_entry_get_command (entry);
  CrmFieldSet *set;
  gboolean named = FALSE;

  *whole = FALSE;
  if (problem == NULL || command == NULL || crm_command_get_kind (command) != kind)
    return NULL;
  set = crm_command_get_set (command);
  for (guint i = 0; i < crm_problem_n_errors (problem); i++)
    {
      const CrmProblemError *error = crm_problem_get_error (problem, i);
      g_autofree char *name = desk_customer_pointer_to_field (error->pointer);

      if (g_str_equal (name, kind->fields[self->look->field].name))
        return error;
      named |= crm_kind_find_field (kind, name) >= 0;
    }
  *whole = !named && set != NULL && crm_field_set_has (set, self->look->field);
  return NULL;
}

static void
update_problem (DeskRecordField *self)
{
  g_autoptr (DeskOutboxEntry) entry = NULL;
  g_autofree char *text = NULL;
  const CrmProblemError *error;
  gboolean whole = FALSE;

  if (crm_record_get_state (self->record) == CRM_RECORD_REJECTED)
    entry = desk_outbox_ref_rejected (desk_context_get_outbox (self->context),
                                      crm_record_get_id (self->record));
  error = entry == NULL ? NULL : find_refusal (self, entry, &whole);
  if (error != NULL)
    text = desk_customer_dup_complaint (crm_record_get_kind (self->record),
                                        crm_record_get_values (self->record), error);
  else if (whole)
    {
      g_autofree char *code = g_strdup (
          crm_error_code_to_string (crm_problem_get_code (desk_outbox_entry_get_problem (entry))));
      CrmProblemError general = {
        (char *) "", code, (char *) crm_problem_get_detail (desk_outbox_entry_get_problem (entry))
      };

      text = desk_customer_dup_complaint (crm_record_get_kind (self->record),
                                          crm_record_get_values (self->record), &general);
    }
  desk_field_row_set_problem (self->row, text);
}

static void
update_cb (DeskRecordField *self)
{
  g_autofree char *shown = NULL;
  g_autofree char *edit = NULL;

  if (self->record == NULL || self->row == NULL || !crm_record_is_loaded (self->record))
    return;
  shown = dup_shown (self);
  g_object_set (self->row, "editable",
                desk_customer_may (self->context, self->record, CRM_ACTION_EDIT), NULL);
  desk_field_row_set_text (self->row, shown);
  if (self->look->edit != NULL)
    edit = self->look->edit (self->record, self->look->field);
  desk_field_row_set_edit_text (self->row, edit);
  update_problem (self);
}

/* It was not stored: what was typed stays at its field, as a draft. */
static void
keep_typed (Submission *submission, DeskOutbox *outbox)
{
  DeskRecordField *self = submission->field;

  desk_outbox_save_draft_async (outbox, submission->key, submission->typed, NULL, NULL, NULL);
  if (self->row != NULL && self->record == submission->record &&
      !desk_field_row_is_editing (self->row))
    desk_field_row_set_draft (self->row, submission->typed);
}

/* Unless the same field is being typed into again. */
static void
drop_draft (Submission *submission, DeskOutbox *outbox)
{
  DeskRecordField *self = submission->field;

  if (self->record != submission->record || self->draft == NULL)
    desk_outbox_save_draft_async (outbox, submission->key, NULL, NULL, NULL, NULL);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Submission) submission = user_data;
  DeskRecordField *self = submission->field;
  const CrmKind *kind = crm_record_get_kind (submission->record);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    {
      desk_customer_tell_failure (self->row != NULL ? GTK_WIDGET (self->row) : NULL, error);
      keep_typed (submission, DESK_OUTBOX (source));
      return;
    }
  drop_draft (submission, DESK_OUTBOX (source));
  if (self->row == NULL)
    return;
  text = g_strdup_printf (_ ("%s changed"),
                          desk_format_field_title (kind, kind->fields[self->look->field].name));
  desk_customer_push_undo (GTK_WIDGET (self->row), text, submission->command, submission->inverse);
}

static void
submit (Submission *submission)
{
  DeskRecordField *self = submission->field;
  DeskOutbox *outbox = desk_context_get_outbox (self->context);
  g_autoptr (GPtrArray) commands = g_ptr_array_new ();

  submission->command =
      desk_customer_make_update (submission->record, submission->set, &submission->inverse);
  if (submission->command == NULL)
    {
      desk_outbox_save_draft_async (outbox, submission->key, NULL, NULL, NULL, NULL);
      submission_free (submission);
      return;
    }
  g_ptr_array_add (commands, submission->command);
  desk_outbox_submit_async (outbox, commands, NULL, submitted_cb, submission);
}

static void
discard_entry (DeskRecordField *self,
               DeskOutboxEntry *entry,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  const char *ids[] = { crm_command_get_id (desk_outbox_entry_get_command (entry)), NULL };

  desk_outbox_discard_async (desk_context_get_outbox (self->context), ids, NULL, callback,
                             user_data);
}

static void
committed_cb (DeskRecordField *self, const char *typed)
{
  g_autoptr (CrmFieldSet) set = NULL;
  g_autofree char *complaint = NULL;
  Submission *submission;

  desk_draft_timer_stop (&self->draft_timer);
  g_clear_pointer (&self->draft, g_free);
  if (self->record == NULL)
    return;
  set = crm_field_set_new (crm_record_get_kind (self->record));
  complaint = parse_typed (self, typed, set);
  if (complaint != NULL)
    return;
  submission = g_new0 (Submission, 1);
  submission->field = g_object_ref (self);
  submission->record = g_object_ref (self->record);
  submission->key = dup_key (self);
  submission->typed = g_strdup (typed);
  submission->set = g_steal_pointer (&set);
  /* A correction of a refused command is put in its place by the outbox. */
  submit (submission);
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskRecordField) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) taken = desk_outbox_discard_finish (DESK_OUTBOX (source), result, &error);

  if (taken == NULL)
    desk_customer_tell_failure (self->row != NULL ? GTK_WIDGET (self->row) : NULL, error);
  else
    update_cb (self);
}

static void
problem_discarded_cb (DeskRecordField *self)
{
  g_autoptr (DeskOutboxEntry) entry = NULL;

  if (self->record != NULL)
    entry = desk_outbox_ref_rejected (desk_context_get_outbox (self->context),
                                      crm_record_get_id (self->record));
  if (entry != NULL)
    discard_entry (self, entry, discarded_cb, g_object_ref (self));
}

static void
desk_record_field_dispose (GObject *object)
{
  DeskRecordField *self = DESK_RECORD_FIELD (object);

  desk_draft_timer_flush (&self->draft_timer);
  g_clear_weak_pointer (&self->row);
  g_clear_object (&self->events);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_record_field_parent_class)->dispose (object);
}

static void
desk_record_field_finalize (GObject *object)
{
  g_free (DESK_RECORD_FIELD (object)->draft);
  G_OBJECT_CLASS (desk_record_field_parent_class)->finalize (object);
}

static void
desk_record_field_class_init (DeskRecordFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_record_field_dispose;
  object_class->finalize = desk_record_field_finalize;
}

static void
desk_record_field_init (DeskRecordField *self)
{
  self->events = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->events, "notify", G_CALLBACK (update_cb), self);
}

DeskRecordField *
desk_record_field_new (DeskContext *context, DeskFieldRow *row, const DeskFieldLook *look)
{
  DeskRecordField *self = g_object_new (DESK_TYPE_RECORD_FIELD, NULL);

  self->context = g_object_ref (context);
  g_set_weak_pointer (&self->row, row);
  self->look = look;
  g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "cancelled", G_CALLBACK (forget_draft), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "problem-discarded", G_CALLBACK (problem_discarded_cb), self,
                           G_CONNECT_SWAPPED);
  desk_field_row_set_check (row, check_cb, self, NULL);
  g_signal_connect_object (desk_context_get_rights (context), "changed", G_CALLBACK (update_cb),
                           self, G_CONNECT_SWAPPED);
  return self;
}

guint
desk_record_field_get_field (DeskRecordField *self)
{
  g_return_val_if_fail (DESK_IS_RECORD_FIELD (self), 0);
  return self->look->field;
}

DeskFieldRow *
desk_record_field_get_row (DeskRecordField *self)
{
  g_return_val_if_fail (DESK_IS_RECORD_FIELD (self), NULL);
  return self->row;
}

void
desk_record_field_leave (DeskRecordField *self)
{
  g_return_if_fail (DESK_IS_RECORD_FIELD (self));

  if (!desk_field_row_is_editing (self->row))
    return;
  if (desk_field_row_end (self->row, TRUE))
    return;
  /* Wrong text is not submitted and not lost: it stays as the draft of this field. */
  desk_draft_timer_flush (&self->draft_timer);
  g_clear_pointer (&self->draft, g_free);
}

void
desk_record_field_set_record (DeskRecordField *self, CrmRecord *record)
{
  g_autofree char *key = NULL;
  g_autofree char *draft = NULL;

  g_return_if_fail (DESK_IS_RECORD_FIELD (self));

  if (self->record == record)
    return;
  desk_record_field_leave (self);
  g_set_object (&self->record, NULL);
  desk_field_row_end (self->row, FALSE);
  desk_field_row_set_text (self->row, NULL);
  desk_field_row_set_problem (self->row, NULL);
  g_set_object (&self->record, record);
  g_signal_group_set_target (self->events, record);
  if (record == NULL)
    {
      desk_field_row_set_draft (self->row, NULL);
      return;
    }
  key = dup_key (self);
  draft = desk_outbox_dup_draft (desk_context_get_outbox (self->context), key);
  desk_field_row_set_draft (self->row, draft);
  update_cb (self);
}
