/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The eleven cases of local edits of Evolution-Data-Server, each answered in four ways. What the
 * person typed is never lost, what the server said is never doubled. */

#include "tests/store/store-fixture.h"

typedef enum
{
  ADD,
  EDIT,
  EDIT_AGAIN,
  DELETE,
  RESYNC, /* close, open and a pull that brings somebody else's word */
} Step;

typedef enum
{
  ACCEPTED,
  REJECTED,
  CONFLICT,
  ANSWER_LOST, /* and then accepted: sent again under the same ids */
  N_ANSWERS,
} Answer;

typedef struct
{
  const char *name;
  gboolean existing; /* the record comes from the server, version 1 */
  Step steps[3];
  guint n_steps;
  guint n_commands; /* that must go to the server */
  const char *offline;
  const char *after[N_ANSWERS];
} Case;

static const Case cases[] = {
  { "add",
    FALSE,
    { ADD },
    1,
    1,
    "created 0 A",
    { "synced 2 A", "rejected 0 A", "conflict 2 S", "synced 2 A" } },
  { "add+edit",
    FALSE,
    { ADD, EDIT },
    2,
    2,
    "created 0 B",
    { "synced 3 B", "rejected 0 B", "conflict 3 S", "synced 3 B" } },
  { "add+delete", FALSE, { ADD, DELETE }, 2, 0, "none", { "none", "none", "none", "none" } },
  { "add+delete+add",
    FALSE,
    { ADD, DELETE, ADD },
    3,
    1,
    "created 0 A",
    { "synced 2 A", "rejected 0 A", "conflict 2 S", "synced 2 A" } },
  { "add+resync",
    FALSE,
    { ADD, RESYNC },
    2,
    1,
    "created 0 A",
    { "synced 2 A", "rejected 0 A", "conflict 2 S", "synced 2 A" } },
  { "edit",
    TRUE,
    { EDIT },
    1,
    1,
    "modified 1 B",
    { "synced 2 B", "rejected 1 B", "conflict 2 S", "synced 2 B" } },
  { "edit+delete",
    TRUE,
    { EDIT, DELETE },
    2,
    2,
    "deleted 1 B",
    { "none", "rejected 1 B", "conflict 3 S", "none" } },
  { "edit+resync",
    TRUE,
    { EDIT, RESYNC },
    2,
    1,
    "modified 9 B",
    { "synced 10 B", "rejected 9 B", "conflict 10 S", "synced 10 B" } },
  { "delete",
    TRUE,
    { DELETE },
    1,
    1,
    "deleted 1 O",
    { "none", "rejected 1 O", "conflict 2 S", "none" } },
  { "delete+add",
    TRUE,
    { DELETE, ADD },
    2,
    2,
    "modified 1 A",
    { "synced 3 A", "rejected 1 A", "conflict 3 S", "synced 3 A" } },
  { "delete+resync",
    TRUE,
    { DELETE, RESYNC },
    2,
    1,
    "deleted 9 R",
    { "none", "rejected 9 R", "conflict 10 S", "none" } },
};

static void
do_step (Store *store, Step step, const char *id, gboolean existing)
{
  const gint64 base = existing ? 1 : 0;

  switch (step)
    {
    case ADD:
      store_submit (store, command_create (id, "A"));
      break;
    case EDIT:
      store_submit (store, command_edit (id, base, "B", existing ? "O" : "A"));
      break;
    case DELETE:
      store_submit (store, command_delete (id, base));
      break;
    case RESYNC:
      store_close (store);
      store_open (store);
      if (existing)
        store_pull_customer (store, id, 9, "R");
      break;
    case EDIT_AGAIN:
    default:
      g_assert_not_reached ();
    }
}

static CrmResult *
answer_one (CrmCommand *command, Answer answer, gint64 version)
{
  const char *id = crm_command_get_id (command);
  CrmFieldSet *set = crm_command_get_set (command);

  switch (answer)
    {
    case REJECTED:
      return result_rejected (id, CRM_ERROR_INVALID);
    case CONFLICT:
      return result_conflict (id, version, "S");
    case ACCEPTED:
    case ANSWER_LOST:
    case N_ANSWERS:
    default:
      return result_done (id, version,
                          set != NULL ? crm_field_set_get (set, CRM_CUSTOMER_LAST_NAME) : NULL);
    }
}

static void
answer_all (Store *store, const Case *test, Answer answer)
{
  g_autoptr (GPtrArray) sent = NULL;
  gint64 version = g_str_has_suffix (test->name, "resync") && test->existing ? 9 : 1;

  sent = store_take (store, 100);
  g_assert_cmpuint (sent->len, ==, test->n_commands);
  if (answer == ANSWER_LOST)
    {
      g_autoptr (GPtrArray) again = NULL;

      store_close (store);
      store_open (store);
      store_requeue (store);
      again = store_take (store, 100);
      g_assert_cmpuint (again->len, ==, sent->len);
      for (guint i = 0; i < sent->len; i++)
        g_assert_cmpstr (crm_command_get_id (g_ptr_array_index (again, i)), ==,
                         crm_command_get_id (g_ptr_array_index (sent, i)));
    }
  for (guint i = 0; i < sent->len; i++)
    store_settle (store, answer_one (g_ptr_array_index (sent, i), answer, ++version));
}

/* The counts that the screens show. */
static void
check_counts (Store *store, const Case *test, Answer answer)
{
  g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, 0);
  g_assert_cmpuint (desk_outbox_get_rejected (store->outbox), ==,
                    answer == REJECTED ? test->n_commands : 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store->outbox)), ==,
                    answer == REJECTED || answer == CONFLICT ? test->n_commands : 0);
}

static void
run_case (const Case *test, Answer answer)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autofree char *id = crm_id_new ();
  g_autofree char *found = NULL;

  if (test->existing)
    store_pull_customer (store, id, 1, "O");
  for (guint i = 0; i < test->n_steps; i++)
    do_step (store, test->steps[i], id, test->existing);
  store_assert (store, id, test->offline);
  store_assert_index (store);
  answer_all (store, test, answer);
  store_assert (store, id, test->after[answer]);
  store_assert_index (store);
  check_counts (store, test, answer);

  /* The same after a restart. */
  store_close (store);
  store_open (store);
  store_assert (store, id, test->after[answer]);
  check_counts (store, test, answer);
  found = store_search (store, NULL);
  g_assert_cmpint (*found != '\0', ==, !g_str_equal (test->after[answer], "none"));
}

static void
test_accepted (gconstpointer data)
{
  run_case (data, ACCEPTED);
}

static void
test_rejected (gconstpointer data)
{
  run_case (data, REJECTED);
}

static void
test_conflict (gconstpointer data)
{
  run_case (data, CONFLICT);
}

static void
test_answer_lost (gconstpointer data)
{
  run_case (data, ANSWER_LOST);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/offline/accepted", cases, sizeof cases[0], G_N_ELEMENTS (cases),
                      test_accepted);
  crm_test_add_cases ("/offline/rejected", cases, sizeof cases[0], G_N_ELEMENTS (cases),
                      test_rejected);
  crm_test_add_cases ("/offline/conflict", cases, sizeof cases[0], G_N_ELEMENTS (cases),
                      test_conflict);
  crm_test_add_cases ("/offline/answer-lost", cases, sizeof cases[0], G_N_ELEMENTS (cases),
                      test_answer_lost);
  return g_test_run ();
}
