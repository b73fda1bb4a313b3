/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskRecordList under a validator: random edits, searches, placeholders and identity. */

#include "tests/lib/crm-model-validator.h"
#include "tests/store/store-fixture.h"

#define DEADLINE 20000

static gboolean
is_complete (gpointer data)
{
  return desk_record_list_is_complete (data);
}

static DeskRecordList *
make_list (Store *store, const char *text)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query = desk_query_search (all, text);
  DeskRecordList *list = desk_record_list_new (store->database, query);

  crm_test_wait_until (is_complete, list, DEADLINE);
  return list;
}

static void
load_many (Store *store, GPtrArray *ids, guint n)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Имя%05u", (i * 7919) % n);
      char *id = crm_id_new ();

      change_customer (writer, id, 1, name, "А");
      g_ptr_array_add (ids, id);
    }
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 65536));
}

static gboolean
is_item_loaded (gpointer data)
{
  return crm_record_is_loaded (data);
}

static void
test_first_page (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskRecordList) list = NULL;
  g_autoptr (CrmModelValidator) validator = NULL;
  g_autoptr (CrmRecord) last = NULL;

  load_many (store, ids, 1000);
  list = desk_record_list_new (store->database, query);
  g_assert_true (desk_record_list_is_loading (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  validator = crm_model_validator_new (G_LIST_MODEL (list));
  crm_test_wait_until (is_complete, list, DEADLINE);
  g_assert_false (desk_record_list_is_loading (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1000);
  g_assert_cmpuint (crm_model_validator_get_changes (validator), ==, 2);
  last = g_list_model_get_item (G_LIST_MODEL (list), 999);
  crm_test_wait_until (is_item_loaded, last, DEADLINE);
  g_assert_cmpstr (crm_record_get_text (last, CRM_CUSTOMER_LAST_NAME), ==, "Имя00999");
  g_assert_cmpuint (desk_record_list_find (list, last), ==, 999);
}

/* As a view does: every row that came is asked for at once. */
static void
hold_items_cb (GListModel *list, guint position, guint removed, guint added, GPtrArray *held)
{
  for (guint i = position; i < position + added; i++)
    g_ptr_array_add (held, g_list_model_get_item (list, i));
}

static gboolean
has_first_rows (gpointer data)
{
  return !desk_record_list_is_loading (data);
}

/* The first rows are as many as were asked for and have their values already. */
static void
test_opening (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskRecordList) list = NULL;

  load_many (store, ids, 1000);
  list = desk_record_list_new_for_rows (store->database, query, 25);
  g_signal_connect (list, "items-changed", G_CALLBACK (hold_items_cb), held);
  crm_test_wait_until (has_first_rows, list, DEADLINE);
  g_assert_cmpuint (held->len, ==, 25);
  for (guint i = 0; i < held->len; i++)
    g_assert_true (crm_record_is_loaded (g_ptr_array_index (held, i)));
  g_assert_false (desk_record_list_is_complete (list));

  desk_record_list_read_rest (list);
  crm_test_wait_until (is_complete, list, DEADLINE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1000);
  g_assert_cmpuint (held->len, ==, 1000);
}

static void
test_identity (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DeskRecordList) list = NULL;
  g_autoptr (CrmRecord) by_id = NULL;
  g_autoptr (CrmRecord) item = NULL;
  g_autoptr (CrmRecord) again = NULL;

  load_many (store, ids, 10);
  list = make_list (store, NULL);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_null (crm_record_get_id (item));
  crm_test_wait_until (is_item_loaded, item, DEADLINE);
  g_assert_cmpstr (crm_record_get_id (item), ==, ids->pdata[0]);
  again = desk_database_ref_record (store->database, &crm_customer_kind, ids->pdata[0]);
  g_assert_true (again == item);

  /* An object that was there before its place in the list is known is put into the list. */
  by_id = desk_database_ref_record (store->database, &crm_customer_kind, ids->pdata[1]);
  {
    g_autoptr (CrmModelValidator) validator = crm_model_validator_new (G_LIST_MODEL (list));
    g_autoptr (CrmRecord) found = NULL;

    crm_test_wait_until (is_item_loaded, by_id, DEADLINE);
    crm_test_drain ();
    crm_model_validator_check (validator);
    g_assert_cmpuint (desk_record_list_find (list, by_id), !=, G_MAXUINT);
    found = g_list_model_get_item (G_LIST_MODEL (list), desk_record_list_find (list, by_id));
    g_assert_true (found == by_id);
  }
}

static void
test_live_object (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CrmRecord) record = NULL;

  load_many (store, ids, 3);
  record = desk_database_ref_record (store->database, &crm_customer_kind, ids->pdata[0]);
  crm_test_wait_until (is_item_loaded, record, DEADLINE);
  store_submit (store, command_edit (ids->pdata[0], 1, "Новое", "Имя00000"));
  g_assert_cmpstr (crm_record_get_text (record, CRM_CUSTOMER_LAST_NAME), ==, "Новое");
  g_assert_cmpint (crm_record_get_state (record), ==, CRM_RECORD_MODIFIED);
  store_pull_customer (store, ids->pdata[0], 5, "Чужое");
  g_assert_cmpstr (crm_record_get_text (record, CRM_CUSTOMER_LAST_NAME), ==, "Новое");
  g_assert_cmpint (crm_record_get_version (record), ==, 5);
  store_pull_gone (store, &crm_customer_kind, ids->pdata[0], CRM_CHANGE_SCOPE);
  g_assert_cmpint (crm_record_get_state (record), ==, CRM_RECORD_DELETED);
}

static gboolean
is_quiet (gpointer data)
{
  DeskRecordList *list = data;
  g_autoptr (CrmRecord) last = NULL;

  if (!desk_record_list_is_complete (list))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (!crm_record_is_loaded (record) || crm_record_get_state (record) == CRM_RECORD_DELETED)
        return FALSE;
    }
  return TRUE;
}

/* The list went after the last commit: it has as many rows as the tables. */
typedef struct
{
  Store *store;
  DeskRecordList *list;
  gint64 count;
} Settled;

static gboolean
is_settled (gpointer data)
{
  Settled *settled = data;

  return g_list_model_get_n_items (G_LIST_MODEL (settled->list)) == settled->count &&
         is_quiet (settled->list);
}

static void
wait_settled (Store *store, DeskRecordList *list)
{
  Settled settled = { store, list, store_count (store, desk_record_list_get_query (list)) };

  crm_test_wait_until (is_settled, &settled, DEADLINE);
}

/* Every place shows the record that a search of its own finds there. */
static void
check_same_names (Store *store, DeskRecordList *list)
{
  g_autofree char *expected = store_search (store, NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_autofree char *name = crm_customer_dup_display_name (CRM_CUSTOMER (record));

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  g_assert_cmpstr (names->str, ==, expected);
}

/* One random act of the person or of the server. */
static void
act (Store *store, GPtrArray *ids, guint64 *seed)
{
  const guint what = crm_test_random (seed) % 8;
  const guint which = crm_test_random (seed) % ids->len;
  g_autofree char *name =
      g_strdup_printf ("%c%u", 'A' + (int) (crm_test_random (seed) % 26), which);

  if (what < 3)
    store_submit (store, command_edit (ids->pdata[which], 0, name, "x"));
  else if (what < 5)
    store_pull_customer (store, ids->pdata[which], 2 + crm_test_random (seed) % 50, name);
  else if (what == 5)
    {
      g_ptr_array_add (ids, crm_id_new ());
      store_submit (store, command_create (ids->pdata[ids->len - 1], name));
    }
  else if (what == 6)
    store_submit (store, command_delete (ids->pdata[which], 0));
  else
    store_pull_gone (store, &crm_customer_kind, ids->pdata[which], CRM_CHANGE_DELETED);
}

static void
test_random_edits (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DeskRecordList) list = NULL;
  g_autoptr (CrmModelValidator) validator = NULL;
  guint64 seed = 42;

  load_many (store, ids, 60);
  list = make_list (store, NULL);
  validator = crm_model_validator_new (G_LIST_MODEL (list));
  for (guint i = 0; i < 300; i++)
    {
      act (store, ids, &seed);
      if (i % 25 == 0)
        {
          wait_settled (store, list);
          store_assert_index (store);
        }
    }
  wait_settled (store, list);
  crm_model_validator_check (validator);
  crm_test_drain ();
  check_same_names (store, list);
}

/* Letters come faster than answers: only the last one counts. */
static void
test_fast_typing (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DeskRecordList) list = NULL;
  g_autoptr (CrmModelValidator) validator = NULL;
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  static const char *const typed[] = { "и", "им", "имя", "имя0", "имя00", "имя007", "имя0070" };

  load_many (store, ids, 1000);
  list = make_list (store, NULL);
  validator = crm_model_validator_new (G_LIST_MODEL (list));
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (DeskQuery) query = desk_query_search (all, typed[i]);

      desk_record_list_set_query (list, query);
      g_assert_true (desk_record_list_is_loading (list));
    }
  crm_test_wait_until (is_complete, list, DEADLINE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 10);
  g_assert_cmpuint (crm_model_validator_get_changes (validator), ==, 1);
}

/* Many names between the same two neighbours: their places are spread again. */
static void
test_crowded_order (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *found = NULL;

  load_many (store, ids, 100);
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *id = crm_id_new ();
      g_autofree char *name = g_strdup_printf ("Имя00050%03u", 200 - i);

      store_pull_customer (store, id, 1, name);
    }
  store_assert_index (store);
  found = store_search (store, "имя00050081");
  g_assert_cmpstr (found, ==, "Имя00050081");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record-list/first-page", test_first_page);
  g_test_add_func ("/record-list/opening", test_opening);
  g_test_add_func ("/record-list/identity", test_identity);
  g_test_add_func ("/record-list/live-object", test_live_object);
  g_test_add_func ("/record-list/random-edits", test_random_edits);
  g_test_add_func ("/record-list/fast-typing", test_fast_typing);
  g_test_add_func ("/record-list/crowded-order", test_crowded_order);
  return g_test_run ();
}
