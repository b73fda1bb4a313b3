/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* For those who write or read JSON without a tree, inside shared/ only. */

/* A quoted string; @text is valid UTF-8. */
void crm_json_append_string (GString *to, const char *text, gsize length);
/* Text of a field's value by its JSON type only, without looking at what it says; %FALSE when the
 * type does not fit. */
gboolean crm_json_read_value (const CrmField *field, JsonNode *node, char **text);

G_END_DECLS
