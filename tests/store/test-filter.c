/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random filters over a store that changes meanwhile, compared with what follows from the rows by
 * the plain functions of shared/: nothing wrong is found, nothing right is left out, whatever was
 * typed.
 *
 *   test-filter [--filters N] [--seed N] */

#include "client/store/desk-database-private.h"
#include "client/store/desk-filter-sql.h"
#include "client/store/desk-query-sql.h"
#include "client/store/desk-record-store.h"
#include "client/store/desk-summary.h"
#include "client/store/desk-text-index.h"
#include "shared/base/crm-date.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-task.h"
#include "tests/store/portfolio-fixture.h"

#include <string.h>

#define N_PEOPLE   120
#define N_ROUNDS   6
#define CI_FILTERS 3000

/* Somebody with all that hangs on them, as rows. */
typedef struct
{
  DeskRow *row;
  GPtrArray *children[DESK_MAX_KINDS]; /* (nullable) (element-type DeskRow) */
  gboolean found;
} Person;

typedef struct
{
  Store *store;
  Portfolio *portfolio;
  GPtrArray *people; /* (element-type Person) */
  GHashTable *by_n;  /* row number → Person */
  guint n_filters;
  guint64 hits;
  char *today;
} World;

typedef struct
{
  guint filters;
  guint64 seed;
} Options;

static void
free_person (gpointer data)
{
  Person *person = data;

  for (guint i = 0; i < DESK_MAX_KINDS; i++)
    g_clear_pointer (&person->children[i], g_ptr_array_unref);
  desk_row_free (person->row);
  g_free (person);
}

/* ---- what is so ---------------------------------------------------------------------------- */

static guint
count_children (const Person *person, int kind)
{
  return person->children[kind] != NULL ? person->children[kind]->len : 0;
}

static const char *
get_child (const Person *person, int kind, guint i, guint field)
{
  return ((DeskRow *) g_ptr_array_index (person->children[kind], i))->values[field];
}

static gint64
to_number (const char *text)
{
  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static CrmPolicyFacts
get_policy (const World *world, const Person *person, int kind, guint i)
{
  return (CrmPolicyFacts){
    .status = get_child (person, kind, i, CRM_POLICY_STATUS),
    .product = get_child (person, kind, i, CRM_POLICY_PRODUCT),
    .starts_on = get_child (person, kind, i, CRM_POLICY_STARTS_ON),
    .ends_on = get_child (person, kind, i, CRM_POLICY_ENDS_ON),
    .premium = to_number (get_child (person, kind, i, CRM_POLICY_PREMIUM_KOPECKS)),
  };
}

/* What the policies of somebody that are in force today come to. */
typedef struct
{
  guint n;
  gint64 premium;
  gboolean has_product;
  gboolean ends;
} Force;

static Force
look_at_policies (const World *world, const Person *person, const char *product, int days)
{
  const int kind =
      desk_schema_find (desk_database_get_schema (world->store->database), &crm_policy_kind);
  Force force = { 0 };

  for (guint i = 0; i < count_children (person, kind); i++)
    {
      const CrmPolicyFacts facts = get_policy (world, person, kind, i);
      int end = 0, now = 0;

      if (crm_policy_state_get (&facts, world->today) != CRM_POLICY_ACTIVE)
        continue;
      crm_date_to_days (world->today, &now);
      force.n++;
      force.premium += crm_policy_state_get_yearly_premium (&facts);
      force.has_product |= g_strcmp0 (facts.product, product) == 0;
      force.ends |= crm_date_to_days (facts.ends_on, &end) && end - now <= days;
    }
  return force;
}

static gboolean
owes_for (const World *world, const Person *person, const char *policy)
{
  const int kind =
      desk_schema_find (desk_database_get_schema (world->store->database), &crm_policy_kind);
  guint8 id[CRM_ID_BYTES];

  crm_id_to_bytes (policy, id);
  for (guint i = 0; i < count_children (person, kind); i++)
    if (memcmp (((DeskRow *) g_ptr_array_index (person->children[kind], i))->id, id,
                CRM_ID_BYTES) == 0)
      {
        const char *status = get_child (person, kind, i, CRM_POLICY_STATUS);

        return g_strcmp0 (status, "cancelled") != 0 && g_strcmp0 (status, "draft") != 0;
      }
  return FALSE;
}

static gboolean
is_overdue (const World *world, const Person *person)
{
  const DeskSchema *schema = desk_database_get_schema (world->store->database);
  const int kind = desk_schema_find (schema, &crm_instalment_kind);

  for (guint i = 0; i < count_children (person, kind); i++)
    {
      const CrmInstalmentFacts facts = {
        .status = get_child (person, kind, i, CRM_INSTALMENT_STATUS),
        .due_on = get_child (person, kind, i, CRM_INSTALMENT_DUE_ON),
        .amount = to_number (get_child (person, kind, i, CRM_INSTALMENT_AMOUNT_KOPECKS)),
        .paid = to_number (get_child (person, kind, i, CRM_INSTALMENT_PAID_KOPECKS)),
      };

      if (crm_instalment_get_state (&facts, world->today) == CRM_INSTALMENT_OVERDUE &&
          owes_for (world, person, get_child (person, kind, i, CRM_INSTALMENT_POLICY)))
        return TRUE;
    }
  return FALSE;
}

/* Days since the last note or the last task that was done; -1: never. */
static int
count_silent_days (const World *world, const Person *person)
{
  const DeskSchema *schema = desk_database_get_schema (world->store->database);
  static const guint fields[] = { CRM_NOTE_AT, CRM_TASK_DONE_AT };
  const int kinds[] = { desk_schema_find (schema, &crm_note_kind),
                        desk_schema_find (schema, &crm_task_kind) };
  int now = 0, last = G_MININT, day;

  crm_date_to_days (world->today, &now);
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint i = 0; i < count_children (person, kinds[k]); i++)
      if (crm_date_to_days (get_child (person, kinds[k], i, fields[k]), &day))
        last = MAX (last, day);
  return last == G_MININT ? -1 : now - last;
}

static gboolean
has_contact (const World *world, const Person *person, const char *type)
{
  const DeskSchema *schema = desk_database_get_schema (world->store->database);

  for (guint i = 0; i < count_children (person, schema->contact_point); i++)
    if (g_strcmp0 (get_child (person, schema->contact_point, i, CRM_CONTACT_POINT_TYPE), type) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_tag (const char *json, const char *tag)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;

  for (guint i = 0; node != NULL && i < json_array_get_length (json_node_get_array (node)); i++)
    if (g_strcmp0 (json_array_get_string_element (json_node_get_array (node), i), tag) == 0)
      return TRUE;
  return FALSE;
}

/* Day by day: nothing clever. */
static gboolean
has_birthday (const World *world, const char *born, int days)
{
  int now = 0;

  if (born == NULL)
    return FALSE;
  crm_date_to_days (world->today, &now);
  for (int i = 0; i <= days; i++)
    {
      g_autofree char *day = crm_date_from_days (now + i);

      if (strncmp (day + 5, born + 5, 5) == 0 || i >= 365 ||
          (g_str_has_suffix (born, "02-29") && g_str_has_suffix (day, "02-28")))
        return TRUE;
    }
  return FALSE;
}

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *folded = crm_text_normalise (text);
  g_autofree char *wanted = crm_text_normalise (part);

  return text != NULL ? strstr (folded, wanted) != NULL : *wanted == '\0';
}

typedef struct
{
  const char *id;
  guint field;
} Plain;

static const Plain plain[] = {
  { "type", CRM_CUSTOMER_TYPE },
  { "status", CRM_CUSTOMER_STATUS },
  { "agent", CRM_CUSTOMER_OWNER },
  { "branch", CRM_CUSTOMER_BRANCH },
  { "tags", CRM_CUSTOMER_TAGS },
  { "city", CRM_CUSTOMER_ADDRESS_CITY },
  { "source", CRM_CUSTOMER_SOURCE },
  { "note", CRM_CUSTOMER_NOTE },
  { "inn", CRM_CUSTOMER_INN },
  { "sex", CRM_CUSTOMER_SEX },
  { "birthday", CRM_CUSTOMER_BIRTH_DATE },
  { "age", CRM_CUSTOMER_BIRTH_DATE },
  { "created", CRM_CUSTOMER_CREATED_AT },
};

static const char *
get_plain (const Person *person, const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_str_equal (plain[i].id, id))
      return person->row->values[plain[i].field];
  return NULL;
}

static gboolean
compare_sizes (const World *world, const Person *person, DeskFilter *test)
{
  const char *id = desk_filter_get_field (test)->id;
  const gint64 wanted = to_number (desk_filter_get_value (test));
  const gboolean least = desk_filter_get_op (test) == DESK_OP_AT_LEAST;
  const Force force = look_at_policies (world, person, NULL, 0);
  gint64 is;

  if (g_str_equal (id, "age"))
    {
      const char *born = get_plain (person, id);

      if (born == NULL)
        return FALSE;
      is = crm_date_full_years (born, world->today);
    }
  else
    is = g_str_equal (id, "policies") ? force.n : force.premium;
  return least ? is >= wanted : is <= wanted;
}

static gboolean
was_ago (const World *world, const Person *person, DeskFilter *test)
{
  const int wanted = (int) to_number (desk_filter_get_value (test));
  const gboolean past = desk_filter_get_op (test) == DESK_OP_PAST;
  int days, day, now;

  if (g_str_equal (desk_filter_get_field (test)->id, "contacted"))
    days = count_silent_days (world, person);
  else if (crm_date_to_days (get_plain (person, "created"), &day) &&
           crm_date_to_days (world->today, &now))
    days = now - day;
  else
    days = -1;
  return past ? days < 0 || days > wanted : days >= 0 && days <= wanted;
}

static gboolean
passes_test (const World *world, const Person *person, DeskFilter *test)
{
  const char *id = desk_filter_get_field (test)->id;
  const char *value = desk_filter_get_value (test);
  const char *is = get_plain (person, id);
  gboolean has;

  switch (desk_filter_get_op (test))
    {
    case DESK_OP_IS:
      return g_strcmp0 (is, value) == 0;
    case DESK_OP_IS_NOT:
      return g_strcmp0 (is, value) != 0;
    case DESK_OP_HAS:
    case DESK_OP_HAS_NOT:
      has = g_str_equal (id, "tags")      ? has_tag (is, value)
            : g_str_equal (id, "contact") ? has_contact (world, person, value)
                                          : look_at_policies (world, person, value, 0).has_product;
      return has == (desk_filter_get_op (test) == DESK_OP_HAS);
    case DESK_OP_CONTAINS:
      return contains (is, value);
    case DESK_OP_EMPTY:
      return is == NULL;
    case DESK_OP_FILLED:
      return is != NULL;
    case DESK_OP_AT_LEAST:
    case DESK_OP_AT_MOST:
      return compare_sizes (world, person, test);
    case DESK_OP_WITHIN:
      return g_str_equal (id, "birthday")
                 ? has_birthday (world, is, (int) to_number (value))
                 : look_at_policies (world, person, NULL, (int) to_number (value)).ends;
    case DESK_OP_RECENT:
    case DESK_OP_PAST:
      return was_ago (world, person, test);
    case DESK_OP_YES:
      return is_overdue (world, person);
    case DESK_OP_NO:
      return !is_overdue (world, person);
    case DESK_N_OPS:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
passes (const World *world, const Person *person, DeskFilter *filter)
{
  guint n = 0;

  if (!desk_filter_is_group (filter))
    return passes_test (world, person, filter);
  for (guint i = 0; i < desk_filter_get_n_parts (filter); i++)
    {
      DeskFilter *part = desk_filter_get_part (filter, i);

      if (desk_filter_is_empty (part))
        continue;
      n++;
      if (passes (world, person, part) == desk_filter_is_any (filter))
        return desk_filter_is_any (filter);
    }
  return n == 0 || !desk_filter_is_any (filter);
}

/* ---- what is asked ------------------------------------------------------------------------- */

static char *
make_value (World *world, const DeskFilterField *field, DeskFilterOp op)
{
  static const char *const texts[] = { "москва", "Туле",  "ОРЕЛ", "т", "'; DROP TABLE customer;--",
                                       "%",      "\"vip", "site", "🌹", "ул" };
  static const char *const tags[] = { "vip", "семья", "не \"vip\"", "не", "\"" };
  static const char *const products[] = { "osago", "kasko", "dms", "vzr", "sago", "o" };
  static const char *const numbers[] = { "0",  "1",  "2",  "7",  "14",  "18",  "30",
                                         "31", "37", "60", "90", "365", "1000" };
  Portfolio *portfolio = world->portfolio;
  const guint dice = portfolio_pick (portfolio, 1000);
  guint n = 0;

  switch (desk_filter_field_get_value (field, op))
    {
    case DESK_VALUE_ENUM:
      n = g_strv_length ((char **) field->values);
      return g_strdup (field->values[dice % n]);
    case DESK_VALUE_TEXT:
      return g_strdup (texts[dice % G_N_ELEMENTS (texts)]);
    case DESK_VALUE_TAG:
      return g_strdup (tags[dice % G_N_ELEMENTS (tags)]);
    case DESK_VALUE_PRODUCT:
      return g_strdup (products[dice % G_N_ELEMENTS (products)]);
    case DESK_VALUE_PERSON:
      return g_strdup (portfolio_id (portfolio, 'a', dice % 4));
    case DESK_VALUE_BRANCH:
      return g_strdup (portfolio_id (portfolio, 'b', dice % 3));
    case DESK_VALUE_MONEY:
      return g_strdup_printf ("%u", dice * 5000);
    case DESK_VALUE_NUMBER:
    case DESK_VALUE_DAYS:
      return g_strdup (numbers[dice % G_N_ELEMENTS (numbers)]);
    case DESK_VALUE_NONE:
    default:
      return NULL;
    }
}

static DeskFilter *
make_test (World *world)
{
  guint n_fields = 0;
  const DeskFilterField *fields = desk_filter_list_fields (&n_fields);
  const DeskFilterField *field = &fields[portfolio_pick (world->portfolio, n_fields)];

  while (TRUE)
    {
      const DeskFilterOp op = portfolio_pick (world->portfolio, DESK_N_OPS);
      g_autofree char *value = make_value (world, field, op);
      DeskFilter *test = desk_filter_new_test (field->id, op, value);

      g_assert_true ((test != NULL) == ((field->ops & DESK_OP_BIT (op)) != 0));
      if (test != NULL)
        return test;
    }
}

static DeskFilter *
make_filter (World *world, guint depth)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_filter_unref);
  const guint n = portfolio_pick (world->portfolio, 4);

  if (depth > 0 && portfolio_pick (world->portfolio, 3) != 0)
    return make_test (world);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (parts, depth < 3 ? make_filter (world, depth + 1) : make_test (world));
  return desk_filter_new_group (portfolio_pick (world->portfolio, 2) == 0, parts);
}

/* ---- the rounds ---------------------------------------------------------------------------- */

static void
add_child (World *world, DeskRow *row, const char *customer)
{
  guint8 id[CRM_ID_BYTES];

  if (customer == NULL || row->state == CRM_RECORD_DELETED || !crm_id_to_bytes (customer, id))
    {
      desk_row_free (row);
      return;
    }
  for (guint i = 0; i < world->people->len; i++)
    {
      Person *person = g_ptr_array_index (world->people, i);

      if (memcmp (person->row->id, id, CRM_ID_BYTES) != 0)
        continue;
      if (person->children[row->kind] == NULL)
        person->children[row->kind] =
            g_ptr_array_new_with_free_func ((GDestroyNotify) desk_row_free);
      g_ptr_array_add (person->children[row->kind], row);
      return;
    }
  desk_row_free (row);
}

static void
read_kind (World *world, DeskConnection *connection, const CrmKind *kind, int root)
{
  const int index = desk_schema_find (connection->schema, kind);
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = desk_connection_get_kind (connection, index, DESK_KIND_ALL, &error);
  gboolean row = FALSE;

  g_assert_no_error (error);
  while (desk_sqlite_step (statement, &row, &error) && row)
    {
      DeskRow *taken = desk_record_store_take (connection, index, statement);

      if (root >= 0)
        add_child (world, taken, taken->values[root]);
      else if (taken->state == CRM_RECORD_DELETED)
        desk_row_free (taken);
      else
        {
          Person *person = g_new0 (Person, 1);

          person->row = taken;
          g_ptr_array_add (world->people, person);
          g_hash_table_insert (world->by_n, &taken->n, person);
        }
    }
  g_assert_no_error (error);
}

static void
read_rows (World *world, DeskConnection *connection)
{
  g_hash_table_remove_all (world->by_n);
  g_ptr_array_set_size (world->people, 0);
  read_kind (world, connection, &crm_customer_kind, -1);
  read_kind (world, connection, &crm_contact_point_kind, CRM_CONTACT_POINT_CUSTOMER);
  read_kind (world, connection, &crm_policy_kind, CRM_POLICY_CUSTOMER);
  read_kind (world, connection, &crm_instalment_kind, CRM_INSTALMENT_POLICYHOLDER);
  read_kind (world, connection, &crm_note_kind, CRM_NOTE_CUSTOMER);
  read_kind (world, connection, &crm_task_kind, CRM_TASK_CUSTOMER);
}

static void
tell_filter (DeskFilter *filter, Person *person, gboolean wanted)
{
  g_autoptr (JsonNode) node = desk_filter_to_json (filter);
  g_autofree char *text = json_to_string (node, FALSE);

  g_print ("# %s %s row %d (%s)\n", text, wanted ? "does not find" : "finds", (int) person->row->n,
           person->row->values[CRM_CUSTOMER_LAST_NAME]);
}

static void
check_hits (World *world, DeskFilter *filter)
{
  for (guint i = 0; i < world->people->len; i++)
    {
      Person *person = g_ptr_array_index (world->people, i);
      const gboolean wanted = passes (world, person, filter);

      if (person->found != wanted)
        tell_filter (filter, person, wanted);
      g_assert_true (person->found == wanted);
      world->hits += wanted;
      person->found = FALSE;
    }
}

/* What was written into a view is read again as the same. */
static void
check_json (DeskFilter *filter)
{
  g_autoptr (JsonNode) node = desk_filter_to_json (filter);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (JsonNode) again = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DeskFilter) copy = desk_filter_from_json (again, &error);

  g_assert_no_error (error);
  g_assert_true (desk_filter_equal (filter, copy));
}

static void
check_groups (DeskQuery *query, DeskConnection *connection, gint64 n)
{
  const char *const *keys = desk_sql_list_groups ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (DeskQuery) grouped = desk_query_group (query, keys[i]);
      g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (DeskGroupCount));
      g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
      gint64 sum = 0;

      g_array_set_clear_func (counts, desk_query_group_count_clear);
      g_assert_true (desk_query_run_groups (grouped, connection, counts, &error));
      for (guint j = 0; j < counts->len; j++)
        sum += g_array_index (counts, DeskGroupCount, j).n;
      g_assert_cmpint (sum, ==, n);
      g_assert_true (desk_query_run (grouped, connection, 0, found, &error));
      g_assert_cmpint (found->len, ==, n);
    }
}

static void
ask (World *world, DeskConnection *connection, DeskFilter *filter)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query = desk_query_filter (all, filter);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  gint64 count = -1;

  if (!desk_query_run (query, connection, 0, keys, &error) ||
      !desk_query_run_count (query, connection, &count, &error))
    g_error ("%s", error->message);
  g_assert_cmpint (count, ==, keys->len);
  for (guint i = 0; i < keys->len; i++)
    {
      Person *person;
      gint64 n = 0;

      desk_text_index_get_row (connection, g_array_index (keys, gint64, i), &n, &error);
      person = g_hash_table_lookup (world->by_n, &n);
      g_assert_nonnull (person);
      g_assert_false (person->found);
      person->found = TRUE;
    }
  if (portfolio_pick (world->portfolio, 20) == 0)
    check_groups (query, connection, count);
}

static gboolean
ask_work (DeskConnection *connection, gpointer data, GError **error)
{
  World *world = data;

  read_rows (world, connection);
  for (guint i = 0; i < world->n_filters; i++)
    {
      g_autoptr (DeskFilter) filter = make_filter (world, i % 2);

      check_json (filter);
      ask (world, connection, filter);
      check_hits (world, filter);
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
change_some (World *world, guint round)
{
  Portfolio *portfolio = world->portfolio;
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *cursor = g_strdup_printf ("round-%u", round);

  for (guint i = 0; i < 20; i++)
    {
      const guint policy = portfolio_pick (portfolio, 2 * N_PEOPLE);

      portfolio_write_customer (portfolio, writer, portfolio_pick (portfolio, N_PEOPLE));
      portfolio_write_policy (portfolio, writer, policy, policy / 2);
      portfolio_write_task (portfolio, writer, i, portfolio_pick (portfolio, N_PEOPLE));
    }
  change_gone (writer, &crm_customer_kind, portfolio_id (portfolio, '0', round),
               ++portfolio->version, CRM_CHANGE_DELETED);
  change_cursor (writer, cursor, TRUE);
  g_assert_true (store_feed (world->store, writer, CRM_CHANGE_ROWS, 0));
}

static void
test_random (gconstpointer data)
{
  const Options *options = data;
  g_autoptr (Store) store = store_new ();
  g_autoptr (Portfolio) portfolio = portfolio_new (options->seed);
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  World world = { .store = store, .portfolio = portfolio };

  g_print ("# seed %" G_GUINT64_FORMAT "\n", options->seed);
  world.people = g_ptr_array_new_with_free_func (free_person);
  world.by_n = g_hash_table_new (g_int64_hash, g_int64_equal);
  world.n_filters = MAX (options->filters / N_ROUNDS, 1);
  world.today = desk_summary_dup_today ();
  portfolio_write_all (portfolio, writer, N_PEOPLE);
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      ask_round (&world);
      change_some (&world, round);
    }
  g_print ("# filters=%u hits=%" G_GUINT64_FORMAT "\n", world.n_filters * N_ROUNDS, world.hits);
  g_ptr_array_unref (world.people);
  g_hash_table_unref (world.by_n);
  g_free (world.today);
}

/* ---- the tree ------------------------------------------------------------------------------ */

typedef struct
{
  const char *json;
  gboolean valid;
} JsonCase;

static const JsonCase json_cases[] = {
  { "{\"all\":[]}", TRUE },
  { "{\"any\":[{\"field\":\"overdue\",\"op\":\"yes\"}]}", TRUE },
  { "{\"field\":\"tags\",\"op\":\"has\",\"value\":\"vip\"}", TRUE },
  { "{\"field\":\"tags\",\"op\":\"has\"}", FALSE },
  { "{\"field\":\"tags\",\"op\":\"is\",\"value\":\"vip\"}", FALSE },
  { "{\"field\":\"rockets\",\"op\":\"is\",\"value\":\"1\"}", FALSE },
  { "{\"field\":\"premium\",\"op\":\"at-least\",\"value\":\"many\"}", FALSE },
  { "{\"field\":\"premium\",\"op\":\"at-least\",\"value\":7}", FALSE },
  { "{\"field\":\"product\",\"op\":\"has\",\"value\":\"a,b\"}", FALSE },
  { "{\"field\":\"agent\",\"op\":\"is\",\"value\":\"me\"}", FALSE },
  { "{\"all\":[{\"all\":[{\"all\":[{\"all\":[{\"all\":[]}]}]}]}]}", FALSE },
  { "{\"all\":{}}", FALSE },
  { "[]", FALSE },
  { "null", FALSE },
};

static void
test_json (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (json_cases); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (json_cases[i].json, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (DeskFilter) filter = desk_filter_from_json (node, &error);

      g_assert_true ((filter != NULL) == json_cases[i].valid);
      g_assert_true ((error == NULL) == json_cases[i].valid);
    }
}

static void
read_options (Options *options, int argc, char **argv)
{
  for (int i = 1; i + 1 < argc; i++)
    if (g_str_equal (argv[i], "--filters") || g_str_equal (argv[i], "--seed"))
      {
        if (g_str_equal (argv[i], "--seed"))
          options->seed = g_ascii_strtoull (argv[i + 1], NULL, 10);
        else
          options->filters = (guint) strtoul (argv[i + 1], NULL, 10);
        argv[i] = argv[i + 1] = (char *) "-q";
      }
}

int
main (int argc, char **argv)
{
  Options options = { CI_FILTERS, 1 };

  read_options (&options, argc, argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/filter/random", &options, test_random);
  g_test_add_func ("/filter/json", test_json);
  return g_test_run ();
}
