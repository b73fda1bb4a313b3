/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Searching for one thing: in which order it is found, and what besides customers. */

#include "client/store/desk-search.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-policy.h"
#include "tests/store/store-fixture.h"

#include <string.h>

#define ME    "01980000-0000-7000-8000-00000000a001"
#define OTHER "01980000-0000-7000-8000-00000000a002"

/* In the order of names; the letter stands for one in the cases. */
static const struct
{
  const char *last_name;
  const char *owner;
  const char *spoken; /* (nullable) */
} people[] = {
  ['a' - 'a'] = { "Капель", OTHER, NULL },
  ['b' - 'a'] = { "Капельдинер", OTHER, "2020-03-01T10:00:00.000000Z" },
  ['c' - 'a'] = { "Капелькин", OTHER, "2020-05-01T10:00:00.000000Z" },
  ['d' - 'a'] = { "Капельников", ME, NULL },
  ['e' - 'a'] = { "Капельнов", ME, "2020-01-01T10:00:00.000000Z" },
  ['f' - 'a'] = { "Каплин", OTHER, NULL },
  ['g' - 'a'] = { "Котов", OTHER, NULL },
  ['h' - 'a'] = { "Котова", ME, NULL },
};

typedef struct
{
  const char *name;
  const char *typed;
  const char *user;   /* (nullable) */
  const char *opened; /* letters, the last one last */
  const char *found;
} Case;

static const Case cases[] = {
  { "own-then-recent", "капел", ME, "", "edcba" },
  { "nobody-types", "капел", NULL, "", "cbead" },
  { "whole-before-own", "капель", ME, "", "aedcb" },
  { "opened-among-others", "капел", ME, "b", "edbca" },
  { "opened-among-own", "капел", ME, "d", "decba" },
  { "opened-later", "капел", NULL, "ab",
    "bac"
    "ed" },
  { "opened-again", "капел", NULL, "aba",
    "abc"
    "ed" },
  { "opened-but-other-words", "капел", ME, "g", "edcba" },
  { "start-before-other-layout", "rfgtk", ME, "", "edcba" },
  { "whole-before-start", "котов", ME, "", "gh" },
  { "one-wrong-key", "каплен", ME, "", "f" },
  { "upper-case", "КАПЕЛ", ME, "", "edcba" },
  { "nothing", "щщщ", ME, "abc", "" },
};

static char *
make_id (char kind, guint n)
{
  return g_strdup_printf ("01980000-0000-7000-800%c-%012x", kind, n);
}

static void
put (CrmChange *change, guint field, const char *value)
{
  change->values[field] = value;
  change->lengths[field] = (int) strlen (value);
}

static void
write_person (CrmChangeWriter *writer, guint n)
{
  g_autofree char *id = make_id ('0', n);
  g_autofree char *note_id = make_id ('4', n);
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = &crm_customer_kind, .version = 1 };
  CrmChange note = { .type = CRM_CHANGE_ROW, .kind = &crm_note_kind, .version = 1 };

  crm_id_to_bytes (id, change.id);
  put (&change, CRM_CUSTOMER_TYPE, "person");
  put (&change, CRM_CUSTOMER_LAST_NAME, people[n].last_name);
  put (&change, CRM_CUSTOMER_OWNER, people[n].owner);
  crm_change_writer_add (writer, &change);
  if (people[n].spoken == NULL)
    return;
  crm_id_to_bytes (note_id, note.id);
  put (&note, CRM_NOTE_CUSTOMER, id);
  put (&note, CRM_NOTE_TEXT, "созвонились");
  put (&note, CRM_NOTE_AT, people[n].spoken);
  crm_change_writer_add (writer, &note);
}

static Store *
make_store (void)
{
  Store *store = store_new ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    write_person (writer, i);
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  return store;
}

static GPtrArray *
find (Store *store, const char *text, const char *user)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *hits;

  desk_search_async (store->database, text, user, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  hits = desk_search_finish (store->database, result, &error);
  g_assert_no_error (error);
  return hits;
}

static char *
find_letters (Store *store, const char *text, const char *user)
{
  g_autoptr (GPtrArray) hits = find (store, text, user);
  GString *letters = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++)
    {
      const DeskSearchHit *hit = g_ptr_array_index (hits, i);

      g_assert_true (hit->kind == &crm_customer_kind);
      g_string_append_c (letters, (char) ('a' + g_ascii_xdigit_value (hit->id[35])));
    }
  return g_string_free (letters, FALSE);
}

static gboolean
nothing_work (DeskConnection *connection, gpointer data, GError **error)
{
  return TRUE;
}

/* What was asked of the writer before this is done. */
static void
await_writer (Store *store)
{
  g_autoptr (GAsyncResult) result = NULL;

  desk_database_write_async (store->database, DESK_PRIORITY_SCREEN, nothing_work, NULL, NULL, NULL,
                             crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_order (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (Store) store = make_store ();
  g_autofree char *found = NULL;
  g_autofree char *again = NULL;

  for (const char *at = test->opened; *at != '\0'; at++)
    {
      g_autofree char *id = make_id ('0', (guint) (*at - 'a'));

      desk_search_note_opened (store->database, id);
    }
  await_writer (store);
  found = find_letters (store, test->typed, test->user);
  again = find_letters (store, test->typed, test->user);
  g_assert_cmpstr (found, ==, test->found);
  g_assert_cmpstr (again, ==, test->found);
}

/* Own ones are found behind as many others as the list would never show. */
static void
test_own_behind_many (void)
{
  g_autoptr (Store) store = make_store ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *found = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *id = make_id ('0', 0x1000 + i * 16 + 15);
      CrmChange change = { .type = CRM_CHANGE_ROW, .kind = &crm_customer_kind, .version = 1 };

      crm_id_to_bytes (id, change.id);
      put (&change, CRM_CUSTOMER_TYPE, "person");
      put (&change, CRM_CUSTOMER_LAST_NAME, "Капавкин");
      put (&change, CRM_CUSTOMER_OWNER, OTHER);
      crm_change_writer_add (writer, &change);
    }
  change_cursor (writer, "more", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  found = find_letters (store, "кап", ME);
  g_assert_cmpstr (found, ==, "edpppppp");
}

static void
write_children (Store *store)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *customer = make_id ('0', 5);
  g_autofree char *policy_id = make_id ('2', 1);
  g_autofree char *object_id = make_id ('3', 1);
  CrmChange policy = { .type = CRM_CHANGE_ROW, .kind = &crm_policy_kind, .version = 1 };
  CrmChange object = { .type = CRM_CHANGE_ROW, .kind = &crm_insured_object_kind, .version = 1 };

  crm_id_to_bytes (policy_id, policy.id);
  put (&policy, CRM_POLICY_CUSTOMER, customer);
  put (&policy, CRM_POLICY_PRODUCT, "osago");
  put (&policy, CRM_POLICY_NUMBER, "0001234567");
  put (&policy, CRM_POLICY_ENDS_ON, "2026-12-31");
  crm_change_writer_add (writer, &policy);
  crm_id_to_bytes (object_id, object.id);
  put (&object, CRM_INSURED_OBJECT_CUSTOMER, customer);
  put (&object, CRM_INSURED_OBJECT_TITLE, "Лада");
  put (&object, CRM_INSURED_OBJECT_VIN, "XTA21099043584567");
  put (&object, CRM_INSURED_OBJECT_PLATE, "А123ВС77");
  crm_change_writer_add (writer, &object);
  change_cursor (writer, "children", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
}

static const struct
{
  const char *typed;
  const char *found;
} children[] = {
  { "0001234567", "policy 0001234567" },
  { "ХХХ 0001234567", "policy 0001234567" },
  { "000123", "policy 0001234567" },
  { "4567", "policy 0001234567, insured-object XTA21099043584567" },
  { "a123bc77", "insured-object А123ВС77" },
  { "А 123 ВС", "insured-object А123ВС77" },
  { "xta21099", "insured-object XTA21099043584567" },
  { "капл", "" },
  { "456", "" },
};

static void
test_children (void)
{
  g_autoptr (Store) store = make_store ();

  write_children (store);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      g_autoptr (GPtrArray) hits = find (store, children[i].typed, ME);
      g_autoptr (GString) found = g_string_new (NULL);

      for (guint j = 0; j < hits->len; j++)
        {
          const DeskSearchHit *hit = g_ptr_array_index (hits, j);

          if (hit->kind == &crm_customer_kind)
            continue;
          g_assert_true (g_str_has_suffix (hit->customer, "5"));
          g_string_append_printf (found, "%s%s %s", found->len > 0 ? ", " : "", hit->kind->name,
                                  hit->found);
        }
      g_assert_cmpstr (found->str, ==, children[i].found);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/search-rank/order", cases, sizeof cases[0], G_N_ELEMENTS (cases),
                      test_order);
  g_test_add_func ("/search-rank/own-behind-many", test_own_behind_many);
  g_test_add_func ("/search-rank/children", test_children);
  return g_test_run ();
}
