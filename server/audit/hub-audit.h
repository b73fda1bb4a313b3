/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db.h"

G_BEGIN_DECLS

/* What is written down beside the commands, which are written down by themselves. */
typedef enum
{
  HUB_AUDIT_SIGN_IN,
  HUB_AUDIT_SIGN_IN_FAILED,
  HUB_AUDIT_SIGN_OUT,
  HUB_AUDIT_SESSION_ENDED, /* of somebody, by somebody else or because of a change of rights */
  HUB_AUDIT_DEVICE_WIPE,   /* a device was told to wipe its cache */
  HUB_AUDIT_PASSWORD,      /* set or changed */
  HUB_AUDIT_TOTP,          /* switched on or off, reset, recovery code used */
  HUB_AUDIT_REVEAL,        /* masked fields were shown; details: fields, reason */
  HUB_AUDIT_EXPORT,
  HUB_AUDIT_DOWNLOAD, /* the scan of an identity document */
  HUB_AUDIT_DENIED,   /* somebody tried what he may not do */
  HUB_AUDIT_CREATE,   /* administration */
  HUB_AUDIT_UPDATE,
  HUB_AUDIT_DELETE,
  HUB_AUDIT_HAND_OVER,
  HUB_AUDIT_RESTORE, /* what was deleted is back; without a record: the database is from a backup */
  HUB_AUDIT_N_ACTIONS,
} HubAuditAction;

/* Who did what to which record. Plain value with borrowed texts; what is %NULL is not known. */
typedef struct
{
  HubAuditAction action;
  const char *actor;   /* user; %NULL: nobody signed in, or the command line */
  const char *device;  /* of the session */
  const char *kind;    /* of the record: "user", "customer", … */
  const char *record;  /* id */
  const char *done_at; /* wire time, when a person did it before the server heard of it */
  const char *details; /* a JSON object, see hub_audit_details(); never passwords, tokens or what
                          is masked */
} HubAuditEvent;

/* Queues the event into the transaction of @db: it goes out with the next select or the commit, so
 * that what is written down has happened and the other way round. */
gboolean hub_audit_add (HubDb *db, const HubAuditEvent *event, GError **error);
/* (transfer full): a JSON object of pairs of names and strings, ended by %NULL; a %NULL value is
 * left out: hub_audit_details ("address", address, "reason", reason, NULL). */
char *hub_audit_details (const char *name, ...) G_GNUC_NULL_TERMINATED;
/* "sign-in", "sign-in-failed", …: as the log, the filter and the list name it. */
const char *hub_audit_action_to_text (HubAuditAction action);

G_END_DECLS
