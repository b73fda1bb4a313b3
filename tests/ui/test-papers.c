/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documents and bank details on the card: masked, shown by the server's leave, added, changed and
 * removed offline; nothing that is masked is sent back. */

#include "client/customers/desk-customer-page.h"
#include "client/customers/desk-customer-papers.h"
#include "client/customers/desk-reveal-popover.h"
#include "client/store/desk-change-applier.h"
#include "client/ui/desk-field-row.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/record/crm-role.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"

#include <string.h>

#define N_CUSTOMERS 20
#define KAPELKIN    2
#define DEADLINE    20000

#define KEPT           "Show the number, kept on this computer"
#define MASKED_ACCOUNT "•••• •345"

/* ---- a server that answers what the test says ---------------------------------------------- */

#define FAKE_TYPE_REMOTE (fake_remote_get_type ())
G_DECLARE_FINAL_TYPE (FakeRemote, fake_remote, FAKE, REMOTE, GObject)

struct _FakeRemote
{
  GObject parent_instance;

  char *path;         /* (owned) (nullable): of the last call */
  JsonNode *body;     /* (owned) (nullable) */
  const char *answer; /* (unowned) (nullable): JSON */
  CrmError failure;   /* when there is no answer */
  guint n_calls;
};

static void
fake_call_async (DeskRemote *remote,
                 const char *method,
                 const char *path,
                 JsonNode *body,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  FakeRemote *self = FAKE_REMOTE (remote);
  g_autoptr (GTask) task = g_task_new (remote, cancellable, callback, user_data);

  g_free (self->path);
  self->path = g_strdup (path);
  g_clear_pointer (&self->body, json_node_unref);
  self->body = json_node_ref (body);
  self->n_calls++;
  if (self->answer != NULL)
    g_task_return_pointer (task, json_from_string (self->answer, NULL),
                           (GDestroyNotify) json_node_unref);
  else
    g_task_return_new_error (task, CRM_ERROR, (int) self->failure, "made to fail");
}

static JsonNode *
fake_call_finish (DeskRemote *remote, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_remote_iface_init (DeskRemoteInterface *iface)
{
  iface->call_async = fake_call_async;
  iface->call_finish = fake_call_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeRemote,
                               fake_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_REMOTE, fake_remote_iface_init))

static void
fake_remote_finalize (GObject *object)
{
  g_free (FAKE_REMOTE (object)->path);
  g_clear_pointer (&FAKE_REMOTE (object)->body, json_node_unref);
  G_OBJECT_CLASS (fake_remote_parent_class)->finalize (object);
}

static void
fake_remote_class_init (FakeRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_remote_finalize;
}

static void
fake_remote_init (FakeRemote *self)
{
}

/* ---- the card ------------------------------------------------------------------------------ */

typedef struct
{
  UiFixture *fixture;
  FakeRemote *remote;
  GtkWidget *card;
  const char *text;
  guint expected;
} Test;

static DeskFieldRow *
find_row (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (DESK_IS_FIELD_ROW (root) &&
      g_strcmp0 (desk_field_row_get_text (DESK_FIELD_ROW (root)), text) == 0)
    return DESK_FIELD_ROW (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      DeskFieldRow *row = find_row (child, text);

      if (row != NULL)
        return row;
    }
  return NULL;
}

static gboolean
shows_row (gpointer data)
{
  Test *test = data;

  return find_row (test->card, test->text) != NULL;
}

static gboolean
lacks_row (gpointer data)
{
  return !shows_row (data);
}

static DeskFieldRow *
wait_row (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (shows_row, test, DEADLINE);
  return find_row (test->card, text);
}

static gboolean
shows_card (gpointer data)
{
  Test *test = data;

  test->card = ui_find_widget (GTK_WIDGET (test->fixture->window), DESK_TYPE_CUSTOMER_PAGE);
  return test->card != NULL;
}

static void
set_up (Test *test, gconstpointer data)
{
  g_autofree char *id = ui_fixture_dup_customer (KAPELKIN);

  test->fixture = ui_fixture_new (N_CUSTOMERS);
  test->remote = g_object_new (FAKE_TYPE_REMOTE, NULL);
  desk_context_set_remote (test->fixture->context, DESK_REMOTE (test->remote));
  desk_window_open (ui_fixture_open (test->fixture), "customers", id);
  crm_test_wait_until (shows_card, test, DEADLINE);
  wait_row (test, "•• •• •••555");
}

static void
tear_down (Test *test, gconstpointer data)
{
  ui_fixture_free (test->fixture);
  g_object_unref (test->remote);
}

/* The button inside @row that is spoken so. */
static GtkWidget *
find_button (GtkWidget *root, const char *tooltip)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_widget_get_tooltip_text (root), tooltip) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *button = find_button (child, tooltip);

      if (button != NULL)
        return button;
    }
  return NULL;
}

static void
click (DeskFieldRow *row, const char *tooltip)
{
  GtkWidget *button = find_button (GTK_WIDGET (row), tooltip);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
has_pending (gpointer data)
{
  Test *test = data;

  return desk_outbox_get_pending (test->fixture->outbox) == test->expected;
}

static CrmCommand *
wait_command (Test *test, guint n)
{
  GListModel *outbox = G_LIST_MODEL (test->fixture->outbox);
  g_autoptr (DeskOutboxEntry) entry = NULL;

  test->expected = n;
  crm_test_wait_until (has_pending, test, DEADLINE);
  entry = g_list_model_get_item (outbox, g_list_model_get_n_items (outbox) - 1);
  return crm_command_ref (desk_outbox_entry_get_command (entry));
}

/* Nothing that is hidden is ever among what is to be written. */
static void
assert_nothing_masked (CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);
  const CrmKind *kind = crm_command_get_kind (command);

  for (guint i = 0; set != NULL && i < kind->n_fields; i++)
    g_assert_false (crm_text_is_masked (crm_field_set_get (set, i)));
}

/* ---- showing ------------------------------------------------------------------------------- */

static gboolean
has_asked (gpointer data)
{
  return ui_find_widget (data, DESK_TYPE_REVEAL_POPOVER) != NULL;
}

static GtkEditable *
open_popover (Test *test, DeskFieldRow *row)
{
  GtkWidget *popover;

  click (row, "Show the number");
  popover = ui_find_widget (GTK_WIDGET (row), DESK_TYPE_REVEAL_POPOVER);
  return GTK_EDITABLE (ui_find_widget (popover, GTK_TYPE_ENTRY));
}

static gboolean
has_closed (gpointer data)
{
  Test *test = data;

  return ui_find_widget (test->card, DESK_TYPE_REVEAL_POPOVER) == NULL;
}

/* Closed and painted over, so that nothing of it keeps the window. */
static void
settle_closed (Test *test)
{
  crm_test_wait_until (has_closed, test, DEADLINE);
  ui_fixture_wait_frame (GTK_WIDGET (test->fixture->window));
  crm_test_drain ();
}

static void
test_reveal (Test *test, gconstpointer data)
{
  DeskFieldRow *row = wait_row (test, "•• •• •••555");
  GtkEditable *reason = open_popover (test, row);

  test->remote->answer = "{\"values\":{\"series\":\"4503\",\"number\":\"123555\"}}";
  gtk_editable_set_text (reason, "x");
  g_signal_emit_by_name (reason, "activate");
  g_assert_cmpuint (test->remote->n_calls, ==, 0);
  gtk_editable_set_text (reason, "для полиса");
  g_signal_emit_by_name (reason, "activate");

  g_assert_true (wait_row (test, "45 03 123555") == row);
  settle_closed (test);
  g_assert_cmpstr (test->remote->path, ==, "/reveal");
  crm_test_assert_json_at (test->remote->body, "kind", "identity-document");
  crm_test_assert_json_at (test->remote->body, "record", UI_PASSPORT);
  crm_test_assert_json_at (test->remote->body, "fields.0", "series");
  crm_test_assert_json_at (test->remote->body, "fields.1", "number");
  crm_test_assert_json_at (test->remote->body, "reason", "для полиса");
  click (row, "Hide the number");
  wait_row (test, "•• •• •••555");
}

/* The card is left and comes back: all that is known of the number is in the store. */
static void
open_again (Test *test)
{
  g_autofree char *other = ui_fixture_dup_customer (KAPELKIN + 1);
  g_autofree char *id = ui_fixture_dup_customer (KAPELKIN);

  desk_window_open (test->fixture->window, "customers", other);
  test->text = "•• •• •••555";
  crm_test_wait_until (lacks_row, test, DEADLINE);
  desk_window_open (test->fixture->window, "customers", id);
  crm_test_wait_until (shows_card, test, DEADLINE);
}

static gboolean
has_kept (gpointer data)
{
  Test *test = data;
  DeskFieldRow *row = find_row (test->card, "•• •• •••555");

  return row != NULL && find_button (GTK_WIDGET (row), KEPT) != NULL;
}

/* What the server says of one row. */
static void
feed_row (Test *test,
          const CrmKind *kind,
          const char *id,
          gint64 version,
          const char *const *values)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (DeskChangeApplier) applier =
      desk_change_applier_new (test->fixture->database, CRM_CHANGE_ROWS);
  g_autofree char *cursor = g_strdup_printf ("%s-%" G_GINT64_FORMAT, kind->name, version);
  CrmChange row = { .type = CRM_CHANGE_ROW, .kind = kind, .version = version };
  CrmChange end = { .type = CRM_CHANGE_END, .cursor = cursor };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GAsyncResult) fed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (crm_id_to_bytes (id, row.id));
  for (guint i = 0; i < kind->n_fields; i++)
    {
      row.values[i] = values[i];
      row.lengths[i] = values[i] != NULL ? (int) strlen (values[i]) : 0;
    }
  crm_change_writer_add (writer, &row);
  crm_change_writer_add (writer, &end);
  bytes = crm_change_writer_take (writer);
  desk_change_applier_feed_async (applier, bytes, NULL, crm_test_take_result, &fed);
  fed = crm_test_wait_result (&fed, DEADLINE);
  desk_change_applier_feed_finish (applier, fed, &error);
  g_assert_no_error (error);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  ended = crm_test_wait_result (&ended, DEADLINE);
  desk_change_applier_end_finish (applier, ended, &error);
  g_assert_no_error (error);
}

/* What was shown once can be shown on the road, as often as one likes, until the server has another
 * one; on the screen it is masked again as ever. */
static void
test_kept (Test *test, gconstpointer data)
{
  DeskFieldRow *row = wait_row (test, "•• •• •••555");
  GtkEditable *reason = open_popover (test, row);
  g_autofree char *customer = ui_fixture_dup_customer (KAPELKIN);
  const char *values[CRM_IDENTITY_DOCUMENT_N_FIELDS] = {
    [CRM_IDENTITY_DOCUMENT_CUSTOMER] = customer,
    [CRM_IDENTITY_DOCUMENT_TYPE] = "passport",
    [CRM_IDENTITY_DOCUMENT_SERIES] = "•503",
    [CRM_IDENTITY_DOCUMENT_NUMBER] = "•••777",
  };

  test->remote->answer = "{\"values\":{\"series\":\"4503\",\"number\":\"123555\"}}";
  gtk_editable_set_text (reason, "для полиса");
  g_signal_emit_by_name (reason, "activate");
  wait_row (test, "45 03 123555");
  settle_closed (test);
  click (row, "Hide the number");
  wait_row (test, "•• •• •••555");

  test->remote->answer = NULL;
  test->remote->failure = CRM_ERROR_OFFLINE;
  open_again (test);
  crm_test_wait_until (has_kept, test, DEADLINE);
  row = wait_row (test, "•• •• •••555");
  click (row, KEPT);
  wait_row (test, "45 03 123555");
  g_assert_cmpuint (test->remote->n_calls, ==, 1);
  g_assert_false (has_asked (row));
  click (row, "Hide the number");
  wait_row (test, "•• •• •••555");

  feed_row (test, &crm_identity_document_kind, UI_PASSPORT, 2, values);
  row = wait_row (test, "•• •• •••777");
  g_assert_null (find_button (GTK_WIDGET (row), KEPT));
  g_assert_nonnull (find_button (GTK_WIDGET (row), "Show the number"));
}

static gboolean
complains (gpointer data)
{
  Test *test = data;

  return ui_find_text (GTK_WIDGET (test->fixture->window), test->text) != NULL;
}

static void
test_refused (Test *test, gconstpointer data)
{
  DeskFieldRow *row = wait_row (test, MASKED_ACCOUNT);
  GtkEditable *reason = open_popover (test, row);

  test->remote->failure = CRM_ERROR_OFFLINE;
  gtk_editable_set_text (reason, "для выплаты");
  g_signal_emit_by_name (reason, "activate");
  test->text = "No connection: only the server can show the number";
  crm_test_wait_until (complains, test, DEADLINE);

  test->remote->failure = CRM_ERROR_DENIED;
  g_signal_emit_by_name (reason, "activate");
  test->text = "You have no right to see the number";
  crm_test_wait_until (complains, test, DEADLINE);
  g_assert_nonnull (find_row (test->card, MASKED_ACCOUNT));
  gtk_popover_popdown (GTK_POPOVER (ui_find_widget (test->card, DESK_TYPE_REVEAL_POPOVER)));
  settle_closed (test);
}

/* ---- writing ------------------------------------------------------------------------------- */

static void
test_edit (Test *test, gconstpointer data)
{
  DeskFieldRow *row = wait_row (test, "•• •• •••555");
  g_autoptr (CrmCommand) command = NULL;
  CrmFieldSet *set;

  desk_field_row_begin (row);
  desk_field_row_type (row, "45 03 1234");
  g_assert_nonnull (desk_field_row_get_error (row));
  desk_field_row_type (row, "4503 654321");
  g_assert_null (desk_field_row_get_error (row));
  g_assert_true (desk_field_row_end (row, TRUE));
  command = wait_command (test, 1);
  set = crm_command_get_set (command);
  g_assert_cmpstr (crm_command_get_name (command), ==, "identity-document.update");
  g_assert_cmpstr (crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_SERIES), ==, "4503");
  g_assert_cmpstr (crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_NUMBER), ==, "654321");
  g_assert_cmpstr (crm_field_set_get (crm_command_get_was (command), CRM_IDENTITY_DOCUMENT_NUMBER),
                   ==, "•••555");
  assert_nothing_masked (command);

  /* It is masked on the screen all the same, and can be shown without the server. */
  row = wait_row (test, "•• •• •••321");
  click (row, "Show the number");
  wait_row (test, "45 03 654321");
  g_assert_cmpuint (test->remote->n_calls, ==, 0);
}

/* To open the number and leave it says nothing. */
static void
test_untouched (Test *test, gconstpointer data)
{
  DeskFieldRow *row = wait_row (test, "•• •• •••555");

  desk_field_row_begin (row);
  desk_field_row_type (row, "4");
  desk_field_row_type (row, "");
  desk_field_row_end (row, TRUE);
  ui_fixture_wait_frame (test->card);
  g_assert_cmpuint (desk_outbox_get_pending (test->fixture->outbox), ==, 0);
  wait_row (test, "•• •• •••555");
}

static void
test_details (Test *test, gconstpointer data)
{
  DeskFieldRow *head = wait_row (test, "•• •• •••555");
  DeskFieldRow *row;
  g_autoptr (CrmCommand) command = NULL;

  g_assert_null (find_row (test->card, "770-001"));
  click (head, "Details");
  row = wait_row (test, "770-001");
  desk_field_row_begin (row);
  desk_field_row_type (row, "770 002");
  g_assert_true (desk_field_row_end (row, TRUE));
  command = wait_command (test, 1);
  g_assert_cmpstr (crm_field_set_get (crm_command_get_set (command),
                                      CRM_IDENTITY_DOCUMENT_ISSUER_CODE),
                   ==, "770-002");
}

static GtkWidget *
find_papers (GtkWidget *root, guint *n)
{
  if (DESK_IS_CUSTOMER_PAPERS (root) && (*n)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *papers = find_papers (child, n);

      if (papers != NULL)
        return papers;
    }
  return NULL;
}

/* The row that is typed into. */
static DeskFieldRow *
find_edited (GtkWidget *root)
{
  if (DESK_IS_FIELD_ROW (root) && desk_field_row_is_editing (DESK_FIELD_ROW (root)))
    return DESK_FIELD_ROW (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      DeskFieldRow *row = find_edited (child);

      if (row != NULL)
        return row;
    }
  return NULL;
}

/* Group 0 is the documents, 1 the accounts. */
static GtkListBox *
get_list (Test *test, guint group)
{
  return GTK_LIST_BOX (gtk_widget_get_last_child (find_papers (test->card, &group)));
}

static void
test_add_account (Test *test, gconstpointer data)
{
  GtkListBox *list = get_list (test, 1);
  GtkWidget *add = gtk_widget_get_last_child (GTK_WIDGET (list));
  DeskFieldRow *row;
  g_autoptr (CrmCommand) command = NULL;
  CrmFieldSet *set;

  g_signal_emit_by_name (list, "row-activated", add);
  row = find_edited (GTK_WIDGET (list));
  g_assert_nonnull (row);
  desk_field_row_type (row, "044525974 40702810200000012345");
  g_assert_cmpstr (desk_field_row_get_error (row), ==,
                   "The account is not of this bank: a digit is mistyped");
  desk_field_row_type (row, "40702 810 2 0000 0012345 044525225");
  g_assert_null (desk_field_row_get_error (row));
  g_assert_true (desk_field_row_end (row, TRUE));
  command = wait_command (test, 1);
  set = crm_command_get_set (command);
  g_assert_cmpstr (crm_command_get_name (command), ==, "bank-account.create");
  g_assert_cmpstr (crm_field_set_get (set, CRM_BANK_ACCOUNT_BIC), ==, "044525225");
  g_assert_cmpstr (crm_field_set_get (set, CRM_BANK_ACCOUNT_ACCOUNT), ==, "40702810200000012345");
  g_assert_cmpstr (crm_field_set_get (set, CRM_BANK_ACCOUNT_CUSTOMER), !=, NULL);
  wait_row (test, MASKED_ACCOUNT);
}

static void
test_add_document (Test *test, gconstpointer data)
{
  GtkListBox *list = get_list (test, 0);
  GtkWidget *add = gtk_widget_get_last_child (GTK_WIDGET (list));
  GtkWidget *types;
  DeskFieldRow *row;
  g_autoptr (CrmCommand) command = NULL;

  g_signal_emit_by_name (list, "row-activated", add);
  types = ui_find_widget (add, GTK_TYPE_LIST_BOX);
  g_assert_nonnull (types);
  /* SNILS is the fifth of the types. */
  g_signal_emit_by_name (types, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (types), 4));
  row = find_edited (GTK_WIDGET (list));
  g_assert_nonnull (row);
  desk_field_row_type (row, "112-233-445 96");
  g_assert_cmpstr (desk_field_row_get_error (row), ==,
                   "The control number does not match: a digit is mistyped");
  desk_field_row_type (row, "112-233-445 95");
  g_assert_true (desk_field_row_end (row, TRUE));
  command = wait_command (test, 1);
  g_assert_cmpstr (crm_field_set_get (crm_command_get_set (command), CRM_IDENTITY_DOCUMENT_NUMBER),
                   ==, "11223344595");
  wait_row (test, "•••-•••-••5 95");
}

/* Bringing it back says nothing of what is not known here. */
static void
test_remove (Test *test, gconstpointer data)
{
  DeskFieldRow *row = wait_row (test, "•• •• •••555");
  g_autoptr (CrmCommand) removal = NULL;

  gtk_widget_activate_action (GTK_WIDGET (row), "paper.remove", NULL);
  removal = wait_command (test, 1);
  g_assert_cmpstr (crm_command_get_name (removal), ==, "identity-document.delete");
  test->text = "•• •• •••555";
  crm_test_wait_until (lacks_row, test, DEADLINE);

  gtk_widget_activate_action (test->card, "win.undo", NULL);
  wait_row (test, "•• •• •••555");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (test->fixture->outbox)); i++)
    {
      g_autoptr (DeskOutboxEntry) entry =
          g_list_model_get_item (G_LIST_MODEL (test->fixture->outbox), i);

      assert_nothing_masked (desk_outbox_entry_get_command (entry));
    }
}

static void
test_warning (Test *test, gconstpointer data)
{
  DeskFieldRow *row = wait_row (test, "•• •• •••512");
  g_autofree char *mark = NULL;

  g_object_get (row, "mark", &mark, NULL);
  g_assert_cmpstr (mark, ==, "expired");
}

/* ---- rights -------------------------------------------------------------------------------- */

/* The server tells what agents may do. */
static void
tell_rights (Test *test, const char *rights)
{
  const char *values[CRM_ROLE_N_FIELDS] = {
    [CRM_ROLE_CODE] = "agent", [CRM_ROLE_NAME] = "Агент", [CRM_ROLE_RIGHTS] = rights
  };

  feed_row (test, &crm_role_kind, "01980000-0000-7000-8000-00000000e001", 1, values);
}

static gboolean
hides_accounts (gpointer data)
{
  return !gtk_widget_get_mapped (GTK_WIDGET (get_list (data, 1)));
}

/* What is not possible is not offered: neither to show, nor to change, nor to add. */
static void
test_rights (Test *test, gconstpointer data)
{
  DeskFieldRow *row = wait_row (test, "•• •• •••555");
  GtkWidget *add = gtk_widget_get_last_child (GTK_WIDGET (get_list (test, 0)));

  g_assert_true (gtk_widget_get_mapped (add));
  tell_rights (test, "{\"customer\":{\"see\":\"own\"},\"identity-document\":{\"see\":\"own\"}}");
  crm_test_wait_until (hides_accounts, test, DEADLINE);
  g_assert_false (gtk_widget_get_mapped (find_button (GTK_WIDGET (row), "Show the number")));
  g_assert_false (gtk_widget_get_mapped (add));
  desk_field_row_begin (row);
  g_assert_false (desk_field_row_is_editing (row));
}

#define ADD(name, function) g_test_add ("/ui/papers/" name, Test, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  ADD ("reveal", test_reveal);
  ADD ("kept", test_kept);
  ADD ("refused", test_refused);
  ADD ("edit", test_edit);
  ADD ("untouched", test_untouched);
  ADD ("details", test_details);
  ADD ("add-account", test_add_account);
  ADD ("add-document", test_add_document);
  ADD ("remove", test_remove);
  ADD ("warning", test_warning);
  ADD ("rights", test_rights);
  return g_test_run ();
}
