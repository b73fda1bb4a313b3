/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/files/hub-file-store.h"
#include "server/files/hub-files.h"
#include "shared/base/crm-worker.h"

G_BEGIN_DECLS

struct _HubFiles
{
  grefcount refs;
  HubContext *context;
  HubTickleFunc func;
  gpointer user_data;
  HubFileStore *store; /* (owned) */
  CrmWorker *worker;   /* (owned): everything that touches the folder */
  GSource *timer;      /* (owned) (nullable) */
  guint64 max_size;
};

#define HUB_FILES_DIGEST 64

/* Puts at most a page of digests behind @after, which moves on, into @digests (element-type utf8).
 */
gboolean hub_files_list_stored (HubDbPool *pool, char *after, GPtrArray *digests, GError **error);

HubFiles *hub_files_ref (HubFiles *self);
void hub_files_unref (HubFiles *self);

/* Answers while the body may be on its way; a full disk has a word of its own. */
void hub_files_refuse (HubExchange *exchange, const GError *error);

void hub_file_upload_post (HubExchange *exchange, gpointer user_data);
void hub_file_download_get (HubExchange *exchange, gpointer user_data);

G_END_DECLS
