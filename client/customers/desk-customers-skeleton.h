/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Twelve grey rows in the geometry of the table, for lists that take longer than 100 ms. */
#define DESK_TYPE_CUSTOMERS_SKELETON (desk_customers_skeleton_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomersSkeleton,
                      desk_customers_skeleton,
                      DESK,
                      CUSTOMERS_SKELETON,
                      GtkWidget)

G_END_DECLS
