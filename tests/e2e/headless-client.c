/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The client without a screen: the store and the sync engine behind lines on standard input, for
 * the tests that need a program they can kill. Words are separated by tabs:
 *
 *   sign-in URL LOGIN PASSWORD      whatever certificate the server shows is trusted
 *   create ID LAST-NAME             "saved COMMAND ID LAST-NAME" when nothing can lose it any more
 *   rename ID LAST-NAME             the same
 *   note ID TEXT                    the same
 *   delete ID                       the same
 *   name ID                         "name ID LAST-NAME" as a screen would show it ("-": none)
 *   count                           "count N" customers in the cache
 *   status                          "status STATE PENDING TO-DECIDE ROWS": ROWS of the first sync
 *   sync                            try at once
 *   verify                          "verified ROWS": what differed from the server's digest
 *   quit
 *
 * It says "ready" when the database is open, "signed-in", "state STATE" at every change, "wiped"
 * when it was told to forget everything and has, and "failed WHY" where something went wrong. */

#include "client/store/desk-account.h"
#include "client/store/desk-change-applier.h"
#include "client/store/desk-outbox.h"
#include "client/store/desk-record-list.h"
#include "client/store/desk-wipe.h"
#include "client/sync/desk-http-transport.h"
#include "client/sync/desk-sign-in.h"
#include "client/sync/desk-sync-engine.h"
#include "shared/customers/crm-customer.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>

typedef struct
{
  GMainLoop *loop;
  GDataInputStream *input;
  DeskAccount *account;
  DeskDatabase *database; /* (nullable) until somebody signed in */
  DeskOutbox *outbox;
  DeskSyncStatus *status;
  DeskTransport *transport;
  DeskSyncEngine *engine;
  GStrv sign_in; /* (nullable): the words, to try again with the fingerprint */
  gint64 rows;
} Client;

/* An edit that waits for its record to be read. */
typedef struct
{
  Client *client;
  CrmRecord *record;
  GStrv words;
  gboolean done;
  guint reads; /* to come before a record counts as not there */
} Edit;

static void G_GNUC_PRINTF (1, 2) say (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

/* A change on its way to the disk. */
typedef struct
{
  CrmCommand *command;
  char *value;
} Submit;

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Submit *submit = user_data;
  g_autoptr (GError) error = NULL;

  if (desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    say ("saved\t%s\t%s\t%s", crm_command_get_id (submit->command),
         crm_command_get_record (submit->command), submit->value);
  else
    say ("failed\t%s", error->message);
  crm_command_unref (submit->command);
  g_free (submit->value);
  g_free (submit);
}

/* @command (transfer full). */
static void
submit (Client *self, CrmCommand *command, const char *value)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  Submit *data = g_new0 (Submit, 1);

  data->command = command;
  data->value = g_strdup (value);
  g_ptr_array_add (commands, crm_command_ref (command));
  desk_outbox_submit_async (self->outbox, commands, NULL, submitted_cb, data);
}

static void
create (Client *self, GStrv words)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, words[2]);
  submit (self, crm_command_new_create (&crm_customer_kind, words[1], set), words[2]);
}

static void
update (Client *self, CrmRecord *record, guint field, const char *value)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autoptr (CrmFieldSet) was = crm_field_set_new (&crm_customer_kind);

  crm_field_set_put (set, field, value);
  crm_field_set_put (was, field, crm_record_get_text (record, field));
  submit (self,
          crm_command_new_update (&crm_customer_kind, crm_record_get_id (record),
                                  crm_record_get_version (record), set, was),
          value);
}

static void
edit_clear (gpointer data)
{
  Edit *edit = data;

  g_object_unref (edit->record);
  g_strfreev (edit->words);
}

static void
edit_unref (Edit *edit)
{
  g_rc_box_release_full (edit, edit_clear);
}

static void
run_edit (Edit *edit)
{
  Client *self = edit->client;
  CrmRecord *record = edit->record;
  const char *name;

  if (g_str_equal (edit->words[0], "rename"))
    update (self, record, CRM_CUSTOMER_LAST_NAME, edit->words[2]);
  else if (g_str_equal (edit->words[0], "note"))
    update (self, record, CRM_CUSTOMER_NOTE, edit->words[2]);
  else if (g_str_equal (edit->words[0], "delete"))
    submit (self,
            crm_command_new_delete (&crm_customer_kind, edit->words[1],
                                    crm_record_get_version (record)),
            "-");
  else
    {
      name = crm_record_get_text (record, CRM_CUSTOMER_LAST_NAME);
      say ("name\t%s\t%s", edit->words[1], name != NULL ? name : "-");
    }
}

static void
loaded_cb (CrmRecord *record, GParamSpec *pspec, Edit *edit)
{
  if (!crm_record_is_loaded (record))
    return;
  edit->done = TRUE;
  g_signal_handlers_disconnect_by_data (record, edit);
  run_edit (edit);
  edit_unref (edit);
}

static gboolean
nothing_work (DeskConnection *connection, gpointer data, GError **error)
{
  return TRUE;
}

static void ask_again (Edit *edit);

/* The record's own reading is queued by the turn of the main loop after it was asked for, so it is
 * over when a second read is. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Edit *edit = user_data;

  if (!edit->done && --edit->reads > 0)
    ask_again (edit);
  else if (!edit->done)
    {
      g_signal_handlers_disconnect_by_data (edit->record, edit);
      say ("name\t%s\t-", edit->words[1]);
      edit_unref (edit);
    }
  edit_unref (edit);
}

static void
ask_again (Edit *edit)
{
  desk_database_read_async (edit->client->database, DESK_PRIORITY_IDLE, nothing_work, NULL, NULL,
                            NULL, read_cb, g_rc_box_acquire (edit));
}

static void
begin_edit (Client *self, GStrv words)
{
  Edit *edit = g_rc_box_new0 (Edit);

  edit->client = self;
  edit->words = g_strdupv (words);
  edit->record = desk_database_ref_record (self->database, &crm_customer_kind, words[1]);
  if (crm_record_is_loaded (edit->record))
    {
      run_edit (edit);
      edit_unref (edit);
      return;
    }
  g_signal_connect (edit->record, "notify::loaded", G_CALLBACK (loaded_cb), edit);
  edit->reads = 2;
  if (g_str_equal (words[0], "name"))
    ask_again (edit);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  say ("count\t%" G_GINT64_FORMAT, desk_query_count_finish (result, &error));
}

static void
count (Client *self)
{
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);

  desk_query_count_async (query, self->database, NULL, counted_cb, NULL);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint64 rows = 0;

  if (desk_sync_engine_verify_finish (DESK_SYNC_ENGINE (source), result, &rows, &error))
    say ("verified\t%" G_GUINT64_FORMAT, rows);
  else
    say ("failed\t%s", error->message);
}

static const char *
get_state (Client *self)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (DESK_TYPE_SYNC_STATE);

  return g_enum_get_value (klass, desk_sync_status_get_state (self->status))->value_nick;
}

static void
state_cb (DeskSyncStatus *status, GParamSpec *pspec, Client *self)
{
  say ("state\t%s", get_state (self));
}

static void
progress_cb (DeskSyncStatus *status, GParamSpec *pspec, Client *self)
{
  gint64 rows;

  g_object_get (status, "progress-rows", &rows, NULL);
  self->rows = MAX (self->rows, rows);
}

static void
close_database (Client *self)
{
  if (self->engine != NULL)
    desk_sync_engine_stop (self->engine);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (self->database != NULL)
    desk_database_close (self->database);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->engine);
  g_clear_object (&self->transport);
  g_clear_object (&self->outbox);
  g_clear_object (&self->database);
}

static void
wiped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (desk_wipe_finish (result, &error))
    say ("wiped");
  else
    say ("failed\t%s", error->message);
}

static gboolean
wipe_cb (gpointer user_data)
{
  Client *self = user_data;

  close_database (self);
  desk_wipe_async (self->account, NULL, wiped_cb, self);
  return G_SOURCE_REMOVE;
}

/* After the engine is done with what it was told: it goes away with the database. */
static void
told_to_wipe_cb (Client *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, wipe_cb, self, NULL);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Client *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!desk_database_open_finish (self->database, result, &error))
    g_error ("%s", error->message);
  self->transport = desk_http_transport_new (self->account);
  self->engine = desk_sync_engine_new (self->database, self->outbox, self->account, self->status,
                                       self->transport);
  g_signal_connect_swapped (self->engine, "wiped", G_CALLBACK (told_to_wipe_cb), self);
  say ("ready");
  desk_sync_engine_start (self->engine);
}

static void
open_database (Client *self)
{
  g_autofree char *folder = desk_account_dup_database_folder (self->account);

  self->database = desk_database_new (folder);
  self->outbox = desk_outbox_new (self->database);
  desk_database_open_async (self->database, NULL, opened_cb, self);
}

static void
send_form (Client *self, const char *fingerprint, GAsyncReadyCallback callback)
{
  desk_sign_in_async (self->account,
                      &(DeskSignInForm){
                          .server = self->sign_in[1],
                          .login = self->sign_in[2],
                          .password = self->sign_in[3],
                          .fingerprint = fingerprint,
                      },
                      NULL, callback, self);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Client *self = user_data;
  g_auto (DeskSignInTrouble) trouble = { 0 };
  g_autoptr (GError) error = NULL;

  if (desk_sign_in_finish (result, &trouble, &error))
    {
      say ("signed-in");
      if (self->database == NULL)
        open_database (self);
      else
        desk_sync_engine_start (self->engine);
      return;
    }
  if (!g_error_matches (error, CRM_ERROR, CRM_ERROR_CERTIFICATE) || trouble.changed)
    {
      say ("failed\t%s", error->message);
      return;
    }
  send_form (self, trouble.fingerprint, signed_in_cb);
}

static void
sign_in (Client *self, GStrv words)
{
  g_strfreev (self->sign_in);
  self->sign_in = g_strdupv (words);
  send_form (self, NULL, signed_in_cb);
}

static void
say_status (Client *self)
{
  guint pending, to_decide;

  g_object_get (self->status, "pending", &pending, "to-decide", &to_decide, NULL);
  say ("status\t%s\t%u\t%u\t%" G_GINT64_FORMAT, get_state (self), pending, to_decide, self->rows);
}

static void
run_words (Client *self, GStrv words)
{
  const char *const edits[] = { "rename", "note", "delete", "name", NULL };

  if (words[0] == NULL)
    return;
  if (g_str_equal (words[0], "quit"))
    g_main_loop_quit (self->loop);
  else if (g_str_equal (words[0], "sign-in"))
    sign_in (self, words);
  else if (g_str_equal (words[0], "create"))
    create (self, words);
  else if (g_str_equal (words[0], "count"))
    count (self);
  else if (g_str_equal (words[0], "status"))
    say_status (self);
  else if (g_str_equal (words[0], "sync"))
    desk_sync_engine_sync_now (self->engine);
  else if (g_str_equal (words[0], "verify"))
    desk_sync_engine_verify_async (self->engine, NULL, verified_cb, self);
  else if (g_strv_contains (edits, words[0]))
    begin_edit (self, words);
  else
    say ("failed\tunknown word %s", words[0]);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Client *self = user_data;
  g_autofree char *line =
      g_data_input_stream_read_line_finish_utf8 (self->input, result, NULL, NULL);
  g_auto (GStrv) words = NULL;

  if (line == NULL)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  words = g_strsplit (line, "\t", -1);
  run_words (self, words);
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, NULL, line_cb, self);
}

static void
client_clear (Client *self)
{
  close_database (self);
  g_clear_object (&self->status);
  g_clear_object (&self->account);
  g_clear_object (&self->input);
  g_strfreev (self->sign_in);
  g_main_loop_unref (self->loop);
}

int
main (int argc, char **argv)
{
  Client self = { 0 };
  g_autoptr (GInputStream) standard_input = g_unix_input_stream_new (0, FALSE);

  self.loop = g_main_loop_new (NULL, FALSE);
  self.input = g_data_input_stream_new (standard_input);
  self.account = desk_account_new (argc > 1 ? argv[1] : "default");
  self.status = desk_sync_status_new ();
  g_signal_connect (self.status, "notify::state", G_CALLBACK (state_cb), &self);
  g_signal_connect (self.status, "notify::progress-rows", G_CALLBACK (progress_cb), &self);
  if (desk_account_get_user_id (self.account) != NULL)
    open_database (&self);
  g_data_input_stream_read_line_async (self.input, G_PRIORITY_DEFAULT, NULL, line_cb, &self);
  g_main_loop_run (self.loop);
  client_clear (&self);
  return 0;
}
