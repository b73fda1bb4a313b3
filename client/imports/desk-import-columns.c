/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. Made anew when another file is shown or it was read otherwise. Main thread. */

#include "client/imports/desk-import-columns.h"

#include <glib/gi18n.h>
#include <string.h>

#include "shared/customers/crm-import-header.h"

#define MAX_ROWS    12
#define MAX_LETTERS 24

static const char *const charsets[] = { "UTF-8", "CP1251", "CP866", "UTF-16LE", "UTF-16BE" };
static const struct
{
  char delimiter;
  const char *name;
} delimiters[] = {
  { ',', N_ ("Comma") },
  { ';', N_ ("Semicolon") },
  { '\t', N_ ("Tab") },
  { '|', N_ ("Bar") },
};

struct _DeskImportColumns
{
  GtkBox parent_instance;

  DeskImportDraft *draft; /* (owned) */
  guint index;
  const DeskImportTable *shown; /* (unowned): what the grid was made of; only compared */
  gboolean is_filling;

  /* children */
  GtkDropDown *charset;
  GtkDropDown *delimiter;
  GtkWidget *form;
  GtkWidget *message;
  GtkScrolledWindow *scrolled;
};

G_DEFINE_FINAL_TYPE (DeskImportColumns, desk_import_columns, GTK_TYPE_BOX)

static GStrv
list_titles (void)
{
  g_autofree const CrmImportField **fields = crm_import_header_list_fields ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  /* Translators: a column of a file that is not brought in */
  g_strv_builder_add (builder, _ ("— leave out —"));
  for (guint i = 0; fields[i] != NULL; i++)
    g_strv_builder_add (builder, g_dgettext (GETTEXT_PACKAGE, fields[i]->title));
  return g_strv_builder_end (builder);
}

static guint
find_code (const char *code)
{
  g_autofree const CrmImportField **fields = crm_import_header_list_fields ();

  for (guint i = 0; fields[i] != NULL; i++)
    if (strcmp (fields[i]->code, code) == 0)
      return i + 1;
  return 0;
}

static void
chosen_cb (DeskImportColumns *self, GParamSpec *pspec, GtkDropDown *choice)
{
  g_autofree const CrmImportField **fields = crm_import_header_list_fields ();
  const guint chosen = gtk_drop_down_get_selected (choice);
  const guint column =
      (guint) g_ascii_strtoull (gtk_widget_get_name (GTK_WIDGET (choice)), NULL, 10);

  if (chosen != GTK_INVALID_LIST_POSITION)
    desk_import_draft_set_field (self->draft, self->index, column,
                                 chosen == 0 ? "" : fields[chosen - 1]->code);
}

static GtkWidget *
make_choice (DeskImportColumns *self, guint column, const char *title, const char *code)
{
  g_auto (GStrv) titles = list_titles ();
  GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const *) titles);
  g_autofree char *name = g_strdup_printf ("%u", column);
  /* Translators: %s is the title of a column in a file */
  g_autofree char *label = g_strdup_printf (_ ("What “%s” means"), title);

  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (choice), TRUE);
  gtk_drop_down_set_expression (GTK_DROP_DOWN (choice),
                                gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL,
                                                             "string"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), find_code (code));
  gtk_widget_set_name (choice, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  return choice;
}

static GtkWidget *
make_cell (const char *text, gboolean is_header)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), (int) MIN (g_utf8_strlen (text, -1), MAX_LETTERS));
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_LETTERS);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, is_header ? "desk-row-title" : "desk-subtitle");
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_set_margin_end (label, 6);
  return label;
}

static GtkWidget *
make_grid (DeskImportColumns *self, DeskImportSource *source)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *grid = gtk_grid_new ();
  GStrv header = source->table->rows->pdata[0];

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_widget_set_margin_start (grid, 12);
  gtk_widget_set_margin_end (grid, 12);
  gtk_widget_set_margin_top (grid, 12);
  gtk_widget_set_margin_bottom (grid, 12);
  gtk_box_append (GTK_BOX (card), grid);
  gtk_widget_add_css_class (card, "desk-card");
  gtk_widget_set_halign (card, GTK_ALIGN_START);
  gtk_widget_set_valign (card, GTK_ALIGN_START);
  for (guint i = 0; i < source->fields->len; i++)
    {
      gtk_grid_attach (GTK_GRID (grid), make_choice (self, i, header[i], source->fields->pdata[i]),
                       (int) i, 0, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), make_cell (header[i], TRUE), (int) i, 1, 1, 1);
    }
  for (guint row = 1; row < MIN (source->table->rows->len, MAX_ROWS); row++)
    {
      GStrv cells = source->table->rows->pdata[row];

      for (guint i = 0; cells[i] != NULL && i < source->fields->len; i++)
        gtk_grid_attach (GTK_GRID (grid), make_cell (cells[i], FALSE), (int) i, (int) row + 1, 1,
                         1);
    }
  return card;
}

static void
show_form (DeskImportColumns *self, DeskImportTable *table)
{
  self->is_filling = TRUE;
  gtk_widget_set_visible (self->form, !table->is_cards);
  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    if (strcmp (charsets[i], table->charset) == 0)
      gtk_drop_down_set_selected (self->charset, i);
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    if (delimiters[i].delimiter == table->delimiter)
      gtk_drop_down_set_selected (self->delimiter, i);
  self->is_filling = FALSE;
}

static void
show_source (DeskImportColumns *self)
{
  DeskImportSource *source = desk_import_draft_get (self->draft, self->index);

  if (source == NULL || source->table == NULL)
    {
      self->shown = NULL;
      gtk_widget_set_visible (self->form, FALSE);
      gtk_scrolled_window_set_child (self->scrolled, NULL);
      gtk_label_set_label (GTK_LABEL (self->message), source == NULL ? ""
                                                      : source->problem != NULL
                                                          ? source->problem
                                                          : _ ("Reading the file…"));
      gtk_widget_set_visible (self->message, TRUE);
      return;
    }
  gtk_widget_set_visible (self->message, FALSE);
  if (self->shown == source->table)
    return;
  self->shown = source->table;
  show_form (self, source->table);
  gtk_scrolled_window_set_child (self->scrolled, make_grid (self, source));
}

static void
form_changed_cb (DeskImportColumns *self)
{
  if (self->is_filling)
    return;
  desk_import_draft_set_form (self->draft, self->index,
                              charsets[gtk_drop_down_get_selected (self->charset)],
                              delimiters[gtk_drop_down_get_selected (self->delimiter)].delimiter);
}

static GtkWidget *
add_form_choice (DeskImportColumns *self, const char *title, const char *const *words)
{
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *choice = gtk_drop_down_new_from_strings (words);

  gtk_widget_add_css_class (label, "desk-subtitle");
  gtk_box_append (GTK_BOX (self->form), label);
  gtk_box_append (GTK_BOX (self->form), choice);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (form_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return choice;
}

static void
desk_import_columns_dispose (GObject *object)
{
  g_clear_object (&DESK_IMPORT_COLUMNS (object)->draft);
  G_OBJECT_CLASS (desk_import_columns_parent_class)->dispose (object);
}

static void
desk_import_columns_class_init (DeskImportColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_import_columns_dispose;
}

static void
desk_import_columns_init (DeskImportColumns *self)
{
  const char *const charset_words[] = { "UTF-8",     "Windows-1251", "DOS 866",
                                        "UTF-16 LE", "UTF-16 BE",    NULL };
  const char *delimiter_words[G_N_ELEMENTS (delimiters) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    delimiter_words[i] = _ (delimiters[i].name);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  self->is_filling = TRUE;
  self->form = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->charset = GTK_DROP_DOWN (add_form_choice (self, _ ("Characters"), charset_words));
  self->delimiter = GTK_DROP_DOWN (add_form_choice (self, _ ("Separator"), delimiter_words));
  self->is_filling = FALSE;
  self->message = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  self->scrolled = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->scrolled), TRUE);
  gtk_box_append (GTK_BOX (self), self->form);
  gtk_box_append (GTK_BOX (self), self->message);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->scrolled));
}

GtkWidget *
desk_import_columns_new (DeskImportDraft *draft)
{
  DeskImportColumns *self = g_object_new (DESK_TYPE_IMPORT_COLUMNS, NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (show_source), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
desk_import_columns_show (DeskImportColumns *self, guint index)
{
  g_return_if_fail (DESK_IS_IMPORT_COLUMNS (self));

  self->index = index;
  self->shown = NULL;
  show_source (self);
}
