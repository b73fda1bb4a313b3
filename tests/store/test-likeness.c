/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking for the likes of somebody in the cache: whoever a comparison with everybody finds is
 * found by the keys, the keys follow the rows, and what the server found and people decided is
 * told. ZONTIK_PEOPLE=100000 says among how many; what a look costs is in the output. */

#include <string.h>
#include <sys/resource.h>

#include "client/store/desk-child-count.h"
#include "client/store/desk-likeness.h"
#include "shared/customers/crm-duplicate-record.h"
#include "tests/shared/duplicate-people.h"
#include "tests/store/store-fixture.h"

#define N_PEOPLE 400
#define N_LOOKS  300
#define LEAST    0.95

typedef struct
{
  Store *store;
  People *people;
  guint n;
} Fixture;

static char *
make_id (guint n)
{
  return g_strdup_printf ("01980000-0000-7000-8000-%012x", n);
}

static void
set_value (CrmChange *change, guint field, const char *value)
{
  change->values[field] = value;
  change->lengths[field] = value != NULL ? (int) strlen (value) : 0;
}

static void
feed_person (CrmChangeWriter *writer, guint n, const CrmDuplicateInput *input)
{
  g_autofree char *id = make_id (n);
  CrmChange change = { .kind = &crm_customer_kind, .type = CRM_CHANGE_ROW, .version = 1 };

  crm_id_to_bytes (id, change.id);
  set_value (&change, CRM_CUSTOMER_TYPE, input->is_company ? "company" : "person");
  set_value (&change, CRM_CUSTOMER_LAST_NAME, input->last_name);
  set_value (&change, CRM_CUSTOMER_FIRST_NAME, input->first_name);
  set_value (&change, CRM_CUSTOMER_MIDDLE_NAME, input->middle_name);
  set_value (&change, CRM_CUSTOMER_BIRTH_DATE, input->birth_date);
  set_value (&change, CRM_CUSTOMER_COMPANY_NAME, input->company_name);
  set_value (&change, CRM_CUSTOMER_INN, input->inn);
  set_value (&change, CRM_CUSTOMER_ADDRESS_TEXT, input->address);
  crm_change_writer_add (writer, &change);
}

static void
feed_contacts (CrmChangeWriter *writer, guint n, const char *type, const char *const *values)
{
  g_autofree char *customer = make_id (n);

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      g_autofree char *id =
          g_strdup_printf ("01980000-0000-7000-8%c0%u-%012x", *type == 'p' ? '1' : '2', i, n);

      change_contact (writer, id, customer, type, values[i]);
    }
}

static void
fill (Fixture *f)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  for (guint i = 0; i < people_count (f->people); i++)
    {
      CrmDuplicateInput input = people_get_input (f->people, i);

      feed_person (writer, i, &input);
    }
  for (guint i = 0; i < people_count (f->people); i++)
    {
      CrmDuplicateInput input = people_get_input (f->people, i);

      feed_contacts (writer, i, "phone", input.phones);
    }
  for (guint i = 0; i < people_count (f->people); i++)
    {
      CrmDuplicateInput input = people_get_input (f->people, i);

      feed_contacts (writer, i, "email", input.emails);
    }
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (f->store, writer, CRM_CHANGE_ROWS, 0));
}

/* ---- asking ---------------------------------------------------------------------------------- */

static gboolean
count_work (DeskConnection *connection, gpointer data, GError **error)
{
  g_autofree char *progress = desk_connection_get_meta (connection, "likeness");

  *(gint64 *) data = -1;
  return g_strcmp0 (progress, "complete") != 0 ||
         desk_sqlite_get_integer (connection->cache,
                                  "SELECT count(*) + total (hash % 1000003 * n % 1009)"
                                  " FROM customer_key",
                                  data, error);
}

/* A number that another set of keys would hardly have; -1: not all are there. */
static gint64
sum_keys (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 sum = -1;

  desk_database_write_async (f->store->database, DESK_PRIORITY_TYPED, count_work, &sum, NULL, NULL,
                             crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_database_work_finish (f->store->database, result, &error);
  g_assert_no_error (error);
  return sum;
}

static GPtrArray *
take_likes (Fixture *f, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *likes;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  likes = desk_likeness_finish (f->store->database, *result, &error);
  g_assert_no_error (error);
  g_clear_object (result);
  return likes;
}

static GPtrArray *
find_likes (Fixture *f, const CrmDuplicateInput *input, const char *except)
{
  GAsyncResult *result = NULL;

  desk_likeness_find_async (f->store->database, input, except, NULL, crm_test_take_result, &result);
  return take_likes (f, &result);
}

static GPtrArray *
find_likes_of (Fixture *f, const char *id)
{
  GAsyncResult *result = NULL;

  desk_likeness_of_async (f->store->database, id, NULL, crm_test_take_result, &result);
  return take_likes (f, &result);
}

static DeskLike *
pick_like (GPtrArray *likes, const char *id)
{
  for (guint i = 0; i < likes->len; i++)
    if (strcmp (((DeskLike *) likes->pdata[i])->id, id) == 0)
      return likes->pdata[i];
  return NULL;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void
set_up (Fixture *f, gconstpointer data)
{
  const char *asked = g_getenv ("ZONTIK_PEOPLE");

  f->n = asked != NULL ? (guint) g_ascii_strtoull (asked, NULL, 10) : N_PEOPLE;
  f->people = people_new (f->n, f->n / 4, 3);
  f->store = store_new ();
  fill (f);
  desk_likeness_prepare (f->store->database);
  /* The steps come between the questions. */
  while (sum_keys (f) < 0)
    continue;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  store_free (f->store);
  people_free (f->people);
}

static double
get_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_utime.tv_sec + (double) usage.ru_stime.tv_sec +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* The cache does not know whole numbers of documents. */
static CrmDuplicateInput
get_input (Fixture *f, guint n)
{
  CrmDuplicateInput input = people_get_input (f->people, n);

  input.documents = NULL;
  input.vins = NULL;
  input.kpp = NULL;
  input.sex = NULL;
  return input;
}

static void
compare_with_all (Fixture *f, guint n, CrmDuplicateCard *const *cards, guint *n_all, guint *n_found)
{
  CrmDuplicateInput input = get_input (f, n);
  g_autofree char *except = make_id (n);
  g_autoptr (GPtrArray) likes = find_likes (f, &input, except);

  for (guint i = 0; i < people_count (f->people); i++)
    {
      guint score = i != n ? crm_duplicate_compare (cards[n], cards[i], NULL) : 0;
      g_autofree char *id = make_id (i);
      DeskLike *like = pick_like (likes, id);

      if (like != NULL)
        g_assert_cmpuint (like->score, ==, score);
      if (score < CRM_DUPLICATE_LIKELY)
        continue;
      (*n_all)++;
      *n_found += like != NULL;
    }
}

static void
test_found (Fixture *f, gconstpointer data)
{
  guint n_people = people_count (f->people);
  g_autoptr (GPtrArray) cards =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_duplicate_card_free);
  guint n_all = 0, n_found = 0;
  double began;

  for (guint i = 0; i < n_people; i++)
    {
      CrmDuplicateInput input = get_input (f, i);

      g_ptr_array_add (cards, crm_duplicate_card_new (&input));
    }
  for (guint i = 0; i < n_people && i < N_LOOKS; i++)
    compare_with_all (f, n_people - 1 - i, (CrmDuplicateCard *const *) cards->pdata, &n_all,
                      &n_found);
  began = get_cpu ();
  for (guint i = 0; i < N_LOOKS; i++)
    {
      CrmDuplicateInput input = get_input (f, n_people * i / N_LOOKS);

      g_ptr_array_unref (find_likes (f, &input, NULL));
    }
  g_test_message ("%u customers: found %u of %u; a look costs %.2f ms of CPU", n_people, n_found,
                  n_all, (get_cpu () - began) * 1000 / N_LOOKS);
  g_assert_cmpuint (n_all, >, N_LOOKS / 10);
  g_assert_cmpfloat ((double) n_found / n_all, >=, LEAST);
}

/* Whoever goes, comes back or has another telephone is found by what is true now. */
static void
test_followed (Fixture *f, gconstpointer data)
{
  const CrmDuplicateInput input = { .last_name = "Хвоинкина",
                                    .first_name = "Анна",
                                    .birth_date = "1980-05-17" };
  g_autofree char *id = make_id (f->n * 10);
  g_autofree char *phone = g_strdup ("01980000-0000-7000-8300-000000000001");
  const char *const numbers[] = { "+79005550199", NULL };
  const CrmDuplicateInput other = { .last_name = "Хвоинкина",
                                    .first_name = "Анна",
                                    .phones = numbers };
  gint64 before = sum_keys (f);

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
      g_autoptr (GPtrArray) likes = NULL;
      g_autoptr (GPtrArray) by_phone = NULL;
      g_autoptr (GPtrArray) none = NULL;

      feed_person (writer, f->n * 10, &input);
      change_contact (writer, phone, id, "phone", numbers[0]);
      change_cursor (writer, round == 0 ? "one" : "three", TRUE);
      store_feed (f->store, writer, CRM_CHANGE_ROWS, 0);
      likes = find_likes (f, &input, NULL);
      g_assert_nonnull (pick_like (likes, id));
      by_phone = find_likes (f, &other, NULL);
      g_assert_cmpuint (pick_like (by_phone, id)->score, >=, CRM_DUPLICATE_LIKELY);
      g_assert_cmpstr (pick_like (by_phone, id)->phone, ==, numbers[0]);

      store_pull_gone (f->store, &crm_contact_point_kind, phone, CRM_CHANGE_DELETED);
      store_pull_gone (f->store, &crm_customer_kind, id,
                       round == 0 ? CRM_CHANGE_DELETED : CRM_CHANGE_SCOPE);
      none = find_likes (f, &input, NULL);
      g_assert_null (pick_like (none, id));
      g_assert_cmpint (sum_keys (f), ==, before);
    }
}

static void
feed_record (Fixture *f, guint a, guint b, const char *status, const char *cursor)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *first = make_id (a);
  g_autofree char *second = make_id (b);
  g_autofree char *id = crm_duplicate_make_id (second, first);
  CrmChange change = { .kind = &crm_duplicate_kind, .type = CRM_CHANGE_ROW, .version = 2 };

  crm_id_to_bytes (id, change.id);
  set_value (&change, CRM_DUPLICATE_CUSTOMER, first);
  set_value (&change, CRM_DUPLICATE_OTHER, second);
  set_value (&change, CRM_DUPLICATE_SCORE, "100");
  set_value (&change, CRM_DUPLICATE_REASONS, "[\"document\",\"name-near\"]");
  set_value (&change, CRM_DUPLICATE_STATUS, status);
  crm_change_writer_add (writer, &change);
  change_cursor (writer, cursor, TRUE);
  store_feed (f->store, writer, CRM_CHANGE_ROWS, 0);
}

static GPtrArray *
list_pairs (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *pairs;

  desk_likeness_list_async (f->store->database, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  pairs = desk_likeness_list_finish (f->store->database, result, &error);
  g_assert_no_error (error);
  return pairs;
}

/* By a document that is masked here, so the server found it; from either side. */
static void
test_told (Fixture *f, gconstpointer data)
{
  g_autofree char *first = make_id (0);
  g_autofree char *second = make_id (1);
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) decided = NULL;
  g_autoptr (GPtrArray) pairs = NULL;
  g_autoptr (GPtrArray) none = NULL;

  feed_record (f, 0, 1, "open", "open");
  /* One of whom the other is not seen here. */
  feed_record (f, 0, f->n * 10, "open", "half");
  open = find_likes_of (f, second);
  g_assert_cmpuint (pick_like (open, first)->score, ==, 100);
  g_assert_cmphex (pick_like (open, first)->reasons, ==,
                   1 << CRM_DUPLICATE_DOCUMENT | 1 << CRM_DUPLICATE_NAME_NEAR);
  pairs = list_pairs (f);
  g_assert_cmpuint (pairs->len, ==, 1);
  g_assert_cmpstr (((DeskLikePair *) pairs->pdata[0])->second->id, ==, second);

  feed_record (f, 0, 1, "distinct", "distinct");
  decided = find_likes_of (f, first);
  g_assert_true (pick_like (decided, second)->is_distinct);
  none = list_pairs (f);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_counted (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) counts = NULL;
  g_autofree char *first = make_id (0);
  g_autofree char *second = make_id (1);
  CrmDuplicateInput input = people_get_input (f->people, 0);
  guint n = g_strv_length ((GStrv) input.phones) + g_strv_length ((GStrv) input.emails);

  desk_child_count_async (f->store->database, first, second, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  counts = desk_child_count_finish (f->store->database, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts->len, ==, 1);
  g_assert_true (g_array_index (counts, DeskChildCount, 0).kind == &crm_contact_point_kind);
  g_assert_cmpuint (g_array_index (counts, DeskChildCount, 0).first, ==, n);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/likeness/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("found", test_found);
  ADD ("followed", test_followed);
  ADD ("told", test_told);
  ADD ("counted", test_counted);
  return g_test_run ();
}
