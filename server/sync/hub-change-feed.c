/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the feed. Everything below the watermark is final: it is committed and stays as it is until
 * it gets a version above the watermark, so a page needs neither a transaction nor a snapshot of
 * its own, and nothing can appear behind a cursor. Worker threads. */

#define G_LOG_DOMAIN "hub-change-feed"

#include "server/sync/hub-change-feed.h"

#include <string.h>

#include "server/sync/hub-epoch.h"
#include "server/sync/hub-feed-query.h"
#include "server/sync/hub-sync-queries.h"

enum
{
  COLUMN_ID,
  COLUMN_VER,
  COLUMN_VERSION,
  COLUMN_DELETED,
  COLUMN_FIRST_FIELD,
};

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
  hub_rights_clear (&self->rights);
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
  return job->page->limit - MIN (job->page->n_rows, job->page->limit);
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

static const char *
find_reason (GArray *places, const char *id)
{
  for (guint i = 0; i < places->len; i++)
    {
      HubPlace *place = &g_array_index (places, HubPlace, i);

      if (place->reason != NULL && strcmp (place->id, id) == 0)
        return place->reason;
    }
  return NULL;
}

/* The reason of what hangs on a customer that stays is that of the reach. */
static void
add_gone (Job *job, HubDbRows *gone, GArray *places, const char *reason)
{
  for (guint i = 0; i < hub_db_rows_count (gone); i++)
    {
      const char *id = hub_db_rows_text (gone, i, 1);
      const char *own = find_reason (places, id);
      CrmChange change = { .type = CRM_CHANGE_SCOPE, .reason = own != NULL ? own : reason };

      change.kind = hub_kinds_get (hub_db_rows_integer (gone, i, 0))->kind;
      crm_id_to_bytes (id, change.id);
      crm_change_writer_add (job->writer, &change);
      job->page->n_rows++;
    }
}

static void
add_answer (Job *job, HubFeedAnswer *answer, GArray *places, const char *reason)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (answer->rows[i] != NULL)
      for (guint row = 0; row < hub_db_rows_count (answer->rows[i]); row++)
        add_row (job, hub_kinds_get (i), answer->rows[i], row);
  if (answer->gone != NULL)
    add_gone (job, answer->gone, places, reason);
  job->page->cursor.seen = MAX (job->page->cursor.seen, answer->state.seen);
}

/* ---- what left with an earlier reach ------------------------------------------------------- */

static gboolean
read_lost (Job *job, HubKindSet kinds, GError **error)
{
  HubCursor *at = &job->page->cursor;
  HubLostQuery query = { .before = &at->past[0].reach,
                         .user = at->user,
                         .since = at->past[0].since,
                         .kinds = kinds,
                         .kind = at->kind,
                         .id = at->id,
                         .limit = count_left (job) };
  const char *reason = hub_reach_get_reason (&at->reach, &at->past[0].reach);
  g_auto (HubFeedAnswer) answer = { 0 };
  g_autoptr (GArray) places = hub_feed_list_lost (job->db, &query, error);
  HubPlace *last;

  if (places == NULL || !hub_feed_read_gone (job->db, &job->rights, places, &answer, error))
    return FALSE;

  add_answer (job, &answer, places, reason);
  if (places->len == query.limit)
    {
      last = &g_array_index (places, HubPlace, places->len - 1);
      hub_cursor_set_position (at, 0, last->kind, last->id);
      return TRUE;
    }

  at->n_past--;
  for (guint i = 0; i < at->n_past; i++)
    at->past[i] = at->past[i + 1];
  hub_cursor_set_position (at, 0, 0, HUB_NO_ID);
  return TRUE;
}

static void
finish_lost (HubCursor *at)
{
  if (at->kinds != 0)
    {
      at->phase = HUB_CURSOR_SNAPSHOT;
      hub_cursor_set_position (at, 0, 1, HUB_NO_ID);
    }
  else
    {
      at->phase = HUB_CURSOR_FEED;
      hub_cursor_set_position (at, at->since, 0, HUB_NO_ID);
    }
}

/* What hangs on a customer and is seen as far as he is goes with him. */
static HubKindSet
find_lost_kinds (const HubReach *reach, const HubReach *before)
{
  HubKindSet kinds = hub_reach_find_more (before, reach);

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (hub_kinds_get (i)->kind->root >= 0 && reach->levels[i] == reach->levels[HUB_KIND_CUSTOMER])
      kinds &= ~HUB_KIND_BIT (i);
  return kinds;
}

/* A list of candidates of which nothing left counts as read all the same, so this ends. */
static gboolean
read_all_lost (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;

  while (at->n_past > 0 && count_left (job) > 0)
    {
      HubKindSet kinds = find_lost_kinds (&at->reach, &at->past[0].reach);

      if (!read_lost (job, kinds, error))
        return FALSE;
    }
  if (at->n_past == 0)
    finish_lost (at);
  return TRUE;
}

/* ---- the snapshot -------------------------------------------------------------------------- */

/* The places of @query, and then their rows; @last is where it ended. */
static gboolean
read_places (Job *job,
             const HubPlaceQuery *query,
             HubPlace *last,
             gboolean *is_end,
             HubFeedAnswer *answer,
             GError **error)
{
  g_autoptr (GArray) places = hub_feed_list_places (job->db, query, is_end, NULL, error);

  if (places == NULL || !hub_feed_read (job->db, &job->rights, places, FALSE, answer, error))
    return FALSE;
  if (places->len > 0)
    *last = g_array_index (places, HubPlace, places->len - 1);
  return TRUE;
}

static gboolean
read_snapshot_kind (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;
  HubPlaceQuery query = { .rights = &job->rights,
                          .kinds = at->kinds & HUB_KIND_BIT (at->kind),
                          .ver = at->ver,
                          .kind = at->kind,
                          .id = at->id,
                          .to_ver = at->since,
                          .limit = count_left (job) };
  g_auto (HubFeedAnswer) answer = { 0 };
  HubPlace last = { 0 };
  gboolean is_end = FALSE;
  gboolean ok = hub_feed_can_scan (&job->rights, at->kind)
                    ? hub_feed_scan (job->db, &query, &last, &is_end, &answer, error)
                    : read_places (job, &query, &last, &is_end, &answer, error);

  if (!ok)
    return FALSE;

  add_answer (job, &answer, NULL, NULL);
  if (is_end || last.ver == 0)
    hub_cursor_set_position (at, 0, at->kind + 1, HUB_NO_ID);
  else
    hub_cursor_set_position (at, last.ver, at->kind, last.id);
  return TRUE;
}

static gboolean
is_to_read (Job *job, guint kind)
{
  return (job->page->cursor.kinds & HUB_KIND_BIT (kind)) != 0 &&
         job->rights.reach.levels[kind] != CRM_SCOPE_NONE;
}

static gboolean
read_snapshot (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;

  if (at->kind == 0)
    return crm_fail (error, CRM_ERROR_INVALID, "not a cursor of this server");
  while (at->kind <= HUB_N_KINDS && count_left (job) > 0)
    if (!is_to_read (job, at->kind))
      hub_cursor_set_position (at, 0, at->kind + 1, HUB_NO_ID);
    else if (!read_snapshot_kind (job, error))
      return FALSE;

  if (at->kind > HUB_N_KINDS)
    {
      at->phase = HUB_CURSOR_FEED;
      at->kinds = 0;
      hub_cursor_set_position (at, at->since, 0, HUB_NO_ID);
    }
  return TRUE;
}

/* ---- the feed ------------------------------------------------------------------------------ */

/* Behind what was told; all that is below the watermark was told when this is the end. */
static void
move_on (Job *job, GArray *places, const HubFeedState *state)
{
  HubCursor *at = &job->page->cursor;
  gint64 safe = hub_feed_get_safe (&job->rights, state);
  HubPlace *last;

  if (places->len > 0)
    {
      last = &g_array_index (places, HubPlace, places->len - 1);
      hub_cursor_set_position (at, last->ver, last->kind, last->id);
    }
  if (job->page->is_end && safe > at->ver)
    hub_cursor_set_position (at, safe, 0, HUB_NO_ID);
}

static gboolean
read_feed (Job *job, GError **error)
{
  HubCursor *at = &job->page->cursor;
  HubPlaceQuery query = { .rights = &job->rights,
                          .kinds = HUB_ALL_KINDS,
                          .has_exits = TRUE,
                          .ver = at->ver,
                          .kind = at->kind,
                          .id = at->id,
                          .to_ver = job->rights.watermark,
                          .limit = count_left (job) };
  g_auto (HubFeedAnswer) answer = { 0 };
  g_autoptr (GArray) places = NULL;
  HubFeedState state = { 0 };

  /* Nothing was begun since the cursor was made: the most frequent answer, in one round trip. */
  if (at->ver >= job->rights.watermark)
    {
      job->page->is_end = TRUE;
      return TRUE;
    }

  places = hub_feed_list_places (job->db, &query, &job->page->is_end, &state, error);
  if (places == NULL || !hub_feed_read (job->db, &job->rights, places, TRUE, &answer, error))
    return FALSE;
  if (places->len > 0)
    state = answer.state;
  /* Forgotten while it was read. */
  if (at->ver < state.horizon)
    return crm_fail (error, CRM_ERROR_RECONCILE, "what happened since then is forgotten");

  add_answer (job, &answer, places, "reassigned");
  move_on (job, places, &state);
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

/* An earlier epoch may go on in this one as far as the client has seen it. */
static gboolean
is_kept (Job *job, gboolean *kept, GError **error)
{
  HubCursor *at = &job->page->cursor;
  char token[17];
  g_autofree char *seen = NULL;
  const char *params[] = { token, NULL };
  g_autoptr (HubDbRows) rows = NULL;

  *kept = hub_cursor_is_of (at, &job->rights);
  if (*kept)
    return TRUE;

  hub_cursor_print_epoch (at, token);
  params[1] = seen = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (at->seen, job->page->seen));
  rows = hub_db_select (job->db, hub_sync_query (HUB_SYNC_READ_EPOCHS), params, error);
  if (rows == NULL)
    return FALSE;
  *kept = hub_db_rows_count (rows) == 1 && hub_db_rows_boolean (rows, 0, 0);
  return TRUE;
}

/* The feed goes on at the watermark once everything has been read, so that must last. */
static gboolean
begin_cursor (Job *job, GError **error)
{
  hub_cursor_begin (&job->page->cursor, &job->rights);
  return hub_db_run (job->db, hub_sync_query (HUB_SYNC_FLUSH_LOG), NULL, error);
}

static gboolean
take_cursor (Job *job, GError **error)
{
  HubPage *page = job->page;
  gboolean kept = FALSE;

  if (page->has_cursor)
    page->cursor = page->at;
  else if (!begin_cursor (job, error))
    return FALSE;
  return is_kept (job, &kept, error) && hub_cursor_adopt (&page->cursor, &job->rights, kept, error);
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

  if (!read_rights (&job, error) || !take_cursor (&job, error) || !read_phases (&job, error))
    return FALSE;

  page->reach = job.rights.reach;
  page->has_shares = job.rights.shared != NULL;
  g_strlcpy (page->epoch, job.rights.epoch, sizeof page->epoch);
  finish_page (&job);
  return TRUE;
}
