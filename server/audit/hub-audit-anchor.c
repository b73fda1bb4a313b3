/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The anchors of the audit: a small text file, one line an epoch, replaced as a whole. */

#define G_LOG_DOMAIN "hub-audit"

#include "server/audit/hub-audit-anchor.h"

#include "server/audit/hub-audit-queries.h"
#include "shared/base/crm-error.h"

#include <stdio.h>
#include <string.h>

#define FILE_NAME "audit-anchor"

char *
hub_audit_anchor_get_path (const char *dir)
{
  return g_build_filename (dir, FILE_NAME, NULL);
}

static gboolean
parse_line (const char *line, HubAuditAnchor *anchor)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  if (g_strv_length (words) != 3 || strlen (words[2]) != HUB_AUDIT_HASH_TEXT - 1 ||
      !g_ascii_string_to_signed (words[0], 10, 1, G_MAXINT, &anchor->epoch, NULL) ||
      !g_ascii_string_to_signed (words[1], 10, 1, G_MAXINT64, &anchor->n, NULL))
    return FALSE;
  g_strlcpy (anchor->hash, words[2], sizeof anchor->hash);
  return TRUE;
}

GArray *
hub_audit_anchor_read (const char *path, GError **error)
{
  g_autoptr (GArray) anchors = g_array_new (FALSE, TRUE, sizeof (HubAuditAnchor));
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, &local))
    {
      if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&anchors);
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      HubAuditAnchor anchor;

      if (*lines[i] == '\0')
        continue;
      if (!parse_line (lines[i], &anchor))
        {
          crm_fail (error, CRM_ERROR_CORRUPT, "%s is not a file of anchors", path);
          return NULL;
        }
      g_array_append_val (anchors, anchor);
    }
  return g_steal_pointer (&anchors);
}

static gboolean
save (const char *path, GArray *anchors, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < anchors->len; i++)
    {
      const HubAuditAnchor *anchor = &g_array_index (anchors, HubAuditAnchor, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s\n", anchor->epoch,
                              anchor->n, anchor->hash);
    }
  return g_file_set_contents_full (path, text->str, (gssize) text->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

gboolean
hub_audit_anchor_note (const char *path, const HubAuditEnd *end, GError **error)
{
  g_autoptr (GArray) anchors = hub_audit_anchor_read (path, error);
  HubAuditAnchor anchor = { .epoch = end->epoch, .n = end->last.n };
  HubAuditAnchor *last = NULL;

  if (anchors == NULL)
    return FALSE;
  if (anchors->len > 0)
    last = &g_array_index (anchors, HubAuditAnchor, anchors->len - 1);
  if (last != NULL && last->epoch == end->epoch &&
      (last->n > end->last.n ||
       (last->n == end->last.n && strcmp (last->hash, end->last.hash) != 0)))
    return crm_fail (error, CRM_ERROR_CORRUPT,
                     "the audit ends with seal %" G_GINT64_FORMAT ", it had seal %" G_GINT64_FORMAT
                     " %s",
                     end->last.n, last->n, last->hash);
  if (end->last.n == 0 || (last != NULL && last->epoch == end->epoch && last->n == end->last.n))
    return TRUE;

  g_strlcpy (anchor.hash, end->last.hash, sizeof anchor.hash);
  if (last != NULL && last->epoch == end->epoch)
    *last = anchor;
  else
    g_array_append_val (anchors, anchor);
  return save (path, anchors, error);
}

/* A restored database may lack what came after its backup, and says that it was restored. */
static gboolean
is_explained (HubDb *db, gint64 epoch, gboolean *explained, GError **error)
{
  char text[24];
  const char *params[] = { text };
  g_autoptr (HubDbRows) rows = NULL;

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, epoch);
  rows = hub_db_select (db, hub_audit_query (HUB_AUDIT_WAS_RESTORED), params, error);
  if (rows == NULL)
    return FALSE;
  *explained = hub_db_rows_boolean (rows, 0, 0);
  return TRUE;
}

static gboolean
verify_anchor (HubDb *db, const HubAuditAnchor *anchor, char **what, GError **error)
{
  char n[24];
  const char *params[] = { n };
  g_autoptr (HubDbRows) rows = NULL;
  gboolean explained = FALSE;
  gboolean is_there;

  g_snprintf (n, sizeof n, "%" G_GINT64_FORMAT, anchor->n);
  rows = hub_db_select (db, hub_audit_query (HUB_AUDIT_FIND_SEAL), params, error);
  if (rows == NULL)
    return FALSE;
  is_there = hub_db_rows_count (rows) > 0;
  if (is_there && strcmp (hub_db_rows_text (rows, 0, 0), anchor->hash) == 0)
    return TRUE;
  if (!is_explained (db, anchor->epoch, &explained, error))
    return FALSE;
  if (!explained)
    *what = g_strdup_printf ("seal %" G_GINT64_FORMAT " %s that was noted outside of the database",
                             anchor->n, is_there ? "is another than the one" : "is not there");
  return TRUE;
}

gboolean
hub_audit_anchor_verify_work (HubDb *db, gpointer data, GError **error)
{
  HubAuditAnchors *self = data;

  g_clear_pointer (&self->what, g_free);
  if (!hub_db_queue (db, hub_audit_query (HUB_AUDIT_OPEN_REACH), NULL, error))
    return FALSE;
  for (guint i = 0; i < self->anchors->len && self->what == NULL; i++)
    if (!verify_anchor (db, &g_array_index (self->anchors, HubAuditAnchor, i), &self->what, error))
      return FALSE;
  return TRUE;
}
