/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /changes: pages of the feed, one after the other, the next one read while the last is being
 * written. Owned by its exchange; main thread, the pages are read by workers. */

#define G_LOG_DOMAIN "hub-changes"

#include "server/sync/hub-change-feed.h"
#include "server/sync/hub-sync-private.h"
#include "shared/customers/crm-saved-view.h"
#include "shared/protocol/crm-protocol.h"

#include <string.h>

#define MIN_RETRY 2
#define MAX_RETRY 20
/* The first page of a stream is small and each is twice the one before, so that a line too weak for
 * a whole page still comes to a safe point. */
#define FIRST_PAGE 1000
/* A quarter of the time of the usual level for a fifth more bytes. */
#define PACK_LEVEL 1

typedef struct
{
  grefcount refs;
  HubExchange *exchange; /* (owned) while a page is read, the exchange owns us otherwise */
  HubSync *sync;         /* (owned) */
  CrmChangeFormat format;
  GConverter *packer; /* (owned) (nullable): the client takes gzip */
  HubCursor cursor;
  gboolean has_cursor;
  guint left;            /* rows that may still be sent; 0: no limit */
  guint page;            /* rows of the next page */
  guint sent;            /* rows of this stream, up to where they no longer matter */
  gboolean is_continued; /* a snapshot goes on that was cut */
  gboolean has_begun;
  gboolean has_slot;
  char *session;      /* (owned) (nullable): whose downloads this one counts among */
  gboolean is_wanted; /* the client waits for the next page */
  GBytes *ready;      /* (owned) (nullable): the next page */
  gboolean is_end;    /* the last page read is the end */
} Pull;

static void read_page (Pull *self, guint limit);

static void
pull_unref (Pull *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  if (self->has_slot)
    hub_sync_add_snapshots (self->sync, -1);
  if (self->session != NULL)
    hub_sync_end_download (self->sync, self->session);
  g_free (self->session);
  g_clear_pointer (&self->ready, g_bytes_unref);
  g_clear_object (&self->packer);
  hub_sync_unref (self->sync);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pull, pull_unref)

/* Small snapshots always pass; of the others as many as there are processors. */
static gboolean
take_slot (Pull *self)
{
  if (self->has_slot)
    return TRUE;
  if (self->sync->n_snapshots >= self->sync->max_snapshots)
    return FALSE;

  hub_sync_add_snapshots (self->sync, 1);
  self->has_slot = TRUE;
  return TRUE;
}

static gboolean
is_bulk (Pull *self)
{
  return !self->has_cursor || self->cursor.phase != HUB_CURSOR_FEED;
}

/* Rows of the next page; 0: no more without a slot. Asked before it is read: what has gone through
 * the packer cannot be held back. */
static guint
measure_page (Pull *self)
{
  guint wanted = self->left > 0 ? MIN (self->left, self->page) : self->page;

  if (!self->has_begun || !is_bulk (self) || self->sent + wanted < CRM_CHANGES_PAGE ||
      take_slot (self))
    return wanted;
  return MIN (wanted, CRM_CHANGES_PAGE - 1 - MIN (self->sent, CRM_CHANGES_PAGE - 1));
}

static void
send_away (HubExchange *exchange)
{
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (hub_exchange_get_message (exchange));
  g_autofree char *seconds = g_strdup_printf ("%d", g_random_int_range (MIN_RETRY, MAX_RETRY + 1));
  g_autoptr (CrmProblem) problem =
      crm_problem_new (CRM_ERROR_UNAVAILABLE, "too many first downloads at once");

  soup_message_headers_replace (headers, "Retry-After", seconds);
  hub_exchange_reply_problem (exchange, problem);
}

/* What was sent ends at a safe point: the client goes on from there, later. */
static void
end_early (Pull *self, HubExchange *exchange)
{
  if (self->packer != NULL)
    {
      g_autoptr (GBytes) end = hub_page_pack_end (self->packer);

      hub_exchange_push_chunk (exchange, end);
    }
  hub_exchange_end_stream (exchange);
}

static void
send_page (Pull *self, HubExchange *exchange, GBytes *chunk)
{
  guint limit = self->is_end ? 0 : measure_page (self);

  hub_exchange_push_chunk (exchange, chunk);
  if (self->is_end)
    hub_exchange_end_stream (exchange);
  else if (limit == 0)
    end_early (self, exchange);
  else
    {
      self->exchange = g_object_ref (exchange);
      read_page (self, limit);
    }
}

static void
next_cb (HubExchange *exchange, gpointer user_data)
{
  Pull *self = user_data;
  g_autoptr (GBytes) chunk = g_steal_pointer (&self->ready);

  if (chunk == NULL)
    self->is_wanted = TRUE;
  else
    send_page (self, exchange, chunk);
}

/* Everybody sees the views of a branch; that is no reason to wake all of it with each change. */
static gboolean
sees_branch (const HubReach *reach)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (reach->levels[i] == CRM_SCOPE_BRANCH && hub_kinds_get (i)->kind != &crm_saved_view_kind)
      return TRUE;
  return FALSE;
}

/* Shares are not in the reach: then whatever happens may concern the person. */
static void
tell_interest (Pull *self, HubExchange *exchange, const HubPage *page)
{
  const HubReach *reach = &page->reach;
  const char *owners[HUB_MAX_OWNERS + 1] = { NULL };
  gboolean is_all = page->has_shares || reach->levels[HUB_KIND_CUSTOMER] == CRM_SCOPE_ALL;

  if (self->sync->interest_func == NULL)
    return;
  for (guint i = 0; i < reach->n_owners; i++)
    owners[i] = reach->owners[i];
  self->sync->interest_func (hub_exchange_get_session (exchange)->id, is_all ? NULL : owners,
                             sees_branch (reach) ? reach->branch : NULL, self->sync->interest_data);
}

static void
take_page (Pull *self, HubExchange *exchange, HubPage *page)
{
  self->cursor = page->cursor;
  self->has_cursor = TRUE;
  self->is_end = page->is_end;
  self->page = MIN (self->page * 2, CRM_CHANGES_PAGE);
  self->sent = MIN (self->sent + page->n_rows, CRM_CHANGES_PAGE);
  hub_sync_count_rows (self->sync, page->n_rows);
  if (self->left > 0)
    self->left -= MIN (self->left, page->n_rows);

  if (!self->has_begun)
    {
      SoupMessageHeaders *headers =
          soup_server_message_get_response_headers (hub_exchange_get_message (exchange));

      self->has_begun = TRUE;
      tell_interest (self, exchange, page);
      soup_message_headers_replace (headers, CRM_EPOCH_HEADER, page->epoch);
      if (page->is_packed)
        soup_message_headers_replace (headers, "Content-Encoding", "gzip");
      g_ref_count_inc (&self->refs);
      hub_exchange_begin_stream (exchange,
                                 self->format == CRM_CHANGE_ROWS ? CRM_MEDIA_ROWS
                                                                 : CRM_MEDIA_NDJSON,
                                 next_cb, self, (GDestroyNotify) pull_unref);
      send_page (self, exchange, page->chunk);
    }
  else if (self->is_wanted)
    {
      self->is_wanted = FALSE;
      send_page (self, exchange, page->chunk);
    }
  else
    self->ready = g_bytes_ref (page->chunk);
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Pull) self = user_data;
  g_autoptr (HubExchange) exchange = g_steal_pointer (&self->exchange);
  g_autoptr (GError) error = NULL;
  HubPage *page = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (hub_exchange_is_gone (exchange))
    return;

  if (page == NULL && self->has_begun)
    {
      g_message ("a stream of changes was cut: %s", error->message);
      hub_exchange_abort_stream (exchange);
    }
  else if (page == NULL)
    hub_exchange_reply_error (exchange, error);
  else if (self->is_continued && !self->has_begun && !page->is_end &&
           page->cursor.phase != HUB_CURSOR_FEED && !take_slot (self))
    send_away (exchange);
  else
    take_page (self, exchange, page);
}

static void
read_page (Pull *self, guint limit)
{
  HubContext *context = self->sync->context;
  HubPage *page =
      hub_page_new (hub_exchange_get_session (self->exchange), context->secret, self->format);

  page->packer = self->packer != NULL ? g_object_ref (self->packer) : NULL;
  page->is_first = !self->has_begun;
  page->at = self->cursor;
  page->has_cursor = self->has_cursor;
  page->limit = limit;
  page->is_last = self->left > 0 && self->left <= limit;
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (is_bulk (self) ? context->bulk_pool : context->pool, HUB_DB_NO_TRANSACTION,
                         hub_page_read_work, page, (GDestroyNotify) hub_page_free, NULL,
                         page_read_cb, self);
}

static void
read_headers (Pull *self, HubExchange *exchange)
{
  SoupMessageHeaders *headers =
      soup_server_message_get_request_headers (hub_exchange_get_message (exchange));
  const char *accept = soup_message_headers_get_list (headers, "Accept");

  if (accept != NULL && strstr (accept, CRM_MEDIA_ROWS) != NULL)
    self->format = CRM_CHANGE_ROWS;
  if (soup_message_headers_header_contains (headers, "Accept-Encoding", "gzip"))
    self->packer = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, PACK_LEVEL));
}

static gboolean
parse_query (Pull *self, HubExchange *exchange, GError **error)
{
  const char *after = hub_exchange_get_query (exchange, "after");
  const char *limit = hub_exchange_get_query (exchange, "limit");
  guint64 left = 0;

  if (limit != NULL && !g_ascii_string_to_unsigned (limit, 10, 1, G_MAXUINT, &left, NULL))
    return crm_fail (error, CRM_ERROR_INVALID, "limit is a number of rows");

  self->left = left;
  self->has_cursor = after != NULL;
  if (after != NULL && !hub_cursor_parse (&self->cursor, after, self->sync->context->secret, error))
    return FALSE;
  self->is_continued = after != NULL && self->cursor.phase != HUB_CURSOR_FEED;
  return TRUE;
}

/* Each reads its pages at once, however little of them is taken: nobody has them by the hundred. */
static gboolean
count_download (Pull *self, HubExchange *exchange)
{
  const char *session = hub_exchange_get_session (exchange)->id;

  if (!hub_sync_begin_download (self->sync, session))
    return FALSE;
  self->session = g_strdup (session);
  return TRUE;
}

void
hub_changes_get (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (Pull) self = g_new0 (Pull, 1);
  g_autoptr (GError) error = NULL;

  g_ref_count_init (&self->refs);
  self->sync = hub_sync_ref (user_data);
  self->format = CRM_CHANGE_NDJSON;
  self->page = FIRST_PAGE;
  if (!parse_query (self, exchange, &error))
    {
      hub_exchange_reply_error (exchange, error);
      return;
    }

  if (is_bulk (self) && !count_download (self, exchange))
    {
      send_away (exchange);
      return;
    }

  read_headers (self, exchange);
  self->exchange = g_object_ref (exchange);
  read_page (self, measure_page (self));
}
