/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskFileRow: see the header. The picture is made once the bytes are here. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-file-row.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-file-acts.h"
#include "client/customers/desk-file-viewer.h"
#include "client/customers/desk-file-words.h"
#include "shared/customers/crm-attachment.h"

#define PICTURE 36

struct _DeskFileRow
{
  GtkListBoxRow parent_instance;

  /* (borrowed): children */
  GtkWidget *picture;
  GtkWidget *icon;
  GtkWidget *stack;
  GtkWidget *name_label;
  GtkWidget *place_label;
  GtkWidget *progress;
  GtkWidget *menu_button;

  DeskCustomerFiles *files;   /* (owned) (nullable) */
  DeskFilePictures *pictures; /* (owned) */
  CrmRecord *file;            /* (owned) */
  DeskBlob *blob;             /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  gboolean has_asked;         /* for its picture */
  gboolean wants_open;        /* as soon as it is here */
};

G_DEFINE_FINAL_TYPE (DeskFileRow, desk_file_row, GTK_TYPE_LIST_BOX_ROW)

static DeskContext *
get_context (DeskFileRow *self)
{
  return desk_customer_files_get_context (self->files);
}

static gboolean
is_online (DeskFileRow *self)
{
  DeskSyncState state = desk_sync_status_get_state (desk_context_get_status (get_context (self)));

  return state == DESK_SYNC_IDLE || state == DESK_SYNC_PUSHING || state == DESK_SYNC_PULLING;
}

/* ---- the picture ---------------------------------------------------------------------------- */

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture =
      desk_file_pictures_draw_finish (DESK_FILE_PICTURES (source), result, NULL, &error);

  if (texture == NULL || self->files == NULL)
    return;
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->picture);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskFileRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = desk_blob_cache_load_finish (DESK_BLOB_CACHE (source), result, &error);

  if (bytes != NULL && self->files != NULL)
    desk_file_pictures_draw_async (self->pictures, bytes, 0,
                                   PICTURE * gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                   self->cancellable, drawn_cb, g_object_ref (self));
}

static void
ask_for_picture (DeskFileRow *self)
{
  if (self->has_asked || !desk_blob_is_here (self->blob) ||
      !desk_file_pictures_can_show (crm_record_get_text (self->file, CRM_ATTACHMENT_MEDIA_TYPE)))
    return;
  self->has_asked = TRUE;
  desk_blob_cache_load_async (desk_context_get_files (get_context (self)),
                              desk_blob_get_id (self->blob), self->cancellable, loaded_cb,
                              g_object_ref (self));
}

/* ---- what it says --------------------------------------------------------------------------- */

static void
update_cb (DeskFileRow *self)
{
  const char *name = crm_record_get_text (self->file, CRM_ATTACHMENT_NAME);
  const DeskBlobState state = desk_blob_get_state (self->blob);
  const gboolean moves = state == DESK_BLOB_SENDING || state == DESK_BLOB_FETCHING;
  CrmError code;
  const char *reason;
  g_autofree char *place = NULL;
  g_autofree char *spoken = NULL;

  if (self->files == NULL || !crm_record_is_loaded (self->file))
    return;
  place = desk_file_describe (self->file, self->blob, is_online (self));
  spoken = g_strdup_printf ("%s, %s", name, place);
  gtk_label_set_text (GTK_LABEL (self->name_label), name);
  gtk_label_set_text (GTK_LABEL (self->place_label), place);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  if (desk_blob_get_failure (self->blob, &code, &reason))
    gtk_widget_add_css_class (self->place_label, "error");
  else
    gtk_widget_remove_css_class (self->place_label, "error");
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                desk_file_get_icon (
                                    crm_record_get_text (self->file, CRM_ATTACHMENT_MEDIA_TYPE)));
  gtk_widget_set_visible (self->progress, moves);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 desk_blob_get_progress (self->blob));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  ask_for_picture (self);
}

/* ---- what is done with it ------------------------------------------------------------------- */

static void
show (DeskFileRow *self)
{
  g_autoptr (GPtrArray) all =
      desk_customer_files_list (self->files,
                                crm_record_get_text (self->file, CRM_ATTACHMENT_OWNER));

  self->wants_open = FALSE;
  desk_file_viewer_open (GTK_WIDGET (self), get_context (self), all, self->file);
}

void
desk_file_row_open (DeskFileRow *self)
{
  if (desk_blob_is_here (self->blob))
    {
      show (self);
      return;
    }
  self->wants_open = TRUE;
  if (!is_online (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s",
                                _ ("The file is not on this computer and there is no connection"));
  desk_blob_cache_want (desk_context_get_files (get_context (self)), desk_blob_get_id (self->blob));
}

static void
blob_changed_cb (DeskFileRow *self)
{
  update_cb (self);
  if (self->files != NULL && self->wants_open && desk_blob_get_state (self->blob) == DESK_BLOB_KEPT)
    show (self);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_file_row_open (DESK_FILE_ROW (widget));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskFileRow *self = DESK_FILE_ROW (widget);

  desk_file_save_copy (widget, get_context (self), self->file);
}

static void
pin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskFileRow *self = DESK_FILE_ROW (widget);

  desk_blob_cache_set_pinned (desk_context_get_files (get_context (self)),
                              desk_blob_get_id (self->blob), !desk_blob_is_pinned (self->blob));
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskFileRow *self = DESK_FILE_ROW (widget);

  desk_blob_cache_want (desk_context_get_files (get_context (self)), desk_blob_get_id (self->blob));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskFileRow *self = DESK_FILE_ROW (widget);

  desk_file_remove (gtk_widget_get_parent (widget), get_context (self), self->file);
}

static void
make_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  DeskFileRow *self = user_data;
  g_autoptr (GMenu) menu = g_menu_new ();
  CrmError code;
  const char *reason;

  g_menu_append (menu, _ ("Open"), "file.open");
  if (desk_blob_is_here (self->blob))
    g_menu_append (menu, _ ("Save a copy…"), "file.save");
  if (desk_blob_get_failure (self->blob, &code, &reason))
    g_menu_append (menu, _ ("Try again"), "file.retry");
  g_menu_append (menu,
                 desk_blob_is_pinned (self->blob) ? _ ("Do not keep offline") : _ ("Keep offline"),
                 "file.pin");
  if (desk_customer_may (get_context (self), self->file, CRM_ACTION_DELETE))
    g_menu_append (menu, _ ("Remove"), "file.remove");
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* ---- the widget ----------------------------------------------------------------------------- */

static GtkWidget *
make_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  if (style != NULL)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, style);
    }
  return label;
}

static GtkWidget *
make_picture (DeskFileRow *self)
{
  self->stack = gtk_stack_new ();
  self->icon = gtk_image_new ();
  self->picture = gtk_picture_new ();
  gtk_picture_set_can_shrink (GTK_PICTURE (self->picture), TRUE);
  gtk_widget_set_size_request (self->stack, PICTURE, PICTURE);
  gtk_widget_set_overflow (self->stack, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->stack, "desk-file-picture");
  gtk_widget_set_valign (self->stack, GTK_ALIGN_CENTER);
  gtk_stack_add_child (GTK_STACK (self->stack), self->icon);
  gtk_stack_add_child (GTK_STACK (self->stack), self->picture);
  return self->stack;
}

static GtkWidget *
make_words (DeskFileRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->name_label = make_label (NULL);
  self->place_label = make_label ("dim-label");
  self->progress = gtk_progress_bar_new ();
  gtk_box_append (GTK_BOX (box), self->name_label);
  gtk_box_append (GTK_BOX (box), self->place_label);
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static GtkWidget *
make_menu_button (DeskFileRow *self)
{
  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_add_css_class (self->menu_button, "desk-row-button");
  gtk_widget_set_valign (self->menu_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->menu_button, _ ("More"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More"), -1);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), make_menu_cb, self,
                                         NULL);
  return self->menu_button;
}

static void
desk_file_row_dispose (GObject *object)
{
  DeskFileRow *self = DESK_FILE_ROW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->menu_button != NULL)
    gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), NULL, NULL, NULL);
  self->menu_button = NULL;
  g_clear_object (&self->files);
  g_clear_object (&self->pictures);
  g_clear_object (&self->file);
  g_clear_object (&self->blob);
  G_OBJECT_CLASS (desk_file_row_parent_class)->dispose (object);
}

static void
desk_file_row_finalize (GObject *object)
{
  g_object_unref (DESK_FILE_ROW (object)->cancellable);
  G_OBJECT_CLASS (desk_file_row_parent_class)->finalize (object);
}

static void
desk_file_row_class_init (DeskFileRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = desk_file_row_dispose;
  object_class->finalize = desk_file_row_finalize;
  gtk_widget_class_install_action (widget_class, "file.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "file.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "file.pin", NULL, pin_action);
  gtk_widget_class_install_action (widget_class, "file.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "file.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "file.remove", NULL);
}

static void
desk_file_row_init (DeskFileRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->cancellable = g_cancellable_new ();
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-file-row");
  gtk_box_append (GTK_BOX (box), make_picture (self));
  gtk_box_append (GTK_BOX (box), make_words (self));
  gtk_box_append (GTK_BOX (box), make_menu_button (self));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

GtkWidget *
desk_file_row_new (DeskCustomerFiles *files, DeskFilePictures *pictures, CrmRecord *file)
{
  DeskFileRow *self = g_object_new (DESK_TYPE_FILE_ROW, NULL);
  DeskContext *context = desk_customer_files_get_context (files);

  self->files = g_object_ref (files);
  self->pictures = g_object_ref (pictures);
  self->file = g_object_ref (file);
  self->blob =
      desk_blob_cache_ref_blob (desk_context_get_files (context), crm_record_get_id (file));
  g_signal_connect_object (self->file, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->blob, "notify", G_CALLBACK (blob_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_status (context), "notify::state",
                           G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}

CrmRecord *
desk_file_row_get_file (DeskFileRow *self)
{
  return self->file;
}

/* ---- many of them --------------------------------------------------------------------------- */

static DeskFileRow *
find_row (GtkListBox *box, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (DESK_IS_FILE_ROW (child) &&
        g_strcmp0 (crm_record_get_id (desk_file_row_get_file (DESK_FILE_ROW (child))), id) == 0)
      return DESK_FILE_ROW (child);
  return NULL;
}

static gboolean
has_file (GPtrArray *files, CrmRecord *file)
{
  return g_ptr_array_find (files, file, NULL);
}

static void
remove_gone (GtkListBox *box, GPtrArray *present)
{
  GtkWidget *next;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (box)); child != NULL;
       child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      if (DESK_IS_FILE_ROW (child) &&
          !has_file (present, desk_file_row_get_file (DESK_FILE_ROW (child))))
        gtk_list_box_remove (box, child);
    }
}

void
desk_file_rows_update (GtkListBox *box,
                       DeskCustomerFiles *files,
                       DeskFilePictures *pictures,
                       const char *owner)
{
  g_autoptr (GPtrArray) present = desk_customer_files_list (files, owner);

  remove_gone (box, present);
  for (guint i = 0; i < present->len; i++)
    if (find_row (box, crm_record_get_id (present->pdata[i])) == NULL)
      gtk_list_box_insert (box, desk_file_row_new (files, pictures, present->pdata[i]), (int) i);
}
