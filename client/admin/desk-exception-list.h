/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* What one person has apart from the role, each with its last day and "Remove"; a line when there
 * is nothing. Main thread only. */
#define DESK_TYPE_EXCEPTION_LIST (desk_exception_list_get_type ())
G_DECLARE_FINAL_TYPE (DeskExceptionList, desk_exception_list, DESK, EXCEPTION_LIST, AdwBin)

GtkWidget *desk_exception_list_new (DeskContext *context);
/* @user (nullable) */
void desk_exception_list_set_person (DeskExceptionList *self, CrmRecord *user);

G_END_DECLS
