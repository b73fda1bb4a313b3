/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As many of the first bytes as crm_media_type_guess() looks at. */
#define CRM_MEDIA_TYPE_BYTES 512

/* What a file is by its first bytes, never by its name. @size: of what is given. Foreign bytes;
 * "application/octet-stream" when they say nothing. */
const char *crm_media_type_guess (const guint8 *bytes, gsize size);
gboolean crm_media_type_is_image (const char *media_type);

G_END_DECLS
