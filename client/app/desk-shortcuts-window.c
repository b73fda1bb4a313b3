/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of keys. Main thread; made when asked for. Rows are built from the table of actions, so
 * there is no second list to keep in step. */

#include "client/app/desk-shortcuts-window.h"

#include <glib/gi18n.h>

#include "client/app/desk-action-table.h"
#include "shared/base/crm-text.h"

#define MAX_ROWS 64

struct _DeskShortcutsWindow
{
  AdwWindow parent_instance;

  /* template widgets */
  GtkSearchEntry *search_entry;
  AdwPreferencesPage *page;

  GtkWidget *rows[MAX_ROWS]; /* borrowed; by index in the table, %NULL without a key */
  GHashTable *groups;        /* msgid → AdwPreferencesGroup, borrowed */
};

G_DEFINE_FINAL_TYPE (DeskShortcutsWindow, desk_shortcuts_window, ADW_TYPE_WINDOW)

static AdwPreferencesGroup *
find_group (DeskShortcutsWindow *self, const char *msgid)
{
  AdwPreferencesGroup *group = g_hash_table_lookup (self->groups, msgid);

  if (group == NULL)
    {
      group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (group, _ (msgid));
      adw_preferences_page_add (self->page, group);
      g_hash_table_insert (self->groups, (gpointer) msgid, group);
    }
  return group;
}

static GtkWidget *
make_row (const DeskActionInfo *info)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *keys = desk_action_info_dup_key_label (info);
  g_auto (GStrv) parts = g_strsplit (keys, " ", -1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (info->title));
  for (guint i = 0; parts[i] != NULL; i++)
    {
      GtkWidget *key = gtk_label_new (parts[i]);

      gtk_widget_add_css_class (key, "desk-key");
      gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), key);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);
  return row;
}

static void
add_rows (DeskShortcutsWindow *self, gboolean may_administer)
{
  guint n;
  const DeskActionInfo *table = desk_action_table (&n);

  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    {
      if (table[i].keys == NULL || ((table[i].flags & DESK_ACTION_ADMIN) != 0 && !may_administer))
        continue;
      self->rows[i] = make_row (&table[i]);
      adw_preferences_group_add (find_group (self, table[i].group), self->rows[i]);
    }
}

static gboolean
is_wanted (const DeskActionInfo *info, const char *query)
{
  g_autofree char *title = crm_text_normalise (_ (info->title));
  g_autofree char *keys = desk_action_info_dup_key_label (info);
  g_autofree char *low = crm_text_normalise (keys);

  return strstr (title, query) != NULL || strstr (low, query) != NULL;
}

static void
search_changed_cb (DeskShortcutsWindow *self)
{
  g_autofree char *query =
      crm_text_normalise (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  guint n;
  const DeskActionInfo *table = desk_action_table (&n);
  GHashTableIter iter;
  gpointer msgid;
  gpointer group;

  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, &msgid, &group))
    gtk_widget_set_visible (group, FALSE);
  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    {
      gboolean wanted = self->rows[i] != NULL && is_wanted (&table[i], query);

      if (self->rows[i] == NULL)
        continue;
      gtk_widget_set_visible (self->rows[i], wanted);
      if (wanted)
        gtk_widget_set_visible (g_hash_table_lookup (self->groups, table[i].group), TRUE);
    }
}

static void
stop_search_cb (DeskShortcutsWindow *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
desk_shortcuts_window_dispose (GObject *object)
{
  DeskShortcutsWindow *self = DESK_SHORTCUTS_WINDOW (object);

  g_clear_pointer (&self->groups, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SHORTCUTS_WINDOW);
  G_OBJECT_CLASS (desk_shortcuts_window_parent_class)->dispose (object);
}

static void
desk_shortcuts_window_class_init (DeskShortcutsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_shortcuts_window_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/app/desk-shortcuts-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskShortcutsWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DeskShortcutsWindow, page);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
desk_shortcuts_window_init (DeskShortcutsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->groups = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
}

GtkWidget *
desk_shortcuts_window_new (gboolean may_administer)
{
  DeskShortcutsWindow *self = g_object_new (DESK_TYPE_SHORTCUTS_WINDOW, NULL);

  add_rows (self, may_administer);
  return GTK_WIDGET (self);
}

guint
desk_shortcuts_window_get_n_shown (DeskShortcutsWindow *self)
{
  guint n = 0;

  g_return_val_if_fail (DESK_IS_SHORTCUTS_WINDOW (self), 0);

  for (guint i = 0; i < MAX_ROWS; i++)
    n += self->rows[i] != NULL && gtk_widget_get_visible (self->rows[i]);
  return n;
}
