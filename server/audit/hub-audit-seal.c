/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making seals. What lies below the watermark is final, so a seal over it is made without locking
 * anything that writers need. Worker threads. */

#define G_LOG_DOMAIN "hub-audit"

#include "server/audit/hub-audit-seal.h"

#include "server/audit/hub-audit-queries.h"
#include "shared/base/crm-error.h"

/* Of one table in one seal, about: sealing after a long pause goes in steps. */
#define MAX_ROWS "20000"

enum
{
  COLUMN_WATERMARK,
  COLUMN_IS_CURRENT,
  COLUMN_EPOCH,
  COLUMN_N,
  COLUMN_TO_VER,
  COLUMN_HASH,
  COLUMN_HAS_NEWS,
};

static gboolean
look (HubDb *db, HubAuditEnd *end, gint64 *watermark, GError **error)
{
  g_autoptr (HubDbRows) rows = hub_db_select (db, hub_audit_query (HUB_AUDIT_LOOK), NULL, error);
  const char *hash = NULL;

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_CORRUPT, "the database has no epoch");

  *watermark = hub_db_rows_integer (rows, 0, COLUMN_WATERMARK);
  hash = hub_db_rows_text (rows, 0, COLUMN_HASH);
  end->epoch = hub_db_rows_integer (rows, 0, COLUMN_EPOCH);
  end->last.n = hub_db_rows_integer (rows, 0, COLUMN_N);
  end->last.to_ver = hub_db_rows_integer (rows, 0, COLUMN_TO_VER);
  g_strlcpy (end->last.hash, hash != NULL ? hash : "", sizeof end->last.hash);
  /* Another incarnation first needs its own epoch. */
  end->has_more = hub_db_rows_boolean (rows, 0, COLUMN_IS_CURRENT) &&
                  hub_db_rows_boolean (rows, 0, COLUMN_HAS_NEWS);
  return TRUE;
}

gboolean
hub_audit_look_work (HubDb *db, gpointer data, GError **error)
{
  gint64 watermark;

  return hub_db_queue (db, hub_audit_query (HUB_AUDIT_OPEN_REACH), NULL, error) &&
         look (db, data, &watermark, error);
}

static gboolean
find_end (HubDb *db, HubAuditSeal *seal, gint64 watermark, GError **error)
{
  char from[24];
  char to[24];
  const char *params[] = { from, to, MAX_ROWS };
  g_autoptr (HubDbRows) rows = NULL;

  g_snprintf (from, sizeof from, "%" G_GINT64_FORMAT, seal->from_ver);
  g_snprintf (to, sizeof to, "%" G_GINT64_FORMAT, watermark);
  if ((rows = hub_db_select (db, hub_audit_query (HUB_AUDIT_FIND_END), params, error)) == NULL)
    return FALSE;
  seal->to_ver = hub_db_rows_integer (rows, 0, 0);
  return TRUE;
}

static gboolean
insert_seal (HubDb *db, const HubAuditSeal *seal, GError **error)
{
  const gint64 numbers[] = { seal->n, seal->from_ver, seal->to_ver, seal->n_commands,
                             seal->n_events };
  char texts[G_N_ELEMENTS (numbers)][24];
  const char *params[G_N_ELEMENTS (numbers) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_snprintf (texts[i], sizeof texts[i], "%" G_GINT64_FORMAT, numbers[i]);
      params[i] = texts[i];
    }
  params[G_N_ELEMENTS (numbers)] = seal->hash;
  return hub_db_run (db, hub_audit_query (HUB_AUDIT_INSERT_SEAL), params, error);
}

static gboolean
make_seal (HubDb *db, HubAuditEnd *end, gint64 watermark, GError **error)
{
  HubAuditSeal seal = { .n = end->last.n + 1, .from_ver = end->last.to_ver };
  g_auto (HubAuditWalk) walk = { NULL };

  if (!find_end (db, &seal, watermark, error))
    return FALSE;
  hub_audit_walk_init (&walk, db, seal.from_ver);
  if (!hub_audit_walk_seal (&walk, end->last.n > 0 ? end->last.hash : NULL, &seal, error) ||
      !insert_seal (db, &seal, error))
    return FALSE;
  end->has_more = seal.to_ver < watermark;
  end->last = seal;
  return TRUE;
}

gboolean
hub_audit_seal_work (HubDb *db, gpointer data, GError **error)
{
  HubAuditEnd *end = data;
  g_autoptr (HubDbRows) held = NULL;
  gint64 watermark = 0;

  if (!hub_db_queue (db, hub_audit_query (HUB_AUDIT_OPEN_REACH), NULL, error) ||
      (held = hub_db_select (db, hub_audit_query (HUB_AUDIT_LOCK), NULL, error)) == NULL)
    return FALSE;
  /* Looked at behind the lock: the seal before is then of whoever held it. */
  if (!look (db, end, &watermark, error))
    return FALSE;
  if (!hub_db_rows_boolean (held, 0, 0))
    {
      end->has_more = FALSE;
      return TRUE;
    }
  return !end->has_more || make_seal (db, end, watermark, error);
}

gboolean
hub_audit_seal_all (HubDbPool *pool, HubAuditEnd *end, GError **error)
{
  do
    if (!hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, hub_audit_seal_work, end, error))
      return FALSE;
  while (end->has_more);
  return TRUE;
}
