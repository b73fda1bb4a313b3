/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Digests are made of the very rows that the feed delivers, place by place, so that both sides hash
 * the same. Worker threads. */

#define G_LOG_DOMAIN "hub-digest"

#include "server/sync/hub-digest.h"

#include "server/sync/hub-feed-query.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/protocol/crm-protocol.h"

#include <string.h>

#define PAGE      CRM_CHANGES_PAGE
#define MAX_PAGES 20 /* of places, for one page of rows */

enum
{
  COLUMN_ID,
  COLUMN_VER,
  COLUMN_VERSION,
  COLUMN_DELETED,
  COLUMN_FIRST_FIELD,
};

/* A walk over the living rows of one kind. */
typedef struct
{
  HubDb *db;
  const HubRights *rights;
  guint kind;
  gint64 ver;
  char id[CRM_ID_LENGTH + 1];
  gboolean is_end;
} Walk;

typedef void (*RowFunc) (const CrmChange *change, gpointer user_data);

static gboolean
read_rights (HubDb *db, const HubSession *session, HubRights *rights, GError **error)
{
  const char *params[] = { session->user, session->id };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_sync_query (HUB_SYNC_READ_RIGHTS), params, error);

  return rows != NULL && hub_rights_read (rights, session, rows, error);
}

static void
tell_row (HubDbRows *rows, guint row, const CrmKind *kind, RowFunc func, gpointer user_data)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = kind };

  crm_id_to_bytes (hub_db_rows_text (rows, row, COLUMN_ID), change.id);
  change.version = hub_db_rows_integer (rows, row, COLUMN_VERSION);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      change.values[i] = hub_db_rows_text (rows, row, COLUMN_FIRST_FIELD + i);
      if (change.values[i] != NULL)
        change.lengths[i] = hub_db_rows_length (rows, row, COLUMN_FIRST_FIELD + i);
    }
  func (&change, user_data);
}

static void
keep_wanted (GArray *places, const guint8 *buckets)
{
  guint n = 0;

  for (guint i = 0; i < places->len; i++)
    {
      HubPlace *place = &g_array_index (places, HubPlace, i);
      const char *last = place->id + CRM_ID_LENGTH - 2;

      if (buckets[g_ascii_xdigit_value (last[0]) << 4 | g_ascii_xdigit_value (last[1])])
        g_array_index (places, HubPlace, n++) = *place;
    }
  g_array_set_size (places, n);
}

/* @buckets (nullable): all. Gives the number of rows told, or -1. */
static int
walk_page (Walk *self, const guint8 *buckets, RowFunc func, gpointer user_data, GError **error)
{
  HubPlaceQuery query = { .rights = self->rights,
                          .kinds = HUB_KIND_BIT (self->kind),
                          .ver = self->ver,
                          .kind = self->kind,
                          .id = self->id,
                          .to_ver = G_MAXINT64,
                          .limit = PAGE };
  g_auto (HubFeedAnswer) answer = { 0 };
  g_autoptr (GArray) places = hub_feed_list_places (self->db, &query, &self->is_end, NULL, error);
  HubDbRows *rows;
  int n;

  if (places == NULL)
    return -1;
  if (places->len > 0)
    {
      HubPlace *last = &g_array_index (places, HubPlace, places->len - 1);

      self->ver = last->ver;
      g_strlcpy (self->id, last->id, sizeof self->id);
    }
  if (buckets != NULL)
    keep_wanted (places, buckets);
  if (!hub_feed_read (self->db, self->rights, places, FALSE, &answer, error))
    return -1;

  rows = answer.rows[self->kind];
  n = rows != NULL ? (int) hub_db_rows_count (rows) : 0;
  for (int i = 0; i < n; i++)
    tell_row (rows, i, hub_kinds_get (self->kind)->kind, func, user_data);
  return n;
}

/* ---- digests ------------------------------------------------------------------------------- */

HubDigest *
hub_digest_new (HubSession *session)
{
  HubDigest *self = g_new0 (HubDigest, 1);

  self->session = hub_session_ref (session);
  return self;
}

void
hub_digest_free (HubDigest *self)
{
  hub_session_unref (self->session);
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    g_free (self->digests[i]);
  g_free (self);
}

static void
add_to_digest (const CrmChange *change, gpointer user_data)
{
  crm_digest_add (user_data, change->id,
                  crm_digest_hash (change->kind, change->id, change->version, change->values,
                                   change->lengths));
}

static gboolean
sum_kind (HubDigest *self, HubDb *db, const HubRights *rights, guint kind, GError **error)
{
  Walk walk = { .db = db, .rights = rights, .kind = kind, .id = HUB_NO_ID };

  g_free (self->digests[kind]);
  self->digests[kind] = g_new0 (CrmDigest, 1);
  while (!walk.is_end)
    if (walk_page (&walk, NULL, add_to_digest, self->digests[kind], error) < 0)
      return FALSE;
  return TRUE;
}

gboolean
hub_digest_work (HubDb *db, gpointer data, GError **error)
{
  HubDigest *self = data;
  HubRights rights = { 0 };
  HubFeedState state;
  gboolean ok = read_rights (db, self->session, &rights, error);

  for (guint i = 1; ok && i <= HUB_N_KINDS; i++)
    if (rights.reach.levels[i] != CRM_SCOPE_NONE)
      ok = sum_kind (self, db, &rights, i, error);
  ok = ok && hub_feed_read_state (db, &state, error);
  if (ok)
    {
      hub_cursor_begin_feed (&self->cursor, &rights, hub_feed_get_safe (&rights, &state));
      g_strlcpy (self->epoch, rights.epoch, sizeof self->epoch);
    }
  hub_rights_clear (&rights);
  return ok;
}

/* ---- rows ---------------------------------------------------------------------------------- */

HubDigestRows *
hub_digest_rows_new (HubSession *session, GBytes *secret)
{
  HubDigestRows *self = g_new0 (HubDigestRows, 1);

  self->session = hub_session_ref (session);
  self->secret = g_bytes_ref (secret);
  return self;
}

void
hub_digest_rows_free (HubDigestRows *self)
{
  hub_session_unref (self->session);
  g_bytes_unref (self->secret);
  g_clear_pointer (&self->chunk, g_bytes_unref);
  g_free (self);
}

gboolean
hub_digest_rows_parse_buckets (HubDigestRows *self, const char *text)
{
  g_auto (GStrv) items = g_strsplit (text, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      guint64 bucket;

      if (!g_ascii_string_to_unsigned (items[i], 16, 0, CRM_DIGEST_BUCKETS - 1, &bucket, NULL))
        return FALSE;
      self->buckets[bucket] = 1;
    }
  return items[0] != NULL;
}

static void
add_to_stream (const CrmChange *change, gpointer user_data)
{
  crm_change_writer_add (user_data, change);
}

/* A cursor of one page belongs to the same person and reach; else it begins anew. */
static gboolean
begin_walk (HubDigestRows *self, const HubRights *rights, Walk *walk, GError **error)
{
  walk->kind = self->kind;
  g_strlcpy (walk->id, HUB_NO_ID, sizeof walk->id);
  if (!self->has_cursor)
    return TRUE;
  if (!hub_cursor_is_of (&self->at, rights) || strcmp (self->at.user, rights->user) != 0 ||
      self->at.kind != self->kind || !hub_reach_equal (&self->at.reach, &rights->reach))
    return crm_fail (error, CRM_ERROR_INVALID, "not a cursor of these rows");

  walk->ver = self->at.ver;
  g_strlcpy (walk->id, self->at.id, sizeof walk->id);
  return TRUE;
}

static void
end_page (HubDigestRows *self, const HubRights *rights, Walk *walk, CrmChangeWriter *writer)
{
  CrmChange change = { .type = walk->is_end ? CRM_CHANGE_END : CRM_CHANGE_CURSOR };
  g_autofree char *text = NULL;
  HubCursor at;

  hub_cursor_begin (&at, rights);
  hub_cursor_set_position (&at, walk->ver, walk->kind, walk->id);
  change.cursor = text = hub_cursor_to_text (&at, self->secret);
  crm_change_writer_add (writer, &change);
  g_clear_pointer (&self->chunk, g_bytes_unref);
  self->chunk = crm_change_writer_take (writer);
}

static gboolean
fill_rows (HubDigestRows *self, HubDb *db, const HubRights *rights, GError **error)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (self->format);
  Walk walk = { .db = db, .rights = rights };
  guint n_rows = 0;

  if (!begin_walk (self, rights, &walk, error))
    return FALSE;
  walk.is_end = rights->reach.levels[self->kind] == CRM_SCOPE_NONE;
  for (guint i = 0; i < MAX_PAGES && !walk.is_end && n_rows < PAGE; i++)
    {
      int n = walk_page (&walk, self->buckets, add_to_stream, writer, error);

      if (n < 0)
        return FALSE;
      n_rows += n;
    }
  end_page (self, rights, &walk, writer);
  return TRUE;
}

gboolean
hub_digest_rows_work (HubDb *db, gpointer data, GError **error)
{
  HubDigestRows *self = data;
  HubRights rights = { 0 };
  gboolean ok =
      read_rights (db, self->session, &rights, error) && fill_rows (self, db, &rights, error);

  hub_rights_clear (&rights);
  return ok;
}
