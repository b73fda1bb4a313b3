/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /admin/audit.csv: everything a filter finds, as a table, page by page as the client takes it.
 * That it was taken is written down before its first line. Main thread, except the functions that
 * end in _work. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-audit-filter.h"

#include <string.h>

#define PAGE       1000
#define MEDIA_TYPE "text/csv; charset=utf-8"
#define BYTE_MARK  "\xEF\xBB\xBF"
#define HEADER                                                                                     \
  BYTE_MARK "at,done_at,offline,actor,actor_name,device,action,kind,record,status,problem,"        \
            "version,changed,details\r\n"

static const guint columns[] = {
  HUB_AUDIT_COLUMN_AT,      HUB_AUDIT_COLUMN_DONE_AT,    HUB_AUDIT_COLUMN_IS_OFFLINE,
  HUB_AUDIT_COLUMN_ACTOR,   HUB_AUDIT_COLUMN_ACTOR_NAME, HUB_AUDIT_COLUMN_DEVICE,
  HUB_AUDIT_COLUMN_ACTION,  HUB_AUDIT_COLUMN_KIND,       HUB_AUDIT_COLUMN_RECORD,
  HUB_AUDIT_COLUMN_STATUS,  HUB_AUDIT_COLUMN_PROBLEM,    HUB_AUDIT_COLUMN_VERSION,
  HUB_AUDIT_COLUMN_CHANGED, HUB_AUDIT_COLUMN_DETAILS,
};

/* One download; the stream owns it, and each page on its way. */
typedef struct
{
  grefcount refs;
  HubAdminCall *call; /* (owned) */
  HubAuditFilter filter;
  HubAuditFilter next; /* borrows the values of @filter */
  GString *text;       /* (owned) (nullable): the page */
  gboolean has_begun;
  gboolean is_end;
} Download;

static void read_page (Download *self);

static void
download_unref (gpointer data)
{
  Download *self = data;

  if (!g_ref_count_dec (&self->refs))
    return;

  hub_admin_call_free (self->call);
  hub_audit_filter_clear (&self->filter);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}

/* A cell that begins like a formula is none. */
static void
append_cell (GString *to, const char *text)
{
  gboolean is_plain = text == NULL || strpbrk (text, "\",\r\n") == NULL;

  if (text == NULL)
    return;
  if (!is_plain)
    g_string_append_c (to, '"');
  if (*text != '\0' && strchr ("=+-@\t", *text) != NULL)
    g_string_append_c (to, '\'');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (to, '"');
      g_string_append_c (to, *p);
    }
  if (!is_plain)
    g_string_append_c (to, '"');
}

static void
append_row (GString *to, HubDbRows *rows, guint row)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const char *text = hub_db_rows_text (rows, row, columns[i]);

      if (i > 0)
        g_string_append_c (to, ',');
      if (columns[i] == HUB_AUDIT_COLUMN_IS_OFFLINE)
        text = hub_db_rows_boolean (rows, row, columns[i]) ? "true" : NULL;
      append_cell (to, text);
    }
  g_string_append (to, "\r\n");
}

static gboolean
note_export (Download *self, GError **error)
{
  g_autofree char *details = hub_audit_filter_describe (&self->filter);
  const HubAuditEvent event = { .action = HUB_AUDIT_EXPORT,
                                .actor = self->call->rights.user,
                                .device = self->call->session->device,
                                .kind = "audit",
                                .details = details };

  return hub_audit_add (self->call->db, &event, error);
}

/* The rights are those of each page: whoever loses them half-way gets no more. */
static gboolean
page_work (HubDb *db, gpointer data, GError **error)
{
  Download *self = data;
  g_autoptr (HubDbRows) rows = NULL;

  self->next = self->filter;
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  self->text = g_string_new (self->has_begun ? "" : HEADER);
  if (!hub_admin_call_begin (self->call, db, FALSE, error) ||
      (rows = hub_audit_filter_select (&self->filter, self->call, error)) == NULL)
    return FALSE;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    append_row (self->text, rows, i);
  self->is_end = hub_db_rows_count (rows) < self->filter.limit;
  if (!self->is_end)
    hub_audit_filter_advance (&self->next, rows);
  return self->has_begun || note_export (self, error);
}

static void
next_cb (HubExchange *exchange, gpointer user_data)
{
  Download *self = user_data;

  if (self->is_end)
    hub_exchange_end_stream (exchange);
  else
    read_page (self);
}

static void
fail (Download *self, const GError *error)
{
  HubExchange *exchange = self->call->exchange;

  if (self->has_begun)
    hub_exchange_abort_stream (exchange);
  else
    {
      if (g_error_matches (error, CRM_ERROR, CRM_ERROR_DENIED))
        hub_admin_note_denied (self->call->admin, self->call->session, "audit", CRM_ACTION_EXPORT);
      hub_exchange_reply_error (exchange, error);
    }
}

static void
begin (Download *self)
{
  HubExchange *exchange = self->call->exchange;
  SoupMessageHeaders *headers =
      soup_server_message_get_response_headers (hub_exchange_get_message (exchange));

  self->has_begun = TRUE;
  soup_message_headers_replace (headers, "Content-Disposition",
                                "attachment; filename=\"audit.csv\"");
  g_ref_count_inc (&self->refs);
  hub_exchange_begin_stream (exchange, MEDIA_TYPE, next_cb, self, download_unref);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Download *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk = NULL;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) == NULL)
    fail (self, error);
  else if (!hub_exchange_is_gone (self->call->exchange))
    {
      self->filter.ver = self->next.ver;
      g_strlcpy (self->filter.id, self->next.id, sizeof self->filter.id);
      if (!self->has_begun)
        begin (self);
      chunk = g_string_free_to_bytes (g_steal_pointer (&self->text));
      hub_exchange_push_chunk (self->call->exchange, chunk);
    }
  download_unref (self);
}

static void
read_page (Download *self)
{
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->call->admin->context->pool, HUB_DB_READ_WRITE, page_work, self, NULL,
                         NULL, page_cb, self);
}

void
hub_admin_audit_csv_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be read");
  Download *self = g_new0 (Download, 1);

  g_ref_count_init (&self->refs);
  self->call = hub_admin_call_new (exchange, user_data, "audit", CRM_ACTION_EXPORT);
  hub_audit_filter_read (&self->filter, exchange, PAGE, problem);
  self->filter.limit = PAGE;
  if (crm_problem_n_errors (problem) > 0)
    hub_exchange_reply_problem (exchange, problem);
  else
    read_page (self);
  download_unref (self);
}
