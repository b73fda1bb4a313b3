/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of the fields are made when the object is first opened. Main thread. */

#include "client/customers/desk-object-row.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-object-words.h"
#include "client/customers/desk-policy-facts.h"
#include "client/ui/desk-format.h"

struct _DeskObjectRow
{
  GObject parent_instance;

  GtkWidget *line; /* (owned): a GtkListBoxRow */
  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *second_label;
  GtkLabel *warning_label;
  GtkLabel *policies_label;
  GtkImage *arrow;

  DeskContext *context;    /* (owned) */
  CrmRecord *object;       /* (owned) */
  DeskRecordSet *policies; /* (owned) */
  GPtrArray *rows;         /* (owned) (element-type DeskFieldRow) */
  GPtrArray *fields;       /* (owned) (element-type DeskRecordField) */
  gboolean open;
};

G_DEFINE_FINAL_TYPE (DeskObjectRow, desk_object_row, G_TYPE_OBJECT)

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

/* What is unusual is told while the object is closed, too. */
static char *
dup_first_warning (DeskObjectRow *self)
{
  const DeskObjectLook *look =
      desk_object_get_look (crm_record_get_text (self->object, CRM_INSURED_OBJECT_TYPE));
  char *warning = desk_object_dup_overlap (self->context, self->object, self->policies);

  for (guint i = 0; warning == NULL && i < look->n_fields; i++)
    {
      const guint field = look->fields[i].field;
      g_autofree char *word = desk_object_dup_warning (self->object, field);

      if (word != NULL)
        warning =
            g_strdup_printf ("%s: %s",
                             desk_format_field_title (&crm_insured_object_kind,
                                                      crm_insured_object_kind.fields[field].name),
                             word);
    }
  return warning;
}

static void
update_marks (DeskObjectRow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autofree char *word =
          desk_object_dup_warning (self->object, desk_record_field_get_field (
                                                     g_ptr_array_index (self->fields, i)));

      desk_field_row_set_mark (g_ptr_array_index (self->rows, i), word);
    }
}

static void
update_cb (DeskObjectRow *self)
{
  g_autofree char *title = NULL;
  g_autofree char *second = NULL;
  g_autofree char *warning = NULL;
  g_autofree char *policies = NULL;
  g_autofree char *spoken = NULL;
  const char *type;

  if (!crm_record_is_loaded (self->object))
    return;
  type = crm_record_get_text (self->object, CRM_INSURED_OBJECT_TYPE);
  title = desk_object_dup_title (self->object);
  second = desk_object_dup_line (self->object);
  warning = dup_first_warning (self);
  policies = desk_object_dup_policies (self->context, self->object, self->policies);
  if (policies == NULL && desk_record_set_is_complete (self->policies))
    policies = g_strdup (_ ("not insured"));
  gtk_image_set_from_icon_name (self->icon, desk_object_get_look (type)->icon_name);
  gtk_label_set_text (self->title_label, title);
  show_text (self->second_label, second);
  show_text (self->warning_label, warning);
  show_text (self->policies_label, policies);
  update_marks (self);
  spoken = g_strdup_printf ("%s, %s%s%s", title, policies != NULL ? policies : "",
                            warning != NULL ? ", " : "", warning != NULL ? warning : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

void
desk_object_row_remove (DeskObjectRow *self)
{
  g_return_if_fail (DESK_IS_OBJECT_ROW (self));
  desk_customer_remove_child (gtk_widget_get_parent (self->line), self->context, self->object,
                              _ ("Object removed"));
}

static gboolean
key_cb (DeskObjectRow *self, guint keyval, guint keycode, GdkModifierType state)
{
  const GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (modifiers != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Right:
      desk_object_row_set_open (self, TRUE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Left:
      desk_object_row_set_open (self, FALSE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Delete:
      if (desk_customer_may (self->context, self->object, CRM_ACTION_DELETE))
        desk_object_row_remove (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static GtkLabel *
add_label (GtkBox *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
remove_clicked_cb (DeskObjectRow *self)
{
  desk_object_row_remove (self);
}

static GtkWidget *
make_remove_button (DeskObjectRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "desk-row-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove the object"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
make_line (DeskObjectRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->arrow = GTK_IMAGE (gtk_image_new_from_icon_name ("pan-down-symbolic"));
  self->title_label = add_label (GTK_BOX (words), "desk-offer-title");
  self->second_label = add_label (GTK_BOX (words), "desk-subtitle");
  self->policies_label = add_label (GTK_BOX (words), "desk-subtitle");
  self->warning_label = add_label (GTK_BOX (words), "desk-warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "desk-policy-icon");
  gtk_widget_add_css_class (GTK_WIDGET (self->arrow), "desk-policy-icon");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), words);
  if (desk_customer_may (self->context, self->object, CRM_ACTION_DELETE))
    gtk_box_append (GTK_BOX (box), make_remove_button (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->arrow));
  self->line = g_object_ref_sink (gtk_list_box_row_new ());
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->line), box);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self->line), FALSE);
  gtk_widget_add_css_class (self->line, "desk-offer-row");
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->line, keys);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE,
                               -1);
}

static void
desk_object_row_dispose (GObject *object)
{
  DeskObjectRow *self = DESK_OBJECT_ROW (object);

  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->line);
  g_clear_object (&self->policies);
  g_clear_object (&self->object);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_object_row_parent_class)->dispose (object);
}

static void
desk_object_row_class_init (DeskObjectRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_object_row_dispose;
}

static void
desk_object_row_init (DeskObjectRow *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
}

DeskObjectRow *
desk_object_row_new (DeskContext *context, CrmRecord *object, DeskRecordSet *policies)
{
  DeskObjectRow *self = g_object_new (DESK_TYPE_OBJECT_ROW, NULL);

  self->context = g_object_ref (context);
  self->object = g_object_ref (object);
  self->policies = g_object_ref (policies);
  make_line (self);
  g_signal_connect_object (object, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (policies, "changed", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  update_cb (self);
  return self;
}

CrmRecord *
desk_object_row_get_object (DeskObjectRow *self)
{
  g_return_val_if_fail (DESK_IS_OBJECT_ROW (self), NULL);
  return self->object;
}

GtkListBoxRow *
desk_object_row_get_row (DeskObjectRow *self, guint index)
{
  g_return_val_if_fail (DESK_IS_OBJECT_ROW (self), NULL);

  if (index == 0)
    return GTK_LIST_BOX_ROW (self->line);
  return index <= self->rows->len ? g_ptr_array_index (self->rows, index - 1) : NULL;
}

gboolean
desk_object_row_is_open (DeskObjectRow *self)
{
  g_return_val_if_fail (DESK_IS_OBJECT_ROW (self), FALSE);
  return self->open;
}

/* Into the list in which the line stands; its order puts them behind it. */
static void
make_fields (DeskObjectRow *self)
{
  const DeskObjectLook *look =
      desk_object_get_look (crm_record_get_text (self->object, CRM_INSURED_OBJECT_TYPE));
  GtkWidget *list = gtk_widget_get_parent (self->line);

  for (guint i = 0; i < look->n_fields; i++)
    {
      const char *name = crm_insured_object_kind.fields[look->fields[i].field].name;
      const char *title = desk_format_field_title (&crm_insured_object_kind, name);
      DeskFieldRow *row = DESK_FIELD_ROW (g_object_ref_sink (desk_field_row_new (title, FALSE)));
      DeskRecordField *field = desk_record_field_new (self->context, row, &look->fields[i]);

      g_ptr_array_add (self->rows, row);
      g_ptr_array_add (self->fields, field);
      desk_record_field_set_record (field, self->object);
      gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (row));
    }
  update_marks (self);
}

void
desk_object_row_set_open (DeskObjectRow *self, gboolean open)
{
  g_return_if_fail (DESK_IS_OBJECT_ROW (self));

  if (self->open == open)
    return;
  self->open = open;
  if (open && self->rows->len == 0)
    make_fields (self);
  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->rows, i), open);
  gtk_image_set_from_icon_name (self->arrow, open ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_STATE_EXPANDED, open,
                               -1);
}

void
desk_object_row_leave (DeskObjectRow *self)
{
  g_return_if_fail (DESK_IS_OBJECT_ROW (self));

  for (guint i = 0; i < self->fields->len; i++)
    desk_record_field_leave (g_ptr_array_index (self->fields, i));
}
