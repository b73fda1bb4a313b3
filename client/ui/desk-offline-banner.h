/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The bar below a page's header bar that says why nothing new arrives: no connection, session
 * ended, certificate changed, exchange stopped. Hidden while all is well. Property "context" (read,
 * write).
 */
#define DESK_TYPE_OFFLINE_BANNER (desk_offline_banner_get_type ())
G_DECLARE_FINAL_TYPE (DeskOfflineBanner, desk_offline_banner, DESK, OFFLINE_BANNER, AdwBin)

void desk_offline_banner_set_context (DeskOfflineBanner *self, DeskContext *context);
gboolean desk_offline_banner_is_shown (DeskOfflineBanner *self);

G_END_DECLS
