/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How often somebody may guess (F43), on the database that counts, without hashes. Time passes by
 * moving what was counted into the past. ZONTIK_GUESSES=100000 is the full size. */

#include <string.h>

#include "server/auth/hub-tries.h"
#include "shared/base/crm-error.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#define GUESSES 2000
#define MINUTES 10

typedef struct
{
  SyncFixture *sync;
  guint n_guesses;
  guint n_people; /* and as many addresses */
} Fixture;

/* One try; what becomes of it. */
typedef struct
{
  HubTries tries;
  gboolean is_wrong;
  gboolean is_admitted;
  guint wait;
} Try;

static void
set_up (Fixture *f, gconstpointer data)
{
  const char *asked = g_getenv ("ZONTIK_GUESSES");

  f->sync = sync_fixture_new ((TempPostgres *) data, 4);
  f->n_guesses = asked != NULL ? (guint) g_ascii_strtoull (asked, NULL, 10) : GUESSES;
  f->n_people = MAX (f->n_guesses / 10, 1);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  sync_fixture_free (f->sync);
}

static gboolean
take_work (HubDb *db, gpointer data, GError **error)
{
  Try *one = data;

  return hub_tries_take (&one->tries, db, &one->wait, error);
}

static gboolean
fail_work (HubDb *db, gpointer data, GError **error)
{
  return hub_tries_fail (&((Try *) data)->tries, db, error);
}

static gboolean
succeed_work (HubDb *db, gpointer data, GError **error)
{
  return hub_tries_succeed (&((Try *) data)->tries, db, error);
}

static void
try_once (Fixture *f, Try *one)
{
  g_autoptr (GError) error = NULL;

  one->is_admitted =
      hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_WRITE, take_work, one, &error);
  if (!one->is_admitted)
    g_assert_error (error, CRM_ERROR, CRM_ERROR_TOO_MANY);
  g_assert_cmpint (one->is_admitted, ==, one->wait == 0);
  if (one->is_admitted)
    g_assert_true (hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_WRITE,
                                         one->is_wrong ? fail_work : succeed_work, one, NULL));
}

/* Whether the guess number @i, from an address of its own, was looked at. */
static gboolean
guess (Fixture *f, const char *login, guint i)
{
  g_autofree char *address = g_strdup_printf ("10.%u.%u.%u", i >> 16, (i >> 8) & 255, i & 255);
  g_autofree char *device = g_strdup_printf ("device-%u", i);
  Try one = { .is_wrong = TRUE };

  hub_tries_init (&one.tries, f->sync->secret, login, device, address);
  try_once (f, &one);
  return one.is_admitted;
}

static gboolean
sign_in_at_home (Fixture *f, const char *login)
{
  Try one = { .is_wrong = FALSE };

  hub_tries_init (&one.tries, f->sync->secret, login, "at home", "192.0.2.1");
  one.tries.is_known = TRUE;
  try_once (f, &one);
  return one.is_admitted;
}

static void
pass_seconds (Fixture *f, guint seconds)
{
  sync_fixture_sql (f->sync, "update sign_in_try set last_at = last_at - interval '%u seconds'",
                    seconds);
}

/* What may have been looked at of @n_free by now: some of the waits may be over on a slow machine.
 */
static guint
find_most (guint n_free, gint64 began)
{
  gint64 seconds = (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  guint n = n_free;

  for (gint64 wait = 10, at = 10; at <= seconds; wait *= 2, at += wait)
    n++;
  return n;
}

/* All guesses on one login, from everywhere, evenly over ten minutes: ten of them are looked at,
 * and the person signs in at home the whole time. */
static void
test_one_login (Fixture *f, gconstpointer data)
{
  guint per_second = MAX (f->n_guesses / (MINUTES * 60), 1);
  guint n = 0, n_looked_at = 0;
  gint64 began = g_get_monotonic_time ();

  /* The time that the test itself takes passes as well. */
  for (guint second = 0; second + (g_get_monotonic_time () - began) / G_USEC_PER_SEC < MINUTES * 60;
       second++)
    {
      for (guint i = 0; i < per_second; i++)
        n_looked_at += guess (f, "anna", n++);
      if (second % 20 == 0)
        g_assert_true (sign_in_at_home (f, "anna"));
      pass_seconds (f, 1);
    }
  g_test_message ("%u guesses, %u looked at", n, n_looked_at);
  g_assert_cmpuint (n_looked_at, ==, 10);
}

/* Ten guesses on each of many logins, each from another address. */
static void
test_spread (Fixture *f, gconstpointer data)
{
  g_autofree guint *looked_at = g_new0 (guint, f->n_people);
  g_autofree char *rows = NULL;
  guint most = 0, total = 0;
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < f->n_people * 10; i++)
    {
      g_autofree char *login = g_strdup_printf ("person-%u", i % f->n_people);

      looked_at[i % f->n_people] += guess (f, login, i);
    }
  for (guint i = 0; i < f->n_people; i++)
    {
      most = MAX (most, looked_at[i]);
      total += looked_at[i];
    }
  for (guint i = 0; i < f->n_people; i += MAX (f->n_people / 50, 1))
    {
      g_autofree char *login = g_strdup_printf ("person-%u", i);

      g_assert_true (sign_in_at_home (f, login));
    }
  g_assert_cmpuint (most, >=, 5);
  g_assert_cmpuint (most, <=, find_most (5, began));
  /* What was not looked at left nothing behind; a failure leaves its address and the pair. */
  rows = sync_fixture_ask (f->sync, "select count(*) from sign_in_try");
  g_test_message ("%u guesses, %u looked at, %s rows", f->n_people * 10, total, rows);
  g_assert_cmpuint (g_ascii_strtoull (rows, NULL, 10), ==, f->n_people + 2 * total);
}

/* An address may not go through all logins. */
static void
test_one_address (Fixture *f, gconstpointer data)
{
  gint64 began = g_get_monotonic_time ();
  guint n_looked_at = 0;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *login = g_strdup_printf ("person-%u", i);
      Try one = { .is_wrong = TRUE };
      /* Two addresses of one network. */
      g_autofree char *address = g_strdup_printf ("2001:db8::%u", i);

      hub_tries_init (&one.tries, f->sync->secret, login, "device", address);
      try_once (f, &one);
      n_looked_at += one.is_admitted;
    }
  g_assert_cmpuint (n_looked_at, >=, 5);
  g_assert_cmpuint (n_looked_at, <=, find_most (5, began));
}

/* Of IPv6 a network counts as one, but not all of IPv4 as it looks from there. */
static void
test_networks (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *one;
    const char *other;
    gboolean is_same;
  } pairs[] = {
    { "192.0.2.1", "192.0.2.1", TRUE },           { "192.0.2.1", "192.0.2.2", FALSE },
    { "2001:db8::1", "2001:db8::2:3:4:5", TRUE }, { "2001:db8:0:1::1", "2001:db8:0:2::1", FALSE },
    { "::ffff:192.0.2.1", "192.0.2.1", TRUE },    { "::ffff:192.0.2.1", "::ffff:192.0.2.2", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      HubTries one, other;

      hub_tries_init (&one, f->sync->secret, "anna", "device", pairs[i].one);
      hub_tries_init (&other, f->sync->secret, "anna", "device", pairs[i].other);
      g_assert_cmpint (strcmp (one.address, other.address) == 0, ==, pairs[i].is_same);
      g_assert_cmpstr (one.login, ==, other.login);
      g_assert_cmpstr (one.login, !=, one.device);
    }
}

typedef struct
{
  Fixture *fixture;
  int n_admitted; /* (atomic) */
} Crowd;

static gpointer
crowd_thread (gpointer data)
{
  Crowd *crowd = data;

  for (guint i = 0; i < 20; i++)
    {
      Try one = { .is_wrong = TRUE };

      hub_tries_init (&one.tries, crowd->fixture->sync->secret, "anna", "device", "198.51.100.7");
      if (hub_db_pool_run_sync (crowd->fixture->sync->pool, HUB_DB_READ_WRITE, take_work, &one,
                                NULL))
        g_atomic_int_inc (&crowd->n_admitted);
    }
  return NULL;
}

/* At the same moment they are no more than one after the other. */
static void
test_at_once (Fixture *f, gconstpointer data)
{
  gint64 began = g_get_monotonic_time ();
  Crowd crowd = { f, 0 };
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("guess", crowd_thread, &crowd);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint ((guint) crowd.n_admitted, >=, 5);
  g_assert_cmpuint ((guint) crowd.n_admitted, <=, find_most (5, began));
}

/* Somebody who signs in elsewhere meanwhile gives nothing back to those who guess. */
static void
test_success_elsewhere (Fixture *f, gconstpointer data)
{
  Try right = { .is_wrong = FALSE };

  for (guint i = 0; i < 4; i++)
    g_assert_true (guess (f, "anna", i));
  hub_tries_init (&right.tries, f->sync->secret, "anna", "new", "192.0.2.2");
  try_once (f, &right);
  g_assert_true (right.is_admitted);
  g_assert_true (guess (f, "anna", 4));
  g_assert_false (guess (f, "anna", 5));
}

/* Ten wrong ones at home, then also there it takes time, but only there. */
static void
test_known_device (Fixture *f, gconstpointer data)
{
  gint64 began = g_get_monotonic_time ();
  guint n_admitted = 0;
  Try one = { .is_wrong = TRUE };

  hub_tries_init (&one.tries, f->sync->secret, "anna", "stolen", "192.0.2.1");
  one.tries.is_known = TRUE;
  for (guint i = 0; i < 50; i++)
    {
      try_once (f, &one);
      n_admitted += one.is_admitted;
    }
  g_assert_cmpuint (n_admitted, >=, 10);
  g_assert_cmpuint (n_admitted, <=, find_most (10, began));
  g_assert_true (sign_in_at_home (f, "anna"));
  g_assert_true (guess (f, "anna", 1));
}

static void
test_purge (Fixture *f, gconstpointer data)
{
  g_autofree char *rows = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *login = g_strdup_printf ("person-%u", i);

      g_assert_true (guess (f, login, i));
    }
  pass_seconds (f, 3601);
  g_assert_true (guess (f, "last", 100));
  rows = sync_fixture_ask (f->sync, "select count(*) from sign_in_try");
  /* Of the login, of its address, of both. */
  g_assert_cmpstr (rows, ==, "3");
}

/* What somebody typed for a login may be his password. */
static void
test_nothing_typed (Fixture *f, gconstpointer data)
{
  g_autofree char *found = NULL;

  guess (f, "my secret password", 1);
  found = sync_fixture_ask (f->sync, "select count(*) from sign_in_try where key like '%%secret%%' "
                                     "or key like '%%10.0.0.1%%'");
  g_assert_cmpstr (found, ==, "0");
}

#define ADD(path, func) g_test_add (path, Fixture, postgres, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  TempPostgres *postgres = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return g_test_run ();
  ADD ("/tries/one-login", test_one_login);
  ADD ("/tries/spread", test_spread);
  ADD ("/tries/one-address", test_one_address);
  ADD ("/tries/networks", test_networks);
  ADD ("/tries/at-once", test_at_once);
  ADD ("/tries/success-elsewhere", test_success_elsewhere);
  ADD ("/tries/known-device", test_known_device);
  ADD ("/tries/purge", test_purge);
  ADD ("/tries/nothing-typed", test_nothing_typed);
  result = g_test_run ();
  temp_postgres_free (postgres);
  return result;
}
