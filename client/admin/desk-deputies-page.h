/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Who stands in for whom, now and later first, what is over at the end. Main thread only. */
GtkWidget *desk_deputies_page_new (DeskContext *context);

G_END_DECLS
