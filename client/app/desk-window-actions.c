/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The `win.` actions: how pages, popovers and keys reach the window. Main thread, no state. */

#include "client/app/desk-window-actions.h"

#include "client/admin/desk-admin-window.h"
#include "client/app/desk-window.h"
#include "client/ui/desk-conflict-dialog.h"
#include "client/ui/desk-operations-window.h"
#include "shared/record/crm-conflict.h"

static void
open_record_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskWindow *self = DESK_WINDOW (widget);
  const char *kind;
  const char *id;
  DeskModule *module;

  g_variant_get (parameter, "(&s&s)", &kind, &id);
  module = desk_window_find_module (self, kind);
  if (module != NULL)
    desk_window_open (self, desk_module_get_id (module), id);
}

static void
new_customer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskWindow *self = DESK_WINDOW (widget);
  DeskModule *module = desk_window_find_module (self, "customer");

  if (module == NULL)
    return;
  desk_window_hide_palette (self);
  if (desk_shell_get_page (desk_window_get_shell (self)) == NULL)
    desk_window_start (self);
  desk_module_create_record (module);
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskWindow *self = DESK_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  if (desk_window_get_module (self, id) != NULL)
    desk_window_open (self, id, NULL);
}

static void
show_palette_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_window_show_palette (DESK_WINDOW (widget));
}

static void
show_sync_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_window_hide_palette (DESK_WINDOW (widget));
  desk_shell_show_sync (desk_window_get_shell (DESK_WINDOW (widget)));
}

static void
resolve_conflict_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskContext *context = desk_window_get_context (DESK_WINDOW (widget));
  g_autoptr (CrmRecord) conflict =
      desk_database_ref_record (desk_context_get_database (context), &crm_conflict_kind,
                                g_variant_get_string (parameter, NULL));

  desk_conflict_dialog_open (GTK_WINDOW (widget), context, conflict);
}

static void
show_administration_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_window_hide_palette (DESK_WINDOW (widget));
  desk_window_show_administration (DESK_WINDOW (widget));
}

static void
show_imports_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_window_hide_palette (DESK_WINDOW (widget));
  desk_window_show_imports (DESK_WINDOW (widget));
}

/* Of a client: ("customer", id). */
static void
show_log_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskContext *context = desk_window_get_context (DESK_WINDOW (widget));
  const char *kind = NULL;
  const char *id = NULL;
  g_autoptr (CrmRecord) record = NULL;

  g_variant_get (parameter, "(&s&s)", &kind, &id);
  if (crm_kind_find (kind) == NULL)
    return;
  record = desk_database_ref_record (desk_context_get_database (context), crm_kind_find (kind), id);
  desk_admin_window_show_log (DESK_ADMIN_WINDOW (
                                  desk_window_show_administration (DESK_WINDOW (widget))),
                              record);
}

static void
go_back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_window_go (DESK_WINDOW (widget), -1);
}

static void
go_forward_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_window_go (DESK_WINDOW (widget), 1);
}

static void
operations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskWindow *self = DESK_WINDOW (widget);
  GtkWidget *window =
      desk_operations_window_new (desk_window_get_context (self), desk_window_get_undo (self));

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_undo_undo (desk_window_get_undo (DESK_WINDOW (widget)));
}

static void
redo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_undo_redo (desk_window_get_undo (DESK_WINDOW (widget)));
}

static void
show_toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_window_show_toast (DESK_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
move_pane_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_shell_move_pane (desk_window_get_shell (DESK_WINDOW (widget)),
                        g_str_equal (name, "win.next-pane") ? 1 : -1);
}

/* Each page has its own idea of searching; it installs "page.find". */
static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *page = desk_shell_get_page (desk_window_get_shell (DESK_WINDOW (widget)));

  if (page != NULL)
    gtk_widget_activate_action (page, "page.find", NULL);
}

void
desk_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-record", "(ss)", open_record_action);
  gtk_widget_class_install_action (widget_class, "win.new-customer", NULL, new_customer_action);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-palette", NULL, show_palette_action);
  gtk_widget_class_install_action (widget_class, "win.show-sync", NULL, show_sync_action);
  gtk_widget_class_install_action (widget_class, "win.resolve-conflict", "s",
                                   resolve_conflict_action);
  gtk_widget_class_install_action (widget_class, "win.show-imports", NULL, show_imports_action);
  gtk_widget_class_install_action (widget_class, "win.show-administration", NULL,
                                   show_administration_action);
  gtk_widget_class_install_action (widget_class, "win.show-log", "(ss)", show_log_action);
  gtk_widget_class_install_action (widget_class, "win.go-back", NULL, go_back_action);
  gtk_widget_class_install_action (widget_class, "win.go-forward", NULL, go_forward_action);
  gtk_widget_class_install_action (widget_class, "win.operations", NULL, operations_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "win.show-toast", "s", show_toast_action);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, move_pane_action);
  gtk_widget_class_install_action (widget_class, "win.previous-pane", NULL, move_pane_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
}
