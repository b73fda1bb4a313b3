/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* What a product is called and how it looks: as the company keeps it, else as the program knows it.
 * @code (nullable). Not freed, good until the next turn of the main loop. */
const char *desk_product_get_name (DeskContext *context, const char *code);
const char *desk_product_get_icon (DeskContext *context, const char *code);

G_END_DECLS
