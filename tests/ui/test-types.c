/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every widget type of the shell is built, so that a template with a missing child or handler fails
 * here, and is really gone afterwards. */

#include "client/app/desk-first-run-page.h"
#include "client/app/desk-palette-row.h"
#include "client/app/desk-palette.h"
#include "client/app/desk-passphrase-window.h"
#include "client/app/desk-preferences-window.h"
#include "client/app/desk-shortcuts-window.h"
#include "client/app/desk-sidebar-row.h"
#include "client/app/desk-sidebar.h"
#include "client/app/desk-sign-in-window.h"
#include "client/app/desk-step-row.h"
#include "client/app/desk-window.h"
#include "client/customers/desk-consent-block.h"
#include "client/customers/desk-consent-editor.h"
#include "client/customers/desk-consent-row.h"
#include "client/customers/desk-customer-care.h"
#include "client/customers/desk-customer-cell.h"
#include "client/customers/desk-customer-contacts.h"
#include "client/customers/desk-customer-facts.h"
#include "client/customers/desk-customer-fields.h"
#include "client/customers/desk-customer-header.h"
#include "client/customers/desk-customer-new.h"
#include "client/customers/desk-customer-notice.h"
#include "client/customers/desk-customer-page.h"
#include "client/customers/desk-customer-papers.h"
#include "client/customers/desk-customer-preview.h"
#include "client/customers/desk-customer-shares.h"
#include "client/customers/desk-customer-timeline.h"
#include "client/customers/desk-customers-page.h"
#include "client/customers/desk-customers-skeleton.h"
#include "client/customers/desk-customers-table.h"
#include "client/customers/desk-file-canvas.h"
#include "client/customers/desk-file-row.h"
#include "client/customers/desk-file-viewer.h"
#include "client/customers/desk-files-block.h"
#include "client/customers/desk-history-filter.h"
#include "client/customers/desk-note-composer.h"
#include "client/customers/desk-object-block.h"
#include "client/customers/desk-offer-block.h"
#include "client/customers/desk-offer-row.h"
#include "client/customers/desk-policy-block.h"
#include "client/customers/desk-policy-details.h"
#include "client/customers/desk-policy-row.h"
#include "client/customers/desk-relation-block.h"
#include "client/customers/desk-relation-editor.h"
#include "client/customers/desk-relation-row.h"
#include "client/customers/desk-reveal-popover.h"
#include "client/customers/desk-schedule-bar.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-chip.h"
#include "client/ui/desk-choice-popover.h"
#include "client/ui/desk-conflict-dialog.h"
#include "client/ui/desk-conflict-row.h"
#include "client/ui/desk-elastic.h"
#include "client/ui/desk-empty-state.h"
#include "client/ui/desk-field-editor.h"
#include "client/ui/desk-field-row.h"
#include "client/ui/desk-filter-bar.h"
#include "client/ui/desk-offline-banner.h"
#include "client/ui/desk-person-picker.h"
#include "client/ui/desk-style.h"
#include "client/ui/desk-sync-check.h"
#include "client/ui/desk-sync-choice.h"
#include "client/ui/desk-sync-entry-row.h"
#include "client/ui/desk-sync-popover.h"
#include "client/ui/desk-sync-row.h"
#include "client/ui/desk-timeline-row.h"
#include "client/ui/desk-timeline-view.h"
#include "tests/lib/crm-test.h"

typedef struct
{
  const char *name;
  GType (*get_type) (void);
} Case;

static const Case cases[] = {
  { "avatar", desk_avatar_get_type },
  { "chip", desk_chip_get_type },
  { "conflict-dialog", desk_conflict_dialog_get_type },
  { "conflict-row", desk_conflict_row_get_type },
  { "customer-care", desk_customer_care_get_type },
  { "customer-cell", desk_customer_cell_get_type },
  { "customer-contacts", desk_customer_contacts_get_type },
  { "customer-facts", desk_customer_facts_get_type },
  { "customer-fields", desk_customer_fields_get_type },
  { "customer-header", desk_customer_header_get_type },
  { "customer-new", desk_customer_new_get_type },
  { "customer-notice", desk_customer_notice_get_type },
  { "customer-page", desk_customer_page_get_type },
  { "customer-papers", desk_customer_papers_get_type },
  { "customer-preview", desk_customer_preview_get_type },
  { "customer-shares", desk_customer_shares_get_type },
  { "customer-timeline", desk_customer_timeline_get_type },
  { "history-filter", desk_history_filter_get_type },
  { "note-composer", desk_note_composer_get_type },
  { "object-block", desk_object_block_get_type },
  { "offer-block", desk_offer_block_get_type },
  { "offer-row", desk_offer_row_get_type },
  { "consent-block", desk_consent_block_get_type },
  { "consent-editor", desk_consent_editor_get_type },
  { "consent-row", desk_consent_row_get_type },
  { "relation-block", desk_relation_block_get_type },
  { "relation-editor", desk_relation_editor_get_type },
  { "relation-row", desk_relation_row_get_type },
  { "customers-page", desk_customers_page_get_type },
  { "customers-skeleton", desk_customers_skeleton_get_type },
  { "customers-table", desk_customers_table_get_type },
  { "elastic", desk_elastic_get_type },
  { "empty-state", desk_empty_state_get_type },
  { "choice-popover", desk_choice_popover_get_type },
  { "field-editor", desk_field_editor_get_type },
  { "field-row", desk_field_row_get_type },
  { "file-canvas", desk_file_canvas_get_type },
  { "file-row", desk_file_row_get_type },
  { "file-viewer", desk_file_viewer_get_type },
  { "files-block", desk_files_block_get_type },
  { "filter-bar", desk_filter_bar_get_type },
  { "first-run-page", desk_first_run_page_get_type },
  { "offline-banner", desk_offline_banner_get_type },
  { "palette", desk_palette_get_type },
  { "palette-row", desk_palette_row_get_type },
  { "passphrase-window", desk_passphrase_window_get_type },
  { "person-picker", desk_person_picker_get_type },
  { "policy-block", desk_policy_block_get_type },
  { "policy-details", desk_policy_details_get_type },
  { "policy-row", desk_policy_row_get_type },
  { "preferences-window", desk_preferences_window_get_type },
  { "reveal-popover", desk_reveal_popover_get_type },
  { "schedule-bar", desk_schedule_bar_get_type },
  { "shell", desk_shell_get_type },
  { "shortcuts-window", desk_shortcuts_window_get_type },
  { "sidebar", desk_sidebar_get_type },
  { "sidebar-row", desk_sidebar_row_get_type },
  { "sign-in-page", desk_sign_in_page_get_type },
  { "sign-in-window", desk_sign_in_window_get_type },
  { "step-row", desk_step_row_get_type },
  { "sync-check", desk_sync_check_get_type },
  { "sync-choice", desk_sync_choice_get_type },
  { "sync-entry-row", desk_sync_entry_row_get_type },
  { "sync-popover", desk_sync_popover_get_type },
  { "sync-row", desk_sync_row_get_type },
  { "timeline-row", desk_timeline_row_get_type },
  { "timeline-view", desk_timeline_view_get_type },
  { "window", desk_window_get_type },
};

typedef struct
{
  const char *name;
  const char *icon_name;
  int size;
  const char *suffix;
} IconCase;

static const IconCase icon_cases[] = {
  { "usual", "zontik-symbolic", 16, "/zontik-symbolic.symbolic.png" },
  { "large", "zontik-symbolic", 46, "/zontik-symbolic.svg" },
  { "conflict", "zontik-conflict-symbolic", 16, "/zontik-conflict-symbolic.symbolic.png" },
  { "window", "io.github.zontik.Zontik", 48, "/io.github.zontik.Zontik.png" },
  { "about", "io.github.zontik.Zontik", 128, "/io.github.zontik.Zontik.svg" },
};

static void
test_type (gconstpointer data)
{
  const Case *test = data;
  GObject *object = g_object_new (test->get_type (), NULL);

  if (GTK_IS_WINDOW (object))
    {
      g_object_ref (object);
      gtk_window_destroy (GTK_WINDOW (object));
    }
  else if (g_object_is_floating (object))
    g_object_ref_sink (object);
  crm_test_drain ();
  crm_test_assert_finalized (object);
}

/* At their usual size icons are pictures, so that nothing has to read SVG at the start. */
static void
test_icon (gconstpointer data)
{
  const IconCase *test = data;
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  g_autoptr (GtkIconPaintable) icon =
      gtk_icon_theme_lookup_icon (theme, test->icon_name, NULL, test->size, 1, GTK_TEXT_DIR_LTR, 0);
  g_autoptr (GFile) file = gtk_icon_paintable_get_file (icon);
  g_autofree char *uri = g_file_get_uri (file);

  g_assert_true (gtk_icon_theme_has_icon (theme, test->icon_name));
  g_assert_true (g_str_has_suffix (uri, test->suffix));
}

static void
assert_sidebar_colour (GtkWidget *widget, const char *expected)
{
  GdkRGBA wanted, found;

  g_assert_true (gdk_rgba_parse (&wanted, expected));
  g_assert_true (gtk_style_context_lookup_color (gtk_widget_get_style_context (widget),
                                                 "desk_sidebar_bg", &found));
  g_assert_true (gdk_rgba_equal (&wanted, &found));
}

/* The dark theme comes and goes while the program runs. */
static void
test_dark (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkWidget *window = gtk_window_new ();

  desk_style_load (gdk_display_get_default ());
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  assert_sidebar_colour (window, "#f1f1f2");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  assert_sidebar_colour (window, "#1d1d1e");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  assert_sidebar_colour (window, "#f1f1f2");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  crm_test_add_cases ("/ui/types", cases, sizeof cases[0], G_N_ELEMENTS (cases), test_type);
  crm_test_add_cases ("/ui/icons", icon_cases, sizeof icon_cases[0], G_N_ELEMENTS (icon_cases),
                      test_icon);
  g_test_add_func ("/ui/dark", test_dark);
  return g_test_run ();
}
