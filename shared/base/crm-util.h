/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sets an owned string; returns whether it changed. */
gboolean crm_set_string (char **target, const char *value);

G_END_DECLS
