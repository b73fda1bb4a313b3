/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A popover that finds a person who may have clients by name. Property "context" (construct only).
 * Signal "picked" (user id); it closes by itself. */
#define DESK_TYPE_PERSON_PICKER (desk_person_picker_get_type ())
G_DECLARE_FINAL_TYPE (DeskPersonPicker, desk_person_picker, DESK, PERSON_PICKER, GtkPopover)

GtkWidget *desk_person_picker_new (DeskContext *context);
/* (element-type CrmUser): who is offered now. */
GListModel *desk_person_picker_get_people (DeskPersonPicker *self);
/* The one who is not offered, because nothing would change. */
void desk_person_picker_set_current (DeskPersonPicker *self, const char *id);

G_END_DECLS
