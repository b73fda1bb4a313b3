/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"
#include "server/base/hub-tickle.h"
#include "server/http/hub-exchange.h"

G_BEGIN_DECLS

/* POST and GET /attachments, and the folder behind them. Main thread. */
typedef struct _HubFiles HubFiles;

/* @func: whom to tell that the bytes of a file have come. */
HubFiles *hub_files_new (HubContext *context, HubTickleFunc func, gpointer user_data);
void hub_files_free (HubFiles *self);
void hub_files_routes_register (HubRouter *router, HubFiles *self);

/* What nobody names any more is removed. Blocks; by the server once a day. Gives how many. */
typedef struct
{
  guint n_files;
  guint n_parts;
} HubFilesSweep;

/* @data: a HubFiles; what is younger than @seconds stays, as its row may be on its way. */
gboolean hub_files_sweep (HubContext *context,
                          guint file_seconds,
                          guint part_seconds,
                          HubFilesSweep *sweep,
                          GError **error);

/* Every file of the database against its digest. Blocks. */
typedef struct
{
  guint64 n_files;
  guint64 n_missing;
  guint64 n_wrong;
  char *first; /* (owned) (nullable): what is wrong with the first of them */
} HubFilesVerdict;

gboolean
hub_files_verify (HubDbPool *pool, const char *data_dir, HubFilesVerdict *verdict, GError **error);
/* Copies every file of the database into @folder, which may have most of them from an earlier time,
 * and back. What is missing or not what its digest says is counted in @verdict. Block. */
gboolean hub_files_back_up (HubDbPool *pool,
                            const char *data_dir,
                            const char *folder,
                            HubFilesVerdict *verdict,
                            GError **error);
gboolean hub_files_bring_back (const char *folder,
                               const char *data_dir,
                               HubFilesVerdict *verdict,
                               GError **error);
void hub_files_verdict_clear (HubFilesVerdict *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubFilesVerdict, hub_files_verdict_clear)

G_END_DECLS
