/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all blocks of the card share: the line above them and being told when to look again. */

#include "client/customers/desk-card-block.h"

typedef struct
{
  GtkWidget *header; /* (owned): by the widget, as all below */
  GtkWidget *title_label;
  GtkWidget *subtitle_label;
  GtkWidget *suffix_box;
  GtkWidget *child; /* (nullable) */

  DeskContext *context; /* (owned) (nullable) */
  CrmRecord *record;    /* (owned) (nullable) */
  GSignalGroup *events; /* (owned): of the record */
  gboolean shows_title;
  gboolean empty;
} DeskCardBlockPrivate;

enum
{
  PROP_CONTEXT = 1,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_SHOWS_TITLE,
  PROP_EMPTY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DeskCardBlock, desk_card_block, GTK_TYPE_WIDGET)

static DeskCardBlockPrivate *
get_private (DeskCardBlock *self)
{
  return desk_card_block_get_instance_private (self);
}

static void
update_cb (DeskCardBlock *self)
{
  DeskCardBlockPrivate *priv = get_private (self);

  if (priv->record != NULL && crm_record_is_loaded (priv->record))
    DESK_CARD_BLOCK_GET_CLASS (self)->update (self);
}

static void
do_nothing (DeskCardBlock *self)
{
}

static void
take_record (DeskCardBlock *self, CrmRecord *record)
{
}

static void
collect_nothing (DeskCardBlock *self, GPtrArray *records)
{
}

static void
set_context (DeskCardBlock *self, DeskContext *context)
{
  if (context == NULL)
    return;
  get_private (self)->context = g_object_ref (context);
  g_signal_connect_object (desk_context_get_rights (context), "changed", G_CALLBACK (update_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "notify::layout", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
desk_card_block_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DeskCardBlockPrivate *priv = get_private (DESK_CARD_BLOCK (object));

  switch (property_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_text (GTK_LABEL (priv->title_label)));
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, desk_card_block_get_subtitle (DESK_CARD_BLOCK (object)));
      break;
    case PROP_SHOWS_TITLE:
      g_value_set_boolean (value, priv->shows_title);
      break;
    case PROP_EMPTY:
      g_value_set_boolean (value, priv->empty);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_card_block_set_property (GObject *object,
                              guint property_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  DeskCardBlock *self = DESK_CARD_BLOCK (object);

  switch (property_id)
    {
    case PROP_CONTEXT:
      set_context (self, g_value_get_object (value));
      break;
    case PROP_TITLE:
      desk_card_block_set_title (self, g_value_get_string (value));
      break;
    case PROP_SUBTITLE:
      desk_card_block_set_subtitle (self, g_value_get_string (value));
      break;
    case PROP_SHOWS_TITLE:
      desk_card_block_set_shows_title (self, g_value_get_boolean (value));
      break;
    case PROP_EMPTY:
      desk_card_block_set_empty (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_card_block_dispose (GObject *object)
{
  DeskCardBlock *self = DESK_CARD_BLOCK (object);
  DeskCardBlockPrivate *priv = get_private (self);

  desk_card_block_leave (self);
  g_clear_object (&priv->events);
  g_clear_object (&priv->context);
  g_clear_pointer (&priv->child, gtk_widget_unparent);
  g_clear_pointer (&priv->header, gtk_widget_unparent);
  G_OBJECT_CLASS (desk_card_block_parent_class)->dispose (object);
}

/* A block whose child wants all the height there is wants it too; columns have their widths. */
static void
desk_card_block_compute_expand (GtkWidget *widget, gboolean *hexpand, gboolean *vexpand)
{
  GtkWidget *child = get_private (DESK_CARD_BLOCK (widget))->child;

  *hexpand = FALSE;
  *vexpand = child != NULL && gtk_widget_compute_expand (child, GTK_ORIENTATION_VERTICAL);
}

static void
install_properties (GObjectClass *object_class)
{
  properties[PROP_CONTEXT] =
      g_param_spec_object ("context", NULL, NULL, DESK_TYPE_CONTEXT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOWS_TITLE] = g_param_spec_boolean ("shows-title", NULL, NULL, TRUE,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_EMPTY] =
      g_param_spec_boolean ("empty", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_card_block_class_init (DeskCardBlockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = desk_card_block_get_property;
  object_class->set_property = desk_card_block_set_property;
  object_class->dispose = desk_card_block_dispose;
  widget_class->compute_expand = desk_card_block_compute_expand;
  klass->set_record = take_record;
  klass->update = do_nothing;
  klass->collect = collect_nothing;
  install_properties (object_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "cardblock");
}

static void
desk_card_block_init (DeskCardBlock *self)
{
  DeskCardBlockPrivate *priv = get_private (self);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  priv->shows_title = TRUE;
  priv->header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  priv->title_label = gtk_label_new (NULL);
  priv->subtitle_label = gtk_label_new (NULL);
  priv->suffix_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (priv->header, "desk-group-heading");
  gtk_widget_add_css_class (priv->title_label, "heading");
  gtk_widget_add_css_class (priv->subtitle_label, "desk-subtitle");
  gtk_label_set_ellipsize (GTK_LABEL (priv->subtitle_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (priv->title_label), 0);
  gtk_label_set_xalign (GTK_LABEL (priv->subtitle_label), 0);
  gtk_widget_set_hexpand (priv->subtitle_label, TRUE);
  gtk_widget_set_visible (priv->header, FALSE);
  gtk_box_append (GTK_BOX (priv->header), priv->title_label);
  gtk_box_append (GTK_BOX (priv->header), priv->subtitle_label);
  gtk_box_append (GTK_BOX (priv->header), priv->suffix_box);
  gtk_widget_set_parent (priv->header, GTK_WIDGET (self));
  priv->events = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (priv->events, "notify", G_CALLBACK (update_cb), self);
}

DeskContext *
desk_card_block_get_context (DeskCardBlock *self)
{
  g_return_val_if_fail (DESK_IS_CARD_BLOCK (self), NULL);
  return get_private (self)->context;
}

CrmRecord *
desk_card_block_get_record (DeskCardBlock *self)
{
  g_return_val_if_fail (DESK_IS_CARD_BLOCK (self), NULL);
  return get_private (self)->record;
}

void
desk_card_block_set_record (DeskCardBlock *self, CrmRecord *record)
{
  DeskCardBlockPrivate *priv = get_private (self);

  g_return_if_fail (DESK_IS_CARD_BLOCK (self));

  if (!g_set_object (&priv->record, record))
    return;
  if (priv->events != NULL)
    g_signal_group_set_target (priv->events, record);
  DESK_CARD_BLOCK_GET_CLASS (self)->set_record (self, record);
  update_cb (self);
}

void
desk_card_block_collect (DeskCardBlock *self, GPtrArray *records)
{
  g_return_if_fail (DESK_IS_CARD_BLOCK (self) && records != NULL);
  DESK_CARD_BLOCK_GET_CLASS (self)->collect (self, records);
}

void
desk_card_block_set_child (DeskCardBlock *self, GtkWidget *child)
{
  DeskCardBlockPrivate *priv = get_private (self);
  const char *title;

  g_return_if_fail (DESK_IS_CARD_BLOCK (self) && priv->child == NULL);

  priv->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  title = gtk_label_get_text (GTK_LABEL (priv->title_label));
  desk_card_block_set_title (self, title);
}

void
desk_card_block_add_suffix (DeskCardBlock *self, GtkWidget *widget)
{
  g_return_if_fail (DESK_IS_CARD_BLOCK (self));
  gtk_box_append (GTK_BOX (get_private (self)->suffix_box), widget);
}

void
desk_card_block_set_title (DeskCardBlock *self, const char *title)
{
  DeskCardBlockPrivate *priv = get_private (self);
  const gboolean titled = title != NULL && *title != '\0';

  g_return_if_fail (DESK_IS_CARD_BLOCK (self));

  if (title != gtk_label_get_text (GTK_LABEL (priv->title_label)))
    gtk_label_set_text (GTK_LABEL (priv->title_label), titled ? title : "");
  gtk_widget_set_visible (priv->header, titled && priv->shows_title);
  if (titled && priv->child != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (priv->child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_text (GTK_LABEL (priv->title_label)), -1);
}

void
desk_card_block_set_subtitle (DeskCardBlock *self, const char *subtitle)
{
  g_return_if_fail (DESK_IS_CARD_BLOCK (self));
  gtk_label_set_text (GTK_LABEL (get_private (self)->subtitle_label),
                      subtitle != NULL ? subtitle : "");
}

const char *
desk_card_block_get_subtitle (DeskCardBlock *self)
{
  g_return_val_if_fail (DESK_IS_CARD_BLOCK (self), NULL);
  return gtk_label_get_text (GTK_LABEL (get_private (self)->subtitle_label));
}

void
desk_card_block_set_shows_title (DeskCardBlock *self, gboolean shows_title)
{
  DeskCardBlockPrivate *priv = get_private (self);

  g_return_if_fail (DESK_IS_CARD_BLOCK (self));

  priv->shows_title = shows_title;
  desk_card_block_set_title (self, gtk_label_get_text (GTK_LABEL (priv->title_label)));
}

void
desk_card_block_set_empty (DeskCardBlock *self, gboolean empty)
{
  DeskCardBlockPrivate *priv = get_private (self);

  g_return_if_fail (DESK_IS_CARD_BLOCK (self));

  gtk_widget_set_visible (GTK_WIDGET (self), !empty);
  if (priv->empty == empty)
    return;
  priv->empty = empty;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EMPTY]);
}

void
desk_card_block_leave (DeskCardBlock *self)
{
  g_return_if_fail (DESK_IS_CARD_BLOCK (self));
  desk_card_block_set_record (self, NULL);
}
