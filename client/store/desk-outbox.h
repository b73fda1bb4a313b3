/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "shared/protocol/crm-command.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_ENTRY_PENDING,
  DESK_ENTRY_SENT,     /* handed to the network, no answer yet: offered again after a crash */
  DESK_ENTRY_DONE,     /* kept 30 days as the journal */
  DESK_ENTRY_CONFLICT, /* the server keeps a conflict record; nothing to send */
  DESK_ENTRY_REJECTED, /* shown at its field until the person corrects or discards it */
  DESK_ENTRY_PARKED,   /* waits for a rejected one it depends on */
} DeskEntryState;

#define DESK_TYPE_ENTRY_STATE (desk_entry_state_get_type ())
GType desk_entry_state_get_type (void);

/* One command as the screens show it. Properties: id, state, title ("Новый клиент", not translated
 * here: verb and kind are given), record-id, at, problem. */
#define DESK_TYPE_OUTBOX_ENTRY (desk_outbox_entry_get_type ())
G_DECLARE_FINAL_TYPE (DeskOutboxEntry, desk_outbox_entry, DESK, OUTBOX_ENTRY, GObject)

CrmCommand *desk_outbox_entry_get_command (DeskOutboxEntry *self);
DeskEntryState desk_outbox_entry_get_state (DeskOutboxEntry *self);
CrmProblem *desk_outbox_entry_get_problem (DeskOutboxEntry *self);
gint64 desk_outbox_entry_get_sequence (DeskOutboxEntry *self);

/* Commands not yet acknowledged. A GListModel of DeskOutboxEntry: all that is not done, in order.
 * Main thread only. */
#define DESK_TYPE_OUTBOX (desk_outbox_get_type ())
G_DECLARE_FINAL_TYPE (DeskOutbox, desk_outbox, DESK, OUTBOX, GObject)

DeskOutbox *desk_outbox_new (DeskDatabase *database);
/* Stores the commands (element-type CrmCommand) with fsync, applies them to the cache in the same
 * job, updates live objects, then answers: from here on nothing can lose them. */
void desk_outbox_submit_async (DeskOutbox *self,
                               GPtrArray *commands,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean desk_outbox_submit_finish (DeskOutbox *self, GAsyncResult *result, GError **error);
/* Takes back commands by id: pending ones vanish as if never typed (undo before sending), rejected
 * and parked ones are dropped by the person's wish. Answers the ids of those that were taken
 * back; those already sent are not. */
void desk_outbox_discard_async (DeskOutbox *self,
                                const char *const *ids,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (nullable) (transfer full): %NULL with @error */
GStrv desk_outbox_discard_finish (DeskOutbox *self, GAsyncResult *result, GError **error);
guint desk_outbox_get_pending (DeskOutbox *self);
guint desk_outbox_get_rejected (DeskOutbox *self);
/* Those whose key is lost: they wait for it and are not shown. */
guint desk_outbox_get_unreadable (DeskOutbox *self);
/* Their ids. (transfer full) */
GStrv desk_outbox_list_unreadable (DeskOutbox *self);
/* (nullable) (transfer full): the rejected entry of this record, if any. */
DeskOutboxEntry *desk_outbox_ref_rejected (DeskOutbox *self, const char *record);
/* Signal "submitted": there is something to send. */

/* Half-typed text that must survive kill -9. @key is made by the form ("customer:ID:note",
 * "new-customer"); @text %NULL forgets it. Durable when finished. */
void desk_outbox_save_draft_async (DeskOutbox *self,
                                   const char *key,
                                   const char *text,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean desk_outbox_save_draft_finish (DeskOutbox *self, GAsyncResult *result, GError **error);
/* (nullable) (transfer full). Drafts are few: read at open, kept in memory. */
char *desk_outbox_dup_draft (DeskOutbox *self, const char *key);

/* For the sync engine. */
/* (element-type CrmCommand) (transfer full): up to @limit pending commands in order, now marked
 * sent in the file. */
void desk_outbox_take_async (DeskOutbox *self,
                             guint limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *desk_outbox_take_finish (DeskOutbox *self, GAsyncResult *result, GError **error);
/* (nullable): the incarnation of the server's database that knew all of the journal when it was
 * taken from last; another one must not get what is newer before it was offered the rest. */
const char *desk_outbox_get_epoch (DeskOutbox *self);
/* @results (element-type CrmResult): one transaction; base rows, states, live objects. */
void desk_outbox_settle_async (DeskOutbox *self,
                               GPtrArray *results,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean desk_outbox_settle_finish (DeskOutbox *self, GAsyncResult *result, GError **error);
/* All that is marked sent is pending again (connection lost, start). @reached: the server may have
 * it, so that it cannot be taken back without a trace any more. */
void desk_outbox_requeue_async (DeskOutbox *self,
                                gboolean reached,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean desk_outbox_requeue_finish (DeskOutbox *self, GAsyncResult *result, GError **error);
/* After a new epoch: (transfer full) ids of the journal of 30 days; those the server does not know
 * become pending again. */
void desk_outbox_list_journal_async (DeskOutbox *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GStrv desk_outbox_list_journal_finish (DeskOutbox *self, GAsyncResult *result, GError **error);
void desk_outbox_offer_again_async (DeskOutbox *self,
                                    const char *const *ids,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean desk_outbox_offer_again_finish (DeskOutbox *self, GAsyncResult *result, GError **error);

G_END_DECLS
