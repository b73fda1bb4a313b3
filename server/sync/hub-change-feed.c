/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the feed. Everything below the watermark is final: it is committed and stays as it is until
 * it gets a version above the watermark, so a page needs neither a transaction nor a snapshot of
 * its own, and nothing can appear behind a cursor. Worker threads. */

#define G_LOG_DOMAIN "hub-change-feed"

#include "server/sync/hub-change-feed.h"

#include "server/sync/hub-epoch.h"
#include "server/sync/hub-kinds.h"

#define INTEGER_TEXT 24

enum
{
  COLUMN_ID,
  COLUMN_VER,
  COLUMN_VERSION,
  COLUMN_DELETED,
  COLUMN_FIRST_FIELD,
};

enum
{
  PARAM_VER,
  PARAM_ID,
  PARAM_TO_VER,
  PARAM_TO_ID,
  PARAM_LIMIT,
  PARAM_TOMBS,
  PARAM_REACH,
  N_ROW_PARAMS,
};

/* A range of one kind in the order of the feed: behind (ver, id) and up to (to_ver, to_id). */
typedef struct
{
  guint kind;
  char ver[INTEGER_TEXT];
  const char *id;
  char to_ver[INTEGER_TEXT];
  const char *to_id;
  char limit[INTEGER_TEXT];
  char tombs[INTEGER_TEXT];
  const char *params[N_ROW_PARAMS];
} Range;

typedef struct
{
  HubDb *db;
  HubPage *page;
  HubRights rights;
  CrmChangeWriter *writer; /* (owned) */
} Job;

static void
job_clear (Job *self)
{
  g_clear_pointer (&self->writer, crm_change_writer_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

HubPage *
hub_page_new (HubSession *session, GBytes *secret, CrmChangeFormat format)
{
  HubPage *self = g_new0 (HubPage, 1);

  self->session = hub_session_ref (session);
  self->secret = g_bytes_ref (secret);
  self->format = format;
  return self;
}

void
hub_page_free (HubPage *self)
{
  hub_session_unref (self->session);
  g_bytes_unref (self->secret);
  g_clear_pointer (&self->chunk, g_bytes_unref);
  g_clear_object (&self->packer);
  g_free (self);
}

static char *
print_integer (char text[INTEGER_TEXT], gint64 value)
{
  g_snprintf (text, INTEGER_TEXT, "%" G_GINT64_FORMAT, value);
  return text;
}

static gboolean
try_rights (Job *job, GError **error)
{
  const HubSession *session = job->page->session;
  const char *params[] = { session->user, session->id };
  g_autoptr (HubDbRows) rows = NULL;

  rows = hub_db_select (job->db, hub_sync_query (HUB_SYNC_READ_RIGHTS), params, error);
  return rows != NULL && hub_rights_read (&job->rights, session, rows, error);
}

static gboolean
read_rights (Job *job, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (try_rights (job, &local))
    return TRUE;
  if (g_error_matches (local, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED))
    return hub_epoch_refresh (job->db, error) && try_rights (job, error);

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static guint
count_left (Job *job)
{
  return job->page->limit - job->page->n_rows;
}

static void
add_row (Job *job, const HubKind *kind, HubDbRows *rows, guint row)
{
  CrmChange change;

  change.kind = kind->kind;
  change.type =
      hub_db_rows_boolean (rows, row, COLUMN_DELETED) ? CRM_CHANGE_DELETED : CRM_CHANGE_ROW;
  crm_id_to_bytes (hub_db_rows_text (rows, row, COLUMN_ID), change.id);
  change.version = hub_db_rows_integer (rows, row, COLUMN_VERSION);
  if (change.type == CRM_CHANGE_ROW)
    for (guint i = 0; i < kind->kind->n_fields; i++)
      {
        change.values[i] = hub_db_rows_text (rows, row, COLUMN_FIRST_FIELD + i);
        change.lengths[i] =
            change.values[i] != NULL ? hub_db_rows_length (rows, row, COLUMN_FIRST_FIELD + i) : 0;
      }
  crm_change_writer_add (job->writer, &change);
  job->page->n_rows++;
}

static void
add_exit (Job *job, const char *id)
{
  CrmChange change = { .type = CRM_CHANGE_SCOPE };

  change.kind = crm_kind_find ("customer");
  crm_id_to_bytes (id, change.id);
  crm_change_writer_add (job->writer, &change);
  job->page->n_rows++;
}

static const HubQuery *
prepare_range (Job *job, Range *range)
{
  const HubReach *reach = &job->rights.reach;

  range->params[PARAM_VER] = range->ver;
  range->params[PARAM_ID] = range->id;
  range->params[PARAM_TO_VER] = range->to_ver;
  range->params[PARAM_TO_ID] = range->to_id;
  range->params[PARAM_LIMIT] = range->limit;
  range->params[PARAM_TOMBS] = range->tombs;
  range->params[PARAM_REACH] = reach->id;
  return hub_sync_query (hub_kinds_get (range->kind)->rows[reach->level]);
}

/* ---- what left with an earlier reach ------------------------------------------------------- */

static gboolean
read_lost (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;
  char since[INTEGER_TEXT];
  char limit[INTEGER_TEXT];
  const char *params[] = { hub_reach_get_letter (&at->past[0].reach),
                           at->past[0].reach.id,
                           print_integer (since, at->past[0].since),
                           hub_reach_get_letter (&at->reach),
                           at->reach.id,
                           at->id,
                           print_integer (limit, count_left (job)) };
  g_autoptr (HubDbRows) rows = NULL;
  guint n;

  rows = hub_db_select (job->db, hub_sync_query (HUB_SYNC_LIST_LOST), params, error);
  if (rows == NULL)
    return FALSE;

  n = hub_db_rows_count (rows);
  for (guint i = 0; i < n; i++)
    add_exit (job, hub_db_rows_text (rows, i, 0));

  if (count_left (job) == 0)
    {
      hub_cursor_set_position (at, 0, 0, hub_db_rows_text (rows, n - 1, 0));
      return TRUE;
    }

  at->n_past--;
  for (guint i = 0; i < at->n_past; i++)
    at->past[i] = at->past[i + 1];
  hub_cursor_set_position (at, 0, 0, HUB_NO_ID);
  return TRUE;
}

/* Whoever sees everything now has lost nothing. */
static gboolean
read_all_lost (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;

  if (at->reach.level == HUB_SCOPE_ALL)
    at->n_past = 0;
  while (at->n_past > 0 && count_left (job) > 0)
    if (!read_lost (job, error))
      return FALSE;

  if (at->n_past == 0)
    {
      at->phase = HUB_CURSOR_SNAPSHOT;
      hub_cursor_set_position (at, 0, 1, HUB_NO_ID);
    }
  return TRUE;
}

/* ---- the snapshot -------------------------------------------------------------------------- */

static gboolean
read_snapshot_kind (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;
  Range range = { .kind = at->kind, .id = at->id, .to_id = HUB_LAST_ID };
  const HubQuery *query = prepare_range (job, &range);
  g_autoptr (HubDbRows) rows = NULL;
  guint n;

  print_integer (range.ver, at->ver);
  print_integer (range.to_ver, at->since - 1);
  print_integer (range.limit, count_left (job));
  print_integer (range.tombs, at->tombs);
  rows = hub_db_select (job->db, query, range.params, error);
  if (rows == NULL)
    return FALSE;

  n = hub_db_rows_count (rows);
  for (guint i = 0; i < n; i++)
    add_row (job, hub_kinds_get (at->kind), rows, i);

  if (count_left (job) == 0)
    hub_cursor_set_position (at, hub_db_rows_integer (rows, n - 1, COLUMN_VER), at->kind,
                             hub_db_rows_text (rows, n - 1, COLUMN_ID));
  else
    hub_cursor_set_position (at, 0, at->kind + 1, HUB_NO_ID);
  return TRUE;
}

static gboolean
read_snapshot (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;

  if (at->kind == 0)
    return crm_fail (error, CRM_ERROR_INVALID, "not a cursor of this server");
  while (at->kind <= hub_kinds_count () && count_left (job) > 0)
    if (!read_snapshot_kind (job, error))
      return FALSE;

  if (at->kind > hub_kinds_count ())
    {
      at->phase = HUB_CURSOR_FEED;
      hub_cursor_set_position (at, at->since, 0, HUB_NO_ID);
    }
  return TRUE;
}

/* ---- the feed ------------------------------------------------------------------------------ */

static HubDbRows *
list_places (Job *job, GError **error)
{
  static const HubSyncQuery lists[] = {
    [HUB_SCOPE_OWN] = HUB_SYNC_LIST_OWN,
    [HUB_SCOPE_BRANCH] = HUB_SYNC_LIST_BRANCH,
    [HUB_SCOPE_ALL] = HUB_SYNC_LIST_ALL,
  };
  HubCursor *at = &job->page->cursor;
  char ver[INTEGER_TEXT];
  char kind[INTEGER_TEXT];
  char watermark[INTEGER_TEXT];
  char limit[INTEGER_TEXT];
  const char *params[] = { print_integer (ver, at->ver),
                           print_integer (kind, at->kind),
                           at->id,
                           print_integer (watermark, job->rights.watermark),
                           print_integer (limit, count_left (job)),
                           at->reach.id };

  return hub_db_select (job->db, hub_sync_query (lists[at->reach.level]), params, error);
}

/* The places of one kind follow each other in the order of its own index, so two ends name them. */
static void
widen_range (Range *range, HubDbRows *places, guint row, const HubCursor *at)
{
  if (range->kind == 0)
    {
      guint kind = hub_db_rows_integer (places, row, 1);

      range->kind = kind;
      print_integer (range->ver, at->ver);
      range->id = kind > at->kind ? HUB_NO_ID : kind == at->kind ? at->id : HUB_LAST_ID;
    }
  g_strlcpy (range->to_ver, hub_db_rows_text (places, row, 0), sizeof range->to_ver);
  range->to_id = hub_db_rows_text (places, row, 2);
}

static gboolean
add_ranges (Job *job, Range *ranges, guint n_ranges, GError **error)
{
  const HubQuery *queries[CRM_MAX_FIELDS];
  const char *const *params[CRM_MAX_FIELDS];
  HubDbRows *results[CRM_MAX_FIELDS] = { NULL };

  for (guint i = 0; i < n_ranges; i++)
    {
      queries[i] = prepare_range (job, &ranges[i]);
      params[i] = ranges[i].params;
      print_integer (ranges[i].limit, job->page->limit);
      print_integer (ranges[i].tombs, 0);
    }
  if (!hub_db_select_many (job->db, n_ranges, queries, params, results, error))
    return FALSE;

  for (guint i = 0; i < n_ranges; i++)
    {
      g_autoptr (HubDbRows) rows = results[i];

      for (guint row = 0; row < hub_db_rows_count (rows); row++)
        add_row (job, hub_kinds_get (ranges[i].kind), rows, row);
    }
  return TRUE;
}

static gboolean
add_places (Job *job, HubDbRows *places, GError **error)
{
  HubCursor *at = &job->page->cursor;
  Range by_kind[CRM_MAX_FIELDS] = { 0 };
  Range ranges[CRM_MAX_FIELDS];
  guint n_ranges = 0;

  for (guint i = 0; i < hub_db_rows_count (places); i++)
    {
      guint kind = hub_db_rows_integer (places, i, 1);

      if (kind == HUB_KIND_EXIT)
        add_exit (job, hub_db_rows_text (places, i, 2));
      else
        widen_range (&by_kind[kind], places, i, at);
    }
  for (guint kind = 1; kind <= hub_kinds_count (); kind++)
    if (by_kind[kind].kind != 0)
      ranges[n_ranges++] = by_kind[kind];

  return n_ranges == 0 || add_ranges (job, ranges, n_ranges, error);
}

static gboolean
read_feed (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;
  guint limit = count_left (job);
  g_autoptr (HubDbRows) places = NULL;
  guint n;

  /* Nothing was begun since the cursor was made: the most frequent answer, in one round trip. */
  if (at->ver >= job->rights.watermark)
    {
      job->page->is_end = TRUE;
      return TRUE;
    }

  places = list_places (job, error);
  if (places == NULL || !add_places (job, places, error))
    return FALSE;

  n = hub_db_rows_count (places);
  job->page->is_end = n < limit;
  if (job->page->is_end)
    hub_cursor_set_position (at, job->rights.watermark, 0, HUB_NO_ID);
  else
    hub_cursor_set_position (at, hub_db_rows_integer (places, n - 1, 0),
                             hub_db_rows_integer (places, n - 1, 1),
                             hub_db_rows_text (places, n - 1, 2));
  return TRUE;
}

static gboolean
read_phases (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;

  if (at->phase == HUB_CURSOR_LOST && !read_all_lost (job, error))
    return FALSE;
  if (at->phase == HUB_CURSOR_SNAPSHOT && count_left (job) > 0 && !read_snapshot (job, error))
    return FALSE;
  if (at->phase == HUB_CURSOR_FEED && count_left (job) > 0 && !read_feed (job, error))
    return FALSE;
  return TRUE;
}

static GBytes *
pack (GConverter *packer, GBytes *bytes, GConverterFlags flags)
{
  gsize left;
  const guint8 *data = g_bytes_get_data (bytes, &left);
  gsize size = left / 3 + 1024;
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result == G_CONVERTER_CONVERTED)
    {
      gsize filled = packed->len, n_read = 0, n_written = 0;
      g_autoptr (GError) error = NULL;

      g_byte_array_set_size (packed, filled + size);
      result = g_converter_convert (packer, data, left, packed->data + filled, size, flags, &n_read,
                                    &n_written, &error);
      g_byte_array_set_size (packed, filled + n_written);
      data += n_read;
      left -= n_read;
      if (result == G_CONVERTER_ERROR)
        g_critical ("packing failed: %s", error->message);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&packed));
}

GBytes *
hub_page_pack_end (GConverter *packer)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  return pack (packer, nothing, G_CONVERTER_INPUT_AT_END);
}

static void
finish_page (Job *job)
{
  HubPage *page = job->page;
  g_autofree char *text = hub_cursor_to_text (&page->cursor, page->secret);
  g_autoptr (GBytes) plain = NULL;
  CrmChange change = { .cursor = text };

  page->is_end = page->is_end || page->is_last;
  change.type = page->is_end ? CRM_CHANGE_END : CRM_CHANGE_CURSOR;
  crm_change_writer_add (job->writer, &change);
  plain = crm_change_writer_take (job->writer);

  page->is_packed = page->packer != NULL && !(page->is_first && page->is_end &&
                                              g_bytes_get_size (plain) < HUB_PAGE_PACK_FROM);
  if (page->is_packed)
    page->chunk =
        pack (page->packer, plain, page->is_end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_FLUSH);
  else
    page->chunk = g_steal_pointer (&plain);
}

gboolean
hub_page_read_work (HubDb *db, gpointer data, GError **error)
{
  HubPage *page = data;
  g_auto (Job) job = { .db = db, .page = page };

  page->n_rows = 0;
  page->is_end = FALSE;
  g_clear_pointer (&page->chunk, g_bytes_unref);
  job.writer = crm_change_writer_new (page->format);

  if (!read_rights (&job, error))
    return FALSE;
  if (page->has_cursor)
    page->cursor = page->at;
  else
    hub_cursor_begin (&page->cursor, &job.rights);
  if (!hub_cursor_adopt (&page->cursor, &job.rights, error) || !read_phases (&job, error))
    return FALSE;

  finish_page (&job);
  return TRUE;
}
