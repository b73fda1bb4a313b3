/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox: order, dependents, correction, taking back, drafts, the journal. */

#include "client/store/desk-sqlite.h"
#include "shared/base/crm-id.h"
#include "shared/protocol/crm-protocol.h"
#include "tests/lib/crm-model-validator.h"
#include "tests/store/store-fixture.h"

#include <glib/gstdio.h>

static const char ivan[] = "01980000-0000-7000-8000-000000000001";
static const char phone[] = "01980000-0000-7000-8000-000000000011";

static DeskEntryState
state_of (Store *store, guint position)
{
  g_autoptr (DeskOutboxEntry) entry =
      g_list_model_get_item (G_LIST_MODEL (store->outbox), position);

  return desk_outbox_entry_get_state (entry);
}

static CrmCommand *
edit_first_name (const char *id, gint64 base, const char *name)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);

  crm_field_set_put (set, CRM_CUSTOMER_FIRST_NAME, name);
  return crm_command_new_update (&crm_customer_kind, id, base, set, NULL);
}

/* A rejected creation keeps its contact from going; corrected, both go, in order. */
static void
test_correct_creation (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmModelValidator) validator = NULL;
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (DeskOutboxEntry) rejected = NULL;
  g_autoptr (GPtrArray) none = NULL;
  CrmFieldSet *set;

  validator = crm_model_validator_new (G_LIST_MODEL (store->outbox));
  store_submit (store, command_create (ivan, "Плохо"));
  store_submit (store, command_contact (phone, ivan, "+79005550123"));
  first = store_take (store, 1);
  g_assert_cmpuint (first->len, ==, 1);
  store_settle (store, result_rejected (crm_command_get_id (first->pdata[0]), CRM_ERROR_INVALID));
  rejected = desk_outbox_ref_rejected (store->outbox, ivan);
  g_assert_nonnull (rejected);
  g_assert_nonnull (crm_problem_find (desk_outbox_entry_get_problem (rejected), "/set/last_name"));
  none = store_take (store, 10);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (state_of (store, 1), ==, DESK_ENTRY_PARKED);

  store_submit (store, edit_first_name (ivan, 0, "Иван"));
  store_assert (store, ivan, "created 0 Плохо");
  second = store_take (store, 10);
  g_assert_cmpuint (second->len, ==, 2);
  g_assert_cmpint (crm_command_get_verb (second->pdata[0]), ==, CRM_VERB_CREATE);
  set = crm_command_get_set (second->pdata[0]);
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_LAST_NAME), ==, "Плохо");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_FIRST_NAME), ==, "Иван");
  g_assert_true (crm_command_get_kind (second->pdata[1]) == &crm_contact_point_kind);
  crm_model_validator_check (validator);
}

static void
test_correct_edit (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;

  store_pull_customer (store, ivan, 3, "Было");
  store_submit (store, command_edit (ivan, 3, "Плохо", "Было"));
  first = store_take (store, 10);
  store_settle (store, result_rejected (crm_command_get_id (first->pdata[0]), CRM_ERROR_INVALID));
  store_assert (store, ivan, "rejected 3 Плохо");
  store_submit (store, command_edit (ivan, 3, "Хорошо", "Плохо"));
  store_assert (store, ivan, "modified 3 Хорошо");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store->outbox)), ==, 1);
  second = store_take (store, 10);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpstr (crm_command_get_id (second->pdata[0]), !=, crm_command_get_id (first->pdata[0]));
  g_assert_cmpstr (crm_field_set_get (crm_command_get_was (second->pdata[0]),
                                      CRM_CUSTOMER_LAST_NAME),
                   ==, "Было");
}

/* Deleting a client takes back nothing of what was refused, until the server agreed. */
static void
test_delete_refused (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmCommand) deletion = command_delete (ivan, 3);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;

  store_pull_customer (store, ivan, 3, "Было");
  store_submit (store, command_edit (ivan, 3, "Плохо", "Было"));
  first = store_take (store, 10);
  store_settle (store, result_rejected (crm_command_get_id (first->pdata[0]), CRM_ERROR_INVALID));
  store_submit (store, crm_command_ref (deletion));
  g_assert_cmpint (store_discard (store, crm_command_get_id (deletion)), ==, 1);
  store_assert (store, ivan, "rejected 3 Плохо");

  g_clear_pointer (&deletion, crm_command_unref);
  deletion = command_delete (ivan, 3);
  store_submit (store, crm_command_ref (deletion));
  second = store_take (store, 10);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpstr (crm_command_get_id (second->pdata[0]), ==, crm_command_get_id (deletion));
  store_settle (store, crm_result_new (crm_command_get_id (deletion), CRM_STATUS_DONE));
  store_assert (store, ivan, "none");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store->outbox)), ==, 0);
}

/* A client made again after a deletion that is on its way does not go with what was refused. */
static void
test_create_after_delete (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmCommand) deletion = command_delete (ivan, 3);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) third = NULL;

  store_pull_customer (store, ivan, 3, "Было");
  store_submit (store, command_edit (ivan, 3, "Плохо", "Было"));
  first = store_take (store, 10);
  store_settle (store, result_rejected (crm_command_get_id (first->pdata[0]), CRM_ERROR_INVALID));
  store_submit (store, crm_command_ref (deletion));
  second = store_take (store, 10);
  store_submit (store, command_create (ivan, "Снова"));
  store_settle (store, crm_result_new (crm_command_get_id (deletion), CRM_STATUS_DONE));

  third = store_take (store, 10);
  g_assert_cmpuint (third->len, ==, 1);
  g_assert_cmpint (crm_command_get_verb (third->pdata[0]), ==, CRM_VERB_CREATE);
}

/* Typed after the refused command and typed again before its correction: the last word counts. */
static void
test_correct_keeps_later (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmFieldSet) sent = crm_field_set_new (&crm_customer_kind);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (DeskRow) row = NULL;

  store_pull_customer (store, ivan, 3, "Было");
  store_submit (store, command_edit (ivan, 3, "Плохо", "Было"));
  store_submit (store, edit_first_name (ivan, 3, "Раз"));
  first = store_take (store, 1);
  store_settle (store, result_rejected (crm_command_get_id (first->pdata[0]), CRM_ERROR_INVALID));
  store_submit (store, edit_first_name (ivan, 3, "Два"));
  row = store_read (store, &crm_customer_kind, ivan);
  g_assert_cmpstr (row->values[CRM_CUSTOMER_FIRST_NAME], ==, "Два");

  store_submit (store, command_edit (ivan, 3, "Хорошо", "Плохо"));
  second = store_take (store, 10);
  for (guint i = 0; i < second->len; i++)
    {
      CrmFieldSet *set = crm_command_get_set (second->pdata[i]);

      for (guint field = 0; field < crm_customer_kind.n_fields; field++)
        if (crm_field_set_has (set, field))
          crm_field_set_put (sent, field, crm_field_set_get (set, field));
    }
  g_assert_cmpstr (crm_field_set_get (sent, CRM_CUSTOMER_FIRST_NAME), ==, "Два");
  g_assert_cmpstr (crm_field_set_get (sent, CRM_CUSTOMER_LAST_NAME), ==, "Хорошо");
}

/* Taking back the correction must not take back the new client that was corrected. */
static void
test_discard_correction (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmCommand) correction = edit_first_name (ivan, 0, "Иван");
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (DeskRow) contact = NULL;

  store_submit (store, command_create (ivan, "Новый"));
  store_submit (store, command_contact (phone, ivan, "+79005550123"));
  first = store_take (store, 1);
  store_settle (store, result_rejected (crm_command_get_id (first->pdata[0]), CRM_ERROR_INVALID));
  store_submit (store, crm_command_ref (correction));
  g_assert_cmpint (store_discard (store, crm_command_get_id (correction)), ==, 0);
  store_assert (store, ivan, "created 0 Новый");
  contact = store_read (store, &crm_contact_point_kind, phone);
  g_assert_nonnull (contact);
}

static void
test_discard (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmCommand) edit = command_edit (ivan, 1, "Новое", "Было");
  g_autoptr (CrmCommand) create = NULL;
  g_autofree char *other = crm_id_new ();

  store_pull_customer (store, ivan, 1, "Было");
  store_submit (store, crm_command_ref (edit));
  g_assert_cmpint (store_discard (store, crm_command_get_id (edit)), ==, 1);
  store_assert (store, ivan, "synced 1 Было");
  g_assert_cmpint (store_discard (store, crm_command_get_id (edit)), ==, 0);

  create = command_create (other, "Новый");
  store_submit (store, crm_command_ref (create));
  store_submit (store, command_contact (phone, other, "+79005550123"));
  g_assert_cmpint (store_discard (store, crm_command_get_id (create)), ==, 1);
  store_assert (store, other, "none");
  g_assert_null (store_read (store, &crm_contact_point_kind, phone));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store->outbox)), ==, 0);
  store_assert_index (store);
}

static void
test_sent_is_not_discarded (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmCommand) create = command_create (ivan, "Новый");
  g_autoptr (GPtrArray) sent = NULL;

  store_submit (store, crm_command_ref (create));
  sent = store_take (store, 10);
  g_assert_cmpint (store_discard (store, crm_command_get_id (create)), ==, 0);
  g_assert_cmpint (state_of (store, 0), ==, DESK_ENTRY_SENT);
}

/* Its answer was lost: the server may have it, so it cannot vanish as if never typed. */
static void
test_offered_is_not_discarded (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmCommand) create = command_create (ivan, "Новый");
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (GPtrArray) again = NULL;

  store_submit (store, crm_command_ref (create));
  sent = store_take (store, 10);
  store_requeue (store);
  store_close (store);
  store_open (store);
  g_assert_cmpint (store_discard (store, crm_command_get_id (create)), ==, 0);
  store_submit (store, command_delete (ivan, 0));
  again = store_take (store, 10);
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_cmpint (crm_command_get_verb (again->pdata[0]), ==, CRM_VERB_CREATE);
  g_assert_cmpint (crm_command_get_verb (again->pdata[1]), ==, CRM_VERB_DELETE);
}

/* What was typed on top of an earlier command continues from the version it made. */
static void
test_rebase (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;

  store_pull_customer (store, ivan, 5, "Было");
  store_submit (store, command_edit (ivan, 5, "Раз", "Было"));
  store_submit (store, command_edit (ivan, 5, "Два", "Раз"));
  first = store_take (store, 1);
  store_settle (store, result_done (crm_command_get_id (first->pdata[0]), 6, "Раз"));
  store_assert (store, ivan, "modified 6 Два");
  second = store_take (store, 10);
  g_assert_cmpint (crm_command_get_base (second->pdata[0]), ==, 6);
  store_settle (store, result_done (crm_command_get_id (second->pdata[0]), 7, "Два"));
  store_assert (store, ivan, "synced 7 Два");
}

/* A deleted customer takes its contacts out of the lists, and brings them back. */
static void
test_children_hide (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (CrmCommand) delete = command_delete (ivan, 1);
  g_autoptr (DeskQuery) contacts = desk_query_new (&crm_contact_point_kind);
  g_autofree char *found = NULL;

  change_customer (writer, ivan, 1, "Волков", NULL);
  change_contact (writer, phone, ivan, "phone", "+79005550123");
  change_cursor (writer, "one", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  g_assert_cmpint (store_count (store, contacts), ==, 1);
  store_submit (store, crm_command_ref (delete));
  g_assert_cmpint (store_count (store, contacts), ==, 0);
  store_discard (store, crm_command_get_id (delete));
  g_assert_cmpint (store_count (store, contacts), ==, 1);
  found = store_search (store, "5550123");
  g_assert_cmpstr (found, ==, "Волков");
  store_assert_index (store);
}

/* Deleted here, brought back by somebody else: the contacts are seen again. */
static void
test_restored (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (DeskQuery) contacts = desk_query_new (&crm_contact_point_kind);
  g_autoptr (GPtrArray) sent = NULL;

  change_customer (writer, ivan, 1, "Волков", NULL);
  change_contact (writer, phone, ivan, "phone", "+79005550123");
  change_cursor (writer, "one", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  store_submit (store, command_delete (ivan, 1));
  sent = store_take (store, 10);
  store_settle (store, result_done (crm_command_get_id (sent->pdata[0]), 2, NULL));
  store_assert (store, ivan, "none");
  g_assert_cmpint (store_count (store, contacts), ==, 0);
  store_pull_customer (store, ivan, 3, "Волков");
  g_assert_cmpint (store_count (store, contacts), ==, 1);
  store_assert_index (store);
}

static void
test_reassign (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autofree char *owner = crm_id_new ();
  g_autoptr (JsonObject) args = json_object_new ();
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) mine = desk_query_where (all, CRM_CUSTOMER_OWNER, owner);

  store_pull_customer (store, ivan, 1, "Волков");
  g_assert_cmpint (store_count (store, mine), ==, 0);
  json_object_set_string_member (args, "owner", owner);
  json_object_set_string_member (args, "reason", "vacation");
  store_submit (store, crm_command_new ("customer.reassign", ivan, args));
  g_assert_cmpint (store_count (store, mine), ==, 1);
  store_assert (store, ivan, "modified 1 Волков");
}

static void
test_drafts (void)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *draft = NULL;
  g_autofree char *none = NULL;

  store_save_draft (store, "customer:1:note", "полуслово");
  store_save_draft (store, "new-customer", "Ива");
  store_save_draft (store, "new-customer", NULL);
  store_close (store);
  store_open (store);
  draft = desk_outbox_dup_draft (store->outbox, "customer:1:note");
  none = desk_outbox_dup_draft (store->outbox, "new-customer");
  g_assert_cmpstr (draft, ==, "полуслово");
  g_assert_null (none);
}

static GStrv
list_journal (Store *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GStrv ids;

  desk_outbox_list_journal_async (store->outbox, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  ids = desk_outbox_list_journal_finish (store->outbox, result, &error);
  g_assert_no_error (error);
  return ids;
}

static void
offer_again (Store *store, GStrv ids)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_outbox_offer_again_async (store->outbox, (const char *const *) ids, NULL,
                                 crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (desk_outbox_offer_again_finish (store->outbox, result, &error));
}

/* After the server was restored, what it does not know any more is offered again. */
static void
test_journal (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmCommand) create = command_create (ivan, "Новый");
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_auto (GStrv) ids = NULL;

  store_submit (store, crm_command_ref (create));
  sent = store_take (store, 10);
  store_settle (store, result_done (crm_command_get_id (create), 1, "Новый"));
  ids = list_journal (store);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  g_assert_cmpstr (ids[0], ==, crm_command_get_id (create));
  offer_again (store, ids);
  again = store_take (store, 10);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpstr (crm_command_get_id (again->pdata[0]), ==, ids[0]);
}

/* The server was restored while somebody typed: the edit came before the record was back. */
static void
test_journal_behind (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmCommand) create = command_create (ivan, "Новый");
  g_autoptr (CrmCommand) edit = command_edit (ivan, 1, "Новейший", "Новый");
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) early = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_auto (GStrv) ids = NULL;

  store_submit (store, crm_command_ref (create));
  first = store_take (store, 10);
  store_settle (store, result_done (crm_command_get_id (create), 1, "Новый"));
  store_submit (store, crm_command_ref (edit));
  early = store_take (store, 10);
  store_settle (store, result_rejected (crm_command_get_id (edit), CRM_ERROR_NOT_FOUND));
  store_assert (store, ivan, "rejected 1 Новейший");
  ids = list_journal (store);
  offer_again (store, ids);

  again = store_take (store, 10);
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_cmpstr (crm_command_get_id (again->pdata[0]), ==, crm_command_get_id (create));
  g_assert_cmpstr (crm_command_get_id (again->pdata[1]), ==, crm_command_get_id (edit));
}

static void
change_outbox (Store *store, const char *sql)
{
  g_autofree char *path = g_build_filename (store->folder, "outbox.db", NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *db = desk_sqlite_open (path, DESK_FILE_OUTBOX, &error);

  g_assert_no_error (error);
  g_assert_true (desk_sqlite_exec (db, sql, &error));
  g_assert_no_error (error);
  sqlite3_close (db);
}

/* A clock that was ahead while people worked makes all before look old: it is kept. Only what is
 * old and behind many others goes. */
static void
test_journal_clock (void)
{
  static const char *const names[] = { "Старый", "Новый" };
  g_autoptr (Store) store = store_new_loaded ();
  g_autofree char *oldest = NULL;
  g_autofree char *many = NULL;
  g_auto (GStrv) few = NULL;
  g_auto (GStrv) rest = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *id = crm_id_new ();
      g_autoptr (CrmCommand) create = command_create (id, names[i]);
      g_autoptr (GPtrArray) sent = NULL;

      store_submit (store, crm_command_ref (create));
      sent = store_take (store, 10);
      store_settle (store, result_done (crm_command_get_id (create), (gint64) i + 1, names[i]));
      if (i == 0)
        oldest = g_strdup (crm_command_get_id (create));
    }
  store_close (store);
  change_outbox (store, "UPDATE entry SET settled_at = settled_at - 400 * 86400000000"
                        " WHERE seq = (SELECT min (seq) FROM entry)");
  store_open (store);
  few = list_journal (store);
  g_assert_cmpuint (g_strv_length (few), ==, 2);

  store_close (store);
  many = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
      " INSERT INTO entry (id, kind, record, root, state, body, problem, version, at, settled_at,"
      " offered) SELECT substr (id, 1, 24) || printf ('%%012d', i), kind, record, root, state,"
      " body, problem, version, at, settled_at, offered FROM n,"
      " (SELECT * FROM entry ORDER BY seq DESC LIMIT 1)",
      CRM_JOURNAL_LEAST);
  change_outbox (store, many);
  store_open (store);
  rest = list_journal (store);
  g_assert_cmpuint (g_strv_length (rest), ==, CRM_JOURNAL_LEAST + 1);
  g_assert_cmpstr (rest[0], !=, oldest);
}

/* Somebody types for weeks without ending the program. */
static void
test_long_log (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autofree char *log = g_build_filename (store->folder, "outbox.log", NULL);
  g_autofree char *path = g_build_filename (store->folder, "outbox.db", NULL);
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autofree char *draft = NULL;
  GStatBuf info;

  store_submit (store, command_create (ivan, "Новый"));
  for (guint i = 0; i < 30; i++)
    {
      text[0] = (char) ('a' + i % 26);
      store_save_draft (store, "customer:1:note", text);
    }
  store_close (store);
  g_assert_cmpint (g_stat (log, &info), ==, 0);
  g_assert_cmpint (info.st_size, <, 1500000);
  g_assert_cmpint (info.st_size, >, 100000);
  /* And it still mirrors the file. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  store_open (store);
  draft = desk_outbox_dup_draft (store->outbox, "customer:1:note");
  g_assert_cmpstr (draft, ==, text);
  g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, 1);
}

/* A restored server knows neither the command nor the conflict it led to. */
static void
test_journal_has_conflicts (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (GPtrArray) sent = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_auto (GStrv) ids = NULL;

  store_pull_customer (store, ivan, 3, "Было");
  store_submit (store, command_edit (ivan, 3, "Моё", "Было"));
  sent = store_take (store, 10);
  store_settle (store, result_conflict (crm_command_get_id (sent->pdata[0]), 4, "Чужое"));
  ids = list_journal (store);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  offer_again (store, ids);
  again = store_take (store, 10);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpstr (crm_command_get_id (again->pdata[0]), ==, ids[0]);
}

static void
submitted_cb (DeskOutbox *outbox, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_signal (void)
{
  g_autoptr (Store) store = store_new ();
  guint count = 0;

  g_signal_connect (store->outbox, "submitted", G_CALLBACK (submitted_cb), &count);
  store_submit (store, command_create (ivan, "Новый"));
  crm_test_drain ();
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outbox/correct-creation", test_correct_creation);
  g_test_add_func ("/outbox/correct-edit", test_correct_edit);
  g_test_add_func ("/outbox/delete-refused", test_delete_refused);
  g_test_add_func ("/outbox/create-after-delete", test_create_after_delete);
  g_test_add_func ("/outbox/correct-keeps-later", test_correct_keeps_later);
  g_test_add_func ("/outbox/discard-correction", test_discard_correction);
  g_test_add_func ("/outbox/discard", test_discard);
  g_test_add_func ("/outbox/sent-is-not-discarded", test_sent_is_not_discarded);
  g_test_add_func ("/outbox/offered-is-not-discarded", test_offered_is_not_discarded);
  g_test_add_func ("/outbox/rebase", test_rebase);
  g_test_add_func ("/outbox/children-hide", test_children_hide);
  g_test_add_func ("/outbox/restored", test_restored);
  g_test_add_func ("/outbox/reassign", test_reassign);
  g_test_add_func ("/outbox/drafts", test_drafts);
  g_test_add_func ("/outbox/journal", test_journal);
  g_test_add_func ("/outbox/journal-behind", test_journal_behind);
  g_test_add_func ("/outbox/journal-clock", test_journal_clock);
  g_test_add_func ("/outbox/long-log", test_long_log);
  g_test_add_func ("/outbox/journal-has-conflicts", test_journal_has_conflicts);
  g_test_add_func ("/outbox/signal", test_signal);
  return g_test_run ();
}
