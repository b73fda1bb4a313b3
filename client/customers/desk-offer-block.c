/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A short list over DeskOfferFinder. What did not change keeps its row; after a step the focus
 * stays at the place, which is the next offer. Main thread; owned by the card. */

#include "client/customers/desk-offer-block.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-offer-finder.h"
#include "client/customers/desk-offer-row.h"

#define FIRST_ROWS 5

struct _DeskOfferBlock
{
  DeskCardBlock parent_instance;

  GtkListBox *list_box;
  GtkWidget *more_row;
  GtkLabel *more_label;
  DeskOfferFinder *finder; /* (owned) (nullable) */
  guint start_source;      /* 0: none */
  gboolean shows_all;
};

G_DEFINE_FINAL_TYPE (DeskOfferBlock, desk_offer_block, DESK_TYPE_CARD_BLOCK)

static GtkWidget *
get_row (DeskOfferBlock *self, guint position)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (self->list_box, (int) position));
}

/* -1: the focus is elsewhere. */
static int
find_focus (DeskOfferBlock *self)
{
  for (guint i = 0; get_row (self, i) != NULL; i++)
    if (gtk_widget_get_focus_child (get_row (self, i)) != NULL ||
        gtk_widget_has_focus (get_row (self, i)))
      return (int) i;
  return -1;
}

static void
remove_after (DeskOfferBlock *self, guint n)
{
  GtkWidget *row;

  while ((row = get_row (self, n)) != NULL && row != self->more_row)
    gtk_list_box_remove (self->list_box, row);
}

static void
place_row (DeskOfferBlock *self, guint position, const DeskOffer *offer)
{
  GtkWidget *row = get_row (self, position);
  DeskCardBlock *block = DESK_CARD_BLOCK (self);

  if (row != NULL && DESK_IS_OFFER_ROW (row) &&
      desk_offer_row_is_about (DESK_OFFER_ROW (row), offer))
    return;
  remove_after (self, position);
  row = desk_offer_row_new (desk_card_block_get_context (block), desk_card_block_get_record (block),
                            offer);
  gtk_list_box_insert (self->list_box, row, (int) position);
}

static void
show_heading (DeskOfferBlock *self, GPtrArray *offers)
{
  g_autofree char *text = NULL;
  guint n = 0;

  while (n < offers->len && ((const DeskOffer *) g_ptr_array_index (offers, n))->offer == NULL)
    n++;
  text = g_strdup_printf (ngettext ("%u recommendation", "%u recommendations", n), n);
  desk_card_block_set_subtitle (DESK_CARD_BLOCK (self), n > 0 ? text : NULL);
}

static void
update_empty (DeskOfferBlock *self)
{
  DeskContext *context = desk_card_block_get_context (DESK_CARD_BLOCK (self));

  desk_card_block_set_empty (DESK_CARD_BLOCK (self),
                             self->finder == NULL ||
                                 desk_offer_finder_get (self->finder)->len == 0 ||
                                 !desk_customer_sees_kind (context, &crm_offer_kind));
}

static void
update_cb (DeskOfferBlock *self)
{
  GPtrArray *offers = desk_offer_finder_get (self->finder);
  const guint n = self->shows_all ? offers->len : MIN (offers->len, FIRST_ROWS);
  const int focus = find_focus (self);
  g_autofree char *more = NULL;

  for (guint i = 0; i < n; i++)
    place_row (self, i, g_ptr_array_index (offers, i));
  remove_after (self, n);
  gtk_widget_set_visible (self->more_row, offers->len > n);
  more =
      g_strdup_printf (ngettext ("Show %u more", "Show %u more", offers->len - n), offers->len - n);
  gtk_label_set_text (self->more_label, more);
  show_heading (self, offers);
  update_empty (self);
  if (focus >= 0 && find_focus (self) < 0 && n > 0)
    gtk_widget_grab_focus (get_row (self, MIN ((guint) focus, n - 1)));
}

static void
row_activated_cb (DeskOfferBlock *self, GtkListBoxRow *row)
{
  const int position = gtk_list_box_row_get_index (row);

  if (DESK_IS_OFFER_ROW (row))
    {
      desk_offer_row_step (DESK_OFFER_ROW (row));
      return;
    }
  self->shows_all = TRUE;
  update_cb (self);
  gtk_widget_grab_focus (get_row (self, (guint) position));
}

/* The card is on the screen: now there is time for rules. */
static gboolean
start_cb (gpointer user_data)
{
  DeskOfferBlock *self = user_data;
  DeskCardBlock *block = DESK_CARD_BLOCK (self);

  self->start_source = 0;
  self->finder = desk_offer_finder_new (desk_card_block_get_context (block),
                                        desk_card_block_get_record (block));
  g_signal_connect_object (self->finder, "changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  return G_SOURCE_REMOVE;
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskOfferBlock *self = DESK_OFFER_BLOCK (block);

  g_clear_handle_id (&self->start_source, g_source_remove);
  g_clear_object (&self->finder);
  self->shows_all = FALSE;
  remove_after (self, 0);
  desk_card_block_set_empty (block, TRUE);
}

static void
update (DeskCardBlock *block)
{
  DeskOfferBlock *self = DESK_OFFER_BLOCK (block);

  if (self->finder == NULL && self->start_source == 0)
    self->start_source = g_idle_add_full (G_PRIORITY_LOW, start_cb, self, NULL);
  update_empty (self);
}

static void
collect (DeskCardBlock *block, GPtrArray *records)
{
  DeskOfferBlock *self = DESK_OFFER_BLOCK (block);
  DeskRecordSet *offers = self->finder != NULL ? desk_offer_finder_get_offers (self->finder) : NULL;

  for (guint i = 0; offers != NULL && i < desk_record_set_get_count (offers); i++)
    g_ptr_array_add (records, g_object_ref (desk_record_set_get (offers, i)));
}

static void
desk_offer_block_dispose (GObject *object)
{
  DeskOfferBlock *self = DESK_OFFER_BLOCK (object);

  desk_card_block_leave (DESK_CARD_BLOCK (object));
  g_clear_handle_id (&self->start_source, g_source_remove);
  g_clear_object (&self->finder);
  G_OBJECT_CLASS (desk_offer_block_parent_class)->dispose (object);
}

static void
desk_offer_block_class_init (DeskOfferBlockClass *klass)
{
  DeskCardBlockClass *block_class = DESK_CARD_BLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_offer_block_dispose;
  block_class->set_record = set_record;
  block_class->update = update;
  block_class->collect = collect;
}

static void
desk_offer_block_init (DeskOfferBlock *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  self->more_label = GTK_LABEL (label);
  self->more_row = gtk_list_box_row_new ();
  gtk_label_set_xalign (self->more_label, 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (self->more_row, "desk-policy-text");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->more_row), label);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self->more_row), FALSE);
  gtk_list_box_append (self->list_box, self->more_row);
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list_box));
  desk_card_block_set_empty (DESK_CARD_BLOCK (self), TRUE);
}

DeskCardBlock *
desk_offer_block_new (DeskContext *context)
{
  return g_object_new (DESK_TYPE_OFFER_BLOCK, "context", context, NULL);
}
