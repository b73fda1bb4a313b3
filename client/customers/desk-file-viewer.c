/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskFileViewer: see the header. What is not here is fetched, and shown when it came. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-file-viewer.h"

#include <glib/gi18n.h>

#include "client/customers/desk-file-acts.h"
#include "client/customers/desk-file-canvas.h"
#include "client/customers/desk-file-print.h"
#include "client/customers/desk-file-words.h"
#include "client/ui/desk-file-pictures.h"
#include "shared/customers/crm-attachment.h"

#define SHARPNESS 2400 /* pixels of the longer side */
#define STEP      1.25

struct _DeskFileViewer
{
  AdwWindow parent_instance;

  /* (borrowed): children */
  GtkWidget *title;
  GtkWidget *canvas;
  GtkWidget *scroller;
  GtkWidget *stack;
  GtkWidget *message;
  GtkWidget *page_label;
  GtkWidget *page_box;

  DeskContext *context; /* (owned) (nullable) */
  GPtrArray *files;     /* (owned) (element-type CrmRecord) */
  guint current;
  DeskBlob *blob; /* (owned) (nullable): of the current one */
  GBytes *bytes;  /* (owned) (nullable): of the current one */
  guint page;
  guint n_pages;
  DeskFilePictures *pictures; /* (owned) */
  GCancellable *cancellable;  /* (owned): of what is being read for the current one */
};

G_DEFINE_FINAL_TYPE (DeskFileViewer, desk_file_viewer, ADW_TYPE_WINDOW)

static CrmRecord *
get_file (DeskFileViewer *self)
{
  return g_ptr_array_index (self->files, self->current);
}

static void
say (DeskFileViewer *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->message), text);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->message);
}

static void
update_title (DeskFileViewer *self)
{
  g_autofree char *size =
      desk_file_format_size (crm_record_get_integer (get_file (self), CRM_ATTACHMENT_SIZE));
  g_autofree char *pages = g_strdup_printf (_ ("%u of %u"), self->page + 1, self->n_pages);
  const char *name = crm_record_get_text (get_file (self), CRM_ATTACHMENT_NAME);

  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), name);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), size);
  gtk_window_set_title (GTK_WINDOW (self), name);
  gtk_label_set_text (GTK_LABEL (self->page_label), pages);
  gtk_widget_set_visible (self->page_box, self->n_pages > 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.previous", self->current > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.next",
                                 self->current + 1 < self->files->len);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.previous-page", self->page > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.next-page",
                                 self->page + 1 < self->n_pages);
}

/* ---- what is shown -------------------------------------------------------------------------- */

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileViewer) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_pages = 0;
  g_autoptr (GdkTexture) texture =
      desk_file_pictures_draw_finish (DESK_FILE_PICTURES (source), result, &n_pages, &error);

  if (self->context == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (texture == NULL)
    {
      say (self, _ ("This file cannot be shown. Save a copy and open it in another program."));
      return;
    }
  self->n_pages = n_pages;
  desk_file_canvas_set_texture (DESK_FILE_CANVAS (self->canvas), texture);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->scroller);
  update_title (self);
}

static void
draw (DeskFileViewer *self)
{
  if (self->bytes != NULL)
    desk_file_pictures_draw_async (self->pictures, self->bytes, self->page, SHARPNESS,
                                   self->cancellable, drawn_cb, g_object_ref (self));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileViewer) self = user_data;
  g_autoptr (GError) error = NULL;
  GBytes *bytes = desk_blob_cache_load_finish (DESK_BLOB_CACHE (source), result, &error);

  if (self->context == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&bytes, g_bytes_unref);
      return;
    }
  if (bytes == NULL)
    {
      say (self, _ ("This file is damaged on this computer."));
      return;
    }
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes;
  draw (self);
}

static void
load (DeskFileViewer *self)
{
  const char *media_type = crm_record_get_text (get_file (self), CRM_ATTACHMENT_MEDIA_TYPE);

  if (!desk_file_pictures_can_show (media_type))
    {
      say (self, _ ("This file cannot be shown. Save a copy and open it in another program."));
      return;
    }
  desk_blob_cache_load_async (desk_context_get_files (self->context),
                              crm_record_get_id (get_file (self)), self->cancellable, loaded_cb,
                              g_object_ref (self));
}

static gboolean
is_online (DeskFileViewer *self)
{
  DeskSyncState state = desk_sync_status_get_state (desk_context_get_status (self->context));

  return state == DESK_SYNC_IDLE || state == DESK_SYNC_PUSHING || state == DESK_SYNC_PULLING;
}

static void
blob_changed_cb (DeskFileViewer *self)
{
  g_autofree char *place = NULL;

  if (self->context == NULL || self->bytes != NULL)
    return;
  if (desk_blob_is_here (self->blob))
    {
      load (self);
      return;
    }
  place = desk_file_describe (get_file (self), self->blob, is_online (self));
  say (self, place);
}

static void
go_to (DeskFileViewer *self, guint index)
{
  DeskBlobCache *cache = desk_context_get_files (self->context);
  const char *id;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (self->blob != NULL)
    g_signal_handlers_disconnect_by_func (self->blob, blob_changed_cb, self);
  g_clear_object (&self->blob);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->current = index;
  self->page = self->n_pages = 0;
  id = crm_record_get_id (get_file (self));
  desk_file_canvas_set_texture (DESK_FILE_CANVAS (self->canvas), NULL);
  desk_file_canvas_reset (DESK_FILE_CANVAS (self->canvas));
  self->blob = desk_blob_cache_ref_blob (cache, id);
  g_signal_connect_object (self->blob, "notify", G_CALLBACK (blob_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_title (self);
  blob_changed_cb (self);
  if (!desk_blob_is_here (self->blob))
    desk_blob_cache_want (cache, id);
}

/* ---- actions -------------------------------------------------------------------------------- */

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_to (DESK_FILE_VIEWER (widget), DESK_FILE_VIEWER (widget)->current - 1);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_to (DESK_FILE_VIEWER (widget), DESK_FILE_VIEWER (widget)->current + 1);
}

static void
turn_page (DeskFileViewer *self, int step)
{
  self->page = (guint) ((int) self->page + step);
  update_title (self);
  draw (self);
}

static void
previous_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  turn_page (DESK_FILE_VIEWER (widget), -1);
}

static void
next_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  turn_page (DESK_FILE_VIEWER (widget), 1);
}

static void
zoom_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_file_canvas_zoom (DESK_FILE_CANVAS (DESK_FILE_VIEWER (widget)->canvas), STEP);
}

static void
zoom_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_file_canvas_zoom (DESK_FILE_CANVAS (DESK_FILE_VIEWER (widget)->canvas), 1 / STEP);
}

static void
fit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_file_canvas_zoom (DESK_FILE_CANVAS (DESK_FILE_VIEWER (widget)->canvas), 0);
}

static void
turn_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_file_canvas_turn (DESK_FILE_CANVAS (DESK_FILE_VIEWER (widget)->canvas), 1);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskFileViewer *self = DESK_FILE_VIEWER (widget);

  desk_file_save_copy (widget, self->context, get_file (self));
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskFileViewer *self = DESK_FILE_VIEWER (widget);

  if (self->bytes != NULL && self->n_pages > 0)
    desk_file_print (GTK_WINDOW (self), self->pictures, self->bytes, self->n_pages,
                     crm_record_get_text (get_file (self), CRM_ATTACHMENT_NAME));
}

/* ---- the window ----------------------------------------------------------------------------- */

static GtkWidget *
make_button (const char *icon, const char *action, const char *word)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  return button;
}

static GtkWidget *
make_header (DeskFileViewer *self)
{
  GtkWidget *header = adw_header_bar_new ();
  AdwHeaderBar *bar = ADW_HEADER_BAR (header);

  self->title = adw_window_title_new (NULL, NULL);
  adw_header_bar_set_title_widget (bar, self->title);
  adw_header_bar_pack_start (bar, make_button ("go-previous-symbolic", "viewer.previous",
                                               _ ("Previous file (←)")));
  adw_header_bar_pack_start (bar,
                             make_button ("go-next-symbolic", "viewer.next", _ ("Next file (→)")));
  adw_header_bar_pack_end (bar, make_button ("document-print-symbolic", "viewer.print",
                                             _ ("Print (Ctrl+P)")));
  adw_header_bar_pack_end (bar, make_button ("document-save-symbolic", "viewer.save",
                                             _ ("Save a copy (Ctrl+S)")));
  adw_header_bar_pack_end (bar, make_button ("object-rotate-right-symbolic", "viewer.turn",
                                             _ ("Turn (R)")));
  adw_header_bar_pack_end (bar,
                           make_button ("zoom-in-symbolic", "viewer.zoom-in", _ ("Enlarge (+)")));
  adw_header_bar_pack_end (bar, make_button ("zoom-fit-best-symbolic", "viewer.fit",
                                             _ ("Fit into the window (0)")));
  adw_header_bar_pack_end (bar, make_button ("zoom-out-symbolic", "viewer.zoom-out",
                                             _ ("Make smaller (−)")));
  return header;
}

static GtkWidget *
make_pages (DeskFileViewer *self)
{
  self->page_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->page_label = gtk_label_new (NULL);
  gtk_widget_set_halign (self->page_box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (self->page_box, 6);
  gtk_widget_set_margin_bottom (self->page_box, 6);
  gtk_box_append (GTK_BOX (self->page_box), make_button ("go-up-symbolic", "viewer.previous-page",
                                                         _ ("Previous page (Page Up)")));
  gtk_box_append (GTK_BOX (self->page_box), self->page_label);
  gtk_box_append (GTK_BOX (self->page_box), make_button ("go-down-symbolic", "viewer.next-page",
                                                         _ ("Next page (Page Down)")));
  return self->page_box;
}

static void
desk_file_viewer_dispose (GObject *object)
{
  DeskFileViewer *self = DESK_FILE_VIEWER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  g_clear_object (&self->blob);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->pictures);
  G_OBJECT_CLASS (desk_file_viewer_parent_class)->dispose (object);
}

static void
desk_file_viewer_finalize (GObject *object)
{
  DeskFileViewer *self = DESK_FILE_VIEWER (object);

  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (desk_file_viewer_parent_class)->finalize (object);
}

static void
bind (GtkWidgetClass *class, guint key, GdkModifierType modifiers, const char *action)
{
  gtk_widget_class_add_binding_action (class, key, modifiers, action, NULL);
}

static void
desk_file_viewer_class_init (DeskFileViewerClass *klass)
{
  GtkWidgetClass *class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_file_viewer_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_file_viewer_finalize;
  gtk_widget_class_install_action (class, "viewer.previous", NULL, previous_action);
  gtk_widget_class_install_action (class, "viewer.next", NULL, next_action);
  gtk_widget_class_install_action (class, "viewer.previous-page", NULL, previous_page_action);
  gtk_widget_class_install_action (class, "viewer.next-page", NULL, next_page_action);
  gtk_widget_class_install_action (class, "viewer.zoom-in", NULL, zoom_in_action);
  gtk_widget_class_install_action (class, "viewer.zoom-out", NULL, zoom_out_action);
  gtk_widget_class_install_action (class, "viewer.fit", NULL, fit_action);
  gtk_widget_class_install_action (class, "viewer.turn", NULL, turn_action);
  gtk_widget_class_install_action (class, "viewer.save", NULL, save_action);
  gtk_widget_class_install_action (class, "viewer.print", NULL, print_action);
  bind (class, GDK_KEY_Left, 0, "viewer.previous");
  bind (class, GDK_KEY_Right, 0, "viewer.next");
  bind (class, GDK_KEY_Page_Up, 0, "viewer.previous-page");
  bind (class, GDK_KEY_Page_Down, 0, "viewer.next-page");
  bind (class, GDK_KEY_plus, 0, "viewer.zoom-in");
  bind (class, GDK_KEY_equal, 0, "viewer.zoom-in");
  bind (class, GDK_KEY_KP_Add, 0, "viewer.zoom-in");
  bind (class, GDK_KEY_minus, 0, "viewer.zoom-out");
  bind (class, GDK_KEY_KP_Subtract, 0, "viewer.zoom-out");
  bind (class, GDK_KEY_0, 0, "viewer.fit");
  bind (class, GDK_KEY_r, 0, "viewer.turn");
  bind (class, GDK_KEY_s, GDK_CONTROL_MASK, "viewer.save");
  bind (class, GDK_KEY_p, GDK_CONTROL_MASK, "viewer.print");
  bind (class, GDK_KEY_Escape, 0, "window.close");
}

static void
desk_file_viewer_init (DeskFileViewer *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->cancellable = g_cancellable_new ();
  self->pictures = desk_file_pictures_new ();
  self->stack = gtk_stack_new ();
  self->scroller = gtk_scrolled_window_new ();
  self->canvas = desk_file_canvas_new ();
  self->message = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->message), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->message, "dim-label");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->canvas);
  gtk_stack_add_child (GTK_STACK (self->stack), self->message);
  gtk_stack_add_child (GTK_STACK (self->stack), self->scroller);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_box_append (GTK_BOX (box), make_pages (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 900, 760);
}

DeskFileViewer *
desk_file_viewer_open (GtkWidget *from, DeskContext *context, GPtrArray *files, CrmRecord *first)
{
  DeskFileViewer *self = g_object_new (DESK_TYPE_FILE_VIEWER, NULL);
  GtkRoot *root = gtk_widget_get_root (from);
  guint index = 0;

  self->context = g_object_ref (context);
  self->files = g_ptr_array_ref (files);
  g_ptr_array_find (files, first, &index);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  go_to (self, index);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

const char *
desk_file_viewer_get_message (DeskFileViewer *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->message
             ? gtk_label_get_text (GTK_LABEL (self->message))
             : NULL;
}
