/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-blob.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* "1,2 MB". (transfer full) */
char *desk_file_format_size (gint64 size);
/* What is to be known about a file: its size, and where it is when that is not here.
 * @online: there is a connection. (transfer full) */
char *desk_file_describe (CrmRecord *file, DeskBlob *blob, gboolean online);
const char *desk_file_get_icon (const char *media_type);

G_END_DECLS
