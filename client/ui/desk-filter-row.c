/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the filter builder. Its value is a list, a number or a text, as the field and the
 * operator want. Main thread; owned by the builder. */

#include "client/ui/desk-filter-row.h"

#include <glib/gi18n.h>

#define MAX_DAYS   3650
#define MAX_NUMBER 1000

struct _DeskFilterRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkDropDown *field_drop;
  GtkDropDown *op_drop;
  GtkWidget *value_box;
  GtkWidget *value; /* (nullable): in the box */

  DeskFilterWords *words; /* (owned) */
  GArray *ops;            /* (element-type DeskFilterOp): in the order of op_drop */
  GStrv ids;              /* (nullable): of the list of values */
  gboolean filling;       /* the program chooses, not the person */
};

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskFilterRow, desk_filter_row, GTK_TYPE_WIDGET)

static void
tell_changed_cb (DeskFilterRow *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static const DeskFilterField *
get_field (DeskFilterRow *self)
{
  guint n = 0;
  const DeskFilterField *fields = desk_filter_list_fields (&n);

  return &fields[MIN (gtk_drop_down_get_selected (self->field_drop), n - 1)];
}

static DeskFilterOp
get_op (DeskFilterRow *self)
{
  const guint selected = gtk_drop_down_get_selected (self->op_drop);

  return g_array_index (self->ops, DeskFilterOp, MIN (selected, self->ops->len - 1));
}

static void
name_widget (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
make_list_value (DeskFilterRow *self, GStrv titles)
{
  self->value = gtk_drop_down_new_from_strings ((const char *const *) titles);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->value), g_strv_length (titles) > 12);
  g_signal_connect_object (self->value, "notify::selected", G_CALLBACK (tell_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
make_number_value (DeskFilterRow *self, gboolean days)
{
  self->value = gtk_spin_button_new_with_range (0, days ? MAX_DAYS : MAX_NUMBER, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->value), days ? 30 : 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->value), 5);
  g_signal_connect_object (self->value, "value-changed", G_CALLBACK (tell_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
make_text_value (DeskFilterRow *self, gboolean money)
{
  self->value = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->value), 16);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->value), money ? _ ("roubles") : NULL);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->value),
                               money ? GTK_INPUT_PURPOSE_DIGITS : GTK_INPUT_PURPOSE_FREE_FORM);
  g_signal_connect_object (self->value, "changed", G_CALLBACK (tell_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
make_value (DeskFilterRow *self)
{
  const DeskFilterField *field = get_field (self);
  const DeskValueType type = desk_filter_field_get_value (field, get_op (self));
  g_auto (GStrv) titles = NULL;

  if (self->value != NULL)
    gtk_box_remove (GTK_BOX (self->value_box), self->value);
  self->value = NULL;
  g_clear_pointer (&self->ids, g_strfreev);
  if (type == DESK_VALUE_NONE)
    return;
  if (desk_filter_words_list_choices (self->words, field, &self->ids, &titles))
    make_list_value (self, titles);
  else if (type == DESK_VALUE_DAYS || type == DESK_VALUE_NUMBER)
    make_number_value (self, type == DESK_VALUE_DAYS);
  else
    make_text_value (self, type == DESK_VALUE_MONEY);
  gtk_widget_set_hexpand (self->value, TRUE);
  name_widget (self->value, _ ("Value"));
  gtk_box_append (GTK_BOX (self->value_box), self->value);
}

static void
op_changed_cb (DeskFilterRow *self)
{
  const DeskValueType type = desk_filter_field_get_value (get_field (self), get_op (self));

  if (self->filling)
    return;
  /* The value stays where the other operator has one too. */
  if ((type == DESK_VALUE_NONE) != (self->value == NULL))
    make_value (self);
  tell_changed_cb (self);
}

static void
list_ops (DeskFilterRow *self)
{
  const DeskFilterField *field = get_field (self);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  g_array_set_size (self->ops, 0);
  for (DeskFilterOp op = 0; op < DESK_N_OPS; op++)
    if ((field->ops & DESK_OP_BIT (op)) != 0)
      {
        g_array_append_val (self->ops, op);
        gtk_string_list_append (titles, desk_filter_words_get_op (field, op));
      }
  gtk_drop_down_set_model (self->op_drop, G_LIST_MODEL (titles));
}

static void
field_changed_cb (DeskFilterRow *self)
{
  if (self->filling)
    return;
  self->filling = TRUE;
  list_ops (self);
  make_value (self);
  self->filling = FALSE;
  tell_changed_cb (self);
}

static void
remove_cb (DeskFilterRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

/* (nullable) (transfer full) */
static char *
dup_value (DeskFilterRow *self)
{
  if (self->value == NULL)
    return NULL;
  if (GTK_IS_DROP_DOWN (self->value))
    {
      const guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->value));

      return selected < g_strv_length (self->ids) ? g_strdup (self->ids[selected]) : NULL;
    }
  if (GTK_IS_SPIN_BUTTON (self->value))
    return g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->value)));
  if (get_field (self)->type == DESK_VALUE_MONEY)
    {
      gint64 roubles;

      if (!g_ascii_string_to_signed (gtk_editable_get_text (GTK_EDITABLE (self->value)), 10, 0,
                                     G_GINT64_CONSTANT (10000000000), &roubles, NULL))
        return NULL;
      return g_strdup_printf ("%" G_GINT64_FORMAT, roubles * 100);
    }
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->value))));
}

DeskFilter *
desk_filter_row_dup_test (DeskFilterRow *self)
{
  g_autofree char *value = NULL;

  g_return_val_if_fail (DESK_IS_FILTER_ROW (self), NULL);

  value = dup_value (self);
  return desk_filter_new_test (get_field (self)->id, get_op (self), value);
}

static void
show_value (DeskFilterRow *self, const char *value)
{
  if (GTK_IS_DROP_DOWN (self->value))
    {
      for (guint i = 0; self->ids[i] != NULL; i++)
        if (g_strcmp0 (self->ids[i], value) == 0)
          gtk_drop_down_set_selected (GTK_DROP_DOWN (self->value), i);
    }
  else if (GTK_IS_SPIN_BUTTON (self->value))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->value), g_ascii_strtod (value, NULL));
  else if (self->value != NULL && get_field (self)->type == DESK_VALUE_MONEY)
    {
      g_autofree char *roubles =
          g_strdup_printf ("%" G_GINT64_FORMAT, g_ascii_strtoll (value, NULL, 10) / 100);

      gtk_editable_set_text (GTK_EDITABLE (self->value), roubles);
    }
  else if (self->value != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->value), value);
}

static void
show_test (DeskFilterRow *self, DeskFilter *test)
{
  guint n = 0;
  const DeskFilterField *fields = desk_filter_list_fields (&n);
  const DeskFilterField *field = desk_filter_get_field (test);

  gtk_drop_down_set_selected (self->field_drop, (guint) (field - fields));
  list_ops (self);
  for (guint i = 0; i < self->ops->len; i++)
    if (g_array_index (self->ops, DeskFilterOp, i) == desk_filter_get_op (test))
      gtk_drop_down_set_selected (self->op_drop, i);
  make_value (self);
  show_value (self, desk_filter_get_value (test));
}

static void
desk_filter_row_dispose (GObject *object)
{
  DeskFilterRow *self = DESK_FILTER_ROW (object);

  self->filling = TRUE;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->words);
  G_OBJECT_CLASS (desk_filter_row_parent_class)->dispose (object);
}

static void
desk_filter_row_finalize (GObject *object)
{
  DeskFilterRow *self = DESK_FILTER_ROW (object);

  g_array_unref (self->ops);
  g_strfreev (self->ids);
  G_OBJECT_CLASS (desk_filter_row_parent_class)->finalize (object);
}

static void
desk_filter_row_class_init (DeskFilterRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = desk_filter_row_dispose;
  object_class->finalize = desk_filter_row_finalize;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_FILTER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", DESK_TYPE_FILTER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkDropDown *
add_drop_down (DeskFilterRow *self, const char *name, GCallback changed)
{
  GtkWidget *drop = gtk_drop_down_new (NULL, NULL);

  name_widget (drop, name);
  g_signal_connect_object (drop, "notify::selected", changed, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), drop);
  return GTK_DROP_DOWN (drop);
}

static void
desk_filter_row_init (DeskFilterRow *self)
{
  GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");

  self->filling = TRUE;
  self->ops = g_array_new (FALSE, FALSE, sizeof (DeskFilterOp));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->field_drop = add_drop_down (self, _ ("What"), G_CALLBACK (field_changed_cb));
  self->op_drop = add_drop_down (self, _ ("How"), G_CALLBACK (op_changed_cb));
  self->value_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_hexpand (self->value_box, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->value_box);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove the condition"));
  name_widget (remove, _ ("Remove the condition"));
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), remove);
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-filter-row");
}

GtkWidget *
desk_filter_row_new (DeskFilterWords *words, DeskFilter *test)
{
  DeskFilterRow *self = g_object_new (DESK_TYPE_FILTER_ROW, NULL);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint n = 0;
  const DeskFilterField *fields = desk_filter_list_fields (&n);

  self->words = g_object_ref (words);
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (titles, desk_filter_words_get_field (fields[i].id));
  gtk_drop_down_set_model (self->field_drop, G_LIST_MODEL (titles));
  if (test != NULL)
    show_test (self, test);
  else
    {
      list_ops (self);
      make_value (self);
    }
  self->filling = FALSE;
  return GTK_WIDGET (self);
}
