/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/bench/bench-hub.h"

#include "client/sync/desk-http-transport.h"
#include "client/sync/desk-sign-in.h"
#include "tests/lib/crm-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define DEADLINE 600000
#define PASSWORD "correct horse battery staple"

void
bench_check (const GError *error, const char *what)
{
  if (error == NULL)
    return;
  g_printerr ("%s: %s\n", what, error->message);
  exit (1);
}

void
bench_set_home (const char *folder)
{
  g_autofree char *keyring = g_build_filename (folder, "keyring", NULL);

  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "bench", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
}

static BenchHub *
make_hub (const char *program)
{
  BenchHub *self = g_new0 (BenchHub, 1);

  self->program = g_strdup (program);
  self->folder = crm_test_make_dir ();
  /* PostgreSQL does not run as root and must get in. */
  g_chmod (self->folder, 0755);
  return self;
}

static void
start (BenchHub *self)
{
  g_autofree char *data = g_build_filename (self->folder, "data", NULL);
  const char *program = self->program;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--data-dir",
                                    data, "--listen", "127.0.0.1:0", NULL);
  bench_check (error, program);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  bench_check (error, program);
  if (line == NULL || strstr (line, "https://") == NULL)
    g_error ("%s did not start", program);
  self->url = g_strdup (strstr (line, "https://"));
}

BenchHub *
bench_hub_new (const char *program)
{
  BenchHub *self = make_hub (program);

  start (self);
  return self;
}

BenchHub *
bench_hub_new_stamping (const char *program)
{
  static const char setting[] = "track_commit_timestamp = on\n";
  BenchHub *self = make_hub (program);
  g_autofree char *settings =
      g_build_filename (self->folder, "data", "postgres", "local.conf", NULL);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileOutputStream) output = NULL;
  g_autoptr (GError) error = NULL;

  bench_hub_run (self, NULL, "migrate", NULL);
  /* Appended, so that the file stays PostgreSQL's own. */
  file = g_file_new_for_path (settings);
  output = g_file_append_to (file, G_FILE_CREATE_NONE, NULL, &error);
  bench_check (error, settings);
  g_output_stream_write_all (G_OUTPUT_STREAM (output), setting, sizeof setting - 1, NULL, NULL,
                             &error);
  bench_check (error, settings);
  start (self);
  return self;
}

void
bench_hub_free (BenchHub *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  crm_test_remove_dir (self->folder);
  g_free (self->program);
  g_free (self->url);
  g_free (self);
}

void
bench_hub_run (BenchHub *self, const char *input, ...)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *data = g_build_filename (self->folder, "data", NULL);
  va_list args;

  g_ptr_array_add (words, self->program);
  va_start (args, input);
  for (const char *word = va_arg (args, const char *); word != NULL;
       word = va_arg (args, const char *))
    g_ptr_array_add (words, (char *) word);
  va_end (args);
  g_ptr_array_add (words, (char *) "--data-dir");
  g_ptr_array_add (words, data);
  g_ptr_array_add (words, NULL);
  process =
      g_subprocess_newv ((const char *const *) words->pdata,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  bench_check (error, self->program);
  g_subprocess_communicate_utf8 (process, input, NULL, NULL, NULL, &error);
  bench_check (error, self->program);
  if (!g_subprocess_get_successful (process))
    g_error ("%s %s failed", self->program, (char *) words->pdata[1]);
}

void
bench_hub_add_user (BenchHub *self, const char *login, const char *role)
{
  bench_hub_run (self, PASSWORD "\n", "user", "add", login, "--name", login, "--role", role,
                 "--branch", "North", NULL);
}

static char *
find_psql (void)
{
  char *path = g_find_program_in_path ("psql");

  return path != NULL ? path : g_strdup ("/usr/lib/postgresql/15/bin/psql");
}

GHashTable *
bench_hub_read_commits (BenchHub *self)
{
  g_autoptr (GHashTable) commits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *psql = find_psql ();
  g_autofree char *conninfo =
      g_strdup_printf ("host=%s/data/run dbname=zontik user=zontik", self->folder);
  g_autofree char *output = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, psql, "-XAtqc",
      "select id || ' ' || (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint"
      " from customer",
      conninfo, NULL);
  bench_check (error, psql);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  bench_check (error, psql);
  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL && strchr (lines[i], ' ') != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 2);
      gint64 at = g_ascii_strtoll (words[1], NULL, 10);

      g_hash_table_insert (commits, g_strdup (words[0]), g_memdup2 (&at, sizeof at));
    }
  return g_steal_pointer (&commits);
}

static double
read_status (const char *path, const char *label)
{
  g_autofree char *text = NULL;
  const char *found;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  found = strstr (text, label);
  return found != NULL ? g_ascii_strtod (found + strlen (label), NULL) / 1024 : 0;
}

double
bench_hub_get_memory (BenchHub *self)
{
  g_autofree char *path =
      g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (self->process));

  return read_status (path, "VmRSS:");
}

double
bench_hub_get_processor (BenchHub *self)
{
  g_autofree char *path =
      g_strdup_printf ("/proc/%s/stat", g_subprocess_get_identifier (self->process));
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  const char *after;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  after = strrchr (text, ')');
  if (after == NULL)
    return 0;
  /* utime and stime are the 14th and 15th word, and the 2nd ends with the parenthesis. */
  words = g_strsplit (after + 2, " ", 14);
  if (g_strv_length (words) < 14)
    return 0;
  return (g_ascii_strtod (words[11], NULL) + g_ascii_strtod (words[12], NULL)) * 1000 /
         (double) sysconf (_SC_CLK_TCK);
}

double
bench_get_peak (void)
{
  return read_status ("/proc/self/status", "VmHWM:");
}

static void
sign_in (BenchHub *hub, DeskAccount *account, const char *login)
{
  g_auto (DeskSignInTrouble) trouble = { 0 };
  g_autofree char *fingerprint = NULL;

  for (guint i = 0; i < 2; i++)
    {
      GAsyncResult *pending = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      desk_sign_in_async (account,
                          &(DeskSignInForm){
                              .server = hub->url,
                              .login = login,
                              .password = PASSWORD,
                              .fingerprint = fingerprint,
                          },
                          NULL, crm_test_take_result, &pending);
      result = crm_test_wait_result (&pending, DEADLINE);
      if (desk_sign_in_finish (result, &trouble, &error))
        return;
      if (i == 1 || trouble.fingerprint == NULL)
        bench_check (error, "sign-in");
      fingerprint = g_steal_pointer (&trouble.fingerprint);
    }
}

static void
load_token (DeskAccount *account, DeskTransport *transport)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  desk_account_load_token_async (account, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  token = desk_account_load_token_finish (account, result, &error);
  bench_check (error, "token");
  desk_transport_set_token (transport, token);
}

DeskTransport *
bench_transport_new (BenchHub *hub, const char *login, DeskAccount **account)
{
  DeskTransport *transport;

  *account = desk_account_new (login);
  sign_in (hub, *account, login);
  transport = desk_http_transport_new (*account);
  load_token (*account, transport);
  return transport;
}

BenchClient *
bench_client_new (BenchHub *hub, const char *login)
{
  BenchClient *self = g_new0 (BenchClient, 1);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = crm_test_make_dir ();
  self->transport = bench_transport_new (hub, login, &self->account);
  self->database = desk_database_new (self->folder);
  self->outbox = desk_outbox_new (self->database);
  self->status = desk_sync_status_new ();
  desk_database_open_async (self->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_database_open_finish (self->database, result, &error);
  bench_check (error, "database");
  self->engine = desk_sync_engine_new (self->database, self->outbox, self->account, self->status,
                                       self->transport);
  return self;
}

void
bench_client_free (BenchClient *self)
{
  desk_sync_engine_stop (self->engine);
  crm_test_drain ();
  desk_database_close (self->database);
  crm_test_drain ();
  g_clear_object (&self->engine);
  g_clear_object (&self->transport);
  g_clear_object (&self->status);
  g_clear_object (&self->outbox);
  g_clear_object (&self->database);
  g_clear_object (&self->account);
  crm_test_remove_dir (self->folder);
  g_free (self);
}

static gboolean
is_idle (gpointer data)
{
  BenchClient *self = data;

  return desk_sync_status_get_state (self->status) == DESK_SYNC_IDLE;
}

void
bench_client_settle (BenchClient *self)
{
  desk_sync_engine_start (self->engine);
  crm_test_wait_until (is_idle, self, DEADLINE);
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const gint64 *first = a, *second = b;

  return *first < *second ? -1 : *first > *second;
}

double
bench_get_quantile (GArray *values, double share)
{
  guint index = (guint) (share * (values->len - 1));

  g_array_sort (values, compare_values);
  return (double) g_array_index (values, gint64, index) / 1000;
}
