/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db.h"

G_BEGIN_DECLS

#define HUB_AUDIT_HASH_TEXT (2 * 32 + 1)

/* One seal: everything with from_ver <= ver < to_ver. Plain value. */
typedef struct
{
  gint64 n;
  gint64 from_ver;
  gint64 to_ver;
  gint64 n_commands;
  gint64 n_events;
  char hash[HUB_AUDIT_HASH_TEXT]; /* hex */
} HubAuditSeal;

/* The rows of both tables in the order in which they are sealed, each once. On the stack of a
 * worker; clear it in the end. */
typedef struct
{
  HubDb *db;
  struct
  {
    HubDbRows *rows; /* (owned) (nullable) */
    guint index;
    gint64 ver; /* place of the last row that was read */
    char id[37];
  } readers[2];
} HubAuditWalk;

void hub_audit_walk_init (HubAuditWalk *self, HubDb *db, gint64 from_ver);
void hub_audit_walk_clear (HubAuditWalk *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubAuditWalk, hub_audit_walk_clear)

/* Goes on to @seal->to_ver; counts what lies there and makes the hash that follows on @before
 * (nullable: the first). Numbers and limits of @seal are given, the rest is filled. */
gboolean
hub_audit_walk_seal (HubAuditWalk *self, const char *before, HubAuditSeal *seal, GError **error);
/* The same without hashing: how many rows lie below @to_ver. */
gboolean hub_audit_walk_skip (HubAuditWalk *self, gint64 to_ver, gint64 counts[2], GError **error);

G_END_DECLS
