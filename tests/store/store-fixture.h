/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-change-applier.h"
#include "client/store/desk-outbox.h"
#include "client/store/desk-record-list.h"
#include "client/store/desk-row.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"
#include "tests/lib/crm-test.h"

G_BEGIN_DECLS

/* A database in a folder of its own with the calls turned into plain ones. */
typedef struct
{
  char *folder;
  DeskDatabase *database; /* (nullable): while open */
  DeskOutbox *outbox;
  DeskVault *vault; /* (nullable): of the next time it is opened */
} Store;

Store *store_new (void);
/* One whose folder is not there yet. */
Store *store_new_closed (void);
/* Without a first load nothing is complete; this one does it with no rows. */
Store *store_new_loaded (void);
void store_open (Store *self);
gboolean store_try_open (Store *self, GError **error);
void store_close (Store *self);
void store_free (Store *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Store, store_free)

/* Each takes the command (transfer full). */
void store_submit (Store *self, CrmCommand *command);
gboolean store_try_submit (Store *self, CrmCommand *command, GError **error);
int store_discard (Store *self, const char *id);
/* (element-type CrmCommand) */
GPtrArray *store_take (Store *self, guint limit);
/* (transfer full) of @result. */
void store_settle (Store *self, CrmResult *result);
void store_requeue (Store *self);
void store_save_draft (Store *self, const char *key, const char *text);

/* Feeds in chunks of @chunk bytes (0: all at once); answers what end_async() does. */
gboolean store_feed (Store *self, CrmChangeWriter *writer, CrmChangeFormat format, gsize chunk);
gboolean store_try_feed (Store *self,
                         CrmChangeWriter *writer,
                         CrmChangeFormat format,
                         gsize chunk,
                         GError **error);
/* One change and a safe point in the row format. */
void store_pull_customer (Store *self, const char *id, gint64 version, const char *last_name);
void store_pull_gone (Store *self, const CrmKind *kind, const char *id, CrmChangeType type);

/* (nullable) (transfer full): the row as it is shown. */
DeskRow *store_read (Store *self, const CrmKind *kind, const char *id);
/* "synced 7 Иванов", or "none": state, version and last name of a customer. (transfer full) */
char *store_describe (Store *self, const char *id);
void store_assert (Store *self, const char *id, const char *expected);
/* Names that a search finds, in order, joined by ", ". (transfer full) */
char *store_search (Store *self, const char *text);
gint64 store_count (Store *self, DeskQuery *query);
/* Whether the search index agrees with the rows. */
void store_assert_index (Store *self);

/* A stream of changes being written. */
void change_customer (CrmChangeWriter *writer,
                      const char *id,
                      gint64 version,
                      const char *last_name,
                      const char *first_name);
void change_contact (CrmChangeWriter *writer,
                     const char *id,
                     const char *customer,
                     const char *type,
                     const char *value);
void change_gone (CrmChangeWriter *writer,
                  const CrmKind *kind,
                  const char *id,
                  gint64 version,
                  CrmChangeType type);
void change_cursor (CrmChangeWriter *writer, const char *cursor, gboolean end);

/* Commands on customers. */
CrmCommand *command_create (const char *id, const char *last_name);
CrmCommand *command_edit (const char *id, gint64 base, const char *last_name, const char *was);
CrmCommand *command_delete (const char *id, gint64 base);
CrmCommand *command_contact (const char *id, const char *customer, const char *value);
CrmResult *result_done (const char *id, gint64 version, const char *last_name);
CrmResult *result_rejected (const char *id, CrmError code);
CrmResult *result_conflict (const char *id, gint64 version, const char *last_name);

G_END_DECLS
