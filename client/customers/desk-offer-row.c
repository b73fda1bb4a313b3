/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row is made for one state of an offer; the block makes another one when it changes. Main
 * thread; child of the list of the block. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-offer-row.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-policy-words.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-products.h"
#include "shared/base/crm-date.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer-value.h"

struct _DeskOfferRow
{
  GtkListBoxRow parent_instance;

  GtkBox *box;

  DeskContext *context;      /* (owned) (nullable) */
  CrmRecord *customer;       /* (owned) (nullable) */
  CrmRecord *offer;          /* (owned) (nullable) */
  char *rule;                /* (owned) (nullable) */
  char *product;             /* (owned) (nullable) */
  char *object;              /* (owned) (nullable) */
  char *reason;              /* (owned) (nullable) */
  char *status;              /* (owned) (nullable): when it was made */
  char *conversion;          /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned): of the counting */
  gint64 won;
  gboolean counting;
};

/* How long nothing is said about what was refused. */
static const struct
{
  int days;
  const char *title;
} silences[] = {
  { 30, N_ ("Silent for a month") },
  { 90, N_ ("Silent for three months") },
  { 180, N_ ("Silent for half a year") },
  { 365, N_ ("Silent for a year") },
};

G_DEFINE_FINAL_TYPE (DeskOfferRow, desk_offer_row, GTK_TYPE_LIST_BOX_ROW)

/* ---- steps ------------------------------------------------------------------------------------
 */

/* The row may be gone when the toast comes; the list stays. */
static GtkWidget *
get_place (DeskOfferRow *self)
{
  return gtk_widget_get_parent (GTK_WIDGET (self));
}

static void
make_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskOfferRow *self = DESK_OFFER_ROW (widget);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_offer_kind);
  g_autofree char *today = desk_rights_dup_today ();

  crm_field_set_put (set, CRM_OFFER_CUSTOMER, crm_record_get_id (self->customer));
  crm_field_set_put (set, CRM_OFFER_BY_RULE, self->rule);
  crm_field_set_put (set, CRM_OFFER_PRODUCT, self->product);
  crm_field_set_put (set, CRM_OFFER_STATUS, "offered");
  crm_field_set_put (set, CRM_OFFER_OFFERED_ON, today);
  if (self->object != NULL)
    crm_field_set_put (set, CRM_OFFER_OBJECT, self->object);
  if (self->reason != NULL)
    crm_field_set_put (set, CRM_OFFER_REASON, self->reason);
  desk_customer_create (get_place (self), self->context, set, _ ("Marked as offered"));
}

static void
decide (DeskOfferRow *self, const char *status, const char *silent_until, const char *text)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_offer_kind);
  g_autofree char *today = desk_rights_dup_today ();

  crm_field_set_put (set, CRM_OFFER_STATUS, status);
  crm_field_set_put (set, CRM_OFFER_DECIDED_ON, today);
  crm_field_set_put (set, CRM_OFFER_SILENT_UNTIL, silent_until);
  desk_customer_change (get_place (self), self->context, self->offer, set, text);
}

static void
win_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  decide (DESK_OFFER_ROW (widget), "won", NULL, _ ("Marked as won"));
}

static void
refuse_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *today = desk_rights_dup_today ();
  g_autofree char *until = NULL;
  int now;

  if (crm_date_to_days (today, &now))
    until = crm_date_from_days (now + g_variant_get_int32 (parameter));
  decide (DESK_OFFER_ROW (widget), "refused", until, _ ("Marked as refused"));
}

/* ---- how often it is won ----------------------------------------------------------------------
 */

static void start_count (DeskOfferRow *self, const char *status, GAsyncReadyCallback callback);

static void
refused_counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskOfferRow) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 refused = desk_query_count_finish (result, &error);
  int percent;

  if (error != NULL || self->context == NULL)
    return;
  percent = crm_value_get_percent (self->won, self->won + refused);
  self->conversion =
      percent < 0 ? g_strdup (_ ("Nobody has decided on such an offer yet"))
                  /* Translators: how many were decided, how many of them won, percent */
                  : g_strdup_printf (_ ("Of %d such offers that were decided %d were won (%d %%)"),
                                     (int) (self->won + refused), (int) self->won, percent);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->conversion);
}

static void
won_counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskOfferRow) self = user_data;
  g_autoptr (GError) error = NULL;

  self->won = desk_query_count_finish (result, &error);
  if (error == NULL && self->context != NULL)
    start_count (self, "refused", refused_counted_cb);
}

static void
start_count (DeskOfferRow *self, const char *status, GAsyncReadyCallback callback)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_offer_kind);
  g_autoptr (DeskQuery) ours = desk_query_where (all, CRM_OFFER_BY_RULE, self->rule);
  g_autoptr (DeskQuery) decided = desk_query_where (ours, CRM_OFFER_STATUS, status);

  desk_query_count_async (decided, desk_context_get_database (self->context), self->cancellable,
                          callback, g_object_ref (self));
}

void
desk_offer_row_count (DeskOfferRow *self)
{
  g_return_if_fail (DESK_IS_OFFER_ROW (self));

  if (self->counting || self->rule == NULL)
    return;
  self->counting = TRUE;
  start_count (self, "won", won_counted_cb);
}

/* All offers of the cache are looked through for it: only for who asks. */
static gboolean
query_tooltip_cb (DeskOfferRow *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  desk_offer_row_count (self);
  return FALSE;
}

/* ---- what is shown ----------------------------------------------------------------------------
 */

static char *
dup_decided (CrmRecord *offer)
{
  const gint64 now = crm_time_now ();
  const char *status = crm_record_get_text (offer, CRM_OFFER_STATUS);
  const char *silent = crm_record_get_text (offer, CRM_OFFER_SILENT_UNTIL);
  g_autofree char *offered =
      desk_day_format (crm_record_get_text (offer, CRM_OFFER_OFFERED_ON), now);
  g_autofree char *decided =
      desk_day_format (crm_record_get_text (offer, CRM_OFFER_DECIDED_ON), now);
  g_autofree char *back = silent != NULL ? desk_day_format (silent, now) : NULL;

  if (g_strcmp0 (status, "won") == 0)
    /* Translators: two days */
    return g_strdup_printf (_ ("Offered %s, won %s"), offered, decided);
  if (g_strcmp0 (status, "refused") == 0 && back != NULL)
    /* Translators: two days */
    return g_strdup_printf (_ ("Refused %s. Come back %s"), decided, back);
  if (g_strcmp0 (status, "refused") == 0)
    return g_strdup_printf (_ ("Refused %s"), decided);
  return g_strdup_printf (_ ("Offered %s"), offered);
}

static char *
dup_second_line (DeskOfferRow *self)
{
  g_autofree char *decided = NULL;

  if (self->offer == NULL)
    return g_strdup (self->reason);
  decided = dup_decided (self->offer);
  if (g_strcmp0 (self->status, "offered") == 0 && self->reason != NULL)
    return g_strdup_printf ("%s · %s", decided, self->reason);
  return g_steal_pointer (&decided);
}

static void
add_button (DeskOfferRow *self, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "desk-compact");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (self->box, button);
}

static void
add_refusal (DeskOfferRow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  for (guint i = 0; i < G_N_ELEMENTS (silences); i++)
    {
      g_autofree char *action = g_strdup_printf ("offer.refuse(%d)", silences[i].days);

      g_menu_append (menu, _ (silences[i].title), action);
    }
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Refused"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_add_css_class (button, "desk-compact");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (self->box, button);
}

static void
add_tag (DeskOfferRow *self, const char *text, const char *tone)
{
  GtkWidget *tag = gtk_label_new (text);

  gtk_widget_add_css_class (tag, "desk-tag");
  if (tone != NULL)
    gtk_widget_add_css_class (tag, tone);
  gtk_widget_set_valign (tag, GTK_ALIGN_CENTER);
  gtk_box_append (self->box, tag);
}

static void
add_step (DeskOfferRow *self)
{
  if (self->offer == NULL)
    {
      if (desk_customer_may_add (self->context, self->customer, &crm_offer_kind))
        add_button (self, _ ("Offer"), "offer.make");
    }
  else if (g_strcmp0 (self->status, "won") == 0)
    add_tag (self, C_ ("offer", "won"), "ok");
  else if (g_strcmp0 (self->status, "refused") == 0)
    add_tag (self, C_ ("offer", "refused"), NULL);
  else if (desk_customer_may (self->context, self->offer, CRM_ACTION_EDIT))
    {
      add_button (self, _ ("Won"), "offer.win");
      add_refusal (self);
    }
  else
    add_tag (self, C_ ("offer", "offered"), NULL);
}

static void
add_words (DeskOfferRow *self, const char *title)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title_label = gtk_label_new (title);
  g_autofree char *second = dup_second_line (self);
  GtkWidget *second_label = gtk_label_new (second);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", title, second != NULL ? second : "");

  gtk_label_set_xalign (GTK_LABEL (title_label), 0);
  gtk_label_set_xalign (GTK_LABEL (second_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (second_label), TRUE);
  gtk_label_set_lines (GTK_LABEL (second_label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (second_label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title_label, "desk-offer-title");
  gtk_widget_add_css_class (second_label, "desk-subtitle");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), title_label);
  gtk_box_append (GTK_BOX (words), second_label);
  gtk_box_append (self->box, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* ---- the widget -------------------------------------------------------------------------------
 */

static void
desk_offer_row_dispose (GObject *object)
{
  DeskOfferRow *self = DESK_OFFER_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->offer);
  g_clear_object (&self->customer);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_offer_row_parent_class)->dispose (object);
}

static void
desk_offer_row_finalize (GObject *object)
{
  DeskOfferRow *self = DESK_OFFER_ROW (object);

  g_object_unref (self->cancellable);
  g_free (self->rule);
  g_free (self->product);
  g_free (self->object);
  g_free (self->reason);
  g_free (self->status);
  g_free (self->conversion);
  G_OBJECT_CLASS (desk_offer_row_parent_class)->finalize (object);
}

static void
desk_offer_row_class_init (DeskOfferRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_offer_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_offer_row_finalize;
  gtk_widget_class_install_action (widget_class, "offer.make", NULL, make_action);
  gtk_widget_class_install_action (widget_class, "offer.win", NULL, win_action);
  gtk_widget_class_install_action (widget_class, "offer.refuse", "i", refuse_action);
}

static void
desk_offer_row_init (DeskOfferRow *self)
{
  self->cancellable = g_cancellable_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->box));
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-offer-row");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

GtkWidget *
desk_offer_row_new (DeskContext *context, CrmRecord *customer, const DeskOffer *offer)
{
  DeskOfferRow *self = g_object_new (DESK_TYPE_OFFER_ROW, NULL);
  GtkWidget *icon = gtk_image_new_from_icon_name (desk_product_get_icon (context, offer->product));

  self->context = g_object_ref (context);
  self->customer = g_object_ref (customer);
  g_set_object (&self->offer, offer->offer);
  self->rule = g_strdup (offer->rule);
  self->product = g_strdup (offer->product);
  self->object = g_strdup (offer->object);
  self->reason = g_strdup (offer->reason);
  if (offer->offer != NULL)
    self->status = g_strdup (crm_record_get_text (offer->offer, CRM_OFFER_STATUS));
  gtk_widget_add_css_class (icon, "desk-policy-icon");
  gtk_box_append (self->box, icon);
  add_words (self, offer->title);
  add_step (self);
  return GTK_WIDGET (self);
}

gboolean
desk_offer_row_is_about (DeskOfferRow *self, const DeskOffer *offer)
{
  const char *status =
      offer->offer != NULL ? crm_record_get_text (offer->offer, CRM_OFFER_STATUS) : NULL;

  g_return_val_if_fail (DESK_IS_OFFER_ROW (self), FALSE);

  return self->offer == offer->offer && g_strcmp0 (self->rule, offer->rule) == 0 &&
         g_strcmp0 (self->object, offer->object) == 0 &&
         g_strcmp0 (self->reason, offer->reason) == 0 && g_strcmp0 (self->status, status) == 0;
}

void
desk_offer_row_step (DeskOfferRow *self)
{
  g_return_if_fail (DESK_IS_OFFER_ROW (self));

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      {
        gtk_widget_activate (child);
        return;
      }
}

const char *
desk_offer_row_get_conversion (DeskOfferRow *self)
{
  g_return_val_if_fail (DESK_IS_OFFER_ROW (self), NULL);
  return self->conversion;
}
