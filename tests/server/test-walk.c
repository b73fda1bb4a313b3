/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A random walk over all that moves records between people: customers given away, deleted and
 * undone, with what hangs on them, in pushes of several commands, while roles change and everybody
 * pulls a few rows at a time. In the end each has what he may see and nothing else. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

#define N_STEPS       400
#define MAX_CUSTOMERS 30
#define MAX_PAGE      9

enum
{
  ANNA,
  PETR,
  VERA,
  BORIS, /* his role and branch change */
  MARIA, /* the head of Moscow */
  DIANA, /* the director, who does everything */
  N_PEOPLE,
};

/* What should be there. */
typedef struct
{
  char *id;
  char *customer; /* %NULL: it is one */
  gboolean is_alive;
  gboolean went_along;
} Thing;

typedef struct
{
  SyncFixture *sync;
  HubSession *people[N_PEOPLE];
  SyncView *views[N_PEOPLE];
  char *conditions[N_PEOPLE]; /* of what each may see */
  GPtrArray *customers;       /* (element-type Thing) */
  GPtrArray *points;
  GString *commands; /* of the push that is being made */
  guint64 seed;
} Fixture;

static void
thing_free (gpointer data)
{
  Thing *self = data;

  g_free (self->id);
  g_free (self->customer);
  g_free (self);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const people[N_PEOPLE][3] = {
    { "anna", "agent", "Москва" },  { "petr", "agent", "Москва" }, { "vera", "agent", "Казань" },
    { "boris", "agent", "Казань" }, { "maria", "head", "Москва" }, { "diana", "director", "Москва" }
  };

  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      f->people[i] = sync_fixture_add_user (f->sync, people[i][0], people[i][1], people[i][2]);
      f->views[i] = sync_view_new (f->sync, f->people[i]);
      f->conditions[i] = g_strdup_printf ("owner = '%s'", f->people[i]->user);
    }
  g_free (f->conditions[MARIA]);
  f->conditions[MARIA] = g_strdup ("branch = (select id from branch where name = 'Москва')");
  g_free (f->conditions[DIANA]);
  f->conditions[DIANA] = g_strdup ("true");
  f->customers = g_ptr_array_new_with_free_func (thing_free);
  f->points = g_ptr_array_new_with_free_func (thing_free);
  f->commands = g_string_new (NULL);
  f->seed = 1;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      sync_view_free (f->views[i]);
      hub_session_unref (f->people[i]);
      g_free (f->conditions[i]);
    }
  g_ptr_array_unref (f->customers);
  g_ptr_array_unref (f->points);
  g_string_free (f->commands, TRUE);
  sync_fixture_free (f->sync);
}

static guint
roll (Fixture *f, guint n)
{
  return (guint) (crm_test_random (&f->seed) % n);
}

static Thing *
pick (Fixture *f, GPtrArray *things)
{
  return things->len > 0 ? things->pdata[roll (f, things->len)] : NULL;
}

static Thing *
add_thing (GPtrArray *to, const char *customer)
{
  Thing *thing = g_new0 (Thing, 1);

  thing->id = crm_id_new ();
  thing->customer = g_strdup (customer);
  thing->is_alive = TRUE;
  g_ptr_array_add (to, thing);
  return thing;
}

/* All of one device, so base 1 never clashes. */
static void
say (Fixture *f, const char *kind, const char *record, const char *rest)
{
  g_autofree char *id = crm_id_new ();

  g_string_append_printf (f->commands, "%s{\"id\":\"%s\",\"kind\":\"%s\",\"record\":\"%s\",%s}",
                          f->commands->len > 0 ? "," : "", id, kind, record, rest);
}

static const char *
pick_owner (Fixture *f)
{
  return f->people[roll (f, BORIS + 1)]->user;
}

/* ---- steps --------------------------------------------------------------------------------- */

static void
create_customer (Fixture *f, Thing *customer)
{
  g_autofree char *rest =
      g_strdup_printf ("\"set\":{\"type\":\"person\",\"last_name\":\"X\",\"owner\":\"%s\"}",
                       pick_owner (f));

  say (f, "customer.create", customer->id, rest);
}

static void
create_point (Fixture *f, Thing *point)
{
  g_autofree char *rest =
      g_strdup_printf ("\"set\":{\"customer\":\"%s\",\"type\":\"email\",\"value\":\"a%u@x.org\"}",
                       point->customer, roll (f, 1000));

  say (f, "contact-point.create", point->id, rest);
}

static void
delete_customer (Fixture *f, Thing *customer)
{
  say (f, "customer.delete", customer->id, "\"base\":1");
  customer->is_alive = FALSE;
  for (guint i = 0; i < f->points->len; i++)
    {
      Thing *point = f->points->pdata[i];

      if (!point->is_alive || strcmp (point->customer, customer->id) != 0)
        continue;
      point->is_alive = FALSE;
      point->went_along = TRUE;
    }
}

static void
undo_customer (Fixture *f, Thing *customer)
{
  create_customer (f, customer);
  customer->is_alive = TRUE;
  for (guint i = 0; i < f->points->len; i++)
    {
      Thing *point = f->points->pdata[i];

      if (!point->went_along || strcmp (point->customer, customer->id) != 0)
        continue;
      point->is_alive = TRUE;
      point->went_along = FALSE;
    }
}

static void
give_customer (Fixture *f, Thing *customer)
{
  gboolean is_update = roll (f, 2) == 0;
  g_autofree char *rest = g_strdup_printf ("\"base\":1,\"%s\":{\"owner\":\"%s\"}",
                                           is_update ? "set" : "args", pick_owner (f));

  say (f, is_update ? "customer.update" : "customer.reassign", customer->id, rest);
}

static void
touch_customer (Fixture *f, Thing *customer)
{
  switch (roll (f, 5))
    {
    case 0:
      delete_customer (f, customer);
      break;
    case 1:
    case 2:
      give_customer (f, customer);
      break;
    default:
      create_point (f, add_thing (f->points, customer->id));
      break;
    }
}

static void
touch_point (Fixture *f, Thing *point)
{
  g_autofree char *label = g_strdup_printf ("\"base\":1,\"set\":{\"label\":\"l%u\"}", roll (f, 99));

  if (roll (f, 2) == 0)
    {
      say (f, "contact-point.update", point->id, label);
      return;
    }
  say (f, "contact-point.delete", point->id, "\"base\":1");
  point->is_alive = FALSE;
}

static void
take_step (Fixture *f)
{
  Thing *customer = pick (f, f->customers);
  Thing *point = pick (f, f->points);

  if (customer == NULL || (f->customers->len < MAX_CUSTOMERS && roll (f, 5) == 0))
    create_customer (f, add_thing (f->customers, NULL));
  else if (point != NULL && point->is_alive && roll (f, 2) == 0)
    touch_point (f, point);
  else if (customer->is_alive)
    touch_customer (f, customer);
  else
    undo_customer (f, customer);
}

static void
push (Fixture *f)
{
  g_autoptr (JsonNode) results = NULL;
  JsonArray *array;

  for (guint n = 1 + roll (f, 8); n > 0; n--)
    take_step (f);
  results = sync_fixture_push (f->sync, f->people[DIANA], f->commands->str);
  array = json_node_get_array (results);
  for (guint i = 0; i < json_array_get_length (array); i++)
    crm_test_assert_json_at (json_array_get_element (array, i), "status", "done");
  g_string_truncate (f->commands, 0);
}

static void
change_role (Fixture *f)
{
  static const char *const roles[] = { "agent", "head", "director" };
  const char *role = roles[roll (f, G_N_ELEMENTS (roles))];
  const char *branch = roll (f, 2) == 0 ? "Казань" : "Москва";

  sync_fixture_sql (f->sync,
                    "update app_user set role = '%s', ver = sync_ver (), rev = rev + 1,"
                    " branch = (select id from branch where name = '%s') where login = 'boris'",
                    role, branch);
  g_free (f->conditions[BORIS]);
  if (strcmp (role, "agent") == 0)
    f->conditions[BORIS] = g_strdup_printf ("owner = '%s'", f->people[BORIS]->user);
  else if (strcmp (role, "head") == 0)
    f->conditions[BORIS] =
        g_strdup_printf ("branch = (select id from branch where name = '%s')", branch);
  else
    f->conditions[BORIS] = g_strdup ("true");
}

static void
assert_things (Fixture *f, GPtrArray *things, const char *kind)
{
  for (guint i = 0; i < things->len; i++)
    {
      Thing *thing = things->pdata[i];

      g_assert_true ((sync_view_find (f->views[DIANA], kind, thing->id) != NULL) ==
                     thing->is_alive);
    }
}

static void
test_walk (Fixture *f, gconstpointer data)
{
  for (guint step = 0; step < N_STEPS; step++)
    {
      push (f);
      if (roll (f, 12) == 0)
        change_role (f);
      for (guint i = 0; i < N_PEOPLE; i++)
        {
          g_autoptr (GError) error = NULL;
          gboolean is_end;

          if (roll (f, 3) > 0)
            continue;
          sync_view_pull_page (f->views[i], 1 + roll (f, MAX_PAGE), &is_end, &error);
          g_assert_no_error (error);
        }
    }

  for (guint i = 0; i < N_PEOPLE; i++)
    {
      sync_view_pull (f->views[i]);
      sync_view_assert_complete (f->views[i], f->conditions[i]);
    }
  assert_things (f, f->customers, "customer");
  assert_things (f, f->points, "contact-point");
}

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  g_test_add ("/walk", Fixture, postgres, set_up, test_walk, tear_down);
  return g_test_run ();
}
