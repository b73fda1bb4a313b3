/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "client/ui/desk-context.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One act of administration without a form: asked at once, told by a toast, taken back by the
 * opposite act. All strings are copied, the nodes are taken. */
typedef struct
{
  const char *method;
  const char *path;
  JsonNode *body;   /* (nullable) */
  const char *text; /* of the toast: "Deputy removed" */

  const char *undo_method; /* (nullable): no way back */
  const char *undo_path;
  JsonNode *undo_body; /* of a PATCH without "base": the version of the answer is put in */
} DeskAdminAct;

/* @from: any widget of the window. */
void desk_admin_act_run (GtkWidget *from, DeskContext *context, const DeskAdminAct *act);

/* The record goes, and comes back under its own id when that is taken back. */
void
desk_admin_act_delete (GtkWidget *from, DeskContext *context, CrmRecord *record, const char *text);

/* {"set": @set} with "id" or "base" when given; takes @set. */
JsonNode *desk_admin_make_body (const char *id, gint64 base, JsonObject *set);
/* {"set": {@name: @value}} of a change of one field; "true" and "false" are booleans. */
JsonNode *
desk_admin_make_change (CrmRecord *record, gboolean with_base, const char *name, const char *value);
/* (transfer full): "/admin/user/ID/password". */
char *desk_admin_dup_path (CrmRecord *record, const char *rest);

G_END_DECLS
