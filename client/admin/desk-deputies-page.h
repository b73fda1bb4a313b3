/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Who stands in for whom, now and later first, what is over at the end. Main thread only. */
#define DESK_TYPE_DEPUTIES_PAGE (desk_deputies_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskDeputiesPage, desk_deputies_page, DESK, DEPUTIES_PAGE, AdwBin)

GtkWidget *desk_deputies_page_new (DeskContext *context);

G_END_DECLS
