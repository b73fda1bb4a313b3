/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* What is done with one person: each opens a form above the window of @from. The forms are
 * (transfer none), for tests. */
GtkWidget *desk_person_invite (GtkWidget *from, DeskContext *context);
GtkWidget *desk_person_edit (GtkWidget *from, DeskContext *context, CrmRecord *user);
GtkWidget *desk_person_reset_password (GtkWidget *from, DeskContext *context, CrmRecord *user);
GtkWidget *desk_person_reset_totp (GtkWidget *from, DeskContext *context, CrmRecord *user);
/* Says first what becomes of the clients and the devices. */
GtkWidget *desk_person_disable (GtkWidget *from, DeskContext *context, CrmRecord *user);
void desk_person_enable (GtkWidget *from, DeskContext *context, CrmRecord *user);
GtkWidget *desk_person_add_exception (GtkWidget *from, DeskContext *context, CrmRecord *user);
void desk_person_remove_exception (GtkWidget *from, DeskContext *context, CrmRecord *exception);
GtkWidget *desk_person_add_deputy (GtkWidget *from, DeskContext *context, CrmRecord *absent);

G_END_DECLS
