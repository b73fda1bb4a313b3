/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The settings: one table says which key of the file goes into which field and what it may be. */

#define G_LOG_DOMAIN "hub"

#include "server/base/hub-config.h"

#include "shared/base/crm-error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

typedef enum
{
  TYPE_TEXT,
  TYPE_NUMBER, /* guint */
  TYPE_SIZE,   /* guint64 */
  TYPE_LISTEN,
  TYPE_LOG_FORMAT,
} Type;

typedef struct
{
  const char *group;
  const char *key;
  Type type;
  gsize offset;
  guint64 minimum;
  guint64 maximum;
} Setting;

#define FIELD(name) G_STRUCT_OFFSET (HubConfig, name)
#define MIB         (G_GUINT64_CONSTANT (1) << 20)

static const Setting settings[] = {
  { "server", "data-dir", TYPE_TEXT, FIELD (data_dir) },
  { "server", "database", TYPE_TEXT, FIELD (database) },
  { "server", "listen", TYPE_LISTEN },
  { "server", "tls-cert", TYPE_TEXT, FIELD (tls_cert) },
  { "server", "tls-key", TYPE_TEXT, FIELD (tls_key) },
  { "server", "log-format", TYPE_LOG_FORMAT },
  { "server", "proxies", TYPE_NUMBER, FIELD (proxies), 0, 8 },
  { "postgres", "bin", TYPE_TEXT, FIELD (postgres_bin) },
  { "postgres", "user", TYPE_TEXT, FIELD (postgres_user) },
  { "pool", "workers", TYPE_NUMBER, FIELD (pool_workers), 1, 64 },
  { "pool", "bulk-workers", TYPE_NUMBER, FIELD (pool_bulk_workers), 1, 16 },
  { "pool", "queue", TYPE_NUMBER, FIELD (pool_queue), 1, 100000 },
  { "limits", "body", TYPE_SIZE, FIELD (max_body), 64 * 1024, 256 * MIB },
  { "limits", "file", TYPE_SIZE, FIELD (max_file), 64 * 1024, 4096 * MIB },
  { "limits", "header", TYPE_NUMBER, FIELD (max_header), 1024, 1024 * 1024 },
  { "limits", "json-depth", TYPE_NUMBER, FIELD (max_json_depth), 8, 512 },
  { "limits", "commands", TYPE_NUMBER, FIELD (max_commands), 1, 10000 },
  { "limits", "connections", TYPE_NUMBER, FIELD (max_connections), 1, 100000 },
  { "limits", "request-seconds", TYPE_NUMBER, FIELD (request_seconds), 1, 3600 },
  { "limits", "body-seconds", TYPE_NUMBER, FIELD (body_seconds), 1, 3600 },
  { "limits", "idle-seconds", TYPE_NUMBER, FIELD (idle_seconds), 1, 86400 },
  { "limits", "drain-seconds", TYPE_NUMBER, FIELD (drain_seconds), 0, 600 },
  { "sync", "keep-days", TYPE_NUMBER, FIELD (keep_days), 1, 3650 },
  { "tasks", "document-days", TYPE_NUMBER, FIELD (document_days), 1, 365 },
  { "sessions", "days", TYPE_NUMBER, FIELD (session_days), 1, 3650 },
  { "sessions", "lease-days", TYPE_NUMBER, FIELD (lease_days), 1, 365 },
  { "passwords", "min-length", TYPE_NUMBER, FIELD (password_min_length), 8, 64 },
  { "passwords", "forbidden", TYPE_TEXT, FIELD (password_forbidden) },
  { "metrics", "token", TYPE_TEXT, FIELD (metrics_token) },
};

HubConfig *
hub_config_new (void)
{
  HubConfig *self = g_new0 (HubConfig, 1);

  g_atomic_ref_count_init (&self->refs);
  self->data_dir = hub_config_default_data_dir ();
  self->listen_host = g_strdup ("127.0.0.1");
  self->listen_port = 8443;
  self->pool_workers = 8;
  self->pool_bulk_workers = 2;
  self->pool_queue = 1000;
  self->max_body = 16 * MIB;
  self->max_file = 64 * MIB;
  self->max_header = 16 * 1024;
  self->max_json_depth = 64;
  self->max_commands = 1000;
  self->max_connections = 4096;
  self->request_seconds = 30;
  self->body_seconds = 5;
  self->idle_seconds = 90;
  self->drain_seconds = 10;
  self->keep_days = 90;
  self->document_days = 30;
  self->session_days = 30;
  self->lease_days = 14;
  self->password_min_length = 10;

  return self;
}

HubConfig *
hub_config_ref (HubConfig *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
hub_config_unref (HubConfig *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].type == TYPE_TEXT)
      g_free (G_STRUCT_MEMBER (char *, self, settings[i].offset));
  g_free (self->listen_host);
  g_free (self);
}

/* Root's server is a service of the machine, anybody else's belongs to that person. */
char *
hub_config_default_data_dir (void)
{
  if (geteuid () == 0)
    return g_strdup ("/var/lib/zontik");

  return g_build_filename (g_get_user_data_dir (), "zontik-server", NULL);
}

gboolean
hub_config_set_listen (HubConfig *self, const char *address, GError **error)
{
  const char *colon = strrchr (address, ':');
  g_autofree char *host = NULL;
  g_autoptr (GInetAddress) numeric = NULL;
  guint64 port = 0;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
    return crm_fail (error, CRM_ERROR_INVALID, "“%s” is not ADDRESS:PORT.", address);

  if (*address == '[' && colon[-1] == ']')
    host = g_strndup (address + 1, (gsize) (colon - address - 2));
  else
    host = g_strndup (address, (gsize) (colon - address));
  numeric = g_inet_address_new_from_string (host);
  if (numeric == NULL)
    return crm_fail (error, CRM_ERROR_INVALID, "“%s” is not a numeric IP address.", host);

  g_free (self->listen_host);
  self->listen_host = g_steal_pointer (&host);
  self->listen_port = (guint16) port;

  return TRUE;
}

static gboolean
set_log_format (HubConfig *self, const char *value, GError **error)
{
  if (strcmp (value, "json") == 0)
    self->log_format = HUB_LOG_JSON;
  else if (strcmp (value, "text") == 0)
    self->log_format = HUB_LOG_TEXT;
  else
    return crm_fail (error, CRM_ERROR_INVALID, "“%s” is neither text nor json.", value);

  return TRUE;
}

static gboolean
set_number (HubConfig *self, const Setting *setting, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, setting->minimum, setting->maximum, &number, NULL))
    return crm_fail (error, CRM_ERROR_INVALID,
                     "“%s” is not a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ".",
                     value, setting->minimum, setting->maximum);

  if (setting->type == TYPE_SIZE)
    G_STRUCT_MEMBER (guint64, self, setting->offset) = number;
  else
    G_STRUCT_MEMBER (guint, self, setting->offset) = (guint) number;

  return TRUE;
}

static gboolean
set_text (HubConfig *self, const Setting *setting, const char *value, GError **error)
{
  char **field = &G_STRUCT_MEMBER (char *, self, setting->offset);

  if (*value == '\0')
    return crm_fail (error, CRM_ERROR_INVALID, "it is empty.");

  g_free (*field);
  *field = g_strdup (value);

  return TRUE;
}

static gboolean
apply_setting (HubConfig *self, const Setting *setting, const char *value, GError **error)
{
  switch (setting->type)
    {
    case TYPE_TEXT:
      return set_text (self, setting, value, error);
    case TYPE_LISTEN:
      return hub_config_set_listen (self, value, error);
    case TYPE_LOG_FORMAT:
      return set_log_format (self, value, error);
    case TYPE_NUMBER:
    case TYPE_SIZE:
    default:
      return set_number (self, setting, value, error);
    }
}

static const Setting *
find_setting (const char *group, const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (strcmp (settings[i].group, group) == 0 && strcmp (settings[i].key, key) == 0)
      return &settings[i];

  return NULL;
}

/* GLib gives a value in spite of a wrong one, and is confused by two. */
static gboolean
has_good_escapes (const char *raw)
{
  for (; *raw != '\0'; raw++)
    if (*raw == '\\' && (*++raw == '\0' || strchr ("sntr\\", *raw) == NULL))
      return FALSE;

  return TRUE;
}

static gboolean
load_key (HubConfig *self, GKeyFile *file, const char *group, const char *key, GError **error)
{
  const Setting *setting = find_setting (group, key);
  g_autoptr (GError) local = NULL;
  g_autofree char *raw = g_key_file_get_value (file, group, key, NULL);
  g_autofree char *value = NULL;

  if (setting == NULL)
    return crm_fail (error, CRM_ERROR_INVALID, "there is no such setting.");
  if (raw == NULL || !has_good_escapes (raw))
    return crm_fail (error, CRM_ERROR_INVALID, "a backslash is written \\\\.");

  value = g_key_file_get_string (file, group, key, &local);
  if (local != NULL)
    return crm_fail (error, CRM_ERROR_INVALID, "%s", local->message);

  return apply_setting (self, setting, value, error);
}

static gboolean
load_group (HubConfig *self, GKeyFile *file, const char *path, const char *group, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, error);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autoptr (GError) cause = NULL;

      if (!load_key (self, file, group, keys[i], &cause))
        return crm_fail (error, CRM_ERROR_INVALID, "%s, [%s] %s: %s", path, group, keys[i],
                         cause->message);
    }

  return keys != NULL;
}

gboolean
hub_config_load_file (HubConfig *self, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local))
    return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", path, local->message);

  groups = g_key_file_get_groups (file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    if (!load_group (self, file, path, groups[i], error))
      return FALSE;

  return TRUE;
}

gboolean
hub_config_check (HubConfig *self, GError **error)
{
  g_autofree char *absolute = NULL;

  if ((self->tls_cert == NULL) != (self->tls_key == NULL))
    return crm_fail (error, CRM_ERROR_INVALID,
                     "A certificate and its key belong together; give both or none.");
  if (self->tls_cert != NULL && access (self->tls_cert, R_OK) != 0)
    return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", self->tls_cert, g_strerror (errno));
  if (self->tls_key != NULL && access (self->tls_key, R_OK) != 0)
    return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", self->tls_key, g_strerror (errno));
  if (self->password_forbidden != NULL && access (self->password_forbidden, R_OK) != 0)
    return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", self->password_forbidden,
                     g_strerror (errno));

  absolute = g_canonicalize_filename (self->data_dir, NULL);
  if (g_mkdir_with_parents (absolute, 0700) != 0)
    return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", absolute, g_strerror (errno));
  if (access (absolute, R_OK | W_OK | X_OK) != 0)
    return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", absolute, g_strerror (errno));

  g_free (self->data_dir);
  self->data_dir = g_steal_pointer (&absolute);

  return TRUE;
}
