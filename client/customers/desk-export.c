/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. The functions in _work run on the export's own thread, one after the other. */

#include "client/customers/desk-export.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "client/customers/desk-export-text.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-answer-text.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-worker.h"

#define CHUNK       200 /* clients a turn of the main loop */
#define MAX_QUEUED  4   /* chunks on their way to the file */
#define RETRY_AFTER 5   /* ms: rows are being read */

struct _DeskExport
{
  GObject parent_instance;

  DeskContext *context;    /* (owned) */
  DeskCustomerLook *look;  /* (owned) */
  DeskCustomersView *view; /* (owned) */
  DeskRecordList *list;    /* (owned) (nullable) */
  GPtrArray *records;      /* (owned) (nullable) */
  GPtrArray *chunk;        /* (owned) (nullable): held while its rows are being read */
  GFile *file;             /* (owned) */
  char *text;
  DeskExportFormat format;
  CrmWorker *worker;    /* (owned) */
  DeskExportFile *sink; /* (owned) (nullable) (worker) */
  GCancellable *cancellable;
  guint position;
  guint n_left_out;
  guint n_queued;
  guint source; /* next turn */
  gboolean is_over;
};

G_DEFINE_FINAL_TYPE (DeskExport, desk_export, G_TYPE_OBJECT)

enum
{
  PROP_FRACTION = 1,
  N_PROPS,
};

enum
{
  ENDED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void go_on (DeskExport *self, guint after);

static guint
count_all (DeskExport *self)
{
  return self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list))
                            : self->records->len;
}

static void
end (DeskExport *self, const char *text, gboolean is_good)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_signal_emit (self, signals[ENDED], 0, text, is_good);
}

static void
fail (DeskExport *self, const GError *error)
{
  g_autofree char *text =
      error->domain == CRM_ERROR ? desk_answer_dup_text (error) : g_strdup (error->message);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    end (self, text, FALSE);
}

/* ---- the file ------------------------------------------------------------------------------ */

static void
return_to (GTask *task, gboolean ok, GError *error)
{
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
open_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  DeskExport *self = source;
  GError *error = NULL;

  self->sink = desk_export_file_new (self->file, self->format, &error);
  return_to (task, self->sink != NULL, error);
}

static void
add_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  DeskExport *self = source;
  GPtrArray *rows = data;
  GError *error = NULL;
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < rows->len; i++)
    ok = desk_export_file_add (self->sink, rows->pdata[i], &error);
  return_to (task, ok, error);
}

static void
finish_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  DeskExport *self = source;
  GError *error = NULL;
  gboolean ok = desk_export_file_finish (self->sink, &error);

  g_clear_pointer (&self->sink, desk_export_file_free);
  return_to (task, ok, error);
}

static void
drop_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_clear_pointer (&((DeskExport *) source)->sink, desk_export_file_free);
  g_task_return_boolean (task, TRUE);
}

static void
queue (DeskExport *self, GTaskThreadFunc work, GAsyncReadyCallback callback, GPtrArray *rows)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, NULL);

  if (rows != NULL)
    g_task_set_task_data (task, rows, (GDestroyNotify) g_ptr_array_unref);
  crm_worker_queue (self->worker, task, 0, work);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DeskExport *self = DESK_EXPORT (source);
  const guint n = self->position - self->n_left_out;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *text = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (self, error);
      return;
    }
  /* Translators: number of clients, name of a file */
  text = g_strdup_printf (ngettext ("%u client is in “%s”", "%u clients are in “%s”", n), n, name);
  end (self, text, TRUE);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DeskExport *self = DESK_EXPORT (source);
  g_autoptr (GError) error = NULL;

  self->n_queued--;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (self, error);
      queue (self, drop_work, NULL, NULL);
    }
  else
    go_on (self, 0);
}

/* ---- rows ---------------------------------------------------------------------------------- */

static gboolean
may_take (DeskExport *self, CrmRecord *record)
{
  return desk_rights_allow (desk_context_get_rights (self->context), "customer", CRM_ACTION_EXPORT,
                            crm_record_get_text (record, CRM_CUSTOMER_OWNER),
                            crm_record_get_text (record, CRM_CUSTOMER_BRANCH));
}

static GStrv
make_card (DeskExport *self, CrmRecord *record)
{
  GStrv cells = g_new0 (char *, 2);

  cells[0] = desk_export_dup_card (record);
  return cells;
}

static GStrv
make_row (DeskExport *self, CrmRecord *record)
{
  const guint n = self->view->columns->len;
  GStrv cells = NULL;

  if (self->format == DESK_EXPORT_VCARD)
    return make_card (self, record);
  cells = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const DeskViewColumn *column = &g_array_index (self->view->columns, DeskViewColumn, i);

      cells[i] = desk_export_dup_text (self->look, record, column->column);
      if (cells[i] == NULL)
        cells[i] = g_strdup ("");
    }
  return cells;
}

static GPtrArray *
make_header (DeskExport *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GStrv cells = g_new0 (char *, self->view->columns->len + 1);

  for (guint i = 0; i < self->view->columns->len; i++)
    cells[i] = g_strdup (desk_customers_view_get_column_title (
        g_array_index (self->view->columns, DeskViewColumn, i).column));
  g_ptr_array_add (rows, cells);
  return rows;
}

static CrmRecord *
ref_record (DeskExport *self, guint position)
{
  return self->list != NULL ? g_list_model_get_item (G_LIST_MODEL (self->list), position)
                            : g_object_ref (self->records->pdata[position]);
}

/* Asks for all of the chunk at once. %FALSE: some are still being read. */
static gboolean
read_chunk (DeskExport *self, guint n)
{
  if (self->chunk == NULL)
    {
      self->chunk = g_ptr_array_new_with_free_func (g_object_unref);
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (self->chunk, ref_record (self, self->position + i));
    }
  for (guint i = 0; i < self->chunk->len; i++)
    if (!crm_record_is_loaded (self->chunk->pdata[i]))
      return FALSE;
  return TRUE;
}

/* FALSE: it has to wait. */
static gboolean
write_chunk (DeskExport *self)
{
  const guint n = MIN (count_all (self) - self->position, CHUNK);
  g_autoptr (GPtrArray) records = NULL;
  GPtrArray *rows = NULL;

  if (!read_chunk (self, n))
    return FALSE;
  records = g_steal_pointer (&self->chunk);
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 0; i < records->len; i++)
    if (may_take (self, records->pdata[i]))
      g_ptr_array_add (rows, make_row (self, records->pdata[i]));
    else
      self->n_left_out++;
  self->position += records->len;
  self->n_queued++;
  queue (self, add_work, added_cb, rows);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  return TRUE;
}

static gboolean
turn_cb (gpointer user_data)
{
  DeskExport *self = user_data;

  self->source = 0;
  if (self->is_over)
    return G_SOURCE_REMOVE;
  if (self->list != NULL && !desk_record_list_is_complete (self->list))
    {
      desk_record_list_read_rest (self->list);
      go_on (self, RETRY_AFTER);
    }
  else if (self->position >= count_all (self))
    {
      if (self->n_queued == 0)
        queue (self, finish_work, finished_cb, NULL);
    }
  else if (self->n_queued < MAX_QUEUED)
    go_on (self, write_chunk (self) ? 0 : RETRY_AFTER);
  return G_SOURCE_REMOVE;
}

static void
go_on (DeskExport *self, guint after)
{
  if (self->source != 0 || self->is_over)
    return;
  self->source = after > 0 ? g_timeout_add (after, turn_cb, self) : g_idle_add (turn_cb, self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DeskExport *self = DESK_EXPORT (source);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail (self, error);
  else if (self->format == DESK_EXPORT_VCARD)
    go_on (self, 0);
  else
    {
      self->n_queued++;
      queue (self, add_work, added_cb, make_header (self));
    }
}

/* ---- the audit ----------------------------------------------------------------------------- */

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskExport) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);

  if (error != NULL)
    fail (self, error);
  else if (!self->is_over)
    queue (self, open_work, opened_cb, NULL);
}

void
desk_export_start (DeskExport *self)
{
  DeskRemote *remote = desk_context_get_remote (self->context);
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  g_return_if_fail (DESK_IS_EXPORT (self));

  json_object_set_string_member (object, "format", desk_export_format_get_name (self->format));
  json_object_set_int_member (object, "count", count_all (self));
  json_object_set_string_member (object, "text", self->text);
  json_node_take_object (body, object);
  if (remote == NULL)
    end (self, _ ("An export is written down by the server: it needs a connection"), FALSE);
  else
    desk_remote_call_async (remote, "POST", "/exports", body, self->cancellable, noted_cb,
                            g_object_ref (self));
}

void
desk_export_cancel (DeskExport *self)
{
  g_return_if_fail (DESK_IS_EXPORT (self));

  g_cancellable_cancel (self->cancellable);
  if (self->is_over)
    return;
  self->is_over = TRUE;
  queue (self, drop_work, NULL, NULL);
}

double
desk_export_get_fraction (DeskExport *self)
{
  const guint n = count_all (self);

  return n > 0 ? (double) self->position / n : 0;
}

/* ---- GObject ------------------------------------------------------------------------------- */

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, desk_export_get_fraction (DESK_EXPORT (object)));
}

static void
desk_export_finalize (GObject *object)
{
  DeskExport *self = DESK_EXPORT (object);

  g_clear_handle_id (&self->source, g_source_remove);
  crm_worker_stop (self->worker);
  g_clear_pointer (&self->sink, desk_export_file_free);
  g_object_unref (self->worker);
  g_object_unref (self->cancellable);
  g_clear_object (&self->list);
  g_clear_pointer (&self->chunk, g_ptr_array_unref);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  desk_customers_view_free (self->view);
  g_object_unref (self->look);
  g_object_unref (self->context);
  g_object_unref (self->file);
  g_free (self->text);
  G_OBJECT_CLASS (desk_export_parent_class)->finalize (object);
}

static void
desk_export_class_init (DeskExportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->finalize = desk_export_finalize;
  properties[PROP_FRACTION] =
      g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
desk_export_init (DeskExport *self)
{
  self->worker = crm_worker_new ("export");
  self->cancellable = g_cancellable_new ();
}

DeskExport *
desk_export_new (const DeskExportWish *wish)
{
  DeskExport *self = g_object_new (DESK_TYPE_EXPORT, NULL);

  self->context = g_object_ref (wish->context);
  self->look = desk_customer_look_new (wish->context);
  self->view = desk_customers_view_copy (wish->view);
  self->file = g_object_ref (wish->file);
  self->format = desk_export_format_of_file (wish->file);
  self->text = g_strdup (wish->text != NULL ? wish->text : "");
  if (wish->records != NULL)
    self->records = g_ptr_array_ref (wish->records);
  else
    self->list = desk_record_list_new (desk_context_get_database (wish->context), wish->query);
  return self;
}
