/* SPDX-License-Identifier: GPL-3.0-or-later */

/* History of the client in a timeline. Main thread; owned by the card. */

#include "client/customers/desk-customer-timeline.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-history.h"
#include "client/ui/desk-timeline-view.h"

struct _DeskCustomerTimeline
{
  DeskCardBlock parent_instance;

  GtkWidget *empty_label;
  DeskCustomerHistory *history; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DeskCustomerTimeline, desk_customer_timeline, DESK_TYPE_CARD_BLOCK)

static void
history_changed_cb (DeskCustomerTimeline *self)
{
  gtk_widget_set_visible (self->empty_label,
                          g_list_model_get_n_items (G_LIST_MODEL (self->history)) == 0);
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskCustomerTimeline *self = DESK_CUSTOMER_TIMELINE (block);

  if (self->history != NULL)
    desk_customer_history_set_record (self->history, record);
}

static void
desk_customer_timeline_dispose (GObject *object)
{
  desk_card_block_leave (DESK_CARD_BLOCK (object));
  g_clear_object (&DESK_CUSTOMER_TIMELINE (object)->history);
  G_OBJECT_CLASS (desk_customer_timeline_parent_class)->dispose (object);
}

static void
desk_customer_timeline_class_init (DeskCustomerTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_customer_timeline_dispose;
  DESK_CARD_BLOCK_CLASS (klass)->set_record = set_record;
}

static void
desk_customer_timeline_init (DeskCustomerTimeline *self)
{
}

DeskCardBlock *
desk_customer_timeline_new (DeskContext *context)
{
  DeskCustomerTimeline *self = g_object_new (DESK_TYPE_CUSTOMER_TIMELINE, "context", context, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = g_object_new (DESK_TYPE_TIMELINE_VIEW, "vexpand", TRUE, NULL);

  self->empty_label = gtk_label_new (_ ("Changes will appear here"));
  gtk_label_set_xalign (GTK_LABEL (self->empty_label), 0);
  gtk_widget_set_visible (self->empty_label, FALSE);
  gtk_widget_add_css_class (self->empty_label, "desk-subtitle");
  gtk_widget_add_css_class (self->empty_label, "desk-timeline-empty");
  gtk_box_append (GTK_BOX (box), self->empty_label);
  gtk_box_append (GTK_BOX (box), view);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), box);
  self->history = desk_customer_history_new (context);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (history_changed_cb), self,
                           G_CONNECT_SWAPPED);
  desk_timeline_view_set_model (DESK_TIMELINE_VIEW (view), G_LIST_MODEL (self->history));
  return DESK_CARD_BLOCK (self);
}
