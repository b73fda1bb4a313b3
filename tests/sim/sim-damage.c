/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a cache has lost or holds wrong without knowing it: a comparison with the server finds it.
 */

#define G_LOG_DOMAIN "sim"

#include "client/store/desk-connection.h"
#include "tests/sim/sim-seed.h"

typedef struct
{
  SimClient *client;
  guint generation;
  const char *sql;
} Damage;

/* Of rows that nobody types on. */
static const char *const damages[] = {
  "UPDATE customer SET note = 'damaged' WHERE n = (SELECT max (n) FROM customer WHERE state = 0)",
  "UPDATE customer SET last_name = 'Damaged', version = version + 1 "
  "WHERE n = (SELECT min (n) FROM customer WHERE state = 0)",
  "UPDATE contact_point SET value = 'damaged' "
  "WHERE n = (SELECT max (n) FROM contact_point WHERE state = 0)",
  "DELETE FROM contact_point WHERE n = (SELECT min (n) FROM contact_point WHERE state = 0)",
  "DELETE FROM history_event WHERE n % 2 = 0",
  "UPDATE history_event SET action = 'restore' WHERE n = (SELECT max (n) FROM history_event)",
};

static gboolean
damage_work (DeskConnection *connection, gpointer data, GError **error)
{
  Damage *damage = data;

  if (!desk_connection_has_rows (connection))
    return TRUE;
  return desk_sqlite_exec (connection->cache, damage->sql, error);
}

static void
damaged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  desk_database_work_finish (DESK_DATABASE (source), result, NULL);
  g_free (user_data);
}

void
sim_damage_act (SimClient *client)
{
  Damage *damage;

  if (client->state != SIM_CLIENT_OPEN)
    return;
  damage = g_new0 (Damage, 1);
  client->is_damaged = TRUE;
  damage->client = client;
  damage->sql = damages[sim_pick (G_N_ELEMENTS (damages))];
  sim_trace ("client %u: %s", client->number, damage->sql);
  desk_database_write_async (client->database, DESK_PRIORITY_SCREEN, damage_work, damage, NULL,
                             NULL, damaged_cb, damage);
}

/* ---- mending -------------------------------------------------------------------------------- */

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Damage *damage = user_data;
  g_autoptr (GError) error = NULL;
  guint64 rows = 0;
  gboolean ok = desk_sync_engine_verify_finish (DESK_SYNC_ENGINE (source), result, &rows, &error);

  if (damage->generation != damage->client->generation)
    return;
  damage->client->is_verifying = FALSE;
  damage->client->is_damaged &= !ok;
  sim_trace ("client %u: %" G_GUINT64_FORMAT " rows were damaged %s", damage->client->number, rows,
             error != NULL ? error->message : "");
}

static void
verify (SimClient *client)
{
  Damage *damage;

  if (client->is_verifying || client->state != SIM_CLIENT_OPEN)
    return;
  damage = g_new0 (Damage, 1);
  damage->client = client;
  damage->generation = client->generation;
  client->is_verifying = TRUE;
  desk_sync_engine_verify_async (client->engine, NULL, verified_cb, damage);
}

/* Once a week it happens by itself; nobody waits for that here. */
gboolean
sim_damage_is_mended (SimSeed *self)
{
  gboolean is_mended = TRUE;

  for (guint i = 0; i < self->n_clients; i++)
    if (self->clients[i]->is_damaged)
      {
        is_mended = FALSE;
        verify (self->clients[i]);
      }
  return is_mended;
}
