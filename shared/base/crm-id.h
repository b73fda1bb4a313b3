/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CRM_ID_LENGTH 36
#define CRM_ID_BYTES  16

/* Ids are UUIDv7 (RFC 9562, 5.7) as lower-case text, made by whoever creates the record. */
char *crm_id_new (void);
gboolean crm_id_is_valid (const char *id);
gboolean crm_id_to_bytes (const char *id, guint8 bytes[CRM_ID_BYTES]);
void crm_id_from_bytes (const guint8 bytes[CRM_ID_BYTES], char id[CRM_ID_LENGTH + 1]);

G_END_DECLS
