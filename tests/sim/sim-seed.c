/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The course of a seed: people work while things go wrong, then all is well again and everything
 * must come together. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-seed.h"

#include <string.h>

#define TEMPLATE_DISK  63
#define ACT_EVERY      (6 * G_TIME_SPAN_SECOND)
#define FAULT_EVERY    (25 * G_TIME_SPAN_SECOND)
#define LOOK_EVERY     (20 * G_TIME_SPAN_SECOND)
#define CALM_AT_MOST   (6 * G_TIME_SPAN_HOUR)
#define QUIET_AT_LEAST (200 * G_TIME_SPAN_SECOND)

/* ---- what all begin with -------------------------------------------------------------------- */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!desk_database_open_finish (DESK_DATABASE (source), result, &error))
    sim_give_up ("the template does not open: %s", error->message);
  *(gboolean *) user_data = TRUE;
}

SimDisk *
sim_seed_make_template (void)
{
  SimDisk *disk = sim_disk_new (TEMPLATE_DISK);
  g_autoptr (DeskDatabase) database = NULL;
  gboolean is_open = FALSE;
  SimHost host = { 0 };

  sim_world_reset (0);
  sim_world ()->is_traced = FALSE;
  sim_server_prepare ();
  sim_world ()->host = &host;
  database = desk_database_new (SIM_ROOT G_STRINGIFY (TEMPLATE_DISK) "/desk");
  desk_database_open_async (database, NULL, opened_cb, &is_open);
  while (!is_open && sim_step ())
    ;
  desk_database_close (database);
  sim_drain ();
  g_clear_object (&database);
  return disk;
}

static void
add_branch (SimSeed *self, guint index)
{
  const char *params[] = { NULL, NULL, NULL };
  g_autofree char *name = g_strdup_printf ("Branch %u", index);

  self->branches[index] = sim_dup_id ();
  params[0] = self->branches[index];
  params[1] = name;
  sim_db_query (self->server->db, "insert into branch (id, ver, name) values ($1, sync_ver(), $2)",
                params);
}

static void
add_user (SimSeed *self, const char *role, guint branch)
{
  SimUser *user = g_new0 (SimUser, 1);
  const char *params[] = { NULL, NULL, role, self->branches[branch], NULL };

  user->id = sim_dup_id ();
  user->login = g_strdup_printf ("user%u", self->users->len);
  params[0] = user->id;
  params[1] = user->login;
  sim_db_query (self->server->db,
                "insert into app_user (id, ver, login, name, role, branch) "
                "values ($1, sync_ver(), $2, $2, $3, $4)",
                params);
  g_ptr_array_add (self->users, user);
}

static void
add_customer (SimSeed *self)
{
  SimUser *user = self->users->pdata[sim_pick (self->users->len)];
  g_autofree char *id = sim_dup_id ();
  g_autofree char *contact = sim_dup_id ();
  g_autofree char *name = sim_dup_token ("Old");
  const char *params[] = { id, name, user->id, contact, NULL };

  sim_db_query (self->server->db,
                "insert into customer (id, ver, type, last_name, owner, branch, created_by) "
                "select $1, sync_ver(), 'person', $2, u.id, u.branch, u.id from app_user u "
                "where u.id = $3",
                params);
  sim_db_query (self->server->db,
                "insert into contact_point (id, ver, customer, type, value, owner, branch) "
                "select $4, sync_ver(), c.id, 'email', 'a@post.example', c.owner, c.branch "
                "from customer c where c.id = $1",
                params);
  g_hash_table_insert (self->roots, g_steal_pointer (&contact), g_steal_pointer (&id));
}

static void
add_people (SimSeed *self)
{
  static const struct
  {
    const char *role;
    guint branch;
  } people[] = { { "agent", 0 }, { "agent", 0 },    { "head", 0 },
                 { "agent", 1 }, { "director", 1 }, { "head", 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (self->branches); i++)
    add_branch (self, i);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    add_user (self, people[i].role, people[i].branch);
  for (guint n = self->menu.n_customers; n > 0; n--)
    add_customer (self);
}

static void
add_clients (SimSeed *self, SimDisk *template_disk)
{
  self->n_clients = self->menu.n_clients;
  for (guint i = 0; i < self->n_clients; i++)
    {
      /* Now and then somebody has two devices. */
      guint index = i > 0 && sim_one_in (5) ? sim_pick (i) : i;
      SimUser *user = self->users->pdata[index];
      SimClient *client = sim_client_new (i, self->server, &self->faults, user->id);

      sim_client_drop_files (client, template_disk);
      sim_client_sign_in (client);
      self->clients[i] = client;
      sim_client_open (client);
    }
}

static guint
pick_rate (guint once_in)
{
  return sim_one_in (2) ? 0 : once_in;
}

/* Most seeds are small, with some of everything left out: so they are many, and what is left meets
 * more often. A few are long. */
static void
pick_size (SimMenu *menu)
{
  guint chance = sim_pick (100);

  menu->acts = G_MAXUINT;
  if (chance < 85)
    {
      menu->n_clients = 2 + sim_pick (2);
      menu->n_customers = 1 + sim_pick (3);
      menu->n_acts = 5 + sim_pick (15);
      menu->acts = (guint) sim_random () | (guint) sim_random ();
    }
  else
    {
      menu->n_clients = 2 + sim_pick (SIM_MAX_CLIENTS - 2);
      menu->n_customers = 2 + sim_pick (6);
      menu->n_acts = chance < 98 ? 20 + sim_pick (60) : 150 + sim_pick (150);
    }
}

static void
pick_faults (SimSeed *self)
{
  self->menu.has_crashes = sim_pick (4) > 0;
  self->menu.has_disk_faults = sim_pick (3) > 0;
  self->menu.has_fail_overs = sim_one_in (3);
  self->menu.has_admin = sim_pick (3) > 0;
  self->menu.admin_once_in = 2 + sim_pick (8);
  self->faults.lose_request = pick_rate (15);
  self->faults.lose_answer = pick_rate (10);
  self->faults.twice = pick_rate (5);
  self->faults.cut = pick_rate (6);
  self->faults.lose_news = pick_rate (3);
  self->server->faults.lost_connection = pick_rate (300);
  self->server->faults.lost_commit = pick_rate (25);
  self->server->faults.failed_commit = pick_rate (20);
  self->server->faults.stall = pick_rate (150);
}

static void
tell_clients (const HubTickle *tickle, gpointer data)
{
  SimSeed *self = data;

  for (guint i = 0; i < self->n_clients; i++)
    if (self->clients[i]->transport != NULL)
      sim_transport_tell (self->clients[i]->transport, DESK_LIVE_CHANGES);
}

static void
note_push (GBytes *body, gpointer data)
{
  sim_ledger_note_push (data, body);
}

static void
note_reply (GBytes *body, gpointer data)
{
  sim_ledger_note_reply (data, body);
}

static void
note_told (GBytes *body, gpointer data)
{
  sim_papers_look_at_wire (data, body);
}

static void
crash_cb (gpointer data)
{
  SimSeed *self = data;

  self->is_crashing = FALSE;
  if (!self->is_calm)
    sim_server_crash_database (self->server);
}

/* The worst moment: somebody has read up to a number that the disk does not know. */
static void
note_look (gpointer data)
{
  SimSeed *self = data;

  if (self->is_calm || self->is_crashing || !self->menu.has_crashes || !sim_one_in (4))
    return;
  self->is_crashing = TRUE;
  sim_after (sim_between (0, G_TIME_SPAN_SECOND / 4), NULL, NULL, crash_cb, self);
}

SimSeed *
sim_seed_new (guint64 number, SimDisk *template_disk)
{
  SimSeed *self = g_new0 (SimSeed, 1);

  sim_world_reset (number);
  self->number = number;
  self->users = g_ptr_array_new ();
  self->typed = g_ptr_array_new ();
  self->secrets = g_ptr_array_new ();
  self->undoes = g_ptr_array_new ();
  self->roots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->server = sim_server_new ();
  self->server->live = tell_clients;
  self->server->live_data = self;
  self->server->pushed = note_push;
  self->server->replied = note_reply;
  self->server->told = note_told;
  self->sent = sim_ledger_new ();
  sim_server_start (self->server);
  pick_size (&self->menu);
  add_people (self);
  sim_admin_prepare (self);
  pick_faults (self);
  add_clients (self, template_disk);
  self->server->db->committed = sim_ledger_look_at_commit;
  self->server->db->committed_data = self;
  self->server->db->looked = note_look;
  self->server->db->looked_data = self;
  self->n_base = sim_db_get_position (self->server->db);
  return self;
}

/* ---- people --------------------------------------------------------------------------------- */

static void
act_cb (gpointer data)
{
  SimSeed *self = data;

  if (self->is_calm)
    return;
  if (self->menu.has_admin && sim_one_in (self->menu.admin_once_in))
    sim_admin_act (self);
  else
    sim_act (self, self->clients[sim_pick (self->n_clients)]);
  if (self->menu.n_acts > 0)
    self->menu.n_acts--;
  sim_after (sim_one_in (2) ? sim_between (0, 2 * ACT_EVERY) : sim_between (0, 300000), NULL, NULL,
             act_cb, self);
}

/* ---- what goes wrong ------------------------------------------------------------------------ */

static void
server_up_cb (gpointer data)
{
  SimSeed *self = data;

  sim_server_start (self->server);
}

static void
stop_server (SimSeed *self)
{
  sim_server_kill (self->server);
  for (guint i = 0; i < self->n_clients; i++)
    if (self->clients[i]->transport != NULL)
      sim_transport_tell (self->clients[i]->transport, DESK_LIVE_DISCONNECTED);
}

static void
keep_epoch_cb (gpointer data)
{
  sim_office_keep_epoch (data);
}

static void
hurt_server (SimSeed *self)
{
  guint n = sim_db_get_position (self->server->db);
  guint n_own = n - self->n_base;
  guint n_lost = sim_pick (10);
  guint n_unsaved = sim_pick (40);

  if (self->menu.has_fail_overs && self->n_restores < 3 && sim_one_in (2))
    {
      self->n_restores++;
      sim_ledger_forget (self);
      if (sim_one_in (2))
        {
          sim_server_fail_over (self->server, n - MIN (n_lost, n_own));
          sim_after (sim_between (0, G_TIME_SPAN_MINUTE), NULL, NULL, keep_epoch_cb, self);
          return;
        }
      stop_server (self);
      sim_server_restore (self->server, n - MIN (n_unsaved, n_own));
    }
  else
    stop_server (self);
  sim_after (sim_between (1, 30) * G_TIME_SPAN_SECOND, NULL, NULL, server_up_cb, self);
}

static void
kill_client (SimClient *client)
{
  gboolean is_power = sim_one_in (2);

  /* Mostly in the middle of writing. */
  if (sim_one_in (3))
    sim_client_kill (client, is_power);
  else
    {
      client->disk->is_power = is_power;
      client->disk->crash_in = 1 + sim_pick (40);
    }
}

static void
heal_disk_cb (gpointer data)
{
  SimClient *client = data;

  client->disk->is_full = FALSE;
  client->disk->eio = 0;
}

static void
hurt_disk (SimClient *client)
{
  sim_trace ("disk %u is ill", client->number);
  if (sim_one_in (2))
    client->disk->is_full = TRUE;
  else
    client->disk->eio = 2 + sim_pick (20);
  sim_after (sim_between (1, 60) * G_TIME_SPAN_SECOND, NULL, NULL, heal_disk_cb, client);
}

static void
jump_clock (SimClient *client)
{
  static const gint64 spans[] = { G_TIME_SPAN_MINUTE, G_TIME_SPAN_HOUR, G_TIME_SPAN_DAY,
                                  3650 * G_TIME_SPAN_DAY };
  gint64 span = spans[sim_pick (G_N_ELEMENTS (spans))];

  client->host.skew = sim_between (-span, span);
  sim_trace ("clock of client %u: %" G_GINT64_FORMAT, client->number, client->host.skew);
}

static void
reopen_cb (gpointer data)
{
  sim_client_open (data);
}

static void
fault_cb (gpointer data)
{
  SimSeed *self = data;
  SimClient *client = self->clients[sim_pick (self->n_clients)];

  if (self->is_calm)
    return;
  switch (sim_pick (9))
    {
    case 7:
      if (self->menu.has_disk_faults)
        sim_damage_act (client);
      break;
    case 0:
    case 1:
    case 2:
      sim_client_set_online (client, !client->is_online);
      break;
    case 3:
      if (self->menu.has_crashes)
        kill_client (client);
      break;
    case 4:
      if (self->menu.has_disk_faults)
        hurt_disk (client);
      break;
    case 5:
      jump_clock (client);
      break;
    case 6:
      if (client->state == SIM_CLIENT_OPEN)
        {
          sim_client_close (client);
          sim_after (sim_between (1, 60) * G_TIME_SPAN_SECOND, NULL, NULL, reopen_cb, client);
        }
      break;
    default:
      if (self->menu.has_crashes || self->menu.has_fail_overs)
        hurt_server (self);
      break;
    }
  sim_after (sim_between (0, 2 * FAULT_EVERY), NULL, NULL, fault_cb, self);
}

/* ---- all is well again ---------------------------------------------------------------------- */

static void
calm_down (SimSeed *self)
{
  sim_trace ("calm");
  self->is_calm = TRUE;
  memset (&self->faults, 0, sizeof self->faults);
  memset (&self->server->faults, 0, sizeof self->server->faults);
  sim_server_start (self->server);
  sim_admin_restore_order (self);
  for (guint i = 0; i < self->n_clients; i++)
    {
      SimClient *client = self->clients[i];

      client->disk->crash_in = 0;
      heal_disk_cb (client);
      sim_client_set_online (client, TRUE);
      if (client->state == SIM_CLIENT_CLOSED)
        sim_client_open (client);
      else
        client->may_open = TRUE;
    }
}

typedef struct
{
  SimSeed *seed;
  gint64 calm_at;
  gint64 quiet_at; /* 0: not quiet */
} Look;

static gboolean
is_quiet (SimSeed *self)
{
  for (guint i = 0; i < self->n_clients; i++)
    if (!sim_client_is_quiet (self->clients[i]))
      return FALSE;
  return self->server->is_up && self->server->db->active->len == 0;
}

static void
tell_restless (SimSeed *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->n_clients; i++)
    {
      SimClient *client = self->clients[i];

      g_string_append_printf (
          text, " client %u: state %d, pending %u, sync %d %s;", i, client->state,
          client->outbox != NULL ? desk_outbox_get_pending (client->outbox) : 0,
          client->status != NULL ? (int) desk_sync_status_get_state (client->status) : -1,
          client->status != NULL ? desk_sync_status_get_details (client->status) : "");
    }
  sim_fail ("never quiet:%s %u transactions", text->str, self->server->db->active->len);
}

static void
look_cb (gpointer data)
{
  Look *look = data;
  SimSeed *self = look->seed;
  gint64 now = sim_world ()->now;

  if (!self->is_calm && self->menu.n_acts == 0)
    {
      calm_down (self);
      look->calm_at = now;
    }
  else if (self->is_calm)
    {
      look->quiet_at = !is_quiet (self) ? 0 : look->quiet_at == 0 ? now : look->quiet_at;
      if (look->quiet_at > 0 && !sim_damage_is_mended (self))
        look->quiet_at = now;
      if (look->quiet_at > 0 && now - look->quiet_at > QUIET_AT_LEAST)
        {
          sim_trace ("quiet");
          sim_check (self);
          return;
        }
      /* An order may have met an epoch that nobody had opened. */
      if (look->quiet_at == 0)
        sim_admin_restore_order (self);
      if (now - look->calm_at > CALM_AT_MOST)
        {
          tell_restless (self);
          return;
        }
    }
  sim_after (LOOK_EVERY, NULL, NULL, look_cb, look);
}

void
sim_seed_run (SimSeed *self)
{
  Look look = { self, 0, 0 };

  sim_after (2 * G_TIME_SPAN_SECOND, NULL, NULL, act_cb, self);
  sim_after (sim_between (0, 2 * FAULT_EVERY), NULL, NULL, fault_cb, self);
  sim_after (LOOK_EVERY, NULL, NULL, look_cb, &look);
  while (sim_world ()->failure == NULL && !sim_check_is_over (self) && sim_step ())
    for (guint i = 0; i < self->n_clients; i++)
      sim_client_look_after (self->clients[i]);
}
