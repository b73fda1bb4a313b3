/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/admin/desk-rights-matrix.h"

G_BEGIN_DECLS

/* Users and rights: who works here, what each role may do, and what the chosen person has apart
 * from the role. Main thread only. */
#define DESK_TYPE_PEOPLE_PAGE (desk_people_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskPeoplePage, desk_people_page, DESK, PEOPLE_PAGE, AdwBin)

GtkWidget *desk_people_page_new (DeskContext *context);
/* (nullable) (transfer none) */
CrmRecord *desk_people_page_get_person (DeskPeoplePage *self);
gboolean desk_people_page_choose (DeskPeoplePage *self, const char *id);
DeskRightsMatrix *desk_people_page_get_matrix (DeskPeoplePage *self);
DeskRightsEditor *desk_people_page_get_editor (DeskPeoplePage *self);

G_END_DECLS
