/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three states: no file, files that are prepared, and an import of the server. Main thread. */

#define G_LOG_DOMAIN "zontik-imports"

#include "client/imports/desk-import-window.h"

#include <glib/gi18n.h>

#include "client/imports/desk-import-columns.h"
#include "client/imports/desk-import-work.h"
#include "client/ui/desk-offline-banner.h"
#include "client/ui/desk-person-picker.h"

#define WIDTH         980
#define HEIGHT        680
#define TOAST_SECONDS 5

struct _DeskImportWindow
{
  AdwWindow parent_instance;

  DeskContext *context;          /* (owned) */
  DeskImportDraft *draft;        /* (owned) */
  DeskImportJob *job;            /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) (nullable): open */
  guint shown;                   /* file */

  /* children */
  AdwToastOverlay *overlay;
  DeskOfflineBanner *banner;
  GtkStack *stack;
  GtkWidget *start; /* of the header bar: back to the files */
  GtkListBox *files;
  DeskImportColumns *columns;
  GtkMenuButton *owner;
  GtkWidget *check;
  GtkWidget *work;
};

G_DEFINE_FINAL_TYPE (DeskImportWindow, desk_import_window, ADW_TYPE_WINDOW)

static const char *const duplicates[] = { "ask", "update", "skip", "create" };

static void
toast (DeskImportWindow *self, const char *text)
{
  AdwToast *shown = adw_toast_new (text);

  adw_toast_set_timeout (shown, TOAST_SECONDS);
  adw_toast_overlay_add_toast (self->overlay, shown);
}

static void
show_state (DeskImportWindow *self)
{
  const gboolean has_job = desk_import_job_get_id (self->job) != NULL;
  const guint n = desk_import_draft_get_count (self->draft);

  gtk_stack_set_visible_child_name (self->stack, has_job ? "work" : n > 0 ? "columns" : "empty");
  gtk_widget_set_visible (self->start, has_job);
  gtk_widget_set_sensitive (self->check, desk_import_draft_is_ready (self->draft));
}

/* ---- files --------------------------------------------------------------------------------- */

static GtkWidget *
make_file_row (DeskImportSource *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (source->name);
  GtkWidget *what = gtk_label_new (source->problem != NULL   ? _ ("cannot be read")
                                   : source->table == NULL   ? _ ("being read…")
                                   : source->table->is_cards ? _ ("cards")
                                                             : source->table->charset);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (what, source->problem != NULL ? "desk-late" : "desk-subtitle");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), what);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  return box;
}

static void
show_files (DeskImportWindow *self)
{
  GtkListBoxRow *row;
  const guint n = desk_import_draft_get_count (self->draft);

  while ((row = gtk_list_box_get_row_at_index (self->files, 0)) != NULL)
    gtk_list_box_remove (self->files, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->files, make_file_row (desk_import_draft_get (self->draft, i)));
  self->shown = MIN (self->shown, n > 0 ? n - 1 : 0);
  row = gtk_list_box_get_row_at_index (self->files, (int) self->shown);
  if (row != NULL)
    gtk_list_box_select_row (self->files, row);
  show_state (self);
}

static void
file_selected_cb (DeskImportWindow *self, GtkListBoxRow *row)
{
  if (row == NULL)
    return;
  self->shown = (guint) gtk_list_box_row_get_index (row);
  desk_import_columns_show (self->columns, self->shown);
}

void
desk_import_window_add_file (DeskImportWindow *self, GFile *file)
{
  g_return_if_fail (DESK_IS_IMPORT_WINDOW (self));

  if (desk_import_job_get_id (self->job) != NULL)
    {
      toast (self, _ ("Finish with this import first"));
      return;
    }
  desk_import_draft_add (self->draft, file);
}

static void
chosen_cb (DeskImportWindow *self, int response)
{
  g_autoptr (GListModel) files = response == GTK_RESPONSE_ACCEPT
                                     ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (self->chooser))
                                     : NULL;

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      desk_import_window_add_file (self, file);
    }
  g_clear_object (&self->chooser);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskImportWindow *self = DESK_IMPORT_WINDOW (widget);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Files to Bring In"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL);
  gtk_file_filter_set_name (filter, _ ("Tables and address books"));
  gtk_file_filter_add_pattern (filter, "*.csv");
  gtk_file_filter_add_pattern (filter, "*.tsv");
  gtk_file_filter_add_pattern (filter, "*.txt");
  gtk_file_filter_add_pattern (filter, "*.vcf");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskImportWindow *self = DESK_IMPORT_WINDOW (widget);

  if (self->shown < desk_import_draft_get_count (self->draft))
    desk_import_draft_remove (self->draft, self->shown);
  desk_import_columns_show (self->columns, self->shown);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    desk_import_window_add_file (user_data, l->data);
  return TRUE;
}

/* ---- the import ---------------------------------------------------------------------------- */

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskImportWindow *self = DESK_IMPORT_WINDOW (widget);

  if (!desk_import_draft_is_ready (self->draft))
    return;
  desk_import_draft_remember (self->draft);
  desk_import_job_begin (self->job, self->draft);
}

static void
start_over_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskImportWindow *self = DESK_IMPORT_WINDOW (widget);

  /* What it brought in belongs to it; the files were for this import. */
  if (g_strcmp0 (desk_import_job_get_state (self->job), "done") == 0)
    desk_import_draft_clear (self->draft);
  desk_import_job_leave (self->job);
  show_state (self);
}

static void
duplicates_cb (DeskImportWindow *self, GParamSpec *pspec, GtkDropDown *choice)
{
  desk_import_draft_set_duplicates (self->draft, duplicates[gtk_drop_down_get_selected (choice)]);
}

static void
show_owner (DeskImportWindow *self)
{
  const char *id = desk_import_draft_get_owner (self->draft);
  const char *name = id != NULL ? desk_context_get_user_name (self->context, id) : NULL;

  gtk_menu_button_set_label (self->owner, name != NULL ? name : _ ("To me"));
}

static void
owner_picked_cb (DeskImportWindow *self, const char *id)
{
  desk_import_draft_set_owner (self->draft, id);
  show_owner (self);
}

static void
failed_cb (DeskImportWindow *self, const char *text)
{
  toast (self, text);
}

/* ---- children ------------------------------------------------------------------------------ */

static GtkWidget *
make_empty (void)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Choose Files…"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "document-open-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Bring in clients and policies"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("Drag tables (CSV, any characters and separators) or address books (vCard) here. Files "
         "that belong together, of clients, policies and instalments, come in together."));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "import.choose");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static GtkWidget *
make_icon_button (const char *icon, const char *title, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
make_files (DeskImportWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->files = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->files), "desk-lines");
  gtk_widget_set_vexpand (GTK_WIDGET (self->files), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->files), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Files"), -1);
  g_signal_connect_object (self->files, "row-selected", G_CALLBACK (file_selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (buttons),
                  make_icon_button ("list-add-symbolic", _ ("Add files"), "import.choose"));
  gtk_box_append (GTK_BOX (buttons), make_icon_button ("list-remove-symbolic",
                                                       _ ("Take this file away"), "import.remove"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->files));
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_set_size_request (box, 210, -1);
  return box;
}

static void
add_choice (GtkWidget *box, const char *title, GtkWidget *choice)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_widget_add_css_class (label, "desk-subtitle");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), choice);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

static GtkWidget *
make_foot (DeskImportWindow *self)
{
  const char *const words[] = { _ ("Ask me"), _ ("Take values of the file"),
                                _ ("Leave as they are"), _ ("Make them anyway"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *choice = gtk_drop_down_new_from_strings (words);
  GtkWidget *filler = adw_bin_new ();

  add_choice (box, _ ("Duplicates"), choice);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (duplicates_cb), self,
                           G_CONNECT_SWAPPED);
  self->owner = GTK_MENU_BUTTON (gtk_menu_button_new ());
  add_choice (box, _ ("Clients without a responsible"), GTK_WIDGET (self->owner));
  gtk_widget_set_hexpand (filler, TRUE);
  gtk_box_append (GTK_BOX (box), filler);
  self->check = gtk_button_new_with_mnemonic (_ ("_Check"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->check), "import.check");
  gtk_widget_add_css_class (self->check, "suggested-action");
  gtk_box_append (GTK_BOX (box), self->check);
  return box;
}

static GtkWidget *
make_columns (DeskImportWindow *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *middle = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  self->columns = DESK_IMPORT_COLUMNS (desk_import_columns_new (self->draft));
  gtk_widget_set_hexpand (GTK_WIDGET (self->columns), TRUE);
  gtk_box_append (GTK_BOX (middle), make_files (self));
  gtk_box_append (GTK_BOX (middle), GTK_WIDGET (self->columns));
  gtk_widget_set_vexpand (middle, TRUE);
  gtk_box_append (GTK_BOX (page), middle);
  gtk_box_append (GTK_BOX (page), make_foot (self));
  gtk_widget_set_margin_start (page, 18);
  gtk_widget_set_margin_end (page, 18);
  gtk_widget_set_margin_top (page, 12);
  gtk_widget_set_margin_bottom (page, 18);
  return page;
}

static GtkWidget *
make_bar (DeskImportWindow *self)
{
  GtkWidget *bar = adw_header_bar_new ();

  self->start = make_icon_button ("go-previous-symbolic", _ ("Other files"), "import.start-over");
  gtk_widget_add_css_class (bar, "flat");
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), self->start);
  return bar;
}

static void
build (DeskImportWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  GtkWidget *picker = desk_person_picker_new (self->context);

  self->stack = GTK_STACK (gtk_stack_new ());
  self->work = desk_import_work_new (self->context, self->job);
  self->banner = g_object_new (DESK_TYPE_OFFLINE_BANNER, NULL);
  desk_offline_banner_set_context (self->banner, self->context);
  gtk_stack_add_named (self->stack, make_empty (), "empty");
  gtk_stack_add_named (self->stack, make_columns (self), "columns");
  gtk_stack_add_named (self->stack, self->work, "work");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->banner));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  self->overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->overlay, box);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->overlay));
  gtk_menu_button_set_popover (self->owner, picker);
  show_owner (self);
  g_signal_connect_object (picker, "picked", G_CALLBACK (owner_picked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
desk_import_window_dispose (GObject *object)
{
  DeskImportWindow *self = DESK_IMPORT_WINDOW (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->draft);
  g_clear_object (&self->job);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_import_window_parent_class)->dispose (object);
}

static void
desk_import_window_class_init (DeskImportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_import_window_dispose;
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "import.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "import.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "import.start-over", NULL, start_over_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "import.choose",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "import.check", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
desk_import_window_init (DeskImportWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_window_set_hide_on_close (GTK_WINDOW (self), TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, -1);
}

GtkWidget *
desk_import_window_new (GtkApplication *application, DeskContext *context)
{
  DeskImportWindow *self =
      g_object_new (DESK_TYPE_IMPORT_WINDOW, "application", application, "title", _ ("Import"),
                    "icon-name", "io.github.zontik.Zontik", NULL);

  self->context = g_object_ref (context);
  self->draft =
      desk_import_draft_new (desk_account_get_folder (desk_context_get_account (context)));
  self->job = desk_import_job_new (context);
  build (self);
  g_signal_connect_object (self->draft, "changed", G_CALLBACK (show_files), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->job, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  show_files (self);
  return GTK_WIDGET (self);
}

DeskImportDraft *
desk_import_window_get_draft (DeskImportWindow *self)
{
  return self->draft;
}

DeskImportJob *
desk_import_window_get_job (DeskImportWindow *self)
{
  return self->job;
}
