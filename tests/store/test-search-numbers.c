/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random parts of numbers against a search that looks through all of them: a policy is found by the
 * start or the end of its number, four digits at least, a vehicle by those of its VIN. */

#include "client/store/desk-query-sql.h"
#include "client/store/desk-record-store.h"
#include "client/store/desk-text-index.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-policy.h"
#include "tests/store/store-fixture.h"

#include <string.h>

#define N_CUSTOMERS 60
#define N_NUMBERS   200
#define N_QUERIES   3000
#define MIN_LENGTH  4

typedef struct
{
  guint64 seed;
  char *policies[N_NUMBERS]; /* of customer i % N_CUSTOMERS */
  char *vins[N_NUMBERS];
  guint n_hits;
} World;

static char *
make_id (char kind, guint n)
{
  return g_strdup_printf ("01980000-0000-7000-800%c-%012x", kind, n);
}

/* Few different characters, so that many numbers share their parts. */
static char *
make_number (World *world, const char *characters, guint length)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < length; i++)
    g_string_append_c (text, characters[crm_test_random (&world->seed) % strlen (characters)]);
  return g_string_free (text, FALSE);
}

static void
put (CrmChange *change, guint field, const char *value)
{
  change->values[field] = value;
  change->lengths[field] = (int) strlen (value);
}

static CrmChange
make_row (const CrmKind *kind, const char *id)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = kind, .version = 1 };

  g_assert_true (crm_id_to_bytes (id, change.id));
  return change;
}

static void
write_number (CrmChangeWriter *writer, World *world, guint n)
{
  g_autofree char *customer = make_id ('0', n % N_CUSTOMERS);
  g_autofree char *policy_id = make_id ('2', n);
  g_autofree char *object_id = make_id ('3', n);
  CrmChange policy = make_row (&crm_policy_kind, policy_id);
  CrmChange object = make_row (&crm_insured_object_kind, object_id);

  world->policies[n] = make_number (world, "012", 10);
  world->vins[n] = make_number (world, "AB12", 17);
  put (&policy, CRM_POLICY_CUSTOMER, customer);
  put (&policy, CRM_POLICY_NUMBER, world->policies[n]);
  put (&object, CRM_INSURED_OBJECT_CUSTOMER, customer);
  put (&object, CRM_INSURED_OBJECT_VIN, world->vins[n]);
  crm_change_writer_add (writer, &policy);
  crm_change_writer_add (writer, &object);
}

static void
load (Store *store, World *world)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      g_autofree char *id = make_id ('0', i);
      CrmChange customer = make_row (&crm_customer_kind, id);

      put (&customer, CRM_CUSTOMER_TYPE, "person");
      put (&customer, CRM_CUSTOMER_LAST_NAME, "Капелькин");
      crm_change_writer_add (writer, &customer);
    }
  for (guint i = 0; i < N_NUMBERS; i++)
    write_number (writer, world, i);
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
}

static char *
make_query (World *world)
{
  const guint n = (guint) (crm_test_random (&world->seed) % N_NUMBERS);
  const char *of = crm_test_random (&world->seed) % 2 == 0 ? world->policies[n] : world->vins[n];
  const gsize length = strlen (of);
  const gsize part = 1 + (gsize) (crm_test_random (&world->seed) % length);
  const guint way = (guint) (crm_test_random (&world->seed) % 4);
  char *typed =
      way == 0 ? g_strndup (of, part) : g_strdup (of + (way == 1 ? part / 2 : length - part));

  if (crm_test_random (&world->seed) % 5 == 0)
    typed[crm_test_random (&world->seed) % strlen (typed)] = '1';
  return typed;
}

static guint
count_digits (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += g_ascii_isdigit (*text) != 0;
  return n;
}

static gboolean
is_wanted (World *world, const char *typed, guint n)
{
  const gsize length = strlen (typed);
  const char *digits = typed + strcspn (typed, "0123456789");
  const gboolean only_digits = digits == typed && count_digits (typed) == length;

  if (length < MIN_LENGTH || count_digits (typed) < MIN_LENGTH - 1)
    return FALSE;
  if (count_digits (digits) == strlen (digits) && strlen (digits) >= MIN_LENGTH &&
      g_str_has_prefix (world->policies[n], digits))
    return TRUE;
  if (only_digits && g_str_has_suffix (world->policies[n], typed))
    return TRUE;
  return g_str_has_prefix (world->vins[n], typed) || g_str_has_suffix (world->vins[n], typed);
}

static gboolean
ask (DeskConnection *connection, World *world, const char *typed, GError **error)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query = desk_query_search (all, typed);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean found[N_CUSTOMERS] = { FALSE }, wanted[N_CUSTOMERS] = { FALSE };

  if (!desk_query_run (query, connection, 0, keys, error))
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    {
      gint64 n = 0;
      g_autoptr (DeskRow) row = NULL;

      if (!desk_text_index_get_row (connection, g_array_index (keys, gint64, i), &n, error) ||
          !desk_record_store_read_n (connection, connection->schema->customer, n, &row, error))
        return FALSE;
      found[row->id[CRM_ID_BYTES - 1]] = TRUE;
    }
  for (guint i = 0; i < N_NUMBERS; i++)
    wanted[i % N_CUSTOMERS] |= is_wanted (world, typed, i);
  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      if (found[i] != wanted[i])
        g_print ("# \"%s\" %s customer %u\n", typed, found[i] ? "finds" : "does not find", i);
      g_assert_true (found[i] == wanted[i]);
      world->n_hits += found[i];
    }
  return TRUE;
}

static gboolean
ask_work (DeskConnection *connection, gpointer data, GError **error)
{
  World *world = data;

  for (guint i = 0; i < N_QUERIES; i++)
    {
      g_autofree char *typed = make_query (world);

      if (!ask (connection, world, typed, error))
        return FALSE;
    }
  return TRUE;
}

static void
test_random (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  World world = { .seed = 1 };

  load (store, &world);
  desk_database_write_async (store->database, DESK_PRIORITY_SCREEN, ask_work, &world, NULL, NULL,
                             crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_database_work_finish (store->database, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (world.n_hits, >, N_QUERIES / 2);
  for (guint i = 0; i < N_NUMBERS; i++)
    {
      g_free (world.policies[i]);
      g_free (world.vins[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search-numbers/random", test_random);
  return g_test_run ();
}
