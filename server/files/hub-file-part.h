/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/files/hub-file-store.h"

G_BEGIN_DECLS

/* The file of one record on its way in. What has come stays when the connection ends, so the rest
 * can follow later. Calls block; one thread at a time. */
typedef struct _HubFilePart HubFilePart;

/* (transfer full) (nullable): CRM_ERROR_CONFLICT while somebody else writes it. */
HubFilePart *hub_file_part_open (HubFileStore *store, const char *record, GError **error);
void hub_file_part_free (HubFilePart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubFilePart, hub_file_part_free)

goffset hub_file_part_get_size (HubFilePart *self);
/* What follows begins at @offset, no further than what is here; @size: of the whole file.
 * CRM_ERROR_FULL when there is no room. */
gboolean hub_file_part_begin (HubFilePart *self, goffset offset, goffset size, GError **error);
/* After a failure nothing of the file is left. */
gboolean hub_file_part_add (HubFilePart *self, GBytes *bytes, GError **error);
/* All of it is here. CRM_ERROR_INVALID and nothing left when it is not what @digest says; else it
 * is on the disk for good. @media_type (transfer none): by what is in it. */
gboolean hub_file_part_finish (HubFilePart *self,
                               const char *digest,
                               const char **media_type,
                               GError **error);

G_END_DECLS
