/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A record without a page of its own, as a table of its fields. Main thread; the popover owns all
 * of it. */

#include "client/customers/desk-record-details.h"

#include <glib/gi18n.h>

#include "client/customers/desk-card-words.h"
#include "client/ui/desk-format.h"

#define MAX_WIDTH_CHARS 44

/* (transfer full) (nullable): ids say nothing, unless they are those of people. */
static char *
dup_value (DeskContext *context, CrmRecord *record, guint field)
{
  const CrmKind *kind = crm_record_get_kind (record);
  const CrmField *info = &kind->fields[field];
  const char *text = crm_record_get_text (record, field);

  if (text == NULL)
    return NULL;
  if (info->type == CRM_FIELD_ID)
    return g_strdup (desk_context_get_user_name (context, text));
  if (info->type == CRM_FIELD_OBJECT || g_str_has_suffix (info->name, "objects"))
    return NULL;
  if (g_str_has_suffix (info->name, "_kopecks"))
    return desk_card_dup_money (record, field);
  return desk_format_field_value (kind, info->name, text);
}

static void
add_field (GtkGrid *grid, int line, const char *title, const char *value)
{
  GtkWidget *left = gtk_label_new (title);
  GtkWidget *right = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_label_set_yalign (GTK_LABEL (left), 0);
  gtk_widget_add_css_class (left, "desk-subtitle");
  gtk_label_set_xalign (GTK_LABEL (right), 0);
  gtk_label_set_wrap (GTK_LABEL (right), TRUE);
  gtk_label_set_selectable (GTK_LABEL (right), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (right), MAX_WIDTH_CHARS);
  gtk_grid_attach (grid, left, 0, line, 1, 1);
  gtk_grid_attach (grid, right, 1, line, 1, 1);
}

static GtkWidget *
make_table (DeskContext *context, CrmRecord *record)
{
  const CrmKind *kind = crm_record_get_kind (record);
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  int line = 0;

  gtk_grid_set_column_spacing (grid, 12);
  gtk_grid_set_row_spacing (grid, 6);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      g_autofree char *value = dup_value (context, record, i);

      if (value != NULL)
        add_field (grid, line++, desk_format_field_title (kind, kind->fields[i].name), value);
    }
  if (line == 0)
    add_field (grid, 0, "", _ ("There is nothing more to tell"));
  return GTK_WIDGET (grid);
}

static void
closed_cb (GtkPopover *popover)
{
  gtk_widget_unparent (GTK_WIDGET (popover));
}

static gboolean
unparent_cb (gpointer popover)
{
  if (gtk_widget_get_parent (popover) != NULL)
    closed_cb (popover);
  return G_SOURCE_REMOVE;
}

static void
popover_closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, unparent_cb, g_object_ref (popover), g_object_unref);
}

static void
at_gone_cb (GtkWidget *popover)
{
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
}

void
desk_record_details_show (GtkWidget *at, DeskContext *context, CrmRecord *record)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_return_if_fail (GTK_IS_WIDGET (at) && CRM_IS_RECORD (record));

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), make_table (context, record));
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_LEFT);
  gtk_widget_set_parent (popover, at);
  g_signal_connect (popover, "closed", G_CALLBACK (popover_closed_cb), NULL);
  g_signal_connect_object (at, "destroy", G_CALLBACK (at_gone_cb), popover, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}
