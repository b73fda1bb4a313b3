/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"
#include "client/ui/desk-sessions.h"

G_BEGIN_DECLS

/* The people of the company by name, those who left at the end; each with role, branch and when
 * they were last seen. Signals "chosen" (CrmRecord), "activated" (CrmRecord): Enter or a second
 * click. Main thread only. */
#define DESK_TYPE_PEOPLE_LIST (desk_people_list_get_type ())
G_DECLARE_FINAL_TYPE (DeskPeopleList, desk_people_list, DESK, PEOPLE_LIST, AdwBin)

/* @sessions: who was seen when. */
GtkWidget *desk_people_list_new (DeskContext *context, DeskSessions *sessions);
/* (nullable) (transfer none) */
CrmRecord *desk_people_list_get_chosen (DeskPeopleList *self);
gboolean desk_people_list_choose (DeskPeopleList *self, const char *id);
/* Beside the heading. Takes @button. */
void desk_people_list_add_button (DeskPeopleList *self, GtkWidget *button);
void desk_people_list_begin_search (DeskPeopleList *self);

G_END_DECLS
