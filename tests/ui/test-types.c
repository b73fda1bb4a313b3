/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every widget type of the shell is built, so that a template with a missing child or handler fails
 * here, and is really gone afterwards. */

#include "client/app/desk-first-run-page.h"
#include "client/app/desk-palette-row.h"
#include "client/app/desk-palette.h"
#include "client/app/desk-preferences-window.h"
#include "client/app/desk-shortcuts-window.h"
#include "client/app/desk-sidebar-row.h"
#include "client/app/desk-sidebar.h"
#include "client/app/desk-sign-in-window.h"
#include "client/app/desk-step-row.h"
#include "client/app/desk-window.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-chip.h"
#include "client/ui/desk-conflict-dialog.h"
#include "client/ui/desk-conflict-row.h"
#include "client/ui/desk-elastic.h"
#include "client/ui/desk-empty-state.h"
#include "client/ui/desk-offline-banner.h"
#include "client/ui/desk-sync-entry-row.h"
#include "client/ui/desk-sync-popover.h"
#include "client/ui/desk-sync-row.h"
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
  { "elastic", desk_elastic_get_type },
  { "empty-state", desk_empty_state_get_type },
  { "first-run-page", desk_first_run_page_get_type },
  { "offline-banner", desk_offline_banner_get_type },
  { "palette", desk_palette_get_type },
  { "palette-row", desk_palette_row_get_type },
  { "preferences-window", desk_preferences_window_get_type },
  { "shell", desk_shell_get_type },
  { "shortcuts-window", desk_shortcuts_window_get_type },
  { "sidebar", desk_sidebar_get_type },
  { "sidebar-row", desk_sidebar_row_get_type },
  { "sign-in-page", desk_sign_in_page_get_type },
  { "sign-in-window", desk_sign_in_window_get_type },
  { "step-row", desk_step_row_get_type },
  { "sync-entry-row", desk_sync_entry_row_get_type },
  { "sync-popover", desk_sync_popover_get_type },
  { "sync-row", desk_sync_row_get_type },
  { "window", desk_window_get_type },
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

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  crm_test_add_cases ("/ui/types", cases, sizeof cases[0], G_N_ELEMENTS (cases), test_type);
  return g_test_run ();
}
