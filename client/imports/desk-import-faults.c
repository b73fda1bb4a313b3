/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. A page of rows is enough: when these are mended, the next come. Main thread. */

#include "client/imports/desk-import-faults.h"

#include <glib/gi18n.h>

#include "client/ui/desk-answer-text.h"

#define MAX_ROWS 100
#define SPACING  9

struct _DeskImportFaults
{
  GtkBox parent_instance;

  GPtrArray *rows; /* (element-type JsonObject): as they were mended, by number of the row */

  /* children */
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (DeskImportFaults, desk_import_faults, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static JsonObject *
mend (DeskImportFaults *self, GtkWidget *widget)
{
  const guint index = (guint) g_ascii_strtoull (gtk_widget_get_name (widget), NULL, 10);
  JsonObject *row = self->rows->pdata[index];

  json_object_set_boolean_member (row, "mended", TRUE);
  g_signal_emit (self, signals[CHANGED], 0);
  return row;
}

/* ---- a row --------------------------------------------------------------------------------- */

static void
cell_changed_cb (DeskImportFaults *self, GtkEditable *entry)
{
  g_auto (GStrv) place = g_strsplit (gtk_widget_get_name (GTK_WIDGET (entry)), ":", 2);
  JsonObject *row = mend (self, GTK_WIDGET (entry));
  JsonArray *cells = json_object_get_array_member (row, "cells");
  const guint column = (guint) g_ascii_strtoull (place[1], NULL, 10);
  g_autoptr (JsonArray) changed = json_array_new ();

  for (guint i = 0; i < json_array_get_length (cells); i++)
    json_array_add_string_element (changed, i == column ? gtk_editable_get_text (entry)
                                                        : json_array_get_string_element (cells, i));
  json_object_set_array_member (row, "cells", g_steal_pointer (&changed));
}

static GtkWidget *
make_entry (DeskImportFaults *self, guint index, guint column, const char *title)
{
  JsonArray *cells = json_object_get_array_member (self->rows->pdata[index], "cells");
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *name = g_strdup_printf ("%u:%u", index, column);

  gtk_editable_set_text (GTK_EDITABLE (entry), json_array_get_string_element (cells, column));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 16);
  gtk_widget_set_name (entry, name);
  gtk_widget_add_css_class (entry, "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (cell_changed_cb), self, G_CONNECT_SWAPPED);
  return entry;
}

static const char *const decisions[] = { "skip", "update", "create" };

static void
decided_cb (DeskImportFaults *self, GParamSpec *pspec, GtkDropDown *choice)
{
  const guint chosen = gtk_drop_down_get_selected (choice);

  if (chosen > 0 && chosen <= G_N_ELEMENTS (decisions))
    json_object_set_string_member (mend (self, GTK_WIDGET (choice)), "decision",
                                   decisions[chosen - 1]);
}

static GtkWidget *
make_decision (DeskImportFaults *self, guint index)
{
  const char *const words[] = { _ ("Decide…"), _ ("Leave as it is"), _ ("Take values of the file"),
                                _ ("Make another client"), NULL };
  GtkWidget *choice = gtk_drop_down_new_from_strings (words);
  g_autofree char *name = g_strdup_printf ("%u", index);

  gtk_widget_set_name (choice, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What to do with the duplicate"), -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (decided_cb), self,
                           G_CONNECT_SWAPPED);
  return choice;
}

static char *
describe (JsonObject *error)
{
  const char *code = json_object_get_string_member_with_default (error, "code", "");
  const char *detail = json_object_get_string_member_with_default (error, "detail", "");
  const char *name = json_object_get_string_member_with_default (error, "name", NULL);
  const gint64 line = json_object_get_int_member_with_default (error, "line", 0);

  if (name != NULL)
    /* Translators: %s is the name of a client who is there already */
    return g_strdup_printf (_ ("Looks like %s"), name);
  if (line > 0)
    /* Translators: %d is the number of a line in the same file */
    return g_strdup_printf (_ ("Looks like line %d of the file"), (int) line);
  return desk_answer_dup_field_text (code, detail);
}

static void
add_error (DeskImportFaults *self, GtkWidget *box, guint index, JsonObject *error)
{
  JsonArray *cells = json_object_get_array_member (self->rows->pdata[index], "cells");
  const gint64 column = json_object_get_int_member_with_default (error, "column", -1);
  const char *field = json_object_get_string_member_with_default (error, "field", "");
  g_autofree char *text = describe (error);
  GtkWidget *label = gtk_label_new (text);

  if (column >= 0 && column < json_array_get_length (cells))
    gtk_box_append (GTK_BOX (box), make_entry (self, index, (guint) column, field));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "desk-late");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (g_strcmp0 (json_object_get_string_member_with_default (error, "code", ""), "duplicate") == 0)
    gtk_box_append (GTK_BOX (box), make_decision (self, index));
}

/* Enough to know the row again. */
static char *
summarise (JsonArray *cells)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (cells) && text->len < 80; i++)
    {
      const char *cell = json_array_get_string_element (cells, i);

      if (*cell != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", cell);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_row (DeskImportFaults *self, guint index, JsonObject *fault, JsonArray *files)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  JsonArray *errors = json_object_get_array_member (fault, "errors");
  const guint file = (guint) json_object_get_int_member (fault, "file");
  const char *name =
      files != NULL && file < json_array_get_length (files)
          ? json_object_get_string_member_with_default (json_array_get_object_element (files, file),
                                                        "name", "")
          : "";
  g_autofree char *cells = summarise (json_object_get_array_member (fault, "cells"));
  /* Translators: name of a file, number of a line, what stands in it */
  g_autofree char *title =
      g_strdup_printf (_ ("%s, line %d: %s"), name,
                       (int) json_object_get_int_member (fault, "line"), cells);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (row), label);
  for (guint i = 0; i < json_array_get_length (errors); i++)
    add_error (self, box, index, json_array_get_object_element (errors, i));
  gtk_box_append (GTK_BOX (row), box);
  gtk_widget_set_margin_start (row, 12);
  gtk_widget_set_margin_end (row, 12);
  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  return row;
}

/* ---- all ----------------------------------------------------------------------------------- */

static JsonObject *
copy_fault (JsonObject *fault)
{
  JsonObject *row = json_object_new ();

  json_object_set_int_member (row, "file", json_object_get_int_member (fault, "file"));
  json_object_set_int_member (row, "line", json_object_get_int_member (fault, "line"));
  json_object_set_array_member (row, "cells",
                                json_array_ref (json_object_get_array_member (fault, "cells")));
  return row;
}

void
desk_import_faults_show (DeskImportFaults *self, JsonArray *faults, JsonArray *files)
{
  GtkListBoxRow *row;
  const guint n = faults != NULL ? MIN (json_array_get_length (faults), MAX_ROWS) : 0;

  g_return_if_fail (DESK_IS_IMPORT_FAULTS (self));

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *fault = json_array_get_object_element (faults, i);
      GtkWidget *child = NULL;

      g_ptr_array_add (self->rows, copy_fault (fault));
      child = make_row (self, i, fault, files);
      gtk_list_box_append (self->list, child);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (gtk_widget_get_parent (child)), FALSE);
      gtk_widget_set_focusable (gtk_widget_get_parent (child), FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_mended (JsonObject *row)
{
  return json_object_get_boolean_member_with_default (row, "mended", FALSE);
}

guint
desk_import_faults_count_mended (DeskImportFaults *self)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n += is_mended (self->rows->pdata[i]);
  return n;
}

JsonArray *
desk_import_faults_take (DeskImportFaults *self)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    if (is_mended (self->rows->pdata[i]))
      {
        json_object_remove_member (self->rows->pdata[i], "mended");
        json_array_add_object_element (rows, json_object_ref (self->rows->pdata[i]));
      }
  return rows;
}

static void
desk_import_faults_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_IMPORT_FAULTS (object)->rows);
  G_OBJECT_CLASS (desk_import_faults_parent_class)->finalize (object);
}

static void
desk_import_faults_class_init (DeskImportFaultsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_import_faults_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_import_faults_init (DeskImportFaults *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "desk-lines");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rows that were not taken"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self), scrolled);
}

GtkWidget *
desk_import_faults_new (void)
{
  return g_object_new (DESK_TYPE_IMPORT_FAULTS, NULL);
}
