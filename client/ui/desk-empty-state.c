/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An empty list that says what is the matter and what can be done. Main thread, no state but its
 * three texts. */

#include "client/ui/desk-empty-state.h"

#include "shared/base/crm-util.h"

struct _DeskEmptyState
{
  AdwBin parent_instance;

  /* template widgets */
  GtkImage *image;
  GtkLabel *title_label;
  GtkLabel *description_label;
  GtkBox *actions_box;

  /* (owned) (nullable) */
  char *icon_name;
  char *title;
  char *description;
};

enum
{
  PROP_ICON_NAME = 1,
  PROP_TITLE,
  PROP_DESCRIPTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void desk_empty_state_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskEmptyState,
                               desk_empty_state,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      desk_empty_state_buildable_init))

static char **
find_text (DeskEmptyState *self, guint property_id)
{
  switch (property_id)
    {
    case PROP_ICON_NAME:
      return &self->icon_name;
    case PROP_TITLE:
      return &self->title;
    case PROP_DESCRIPTION:
      return &self->description;
    default:
      return NULL;
    }
}

static void
set_text (DeskEmptyState *self, guint property_id, const char *value)
{
  if (crm_set_string (find_text (self, property_id), value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property_id]);
  gtk_widget_set_visible (GTK_WIDGET (self->description_label), self->description != NULL);
}

static void
desk_empty_state_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  char **text = find_text (DESK_EMPTY_STATE (object), property_id);

  if (text == NULL)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  else
    g_value_set_string (value, *text);
}

static void
desk_empty_state_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  DeskEmptyState *self = DESK_EMPTY_STATE (object);

  if (find_text (self, property_id) == NULL)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  else
    set_text (self, property_id, g_value_get_string (value));
}

static void
desk_empty_state_add_child (GtkBuildable *buildable,
                            GtkBuilder *builder,
                            GObject *child,
                            const char *type)
{
  DeskEmptyState *self = DESK_EMPTY_STATE (buildable);

  if (g_strcmp0 (type, "action") == 0)
    gtk_box_append (self->actions_box, GTK_WIDGET (child));
  else
    {
      GtkBuildableIface *parent =
          g_type_interface_peek (desk_empty_state_parent_class, GTK_TYPE_BUILDABLE);

      parent->add_child (buildable, builder, child, type);
    }
}

static void
desk_empty_state_buildable_init (GtkBuildableIface *iface)
{
  iface->add_child = desk_empty_state_add_child;
}

static void
desk_empty_state_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DESK_TYPE_EMPTY_STATE);
  G_OBJECT_CLASS (desk_empty_state_parent_class)->dispose (object);
}

static void
desk_empty_state_finalize (GObject *object)
{
  DeskEmptyState *self = DESK_EMPTY_STATE (object);

  g_free (self->icon_name);
  g_free (self->title);
  g_free (self->description);
  G_OBJECT_CLASS (desk_empty_state_parent_class)->finalize (object);
}

static void
desk_empty_state_class_init (DeskEmptyStateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = desk_empty_state_get_property;
  object_class->set_property = desk_empty_state_set_property;
  object_class->dispose = desk_empty_state_dispose;
  object_class->finalize = desk_empty_state_finalize;

  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/ui/desk-empty-state.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskEmptyState, image);
  gtk_widget_class_bind_template_child (widget_class, DeskEmptyState, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskEmptyState, description_label);
  gtk_widget_class_bind_template_child (widget_class, DeskEmptyState, actions_box);
}

static void
desk_empty_state_init (DeskEmptyState *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->description_label), FALSE);
}

void
desk_empty_state_set_text (DeskEmptyState *self,
                           const char *icon_name,
                           const char *title,
                           const char *description)
{
  g_return_if_fail (DESK_IS_EMPTY_STATE (self));

  set_text (self, PROP_ICON_NAME, icon_name);
  set_text (self, PROP_TITLE, title);
  set_text (self, PROP_DESCRIPTION, description);
}
