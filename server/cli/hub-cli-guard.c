/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thread with a main context of its own. It touches the cluster only to leave it, when the main
 * thread will not come to do so any more. Owned by HubCliSession. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/cli/hub-cli-guard.h"

#include "server/cli/hub-cli.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

struct _HubCliGuard
{
  HubCluster *cluster; /* (owned) */
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
};

static gboolean
ended_cb (gpointer user_data)
{
  HubCliGuard *self = user_data;

  g_printerr ("zontik-server: Interrupted.\n");
  hub_cluster_close (self->cluster);
  _exit (HUB_EXIT_FAILED);

  return G_SOURCE_REMOVE;
}

static gpointer
guard_thread (gpointer data)
{
  HubCliGuard *self = data;

  g_main_loop_run (self->loop);

  return NULL;
}

static void
watch_signal (HubCliGuard *self, int number)
{
  g_autoptr (GSource) source = g_unix_signal_source_new (number);

  g_source_set_callback (source, ended_cb, self, NULL);
  g_source_attach (source, self->context);
}

HubCliGuard *
hub_cli_guard_new (HubCluster *cluster)
{
  HubCliGuard *self = g_new0 (HubCliGuard, 1);

  self->cluster = g_object_ref (cluster);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  watch_signal (self, SIGINT);
  watch_signal (self, SIGTERM);
  watch_signal (self, SIGHUP);
  self->thread = g_thread_new ("hub-cli-guard", guard_thread, self);

  return self;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

void
hub_cli_guard_free (HubCliGuard *self)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  /* Attached, not invoked: the thread may not have begun to run the loop. */
  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_object_unref (self->cluster);
  g_free (self);
}
