/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks again as long as the server is at work: when it says that something moved, and once a
 * second, because that may be lost. Main thread. */

#include "client/imports/desk-import-job.h"

#include <string.h>

#include "client/ui/desk-answer-text.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"

#define PART     (4 * 1024 * 1024)
#define INTERVAL 1000 /* ms */

struct _DeskImportJob
{
  GObject parent_instance;

  DeskContext *context;   /* (owned) */
  DeskImportDraft *draft; /* (owned) (nullable): while its files are sent */
  GCancellable *cancellable;
  char *id;         /* (nullable) */
  JsonNode *state;  /* (nullable) */
  JsonNode *faults; /* (nullable) */
  char *then;       /* (nullable): act after what is under way */
  guint timer;
  gboolean is_asking;

  /* of the sending */
  GInputStream *stream; /* (owned) (nullable) */
  guint file;
  guint n_files;
  goffset start;
  goffset sent;
  goffset size; /* of all */
  gboolean is_sending;
};

G_DEFINE_FINAL_TYPE (DeskImportJob, desk_import_job, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void ask (DeskImportJob *self);
static void send_file (DeskImportJob *self);

static void
tell (DeskImportJob *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
fail (DeskImportJob *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = desk_answer_dup_text (error);
  self->is_sending = FALSE;
  g_signal_emit (self, signals[FAILED], 0, text);
  tell (self);
}

static char *
make_path (DeskImportJob *self, const char *rest)
{
  return g_strconcat ("/imports/", self->id, rest, NULL);
}

static DeskRemote *
get_remote (DeskImportJob *self)
{
  DeskRemote *remote = desk_context_get_remote (self->context);
  g_autoptr (GError) error = NULL;

  if (remote != NULL)
    return remote;
  g_set_error_literal (&error, CRM_ERROR, CRM_ERROR_OFFLINE, "no server");
  fail (self, error);
  return NULL;
}

/* ---- looking ------------------------------------------------------------------------------- */

static gboolean
timeout_cb (gpointer user_data)
{
  DeskImportJob *self = user_data;

  self->timer = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
faults_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskImportJob) self = user_data;
  g_autoptr (GError) error = NULL;
  JsonNode *answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);

  if (answer == NULL)
    return;
  g_clear_pointer (&self->faults, json_node_unref);
  self->faults = answer;
  tell (self);
}

static void
ask_faults (DeskImportJob *self)
{
  g_autofree char *path = make_path (self, "/faults");
  DeskRemote *remote = get_remote (self);

  if (remote != NULL)
    desk_remote_call_async (remote, "GET", path, NULL, self->cancellable, faults_cb,
                            g_object_ref (self));
}

/* After each answer that is the import itself. */
static void
take_state (DeskImportJob *self, JsonNode *answer)
{
  const gboolean was_at_work = desk_import_job_is_at_work (self);

  if (answer == NULL || !JSON_NODE_HOLDS_OBJECT (answer))
    return;
  if (answer != self->state)
    {
      g_clear_pointer (&self->state, json_node_unref);
      self->state = json_node_ref (answer);
    }
  if (desk_import_job_is_at_work (self))
    {
      if (self->timer == 0)
        self->timer = g_timeout_add (INTERVAL, timeout_cb, self);
    }
  else if (was_at_work || self->faults == NULL)
    ask_faults (self);
  tell (self);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskImportJob) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);

  self->is_asking = FALSE;
  /* The work goes on; it is asked again when the server answers. */
  if (error != NULL && self->id != NULL && self->timer == 0 && desk_import_job_is_at_work (self))
    self->timer = g_timeout_add (INTERVAL, timeout_cb, self);
  else if (error != NULL && !desk_import_job_is_at_work (self))
    fail (self, error);
  take_state (self, answer);
}

static void
ask (DeskImportJob *self)
{
  g_autofree char *path = NULL;
  DeskRemote *remote = self->id != NULL && !self->is_asking ? get_remote (self) : NULL;

  if (remote == NULL)
    return;
  self->is_asking = TRUE;
  path = make_path (self, NULL);
  desk_remote_call_async (remote, "GET", path, NULL, self->cancellable, asked_cb,
                          g_object_ref (self));
}

static void
news_cb (DeskImportJob *self, JsonObject *news)
{
  if (self->id != NULL &&
      g_strcmp0 (json_object_get_string_member_with_default (news, "job", ""), self->id) == 0)
    ask (self);
}

/* ---- acting -------------------------------------------------------------------------------- */

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskImportJob) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);
  g_autofree char *then = g_steal_pointer (&self->then);

  if (error != NULL)
    {
      fail (self, error);
      ask (self);
      return;
    }
  take_state (self, answer);
  if (then != NULL)
    desk_import_job_act (self, then);
}

static JsonNode *
make_empty (void)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, json_object_new ());
  return node;
}

void
desk_import_job_act (DeskImportJob *self, const char *word)
{
  g_autofree char *rest = g_strconcat ("/", word, NULL);
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) body = make_empty ();
  DeskRemote *remote = get_remote (self);

  g_return_if_fail (self->id != NULL);

  if (remote == NULL)
    return;
  path = make_path (self, rest);
  desk_remote_call_async (remote, "POST", path, body, self->cancellable, acted_cb,
                          g_object_ref (self));
}

void
desk_import_job_mend (DeskImportJob *self, JsonArray *rows, const char *then)
{
  g_autofree char *path = make_path (self, "/faults");
  g_autoptr (JsonNode) body = make_empty ();
  DeskRemote *remote = get_remote (self);

  json_object_set_array_member (json_node_get_object (body), "rows", rows);
  if (remote == NULL)
    return;
  g_free (self->then);
  self->then = g_strdup (then);
  desk_remote_call_async (remote, "PATCH", path, body, self->cancellable, acted_cb,
                          g_object_ref (self));
}

/* ---- sending ------------------------------------------------------------------------------- */

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskImportJob) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_send_finish (DESK_REMOTE (source), result, &error);

  if (error != NULL)
    {
      fail (self, error);
      return;
    }
  tell (self);
  send_file (self);
}

static void
send_part (DeskImportJob *self, GBytes *bytes)
{
  static const char *const headers[] = { NULL };
  g_autofree char *rest =
      g_strdup_printf ("/files/%u?start=%" G_GOFFSET_FORMAT, self->file, self->start);
  g_autofree char *path = make_path (self, rest);
  DeskRemote *remote = get_remote (self);

  if (remote == NULL)
    return;
  self->start += (goffset) g_bytes_get_size (bytes);
  self->sent += (goffset) g_bytes_get_size (bytes);
  desk_remote_send_async (remote, path, headers, bytes, self->cancellable, sent_cb,
                          g_object_ref (self));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskImportJob) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL)
    {
      fail (self, error);
      return;
    }
  if (g_bytes_get_size (bytes) > 0)
    {
      send_part (self, bytes);
      return;
    }
  g_clear_object (&self->stream);
  self->file++;
  self->start = 0;
  send_file (self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskImportJob) self = user_data;
  g_autoptr (GError) error = NULL;

  self->stream = G_INPUT_STREAM (g_file_read_finish (G_FILE (source), result, &error));
  if (self->stream == NULL)
    fail (self, error);
  else
    send_file (self);
}

/* The next part, the next file, and when all is there the check. */
static void
send_file (DeskImportJob *self)
{
  GFile *file = NULL;

  if (self->stream != NULL)
    {
      g_input_stream_read_bytes_async (self->stream, PART, G_PRIORITY_DEFAULT, self->cancellable,
                                       read_cb, g_object_ref (self));
      return;
    }
  while (self->file < self->n_files &&
         (file = desk_import_draft_get_upload (self->draft, self->file)) == NULL)
    self->file++;
  if (file != NULL)
    {
      g_file_read_async (file, G_PRIORITY_DEFAULT, self->cancellable, opened_cb,
                         g_object_ref (self));
      return;
    }
  self->is_sending = FALSE;
  desk_import_job_act (self, "check");
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskImportJob) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);

  if (error != NULL)
    {
      desk_import_job_leave (self);
      fail (self, error);
      return;
    }
  take_state (self, answer);
  send_file (self);
}

void
desk_import_job_begin (DeskImportJob *self, DeskImportDraft *draft)
{
  g_autoptr (JsonNode) plan = NULL;
  DeskRemote *remote = get_remote (self);

  if (remote == NULL)
    return;
  desk_import_job_leave (self);
  g_set_object (&self->draft, draft);
  self->id = crm_id_new ();
  plan = desk_import_draft_make_plan (draft, self->id);
  self->n_files =
      json_array_get_length (json_object_get_array_member (json_node_get_object (plan), "files"));
  for (guint i = 0; i < desk_import_draft_get_count (draft); i++)
    self->size += desk_import_draft_get (draft, i)->table->size;
  self->is_sending = TRUE;
  desk_remote_call_async (remote, "POST", "/imports", plan, self->cancellable, begun_cb,
                          g_object_ref (self));
  tell (self);
}

/* ---- what it is ---------------------------------------------------------------------------- */

void
desk_import_job_open (DeskImportJob *self, const char *id)
{
  g_return_if_fail (DESK_IS_IMPORT_JOB (self));

  desk_import_job_leave (self);
  self->id = g_strdup (id);
  ask (self);
}

void
desk_import_job_leave (DeskImportJob *self)
{
  g_return_if_fail (DESK_IS_IMPORT_JOB (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->state, json_node_unref);
  g_clear_pointer (&self->faults, json_node_unref);
  g_clear_pointer (&self->then, g_free);
  g_clear_object (&self->stream);
  g_clear_object (&self->draft);
  self->file = self->n_files = 0;
  self->start = self->sent = self->size = 0;
  self->is_asking = self->is_sending = FALSE;
}

const char *
desk_import_job_get_id (DeskImportJob *self)
{
  return self->id;
}

JsonObject *
desk_import_job_get_object (DeskImportJob *self)
{
  return self->state != NULL ? json_node_get_object (self->state) : NULL;
}

const char *
desk_import_job_get_state (DeskImportJob *self)
{
  if (self->is_sending)
    return "sending";
  return self->state != NULL
             ? json_object_get_string_member_with_default (desk_import_job_get_object (self),
                                                           "state", "")
             : "";
}

gboolean
desk_import_job_is_at_work (DeskImportJob *self)
{
  return g_str_has_suffix (desk_import_job_get_state (self), "ing");
}

double
desk_import_job_get_fraction (DeskImportJob *self)
{
  if (self->is_sending)
    return self->size > 0 ? (double) self->sent / (double) self->size : -1;
  return self->state != NULL
             ? json_object_get_double_member_with_default (desk_import_job_get_object (self),
                                                           "fraction", -1)
             : -1;
}

JsonArray *
desk_import_job_get_faults (DeskImportJob *self)
{
  return self->faults != NULL
             ? json_object_get_array_member (json_node_get_object (self->faults), "faults")
             : NULL;
}

gint64
desk_import_job_count (DeskImportJob *self, const char *name)
{
  JsonObject *object = desk_import_job_get_object (self);
  JsonArray *files = object != NULL ? json_object_get_array_member (object, "files") : NULL;
  const char *phase = NULL;
  gint64 sum = 0;

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    if (json_object_has_member (json_array_get_object_element (files, i), "run"))
      phase = "run";
  if (phase == NULL)
    phase = "check";
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);

      if (json_object_has_member (file, phase))
        sum += json_object_get_int_member_with_default (json_object_get_object_member (file, phase),
                                                        name, 0);
    }
  return sum;
}

static void
desk_import_job_dispose (GObject *object)
{
  DeskImportJob *self = DESK_IMPORT_JOB (object);

  if (self->cancellable != NULL)
    desk_import_job_leave (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_import_job_parent_class)->dispose (object);
}

static void
desk_import_job_class_init (DeskImportJobClass *klass)
{
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_import_job_dispose;

  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
desk_import_job_init (DeskImportJob *self)
{
  self->cancellable = g_cancellable_new ();
}

DeskImportJob *
desk_import_job_new (DeskContext *context)
{
  DeskImportJob *self = g_object_new (DESK_TYPE_IMPORT_JOB, NULL);
  DeskRemote *remote = desk_context_get_remote (context);

  self->context = g_object_ref (context);
  if (remote != NULL)
    g_signal_connect_object (remote, "news::job-progress", G_CALLBACK (news_cb), self,
                             G_CONNECT_SWAPPED);
  return self;
}
