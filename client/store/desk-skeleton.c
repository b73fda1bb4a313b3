/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Only so that other layers link while the store is being written; shrinks to nothing. */

#include "client/store/desk-account.h"
#include "client/store/desk-change-applier.h"
#include "client/store/desk-outbox.h"
#include "client/store/desk-record-list.h"

struct _DeskAccount
{
  GObject parent;
};
struct _DeskDatabase
{
  GObject parent;
};
struct _DeskOutbox
{
  GObject parent;
};
struct _DeskOutboxEntry
{
  GObject parent;
};
struct _DeskRecordList
{
  GObject parent;
};
struct _DeskChangeApplier
{
  GObject parent;
};
#define T(Name, name)                                                                              \
  G_DEFINE_FINAL_TYPE (Name, name, G_TYPE_OBJECT)                                                  \
  static void name##_class_init (Name##Class *k)                                                   \
  {                                                                                                \
  }                                                                                                \
  static void name##_init (Name *s)                                                                \
  {                                                                                                \
  }
T (DeskAccount, desk_account)
T (DeskDatabase, desk_database)
T (DeskOutbox, desk_outbox)
T (DeskOutboxEntry, desk_outbox_entry)
T (DeskRecordList, desk_record_list)
T (DeskChangeApplier, desk_change_applier)
DeskAccount *
desk_account_new (const char *p)
{
  return g_object_new (DESK_TYPE_ACCOUNT, NULL);
}
DeskDatabase *
desk_database_new (const char *f)
{
  return g_object_new (DESK_TYPE_DATABASE, NULL);
}
DeskOutbox *
desk_outbox_new (DeskDatabase *d)
{
  return g_object_new (DESK_TYPE_OUTBOX, NULL);
}
DeskRecordList *
desk_record_list_new (DeskDatabase *d, DeskQuery *q)
{
  return g_object_new (DESK_TYPE_RECORD_LIST, NULL);
}
DeskChangeApplier *
desk_change_applier_new (DeskDatabase *d, CrmChangeFormat f)
{
  return g_object_new (DESK_TYPE_CHANGE_APPLIER, NULL);
}
const char *
desk_account_get_folder (DeskAccount *self)
{
  return 0;
}
char *
desk_account_dup_database_folder (DeskAccount *self)
{
  return 0;
}
const char *
desk_account_get_server (DeskAccount *self)
{
  return 0;
}
const char *
desk_account_get_login (DeskAccount *self)
{
  return 0;
}
const char *
desk_account_get_user_id (DeskAccount *self)
{
  return 0;
}
const char *
desk_account_get_user_name (DeskAccount *self)
{
  return 0;
}
const char *
desk_account_get_role (DeskAccount *self)
{
  return 0;
}
const char *
desk_account_get_branch (DeskAccount *self)
{
  return 0;
}
const char *
desk_account_get_device_id (DeskAccount *self)
{
  return 0;
}
const char *
desk_account_get_fingerprint (DeskAccount *self)
{
  return 0;
}
const char *
desk_account_get_epoch (DeskAccount *self)
{
  return 0;
}
gboolean
desk_account_set (DeskAccount *self, const char *property, const char *value, GError **error)
{
  return 0;
}
void
desk_account_load_token_async (DeskAccount *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
}
char *
desk_account_load_token_finish (DeskAccount *self, GAsyncResult *result, GError **error)
{
  return 0;
}
void
desk_account_save_token_async (DeskAccount *self,
                               const char *token,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
}
gboolean
desk_account_save_token_finish (DeskAccount *self, GAsyncResult *result, GError **error)
{
  return 0;
}
void
desk_database_open_async (DeskDatabase *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
}
gboolean
desk_database_open_finish (DeskDatabase *self, GAsyncResult *result, GError **error)
{
  return 0;
}
void
desk_database_close (DeskDatabase *self)
{
}
const char *
desk_database_get_folder (DeskDatabase *self)
{
  return 0;
}
void
desk_database_write_async (DeskDatabase *self,
                           DeskPriority priority,
                           DeskDatabaseWork work,
                           gpointer data,
                           GDestroyNotify data_free,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
}
void
desk_database_read_async (DeskDatabase *self,
                          DeskPriority priority,
                          DeskDatabaseWork work,
                          gpointer data,
                          GDestroyNotify data_free,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
}
gpointer
desk_database_work_finish (DeskDatabase *self, GAsyncResult *result, GError **error)
{
  return 0;
}
CrmRecord *
desk_database_ref_record (DeskDatabase *self, const CrmKind *kind, const char *id)
{
  return 0;
}
CrmCommand *
desk_outbox_entry_get_command (DeskOutboxEntry *self)
{
  return 0;
}
DeskEntryState
desk_outbox_entry_get_state (DeskOutboxEntry *self)
{
  return 0;
}
CrmProblem *
desk_outbox_entry_get_problem (DeskOutboxEntry *self)
{
  return 0;
}
void
desk_outbox_submit_async (DeskOutbox *self,
                          GPtrArray *commands,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
}
gboolean
desk_outbox_submit_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return 0;
}
void
desk_outbox_discard_async (DeskOutbox *self,
                           const char *const *ids,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
}
int
desk_outbox_discard_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return 0;
}
guint
desk_outbox_get_pending (DeskOutbox *self)
{
  return 0;
}
guint
desk_outbox_get_rejected (DeskOutbox *self)
{
  return 0;
}
DeskOutboxEntry *
desk_outbox_ref_rejected (DeskOutbox *self, const char *record)
{
  return 0;
}
void
desk_outbox_save_draft_async (DeskOutbox *self,
                              const char *key,
                              const char *text,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
}
gboolean
desk_outbox_save_draft_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return 0;
}
char *
desk_outbox_dup_draft (DeskOutbox *self, const char *key)
{
  return 0;
}
void
desk_outbox_take_async (DeskOutbox *self,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
}
GPtrArray *
desk_outbox_take_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return 0;
}
void
desk_outbox_settle_async (DeskOutbox *self,
                          GPtrArray *results,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
}
gboolean
desk_outbox_settle_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return 0;
}
void
desk_outbox_requeue_async (DeskOutbox *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
}
gboolean
desk_outbox_requeue_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return 0;
}
void
desk_outbox_list_journal_async (DeskOutbox *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
}
GStrv
desk_outbox_list_journal_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return 0;
}
void
desk_outbox_offer_again_async (DeskOutbox *self,
                               const char *const *ids,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
}
gboolean
desk_outbox_offer_again_finish (DeskOutbox *self, GAsyncResult *result, GError **error)
{
  return 0;
}
DeskQuery *
desk_record_list_get_query (DeskRecordList *self)
{
  return 0;
}
void
desk_record_list_set_query (DeskRecordList *self, DeskQuery *query)
{
}
gboolean
desk_record_list_is_loading (DeskRecordList *self)
{
  return 0;
}
gboolean
desk_record_list_is_complete (DeskRecordList *self)
{
  return 0;
}
guint
desk_record_list_find (DeskRecordList *self, CrmRecord *record)
{
  return 0;
}
void
desk_query_count_async (DeskQuery *query,
                        DeskDatabase *database,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
}
void
desk_change_applier_feed_async (DeskChangeApplier *self,
                                GBytes *bytes,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
}
gboolean
desk_change_applier_feed_finish (DeskChangeApplier *self, GAsyncResult *result, GError **error)
{
  return 0;
}
void
desk_change_applier_end_async (DeskChangeApplier *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
}
gboolean
desk_change_applier_end_finish (DeskChangeApplier *self, GAsyncResult *result, GError **error)
{
  return 0;
}
char *
desk_database_dup_cursor (DeskDatabase *self)
{
  return 0;
}
gboolean
desk_database_is_complete (DeskDatabase *self)
{
  return 0;
}
void
desk_database_reset_cache_async (DeskDatabase *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
}
gboolean
desk_database_reset_cache_finish (DeskDatabase *self, GAsyncResult *result, GError **error)
{
  return 0;
}
