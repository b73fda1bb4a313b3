/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recomputing all seals over all rows, in one snapshot. Rows and seals are read in the same order,
 * so it takes one pass and little memory, whatever their number. Worker threads. */

#define G_LOG_DOMAIN "hub-audit"

#include "server/audit/hub-audit-seal.h"

#include "server/audit/hub-audit-queries.h"

#include <string.h>

#define PAGE "1000"

typedef struct
{
  HubDb *db;
  HubAuditVerdict *verdict;
  HubAuditWalk walk;
  HubAuditSeal before; /* as it stands in the table */
} Verification;

void
hub_audit_verdict_clear (HubAuditVerdict *self)
{
  g_clear_pointer (&self->what, g_free);
}

G_GNUC_PRINTF (3, 4)
static void
blame (Verification *self, gint64 n, const char *format, ...)
{
  HubAuditVerdict *verdict = self->verdict;
  va_list args;

  verdict->n_broken++;
  if (verdict->what != NULL)
    return;
  verdict->first_broken = n;
  va_start (args, format);
  verdict->what = g_strdup_vprintf (format, args);
  va_end (args);
}

static void
read_seal (HubAuditSeal *seal, HubDbRows *rows, guint row)
{
  seal->n = hub_db_rows_integer (rows, row, 0);
  seal->from_ver = hub_db_rows_integer (rows, row, 1);
  seal->to_ver = hub_db_rows_integer (rows, row, 2);
  seal->n_commands = hub_db_rows_integer (rows, row, 3);
  seal->n_events = hub_db_rows_integer (rows, row, 4);
  g_strlcpy (seal->hash, hub_db_rows_text (rows, row, 5), sizeof seal->hash);
}

/* Seals are numbered without a gap, and each begins where the one before ends. */
static gboolean
check_place (Verification *self, const HubAuditSeal *seal, GError **error)
{
  gint64 counts[2];

  if (seal->n == self->before.n + 1 && seal->from_ver == self->before.to_ver)
    return TRUE;

  blame (self, self->before.n + 1,
         "the seal %" G_GINT64_FORMAT " is missing between %" G_GINT64_FORMAT
         " and %" G_GINT64_FORMAT,
         self->before.n + 1, self->before.n, seal->n);
  /* What lies under it cannot be told; what comes behind can. */
  return hub_audit_walk_skip (&self->walk, seal->from_ver, counts, error);
}

static gboolean
check_seal (Verification *self, HubDbRows *rows, guint row, GError **error)
{
  HubAuditSeal seal;
  HubAuditSeal found;

  read_seal (&seal, rows, row);
  if (!check_place (self, &seal, error))
    return FALSE;

  found = seal;
  if (!hub_audit_walk_seal (&self->walk, self->before.n > 0 ? self->before.hash : NULL, &found,
                            error))
    return FALSE;
  if (found.n_commands != seal.n_commands || found.n_events != seal.n_events)
    blame (self, seal.n,
           "seal %" G_GINT64_FORMAT " of %s has %" G_GINT64_FORMAT " commands and %" G_GINT64_FORMAT
           " events, there are %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
           seal.n, hub_db_rows_text (rows, row, 6), seal.n_commands, seal.n_events,
           found.n_commands, found.n_events);
  else if (strcmp (found.hash, seal.hash) != 0)
    blame (self, seal.n,
           "seal %" G_GINT64_FORMAT " of %s does not fit its %" G_GINT64_FORMAT
           " commands and %" G_GINT64_FORMAT " events",
           seal.n, hub_db_rows_text (rows, row, 6), seal.n_commands, seal.n_events);
  self->verdict->n_seals++;
  self->verdict->n_rows[0] += found.n_commands;
  self->verdict->n_rows[1] += found.n_events;
  self->before = seal;
  return TRUE;
}

static gboolean
check_page (Verification *self, gboolean *is_end, GError **error)
{
  char n[24];
  const char *params[] = { n, PAGE };
  g_autoptr (HubDbRows) rows = NULL;

  g_snprintf (n, sizeof n, "%" G_GINT64_FORMAT, self->before.n);
  rows = hub_db_select (self->db, hub_audit_query (HUB_AUDIT_LIST_SEALS), params, error);
  if (rows == NULL)
    return FALSE;

  *is_end = hub_db_rows_count (rows) == 0;
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    if (!check_seal (self, rows, i, error))
      return FALSE;
  return TRUE;
}

/* Below the first seal nothing lies: no version is less than 0. */
static gboolean
check_below (Verification *self, GError **error)
{
  gint64 counts[2];

  if (!hub_audit_walk_skip (&self->walk, 0, counts, error))
    return FALSE;
  if (counts[0] + counts[1] > 0)
    blame (self, 1, "%" G_GINT64_FORMAT " rows lie before the first seal", counts[0] + counts[1]);
  return TRUE;
}

gboolean
hub_audit_verify_work (HubDb *db, gpointer data, GError **error)
{
  Verification self = { .db = db, .verdict = data };
  gboolean is_end = FALSE;
  gboolean ok;

  hub_audit_verdict_clear (self.verdict);
  memset (self.verdict, 0, sizeof *self.verdict);
  hub_audit_walk_init (&self.walk, db, G_MININT64);
  ok = hub_db_queue (db, hub_audit_query (HUB_AUDIT_OPEN_REACH), NULL, error) &&
       check_below (&self, error);
  while (ok && !is_end)
    ok = check_page (&self, &is_end, error);
  ok = ok && hub_audit_walk_skip (&self.walk, G_MAXINT64, self.verdict->n_open, error);
  hub_audit_walk_clear (&self.walk);
  return ok;
}
