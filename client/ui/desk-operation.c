/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An entry of the list of operations. What is not in the outbox any more was accepted. Main thread;
 * owned by the undo stack. */

#include "client/ui/desk-operation.h"

struct _DeskOperation
{
  GObject parent_instance;

  char *text;      /* (owned) */
  gint64 time;     /* when it was done */
  GHashTable *ids; /* (owned) (element-type utf8) */
  guint waiting;
  guint refused;
  gboolean undone;
  guint serial;
};

enum
{
  PROP_STATE_SERIAL = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskOperation, desk_operation, G_TYPE_OBJECT)

static void
desk_operation_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_STATE_SERIAL:
      g_value_set_uint (value, DESK_OPERATION (object)->serial);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_operation_finalize (GObject *object)
{
  DeskOperation *self = DESK_OPERATION (object);

  g_free (self->text);
  g_hash_table_unref (self->ids);
  G_OBJECT_CLASS (desk_operation_parent_class)->finalize (object);
}

static void
desk_operation_class_init (DeskOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_operation_get_property;
  object_class->finalize = desk_operation_finalize;
  properties[PROP_STATE_SERIAL] =
      g_param_spec_uint ("state-serial", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_operation_init (DeskOperation *self)
{
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->time = g_get_real_time ();
}

static void
tell_changed (DeskOperation *self)
{
  self->serial++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE_SERIAL]);
}

DeskOperation *
desk_operation_new (const char *text)
{
  DeskOperation *self = g_object_new (DESK_TYPE_OPERATION, NULL);

  self->text = g_strdup (text);
  return self;
}

const char *
desk_operation_get_text (DeskOperation *self)
{
  g_return_val_if_fail (DESK_IS_OPERATION (self), NULL);
  return self->text;
}

gint64
desk_operation_get_time (DeskOperation *self)
{
  g_return_val_if_fail (DESK_IS_OPERATION (self), 0);
  return self->time;
}

guint
desk_operation_get_count (DeskOperation *self)
{
  g_return_val_if_fail (DESK_IS_OPERATION (self), 0);
  return g_hash_table_size (self->ids);
}

DeskOperationState
desk_operation_get_state (DeskOperation *self)
{
  g_return_val_if_fail (DESK_IS_OPERATION (self), DESK_OPERATION_SENT);

  if (self->undone)
    return DESK_OPERATION_UNDONE;
  if (self->refused > 0)
    return DESK_OPERATION_REFUSED;
  return self->waiting > 0 ? DESK_OPERATION_WAITING : DESK_OPERATION_SENT;
}

guint
desk_operation_get_waiting (DeskOperation *self)
{
  g_return_val_if_fail (DESK_IS_OPERATION (self), 0);
  return self->waiting;
}

guint
desk_operation_get_refused (DeskOperation *self)
{
  g_return_val_if_fail (DESK_IS_OPERATION (self), 0);
  return self->refused;
}

void
desk_operation_set_ids (DeskOperation *self, GPtrArray *ids)
{
  g_return_if_fail (DESK_IS_OPERATION (self));

  g_hash_table_remove_all (self->ids);
  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (self->ids, g_strdup (g_ptr_array_index (ids, i)));
  tell_changed (self);
}

void
desk_operation_set_text (DeskOperation *self, const char *text)
{
  g_return_if_fail (DESK_IS_OPERATION (self));

  g_free (self->text);
  self->text = g_strdup (text);
  tell_changed (self);
}

void
desk_operation_set_undone (DeskOperation *self, gboolean undone)
{
  g_return_if_fail (DESK_IS_OPERATION (self));

  self->undone = undone;
  tell_changed (self);
}

/* Entries by the id of their command. */
static GHashTable *
read_outbox (DeskOutbox *outbox)
{
  GHashTable *states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (outbox));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DeskOutboxEntry) entry = g_list_model_get_item (G_LIST_MODEL (outbox), i);
      CrmCommand *command = desk_outbox_entry_get_command (entry);

      if (command != NULL)
        g_hash_table_insert (states, g_strdup (crm_command_get_id (command)),
                             GUINT_TO_POINTER (desk_outbox_entry_get_state (entry) + 1));
    }
  return states;
}

static void
refresh (DeskOperation *self, GHashTable *states)
{
  guint waiting = 0, refused = 0;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      const guint state = GPOINTER_TO_UINT (g_hash_table_lookup (states, id));

      if (state == 0)
        continue;
      if (state - 1 == DESK_ENTRY_REJECTED || state - 1 == DESK_ENTRY_CONFLICT)
        refused++;
      else
        waiting++;
    }
  if (waiting == self->waiting && refused == self->refused)
    return;
  self->waiting = waiting;
  self->refused = refused;
  tell_changed (self);
}

void
desk_operations_refresh (GListModel *operations, DeskOutbox *outbox)
{
  g_autoptr (GHashTable) states = NULL;

  g_return_if_fail (G_IS_LIST_MODEL (operations) && DESK_IS_OUTBOX (outbox));

  states = read_outbox (outbox);
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (DeskOperation) operation = g_list_model_get_item (operations, i);

      refresh (operation, states);
    }
}
