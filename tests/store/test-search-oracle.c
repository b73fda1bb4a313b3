/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random texts into the search field of a store that changes meanwhile, compared with
 * search-oracle.c over the same rows: nothing that is typed is an error, nothing wrong is found and
 * nothing right is left out.
 *
 *   test-search-oracle [--queries N | --full] [--seed N] */

#include "client/store/desk-database-private.h"
#include "client/store/desk-query-sql.h"
#include "client/store/desk-record-store.h"
#include "client/store/desk-text-index.h"
#include "tests/store/search-noise.h"
#include "tests/store/search-oracle.h"
#include "tests/store/store-fixture.h"

#include <string.h>

#define N_CUSTOMERS 240
#define N_CONTACTS  300
#define N_ROUNDS    10
#define CI_QUERIES  5000
#define FULL        100000

typedef struct
{
  guint queries;
  guint64 seed;
} Options;

typedef struct
{
  Store *store;
  SearchNoise noise;
  guint version;
  guint n_queries; /* of this round */

  GPtrArray *rows;  /* (element-type OracleRow) */
  GHashTable *by_n; /* row number → place in rows + 1 */

  guint64 hits;
} World;

static char *
make_id (char kind, guint n)
{
  return g_strdup_printf ("01980000-0000-7000-800%c-%012x", kind, n);
}

static char *
make_phone (World *world)
{
  static const char *const starts[] = { "+7900", "+7916", "+7800", "+44", "+1", "8900", "" };
  g_autofree char *digits =
      search_noise_digits (&world->noise, 3 + search_noise_pick (&world->noise, 8));

  return g_strconcat (SEARCH_NOISE_ONE_OF (&world->noise, starts), digits, NULL);
}

static void
put (CrmChange *change, guint field, const char *value)
{
  change->values[field] = value;
  change->lengths[field] = (int) strlen (value);
}

static CrmChange
make_row (World *world, const CrmKind *kind, const char *id)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = kind, .version = ++world->version };

  g_assert_true (crm_id_to_bytes (id, change.id));
  return change;
}

static void
write_customer (World *world, CrmChangeWriter *writer, guint n)
{
  g_autofree char *id = make_id ('0', n);
  g_autofree char *last = search_noise_name (&world->noise),
                  *first = search_noise_name (&world->noise),
                  *city = search_noise_name (&world->noise);
  g_autofree char *inn =
      search_noise_digits (&world->noise, search_noise_pick (&world->noise, 2) == 0 ? 10 : 12);
  g_autofree char *number = g_strdup_printf ("К-%06u", n * 37);
  CrmChange change = make_row (world, &crm_customer_kind, id);

  put (&change, CRM_CUSTOMER_TYPE, n % 3 == 0 ? "company" : "person");
  put (&change, n % 3 == 0 ? CRM_CUSTOMER_COMPANY_NAME : CRM_CUSTOMER_LAST_NAME, last);
  put (&change, CRM_CUSTOMER_FIRST_NAME, first);
  put (&change, CRM_CUSTOMER_ADDRESS_CITY, city);
  if (n % 2 == 0)
    put (&change, CRM_CUSTOMER_INN, inn);
  put (&change, CRM_CUSTOMER_NUMBER, number);
  crm_change_writer_add (writer, &change);
}

static void
write_contact (World *world, CrmChangeWriter *writer, guint n)
{
  g_autofree char *id = make_id ('1', n);
  g_autofree char *customer = make_id ('0', search_noise_pick (&world->noise, N_CUSTOMERS));
  g_autofree char *phone = make_phone (world);
  g_autofree char *name = search_noise_name (&world->noise);
  g_autofree char *email =
      g_strdup_printf ("%s.%u@example.org", name, search_noise_pick (&world->noise, 100));
  CrmChange change = make_row (world, &crm_contact_point_kind, id);

  put (&change, CRM_CONTACT_POINT_CUSTOMER, customer);
  put (&change, CRM_CONTACT_POINT_TYPE, n % 3 == 0 ? "email" : "phone");
  put (&change, CRM_CONTACT_POINT_VALUE, n % 3 == 0 ? email : phone);
  crm_change_writer_add (writer, &change);
}

static void
load_all (World *world)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  for (guint i = 0; i < N_CUSTOMERS; i++)
    write_customer (world, writer, i);
  for (guint i = 0; i < N_CONTACTS; i++)
    write_contact (world, writer, i);
  change_cursor (writer, "loaded", TRUE);
  g_assert_true (store_feed (world->store, writer, CRM_CHANGE_ROWS, 0));
}

static void
change_from_afar (World *world)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  for (guint i = 0; i < 12; i++)
    write_customer (world, writer, search_noise_pick (&world->noise, N_CUSTOMERS));
  for (guint i = 0; i < 12; i++)
    write_contact (world, writer, search_noise_pick (&world->noise, N_CONTACTS));
  for (guint i = 0; i < 8; i++)
    {
      const gboolean customer = i < 3;
      g_autofree char *id = customer ? make_id ('0', search_noise_pick (&world->noise, N_CUSTOMERS))
                                     : make_id ('1', search_noise_pick (&world->noise, N_CONTACTS));

      change_gone (writer, customer ? &crm_customer_kind : &crm_contact_point_kind, id,
                   ++world->version, i % 2 == 0 ? CRM_CHANGE_DELETED : CRM_CHANGE_SCOPE);
    }
  change_cursor (writer, "changed", TRUE);
  g_assert_true (store_feed (world->store, writer, CRM_CHANGE_ROWS, 0));
}

/* What is typed here is over what the server said. */
static void
change_here (World *world, guint round)
{
  for (guint i = 0; i < 6; i++)
    {
      const guint n = search_noise_pick (&world->noise, N_CUSTOMERS);
      g_autofree char *id = make_id ('0', n);
      g_autofree char *name = search_noise_name (&world->noise);
      g_autofree char *phone = make_phone (world);
      g_autofree char *contact = make_id ('1', N_CONTACTS + round * 6 + i);
      g_autoptr (DeskRow) row = store_read (world->store, &crm_customer_kind, id);

      if (row == NULL || row->state == CRM_RECORD_DELETED)
        continue;
      if (i == 5)
        store_submit (world->store, command_delete (id, row->version));
      else if (i % 2 == 0)
        store_submit (world->store, command_contact (contact, id, phone));
      else if (n % 3 != 0)
        store_submit (world->store,
                      command_edit (id, row->version, name, row->values[CRM_CUSTOMER_LAST_NAME]));
    }
}

static void
add_words (World *world, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (world->noise.words, g_strdup (words[i]));
}

/* The contacts of all customers, gathered without the statements of the index. */
static gboolean
read_contacts (World *world,
               DeskConnection *connection,
               GHashTable *texts,
               GHashTable *phones,
               GError **error)
{
  const int kind = connection->schema->contact_point;

  for (guint i = 0; i < N_CONTACTS + N_ROUNDS * 6; i++)
    {
      g_autofree char *id = make_id ('1', i);
      guint8 bytes[CRM_ID_BYTES];
      g_autoptr (DeskRow) row = NULL;
      GHashTable *to;
      const char *before, *customer;

      crm_id_to_bytes (id, bytes);
      if (!desk_record_store_read (connection, kind, bytes, &row, error))
        return FALSE;
      if (row == NULL || row->state == CRM_RECORD_DELETED)
        continue;
      to = g_strcmp0 (row->values[CRM_CONTACT_POINT_TYPE], "phone") == 0 ? phones : texts;
      customer = row->values[CRM_CONTACT_POINT_CUSTOMER];
      before = g_hash_table_lookup (to, customer);
      add_words (world, row->values[CRM_CONTACT_POINT_VALUE]);
      g_hash_table_insert (to, g_strdup (customer),
                           g_strconcat (before != NULL ? before : "", "\n",
                                        row->values[CRM_CONTACT_POINT_VALUE], NULL));
    }
  return TRUE;
}

static void
add_row (World *world, const DeskRow *row, const char *texts, const char *phones)
{
  static const guint searched[] = {
    CRM_CUSTOMER_LAST_NAME, CRM_CUSTOMER_FIRST_NAME,   CRM_CUSTOMER_COMPANY_NAME,
    CRM_CUSTOMER_INN,       CRM_CUSTOMER_ADDRESS_CITY, CRM_CUSTOMER_NUMBER,
  };
  g_autoptr (GString) text = g_string_new (texts);

  for (guint i = 0; i < G_N_ELEMENTS (searched); i++)
    if (row->values[searched[i]] != NULL)
      g_string_append_printf (text, " %s", row->values[searched[i]]);
  add_words (world, text->str);
  g_ptr_array_add (world->rows, oracle_row_new (text->str, phones != NULL ? phones : ""));
  g_hash_table_insert (world->by_n, g_memdup2 (&row->n, sizeof row->n),
                       GUINT_TO_POINTER (world->rows->len));
}

static gboolean
read_rows (World *world, DeskConnection *connection, GError **error)
{
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) phones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_ptr_array_set_size (world->rows, 0);
  g_ptr_array_set_size (world->noise.words, 0);
  g_hash_table_remove_all (world->by_n);
  if (!read_contacts (world, connection, texts, phones, error))
    return FALSE;
  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      g_autofree char *id = make_id ('0', i);
      guint8 bytes[CRM_ID_BYTES];
      g_autoptr (DeskRow) row = NULL;

      crm_id_to_bytes (id, bytes);
      if (!desk_record_store_read (connection, connection->schema->customer, bytes, &row, error))
        return FALSE;
      if (row != NULL && row->state != CRM_RECORD_DELETED)
        add_row (world, row, g_hash_table_lookup (texts, id), g_hash_table_lookup (phones, id));
    }
  return TRUE;
}

static void
check_hits (World *world, const char *typed, const GArray *found)
{
  g_autoptr (OracleQuery) query = oracle_query_new (typed);
  gboolean any = FALSE;

  /* Where nobody has the words as they were typed, neighbours are shown: test-search-near. */
  for (guint i = 0; !any && i < world->rows->len; i++)
    any = oracle_query_finds (query, g_ptr_array_index (world->rows, i));
  if (!any)
    return;
  for (guint i = 0; i < world->rows->len; i++)
    {
      const gboolean hit = g_array_index (found, gboolean, i);
      const gboolean wanted = oracle_query_finds (query, g_ptr_array_index (world->rows, i));
      g_autofree char *shown = NULL;

      world->hits += hit;
      if (hit == wanted)
        continue;
      shown = g_strescape (typed, NULL);
      g_print ("# \"%s\" %s the customer in place %u\n", shown, hit ? "finds" : "does not find", i);
      g_assert_true (hit == wanted);
    }
}

static gboolean
ask (World *world, DeskConnection *connection, const char *typed, GError **error)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query = desk_query_search (all, typed);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) found = g_array_new (FALSE, TRUE, sizeof (gboolean));

  g_array_set_size (found, world->rows->len);
  if (!desk_query_run (query, connection, 0, keys, error))
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    {
      gint64 n = 0;
      guint place;

      if (!desk_text_index_get_row (connection, g_array_index (keys, gint64, i), &n, error))
        return FALSE;
      place = GPOINTER_TO_UINT (g_hash_table_lookup (world->by_n, &n));
      g_assert_cmpuint (place, >, 0);
      g_assert_false (g_array_index (found, gboolean, place - 1));
      g_array_index (found, gboolean, place - 1) = TRUE;
    }
  check_hits (world, typed, found);
  return TRUE;
}

static gboolean
ask_work (DeskConnection *connection, gpointer data, GError **error)
{
  World *world = data;

  if (!read_rows (world, connection, error))
    return FALSE;
  for (guint i = 0; i < world->n_queries; i++)
    {
      g_autofree char *typed = search_noise_query (&world->noise);
      g_autofree char *shown = NULL;

      if (ask (world, connection, typed, error))
        continue;
      shown = g_strescape (typed, NULL);
      g_print ("# \"%s\" is an error\n", shown);
      return FALSE;
    }
  return TRUE;
}

static void
ask_round (World *world)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_database_read_async (world->store->database, DESK_PRIORITY_TYPED, ask_work, world, NULL,
                            NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_database_work_finish (world->store->database, result, &error);
  g_assert_no_error (error);
}

static void
test_random (gconstpointer data)
{
  const Options *options = data;
  g_autoptr (Store) store = store_new ();
  World world = { .store = store, .noise.seed = options->seed };

  g_print ("# seed %" G_GUINT64_FORMAT "\n", options->seed);
  world.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) oracle_row_free);
  world.noise.words = g_ptr_array_new_with_free_func (g_free);
  world.by_n = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  world.n_queries = MAX (options->queries / N_ROUNDS, 1);
  load_all (&world);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      ask_round (&world);
      change_from_afar (&world);
      change_here (&world, round);
    }
  store_assert_index (store);
  g_print ("# queries=%u hits=%" G_GUINT64_FORMAT " errors=0 wrong=0\n", world.n_queries * N_ROUNDS,
           world.hits);
  g_ptr_array_unref (world.rows);
  g_ptr_array_unref (world.noise.words);
  g_hash_table_unref (world.by_n);
}

/* GLib has a --seed of its own: what was read here it does not see. */
static void
read_options (Options *options, int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "--full"))
      {
        options->queries = FULL;
        argv[i] = (char *) "-q";
      }
    else if (i + 1 < argc && g_str_equal (argv[i], "--queries"))
      {
        options->queries = (guint) strtoul (argv[i + 1], NULL, 10);
        argv[i] = argv[i + 1] = (char *) "-q";
      }
    else if (i + 1 < argc && g_str_equal (argv[i], "--seed"))
      {
        options->seed = g_ascii_strtoull (argv[i + 1], NULL, 10);
        argv[i] = argv[i + 1] = (char *) "-q";
      }
}

int
main (int argc, char **argv)
{
  Options options = { CI_QUERIES, 1 };

  read_options (&options, argc, argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/search-oracle/random", &options, test_random);
  return g_test_run ();
}
