/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of one device. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-client.h"

#include <string.h>

SimClient *
sim_client_new (guint number, SimServer *server, const SimNetFaults *faults, const char *user)
{
  SimClient *self = g_new0 (SimClient, 1);

  self->number = number;
  self->server = server;
  self->faults = faults;
  self->user = g_strdup (user);
  self->device = sim_dup_id ();
  self->disk = sim_disk_new (number);
  self->folder = g_strdup_printf ("%s%u/desk", SIM_ROOT, number);
  self->is_online = TRUE;
  self->host.boot = 1;
  return self;
}

void
sim_client_drop_files (SimClient *self, SimDisk *template_disk)
{
  g_hash_table_remove_all (self->disk->files);
  if (template_disk != NULL)
    sim_disk_copy_files (self->disk, template_disk);
}

/* ---- session -------------------------------------------------------------------------------- */

static HubSession *
make_session (SimClient *self)
{
  HubSession *session = hub_session_new ();

  session->id = g_strdup (self->session);
  session->user = g_strdup (self->user);
  session->device = g_strdup (self->device);
  session->name = g_strdup ("");
  session->role = g_strdup ("agent");
  session->expires_at = G_MAXINT64;
  return session;
}

void
sim_client_sign_in (SimClient *self)
{
  const char *params[] = { NULL, self->user, self->device, NULL };

  g_free (self->session);
  self->session = sim_dup_id ();
  params[0] = self->session;
  sim_db_query (self->server->db,
                "insert into session (id, user_id, device, device_name, token_hash, expires_at) "
                "values ($1, $2, $3, 'device', $1, '2099-01-01T00:00:00.000000Z')",
                params);
  self->is_signed_out = FALSE;
  if (self->transport == NULL)
    return;
  sim_transport_set_session (self->transport, make_session (self));
  if (self->engine != NULL && self->state == SIM_CLIENT_OPEN)
    desk_sync_engine_start (self->engine);
}

static void
signed_out_cb (DeskSyncEngine *engine, SimClient *self)
{
  sim_trace ("client %u is signed out", self->number);
  self->is_signed_out = TRUE;
}

static void
wiped_cb (DeskSyncEngine *engine, SimClient *self)
{
  sim_trace ("client %u is to wipe", self->number);
  self->is_wiping = TRUE;
}

/* ---- closing -------------------------------------------------------------------------------- */

static void
take_apart (SimClient *self)
{
  const SimHost *host = sim_world ()->host;

  sim_world ()->host = &self->host;
  self->state = SIM_CLIENT_CLOSED;
  self->is_verifying = FALSE;
  self->generation++;
  if (self->engine != NULL)
    desk_sync_engine_stop (self->engine);
  if (self->transport != NULL)
    sim_transport_close (self->transport);
  sim_drain ();
  if (self->database != NULL)
    desk_database_close (self->database);
  sim_drain ();
  g_clear_object (&self->engine);
  g_clear_object (&self->status);
  g_clear_object (&self->outbox);
  g_clear_object (&self->database);
  g_clear_object (&self->transport);
  g_clear_object (&self->account);
  g_clear_object (&self->clock);
  sim_drain ();
  sim_world ()->host = host;
}

void
sim_client_close (SimClient *self)
{
  if (self->state != SIM_CLIENT_OPEN)
    return;
  sim_trace ("client %u quits", self->number);
  self->may_open = FALSE;
  take_apart (self);
}

void
sim_client_kill (SimClient *self, gboolean is_power)
{
  if (self->state == SIM_CLIENT_CLOSED)
    return;
  self->is_power = is_power;
  sim_disk_crash (self->disk, is_power);
}

/* ---- opening -------------------------------------------------------------------------------- */

typedef struct
{
  SimClient *client;
  guint generation;
} Opening;

static void
begin_work (SimClient *self)
{
  self->state = SIM_CLIENT_OPEN;
  self->n_failed_opens = 0;
  self->outbox = desk_outbox_new (self->database);
  self->status = desk_sync_status_new ();
  self->account = desk_account_new ("sim");
  self->engine = desk_sync_engine_new (self->database, self->outbox, self->account, self->status,
                                       DESK_TRANSPORT (self->transport));
  desk_sync_engine_set_clock (self->engine, self->clock);
  g_signal_connect (self->engine, "signed-out", G_CALLBACK (signed_out_cb), self);
  g_signal_connect (self->engine, "wiped", G_CALLBACK (wiped_cb), self);
  if (!self->is_signed_out)
    desk_sync_engine_start (self->engine);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Opening *opening = user_data;
  SimClient *self = opening->client;
  g_autoptr (GError) error = NULL;
  gboolean ok = desk_database_open_finish (DESK_DATABASE (source), result, &error);

  if (opening->generation != self->generation || self->state != SIM_CLIENT_OPENING)
    return;
  if (ok)
    {
      sim_trace ("client %u is open: %s", self->number, self->device);
      begin_work (self);
      return;
    }
  sim_trace ("client %u does not open: %s", self->number, error->message);
  self->n_failed_opens++;
  if (self->n_failed_opens > 200)
    sim_fail ("client %u never opens again: %s", self->number, error->message);
  self->state = SIM_CLIENT_CLOSED;
  self->disk->is_dead = TRUE;
}

static void
open_cb (gpointer data)
{
  SimClient *self = data;
  Opening *opening;

  if (self->state != SIM_CLIENT_CLOSED || !self->may_open || self->disk->is_dead)
    return;
  sim_trace ("client %u opens", self->number);
  self->state = SIM_CLIENT_OPENING;
  self->clock = sim_clock_new (&self->host);
  self->transport = sim_transport_new (self->server, &self->host, self->faults);
  sim_transport_set_online (self->transport, self->is_online);
  if (!self->is_signed_out)
    sim_transport_set_session (self->transport, make_session (self));
  self->database = desk_database_new (self->folder);
  opening = g_new0 (Opening, 1);
  opening->client = self;
  opening->generation = self->generation;
  desk_database_open_async (self->database, NULL, opened_cb, opening);
}

void
sim_client_open (SimClient *self)
{
  self->may_open = TRUE;
  sim_after (sim_between (0, 1000000), &self->host, NULL, open_cb, self);
}

static void
revive_cb (gpointer data)
{
  SimClient *self = data;

  self->is_reviving = FALSE;
  sim_disk_revive (self->disk);
  open_cb (self);
}

static void
sign_in_cb (gpointer data)
{
  SimClient *self = data;

  self->is_signing = FALSE;
  if (self->is_signed_out)
    sim_client_sign_in (self);
}

/* As if the wipe had been interrupted right at its beginning: the next start goes on with it. */
static void
wipe (SimClient *self)
{
  g_autofree char *marker = g_build_filename (self->folder, "wiping", NULL);

  take_apart (self);
  if (!g_file_set_contents_full (marker, "", 0, G_FILE_SET_CONTENTS_DURABLE, 0600, NULL))
    return;
  self->is_wiping = FALSE;
  self->may_open = TRUE;
  sim_client_sign_in (self);
  sim_after (sim_between (1, 30) * G_TIME_SPAN_SECOND, &self->host, NULL, open_cb, self);
}

void
sim_client_look_after (SimClient *self)
{
  if (self->is_wiping && !self->disk->is_dead && self->state != SIM_CLIENT_OPENING)
    wipe (self);
  if (self->disk->is_dead && !self->is_reviving)
    {
      self->is_reviving = TRUE;
      take_apart (self);
      self->host.boot += self->is_power || self->disk->is_power;
      self->is_power = FALSE;
      sim_after (sim_between (1, 60) * G_TIME_SPAN_SECOND, &self->host, NULL, revive_cb, self);
    }
  if (self->is_signed_out && self->state == SIM_CLIENT_OPEN && self->session != NULL &&
      !self->is_signing)
    {
      self->is_signing = TRUE;
      sim_after (sim_between (5, 120) * G_TIME_SPAN_SECOND, &self->host, NULL, sign_in_cb, self);
    }
}

void
sim_client_set_online (SimClient *self, gboolean is_online)
{
  if (self->is_online == is_online)
    return;
  self->is_online = is_online;
  sim_trace ("client %u is %s", self->number, is_online ? "online" : "offline");
  if (self->transport != NULL)
    sim_transport_set_online (self->transport, is_online);
}

gboolean
sim_client_is_quiet (SimClient *self)
{
  return self->state == SIM_CLIENT_OPEN && desk_outbox_get_pending (self->outbox) == 0 &&
         desk_sync_status_get_state (self->status) == DESK_SYNC_IDLE;
}
