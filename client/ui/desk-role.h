/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The word for a role of a user, translated; @role (nullable). Not freed. */
const char *desk_role_get_title (const char *role);

G_END_DECLS
