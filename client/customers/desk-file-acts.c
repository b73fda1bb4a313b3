/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people do with files of clients. Main thread; what is under way keeps what it needs. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-file-acts.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-attachment.h"

#define MAX_NAME 255

/* One file on its way in. */
typedef struct
{
  GtkWidget *from;      /* (owned) */
  DeskContext *context; /* (owned) */
  char *customer;       /* (owned) */
  char *owner_kind;     /* (owned) */
  char *owner;          /* (owned) */
  char *id;             /* (owned): of the new record */
  char *name;           /* (owned) (nullable) */
} Add;

static Add *
add_new (const DeskFileTarget *target, const char *name)
{
  Add *add = g_new0 (Add, 1);

  add->from = g_object_ref (target->from);
  add->context = g_object_ref (target->context);
  add->customer = g_strdup (target->customer);
  add->owner_kind = g_strdup (target->owner_kind);
  add->owner = g_strdup (target->owner);
  add->id = crm_id_new ();
  add->name = g_strdup (name);
  return add;
}

static void
add_free (Add *add)
{
  g_object_unref (add->from);
  g_object_unref (add->context);
  g_free (add->customer);
  g_free (add->owner_kind);
  g_free (add->owner);
  g_free (add->id);
  g_free (add->name);
  g_free (add);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Add, add_free)

static void
say (GtkWidget *from, const char *text)
{
  gtk_widget_activate_action (from, "win.show-toast", "s", text);
}

static void
tell (GtkWidget *from, const GError *error)
{
  g_message ("A file: %s", error->message);
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_LARGE))
    say (from, _ ("The file is larger than 64 MB"));
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_FULL))
    say (from, _ ("There is no room on this computer"));
  else
    say (from, _ ("The file could not be read"));
}

/* ---- in ------------------------------------------------------------------------------------- */

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Add) add = user_data;
  g_autoptr (GError) error = NULL;

  if (desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    {
      desk_blob_cache_queue (desk_context_get_files (add->context), add->id);
      return;
    }
  desk_blob_cache_discard (desk_context_get_files (add->context), add->id);
  tell (add->from, error);
}

/* At most so many characters, and no folders. */
static char *
tidy_name (const char *name)
{
  g_autofree char *base = name != NULL ? g_path_get_basename (name) : NULL;
  g_autofree char *valid = g_utf8_make_valid (base != NULL ? base : "", -1);

  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_NAME));
}

static CrmCommand *
make_create (const Add *add, const DeskBlobInfo *info)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_attachment_kind);
  g_autofree char *size = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) info->size);
  g_autofree char *name = tidy_name (add->name);

  crm_field_set_put (set, CRM_ATTACHMENT_CUSTOMER, add->customer);
  crm_field_set_put (set, CRM_ATTACHMENT_OWNER_KIND, add->owner_kind);
  crm_field_set_put (set, CRM_ATTACHMENT_OWNER, add->owner);
  crm_field_set_put (set, CRM_ATTACHMENT_NAME, name);
  crm_field_set_put (set, CRM_ATTACHMENT_MEDIA_TYPE, info->media_type);
  crm_field_set_put (set, CRM_ATTACHMENT_SIZE, size);
  crm_field_set_put (set, CRM_ATTACHMENT_SHA256, info->sha256);
  return crm_command_new_create (&crm_attachment_kind, add->id, set);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Add) add = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DeskBlobInfo) info =
      desk_blob_cache_add_finish (DESK_BLOB_CACHE (source), result, &error);
  g_autoptr (GPtrArray) commands = NULL;
  DeskOutbox *outbox = desk_context_get_outbox (add->context);

  if (info == NULL)
    {
      tell (add->from, error);
      return;
    }
  commands = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_ptr_array_add (commands, make_create (add, info));
  desk_outbox_submit_async (outbox, commands, NULL, submitted_cb, g_steal_pointer (&add));
}

/* Takes @add. */
static void
copy (Add *add, GInputStream *stream)
{
  desk_blob_cache_add_async (desk_context_get_files (add->context), add->id, stream, NULL,
                             copied_cb, add);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Add) add = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream != NULL)
    copy (g_steal_pointer (&add), G_INPUT_STREAM (stream));
  else
    tell (add->from, error);
}

void
desk_file_add (const DeskFileTarget *target, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  if (desk_context_get_files (target->context) != NULL)
    g_file_read_async (file, G_PRIORITY_DEFAULT, NULL, opened_cb, add_new (target, name));
}

void
desk_file_add_list (const DeskFileTarget *target, GSList *files)
{
  for (GSList *l = files; l != NULL; l = l->next)
    desk_file_add (target, l->data);
}

void
desk_file_add_texture (const DeskFileTarget *target, GdkTexture *texture)
{
  g_autoptr (GBytes) bytes = gdk_texture_save_to_png_bytes (texture);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  g_autofree char *name = g_strdup_printf ("%s %s.png", _ ("Picture"), time);

  if (desk_context_get_files (target->context) != NULL)
    copy (add_new (target, name), stream);
}

gboolean
desk_file_take_drop (const DeskFileTarget *target, const GValue *value)
{
  g_autoptr (GSList) files = NULL;

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      files = gdk_file_list_get_files (g_value_get_boxed (value));
      desk_file_add_list (target, files);
    }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    desk_file_add_texture (target, g_value_get_object (value));
  else
    return FALSE;
  return TRUE;
}

GtkDropTarget *
desk_file_drop_target_new (void)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  return target;
}

/* ---- asking --------------------------------------------------------------------------------- */

static void
use (const Add *add, DeskFileTarget *target)
{
  *target = (DeskFileTarget){ add->from, add->context, add->customer, add->owner_kind, add->owner };
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Add) add = user_data;
  g_autoptr (GListModel) files = NULL;
  DeskFileTarget target;

  use (add, &target);
  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      desk_file_add (&target, file);
    }
  g_object_unref (dialog);
}

static GtkWindow *
get_window (GtkWidget *from)
{
  GtkRoot *root = gtk_widget_get_root (from);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

void
desk_file_choose (const DeskFileTarget *target)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Add files"), get_window (target->from),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Add"), NULL);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), add_new (target, NULL));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Add) add = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);
  DeskFileTarget target;

  use (add, &target);
  if (value == NULL || !desk_file_take_drop (&target, value))
    g_message ("nothing was pasted: %s", error != NULL ? error->message : "no file");
}

void
desk_file_paste (const DeskFileTarget *target)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (target->from);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  GType type = G_TYPE_INVALID;

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
      gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    type = GDK_TYPE_FILE_LIST;
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) ||
           gdk_content_formats_contain_mime_type (formats, "image/png"))
    type = GDK_TYPE_TEXTURE;
  if (type == G_TYPE_INVALID)
    {
      say (target->from, _ ("There is no file or picture in the clipboard"));
      return;
    }
  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, pasted_cb,
                                  add_new (target, NULL));
}

/* ---- out ------------------------------------------------------------------------------------ */

typedef struct
{
  GtkWidget *from; /* (owned) */
  GFile *file;     /* (owned) */
  GBytes *bytes;   /* (owned) */
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->from);
  g_clear_object (&save->file);
  g_clear_pointer (&save->bytes, g_bytes_unref);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, save_free)

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Save) save = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    say (save->from, _ ("The copy could not be written"));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Save) save = user_data;
  g_autoptr (GError) error = NULL;
  GFile *file = save->file;

  save->bytes = desk_blob_cache_load_finish (DESK_BLOB_CACHE (source), result, &error);
  if (save->bytes == NULL)
    {
      tell (save->from, error);
      return;
    }
  g_file_replace_contents_bytes_async (file, save->bytes, NULL, FALSE,
                                       G_FILE_CREATE_REPLACE_DESTINATION, NULL, saved_cb,
                                       g_steal_pointer (&save));
}

typedef struct
{
  GtkWidget *from;      /* (owned) */
  DeskContext *context; /* (owned) */
  char *id;             /* (owned) */
} Ask;

static void
placed_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Ask *ask = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      Save *save = g_new0 (Save, 1);

      save->from = g_object_ref (ask->from);
      save->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      desk_blob_cache_load_async (desk_context_get_files (ask->context), ask->id, NULL, loaded_cb,
                                  save);
    }
  g_object_unref (ask->from);
  g_object_unref (ask->context);
  g_free (ask->id);
  g_free (ask);
  g_object_unref (dialog);
}

void
desk_file_save_copy (GtkWidget *from, DeskContext *context, CrmRecord *file)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save a copy"), get_window (from),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"), NULL);
  Ask *ask = g_new0 (Ask, 1);

  ask->from = g_object_ref (from);
  ask->context = g_object_ref (context);
  ask->id = g_strdup (crm_record_get_id (file));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog),
                                     crm_record_get_text (file, CRM_ATTACHMENT_NAME));
  g_signal_connect (dialog, "response", G_CALLBACK (placed_cb), ask);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
desk_file_remove (GtkWidget *from, DeskContext *context, CrmRecord *file)
{
  desk_customer_remove_child (from, context, file, _ ("File removed"));
}
