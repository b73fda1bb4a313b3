/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The values of a field that is chosen, not typed. Main thread; a child of whoever shows it. */

#include "client/ui/desk-choice-popover.h"

struct _DeskChoicePopover
{
  GtkPopover parent_instance;

  GStrv ids; /* (owned) */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskChoicePopover, desk_choice_popover, GTK_TYPE_POPOVER)

static void
activated_cb (DeskChoicePopover *self, GtkListBoxRow *row)
{
  g_autofree char *id = g_strdup (self->ids[gtk_list_box_row_get_index (row)]);

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, id);
}

static void
desk_choice_popover_finalize (GObject *object)
{
  g_strfreev (DESK_CHOICE_POPOVER (object)->ids);
  G_OBJECT_CLASS (desk_choice_popover_parent_class)->finalize (object);
}

static void
desk_choice_popover_class_init (DeskChoicePopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_choice_popover_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", DESK_TYPE_CHOICE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
desk_choice_popover_init (DeskChoicePopover *self)
{
}

GtkWidget *
desk_choice_popover_new (const char *const *ids, const char *const *titles)
{
  DeskChoicePopover *self = g_object_new (DESK_TYPE_CHOICE_POPOVER, NULL);
  GtkWidget *list = gtk_list_box_new ();

  self->ids = g_strdupv ((GStrv) ids);
  for (guint i = 0; titles[i] != NULL; i++)
    {
      GtkWidget *label = gtk_label_new (titles[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_append (GTK_LIST_BOX (list), label);
    }
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "desk-menu-list");
  g_signal_connect_object (list, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_set_child (GTK_POPOVER (self), list);
  return GTK_WIDGET (self);
}
