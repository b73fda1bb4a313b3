/* SPDX-License-Identifier: GPL-3.0-or-later */

/* LISTEN and NOTIFY on the main loop, also when the connection is cut. */

#define G_LOG_DOMAIN "test"

#include "server/db/hub-db-listener.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"
#include "tests/lib/temp-proxy.h"

#include <string.h>

#define DEADLINE 20000
#define CHANNEL  "zontik test"

typedef struct
{
  char *conninfo;
  HubDbListener *listener;
  guint n_resumed;
  guint n_wanted;
  GPtrArray *payloads; /* (element-type utf8) */
  guint n_payloads;
} Fixture;

static void
resumed_cb (HubDbListener *listener, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_resumed++;
}

static void
notified_cb (HubDbListener *listener, const char *channel, const char *payload, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpstr (channel, ==, CHANNEL);
  g_ptr_array_add (fixture->payloads, g_strdup (payload));
}

static gboolean
has_resumed_cb (gpointer data)
{
  Fixture *fixture = data;

  return fixture->n_resumed >= fixture->n_wanted;
}

static gboolean
has_payloads_cb (gpointer data)
{
  Fixture *fixture = data;

  return fixture->payloads->len >= fixture->n_payloads;
}

static void
listen_to (Fixture *fixture, const char *conninfo)
{
  static const char *const channels[] = { "other", CHANNEL, NULL };

  fixture->listener = hub_db_listener_new (conninfo, channels);
  g_signal_connect (fixture->listener, "resumed", G_CALLBACK (resumed_cb), fixture);
  g_signal_connect (fixture->listener, "notified", G_CALLBACK (notified_cb), fixture);
}

static void
wait_for_resumed (Fixture *fixture, guint n)
{
  fixture->n_wanted = n;
  crm_test_wait_until (has_resumed_cb, fixture, DEADLINE);
}

static void
wait_for_payloads (Fixture *fixture, guint n)
{
  fixture->n_payloads = n;
  crm_test_wait_until (has_payloads_cb, fixture, DEADLINE);
}

static void
set_up (Fixture *fixture, gconstpointer postgres)
{
  fixture->conninfo = temp_postgres_create_empty_database ((TempPostgres *) postgres);
  fixture->payloads = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer postgres)
{
  hub_db_listener_close (fixture->listener);
  g_assert_finalize_object (fixture->listener);
  g_ptr_array_unref (fixture->payloads);
  g_free (fixture->conninfo);
}

static void
test_notified (Fixture *fixture, gconstpointer postgres)
{
  listen_to (fixture, fixture->conninfo);
  wait_for_resumed (fixture, 1);
  g_assert_true (hub_db_listener_is_listening (fixture->listener));

  g_free (temp_postgres_query (fixture->conninfo, "select pg_notify('" CHANNEL
                                                  "', n::text) from generate_series(1, 500) n"));
  wait_for_payloads (fixture, 500);
  g_assert_cmpstr (g_ptr_array_index (fixture->payloads, 499), ==, "500");
}

/* What one sends the other hears, in order, and not itself. */
static void
test_notify (Fixture *fixture, gconstpointer postgres)
{
  static const char *const channels[] = { CHANNEL, NULL };
  g_autoptr (HubDbListener) sender = NULL;

  listen_to (fixture, fixture->conninfo);
  wait_for_resumed (fixture, 1);
  sender = hub_db_listener_new (fixture->conninfo, channels);
  g_signal_connect (sender, "resumed", G_CALLBACK (resumed_cb), fixture);
  wait_for_resumed (fixture, 2);

  hub_db_listener_notify (fixture->listener, CHANNEL, "mine");
  hub_db_listener_notify (sender, CHANNEL, "it's \\ ё");
  hub_db_listener_notify (sender, CHANNEL, "");
  hub_db_listener_notify (sender, CHANNEL, "last");
  wait_for_payloads (fixture, 3);
  g_assert_cmpstr (g_ptr_array_index (fixture->payloads, 0), ==, "it's \\ ё");
  g_assert_cmpstr (g_ptr_array_index (fixture->payloads, 1), ==, "");
  g_assert_cmpstr (g_ptr_array_index (fixture->payloads, 2), ==, "last");
  hub_db_listener_close (sender);
}

static void
test_cut (Fixture *fixture, gconstpointer postgres)
{
  g_autoptr (TempProxy) proxy = temp_proxy_new (fixture->conninfo);

  listen_to (fixture, temp_proxy_get_conninfo (proxy));
  wait_for_resumed (fixture, 1);

  temp_proxy_set_open (proxy, FALSE);
  hub_db_listener_notify (fixture->listener, CHANNEL, "lost");
  temp_proxy_set_open (proxy, TRUE);
  wait_for_resumed (fixture, 2);

  g_free (temp_postgres_query (fixture->conninfo, "select pg_notify('" CHANNEL "', 'again')"));
  wait_for_payloads (fixture, 1);
  g_assert_cmpstr (g_ptr_array_index (fixture->payloads, 0), ==, "again");
  hub_db_listener_close (fixture->listener);
}

static void
test_unreachable (Fixture *fixture, gconstpointer postgres)
{
  listen_to (fixture, "host='/nonexistent'");
  g_assert_false (hub_db_listener_is_listening (fixture->listener));
  hub_db_listener_notify (fixture->listener, CHANNEL, "dropped");
}

#define ADD(name, func) g_test_add ("/listener/" name, Fixture, postgres, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("notified", test_notified);
  ADD ("notify", test_notify);
  ADD ("cut", test_cut);
  ADD ("unreachable", test_unreachable);

  return g_test_run ();
}
