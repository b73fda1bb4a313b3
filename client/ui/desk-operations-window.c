/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of operations of one window. It looks at the outbox again when that changes, together
 * for all changes of one turn. Main thread. */

#include "client/ui/desk-operations-window.h"

#include <glib/gi18n.h>

#include "client/ui/desk-empty-state.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-operation.h"
#include "shared/base/crm-time.h"

struct _DeskOperationsWindow
{
  AdwWindow parent_instance;

  GtkListBox *list;
  DeskContext *context; /* (owned) */
  DeskUndo *undo;       /* (owned) */
  guint refresh;        /* idle source, 0: none */
};

G_DEFINE_FINAL_TYPE (DeskOperationsWindow, desk_operations_window, ADW_TYPE_WINDOW)

/* (transfer full) */
static char *
dup_state (DeskOperation *operation)
{
  const guint waiting = desk_operation_get_waiting (operation);
  const guint refused = desk_operation_get_refused (operation);

  switch (desk_operation_get_state (operation))
    {
    case DESK_OPERATION_UNDONE:
      return g_strdup (_ ("taken back"));
    case DESK_OPERATION_REFUSED:
      return g_strdup_printf (ngettext ("%u not accepted", "%u not accepted", refused), refused);
    case DESK_OPERATION_WAITING:
      return g_strdup_printf (ngettext ("%u waits to be sent", "%u wait to be sent", waiting),
                              waiting);
    case DESK_OPERATION_SENT:
    default:
      return g_strdup (_ ("sent"));
    }
}

static void
update_row (AdwActionRow *row, DeskOperation *operation)
{
  g_autofree char *when = desk_format_moment (desk_operation_get_time (operation), crm_time_now ());
  const guint n = desk_operation_get_count (operation);
  g_autofree char *many = g_strdup_printf (ngettext ("%u change", "%u changes", n), n);
  g_autofree char *state = dup_state (operation);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s", when, many, state);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), desk_operation_get_text (operation));
  adw_action_row_set_subtitle (row, subtitle);
}

typedef struct
{
  DeskUndo *undo;           /* (owned) */
  DeskOperation *operation; /* (owned) */
  AdwActionRow *row;        /* (unowned) */
  GtkWidget *button;        /* (unowned) */
} Row;

static void
free_row (gpointer data, GClosure *closure)
{
  Row *row = data;

  g_object_unref (row->undo);
  g_object_unref (row->operation);
  g_free (row);
}

static void
row_changed_cb (DeskOperation *operation, GParamSpec *pspec, gpointer user_data)
{
  Row *row = user_data;

  update_row (row->row, row->operation);
  gtk_widget_set_visible (row->button, desk_undo_can_take_back (row->undo, row->operation));
}

static void
undo_clicked_cb (GtkWidget *button, gpointer user_data)
{
  Row *row = user_data;

  desk_undo_take_back (row->undo, row->operation);
}

static Row *
new_row (DeskOperationsWindow *self,
         DeskOperation *operation,
         AdwActionRow *widget,
         GtkWidget *button)
{
  Row *row = g_new0 (Row, 1);

  row->undo = g_object_ref (self->undo);
  row->operation = g_object_ref (operation);
  row->row = widget;
  row->button = button;
  return row;
}

static void
disconnect_cb (GtkWidget *widget, DeskOperation *operation)
{
  g_signal_handlers_disconnect_matched (operation, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, row_changed_cb,
                                        NULL);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  DeskOperationsWindow *self = user_data;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Undo"));
  g_autofree char *name = g_strdup_printf (_ ("Undo “%s”"), desk_operation_get_text (item));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  update_row (ADW_ACTION_ROW (row), item);
  gtk_widget_set_visible (button, desk_undo_can_take_back (self->undo, item));
  g_signal_connect_data (button, "clicked", G_CALLBACK (undo_clicked_cb),
                         new_row (self, item, ADW_ACTION_ROW (row), button), free_row, 0);
  g_signal_connect_data (item, "notify::state-serial", G_CALLBACK (row_changed_cb),
                         new_row (self, item, ADW_ACTION_ROW (row), button), free_row, 0);
  g_signal_connect_object (row, "destroy", G_CALLBACK (disconnect_cb), item, G_CONNECT_DEFAULT);
  return row;
}

static gboolean
refresh_cb (gpointer user_data)
{
  DeskOperationsWindow *self = user_data;

  self->refresh = 0;
  desk_operations_refresh (desk_undo_get_operations (self->undo),
                           desk_context_get_outbox (self->context));
  return G_SOURCE_REMOVE;
}

static void
outbox_changed_cb (DeskOperationsWindow *self)
{
  if (self->refresh == 0)
    self->refresh = g_idle_add_full (G_PRIORITY_LOW, refresh_cb, self, NULL);
}

static void
desk_operations_window_dispose (GObject *object)
{
  DeskOperationsWindow *self = DESK_OPERATIONS_WINDOW (object);

  g_clear_handle_id (&self->refresh, g_source_remove);
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->undo);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_operations_window_parent_class)->dispose (object);
}

static void
desk_operations_window_class_init (DeskOperationsWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_operations_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
desk_operations_window_init (DeskOperationsWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *empty = GTK_WIDGET (g_object_new (DESK_TYPE_EMPTY_STATE, NULL));

  gtk_window_set_title (GTK_WINDOW (self), _ ("Operations"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 520);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  desk_empty_state_set_text (DESK_EMPTY_STATE (empty), "edit-undo-symbolic",
                             _ ("Nothing was done yet"),
                             _ ("What you do in this window appears here and can be taken back."));
  gtk_list_box_set_placeholder (self->list, empty);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Operations"), -1);
  gtk_widget_set_margin_top (GTK_WIDGET (self->list), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->list), 18);
  gtk_widget_set_margin_start (GTK_WIDGET (self->list), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (self->list), 18);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (self), box);
}

GtkWidget *
desk_operations_window_new (DeskContext *context, DeskUndo *undo)
{
  DeskOperationsWindow *self = g_object_new (DESK_TYPE_OPERATIONS_WINDOW, NULL);

  self->context = g_object_ref (context);
  self->undo = g_object_ref (undo);
  refresh_cb (self);
  g_signal_connect_object (desk_context_get_outbox (context), "items-changed",
                           G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, desk_undo_get_operations (undo), make_row, self, NULL);
  return GTK_WIDGET (self);
}
