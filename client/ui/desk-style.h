/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Gives @display our styles, and those of the dark theme while it is on. */
void desk_style_load (GdkDisplay *display);

G_END_DECLS
