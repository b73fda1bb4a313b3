/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the conflict dialog. Main thread; writes the choice into the group it was given, which
 * the dialog owns and keeps longer. */

#include "client/ui/desk-conflict-row.h"

#include <glib/gi18n.h>

struct _DeskConflictRow
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkBox *box;
  GtkWidget *name_box;
  GtkLabel *title_label;
  GtkLabel *base_label;
  GtkCheckButton *mine_button;
  GtkLabel *mine_label;
  GtkCheckButton *theirs_button;
  GtkLabel *theirs_label;

  DeskConflictGroup *group; /* borrowed */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskConflictRow, desk_conflict_row, GTK_TYPE_WIDGET)

static void
toggled_cb (DeskConflictRow *self)
{
  gboolean mine = gtk_check_button_get_active (self->mine_button);

  if (self->group == NULL || self->group->take_mine == mine)
    return;
  self->group->take_mine = mine;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_value (GtkLabel *label, GtkCheckButton *button, const CrmKind *kind, CrmFieldSet *set)
{
  g_autofree char *text = desk_conflict_dup_text (kind, set);

  if (*text == '\0')
    {
      gtk_label_set_label (label, _ ("empty"));
      gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
    }
  else
    gtk_label_set_label (label, text);
}

static void
name_buttons (DeskConflictRow *self, const char *title)
{
  g_autofree char *mine =
      g_strdup_printf (_ ("%s, mine: %s"), title, gtk_label_get_label (self->mine_label));
  g_autofree char *theirs =
      g_strdup_printf (_ ("%s, theirs: %s"), title, gtk_label_get_label (self->theirs_label));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mine_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  mine, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->theirs_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, theirs, -1);
}

static void
desk_conflict_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DESK_TYPE_CONFLICT_ROW);
  G_OBJECT_CLASS (desk_conflict_row_parent_class)->dispose (object);
}

static void
desk_conflict_row_class_init (DeskConflictRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_conflict_row_dispose;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_CONFLICT_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/ui/desk-conflict-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskConflictRow, box);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictRow, name_box);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictRow, base_label);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictRow, mine_button);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictRow, mine_label);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictRow, theirs_button);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictRow, theirs_label);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
desk_conflict_row_init (DeskConflictRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
desk_conflict_row_new (const CrmKind *kind, DeskConflictGroup *group, GtkSizeGroup *const *columns)
{
  DeskConflictRow *self = g_object_new (DESK_TYPE_CONFLICT_ROW, NULL);
  const char *title = desk_conflict_group_get_title (group, kind);
  g_autofree char *base = desk_conflict_dup_text (kind, group->base);
  g_autofree char *was = NULL;

  self->group = group;
  was = *base != '\0' ? g_strdup_printf (_ ("was %s"), base) : g_strdup (_ ("was empty"));
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->base_label, was);
  show_value (self->mine_label, self->mine_button, kind, group->shown_mine);
  show_value (self->theirs_label, self->theirs_button, kind, group->shown_theirs);
  name_buttons (self, title);
  gtk_size_group_add_widget (columns[0], self->name_box);
  gtk_size_group_add_widget (columns[1], GTK_WIDGET (self->mine_button));
  gtk_size_group_add_widget (columns[2], GTK_WIDGET (self->theirs_button));
  desk_conflict_row_update (self);
  return GTK_WIDGET (self);
}

void
desk_conflict_row_update (DeskConflictRow *self)
{
  g_return_if_fail (DESK_IS_CONFLICT_ROW (self));

  gtk_check_button_set_active (self->group->take_mine ? self->mine_button : self->theirs_button,
                               TRUE);
}

void
desk_conflict_row_set_stacked (DeskConflictRow *self, gboolean stacked)
{
  g_return_if_fail (DESK_IS_CONFLICT_ROW (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                  stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->box, stacked ? 6 : 16);
}
