/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskOutbox: the commands that the server has not acknowledged, as a list, and the calls that
 * change them. The list follows what the database reports after each commit. Main thread; owned by
 * the context. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-outbox.h"

#include "client/store/desk-database-private.h"
#include "client/store/desk-outbox-entry.h"
#include "client/store/desk-outbox-work.h"

struct _DeskOutbox
{
  GObject parent_instance;

  DeskDatabase *database; /* (owned) */
  GPtrArray *entries;     /* (element-type DeskOutboxEntry) */
  char *epoch;            /* (nullable): see desk_outbox_get_epoch() */
};

enum
{
  PROP_0,
  PROP_DATABASE,
  N_PROPS
};

enum
{
  SUBMITTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return DESK_TYPE_OUTBOX_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return DESK_OUTBOX (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DeskOutbox *self = DESK_OUTBOX (model);

  return position < self->entries->len ? g_object_ref (g_ptr_array_index (self->entries, position))
                                       : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskOutbox,
                               desk_outbox,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gint64
get_seq (DeskOutbox *self, guint position)
{
  return desk_outbox_entry_get_sequence (g_ptr_array_index (self->entries, position));
}

/* The one function that emits: brings the list to what the database has now. */
static void
follow_entries (DeskOutbox *self)
{
  GPtrArray *now = desk_database_get_entries (self->database);
  g_autoptr (GHashTable) old = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) next = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n_old = self->entries->len;
  guint head = 0, tail = 0;

  for (guint i = 0; i < n_old; i++)
    {
      DeskOutboxEntry *entry = g_ptr_array_index (self->entries, i);

      g_hash_table_insert (old, &desk_outbox_entry_peek (entry)->seq, entry);
    }
  for (guint i = 0; i < now->len; i++)
    {
      DeskEntry *data = g_ptr_array_index (now, i);
      DeskOutboxEntry *entry = g_hash_table_lookup (old, &data->seq);

      g_ptr_array_add (next, entry != NULL ? g_object_ref (entry) : desk_outbox_entry_new (data));
    }
  while (head < n_old && head < now->len &&
         get_seq (self, head) == ((DeskEntry *) g_ptr_array_index (now, head))->seq)
    head++;
  while (tail < n_old - head && tail < now->len - head &&
         get_seq (self, n_old - tail - 1) ==
             ((DeskEntry *) g_ptr_array_index (now, now->len - tail - 1))->seq)
    tail++;
  g_ptr_array_unref (self->entries);
  self->entries = g_steal_pointer (&next);
  for (guint i = 0; i < now->len; i++)
    desk_outbox_entry_update (g_ptr_array_index (self->entries, i), g_ptr_array_index (now, i));
  if (n_old - head - tail != 0 || now->len - head - tail != 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, n_old - head - tail,
                                now->len - head - tail);
}

static void
entries_changed_cb (DeskOutbox *self)
{
  follow_entries (self);
}

static void
desk_outbox_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DeskOutbox *self = DESK_OUTBOX (object);

  switch (id)
    {
    case PROP_DATABASE:
      self->database = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
desk_outbox_constructed (GObject *object)
{
  DeskOutbox *self = DESK_OUTBOX (object);

  G_OBJECT_CLASS (desk_outbox_parent_class)->constructed (object);
  g_signal_connect_object (self->database, "entries-changed", G_CALLBACK (entries_changed_cb), self,
                           G_CONNECT_SWAPPED);
  follow_entries (self);
}

static void
desk_outbox_dispose (GObject *object)
{
  DeskOutbox *self = DESK_OUTBOX (object);

  g_clear_object (&self->database);
  G_OBJECT_CLASS (desk_outbox_parent_class)->dispose (object);
}

static void
desk_outbox_finalize (GObject *object)
{
  DeskOutbox *self = DESK_OUTBOX (object);

  g_ptr_array_unref (self->entries);
  g_free (self->epoch);
  G_OBJECT_CLASS (desk_outbox_parent_class)->finalize (object);
}

static void
desk_outbox_class_init (DeskOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = desk_outbox_set_property;
  object_class->constructed = desk_outbox_constructed;
  object_class->dispose = desk_outbox_dispose;
  object_class->finalize = desk_outbox_finalize;

  properties[PROP_DATABASE] =
      g_param_spec_object ("database", NULL, NULL, DESK_TYPE_DATABASE,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SUBMITTED] = g_signal_new ("submitted", DESK_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_outbox_init (DeskOutbox *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

DeskOutbox *
desk_outbox_new (DeskDatabase *database)
{
  return g_object_new (DESK_TYPE_OUTBOX, "database", database, NULL);
}

/* One call of the outbox: its own task, answered when the writer's is. */
static GTask *
start_task (DeskOutbox *self,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data,
            gpointer tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (DeskOutbox) self = g_object_ref (g_task_get_source_object (task));
  GError *error = NULL;

  if (desk_database_work_finish (DESK_DATABASE (source), result, &error) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_signal_emit (self, signals[SUBMITTED], 0);
}

static gboolean
finish_boolean (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
desk_outbox_submit_async (DeskOutbox *self,
                          GPtrArray *commands,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GPtrArray *copy;
  GTask *task;

  g_return_if_fail (DESK_IS_OUTBOX (self) && commands != NULL);
  copy = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  for (guint i = 0; i < commands->len; i++)
    g_ptr_array_add (copy, crm_command_ref (g_ptr_array_index (commands, i)));
  task = start_task (self, cancellable, callback, user_data, desk_outbox_submit_async);
  desk_database_write_async (self->database, DESK_PRIORITY_TYPED, desk_outbox_submit_work, copy,
                             (GDestroyNotify) g_ptr_array_unref, NULL, submitted_cb, task);
}

gboolean
desk_outbox_submit_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, error);
}

static void
free_discard (gpointer data)
{
  DeskDiscard *discard = data;

  g_strfreev (discard->ids);
  g_strfreev (discard->taken);
  g_free (discard);
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  DeskDiscard *discard = desk_database_work_finish (DESK_DATABASE (source), result, &error);

  if (discard == NULL)
    g_task_return_error (task, error);
  else
    {
      g_autoptr (DeskOutbox) self = g_object_ref (g_task_get_source_object (task));

      g_task_return_pointer (task, g_strdupv (discard->taken), (GDestroyNotify) g_strfreev);
      /* What waited for a rejected command may go now. */
      if (desk_outbox_get_pending (self) > 0)
        g_signal_emit (self, signals[SUBMITTED], 0);
    }
}

void
desk_outbox_discard_async (DeskOutbox *self,
                           const char *const *ids,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  DeskDiscard *discard;
  GTask *task;

  g_return_if_fail (DESK_IS_OUTBOX (self) && ids != NULL);
  discard = g_new0 (DeskDiscard, 1);
  discard->ids = g_strdupv ((char **) ids);
  task = start_task (self, cancellable, callback, user_data, desk_outbox_discard_async);
  desk_database_write_async (self->database, DESK_PRIORITY_TYPED, desk_outbox_discard_work, discard,
                             free_discard, NULL, discarded_cb, task);
}

GStrv
desk_outbox_discard_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static guint
count_state (DeskOutbox *self, DeskEntryState a, DeskEntryState b)
{
  guint count = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const DeskEntryState state =
          desk_outbox_entry_get_state (g_ptr_array_index (self->entries, i));

      count += state == a || state == b;
    }
  return count;
}

guint
desk_outbox_get_pending (DeskOutbox *self)
{
  g_return_val_if_fail (DESK_IS_OUTBOX (self), 0);
  return count_state (self, DESK_ENTRY_PENDING, DESK_ENTRY_SENT);
}

guint
desk_outbox_get_rejected (DeskOutbox *self)
{
  g_return_val_if_fail (DESK_IS_OUTBOX (self), 0);
  return count_state (self, DESK_ENTRY_REJECTED, DESK_ENTRY_REJECTED);
}

GStrv
desk_outbox_list_unreadable (DeskOutbox *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  g_return_val_if_fail (DESK_IS_OUTBOX (self), NULL);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const DeskEntry *entry = desk_outbox_entry_peek (g_ptr_array_index (self->entries, i));

      if (entry->sealed)
        g_strv_builder_add (ids, entry->id);
    }
  return g_strv_builder_end (ids);
}

guint
desk_outbox_get_unreadable (DeskOutbox *self)
{
  g_auto (GStrv) ids = desk_outbox_list_unreadable (self);

  return g_strv_length (ids);
}

DeskOutboxEntry *
desk_outbox_ref_rejected (DeskOutbox *self, const char *record)
{
  g_return_val_if_fail (DESK_IS_OUTBOX (self) && record != NULL, NULL);
  for (guint i = 0; i < self->entries->len; i++)
    {
      DeskOutboxEntry *entry = g_ptr_array_index (self->entries, i);

      if (desk_outbox_entry_get_state (entry) == DESK_ENTRY_REJECTED &&
          g_str_equal (desk_outbox_entry_peek (entry)->record, record))
        return g_object_ref (entry);
    }
  return NULL;
}

static void
free_draft (gpointer data)
{
  DeskDraft *draft = data;

  g_free (draft->key);
  g_free (draft->text);
  g_free (draft);
}

void
desk_outbox_save_draft_async (DeskOutbox *self,
                              const char *key,
                              const char *text,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GHashTable *drafts;
  DeskDraft *draft;
  GTask *task;

  g_return_if_fail (DESK_IS_OUTBOX (self) && key != NULL);
  drafts = desk_database_get_drafts (self->database);
  draft = g_new0 (DeskDraft, 1);
  draft->key = g_strdup (key);
  draft->text = g_strdup (text);
  if (text != NULL)
    g_hash_table_replace (drafts, g_strdup (key), g_strdup (text));
  else
    g_hash_table_remove (drafts, key);
  task = start_task (self, cancellable, callback, user_data, desk_outbox_save_draft_async);
  desk_database_write_async (self->database, DESK_PRIORITY_TYPED, desk_outbox_draft_work, draft,
                             free_draft, NULL, desk_database_worked_cb, task);
}

gboolean
desk_outbox_save_draft_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, error);
}

char *
desk_outbox_dup_draft (DeskOutbox *self, const char *key)
{
  const char *text;

  g_return_val_if_fail (DESK_IS_OUTBOX (self) && key != NULL, NULL);
  text = g_hash_table_lookup (desk_database_get_drafts (self->database), key);
  /* Its key is lost. */
  return desk_vault_is_sealed (text) ? NULL : g_strdup (text);
}

static void
free_take (gpointer data)
{
  DeskTake *take = data;

  g_ptr_array_unref (take->commands);
  g_free (take->epoch);
  g_free (take);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  DeskOutbox *self = g_task_get_source_object (task);
  DeskTake *take = desk_database_work_finish (DESK_DATABASE (source), result, &error);

  if (take == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_free (self->epoch);
  self->epoch = g_steal_pointer (&take->epoch);
  g_task_return_pointer (task, g_ptr_array_ref (take->commands),
                         (GDestroyNotify) g_ptr_array_unref);
}

void
desk_outbox_take_async (DeskOutbox *self,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  DeskTake *take;
  GTask *task;

  g_return_if_fail (DESK_IS_OUTBOX (self));
  take = g_new0 (DeskTake, 1);
  take->limit = limit;
  take->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  task = start_task (self, cancellable, callback, user_data, desk_outbox_take_async);
  desk_database_write_async (self->database, DESK_PRIORITY_SCREEN, desk_outbox_take_work, take,
                             free_take, NULL, taken_cb, task);
}

GPtrArray *
desk_outbox_take_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
desk_outbox_get_epoch (DeskOutbox *self)
{
  g_return_val_if_fail (DESK_IS_OUTBOX (self), NULL);
  return self->epoch;
}

void
desk_outbox_settle_async (DeskOutbox *self,
                          GPtrArray *results,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (DESK_IS_OUTBOX (self) && results != NULL);
  task = start_task (self, cancellable, callback, user_data, desk_outbox_settle_async);
  desk_database_write_async (self->database, DESK_PRIORITY_SCREEN, desk_outbox_settle_work,
                             g_ptr_array_ref (results), (GDestroyNotify) g_ptr_array_unref, NULL,
                             desk_database_worked_cb, task);
}

gboolean
desk_outbox_settle_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, error);
}

void
desk_outbox_requeue_async (DeskOutbox *self,
                           gboolean reached,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  DeskRequeue *requeue;
  GTask *task;

  g_return_if_fail (DESK_IS_OUTBOX (self));
  task = start_task (self, cancellable, callback, user_data, desk_outbox_requeue_async);
  requeue = g_new0 (DeskRequeue, 1);
  requeue->reached = reached;
  desk_database_write_async (self->database, DESK_PRIORITY_SCREEN, desk_outbox_requeue_work,
                             requeue, g_free, NULL, desk_database_worked_cb, task);
}

gboolean
desk_outbox_requeue_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, error);
}

static void
journal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *ids = desk_database_work_finish (DESK_DATABASE (source), result, &error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (ids == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < ids->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (ids, i));
  g_task_return_pointer (task, g_strv_builder_end (builder), (GDestroyNotify) g_strfreev);
}

void
desk_outbox_list_journal_async (DeskOutbox *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;

  g_return_if_fail (DESK_IS_OUTBOX (self));
  task = start_task (self, cancellable, callback, user_data, desk_outbox_list_journal_async);
  desk_database_write_async (self->database, DESK_PRIORITY_SYNC, desk_outbox_journal_work,
                             g_ptr_array_new_with_free_func (g_free),
                             (GDestroyNotify) g_ptr_array_unref, NULL, journal_cb, task);
}

GStrv
desk_outbox_list_journal_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
desk_outbox_offer_again_async (DeskOutbox *self,
                               const char *const *ids,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (DESK_IS_OUTBOX (self) && ids != NULL);
  task = start_task (self, cancellable, callback, user_data, desk_outbox_offer_again_async);
  desk_database_write_async (self->database, DESK_PRIORITY_SYNC, desk_outbox_offer_again_work,
                             g_strdupv ((char **) ids), (GDestroyNotify) g_strfreev, NULL,
                             submitted_cb, task);
}

gboolean
desk_outbox_offer_again_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, error);
}
