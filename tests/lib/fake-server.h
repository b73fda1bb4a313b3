/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-change.h"
#include "shared/protocol/crm-command.h"

G_BEGIN_DECLS

/* A server in memory: it keeps records, applies commands once by id and writes the change stream
 * with safe points. */
typedef struct _FakeServer FakeServer;

FakeServer *fake_server_new (void);
void fake_server_free (FakeServer *self);

/* The protocol. */
/* (element-type CrmResult) (transfer full) */
GPtrArray *fake_server_run (FakeServer *self, GPtrArray *commands, GError **error);
GBytes *fake_server_open (FakeServer *self, const char *after, guint *n_rows, GError **error);
GStrv fake_server_list_known (FakeServer *self, GStrv ids);

/* Paths of digests and their rows. */
JsonNode *fake_server_get_json (FakeServer *self, const char *path, GError **error);
GBytes *fake_server_open_rows (FakeServer *self, const char *path, GError **error);

/* What is on the server. */
/* Somebody else writes one field of a record (made when it is not there). */
void fake_server_put (FakeServer *self,
                      const CrmKind *kind,
                      const char *id,
                      guint field,
                      const char *value);
/* The record leaves the person's scope, or is deleted. */
void fake_server_remove (FakeServer *self, const CrmKind *kind, const char *id, CrmChangeType how);
/* (nullable): %NULL too when there is no such record. */
const char *fake_server_get (FakeServer *self, const char *id, guint field);
guint fake_server_get_n_records (FakeServer *self);
/* How often a command had its effect. */
guint fake_server_get_effects (FakeServer *self, const char *command);
guint fake_server_get_epoch (FakeServer *self);
/* Why records leave the scope from now on: "reassigned" at first, %NULL is no word. */
void fake_server_set_reason (FakeServer *self, const char *reason);
/* Back to how it was when @backup was called, in a new epoch. */
void fake_server_backup (FakeServer *self);
void fake_server_restore (FakeServer *self);

/* Of before digests: it does not know them. */
void fake_server_set_digests (FakeServer *self, gboolean known);
/* Rows between two safe points, 10 at first. */
void fake_server_set_page (FakeServer *self, guint rows);
/* The next pull is cut after so many bytes. */
void fake_server_cut_after (FakeServer *self, gsize bytes);
/* Commands that write this value get this status; a conflict is kept as a record of its own. A
 * value with a verdict of -1 makes the whole push fail with INTERNAL; -2: with INVALID. */
void fake_server_set_verdict (FakeServer *self, const char *value, int status);
/* Rows sent over all pulls. */
guint64 fake_server_get_rows_sent (FakeServer *self);

G_END_DECLS
