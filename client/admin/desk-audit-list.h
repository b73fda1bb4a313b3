/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One line of the action log. Immutable. */
#define DESK_TYPE_AUDIT_EVENT (desk_audit_event_get_type ())
G_DECLARE_FINAL_TYPE (DeskAuditEvent, desk_audit_event, DESK, AUDIT_EVENT, GObject)

struct _DeskAuditEvent
{
  GObject parent_instance;

  gint64 at;      /* when the server wrote it down */
  gint64 done_at; /* when a person did it; 0: the same */
  gboolean is_offline;
  char *actor; /* (nullable): name */
  char *action;
  char *kind;    /* (nullable) */
  char *record;  /* (nullable) */
  char *status;  /* (nullable): of a command: done, conflict, rejected … */
  char *problem; /* (nullable) */
  char *changed; /* (nullable): names of the fields */
  char *details; /* (nullable): JSON */
};

/* What is asked for; all nullable, as on the wire. */
typedef struct
{
  char *from;
  char *to;
  char *actor;
  char *action;
  char *kind;
  char *record;
} DeskAuditFilter;

void desk_audit_filter_clear (DeskAuditFilter *self);
/* (transfer full): "?from=…&actor=…", "" when nothing is asked for. */
char *desk_audit_filter_dup_query (const DeskAuditFilter *self, const char *cursor);

/* The log as a GListModel of DeskAuditEvent, newest first, read from the server page by page:
 * desk_audit_list_more() when the end comes into sight. Signal "changed": a page came or failed.
 * Main thread only. */
#define DESK_TYPE_AUDIT_LIST (desk_audit_list_get_type ())
G_DECLARE_FINAL_TYPE (DeskAuditList, desk_audit_list, DESK, AUDIT_LIST, GObject)

DeskAuditList *desk_audit_list_new (DeskContext *context);
/* Begins anew. Takes what is in @filter. */
void desk_audit_list_ask (DeskAuditList *self, DeskAuditFilter *filter);
void desk_audit_list_more (DeskAuditList *self);
gboolean desk_audit_list_is_loading (DeskAuditList *self);
gboolean desk_audit_list_has_more (DeskAuditList *self);
/* (nullable) */
const GError *desk_audit_list_get_error (DeskAuditList *self);
const DeskAuditFilter *desk_audit_list_get_filter (DeskAuditList *self);

G_END_DECLS
