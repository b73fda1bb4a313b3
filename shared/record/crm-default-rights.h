/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The rights that a role has in a new database, in the form of crm_rights_parse(), to compare with
 * what was made of them; (nullable) for a role nobody foresaw. The migration has the same, told by
 * a test. */
const char *crm_default_rights_get (const char *code);

G_END_DECLS
