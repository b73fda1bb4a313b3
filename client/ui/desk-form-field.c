/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the kinds of fields have apart. Main thread. */

#include "client/ui/desk-form-field.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"

GtkLabel *
desk_form_make_text (const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css);
  return GTK_LABEL (label);
}

char *
desk_form_row_dup_value (DeskFormRow *field)
{
  guint selected;
  const char *text;

  switch (field->type)
    {
    case DESK_FORM_SWITCH:
      return g_strdup (gtk_switch_get_active (GTK_SWITCH (field->control)) ? "true" : "false");
    case DESK_FORM_CHOICE:
      selected = adw_combo_row_get_selected (ADW_COMBO_ROW (field->control));
      return selected < g_strv_length (field->ids) && *field->ids[selected] != '\0'
                 ? g_strdup (field->ids[selected])
                 : NULL;
    case DESK_FORM_DATE:
      text = gtk_editable_get_text (GTK_EDITABLE (field->control));
      return *text != '\0' ? desk_format_parse_date (text, g_get_real_time ()) : NULL;
    case DESK_FORM_PASSWORD:
      text = gtk_editable_get_text (GTK_EDITABLE (field->control));
      return *text != '\0' ? g_strdup (text) : NULL;
    case DESK_FORM_TEXT:
    case DESK_FORM_LIST:
    default:
      text = gtk_editable_get_text (GTK_EDITABLE (field->control));
      return *text != '\0' ? g_strstrip (g_strdup (text)) : NULL;
    }
}

void
desk_form_row_set_value (DeskFormRow *field, const char *value)
{
  g_autofree char *date = NULL;

  switch (field->type)
    {
    case DESK_FORM_SWITCH:
      gtk_switch_set_active (GTK_SWITCH (field->control), g_strcmp0 (value, "true") == 0);
      break;
    case DESK_FORM_CHOICE:
      for (guint i = 0; field->ids[i] != NULL; i++)
        if (g_strcmp0 (field->ids[i], value != NULL ? value : "") == 0)
          adw_combo_row_set_selected (ADW_COMBO_ROW (field->control), i);
      break;
    case DESK_FORM_DATE:
      date = value != NULL ? desk_format_date (value) : g_strdup ("");
      gtk_editable_set_text (GTK_EDITABLE (field->control), date);
      break;
    case DESK_FORM_TEXT:
    case DESK_FORM_LIST:
    case DESK_FORM_PASSWORD:
    default:
      gtk_editable_set_text (GTK_EDITABLE (field->control), value != NULL ? value : "");
    }
}

void
desk_form_row_complain (DeskFormRow *field, const char *text)
{
  gtk_label_set_label (field->trouble_label, text != NULL ? text : "");
  gtk_widget_set_visible (field->trouble, text != NULL);
  if (text != NULL)
    gtk_widget_add_css_class (field->row, "error");
  else
    gtk_widget_remove_css_class (field->row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field->control), GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                            : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
edited_cb (GtkWidget *control, GParamSpec *pspec, DeskFormRow *field)
{
  desk_form_row_complain (field, NULL);
}

static void
make_switch (DeskFormRow *field)
{
  field->row = adw_action_row_new ();
  field->control = gtk_switch_new ();
  gtk_widget_set_valign (field->control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (field->row), field->control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (field->row), field->control);
  g_signal_connect (field->control, "notify::active", G_CALLBACK (edited_cb), field);
}

static void
make_choice (DeskFormRow *field, const DeskFormField *info)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (info->titles);

  field->row = field->control = adw_combo_row_new ();
  field->ids = g_strdupv ((char **) info->ids);
  adw_combo_row_set_model (ADW_COMBO_ROW (field->row), G_LIST_MODEL (titles));
  g_signal_connect (field->row, "notify::selected", G_CALLBACK (edited_cb), field);
}

static void
make_entry (DeskFormRow *field)
{
  field->row = field->control =
      field->type == DESK_FORM_PASSWORD ? adw_password_entry_row_new () : adw_entry_row_new ();
  g_signal_connect (field->row, "notify::text", G_CALLBACK (edited_cb), field);
}

/* What has the keyboard in an entry row is a box inside it; a choice is named by its row. */
static void
name_control (DeskFormRow *field, const char *title)
{
  GtkWidget *control = field->control;

  if (ADW_IS_ENTRY_ROW (control))
    control =
        gtk_widget_get_parent (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (control))));
  if (!ADW_IS_COMBO_ROW (control))
    gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    -1);
}

static void
make_trouble (DeskFormRow *field)
{
  field->trouble_label = desk_form_make_text ("desk-late");
  field->trouble = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (field->trouble), GTK_WIDGET (field->trouble_label));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (field->trouble), FALSE);
  gtk_widget_set_focusable (field->trouble, FALSE);
  gtk_widget_add_css_class (field->trouble, "desk-form-text");
  gtk_widget_set_visible (field->trouble, FALSE);
}

DeskFormRow *
desk_form_row_new (const DeskFormField *info)
{
  DeskFormRow *self = g_new0 (DeskFormRow, 1);

  self->name = g_strdup (info->name);
  self->type = info->type;
  if (info->type == DESK_FORM_SWITCH)
    make_switch (self);
  else if (info->type == DESK_FORM_CHOICE)
    make_choice (self, info);
  else
    make_entry (self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), info->title);
  name_control (self, info->title);
  make_trouble (self);
  desk_form_row_set_value (self, info->value);
  self->first = desk_form_row_dup_value (self);
  return self;
}

void
desk_form_row_free (DeskFormRow *self)
{
  g_free (self->name);
  g_free (self->first);
  g_strfreev (self->ids);
  g_free (self);
}

gboolean
desk_form_row_is_bad_date (DeskFormRow *self)
{
  g_autofree char *value = desk_form_row_dup_value (self);

  return self->type == DESK_FORM_DATE && value == NULL &&
         *gtk_editable_get_text (GTK_EDITABLE (self->control)) != '\0';
}

static JsonNode *
list_to_json (const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, ",", -1);
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      json_array_add_string_element (array, words[i]);
  json_node_take_array (node, array);
  return node;
}

JsonNode *
desk_form_row_to_json (DeskFormRow *self, const char *value)
{
  JsonNode *node;

  if (value == NULL)
    return json_node_new (JSON_NODE_NULL);
  if (self->type == DESK_FORM_LIST)
    return list_to_json (value);
  node = json_node_new (JSON_NODE_VALUE);
  if (self->type == DESK_FORM_SWITCH)
    json_node_set_boolean (node, g_str_equal (value, "true"));
  else
    json_node_set_string (node, value);
  return node;
}
