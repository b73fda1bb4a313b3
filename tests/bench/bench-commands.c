/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "A customer with two contact points", durable: POST /commands on keep-alive connections against
 * pgbench with the same rows in five round trips, on the same database, in turns, so that whatever
 * else the machine does meets both. Beside the rates: what each costs the processors.
 * bench-commands ZONTIK-SERVER [SECONDS-A-TURN [CONNECTIONS [TURNS]]] */

#include "shared/base/crm-id.h"
#include "tests/bench/bench-http.h"
#include "tests/bench/bench-hub.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* All rows that a push writes, in five round trips: begin, the customer, its two contact points,
 * the ids of the three commands, commit. This is the floor: six rows with their indexes, as ours.
 */
static const char *const same_rows[] = {
  "\\set n random(1, 1000000000)",
  "begin;",
  "insert into customer (id, ver, owner, branch, type, last_name, first_name, middle_name,"
  " birth_date, address_city, address_street, created_by)"
  " select md5(:n || '-' || clock_timestamp())::uuid, sync_ver(), id, branch, 'person',"
  " 'Капелькин', 'Семён', 'Ильич', '1987-03-14', 'Москва', 'Тестовая ул.', id from app_user"
  " where login = 'bench';",
  "insert into contact_point (id, ver, owner, branch, customer, type, value, is_primary)"
  " select md5(:n || v || clock_timestamp())::uuid, (select sync_ver()), id, branch, id, 'phone', "
  "v, true"
  " from app_user, (values ('+79005550123'), ('+79005550124')) as p (v) where login = 'bench';",
  "insert into command (id, digest, user_id, device, record, status, version, kind, done_at,"
  " changed, branch, ver)"
  " select md5(:n || ' ' || v || clock_timestamp())::uuid, sha256('x'), id, id, id, 'done', 1,"
  " 'contact-point.create', now(), 'customer,type,value,primary', branch, (select sync_ver())"
  " from app_user, generate_series(1, 3) as p (v) where login = 'bench';",
  "commit;",
  NULL,
};

/* Also five, one row each, without the ids that make a push happen only once: three rows. */
static const char *const fewer_rows[] = {
  "\\set n random(1, 1000000000)",
  "begin;",
  "insert into customer (id, ver, owner, branch, type, last_name, first_name, middle_name,"
  " birth_date, address_city, address_street, created_by)"
  " select md5(:n || '-' || clock_timestamp())::uuid, sync_ver(), id, branch, 'person',"
  " 'Капелькин', 'Семён', 'Ильич', '1987-03-14', 'Москва', 'Тестовая ул.', id from app_user"
  " where login = 'bench';",
  "insert into contact_point (id, ver, owner, branch, customer, type, value, is_primary)"
  " select md5(:n || 'a' || clock_timestamp())::uuid, sync_ver(), id, branch, id, 'phone',"
  " '+79005550123', true from app_user where login = 'bench';",
  "insert into contact_point (id, ver, owner, branch, customer, type, value, is_primary)"
  " select md5(:n || 'b' || clock_timestamp())::uuid, sync_ver(), id, branch, id, 'email',"
  " 'kapelkin@example.com', true from app_user where login = 'bench';",
  "commit;",
  NULL,
};

/* Processor time in µs, and how many times the thing was done for it. */
typedef struct
{
  double own; /* this program, or pgbench */
  double server;
  double postgres;
  double count;
  double seconds;
} Cost;

static void
make_push (GString *request, guint connection, guint round, gpointer user_data)
{
  const char *token = user_data;
  g_autofree char *ids[6] = { NULL };
  g_autofree char *body = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = crm_id_new ();
  body = g_strdup_printf (
      "{\"commands\":[{\"id\":\"%s\",\"at\":\"2026-11-22T09:00:00.000000Z\",\"kind\":\"customer."
      "create\",\"record\":\"%s\",\"set\":{\"type\":\"person\",\"last_name\":\"Капелькин\","
      "\"first_name\":\"Семён\",\"middle_name\":\"Ильич\",\"birth_date\":\"1987-03-14\","
      "\"address\":"
      "{\"city\":\"Москва\",\"street\":\"Тестовая ул.\"}}},{\"id\":\"%s\",\"kind\":\"contact-point."
      "create\",\"record\":\"%s\",\"set\":{\"customer\":\"%s\",\"type\":\"phone\",\"value\":"
      "\"+79005550123\",\"primary\":true}},{\"id\":\"%s\",\"kind\":\"contact-point.create\","
      "\"record\":\"%s\",\"set\":{\"customer\":\"%s\",\"type\":\"email\",\"value\":"
      "\"kapelkin@example.com\",\"primary\":true}}]}",
      ids[0], ids[1], ids[2], ids[3], ids[1], ids[4], ids[5], ids[1]);
  g_string_append_printf (
      request,
      "POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
      "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
      token, strlen (body), body);
}

static gboolean
is_done (const char *body, gsize length)
{
  return strstr (body, "\"status\":\"rejected\"") == NULL && strstr (body, "\"done\"") != NULL;
}

static char *
find_pgbench (void)
{
  char *path = g_find_program_in_path ("pgbench");

  return path != NULL ? path : g_strdup ("/usr/lib/postgresql/15/bin/pgbench");
}

/* (nullable) (transfer full): what follows @label in @text. */
static double
read_figure (const char *text, const char *label)
{
  const char *at = strstr (text, label);

  return at != NULL ? g_ascii_strtod (at + strlen (label), NULL) : 0;
}

/* ---- processor time ------------------------------------------------------------------------- */

/* (transfer full) (nullable): the words of /proc/PID/stat from the state on. */
static GStrv
read_stat (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  const char *after;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (after = strrchr (text, ')')) == NULL)
    return NULL;
  return g_strsplit (after + 2, " ", -1);
}

/* Of the process, in µs; @with_dead adds its children that have ended. */
static double
read_time (GStrv words, gboolean with_dead)
{
  guint n = with_dead ? 4 : 2;
  double ticks = 0;

  /* utime, stime, cutime and cstime are the 14th to 17th word of the line. */
  for (guint i = 0; i < n && g_strv_length (words) > 15; i++)
    ticks += g_ascii_strtod (words[11 + i], NULL);
  return ticks * 1e6 / (double) sysconf (_SC_CLK_TCK);
}

static double
read_postgres_time (BenchHub *hub)
{
  g_autofree char *path = g_build_filename (hub->folder, "data/postgres/postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *pid;
  double time = 0;

  if (processes == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  *strchrnul (text, '\n') = '\0';
  while ((pid = g_dir_read_name (processes)) != NULL)
    {
      g_auto (GStrv) words = g_ascii_isdigit (*pid) ? read_stat (pid) : NULL;

      if (words != NULL && strcmp (pid, text) == 0)
        time += read_time (words, TRUE);
      else if (words != NULL && strcmp (words[1], text) == 0)
        time += read_time (words, FALSE);
    }
  return time;
}

static double
read_server_time (BenchHub *hub)
{
  g_auto (GStrv) words = read_stat (g_subprocess_get_identifier (hub->process));

  return words != NULL ? read_time (words, FALSE) : 0;
}

static double
read_own_time (int who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Twice around what is measured: with -1, then with 1. */
static void
add_times (Cost *cost, BenchHub *hub, int who, int sign)
{
  cost->own += sign * read_own_time (who);
  cost->server += sign * read_server_time (hub);
  cost->postgres += sign * read_postgres_time (hub);
}

static void
print_cost (const char *label, const Cost *cost, const char *whose)
{
  g_print ("%-26s %5.0f a second; processors: PostgreSQL %3.0f, server %3.0f, %s %3.0f us\n", label,
           cost->count / cost->seconds, cost->postgres / cost->count, cost->server / cost->count,
           whose, cost->own / cost->count);
}

static double
get_total (const Cost *cost)
{
  return (cost->own + cost->server + cost->postgres) / cost->count;
}

/* ---- turns ---------------------------------------------------------------------------------- */

static void
run_pushes (Cost *cost, BenchHub *hub, const BenchHttp *options, GArray *latencies)
{
  BenchHttpResult result;

  add_times (cost, hub, RUSAGE_SELF, -1);
  bench_http_run (options, &result);
  add_times (cost, hub, RUSAGE_SELF, 1);
  cost->count += result.n_requests;
  cost->seconds += result.seconds;
  g_array_append_vals (latencies, result.latencies->data, result.latencies->len);
  bench_http_result_clear (&result);
}

static void
run_pgbench (Cost *cost, BenchHub *hub, const BenchHttp *options, const char *const *script)
{
  g_autofree char *pgbench = find_pgbench ();
  g_autofree char *conninfo =
      g_strdup_printf ("host=%s/data/run dbname=zontik user=zontik", hub->folder);
  g_autofree char *path = g_build_filename (hub->folder, "push.sql", NULL);
  g_autofree char *text = g_strjoinv ("\n", (char **) script);
  g_autofree char *duration = g_strdup_printf ("%u", options->seconds);
  g_autofree char *clients = g_strdup_printf ("%u", options->n_connections);
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  g_file_set_contents (path, text, -1, &error);
  bench_check (error, path);
  add_times (cost, hub, RUSAGE_CHILDREN, -1);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                              &error, pgbench, "-n", "-M", "prepared", "-T", duration, "-c",
                              clients, "-j", "2", "-f", path, conninfo, NULL);
  bench_check (error, pgbench);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  bench_check (error, pgbench);
  if (read_figure (output, "tps = ") <= 0)
    g_error ("pgbench: %s", output);
  add_times (cost, hub, RUSAGE_CHILDREN, 1);
  cost->count += read_figure (output, "tps = ") * options->seconds;
  cost->seconds += options->seconds;
}

static void
compare (BenchHub *hub, const BenchHttp *options, guint n_turns)
{
  g_autoptr (GArray) latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  Cost pushes = { 0 };
  Cost same = { 0 };
  Cost fewer = { 0 };

  for (guint i = 0; i < n_turns; i++)
    {
      run_pushes (&pushes, hub, options, latencies);
      run_pgbench (&same, hub, options, same_rows);
      run_pgbench (&fewer, hub, options, fewer_rows);
    }

  print_cost ("POST /commands", &pushes, "client");
  g_print ("%-26s p50 %.2f ms, p99 %.2f ms on %u connections\n", "",
           bench_get_quantile (latencies, 0.5), bench_get_quantile (latencies, 0.99),
           options->n_connections);
  print_cost ("pgbench, the same rows", &same, "pgbench");
  print_cost ("pgbench, without the ids", &fewer, "pgbench");
  g_print ("ratio: %.0f %% of the rate; to the one without the ids %.0f %%\n",
           pushes.count / pushes.seconds / (same.count / same.seconds) * 100,
           pushes.count / pushes.seconds / (fewer.count / fewer.seconds) * 100);
  /* What the rates come to when nothing else wants the processors. */
  g_print ("by processor time: %.0f %%; %.0f %%\n", get_total (&same) / get_total (&pushes) * 100,
           get_total (&fewer) / get_total (&pushes) * 100);
}

int
main (int argc, char *argv[])
{
  g_autoptr (BenchHub) hub = NULL;
  g_autofree char *token = NULL;
  BenchHttp options = { .n_connections = 16, .seconds = 5 };

  if (argc < 2)
    {
      g_printerr ("bench-commands ZONTIK-SERVER [SECONDS-A-TURN [CONNECTIONS [TURNS]]]\n");
      return 2;
    }

  hub = bench_hub_new (argv[1]);
  bench_hub_add_user (hub, "bench", "agent");
  token = bench_http_sign_in (hub->url, "bench");
  options.url = hub->url;
  options.make = make_push;
  options.check = is_done;
  options.user_data = token;
  if (argc > 2)
    options.seconds = atoi (argv[2]);
  if (argc > 3)
    options.n_connections = atoi (argv[3]);
  compare (hub, &options, argc > 4 ? atoi (argv[4]) : 3);
  return 0;
}
