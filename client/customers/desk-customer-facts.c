/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sums come with the client; what has to be counted over all policies is read a moment later, when
 * the card is on the screen. */

#include "client/customers/desk-customer-facts.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-worth.h"
#include "client/customers/desk-policy-words.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-products.h"
#include "client/ui/desk-tooltip.h"
#include "shared/base/crm-date.h"
#include "shared/base/crm-phone.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer.h"

#define DAYS_OF_YEAR 365.25
#define ALARM_DAYS   14

typedef enum
{
  FACT_PREMIUM,
  FACT_PAID,
  FACT_IN_TIME,
  FACT_NEXT,
  FACT_PHONE,
  FACT_AGENT,
  FACT_BRANCH,
  FACT_CREATED,
  N_FACTS,
} Fact;

/* How each is called and, when it is counted, what explains it. */
typedef struct
{
  const char *title;   /* msgid */
  const char *formula; /* (nullable): code */
} FactLook;

static const FactLook looks[N_FACTS] = {
  [FACT_PREMIUM] = { N_ ("Premium a year"), "premium-in-force" },
  [FACT_PAID] = { N_ ("Paid in all"), "paid-total" },
  [FACT_IN_TIME] = { N_ ("Pays in time"), "in-time" },
  [FACT_NEXT] = { N_ ("Next"), NULL },
  [FACT_PHONE] = { N_ ("Phone"), NULL },
  [FACT_AGENT] = { N_ ("Agent"), NULL },
  [FACT_BRANCH] = { N_ ("Branch"), NULL },
  [FACT_CREATED] = { N_ ("Created"), NULL },
};

struct _DeskCustomerFacts
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *parts[N_FACTS]; /* a box, or a button for what is counted */
  GtkLabel *values[N_FACTS];
  GtkLabel *notes[N_FACTS]; /* quiet words behind the value */
  GtkWidget *popover;       /* (nullable): made when it is first asked for */
  GtkBox *popover_box;

  DeskContext *context;     /* (owned) (nullable) */
  CrmRecord *record;        /* (owned) (nullable) */
  DeskCustomerWorth *worth; /* (owned) (nullable) */
  GSignalGroup *events;     /* (owned): of the record */
  guint worth_source;       /* 0: none */
};

G_DEFINE_FINAL_TYPE (DeskCustomerFacts, desk_customer_facts, GTK_TYPE_WIDGET)

/* ---- words ------------------------------------------------------------------------------------
 */

const char *
desk_customer_get_status (CrmRecord *record)
{
  const CrmCustomerSummary *summary = crm_customer_get_summary (CRM_CUSTOMER (record));

  return crm_customer_summary_is_empty (summary) ? crm_record_get_text (record, CRM_CUSTOMER_STATUS)
                                                 : crm_standing_get_name (summary->standing);
}

char *
desk_customer_dup_next (DeskContext *context, CrmRecord *record, const char **tone)
{
  const CrmCustomerSummary *summary = crm_customer_get_summary (CRM_CUSTOMER (record));
  g_autofree char *today = desk_rights_dup_today ();
  g_autofree char *day = NULL;
  g_autofree char *sum = NULL;
  int next, now;

  *tone = NULL;
  if (summary->next_event == CRM_NEXT_NOTHING)
    return NULL;
  day = desk_day_format (summary->next_on, crm_time_now ());
  sum = desk_money_format (summary->next_sum);
  if (crm_date_to_days (summary->next_on, &next) && crm_date_to_days (today, &now) &&
      next - now <= ALARM_DAYS)
    *tone = next < now ? "overdue" : "due";
  if (summary->next_event == CRM_NEXT_INSTALMENT)
    return g_strdup_printf ("%s · %s", day, sum);
  /* Translators: a product and the day on which its policy ends */
  return g_strdup_printf (_ ("%s ends %s"), desk_product_get_name (context, summary->next_product),
                          day);
}

static char *
dup_years (int days)
{
  const int years = (int) (days / DAYS_OF_YEAR);
  const int months = (int) (days * 12 / DAYS_OF_YEAR);

  if (days <= 0)
    return NULL;
  if (years > 0)
    return g_strdup_printf (ngettext ("%d year", "%d years", (gulong) years), years);
  return g_strdup_printf (ngettext ("%d month", "%d months", (gulong) MAX (months, 1)),
                          MAX (months, 1));
}

static char *
dup_percent (guint numerator, guint denominator)
{
  const int percent = crm_value_get_percent (numerator, denominator);

  return percent < 0 ? NULL : g_strdup_printf ("%d\302\240%%", percent);
}

/* ---- the popover ------------------------------------------------------------------------------
 */

static GtkWidget *
add_label (GtkBox *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 46);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return label;
}

/* Takes @value (nullable): there is nothing to say. */
static void
explain (DeskCustomerFacts *self, const char *code, char *value)
{
  const CrmValueFormula *formula = crm_value_find_formula (code);
  g_autofree char *text = value;
  g_autofree char *line = NULL;
  GtkWidget *label;

  if (formula == NULL || value == NULL)
    return;
  line = g_strdup_printf ("%s: %s", _ (formula->title), value);
  label = add_label (self->popover_box, line, "heading");
  gtk_widget_set_margin_top (label, gtk_widget_get_prev_sibling (label) == NULL ? 0 : 9);
  add_label (self->popover_box, _ (formula->formula), "desk-subtitle");
}

static char *
dup_ratio (const CrmCustomerValue *value)
{
  g_autofree char *percent = dup_percent (value->in_time_numerator, value->in_time_denominator);

  /* Translators: how many of how many, and that in percent */
  return percent == NULL ? NULL
                         : g_strdup_printf (_ ("%u of %u, %s"), value->in_time_numerator,
                                            value->in_time_denominator, percent);
}

static char *
dup_premium (const CrmCustomerValue *value)
{
  g_autofree char *sum = desk_money_format (value->premium_in_force);

  return g_strdup_printf (ngettext ("%s, %u policy in force", "%s, %u policies in force",
                                    value->n_in_force),
                          sum, value->n_in_force);
}

static void
fill_popover (DeskCustomerFacts *self)
{
  const CrmCustomerValue *value =
      self->worth != NULL ? desk_customer_worth_get (self->worth) : NULL;
  GtkWidget *child;

  if (self->popover == NULL)
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->popover_box))) != NULL)
    gtk_box_remove (self->popover_box, child);
  if (value == NULL)
    {
      add_label (self->popover_box, _ ("It is being counted"), "desk-subtitle");
      return;
    }
  explain (self, "premium-in-force", dup_premium (value));
  explain (self, "paid-total", desk_money_format (value->paid_total));
  explain (self, "tenure", dup_years (value->tenure_days));
  explain (self, "in-time", dup_ratio (value));
}

static void
make_popover (DeskCustomerFacts *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->popover = gtk_popover_new ();
  self->popover_box = GTK_BOX (box);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

static void
clicked_cb (DeskCustomerFacts *self, GtkWidget *button)
{
  graphene_rect_t bounds;

  if (self->popover == NULL)
    make_popover (self);
  fill_popover (self);
  if (gtk_widget_compute_bounds (button, GTK_WIDGET (self), &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                                 &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y,
                                                  (int) bounds.size.width,
                                                  (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* ---- the line ---------------------------------------------------------------------------------
 */

static void
set_fact (DeskCustomerFacts *self, Fact fact, const char *value, const char *note)
{
  const CrmValueFormula *formula = crm_value_find_formula (looks[fact].formula);
  g_autofree char *spoken = NULL;

  gtk_widget_set_visible (self->parts[fact], value != NULL && *value != '\0');
  gtk_label_set_text (self->values[fact], value != NULL ? value : "");
  gtk_label_set_text (self->notes[fact], note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notes[fact]), note != NULL);
  if (formula == NULL)
    return;
  desk_tooltip_set (self->parts[fact], _ (formula->formula));
  spoken = g_strdup_printf ("%s: %s%s%s", _ (looks[fact].title), value != NULL ? value : "",
                            note != NULL ? " " : "", note != NULL ? note : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->parts[fact]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

static void
show_sums (DeskCustomerFacts *self)
{
  const CrmCustomerSummary *summary = crm_customer_get_summary (CRM_CUSTOMER (self->record));
  const CrmCustomerValue *value =
      self->worth != NULL ? desk_customer_worth_get (self->worth) : NULL;
  g_autofree char *premium = desk_money_format (summary->premium);
  g_autofree char *paid = desk_money_format (summary->paid);
  g_autofree char *years = value != NULL ? dup_years (value->tenure_days) : NULL;
  /* Translators: "in 6 years", of what was paid */
  g_autofree char *span = years != NULL ? g_strdup_printf (_ ("in %s"), years) : NULL;
  g_autofree char *percent =
      value != NULL ? dup_percent (value->in_time_numerator, value->in_time_denominator) : NULL;
  g_autofree char *ratio = percent != NULL ? g_strdup_printf ("%u/%u", value->in_time_numerator,
                                                              value->in_time_denominator)
                                           : NULL;
  const char *tone;
  g_autofree char *next = desk_customer_dup_next (self->context, self->record, &tone);
  const char *classes[] = { "desk-customer-fact", tone, NULL };

  set_fact (self, FACT_PREMIUM, premium, NULL);
  set_fact (self, FACT_PAID, paid, span);
  set_fact (self, FACT_IN_TIME, percent, ratio);
  set_fact (self, FACT_NEXT, next, NULL);
  gtk_widget_set_css_classes (GTK_WIDGET (self->values[FACT_NEXT]), classes);
}

/* Of somebody without policies it is enough how to reach them and since when. */
static void
show_card (DeskCustomerFacts *self, gboolean wide)
{
  const char *phone = crm_customer_get_phone (CRM_CUSTOMER (self->record));
  const char *branch = crm_record_get_text (self->record, CRM_CUSTOMER_BRANCH);
  gint64 at =
      desk_format_parse_instant (crm_record_get_text (self->record, CRM_CUSTOMER_CREATED_AT));
  g_autofree char *number = phone == NULL ? NULL : crm_phone_format (phone);
  g_autofree char *day = at == 0 ? NULL : desk_format_day (at, crm_time_now ());

  set_fact (self, FACT_PHONE, number, NULL);
  set_fact (self, FACT_BRANCH, wide ? desk_context_get_branch_name (self->context, branch) : NULL,
            NULL);
  set_fact (self, FACT_CREATED, wide ? day : NULL, NULL);
}

static void
update_cb (DeskCustomerFacts *self)
{
  gboolean wide, sums;

  if (self->record == NULL || !crm_record_is_loaded (self->record) || self->context == NULL)
    return;
  wide = desk_context_get_layout (self->context) == DESK_LAYOUT_WIDE;
  sums = !crm_customer_summary_is_empty (crm_customer_get_summary (CRM_CUSTOMER (self->record)));
  for (guint i = 0; i < N_FACTS; i++)
    gtk_widget_set_visible (self->parts[i], FALSE);
  if (sums)
    show_sums (self);
  else
    show_card (self, wide);
  if (sums && !wide)
    gtk_widget_set_visible (self->parts[FACT_IN_TIME], FALSE);
  set_fact (self, FACT_AGENT,
            desk_context_get_user_name (self->context,
                                        crm_record_get_text (self->record, CRM_CUSTOMER_OWNER)),
            NULL);
  fill_popover (self);
}

/* ---- the widget -------------------------------------------------------------------------------
 */

/* The card is on the screen: now there is time to count. */
static gboolean
count_cb (gpointer user_data)
{
  DeskCustomerFacts *self = user_data;

  self->worth_source = 0;
  self->worth = desk_customer_worth_new (self->context, self->record);
  g_signal_connect_object (self->worth, "changed", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  return G_SOURCE_REMOVE;
}

static void
desk_customer_facts_dispose (GObject *object)
{
  DeskCustomerFacts *self = DESK_CUSTOMER_FACTS (object);

  g_clear_handle_id (&self->worth_source, g_source_remove);
  g_clear_object (&self->events);
  g_clear_object (&self->worth);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (desk_customer_facts_parent_class)->dispose (object);
}

static void
desk_customer_facts_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DeskCustomerFacts *self = DESK_CUSTOMER_FACTS (widget);

  gtk_widget_size_allocate (self->box, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
desk_customer_facts_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  gtk_widget_measure (DESK_CUSTOMER_FACTS (widget)->box, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
desk_customer_facts_class_init (DeskCustomerFactsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_customer_facts_dispose;
  widget_class->measure = desk_customer_facts_measure;
  widget_class->size_allocate = desk_customer_facts_size_allocate;
}

static void
make_fact (DeskCustomerFacts *self, Fact fact)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_ (looks[fact].title));
  GtkWidget *part = box;

  self->values[fact] = GTK_LABEL (gtk_label_new (NULL));
  self->notes[fact] = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (self->values[fact], 0);
  gtk_label_set_ellipsize (self->values[fact], PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title, "desk-subtitle");
  gtk_widget_add_css_class (GTK_WIDGET (self->values[fact]), "desk-customer-fact");
  gtk_widget_add_css_class (GTK_WIDGET (self->notes[fact]), "desk-subtitle");
  gtk_widget_set_valign (GTK_WIDGET (self->notes[fact]), GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (GTK_WIDGET (self->values[fact]), GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->values[fact]));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->notes[fact]));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), line);
  if (looks[fact].formula != NULL)
    {
      part = gtk_button_new ();
      gtk_button_set_child (GTK_BUTTON (part), box);
      gtk_widget_add_css_class (part, "desk-fact-button");
      g_signal_connect_object (part, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_set_visible (part, FALSE);
  gtk_box_append (GTK_BOX (self->box), part);
  self->parts[fact] = part;
}

static void
desk_customer_facts_init (DeskCustomerFacts *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 30);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  for (guint i = 0; i < N_FACTS; i++)
    make_fact (self, i);
  self->events = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->events, "notify", G_CALLBACK (update_cb), self);
}

void
desk_customer_facts_set_context (DeskCustomerFacts *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_CUSTOMER_FACTS (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "notify::layout", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
}

void
desk_customer_facts_set_record (DeskCustomerFacts *self, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_CUSTOMER_FACTS (self));

  if (!g_set_object (&self->record, record))
    return;
  g_clear_handle_id (&self->worth_source, g_source_remove);
  g_clear_object (&self->worth);
  g_signal_group_set_target (self->events, record);
  if (record != NULL)
    self->worth_source = g_idle_add_full (G_PRIORITY_LOW, count_cb, self, NULL);
  update_cb (self);
}
