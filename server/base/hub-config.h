/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "server/base/hub-log.h"

G_BEGIN_DECLS

/* What the server was told: defaults, then the key file, then the command line. Filled and checked
 * before anything starts, read-only afterwards, so any thread may read it. Reference counted. */
typedef struct
{
  gatomicrefcount refs;

  char *data_dir;
  char *database; /* (nullable): libpq conninfo; %NULL is the private cluster in @data_dir */
  char *listen_host;
  guint16 listen_port; /* 0: any free one */
  char *tls_cert;      /* (nullable): with @tls_key, or both %NULL */
  char *tls_key;       /* (nullable) */
  HubLogFormat log_format;
  guint proxies; /* of ours in front, each of which adds to X-Forwarded-For; 0 believes nobody */

  /* [postgres] */
  char *postgres_bin;  /* (nullable): folder of initdb and postgres */
  char *postgres_user; /* (nullable): whom root becomes for the private cluster */

  /* [pool] */
  guint pool_workers;
  guint pool_bulk_workers;
  guint pool_queue;

  /* [limits] */
  guint64 max_body;
  guint64 max_file;
  guint max_header;
  guint max_json_depth;
  guint max_commands;
  guint max_connections;
  guint request_seconds;
  guint body_seconds;
  guint idle_seconds;
  guint drain_seconds;

  /* [sync] */
  guint keep_days; /* what was deleted or left somebody, and ended sessions */

  /* [tasks] */
  guint document_days; /* before the end of a document */

  /* [sessions] */
  guint session_days; /* since its last use */
  guint lease_days;   /* that a client may work without having heard from us */

  /* [passwords] */
  guint password_min_length;
  char *password_forbidden; /* (nullable): a file of the organisation, one a line */

  /* [metrics] */
  char *metrics_token; /* (nullable): without it /metrics answers loopback only */
} HubConfig;

HubConfig *hub_config_new (void);
HubConfig *hub_config_ref (HubConfig *self);
void hub_config_unref (HubConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubConfig, hub_config_unref)

/* A key or group that is not known, or a value out of its range, is CRM_ERROR_INVALID with a
 * sentence that names the file, the group and the key. */
gboolean hub_config_load_file (HubConfig *self, const char *path, GError **error);
/* "127.0.0.1:8443", "[::1]:0" */
gboolean hub_config_set_listen (HubConfig *self, const char *address, GError **error);
/* What is only wrong together: one of certificate and key, a folder that cannot be used. */
gboolean hub_config_check (HubConfig *self, GError **error);
char *hub_config_default_data_dir (void);

G_END_DECLS
