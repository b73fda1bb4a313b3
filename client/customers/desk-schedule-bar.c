/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rebuilt whole when an instalment changes: there are a handful. Main thread; owned by the details
 * of a policy. */

#include "client/customers/desk-schedule-bar.h"

#include <glib/gi18n.h>

#include "client/customers/desk-policy-words.h"
#include "shared/base/crm-time.h"

#define MAX_WORDS 6 /* more have no room for words */

struct _DeskScheduleBar
{
  GtkWidget parent_instance;

  GtkWidget *segments_box;
  GtkWidget *line_box; /* below, when it is compact */
  GtkLabel *paid_label;
  GtkLabel *next_label;
  char *text; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DeskScheduleBar, desk_schedule_bar, GTK_TYPE_WIDGET)

static void
add_word (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
}

static void
add_segment (DeskScheduleBar *self,
             const CrmInstalmentFacts *facts,
             const char *today,
             gboolean compact)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *mark = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *day = desk_day_format (facts->due_on, crm_time_now ());
  g_autofree char *sum = desk_money_format (facts->amount);
  g_autofree char *state = desk_instalment_dup_state (facts, today);
  g_autofree char *all = g_strdup_printf ("%s · %s · %s", day, sum, state);

  gtk_widget_add_css_class (box, "desk-instalment");
  gtk_widget_add_css_class (box,
                            desk_instalment_get_tone (crm_instalment_get_state (facts, today)));
  gtk_widget_add_css_class (mark, "desk-instalment-mark");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_tooltip_text (box, all);
  gtk_box_append (GTK_BOX (box), mark);
  if (!compact)
    {
      add_word (box, day, "desk-instalment-day");
      add_word (box, sum, "desk-instalment-sum");
      add_word (box, state, "desk-instalment-state");
    }
  gtk_box_append (GTK_BOX (self->segments_box), box);
}

static char *
dup_paid (const CrmInstalmentFacts *facts, guint n, const char *today)
{
  guint paid = 0, live = 0;

  for (guint i = 0; i < n; i++)
    {
      CrmInstalmentState state = crm_instalment_get_state (&facts[i], today);

      paid += state == CRM_INSTALMENT_PAID;
      live += state != CRM_INSTALMENT_CANCELLED;
    }
  if (live > 0 && paid == live)
    return g_strdup (_ ("all paid"));
  /* Translators: how many instalments of how many */
  return g_strdup_printf (_ ("%u of %u paid"), paid, live);
}

static char *
dup_next (const CrmInstalmentFacts *facts, guint n, const char *today, const char **tone)
{
  CrmInstalmentTotals totals;
  g_autofree char *day = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *state = NULL;

  crm_instalment_add_up (facts, n, today, &totals);
  if (totals.next < 0)
    return NULL;
  day = desk_day_format (facts[totals.next].due_on, crm_time_now ());
  sum = desk_money_format (crm_instalment_get_rest (&facts[totals.next]));
  state = desk_instalment_dup_state (&facts[totals.next], today);
  *tone = desk_instalment_get_tone (crm_instalment_get_state (&facts[totals.next], today));
  return g_strdup_printf ("%s · %s · %s", day, sum, state);
}

static void
clear_segments (DeskScheduleBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->segments_box)) != NULL)
    gtk_box_remove (GTK_BOX (self->segments_box), child);
}

static void
show_words (DeskScheduleBar *self, const CrmInstalmentFacts *facts, guint n, const char *today)
{
  const char *tone = NULL;
  g_autofree char *paid = dup_paid (facts, n, today);
  g_autofree char *next = dup_next (facts, n, today, &tone);
  const char *classes[] = { "desk-instalment-next", tone, NULL };

  gtk_label_set_text (self->paid_label, paid);
  gtk_label_set_text (self->next_label, next != NULL ? next : "");
  gtk_widget_set_css_classes (GTK_WIDGET (self->next_label), classes);
  g_free (self->text);
  /* Translators: how many instalments are paid; the next one */
  self->text =
      next == NULL ? g_steal_pointer (&paid) : g_strdup_printf (_ ("%s, next: %s"), paid, next);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->segments_box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->text, -1);
}

static void
desk_schedule_bar_dispose (GObject *object)
{
  DeskScheduleBar *self = DESK_SCHEDULE_BAR (object);

  g_clear_pointer (&self->segments_box, gtk_widget_unparent);
  g_clear_pointer (&self->line_box, gtk_widget_unparent);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (desk_schedule_bar_parent_class)->dispose (object);
}

static void
desk_schedule_bar_class_init (DeskScheduleBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_schedule_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "schedulebar");
}

static void
desk_schedule_bar_init (DeskScheduleBar *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->segments_box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG,
                                     "homogeneous", TRUE, NULL);
  self->line_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->paid_label = GTK_LABEL (gtk_label_new (NULL));
  self->next_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_box_set_spacing (GTK_BOX (self->segments_box), 3);
  gtk_label_set_xalign (self->paid_label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->paid_label), TRUE);
  gtk_label_set_ellipsize (self->next_label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->paid_label), "desk-subtitle");
  gtk_box_append (GTK_BOX (self->line_box), GTK_WIDGET (self->paid_label));
  gtk_box_append (GTK_BOX (self->line_box), GTK_WIDGET (self->next_label));
  gtk_widget_set_parent (self->segments_box, GTK_WIDGET (self));
  gtk_widget_set_parent (self->line_box, GTK_WIDGET (self));
}

GtkWidget *
desk_schedule_bar_new (void)
{
  return g_object_new (DESK_TYPE_SCHEDULE_BAR, NULL);
}

void
desk_schedule_bar_set (DeskScheduleBar *self,
                       const CrmInstalmentFacts *facts,
                       guint n,
                       const char *today,
                       gboolean compact)
{
  g_return_if_fail (DESK_IS_SCHEDULE_BAR (self));

  compact = compact || n > MAX_WORDS;
  clear_segments (self);
  for (guint i = 0; i < n; i++)
    add_segment (self, &facts[i], today, compact);
  show_words (self, facts, n, today);
  gtk_widget_set_visible (self->line_box, compact);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

const char *
desk_schedule_bar_get_text (DeskScheduleBar *self)
{
  g_return_val_if_fail (DESK_IS_SCHEDULE_BAR (self), NULL);
  return self->text;
}
