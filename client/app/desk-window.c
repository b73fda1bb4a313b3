/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window. Main thread; keeps where the person has been and what can be taken back. Pages
 * and the palette are made when first shown. */

#define G_LOG_DOMAIN "zontik-app"

#include "client/app/desk-window.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-window.h"
#include "client/app/desk-action-table.h"
#include "client/app/desk-history.h"
#include "client/app/desk-lock-page.h"
#include "client/app/desk-module-table.h"
#include "client/app/desk-must-change.h"
#include "client/app/desk-palette.h"
#include "client/app/desk-window-actions.h"
#include "client/imports/desk-import-window.h"

#define TOAST_SECONDS 5
#define MIN_WIDTH     360

struct _DeskWindow
{
  AdwApplicationWindow parent_instance;

  /* template widgets */
  AdwToastOverlay *toast_overlay;
  GtkOverlay *overlay;
  DeskShell *shell;

  /* (owned) */
  DeskContext *context;
  DeskHistory *history;
  DeskUndo *undo;
  GPtrArray *modules; /* (element-type DeskModule) */
  DeskMustChange *must_change;

  DeskPalette *palette;     /* (nullable): child of the overlay */
  AdwToast *undo_toast;     /* (nullable) (owned): shown now */
  GtkWidget *last_focus;    /* (nullable) weak: where the focus was before the palette */
  GtkWindow *admin_window;  /* (nullable) weak: closed with this one */
  GtkWindow *import_window; /* (nullable) weak: hidden when closed, ends with this one */
};

static void desk_window_undo_host_init (DeskUndoHostInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskWindow,
                               desk_window,
                               ADW_TYPE_APPLICATION_WINDOW,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_UNDO_HOST,
                                                      desk_window_undo_host_init))

static void
history_changed_cb (DeskWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "win.go-forward", desk_history_can_go (self->history, 1));
  gtk_widget_action_set_enabled (widget, "win.go-back",
                                 desk_history_can_go (self->history, -1) ||
                                     desk_history_get_record (self->history) != NULL);
}

static void
update_undo (DeskWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "win.undo", desk_undo_can_undo (self->undo));
  gtk_widget_action_set_enabled (widget, "win.redo", desk_undo_can_redo (self->undo));
}

static void
undone_cb (DeskWindow *self, const char *text)
{
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
}

static void
undo_failed_cb (DeskWindow *self, GError *error)
{
  desk_window_show_toast (self, _ ("It cannot be taken back any more: it was sent already"));
}

static void
toast_dismissed_cb (DeskWindow *self, AdwToast *toast)
{
  if (self->undo_toast != toast)
    return;
  g_clear_object (&self->undo_toast);
  desk_undo_withdraw (self->undo);
}

static DeskUndo *
get_undo (DeskUndoHost *host)
{
  return DESK_WINDOW (host)->undo;
}

static void
show_undo_toast (DeskUndoHost *host, const char *text)
{
  DeskWindow *self = DESK_WINDOW (host);
  g_autofree char *merged = self->undo_toast != NULL ? desk_undo_merge (self->undo) : NULL;
  g_autoptr (AdwToast) before = g_steal_pointer (&self->undo_toast);
  AdwToast *toast = adw_toast_new (merged != NULL ? merged : text);

  adw_toast_set_timeout (toast, TOAST_SECONDS);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self,
                           G_CONNECT_SWAPPED);
  /* One button for all that was done in a row; what is older is still behind Ctrl+Z. */
  if (before != NULL)
    adw_toast_dismiss (before);
  g_set_object (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
desk_window_undo_host_init (DeskUndoHostInterface *iface)
{
  iface->get_undo = get_undo;
  iface->show_undo_toast = show_undo_toast;
}

/* Also the first time: whoever asks for names has opened the files. */
static void
rights_changed_cb (DeskWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-administration",
                                 desk_rights_may_administer (
                                     desk_context_get_rights (self->context)));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-imports",
                                 desk_rights_allow_any (desk_context_get_rights (self->context),
                                                        "customer", CRM_ACTION_CREATE) &&
                                     desk_rights_allow_any (desk_context_get_rights (self->context),
                                                            "customer", CRM_ACTION_MASS_CHANGE));
}

static void
show_place (DeskWindow *self)
{
  DeskModule *module = desk_window_get_module (self, desk_history_get_module (self->history));

  if (module != NULL)
    desk_shell_show (self->shell, module, desk_history_get_record (self->history));
}

static void
make_modules (DeskWindow *self)
{
  guint n;
  const DeskModuleEntry *table = desk_module_table (&n);
  const char *section = NULL;

  for (guint i = 0; i < n; i++)
    {
      DeskModule *module = table[i].create ();
      gboolean first = g_strcmp0 (section, table[i].section) != 0;

      section = table[i].section;
      g_ptr_array_add (self->modules, module);
      desk_shell_add_module (self->shell, module, first ? _ (section) : NULL);
    }
}

static void
restore_size (DeskWindow *self)
{
  DeskSettings *settings = desk_context_get_settings (self->context);
  gboolean maximized;
  int width;
  int height;

  g_object_get (settings, "window-width", &width, "window-height", &height, "window-maximized",
                &maximized, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  desk_shell_expect_width (self->shell, width);
  g_object_bind_property (self, "default-width", settings, "window-width", G_BINDING_DEFAULT);
  g_object_bind_property (self, "default-height", settings, "window-height", G_BINDING_DEFAULT);
  g_object_bind_property (self, "maximized", settings, "window-maximized", G_BINDING_DEFAULT);
}

static void
desk_window_dispose (GObject *object)
{
  DeskWindow *self = DESK_WINDOW (object);

  g_clear_weak_pointer (&self->last_focus);
  if (self->admin_window != NULL)
    gtk_window_destroy (self->admin_window);
  g_clear_weak_pointer (&self->admin_window);
  if (self->import_window != NULL)
    gtk_window_destroy (self->import_window);
  g_clear_weak_pointer (&self->import_window);
  g_clear_object (&self->undo_toast);
  self->palette = NULL;
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_WINDOW);
  g_clear_pointer (&self->modules, g_ptr_array_unref);
  g_clear_object (&self->must_change);
  g_clear_object (&self->undo);
  g_clear_object (&self->history);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_window_parent_class)->dispose (object);
}

static void
desk_window_class_init (DeskWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_window_dispose;

  g_type_ensure (DESK_TYPE_SHELL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/app/desk-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, DeskWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, DeskWindow, shell);
  desk_window_install_actions (widget_class);
}

static void
desk_window_init (DeskWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_size_request (GTK_WIDGET (self), MIN_WIDTH, -1);
  self->modules = g_ptr_array_new_with_free_func (g_object_unref);
  self->history = desk_history_new ();
  g_signal_connect_object (self->history, "changed", G_CALLBACK (history_changed_cb), self,
                           G_CONNECT_SWAPPED);
  desk_action_table_install (GTK_WIDGET (self));
}

DeskWindow *
desk_window_new (GtkApplication *application, DeskContext *context)
{
  DeskWindow *self = g_object_new (DESK_TYPE_WINDOW, "application", application, NULL);

  self->context = g_object_ref (context);
  self->undo = desk_undo_new (context);
  g_signal_connect_object (self->undo, "notify", G_CALLBACK (update_undo), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo, "undone", G_CALLBACK (undone_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo, "failed", G_CALLBACK (undo_failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_rights (context), "changed",
                           G_CALLBACK (rights_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (rights_changed_cb), self,
                           G_CONNECT_SWAPPED);
  desk_shell_set_context (self->shell, context);
  make_modules (self);
  gtk_overlay_add_overlay (self->overlay, desk_lock_page_new (context));
  self->must_change = desk_must_change_new (GTK_WIDGET (self), context);
  restore_size (self);
  history_changed_cb (self);
  update_undo (self);
  rights_changed_cb (self);
  return self;
}

void
desk_window_start (DeskWindow *self)
{
  g_return_if_fail (DESK_IS_WINDOW (self));

  if (desk_history_get_module (self->history) == NULL)
    desk_window_open (self, desk_module_get_id (g_ptr_array_index (self->modules, 0)), NULL);
}

DeskContext *
desk_window_get_context (DeskWindow *self)
{
  g_return_val_if_fail (DESK_IS_WINDOW (self), NULL);

  return self->context;
}

DeskShell *
desk_window_get_shell (DeskWindow *self)
{
  g_return_val_if_fail (DESK_IS_WINDOW (self), NULL);

  return self->shell;
}

DeskUndo *
desk_window_get_undo (DeskWindow *self)
{
  g_return_val_if_fail (DESK_IS_WINDOW (self), NULL);

  return self->undo;
}

DeskModule *
desk_window_get_module (DeskWindow *self, const char *id)
{
  g_return_val_if_fail (DESK_IS_WINDOW (self), NULL);

  for (guint i = 0; i < self->modules->len; i++)
    {
      DeskModule *module = g_ptr_array_index (self->modules, i);

      if (g_strcmp0 (desk_module_get_id (module), id) == 0)
        return module;
    }
  return NULL;
}

DeskModule *
desk_window_find_module (DeskWindow *self, const char *kind)
{
  g_return_val_if_fail (DESK_IS_WINDOW (self), NULL);

  for (guint i = 0; i < self->modules->len; i++)
    {
      DeskModule *module = g_ptr_array_index (self->modules, i);

      if (g_strv_contains (desk_module_get_kinds (module), kind))
        return module;
    }
  return NULL;
}

void
desk_window_open (DeskWindow *self, const char *module, const char *record)
{
  g_return_if_fail (DESK_IS_WINDOW (self));

  desk_window_hide_palette (self);
  desk_history_visit (self->history, module, record);
  show_place (self);
}

void
desk_window_go (DeskWindow *self, int step)
{
  g_return_if_fail (DESK_IS_WINDOW (self));

  if (desk_history_go (self->history, step))
    show_place (self);
  else if (step < 0 && desk_history_get_record (self->history) != NULL)
    {
      g_autofree char *module = g_strdup (desk_history_get_module (self->history));

      /* A record that was opened first, from a link: its list is behind it. */
      desk_window_open (self, module, NULL);
    }
}

void
desk_window_show_palette (DeskWindow *self)
{
  g_return_if_fail (DESK_IS_WINDOW (self));

  if (self->palette == NULL)
    {
      self->palette = DESK_PALETTE (desk_palette_new (self->context));
      gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->palette));
      g_signal_connect_object (self->palette, "closed", G_CALLBACK (desk_window_hide_palette), self,
                               G_CONNECT_SWAPPED);
    }
  else if (gtk_widget_get_visible (GTK_WIDGET (self->palette)))
    return;
  g_set_weak_pointer (&self->last_focus, gtk_window_get_focus (GTK_WINDOW (self)));
  desk_palette_open (self->palette);
}

void
desk_window_hide_palette (DeskWindow *self)
{
  g_return_if_fail (DESK_IS_WINDOW (self));

  if (!desk_window_is_palette_shown (self))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->palette), FALSE);
  if (self->last_focus != NULL && gtk_widget_get_mapped (self->last_focus))
    gtk_widget_grab_focus (self->last_focus);
  g_clear_weak_pointer (&self->last_focus);
}

gboolean
desk_window_is_palette_shown (DeskWindow *self)
{
  g_return_val_if_fail (DESK_IS_WINDOW (self), FALSE);

  return self->palette != NULL && gtk_widget_get_visible (GTK_WIDGET (self->palette));
}

void
desk_window_show_toast (DeskWindow *self, const char *text)
{
  AdwToast *toast;

  g_return_if_fail (DESK_IS_WINDOW (self));

  toast = adw_toast_new (text);
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

GtkWindow *
desk_window_show_administration (DeskWindow *self)
{
  g_return_val_if_fail (DESK_IS_WINDOW (self), NULL);

  if (self->admin_window == NULL)
    g_set_weak_pointer (&self->admin_window,
                        GTK_WINDOW (
                            desk_admin_window_new (gtk_window_get_application (GTK_WINDOW (self)),
                                                   self->context)));
  gtk_window_present (self->admin_window);
  return self->admin_window;
}

GtkWindow *
desk_window_show_imports (DeskWindow *self)
{
  g_return_val_if_fail (DESK_IS_WINDOW (self), NULL);

  if (self->import_window == NULL)
    g_set_weak_pointer (&self->import_window,
                        GTK_WINDOW (
                            desk_import_window_new (gtk_window_get_application (GTK_WINDOW (self)),
                                                    self->context)));
  gtk_window_present (self->import_window);
  return self->import_window;
}
