/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `demo`: people and customers to try the programs with, in an empty database. Main thread; the
 * work runs on the pool. */

#define G_LOG_DOMAIN "hub-cli"

#include <stdio.h>

#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-passwords.h"
#include "server/cli/hub-cli.h"
#include "server/customers/hub-demo.h"
#include "server/customers/hub-import-queries.h"

#define PASSWORD      "zontik-demo"
#define BATCH         2500
#define MAX_CUSTOMERS 10000000

static const char *const branches[] = { "Центральный офис", "Тверской офис" };

static const struct
{
  const char *login;
  const char *name;
  const char *role;
  guint branch;
  gboolean has_customers;
} people[] = {
  { "anna.livneva", "Анна Ливнева", "agent", 0, TRUE },
  { "pyotr.rucheykov", "Пётр Ручейков", "agent", 0, TRUE },
  { "vera.rosinkina", "Вера Росинкина", "agent", 1, TRUE },
  { "maria.radugina", "Мария Радугина", "head", 0, FALSE },
  { "dmitry.oblachkin", "Дмитрий Облачкин", "director", 0, FALSE },
  { "admin", "Ирина Ключикова", "administrator", 0, FALSE },
};

typedef struct
{
  char *hash; /* (owned) of the one password */
  char *branches[G_N_ELEMENTS (branches)];
  char *people[G_N_ELEMENTS (people)];
  HubDemoOwner owners[G_N_ELEMENTS (people)];
  guint n_owners;
  HubDemo demo;
  GPtrArray *batch; /* (owned) (nullable) (element-type HubLoadCustomer) */
} Demo;

static void
demo_clear (Demo *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (branches); i++)
    g_free (self->branches[i]);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    g_free (self->people[i]);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_free (self->hash);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Demo, demo_clear)

static gboolean
add_people_work (HubDb *db, gpointer data, GError **error)
{
  Demo *self = data;
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_import_query (HUB_IMPORT_IS_EMPTY), NULL, error);

  if (rows == NULL)
    return FALSE;
  if (!hub_db_rows_boolean (rows, 0, 0))
    return crm_fail (error, CRM_ERROR_CONFLICT,
                     "Somebody has worked with this database; demo data goes into an empty one.");

  for (guint i = 0; i < G_N_ELEMENTS (branches); i++)
    {
      const char *params[] = { self->branches[i], branches[i] };

      if (!hub_db_run (db, hub_auth_query (HUB_AUTH_INSERT_BRANCH), params, error))
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      const char *params[] = { self->people[i],
                               people[i].login,
                               people[i].name,
                               people[i].role,
                               self->branches[people[i].branch],
                               self->hash };

      if (!hub_db_run (db, hub_auth_query (HUB_AUTH_INSERT_USER), params, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_batch_work (HubDb *db, gpointer data, GError **error)
{
  return hub_loader_copy (db, ((Demo *) data)->batch, error);
}

static gboolean
notify_work (HubDb *db, gpointer data, GError **error)
{
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_import_query (HUB_IMPORT_NOTIFY), NULL, error);

  return rows != NULL;
}

static void
make_ids (Demo *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (branches); i++)
    self->branches[i] = crm_id_new ();
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      self->people[i] = crm_id_new ();
      if (people[i].has_customers)
        self->owners[self->n_owners++] =
            (HubDemoOwner){ self->people[i], self->branches[people[i].branch] };
    }
}

static gboolean
add_customers (Demo *self, HubDbPool *pool, guint n_customers, GError **error)
{
  while (self->demo.n_made < n_customers)
    {
      g_autoptr (GStringChunk) texts = g_string_chunk_new (64 * 1024);

      g_clear_pointer (&self->batch, g_ptr_array_unref);
      self->batch = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_load_customer_free);
      while (self->batch->len < BATCH && self->demo.n_made < n_customers)
        g_ptr_array_add (self->batch, hub_demo_make (&self->demo, texts));
      if (!hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, add_batch_work, self, error))
        return FALSE;
      fprintf (stderr, "%u of %u customers\n", self->demo.n_made, n_customers);
    }
  return TRUE;
}

static void
print_people (guint n_customers)
{
  printf ("%u customers; the password of everybody is %s\n", n_customers, PASSWORD);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    printf ("  %-18s %-14s %s\n", people[i].login, people[i].role, people[i].name);
}

static gboolean
fill (HubDbPool *pool, guint n_customers, guint64 seed, GError **error)
{
  g_auto (Demo) self = { NULL };

  self.hash = hub_password_hash (PASSWORD, error);
  if (self.hash == NULL)
    return FALSE;

  make_ids (&self);
  hub_demo_init (&self.demo, seed, self.owners, self.n_owners);
  return hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, add_people_work, &self, error) &&
         add_customers (&self, pool, n_customers, error) &&
         hub_db_pool_run_sync (pool, HUB_DB_NO_TRANSACTION, notify_work, NULL, error);
}

HubExit
hub_cli_demo_run (HubConfig *config, int argc, char **argv)
{
  gint n_customers = 20000;
  gint64 seed = 1;
  const GOptionEntry entries[] = {
    { "customers", 0, 0, G_OPTION_ARG_INT, &n_customers, "How many (20000)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Another seed makes other people", "N" },
    { NULL },
  };
  g_autoptr (HubCliSession) session = NULL;
  g_autoptr (GError) error = NULL;
  HubExit status;

  if (!hub_cli_parse (entries, "", "Fills an empty database with invented data.", &argc, argv,
                      &status))
    return status;
  if (argc != 1 || n_customers < 0 || n_customers > MAX_CUSTOMERS)
    return hub_cli_usage ("demo [--customers N] [--seed N]");

  session = hub_cli_session_open (config, 0, &error);
  if (session == NULL || !fill (session->context.bulk_pool, n_customers, seed, &error))
    return hub_cli_fail (error);

  print_people (n_customers);
  return HUB_EXIT_DONE;
}
