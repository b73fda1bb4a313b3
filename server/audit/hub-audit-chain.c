/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a seal is made of, for the sealer and for those who look after it. Worker threads. */

#define G_LOG_DOMAIN "hub-audit"

#include "server/audit/hub-audit-chain.h"

#include <string.h>

#include "server/audit/hub-audit-queries.h"

#define PAGE     2000
#define FIRST_ID "00000000-0000-0000-0000-000000000000"

enum
{
  COMMANDS,
  EVENTS,
  N_TABLES
};

static const HubAuditQuery lists[] = {
  [COMMANDS] = HUB_AUDIT_LIST_COMMANDS,
  [EVENTS] = HUB_AUDIT_LIST_EVENTS,
};

void
hub_audit_walk_init (HubAuditWalk *self, HubDb *db, gint64 from_ver)
{
  memset (self, 0, sizeof *self);
  self->db = db;
  for (guint i = 0; i < N_TABLES; i++)
    {
      self->readers[i].ver = from_ver;
      g_strlcpy (self->readers[i].id, FIRST_ID, sizeof self->readers[i].id);
    }
}

void
hub_audit_walk_clear (HubAuditWalk *self)
{
  for (guint i = 0; i < N_TABLES; i++)
    g_clear_pointer (&self->readers[i].rows, hub_db_rows_free);
}

/* One page; empty at the end. */
static gboolean
read_page (HubAuditWalk *self, guint table, gint64 to_ver, GError **error)
{
  char ver[24];
  char limit[24];
  char page[16];
  const char *params[] = { ver, self->readers[table].id, limit, page };

  g_snprintf (ver, sizeof ver, "%" G_GINT64_FORMAT, self->readers[table].ver);
  g_snprintf (limit, sizeof limit, "%" G_GINT64_FORMAT, to_ver);
  g_snprintf (page, sizeof page, "%d", PAGE);
  g_clear_pointer (&self->readers[table].rows, hub_db_rows_free);
  self->readers[table].index = 0;
  self->readers[table].rows =
      hub_db_select (self->db, hub_audit_query (lists[table]), params, error);
  return self->readers[table].rows != NULL;
}

/* @line: (out) (nullable) (transfer none): the next one, until another is asked for; %NULL at the
 * end. A page may reach beyond it. */
static gboolean
read_line (HubAuditWalk *self, guint table, gint64 to_ver, const char **line, GError **error)
{
  HubDbRows *rows = self->readers[table].rows;

  *line = NULL;
  if (rows == NULL || (self->readers[table].index == hub_db_rows_count (rows)))
    {
      if (!read_page (self, table, G_MAXINT64, error))
        return FALSE;
      rows = self->readers[table].rows;
      if (hub_db_rows_count (rows) == 0)
        return TRUE;
    }
  if (hub_db_rows_integer (rows, self->readers[table].index, 0) >= to_ver)
    return TRUE;

  self->readers[table].ver = hub_db_rows_integer (rows, self->readers[table].index, 0);
  g_strlcpy (self->readers[table].id, hub_db_rows_text (rows, self->readers[table].index, 1),
             sizeof self->readers[table].id);
  *line = hub_db_rows_text (rows, self->readers[table].index, 2);
  self->readers[table].index++;
  return TRUE;
}

/* Each text with its length before it, so that no two lists of rows give the same bytes. */
static void
add_line (GChecksum *sum, const char *line)
{
  char length[24];

  g_snprintf (length, sizeof length, "%" G_GSIZE_FORMAT ":", strlen (line));
  g_checksum_update (sum, (const guchar *) length, -1);
  g_checksum_update (sum, (const guchar *) line, -1);
}

static gboolean
add_table (HubAuditWalk *self,
           guint table,
           gint64 to_ver,
           GChecksum *sum,
           gint64 *count,
           GError **error)
{
  const char *line = NULL;

  *count = 0;
  while (read_line (self, table, to_ver, &line, error))
    {
      if (line == NULL)
        return TRUE;
      (*count)++;
      if (sum != NULL)
        add_line (sum, line);
    }
  return FALSE;
}

static void
add_head (GChecksum *sum, const char *before, const HubAuditSeal *seal)
{
  g_autofree char *head =
      g_strdup_printf ("zontik seal 1 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                       seal->n, seal->from_ver, seal->to_ver);

  add_line (sum, before != NULL ? before : "");
  add_line (sum, head);
}

static void
add_counts (GChecksum *sum, const HubAuditSeal *seal)
{
  g_autofree char *counts =
      g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, seal->n_commands, seal->n_events);

  add_line (sum, counts);
}

gboolean
hub_audit_walk_seal (HubAuditWalk *self, const char *before, HubAuditSeal *seal, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  add_head (sum, before, seal);
  if (!add_table (self, COMMANDS, seal->to_ver, sum, &seal->n_commands, error) ||
      !add_table (self, EVENTS, seal->to_ver, sum, &seal->n_events, error))
    return FALSE;
  add_counts (sum, seal);
  g_strlcpy (seal->hash, g_checksum_get_string (sum), sizeof seal->hash);
  return TRUE;
}

gboolean
hub_audit_walk_skip (HubAuditWalk *self, gint64 to_ver, gint64 counts[2], GError **error)
{
  return add_table (self, COMMANDS, to_ver, NULL, &counts[COMMANDS], error) &&
         add_table (self, EVENTS, to_ver, NULL, &counts[EVENTS], error);
}
