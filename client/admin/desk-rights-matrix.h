/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/admin/desk-rights-editor.h"

G_BEGIN_DECLS

/* Rights by roles: a row for each action on each kind, a column for each role, in the cells how far
 * it reaches. A click goes to the next reach, the keys 0 to 3 choose one, the arrows move. Signals:
 * "edited" (guint role, const CrmRights * as they were, text of the cell): a person changed a cell,
 * "refused" (text): why not. Main thread only. */
#define DESK_TYPE_RIGHTS_MATRIX (desk_rights_matrix_get_type ())
G_DECLARE_FINAL_TYPE (DeskRightsMatrix, desk_rights_matrix, DESK, RIGHTS_MATRIX, AdwBin)

GtkWidget *desk_rights_matrix_new (DeskRightsEditor *editor);
/* The column of this role (nullable) is set off. */
void desk_rights_matrix_set_role (DeskRightsMatrix *self, const char *code);
/* Marks what differs from the rights a new database begins with. */
void desk_rights_matrix_set_comparing (DeskRightsMatrix *self, gboolean comparing);
/* How many cells differ from the default. */
guint desk_rights_matrix_count_differences (DeskRightsMatrix *self);
/* (nullable) (transfer none): the button of a cell. */
GtkWidget *desk_rights_matrix_get_cell (DeskRightsMatrix *self,
                                        const char *role,
                                        const char *subject,
                                        CrmAction action);

G_END_DECLS
