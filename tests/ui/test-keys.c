/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A computer without a Secret Service: a passphrase is chosen before anything is opened, asked for
 * at the next start, and can be given up. Leaving waits for what is being written. */

#include "client/app/desk-farewell.h"
#include "client/app/desk-passphrase-strength.h"
#include "client/app/desk-passphrase-window.h"
#include "client/store/desk-keys.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"

#include <string.h>

#define DEADLINE   60000
#define PASSPHRASE "семь зонтов под дождём"
#define SECRET     "918273"

/* ---- how good a passphrase is -------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *passphrase;
  DeskStrength strength;
} StrengthCase;

static const StrengthCase strength_cases[] = {
  { "nothing", "", DESK_STRENGTH_NONE },
  { "short", "zb7!k", DESK_STRENGTH_SHORT },
  { "seven-cyrillic", "абвгдеж", DESK_STRENGTH_SHORT },
  { "digits-in-a-row", "12345678", DESK_STRENGTH_WEAK },
  { "one-letter", "aaaaaaaaaaaa", DESK_STRENGTH_WEAK },
  { "common", "Password2026", DESK_STRENGTH_WEAK },
  { "keyboard", "йцукенйцукен", DESK_STRENGTH_WEAK },
  { "nine-letters", "вермишель", DESK_STRENGTH_FAIR },
  { "two-words", "рыжая лопата", DESK_STRENGTH_GOOD },
  { "four-words", "correct horse battery staple", DESK_STRENGTH_STRONG },
};

static void
test_strength (gconstpointer data)
{
  const StrengthCase *test = data;

  g_assert_cmpint (desk_passphrase_rate (test->passphrase), ==, test->strength);
  g_assert_nonnull (desk_passphrase_describe (test->strength));
}

/* ---- the program --------------------------------------------------------------------------- */

static DeskApplication *
start (const char *user)
{
  DeskApplication *application = ui_make_application ();
  DeskAccount *account = desk_application_get_account (application);

  g_assert_true (desk_account_set (account, "server", "https://127.0.0.1:1", NULL));
  g_assert_true (desk_account_set (account, "login", "anna", NULL));
  g_assert_true (desk_account_set (account, "user-id", user, NULL));
  g_application_activate (G_APPLICATION (application));
  return application;
}

static void
end (DeskApplication *application)
{
  GList *windows;

  while ((windows = gtk_application_get_windows (GTK_APPLICATION (application))) != NULL)
    gtk_window_destroy (windows->data);
  crm_test_drain ();
  g_signal_emit_by_name (application, "shutdown");
  crm_test_assert_finalized (application);
}

static GtkWidget *
find_toplevel (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gboolean
has_passphrase_window (gpointer data)
{
  return find_toplevel (DESK_TYPE_PASSPHRASE_WINDOW) != NULL;
}

static DeskPassphraseWindow *
wait_passphrase (void)
{
  crm_test_wait_until (has_passphrase_window, NULL, DEADLINE);
  return DESK_PASSPHRASE_WINDOW (find_toplevel (DESK_TYPE_PASSPHRASE_WINDOW));
}

static gboolean
is_open (gpointer data)
{
  return desk_application_get_window (data) != NULL &&
         gtk_widget_get_mapped (GTK_WIDGET (desk_application_get_window (data))) &&
         !has_passphrase_window (NULL);
}

typedef struct
{
  GtkWidget *root;
  const char *text;
} Says;

static gboolean
says_text (gpointer data)
{
  Says *says = data;

  return ui_find_text (says->root, says->text) != NULL;
}

static void
wait_text (gpointer root, const char *text)
{
  Says says = { root, text };

  crm_test_wait_until (says_text, &says, DEADLINE);
}

static DeskApplication *
start_and_type (const char *user, const char *passphrase)
{
  DeskApplication *application = start (user);

  desk_passphrase_window_type (wait_passphrase (), passphrase);
  crm_test_wait_until (is_open, application, DEADLINE);
  return application;
}

static GtkEditable *
get_row (DeskPassphraseWindow *window, guint index)
{
  GtkWidget *row = ui_find_widget (GTK_WIDGET (window), ADW_TYPE_PASSWORD_ENTRY_ROW);

  for (guint i = 0; i < index; i++)
    row = gtk_widget_get_next_sibling (row);
  return GTK_EDITABLE (row);
}

static gboolean
has_file (DeskApplication *application, const char *name)
{
  g_autofree char *folder =
      desk_account_dup_database_folder (desk_application_get_account (application));
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* ---- choosing and being asked -------------------------------------------------------------- */

static void
test_choose (void)
{
  g_autofree char *user = crm_id_new ();
  DeskApplication *application = start (user);
  DeskPassphraseWindow *window = wait_passphrase ();

  wait_text (window, "Choose a passphrase");
  wait_text (window, "Nobody can restore it");
  g_assert_null (desk_application_get_window (application));
  /* Nothing was opened without a key. */
  g_assert_false (has_file (application, "cache.db"));

  desk_passphrase_window_type (window, "short");
  wait_text (window, "Too short: at least 8 characters");
  desk_passphrase_window_type (window, "qwerty123456");
  wait_text (window, "Easy to guess: add a word or two");
  gtk_editable_set_text (get_row (window, 0), PASSPHRASE);
  gtk_editable_set_text (get_row (window, 1), PASSPHRASE ".");
  g_signal_emit_by_name (get_row (window, 1), "entry-activated");
  wait_text (window, "The two are not the same");
  wait_text (window, "Strong");
  g_assert_false (desk_keys_has_passphrase (desk_application_get_account (application)));

  desk_passphrase_window_type (window, PASSPHRASE);
  crm_test_wait_until (is_open, application, DEADLINE);
  g_assert_true (desk_keys_has_passphrase (desk_application_get_account (application)));
  g_assert_true (has_file (application, "cache.db"));
  end (application);
}

static void
test_next_start (void)
{
  g_autofree char *user = crm_id_new ();
  DeskApplication *application = start_and_type (user, PASSPHRASE);
  DeskPassphraseWindow *window;

  end (application);
  application = start (user);
  window = wait_passphrase ();
  wait_text (window, "What is the passphrase?");
  desk_passphrase_window_type (window, "восемь зонтов под дождём");
  wait_text (window, "This is not the passphrase. Nothing is lost: try again.");
  g_assert_true (find_toplevel (DESK_TYPE_PASSPHRASE_WINDOW) == GTK_WIDGET (window));
  g_assert_null (desk_application_get_window (application));
  desk_passphrase_window_type (window, PASSPHRASE);
  crm_test_wait_until (is_open, application, DEADLINE);
  end (application);
}

/* ---- what is typed ------------------------------------------------------------------------- */

static CrmCommand *
make_passport (void)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_identity_document_kind);
  g_autofree char *id = crm_id_new ();
  g_autofree char *customer = crm_id_new ();

  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_CUSTOMER, customer);
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_TYPE, "passport");
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_NUMBER, SECRET);
  return crm_command_new_create (&crm_identity_document_kind, id, set);
}

static CrmCommand *
make_customer (void)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autofree char *id = crm_id_new ();

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "Ручейкова");
  return crm_command_new_create (&crm_customer_kind, id, set);
}

static void
submit (DeskOutbox *outbox, CrmCommand *command)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *pending = NULL;

  g_ptr_array_add (commands, command);
  desk_outbox_submit_async (outbox, commands, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  g_assert_true (desk_outbox_submit_finish (outbox, result, NULL));
}

static DeskOutbox *
get_outbox (DeskApplication *application)
{
  return desk_context_get_outbox (
      desk_workspace_get_context (desk_application_get_workspace (application)));
}

static void
type_some (DeskOutbox *outbox)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *pending = NULL;

  submit (outbox, make_passport ());
  submit (outbox, make_customer ());
  desk_outbox_save_draft_async (outbox, "new-customer", SECRET, NULL, crm_test_take_result,
                                &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  g_assert_true (desk_outbox_save_draft_finish (outbox, result, NULL));
}

static guint
count_hits (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint hits = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      gsize length = 0;

      if (g_file_get_contents (path, &data, &length, NULL))
        hits += memmem (data, length, SECRET, strlen (SECRET)) != NULL;
    }
  return hits;
}

static DeskDatabase *
open_unsealed (const char *folder)
{
  DeskDatabase *database = desk_database_new (folder);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *pending = NULL;

  desk_database_open_async (database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  g_assert_true (desk_database_open_finish (database, result, NULL));
  return database;
}

/* A profile of before there were keys is sealed with the passphrase that is chosen now. */
static void
test_sealed_on_the_way (void)
{
  g_autofree char *user = crm_id_new ();
  DeskApplication *application = start (user);
  g_autofree char *folder =
      desk_account_dup_database_folder (desk_application_get_account (application));
  DeskDatabase *database = open_unsealed (folder);
  DeskOutbox *outbox = desk_outbox_new (database);

  type_some (outbox);
  g_object_unref (outbox);
  desk_database_close (database);
  g_object_unref (database);
  g_assert_cmpuint (count_hits (folder), >, 0);

  desk_passphrase_window_type (wait_passphrase (), PASSPHRASE);
  crm_test_wait_until (is_open, application, DEADLINE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_outbox (application))), ==, 2);
  g_assert_cmpuint (desk_outbox_get_unreadable (get_outbox (application)), ==, 0);
  end (application);
  g_assert_cmpuint (count_hits (folder), ==, 0);
}

static gboolean
has_dialog (gpointer data)
{
  return find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static AdwMessageDialog *
wait_dialog (void)
{
  crm_test_wait_until (has_dialog, NULL, DEADLINE);
  return ADW_MESSAGE_DIALOG (find_toplevel (ADW_TYPE_MESSAGE_DIALOG));
}

static void
answer (const char *response)
{
  AdwMessageDialog *dialog = wait_dialog ();

  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  crm_test_drain ();
}

static gboolean
asks_to_sign_in (gpointer data)
{
  return desk_application_get_sign_in_window (data) != NULL && !has_passphrase_window (NULL);
}

static gboolean
has_no_unreadable (gpointer data)
{
  return desk_outbox_get_unreadable (data) == 0;
}

/* Whoever forgot it is told what is lost before it is, and what was not sealed goes on. */
static void
test_forgotten (void)
{
  g_autofree char *user = crm_id_new ();
  DeskApplication *application = start_and_type (user, PASSPHRASE);
  DeskOutbox *outbox;

  type_some (get_outbox (application));
  end (application);

  application = start (user);
  g_signal_emit_by_name (ui_find_text (GTK_WIDGET (wait_passphrase ()), "I have forgotten it…"),
                         "clicked");
  g_assert_nonnull (strstr (adw_message_dialog_get_body (wait_dialog ()), "1 change to documents"));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (wait_dialog ()), "1 draft is lost"));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (wait_dialog ()), "1 other change"));
  answer ("cancel");
  g_assert_true (has_passphrase_window (NULL));
  g_assert_true (has_file (application, "cache.db"));

  g_signal_emit_by_name (ui_find_text (GTK_WIDGET (wait_passphrase ()), "I have forgotten it…"),
                         "clicked");
  answer ("forget");
  crm_test_wait_until (asks_to_sign_in, application, DEADLINE);
  g_assert_false (has_file (application, "cache.db"));
  g_assert_true (has_file (application, "outbox.db"));
  g_assert_false (desk_keys_has_passphrase (desk_application_get_account (application)));
  end (application);

  /* The same person again, with another one. */
  application = start_and_type (user, "другая фраза про зонты");
  outbox = get_outbox (application);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (outbox)), ==, 2);
  g_assert_cmpuint (desk_outbox_get_unreadable (outbox), ==, 1);
  g_action_group_activate_action (G_ACTION_GROUP (application), "lost-key", NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (wait_dialog ()), "cannot be read"));
  answer ("remove");
  crm_test_wait_until (has_no_unreadable, outbox, DEADLINE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (outbox)), ==, 1);
  end (application);
}

/* ---- leaving ------------------------------------------------------------------------------- */

/* A write that ends when the test says so, as on a disk that does not answer. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean free;
} Stuck;

static gboolean
stuck_work (DeskConnection *connection, gpointer data, GError **error)
{
  Stuck *stuck = data;

  g_mutex_lock (&stuck->lock);
  while (!stuck->free)
    g_cond_wait (&stuck->cond, &stuck->lock);
  g_mutex_unlock (&stuck->lock);
  return TRUE;
}

static void
let_go (Stuck *stuck)
{
  g_mutex_lock (&stuck->lock);
  stuck->free = TRUE;
  g_cond_signal (&stuck->cond);
  g_mutex_unlock (&stuck->lock);
}

static void
begin_stuck (DeskApplication *application, Stuck *stuck)
{
  DeskContext *context = desk_workspace_get_context (desk_application_get_workspace (application));

  g_mutex_init (&stuck->lock);
  g_cond_init (&stuck->cond);
  desk_database_write_async (desk_context_get_database (context), DESK_PRIORITY_TYPED, stuck_work,
                             stuck, NULL, NULL, NULL, NULL);
}

static gboolean
tells_saving (gpointer data)
{
  GtkWidget *window = find_toplevel (ADW_TYPE_WINDOW);

  return window != NULL && ui_find_text (window, "Saving what you typed last…") != NULL;
}

static gboolean
tells_nothing (gpointer data)
{
  return !tells_saving (data) && !has_dialog (data);
}

/* The window closes at once, the program when the last word is on the disk. */
static void
test_close_waits (void)
{
  g_autofree char *user = crm_id_new ();
  DeskApplication *application = start_and_type (user, PASSPHRASE);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  Stuck stuck = { 0 };

  begin_stuck (application, &stuck);
  g_ptr_array_add (commands, make_customer ());
  desk_outbox_submit_async (get_outbox (application), commands, NULL, NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (desk_application_get_window (application)));
  crm_test_wait_until (tells_saving, NULL, DEADLINE);
  let_go (&stuck);
  crm_test_wait_until (tells_nothing, NULL, DEADLINE);
  end (application);

  application = start_and_type (user, PASSPHRASE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_outbox (application))), ==, 1);
  end (application);
}

static void
test_close_asks (void)
{
  g_autofree char *user = crm_id_new ();
  DeskApplication *application = start_and_type (user, PASSPHRASE);
  Stuck stuck = { 0 };

  begin_stuck (application, &stuck);
  desk_farewell_begin (GTK_APPLICATION (application), desk_application_get_workspace (application),
                       1, TRUE);
  g_assert_cmpstr (adw_message_dialog_get_heading (wait_dialog ()), ==, "The disk does not answer");
  answer ("wait");
  g_assert_cmpstr (adw_message_dialog_get_heading (wait_dialog ()), ==, "The disk does not answer");
  let_go (&stuck);
  crm_test_wait_until (tells_nothing, NULL, DEADLINE);
  end (application);
}

static void
test_close_ends (void)
{
  if (g_test_subprocess ())
    {
      g_autofree char *user = crm_id_new ();
      DeskApplication *application = start_and_type (user, PASSPHRASE);
      Stuck stuck = { 0 };

      begin_stuck (application, &stuck);
      desk_farewell_begin (GTK_APPLICATION (application),
                           desk_application_get_workspace (application), 1, FALSE);
      for (;;)
        g_main_context_iteration (NULL, TRUE);
    }
  g_test_trap_subprocess (NULL, (guint64) DEADLINE * G_TIME_SPAN_MILLISECOND, 0);
  g_assert_false (g_test_trap_reached_timeout ());
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*the disk does not answer*");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (strength_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/keys/strength/", strength_cases[i].name, NULL);

      g_test_add_data_func (path, &strength_cases[i], test_strength);
    }
  g_test_add_func ("/ui/keys/choose", test_choose);
  g_test_add_func ("/ui/keys/next-start", test_next_start);
  g_test_add_func ("/ui/keys/sealed-on-the-way", test_sealed_on_the_way);
  g_test_add_func ("/ui/keys/forgotten", test_forgotten);
  g_test_add_func ("/ui/keys/close-waits", test_close_waits);
  g_test_add_func ("/ui/keys/close-asks", test_close_asks);
  g_test_add_func ("/ui/keys/close-ends", test_close_ends);
  return g_test_run ();
}
