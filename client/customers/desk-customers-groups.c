/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of buttons, one for each group: what it is, how many, and a jump to its first client. Main
 * thread; owned by the page. */

#include "client/customers/desk-customers-groups.h"

#include <glib/gi18n.h>

#include "client/store/desk-query.h"
#include "client/ui/desk-format.h"
#include "shared/customers/crm-customer.h"

struct _DeskCustomersGroups
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *box;
  DeskFilterWords *words; /* (owned) */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  const char *key;
  const char *title;
  const char *without; /* those that belong to no group */
} Key;

static const Key keys[] = {
  { "agent", NC_ ("group", "By agent"), NC_ ("group", "Nobody’s") },
  { "status", NC_ ("group", "By status"), NC_ ("group", "Without a status") },
  { "branch", NC_ ("group", "By branch"), NC_ ("group", "Without a branch") },
  { "product", NC_ ("group", "By product"), NC_ ("group", "Without policies") },
  { "month", NC_ ("group", "By month of end"), NC_ ("group", "Nothing ends") },
};

G_DEFINE_FINAL_TYPE (DeskCustomersGroups, desk_customers_groups, GTK_TYPE_WIDGET)

static const Key *
find_key (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_strcmp0 (keys[i].key, key) == 0)
      return &keys[i];
  return NULL;
}

const char *
desk_customers_groups_get_title (const char *key)
{
  const Key *found = find_key (key);

  return found != NULL ? g_dpgettext2 (NULL, "group", found->title) : NULL;
}

/* "December 2026" of "2026-12". (transfer full) */
static char *
dup_month (const char *value)
{
  g_autofree char *first = g_strconcat (value, "-01", NULL);
  g_autoptr (GDateTime) day =
      g_date_time_new_local ((int) g_ascii_strtoll (first, NULL, 10),
                             (int) g_ascii_strtoll (first + 5, NULL, 10), 1, 12, 0, 0);

  return day != NULL ? g_date_time_format (day, "%OB %Y") : g_strdup (value);
}

/* ",kasko,osago," (transfer full) */
static char *
dup_products (DeskCustomersGroups *self, const char *value)
{
  g_auto (GStrv) codes = g_strsplit (value, ",", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; codes[i] != NULL; i++)
    if (*codes[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " + " : "",
                              desk_filter_words_get_product (self->words, codes[i]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_title (DeskCustomersGroups *self, const Key *key, const char *value)
{
  if (value == NULL || *value == '\0')
    return g_strdup (g_dpgettext2 (NULL, "group", key->without));
  if (g_str_equal (key->key, "status"))
    return g_strdup (desk_format_enum (&crm_customer_kind, "status", value));
  if (g_str_equal (key->key, "month") && strlen (value) == 7)
    return dup_month (value);
  if (g_str_equal (key->key, "product"))
    return dup_products (self, value);
  return g_strdup (value);
}

static void
clicked_cb (DeskCustomersGroups *self, GtkWidget *button)
{
  g_signal_emit (self, signals[CHOSEN], 0,
                 (guint) g_ascii_strtoull (gtk_widget_get_name (button), NULL, 10));
}

static void
add_group (DeskCustomersGroups *self, const char *title, gint64 n, gint64 first)
{
  g_autofree char *count = desk_format_count (n);
  g_autofree char *place = g_strdup_printf ("%" G_GINT64_FORMAT, first);
  g_autofree char *name = g_strdup_printf ("%s, %s", title, count);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (count);

  gtk_box_append (GTK_BOX (box), gtk_label_new (title));
  gtk_widget_add_css_class (label, "desk-chip-count");
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "desk-group");
  gtk_widget_set_name (button, place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
desk_customers_groups_dispose (GObject *object)
{
  DeskCustomersGroups *self = DESK_CUSTOMERS_GROUPS (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->words);
  G_OBJECT_CLASS (desk_customers_groups_parent_class)->dispose (object);
}

static void
desk_customers_groups_class_init (DeskCustomersGroupsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_customers_groups_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", DESK_TYPE_CUSTOMERS_GROUPS, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
desk_customers_groups_init (DeskCustomersGroups *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-groups");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Groups"), -1);
}

GtkWidget *
desk_customers_groups_new (DeskFilterWords *words)
{
  DeskCustomersGroups *self = g_object_new (DESK_TYPE_CUSTOMERS_GROUPS, NULL);

  self->words = g_object_ref (words);
  return GTK_WIDGET (self);
}

void
desk_customers_groups_show (DeskCustomersGroups *self, const char *key, const GArray *groups)
{
  const Key *found = find_key (key);
  GtkWidget *child;
  gint64 first = 0;

  g_return_if_fail (DESK_IS_CUSTOMERS_GROUPS (self));

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  gtk_widget_set_visible (GTK_WIDGET (self), found != NULL && groups != NULL && groups->len > 0);
  for (guint i = 0; found != NULL && groups != NULL && i < groups->len; i++)
    {
      const DeskGroupCount *group = &g_array_index (groups, DeskGroupCount, i);
      g_autofree char *title = dup_title (self, found, group->value);

      add_group (self, title, group->n, first);
      first += group->n;
    }
}
