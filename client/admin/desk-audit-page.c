/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list view below its filters. Main thread; asks the server when first shown and with each
 * filter. */

#define G_LOG_DOMAIN "zontik-admin"

#include "client/admin/desk-audit-page.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-page.h"
#include "client/admin/desk-admin-window.h"
#include "client/admin/desk-audit-words.h"
#include "client/ui/desk-answer-text.h"
#include "client/ui/desk-empty-state.h"
#include "shared/record/crm-user.h"

#define NEAR_END 40 /* rows */

struct _DeskAuditPage
{
  AdwBin parent_instance;

  DeskContext *context; /* (owned) */
  DeskAuditList *list;  /* (owned) */
  gboolean has_asked;

  /* children */
  DeskAuditBar *bar;
  GtkListView *view;
  GtkStack *stack;
  DeskEmptyState *empty;
  GtkButton *export_button;
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DeskAuditPage, desk_audit_page, ADW_TYPE_BIN)

/* A field that is left without a change is not another question. */
static void
ask (DeskAuditPage *self)
{
  DeskAuditFilter filter = { NULL };
  g_autofree char *asked =
      desk_audit_filter_dup_query (desk_audit_list_get_filter (self->list), NULL);
  g_autofree char *wanted = NULL;

  desk_audit_bar_read (self->bar, &filter);
  wanted = desk_audit_filter_dup_query (&filter, NULL);
  if (self->has_asked && g_str_equal (asked, wanted))
    {
      desk_audit_filter_clear (&filter);
      return;
    }
  self->has_asked = TRUE;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  desk_audit_list_ask (self->list, &filter);
}

static void
show_state (DeskAuditPage *self)
{
  const GError *error = desk_audit_list_get_error (self->list);
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0;
  g_autofree char *text = error != NULL ? desk_answer_dup_text (error) : NULL;

  if (error != NULL && !is_empty)
    desk_admin_toast (GTK_WIDGET (self), text);
  if (!is_empty)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (error != NULL)
    {
      desk_empty_state_set_text (self->empty, "network-offline-symbolic",
                                 _ ("The log cannot be read now"), text);
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
  else
    {
      desk_empty_state_set_text (self->empty, "document-open-recent-symbolic",
                                 _ ("Nothing happened"),
                                 _ ("Nothing in the log fits: take a longer period or fewer "
                                    "conditions."));
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
}

static GtkLabel *
append_label (GtkWidget *box, const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
setup_cb (DeskAuditPage *self, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkLabel *when;

  gtk_widget_set_hexpand (texts, TRUE);
  append_label (texts, "desk-row-title");
  append_label (texts, "desk-subtitle");
  gtk_box_append (GTK_BOX (box), texts);
  when = append_label (box, "desk-subtitle");
  gtk_label_set_xalign (when, 1);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);
}

/* With whom it was about, when that is somebody else. */
static char *
dup_text (DeskAuditPage *self, DeskAuditEvent *event)
{
  DeskRecordSet *users =
      desk_rights_get_set (desk_context_get_rights (self->context), &crm_user_kind);
  CrmRecord *user =
      users != NULL && event->record != NULL ? desk_record_set_find (users, event->record) : NULL;
  const char *name = user != NULL ? crm_record_get_text (user, CRM_USER_NAME) : NULL;
  g_autofree char *text = desk_audit_event_dup_text (event, self->context);

  if (name == NULL || g_strcmp0 (name, event->actor) == 0)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s · %s", name, text);
}

static void
bind_cb (DeskAuditPage *self, GtkListItem *item)
{
  DeskAuditEvent *event = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *texts = gtk_widget_get_first_child (box);
  g_autofree char *title =
      g_strdup_printf ("%s · %s", event->actor != NULL ? event->actor : _ ("Nobody signed in"),
                       desk_audit_action_get_title (event->action));
  g_autofree char *text = dup_text (self, event);
  g_autofree char *when = desk_audit_event_dup_time (event, g_get_real_time ());
  g_autofree char *spoken = g_strdup_printf ("%s, %s, %s", title, text, when);

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (texts)), title);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (texts)), text);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), when);
  desk_admin_name_row (box, spoken);
  if (gtk_list_item_get_position (item) + NEAR_END >=
      g_list_model_get_n_items (G_LIST_MODEL (self->list)))
    desk_audit_list_more (self->list);
}

/* Export */

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskAuditPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gssize size = g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error);

  if (self->context == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), TRUE);
  desk_admin_toast (GTK_WIDGET (self),
                    size >= 0 ? _ ("The log is saved") : _ ("The file could not be written"));
}

/* Where what comes is written. */
typedef struct
{
  DeskAuditPage *self; /* (owned) */
  GFile *file;         /* (owned) */
} Export;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (DeskAuditPage) self = export->self;
  g_autoptr (GFile) file = export->file;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) input = desk_remote_open_finish (DESK_REMOTE (source), result, &error);
  g_autoptr (GFileOutputStream) output = NULL;

  g_free (export);
  if (self->context == NULL)
    return;
  if (input != NULL)
    output = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, &error);
  if (output == NULL)
    {
      g_autofree char *text = desk_answer_dup_text (error);

      gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), TRUE);
      desk_admin_toast (GTK_WIDGET (self), text);
      return;
    }
  g_output_stream_splice_async (G_OUTPUT_STREAM (output), input,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                    G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, spliced_cb, g_object_ref (self));
}

static void
chosen_cb (DeskAuditPage *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autofree char *query =
      desk_audit_filter_dup_query (desk_audit_list_get_filter (self->list), NULL);
  g_autofree char *path = g_strconcat ("/admin/audit.csv", query, NULL);
  DeskRemote *remote = desk_context_get_remote (self->context);
  Export *export;

  if (response != GTK_RESPONSE_ACCEPT || remote == NULL)
    return;
  export = g_new0 (Export, 1);
  export->self = g_object_ref (self);
  export->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), FALSE);
  desk_remote_open_async (remote, path, NULL, opened_cb, export);
}

static void
export_cb (DeskAuditPage *self)
{
  g_clear_object (&self->chooser);
  self->chooser =
      gtk_file_chooser_native_new (_ ("Export the log"),
                                   GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"), _ ("Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "zontik-log.csv");
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Building */

static GtkWidget *
make_view (DeskAuditPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "desk-plain");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Action log"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (scroller, "desk-card");
  gtk_widget_add_css_class (scroller, "desk-admin-log");
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  return scroller;
}

static void
desk_audit_page_dispose (GObject *object)
{
  DeskAuditPage *self = DESK_AUDIT_PAGE (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->list);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_audit_page_parent_class)->dispose (object);
}

static void
desk_audit_page_class_init (DeskAuditPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_audit_page_dispose;
}

static void
desk_audit_page_init (DeskAuditPage *self)
{
}

static void
build (DeskAuditPage *self)
{
  GtkWidget *page = desk_admin_page_new (self->context, _ ("Action log"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *spinner = gtk_label_new (_ ("Asking the server…"));

  self->export_button =
      GTK_BUTTON (desk_admin_make_button ("document-save-symbolic", _ ("Export")));
  gtk_widget_set_visible (GTK_WIDGET (self->export_button),
                          desk_rights_allow_any (desk_context_get_rights (self->context), "audit",
                                                 CRM_ACTION_EXPORT));
  g_signal_connect_object (self->export_button, "clicked", G_CALLBACK (export_cb), self,
                           G_CONNECT_SWAPPED);
  desk_admin_page_add_end (DESK_ADMIN_PAGE (page), GTK_WIDGET (self->export_button));
  self->empty = g_object_new (DESK_TYPE_EMPTY_STATE, NULL);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_add_css_class (spinner, "dim-label");
  gtk_stack_add_named (self->stack, spinner, "loading");
  gtk_stack_add_named (self->stack, make_view (self), "list");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  self->bar = DESK_AUDIT_BAR (desk_audit_bar_new (self->context));
  g_signal_connect_object (self->bar, "changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  desk_admin_page_set_child (DESK_ADMIN_PAGE (page), box);
  adw_bin_set_child (ADW_BIN (self), page);
}

GtkWidget *
desk_audit_page_new (DeskContext *context)
{
  DeskAuditPage *self = g_object_new (DESK_TYPE_AUDIT_PAGE, NULL);

  self->context = g_object_ref (context);
  self->list = desk_audit_list_new (context);
  build (self);
  g_signal_connect_object (self->list, "changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  ask (self);
  return GTK_WIDGET (self);
}

DeskAuditList *
desk_audit_page_get_list (DeskAuditPage *self)
{
  g_return_val_if_fail (DESK_IS_AUDIT_PAGE (self), NULL);

  return self->list;
}

DeskAuditBar *
desk_audit_page_get_bar (DeskAuditPage *self)
{
  g_return_val_if_fail (DESK_IS_AUDIT_PAGE (self), NULL);

  return self->bar;
}
