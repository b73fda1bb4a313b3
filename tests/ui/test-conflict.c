/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One card, two edits: what the dialog shows and which command a decision becomes. */

#include "client/ui/desk-conflict-dialog.h"
#include "client/ui/desk-conflict.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"

#define DEADLINE 20000
#define RECORD   "01980000-0001-7000-8000-00000000000b"

static CrmRecord *
make_conflict (const char *reason)
{
  CrmRecord *record = crm_record_new (&crm_conflict_kind, UI_CONFLICT);
  const char *values[CRM_CONFLICT_N_FIELDS] = {
    [CRM_CONFLICT_CUSTOMER] = RECORD,
    [CRM_CONFLICT_RECORD_KIND] = "customer",
    [CRM_CONFLICT_RECORD] = RECORD,
    [CRM_CONFLICT_REASON] = reason,
    [CRM_CONFLICT_GROUPS] = "{\"source\":{\"base\":{\"source\":null},\"mine\":{\"source\":\"a\"},"
                            "\"theirs\":{\"source\":\"b\"}},"
                            "\"address\":{\"base\":{\"address\":{\"house\":\"1\"}},"
                            "\"mine\":{\"address\":{\"house\":\"2\",\"flat\":\"3\"}},"
                            "\"theirs\":{\"address\":{\"house\":\"4\"}}}}",
    [CRM_CONFLICT_MERGED] = "[\"note\",\"tags\"]",
    [CRM_CONFLICT_STATUS] = "open",
  };

  crm_record_load (record, 1, CRM_RECORD_SYNCED, values);
  return record;
}

static DeskConflictGroup *
find_group (DeskConflictChoice *choice, const char *name)
{
  for (guint i = 0; i < desk_conflict_choice_get_size (choice); i++)
    {
      DeskConflictGroup *group = desk_conflict_choice_get_group (choice, i);

      if (g_str_equal (group->group, name))
        return group;
    }
  g_assert_not_reached ();
}

static void
test_choice (void)
{
  g_autoptr (CrmRecord) conflict = make_conflict ("fields");
  g_autoptr (DeskConflictChoice) choice = desk_conflict_choice_new (conflict);
  g_autoptr (CrmCommand) command = NULL;
  g_auto (GStrv) merged = desk_conflict_choice_dup_merged (choice);
  CrmFieldSet *set;

  g_assert_cmpuint (desk_conflict_choice_get_size (choice), ==, 2);
  g_assert_cmpuint (g_strv_length (merged), ==, 2);
  g_assert_false (desk_conflict_choice_is_deleted (choice));
  find_group (choice, "source")->take_mine = FALSE;
  command = desk_conflict_choice_to_command (choice, 7);
  set = crm_command_get_set (command);
  g_assert_cmpstr (crm_command_get_name (command), ==, "customer.update");
  g_assert_cmpint (crm_command_get_base (command), ==, 7);
  g_assert_cmpstr (json_object_get_string_member (crm_command_get_args (command), "conflict"), ==,
                   UI_CONFLICT);
  g_assert_false (crm_field_set_has (set, CRM_CUSTOMER_SOURCE));
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_ADDRESS_HOUSE), ==, "2");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_ADDRESS_FLAT), ==, "3");
}

static void
test_all_theirs (void)
{
  g_autoptr (CrmRecord) conflict = make_conflict ("deleted");
  g_autoptr (DeskConflictChoice) choice = desk_conflict_choice_new (conflict);
  g_autoptr (CrmCommand) command = NULL;

  g_assert_true (desk_conflict_choice_is_deleted (choice));
  desk_conflict_choice_take_all (choice, FALSE);
  command = desk_conflict_choice_to_command (choice, 7);
  g_assert_cmpuint (crm_field_set_size (crm_command_get_set (command)), ==, 0);
}

static void
check_shown (const DeskConflictGroup *group,
             const char *title,
             const char *expected_mine,
             const char *expected_theirs)
{
  g_autofree char *mine = desk_conflict_dup_text (&crm_customer_kind, group->shown_mine);
  g_autofree char *theirs = desk_conflict_dup_text (&crm_customer_kind, group->shown_theirs);

  g_assert_cmpstr (desk_conflict_group_get_title (group, &crm_customer_kind), ==, title);
  g_assert_cmpstr (mine, ==, expected_mine);
  g_assert_cmpstr (theirs, ==, expected_theirs);
}

/* The server tells my one field and its whole group: both sides must show the same fields. */
static void
test_shown (void)
{
  g_autoptr (CrmRecord) conflict = make_conflict ("fields");
  g_autoptr (DeskConflictChoice) one = NULL;
  g_autoptr (DeskConflictChoice) other = NULL;

  crm_record_set_text (conflict, CRM_CONFLICT_GROUPS,
                       "{\"name\":{\"base\":{\"first_name\":\"A\"},"
                       "\"mine\":{\"first_name\":\"B\"},\"theirs\":{\"last_name\":\"L\","
                       "\"first_name\":\"C\",\"middle_name\":null}}}");
  one = desk_conflict_choice_new (conflict);
  check_shown (desk_conflict_choice_get_group (one, 0), "First name", "B", "C");
  /* Somebody changed another name of the two: taking mine keeps that. */
  crm_record_set_text (conflict, CRM_CONFLICT_GROUPS,
                       "{\"name\":{\"base\":{\"first_name\":\"A\"},"
                       "\"mine\":{\"first_name\":\"B\"},\"theirs\":{\"last_name\":\"M\","
                       "\"first_name\":\"A\",\"middle_name\":null}}}");
  other = desk_conflict_choice_new (conflict);
  check_shown (desk_conflict_choice_get_group (other, 0), "Full name", "M B", "M A");
}

/* Foreign bytes in the record must not break the window. */
static void
test_broken (gconstpointer data)
{
  const char *const *row = data;
  g_autoptr (CrmRecord) conflict = make_conflict ("fields");
  g_autoptr (DeskConflictChoice) choice = NULL;

  crm_record_set_text (conflict, CRM_CONFLICT_GROUPS, row[1]);
  choice = desk_conflict_choice_new (conflict);
  g_assert_cmpuint (desk_conflict_choice_get_size (choice), <=, 1);
}

static gboolean
has_dialog (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  GtkWidget **dialog = data;

  for (GList *l = windows; l != NULL; l = l->next)
    if (DESK_IS_CONFLICT_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      *dialog = l->data;
  return *dialog != NULL;
}

static gboolean
has_command (gpointer data)
{
  return g_list_model_get_n_items (data) > 0;
}

static void
test_dialog (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  DeskWindow *window = ui_fixture_open (fixture);
  g_autoptr (DeskOutboxEntry) entry = NULL;
  GtkWidget *dialog = NULL;
  CrmCommand *command;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.resolve-conflict", "s", UI_CONFLICT);
  crm_test_wait_until (has_dialog, &dialog, DEADLINE);
  g_object_ref (dialog);
  ui_fixture_wait_frame (dialog);
  g_assert_nonnull (ui_find_text (dialog, "3 fields differ, 4 more merged by themselves"));
  g_assert_nonnull (ui_find_text (dialog, "31.12.1986"));
  g_assert_true (gtk_widget_activate_action (dialog, "conflict.take-all", "b", FALSE));
  g_assert_true (gtk_widget_activate_action (dialog, "conflict.save", NULL));
  crm_test_wait_until (has_command, fixture->outbox, DEADLINE);
  entry = g_list_model_get_item (G_LIST_MODEL (fixture->outbox), 0);
  command = desk_outbox_entry_get_command (entry);
  g_assert_cmpstr (json_object_get_string_member (crm_command_get_args (command), "conflict"), ==,
                   UI_CONFLICT);
  g_assert_cmpuint (crm_field_set_size (crm_command_get_set (command)), ==, 0);
  while (gtk_widget_get_mapped (dialog))
    g_main_context_iteration (NULL, TRUE);
  crm_test_drain ();
  crm_test_assert_finalized (dialog);
  ui_fixture_free (fixture);
}

/* In a narrow window the two values stand below each other. */
static void
test_narrow (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  DeskWindow *window = ui_fixture_open (fixture);
  GtkWidget *dialog = NULL;

  desk_context_set_layout (fixture->context, DESK_LAYOUT_NARROW);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.resolve-conflict", "s", UI_CONFLICT);
  crm_test_wait_until (has_dialog, &dialog, DEADLINE);
  ui_fixture_wait_frame (dialog);
  g_assert_nonnull (ui_find_text (dialog, "31.12.1986"));
  g_assert_cmpint (gtk_widget_get_width (dialog), <=, 420);
  gtk_window_destroy (GTK_WINDOW (dialog));
  crm_test_drain ();
  ui_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  static const char *const broken[][2] = {
    { "nothing", NULL },
    { "text", "\"x\"" },
    { "list", "[1,2]" },
    { "flat", "{\"source\":1}" },
    { "sides", "{\"source\":{\"mine\":7,\"theirs\":[]}}" },
    { "fields", "{\"source\":{\"mine\":{\"nonsense\":1},\"theirs\":{\"source\":{}}}}" },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/conflict/choice", test_choice);
  g_test_add_func ("/ui/conflict/all-theirs", test_all_theirs);
  g_test_add_func ("/ui/conflict/shown", test_shown);
  crm_test_add_cases ("/ui/conflict/broken", broken, sizeof broken[0], G_N_ELEMENTS (broken),
                      test_broken);
  g_test_add_func ("/ui/conflict/dialog", test_dialog);
  g_test_add_func ("/ui/conflict/narrow", test_narrow);
  return g_test_run ();
}
