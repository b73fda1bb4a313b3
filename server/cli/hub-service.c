/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubService: puts the parts of a server together and takes them apart in order. It also carries
 * news between the processes of one database: what is committed here is told to the others, once
 * every tenth of a second at the most, outside of any transaction. One thread; owned by `serve`. */

#define G_LOG_DOMAIN "hub-service"

#include "server/cli/hub-service.h"

#include <string.h>

#include "server/admin/hub-admin.h"
#include "server/audit/hub-audit-sealer.h"
#include "server/auth/hub-auth-routes.h"
#include "server/auth/hub-sessions.h"
#include "server/customers/hub-customers.h"
#include "server/customers/hub-merge-routes.h"
#include "server/customers/hub-paper-tasks.h"
#include "server/db/hub-db-listener.h"
#include "server/files/hub-files.h"
#include "server/imports/hub-imports.h"
#include "server/live/hub-health-routes.h"
#include "server/live/hub-live.h"
#include "server/sync/hub-keeper.h"
#include "server/sync/hub-rights-text.h"
#include "server/sync/hub-sync-routes.h"
#include "server/sync/hub-sync.h"
#include "server/sync/hub-watermark.h"

#define NEWS_CHANNEL  "zontik"
#define AUTH_CHANNEL  "zontik-auth"
#define LIVE_CHANNEL  "zontik-live"
#define NEWS_INTERVAL 100  /* ms */
#define NEWS_LENGTH   7000 /* bytes; NOTIFY takes fewer than 8000 */

struct _HubService
{
  HubContext *context;     /* (borrowed) */
  HubSessions *sessions;   /* (owned) */
  HubServer *server;       /* (owned) */
  HubLive *live;           /* (owned) */
  HubAdmin *admin;         /* (owned) */
  HubImports *imports;     /* (owned) */
  HubAuditSealer *sealer;  /* (owned) */
  HubSync *sync;           /* (owned) */
  HubFiles *files;         /* (owned) */
  HubPaperTasks *papers;   /* (owned) */
  HubKeeper *keeper;       /* (owned) */
  HubWatermark *watermark; /* (owned) */
  HubDbListener *listener; /* (owned) */
  HubTickle *news;         /* (owned): for the other processes */
  GSource *news_timer;     /* (owned) (nullable): since the last were sent */
};

static void
send_news (HubService *self)
{
  g_autofree char *text = NULL;

  if (hub_tickle_is_empty (self->news))
    return;

  text = hub_tickle_to_text (self->news, NEWS_LENGTH);
  hub_db_listener_notify (self->listener, NEWS_CHANNEL, text);
  g_clear_pointer (&self->news, hub_tickle_free);
  self->news = hub_tickle_new ();
}

static gboolean
news_cb (gpointer user_data)
{
  HubService *self = user_data;

  if (hub_tickle_is_empty (self->news))
    {
      g_clear_pointer (&self->news_timer, g_source_unref);
      return G_SOURCE_REMOVE;
    }
  send_news (self);
  return G_SOURCE_CONTINUE;
}

/* After a commit of this process. */
static void
tickle_cb (const HubTickle *tickle, gpointer user_data)
{
  HubService *self = user_data;

  hub_live_tickle (self->live, tickle);
  hub_tickle_merge (self->news, tickle);
  if (self->news_timer != NULL)
    return;

  send_news (self);
  self->news_timer = g_timeout_source_new (NEWS_INTERVAL);
  g_source_set_callback (self->news_timer, news_cb, self, NULL);
  g_source_attach (self->news_timer, g_main_context_get_thread_default ());
}

static void
interest_cb (const char *session, const char *const *owners, const char *branch, gpointer user_data)
{
  hub_live_set_interest (((HubService *) user_data)->live, session, owners, branch);
}

/* "USER TEXT" */
static void
send_to_one (HubService *self, const char *payload)
{
  g_auto (GStrv) words = g_strsplit (payload, " ", 2);

  if (g_strv_length (words) == 2)
    hub_live_send (self->live, words[0], words[1]);
}

/* From another process. */
static void
notified_cb (HubDbListener *listener, const char *channel, const char *payload, gpointer user_data)
{
  HubService *self = user_data;
  g_autoptr (HubTickle) tickle = NULL;

  if (strcmp (channel, AUTH_CHANNEL) == 0)
    {
      hub_sessions_look (self->sessions);
      return;
    }
  if (strcmp (channel, LIVE_CHANNEL) == 0)
    {
      send_to_one (self, payload);
      return;
    }
  tickle = hub_tickle_from_text (payload);
  hub_live_tickle (self->live, tickle);
}

static void
resumed_cb (HubDbListener *listener, gpointer user_data)
{
  HubService *self = user_data;
  g_autoptr (HubTickle) everyone = hub_tickle_new ();

  everyone->all = TRUE;
  hub_live_tickle (self->live, everyone);
  hub_sessions_look (self->sessions);
}

/* His sockets may be at another process. */
static void
tell_cb (const char *user, const char *text, gpointer user_data)
{
  HubService *self = user_data;
  g_autofree char *news = g_strconcat (user, " ", text, NULL);

  hub_live_send (self->live, user, text);
  hub_db_listener_notify (self->listener, LIVE_CHANNEL, news);
}

/* Of a job, to who made it. */
static void
progress_cb (const HubAdminProgress *progress, gpointer user_data)
{
  g_autofree char *text =
      g_strdup_printf ("{\"type\":\"job-progress\",\"job\":\"%s\",\"kind\":\"%s\",\"state\":\"%s\","
                       "\"done\":%" G_GINT64_FORMAT ",\"total\":%" G_GINT64_FORMAT "}",
                       progress->id, progress->kind, progress->state, progress->done,
                       progress->total);

  tell_cb (progress->actor, text, user_data);
}

static void
ended_cb (HubSessions *sessions,
          const char *session,
          gboolean wipe,
          gboolean is_own,
          gpointer user_data)
{
  HubService *self = user_data;

  hub_live_end_session (self->live, session, wipe);
  if (is_own)
    hub_db_listener_notify (self->listener, AUTH_CHANNEL, "look");
}

static HubLimits
read_limits (HubConfig *config)
{
  HubLimits limits = hub_limits_default;

  limits.max_body = config->max_body;
  limits.max_file = config->max_file;
  limits.max_headers = config->max_header;
  limits.max_connections = config->max_connections;
  limits.work_time = config->request_seconds * 1000;
  limits.body_time = config->body_seconds * 1000;
  limits.idle_time = config->idle_seconds * 1000;
  return limits;
}

HubService *
hub_service_new (HubContext *context, const char *conninfo, HubTls *tls, const HubLimits *limits)
{
  const char *const channels[] = { NEWS_CHANNEL, AUTH_CHANNEL, LIVE_CHANNEL, NULL };
  HubLimits configured = read_limits (context->config);
  HubService *self = g_new0 (HubService, 1);
  HubRouter *router = NULL;

  self->context = context;
  self->news = hub_tickle_new ();
  self->sessions = hub_sessions_new (context, hub_rights_read_text);
  self->server = hub_server_new (context, tls, HUB_AUTHORITY (self->sessions),
                                 limits != NULL ? limits : &configured);
  self->live = hub_live_new (self->server, context->metrics);
  self->sync = hub_sync_new (context, tickle_cb, self);
  hub_sync_set_interest_func (self->sync, interest_cb, self);
  hub_customers_register (self->sync);
  self->keeper = hub_keeper_new (context, tickle_cb, self);
  self->watermark = hub_watermark_new (context);

  self->files = hub_files_new (context, tickle_cb, self);
  self->papers = hub_paper_tasks_new (context, tickle_cb, self);
  self->admin = hub_admin_new (context, self->sessions, tickle_cb, progress_cb, self);
  self->imports = hub_imports_new (context, tickle_cb, tell_cb, self);
  self->sealer = hub_audit_sealer_new (context);

  router = hub_server_get_router (self->server);
  hub_sync_routes_register (router, self->sync);
  hub_auth_routes_register (router, self->sessions);
  hub_admin_routes_register (router, self->admin);
  hub_files_routes_register (router, self->files);
  hub_merge_routes_register (router, context);
  hub_imports_register (router, self->imports);
  hub_health_routes_register (router);

  g_signal_connect (self->sessions, "ended", G_CALLBACK (ended_cb), self);
  self->listener = hub_db_listener_new (conninfo, channels);
  g_signal_connect (self->listener, "notified", G_CALLBACK (notified_cb), self);
  g_signal_connect (self->listener, "resumed", G_CALLBACK (resumed_cb), self);
  return self;
}

void
hub_service_free (HubService *self)
{
  g_signal_handlers_disconnect_by_data (self->sessions, self);
  g_signal_handlers_disconnect_by_data (self->listener, self);
  hub_db_listener_close (self->listener);
  g_clear_object (&self->listener);
  if (self->news_timer != NULL)
    g_source_destroy (self->news_timer);
  g_clear_pointer (&self->news_timer, g_source_unref);
  hub_sessions_stop (self->sessions);
  g_clear_pointer (&self->live, hub_live_free);
  g_object_run_dispose (G_OBJECT (self->server));
  g_clear_object (&self->server);
  g_clear_pointer (&self->sealer, hub_audit_sealer_free);
  g_clear_pointer (&self->admin, hub_admin_free);
  g_clear_pointer (&self->files, hub_files_free);
  g_clear_pointer (&self->papers, hub_paper_tasks_free);
  g_clear_pointer (&self->imports, hub_imports_free);
  g_clear_pointer (&self->watermark, hub_watermark_free);
  g_clear_pointer (&self->keeper, hub_keeper_free);
  g_clear_pointer (&self->sync, hub_sync_free);
  g_clear_object (&self->sessions);
  g_clear_pointer (&self->news, hub_tickle_free);
  g_free (self);
}

HubServer *
hub_service_get_server (HubService *self)
{
  return self->server;
}

gboolean
hub_service_listen (HubService *self, const char *host, guint16 port, GError **error)
{
  return hub_server_listen (self->server, host, port, error);
}

void
hub_service_drain_async (HubService *self, GAsyncReadyCallback callback, gpointer user_data)
{
  hub_live_close_all (self->live);
  hub_admin_drain (self->admin);
  hub_imports_drain (self->imports);
  hub_server_drain_async (self->server, self->context->config->drain_seconds, callback, user_data);
}

gboolean
hub_service_drain_finish (HubService *self, GAsyncResult *result)
{
  return hub_server_drain_finish (self->server, result);
}
