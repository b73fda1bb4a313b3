/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"
#include "shared/record/crm-rights.h"

G_BEGIN_DECLS

/* The matrix of all roles as it is being changed: a cell is another one at once and goes to the
 * server a moment later, one change per role on its way, with the version it was made from. What
 * the server refuses is shown as it was again. Signals: "changed" (guint role), also for changes of
 * others; "roles-changed" when there are other roles; "failed" (guint role, GError). Main thread
 * only. */
#define DESK_TYPE_RIGHTS_EDITOR (desk_rights_editor_get_type ())
G_DECLARE_FINAL_TYPE (DeskRightsEditor, desk_rights_editor, DESK, RIGHTS_EDITOR, GObject)

DeskRightsEditor *desk_rights_editor_new (DeskContext *context);
guint desk_rights_editor_get_n_roles (DeskRightsEditor *self);
/* (transfer none) */
CrmRecord *desk_rights_editor_get_role (DeskRightsEditor *self, guint role);
/* Index, or -1. */
int desk_rights_editor_find_role (DeskRightsEditor *self, const char *code);
const CrmRights *desk_rights_editor_get_rights (DeskRightsEditor *self, guint role);
CrmScope
desk_rights_editor_get (DeskRightsEditor *self, guint role, guint subject, CrmAction action);
/* By right and with a connection; one's own role is somebody else's matter. @why (out)
 * (transfer none): the sentence when it is not. */
gboolean desk_rights_editor_may_edit (DeskRightsEditor *self, guint role, const char **why);
/* Narrower seeing narrows what can be done with it. %FALSE when nothing is another one. */
gboolean desk_rights_editor_set (DeskRightsEditor *self,
                                 guint role,
                                 guint subject,
                                 CrmAction action,
                                 CrmScope scope);
/* For undo: the whole role as it was. */
void desk_rights_editor_put (DeskRightsEditor *self, guint role, const CrmRights *rights);
/* Something is not with the server yet. */
gboolean desk_rights_editor_is_saving (DeskRightsEditor *self);

G_END_DECLS
