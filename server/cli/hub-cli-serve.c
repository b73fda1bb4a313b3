/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `serve`: the server itself. Says when it is ready on standard output, ends with what runs
 * finished on SIGTERM and SIGINT; a second signal ends it at once. Main thread. */

#define G_LOG_DOMAIN "hub-serve"

#include <glib-unix.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "server/base/hub-log.h"
#include "server/cli/hub-cli.h"
#include "server/cli/hub-service.h"

/* Blocks from this size on lie outside of the heap, so that they go back to the system when freed.
 * Fixed, because glibc moves the limit up after the first one. */
#define MAPPED_FROM (256 * 1024)
#define ARENAS      4

typedef struct
{
  GMainLoop *loop;     /* (owned) */
  HubService *service; /* (owned) */
  gboolean is_ending;
} Serving;

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Serving *serving = user_data;

  if (!hub_service_drain_finish (serving->service, result))
    hub_log (G_LOG_LEVEL_MESSAGE, "some requests were cut", NULL);
  g_main_loop_quit (serving->loop);
}

static gboolean
signal_cb (gpointer user_data)
{
  Serving *serving = user_data;

  if (serving->is_ending)
    {
      g_main_loop_quit (serving->loop);
      return G_SOURCE_CONTINUE;
    }
  serving->is_ending = TRUE;
  hub_log (G_LOG_LEVEL_MESSAGE, "ending", NULL);
  hub_service_drain_async (serving->service, drained_cb, serving);
  return G_SOURCE_CONTINUE;
}

static void
prepare_process (void)
{
  struct rlimit files;

  mallopt (M_MMAP_THRESHOLD, MAPPED_FROM);
  mallopt (M_ARENA_MAX, ARENAS);
  signal (SIGPIPE, SIG_IGN);
  if (getrlimit (RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max)
    {
      files.rlim_cur = files.rlim_max;
      setrlimit (RLIMIT_NOFILE, &files);
    }
}

static void
announce (HubConfig *config, HubTls *tls, guint16 port)
{
  g_autofree char *fingerprint = hub_tls_dup_fingerprint_text (tls);
  gboolean is_ipv6 = strchr (config->listen_host, ':') != NULL;

  hub_log (G_LOG_LEVEL_MESSAGE, "certificate", "sha256", fingerprint, NULL);
  printf ("zontik-server: listening on https://%s%s%s:%u\n", is_ipv6 ? "[" : "",
          config->listen_host, is_ipv6 ? "]" : "", port);
  fflush (stdout);
}

static void
turn_until_quiet (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* Who reads that it listens may end it at once, so that comes last. */
static void
run_loop (Serving *serving, HubConfig *config, HubTls *tls)
{
  guint terminate = g_unix_signal_add (SIGTERM, signal_cb, serving);
  guint interrupt = g_unix_signal_add (SIGINT, signal_cb, serving);

  announce (config, tls, hub_server_get_port (hub_service_get_server (serving->service)));
  g_main_loop_run (serving->loop);
  g_source_remove (terminate);
  g_source_remove (interrupt);
}

HubExit
hub_cli_serve_run (HubConfig *config, int argc, char **argv)
{
  g_autoptr (HubCliSession) session = NULL;
  g_autoptr (HubTls) tls = NULL;
  g_autoptr (GError) error = NULL;
  Serving serving = { NULL, NULL, FALSE };
  HubExit exit;

  if (!hub_cli_parse (NULL, "", "serve clients", &argc, argv, &exit))
    return exit;
  if (argc > 1)
    return hub_cli_usage ("serve takes no arguments");

  prepare_process ();
  session = hub_cli_session_open (config, HUB_CLI_SERVER, &error);
  if (session == NULL)
    return hub_cli_fail (error);
  tls = hub_tls_new (config->tls_cert, config->tls_key, config->data_dir, config->listen_host,
                     &error);
  if (tls == NULL)
    {
      hub_cli_fail (error);
      return HUB_EXIT_CONFIG;
    }

  serving.service = hub_service_new (&session->context, session->conninfo, tls, NULL);
  if (hub_service_listen (serving.service, config->listen_host, config->listen_port, &error))
    {
      serving.loop = g_main_loop_new (NULL, FALSE);
      run_loop (&serving, config, tls);
      g_main_loop_unref (serving.loop);
    }
  exit = error != NULL ? hub_cli_fail (error) : HUB_EXIT_DONE;

  /* Answers that are on their way still need the service. */
  hub_db_pool_close (session->context.pool);
  hub_db_pool_close (session->context.bulk_pool);
  turn_until_quiet ();
  hub_service_free (serving.service);
  turn_until_quiet ();
  return exit;
}
