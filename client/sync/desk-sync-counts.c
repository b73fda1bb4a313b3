/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The two numbers beside the sync row. Owned by DeskSyncEngine; main thread only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-sync-counts.h"

#include "client/store/desk-record-list.h"
#include "shared/record/crm-conflict.h"

struct _DeskSyncCounts
{
  GObject parent_instance;

  /* owned */
  DeskDatabase *database;
  DeskOutbox *outbox;
  DeskSyncStatus *status;
  DeskQuery *open_conflicts;
  GCancellable *cancellable;

  guint conflicts;
  gboolean counted; /* once, since the database is open */
  gboolean counting;
  gboolean stale; /* something changed while counting */
};

G_DEFINE_FINAL_TYPE (DeskSyncCounts, desk_sync_counts, G_TYPE_OBJECT)

static void count_conflicts (DeskSyncCounts *self);

static void
show_counts (DeskSyncCounts *self)
{
  g_object_set (self->status, "pending", desk_outbox_get_pending (self->outbox), "to-decide",
                desk_outbox_get_rejected (self->outbox) + self->conflicts, "unreadable",
                desk_outbox_get_unreadable (self->outbox), NULL);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncCounts) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 count = desk_query_count_finish (result, &error);

  self->counting = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (error != NULL)
    {
      g_debug ("conflicts not counted: %s", error->message);
      return;
    }
  self->conflicts = (guint) count;
  self->counted = TRUE;
  show_counts (self);
  if (self->stale)
    count_conflicts (self);
}

static void
count_conflicts (DeskSyncCounts *self)
{
  self->stale = self->counting;
  if (self->counting)
    return;
  self->counting = TRUE;
  desk_query_count_async (self->open_conflicts, self->database, self->cancellable, counted_cb,
                          g_object_ref (self));
}

static void
changed_cb (DeskDatabase *database, gpointer kind, const char *const *ids, DeskSyncCounts *self)
{
  if (kind == NULL || kind == &crm_conflict_kind)
    count_conflicts (self);
}

/* Also when an entry stays and becomes rejected, and when the database was opened: this is made
 * before that, and what was to decide yesterday still is. */
static void
entries_changed_cb (DeskDatabase *database, DeskSyncCounts *self)
{
  show_counts (self);
  if (!self->counted)
    count_conflicts (self);
}

static void
desk_sync_counts_dispose (GObject *object)
{
  DeskSyncCounts *self = DESK_SYNC_COUNTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->database);
  g_clear_object (&self->outbox);
  g_clear_object (&self->status);
  g_clear_pointer (&self->open_conflicts, desk_query_unref);
  G_OBJECT_CLASS (desk_sync_counts_parent_class)->dispose (object);
}

static void
desk_sync_counts_finalize (GObject *object)
{
  g_clear_object (&DESK_SYNC_COUNTS (object)->cancellable);
  G_OBJECT_CLASS (desk_sync_counts_parent_class)->finalize (object);
}

static void
desk_sync_counts_class_init (DeskSyncCountsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_sync_counts_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_sync_counts_finalize;
}

static void
desk_sync_counts_init (DeskSyncCounts *self)
{
  self->cancellable = g_cancellable_new ();
}

DeskSyncCounts *
desk_sync_counts_new (DeskDatabase *database, DeskOutbox *outbox, DeskSyncStatus *status)
{
  DeskSyncCounts *self = g_object_new (DESK_TYPE_SYNC_COUNTS, NULL);
  g_autoptr (DeskQuery) all = desk_query_new (&crm_conflict_kind);

  self->database = g_object_ref (database);
  self->outbox = g_object_ref (outbox);
  self->status = g_object_ref (status);
  self->open_conflicts = desk_query_where (all, CRM_CONFLICT_STATUS, "open");
  g_signal_connect_object (database, "changed", G_CALLBACK (changed_cb), self, 0);
  /* After the outbox, which follows the same signal. */
  g_signal_connect_object (database, "entries-changed", G_CALLBACK (entries_changed_cb), self,
                           G_CONNECT_AFTER);
  entries_changed_cb (database, self);
  return self;
}
