/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/admin/desk-audit-list.h"

G_BEGIN_DECLS

/* Words of the action log. */

typedef struct
{
  const char *id;    /* on the wire */
  const char *title; /* msgid */
} DeskAuditWord;

const DeskAuditWord *desk_audit_actions (guint *n_actions);
/* Translated, not freed. */
const char *desk_audit_word_get_title (const DeskAuditWord *word);
/* Translated, not freed; falls back to the word on the wire. */
const char *desk_audit_action_get_title (const char *action);
/* "Client", of one record; (nullable) for %NULL. */
const char *desk_audit_kind_get_title (const char *kind);
/* (transfer full): "Clients · Note, Phone", "People · Role: agent · Branch: Retail". */
char *desk_audit_event_dup_text (DeskAuditEvent *event, DeskContext *context);
/* (transfer full): "10:21", with the day; of what was done offline both times. */
char *desk_audit_event_dup_time (DeskAuditEvent *event, gint64 now);

G_END_DECLS
