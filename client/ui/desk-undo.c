/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The undo stack of one window. An act is a handful of commands: as long as they wait in the outbox
 * taking them back leaves no trace; once they are sent, the inverse is one more act. Main thread
 * only, owned by the window. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-undo.h"

#include <glib/gi18n.h>

#include "shared/base/crm-error.h"

#define MAX_DEPTH      50
#define MAX_OPERATIONS 200

typedef struct
{
  DeskOperation *operation; /* (owned): how it is listed */
  char *text;               /* of the newest of those that were joined */
  guint n_acts;             /* that are one by now */
  gboolean is_offered;      /* a toast is shown for it */
  GPtrArray *ids;           /* (element-type utf8) */
  GPtrArray *commands; /* (element-type CrmCommand): the act itself, as far as it was still known */
  GPtrArray *inverse;  /* (nullable) (element-type CrmCommand) */
} Act;

struct _DeskUndo
{
  GObject parent_instance;

  DeskDatabase *database; /* (owned) */
  DeskOutbox *outbox;     /* (owned) */
  GPtrArray *undo;        /* (element-type Act) */
  GPtrArray *redo;        /* (element-type Act) */
  GListStore *operations; /* (owned) (element-type DeskOperation): newest first */
};

/* One step on its way through the outbox. */
typedef struct
{
  DeskUndo *self; /* (owned) */
  Act *act;       /* (owned) */
  gboolean redo;
} Step;

enum
{
  PROP_CAN_UNDO = 1,
  PROP_CAN_REDO,
  N_PROPS
};

enum
{
  UNDONE,
  REDONE,
  FAILED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskUndo, desk_undo, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (DeskUndoHost, desk_undo_host, GTK_TYPE_WIDGET)

static void
desk_undo_host_default_init (DeskUndoHostInterface *iface)
{
}

static void
act_free (Act *act)
{
  g_clear_object (&act->operation);
  g_free (act->text);
  g_clear_pointer (&act->ids, g_ptr_array_unref);
  g_clear_pointer (&act->commands, g_ptr_array_unref);
  g_clear_pointer (&act->inverse, g_ptr_array_unref);
  g_free (act);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

static void
step_free (Step *step)
{
  g_clear_pointer (&step->act, act_free);
  g_object_unref (step->self);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static Step *
begin_step (DeskUndo *self, GPtrArray *stack, guint index, gboolean redo)
{
  Step *step = g_new0 (Step, 1);

  step->self = g_object_ref (self);
  step->act = g_ptr_array_steal_index (stack, index);
  step->redo = redo;
  g_object_notify_by_pspec (G_OBJECT (self), properties[redo ? PROP_CAN_REDO : PROP_CAN_UNDO]);
  return step;
}

static void
push_act (DeskUndo *self, GPtrArray *stack, Act *act)
{
  if (stack->len == MAX_DEPTH)
    g_ptr_array_remove_index (stack, 0);
  g_ptr_array_add (stack, act);
  g_object_notify_by_pspec (G_OBJECT (self),
                            properties[stack == self->undo ? PROP_CAN_UNDO : PROP_CAN_REDO]);
}

/* The step is done: the act changes its stack. */
static void
finish_step (Step *step)
{
  DeskUndo *self = step->self;
  g_autofree char *text = g_strdup (step->act->text);

  desk_operation_set_ids (step->act->operation, step->act->ids);
  desk_operation_set_undone (step->act->operation, !step->redo);
  if (step->redo)
    push_act (self, self->undo, g_steal_pointer (&step->act));
  else if (step->act->commands->len > 0)
    push_act (self, self->redo, g_steal_pointer (&step->act));
  g_signal_emit (self, signals[step->redo ? REDONE : UNDONE], 0, text);
}

/* It failed: the act stays where it was, nothing is forgotten. */
static void
fail_step (Step *step, GError *error)
{
  DeskUndo *self = step->self;

  push_act (self, step->redo ? self->redo : self->undo, g_steal_pointer (&step->act));
  g_warning ("Cannot take back: %s", error->message);
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;

  if (desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    finish_step (step);
  else
    fail_step (step, error);
}

/* The version to build on: that of the record as it is now, after the inverse was applied. */
static gint64
find_base (DeskUndo *self, CrmCommand *command)
{
  g_autoptr (CrmRecord) record =
      desk_database_ref_record (self->database, crm_command_get_kind (command),
                                crm_command_get_record (command));

  return crm_record_is_loaded (record) ? crm_record_get_version (record)
                                       : crm_command_get_base (command);
}

/* The same again, under a new id: the old one is known to the outbox, or to the server as taken
 * back. */
static CrmCommand *
repeat_command (CrmCommand *command, gint64 base)
{
  const CrmKind *kind = crm_command_get_kind (command);
  const char *record = crm_command_get_record (command);

  switch (crm_command_get_verb (command))
    {
    case CRM_VERB_CREATE:
      return crm_command_new_create (kind, record, crm_command_get_set (command));
    case CRM_VERB_UPDATE:
      return crm_command_new_update (kind, record, base, crm_command_get_set (command),
                                     crm_command_get_was (command));
    case CRM_VERB_DELETE:
      return crm_command_new_delete (kind, record, base);
    case CRM_VERB_OTHER:
    default:
      return crm_command_new (crm_command_get_name (command), record,
                              crm_command_get_args (command));
    }
}

/* The records of an act: whether all that was done to each never left. */
static GHashTable *
find_untouched (const Act *act, const char *const *taken)
{
  GHashTable *records = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; taken[i] != NULL; i++)
    g_hash_table_add (ids, (gpointer) taken[i]);
  for (guint i = 0; i < act->commands->len; i++)
    {
      CrmCommand *command = g_ptr_array_index (act->commands, i);
      const char *record = crm_command_get_record (command);
      const gboolean is_taken = g_hash_table_contains (ids, crm_command_get_id (command));
      gpointer before;

      if (g_hash_table_lookup_extended (records, record, NULL, &before))
        g_hash_table_insert (records, (gpointer) record,
                             GINT_TO_POINTER (is_taken && GPOINTER_TO_INT (before)));
      else
        g_hash_table_insert (records, (gpointer) record, GINT_TO_POINTER (is_taken));
    }
  return records;
}

static gboolean
look_up (GHashTable *records, const char *record, gboolean *found)
{
  gpointer untouched;

  if (record == NULL || !g_hash_table_lookup_extended (records, record, NULL, &untouched))
    return TRUE;
  *found = TRUE;
  return GPOINTER_TO_INT (untouched);
}

/* Whether what @inverse would put right never left: it is about a record, or hangs on one, of which
 * the whole act was taken back. */
static gboolean
is_untouched (GHashTable *records, CrmCommand *inverse)
{
  CrmFieldSet *set = crm_command_get_set (inverse);
  const CrmKind *kind = crm_command_get_kind (inverse);
  gboolean found = FALSE;

  if (!look_up (records, crm_command_get_record (inverse), &found))
    return FALSE;
  for (guint i = 0; set != NULL && i < kind->n_fields; i++)
    if (crm_field_set_has (set, i) && !look_up (records, crm_field_set_get (set, i), &found))
      return FALSE;
  return found;
}

/* An act may be taken back more than once: undone, done again and undone. */
static void
submit_inverse (Step *step, const char *const *taken)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (GHashTable) records = find_untouched (step->act, taken);

  for (guint i = 0; i < step->act->inverse->len; i++)
    {
      CrmCommand *command = g_ptr_array_index (step->act->inverse, i);

      if (is_untouched (records, command))
        continue;
      g_ptr_array_add (commands, repeat_command (command, crm_command_get_base (command)));
    }
  desk_outbox_submit_async (step->self->outbox, commands, NULL, submitted_cb, step);
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) taken = desk_outbox_discard_finish (DESK_OUTBOX (source), result, &error);
  GPtrArray *inverse = step->act->inverse;

  if (taken == NULL)
    fail_step (step, error);
  else if (g_strv_length (taken) == step->act->ids->len)
    finish_step (step);
  else if (inverse == NULL || inverse->len == 0)
    {
      crm_fail (&error, CRM_ERROR_FAILED, "Already sent and there is no way back");
      fail_step (step, error);
    }
  else
    submit_inverse (g_steal_pointer (&step), (const char *const *) taken);
}

/* What the outbox still knows of the act, to be able to do it again. */
static GPtrArray *
collect_commands (DeskUndo *self, GPtrArray *ids)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->outbox));

  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (wanted, g_ptr_array_index (ids, i));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DeskOutboxEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->outbox), i);
      CrmCommand *command = desk_outbox_entry_get_command (entry);

      if (command != NULL && g_hash_table_contains (wanted, crm_command_get_id (command)))
        g_ptr_array_add (commands, crm_command_ref (command));
    }
  return commands;
}

static void
desk_undo_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DeskUndo *self = DESK_UNDO (object);

  switch (property_id)
    {
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, desk_undo_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, desk_undo_can_redo (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_undo_finalize (GObject *object)
{
  DeskUndo *self = DESK_UNDO (object);

  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  g_object_unref (self->operations);
  g_clear_object (&self->outbox);
  g_clear_object (&self->database);
  G_OBJECT_CLASS (desk_undo_parent_class)->finalize (object);
}

static void
desk_undo_class_init (DeskUndoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = desk_undo_get_property;
  object_class->finalize = desk_undo_finalize;

  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[UNDONE] = g_signal_new ("undone", DESK_TYPE_UNDO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REDONE] = g_signal_new ("redone", DESK_TYPE_UNDO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", DESK_TYPE_UNDO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
desk_undo_init (DeskUndo *self)
{
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) act_free);
  self->redo = g_ptr_array_new_with_free_func ((GDestroyNotify) act_free);
  self->operations = g_list_store_new (DESK_TYPE_OPERATION);
}

DeskUndo *
desk_undo_new (DeskContext *context)
{
  DeskUndo *self = g_object_new (DESK_TYPE_UNDO, NULL);

  self->database = g_object_ref (desk_context_get_database (context));
  self->outbox = g_object_ref (desk_context_get_outbox (context));
  return self;
}

static void
append_all (GPtrArray *to, GPtrArray *from, GBoxedCopyFunc copy)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, copy (g_ptr_array_index (from, i)));
}

/* What cannot be taken back once it was sent stays by itself. */
static gboolean
can_join (const Act *before, const Act *act)
{
  const guint old = before->inverse != NULL ? before->inverse->len : 0;
  const guint new = act->inverse != NULL ? act->inverse->len : 0;

  return before->is_offered && (old > 0) == (new > 0);
}

/* Taken back from the newest on, done again from the oldest. */
static void
join (Act *before, Act *act)
{
  GPtrArray *inverse = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);

  append_all (before->ids, act->ids, (GBoxedCopyFunc) g_strdup);
  append_all (before->commands, act->commands, (GBoxedCopyFunc) crm_command_ref);
  if (act->inverse != NULL)
    append_all (inverse, act->inverse, (GBoxedCopyFunc) crm_command_ref);
  if (before->inverse != NULL)
    append_all (inverse, before->inverse, (GBoxedCopyFunc) crm_command_ref);
  g_clear_pointer (&before->inverse, g_ptr_array_unref);
  before->inverse = inverse;
  before->n_acts += act->n_acts;
  g_free (before->text);
  before->text = g_strdup (act->text);
  desk_operation_set_text (before->operation, act->text);
}

static void
forget_operation (DeskUndo *self, DeskOperation *operation)
{
  guint position;

  if (g_list_store_find (self->operations, operation, &position))
    g_list_store_remove (self->operations, position);
}

char *
desk_undo_merge (DeskUndo *self)
{
  Act *before;
  g_autoptr (Act) act = NULL;

  g_return_val_if_fail (DESK_IS_UNDO (self), NULL);

  if (self->undo->len < 2)
    return NULL;
  before = g_ptr_array_index (self->undo, self->undo->len - 2);
  if (!can_join (before, g_ptr_array_index (self->undo, self->undo->len - 1)))
    return NULL;
  act = g_ptr_array_steal_index (self->undo, self->undo->len - 1);
  join (before, act);
  desk_operation_set_ids (before->operation, before->ids);
  forget_operation (self, act->operation);
  /* Translators: %s is an act, "Client deleted"; %u is how many others there were just before */
  return g_strdup_printf (ngettext ("%s, and %u more", "%s, and %u more", before->n_acts - 1),
                          before->text, before->n_acts - 1);
}

void
desk_undo_withdraw (DeskUndo *self)
{
  g_return_if_fail (DESK_IS_UNDO (self));

  for (guint i = 0; i < self->undo->len; i++)
    ((Act *) g_ptr_array_index (self->undo, i))->is_offered = FALSE;
}

void
desk_undo_push (DeskUndo *self, const char *text, GPtrArray *ids, GPtrArray *inverse)
{
  g_autoptr (Act) act = g_new0 (Act, 1);

  g_return_if_fail (DESK_IS_UNDO (self));
  g_return_if_fail (ids != NULL && ids->len > 0);

  act->text = g_strdup (text);
  act->n_acts = 1;
  act->is_offered = TRUE;
  act->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (act->ids, g_strdup (g_ptr_array_index (ids, i)));
  act->commands = collect_commands (self, ids);
  if (inverse != NULL)
    act->inverse = g_ptr_array_ref (inverse);
  act->operation = desk_operation_new (text);
  desk_operation_set_ids (act->operation, act->ids);
  g_list_store_insert (self->operations, 0, act->operation);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->operations)) > MAX_OPERATIONS)
    g_list_store_remove (self->operations, MAX_OPERATIONS);
  push_act (self, self->undo, g_steal_pointer (&act));

  /* A new act ends what could be done again. */
  if (self->redo->len > 0)
    {
      g_ptr_array_set_size (self->redo, 0);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
    }
}

gboolean
desk_undo_can_undo (DeskUndo *self)
{
  g_return_val_if_fail (DESK_IS_UNDO (self), FALSE);

  return self->undo->len > 0;
}

gboolean
desk_undo_can_redo (DeskUndo *self)
{
  g_return_val_if_fail (DESK_IS_UNDO (self), FALSE);

  return self->redo->len > 0;
}

static void
take_back (DeskUndo *self, guint index)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;
  Step *step = begin_step (self, self->undo, index, FALSE);

  for (guint i = 0; i < step->act->ids->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (step->act->ids, i));
  ids = g_strv_builder_end (builder);
  desk_outbox_discard_async (self->outbox, (const char *const *) ids, NULL, discarded_cb, step);
}

gboolean
desk_undo_undo (DeskUndo *self)
{
  g_return_val_if_fail (DESK_IS_UNDO (self), FALSE);

  if (self->undo->len == 0)
    return FALSE;
  take_back (self, self->undo->len - 1);
  return TRUE;
}

static guint
find_act (DeskUndo *self, DeskOperation *operation)
{
  guint i = 0;

  while (i < self->undo->len && ((Act *) g_ptr_array_index (self->undo, i))->operation != operation)
    i++;
  return i;
}

GListModel *
desk_undo_get_operations (DeskUndo *self)
{
  g_return_val_if_fail (DESK_IS_UNDO (self), NULL);
  return G_LIST_MODEL (self->operations);
}

gboolean
desk_undo_can_take_back (DeskUndo *self, DeskOperation *operation)
{
  g_return_val_if_fail (DESK_IS_UNDO (self), FALSE);
  return find_act (self, operation) < self->undo->len;
}

gboolean
desk_undo_take_back (DeskUndo *self, DeskOperation *operation)
{
  g_return_val_if_fail (DESK_IS_UNDO (self), FALSE);

  if (!desk_undo_can_take_back (self, operation))
    return FALSE;
  take_back (self, find_act (self, operation));
  return TRUE;
}

gboolean
desk_undo_redo (DeskUndo *self)
{
  g_autoptr (GPtrArray) commands = NULL;
  Step *step;

  g_return_val_if_fail (DESK_IS_UNDO (self), FALSE);

  if (self->redo->len == 0)
    return FALSE;
  step = begin_step (self, self->redo, self->redo->len - 1, TRUE);
  commands = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_ptr_array_set_size (step->act->ids, 0);
  for (guint i = 0; i < step->act->commands->len; i++)
    {
      CrmCommand *old = g_ptr_array_index (step->act->commands, i);
      CrmCommand *command = repeat_command (old, find_base (self, old));

      g_ptr_array_add (commands, command);
      g_ptr_array_add (step->act->ids, g_strdup (crm_command_get_id (command)));
    }
  g_ptr_array_unref (step->act->commands);
  step->act->commands = g_ptr_array_ref (commands);
  desk_outbox_submit_async (self->outbox, commands, NULL, submitted_cb, step);
  return TRUE;
}

void
desk_undo_offer (GtkWidget *from,
                 const char *toast_text,
                 GPtrArray *command_ids_to_discard,
                 GPtrArray *inverse_commands)
{
  DeskUndoHostInterface *iface;
  GtkWidget *host;

  g_return_if_fail (GTK_IS_WIDGET (from));

  host = gtk_widget_get_ancestor (from, DESK_TYPE_UNDO_HOST);
  if (host == NULL)
    return;
  iface = DESK_UNDO_HOST_GET_IFACE (host);
  desk_undo_push (iface->get_undo (DESK_UNDO_HOST (host)), toast_text, command_ids_to_discard,
                  inverse_commands);
  iface->show_undo_toast (DESK_UNDO_HOST (host), toast_text);
}
