/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskHistoryFilter: chips for what is asked for most, a popover for the rest, another for a date.
 * All chips show the same bits. Main thread; owned by the timeline of the card. */

#include "client/customers/desk-history-filter.h"

#include <glib/gi18n.h>

#include "client/store/desk-timeline.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"

typedef struct
{
  guint group;
  const char *title; /* msgid */
  gboolean is_chip;
} Group;

static const Group groups[] = {
  { DESK_TIMELINE_NOTES, N_ ("Notes"), TRUE },
  { DESK_TIMELINE_POLICIES, N_ ("Policies"), TRUE },
  { DESK_TIMELINE_PAYMENTS, N_ ("Payments"), FALSE },
  { DESK_TIMELINE_TASKS, N_ ("Tasks"), FALSE },
  { DESK_TIMELINE_OFFERS, N_ ("Offers"), FALSE },
  { DESK_TIMELINE_CONSENTS, N_ ("Consents"), FALSE },
  { DESK_TIMELINE_DOCUMENTS, N_ ("Documents"), FALSE },
  { DESK_TIMELINE_CHANGES, N_ ("Changes"), FALSE },
};

struct _DeskHistoryFilter
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkToggleButton *all_toggle;
  GtkWidget *toggles[G_N_ELEMENTS (groups)]; /* GtkToggleButton or GtkCheckButton */
  GtkWidget *more_button;
  GtkWidget *date_button;
  GtkWidget *date_entry;
  GtkCalendar *calendar;

  guint shown;
  gboolean updating;
};

enum
{
  CHANGED,
  JUMP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskHistoryFilter, desk_history_filter, GTK_TYPE_WIDGET)

static gboolean
is_on (DeskHistoryFilter *self, guint index)
{
  GtkWidget *toggle = self->toggles[index];

  return groups[index].is_chip ? gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle))
                               : gtk_check_button_get_active (GTK_CHECK_BUTTON (toggle));
}

static void
set_on (DeskHistoryFilter *self, guint index, gboolean on)
{
  if (groups[index].is_chip)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->toggles[index]), on);
  else
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->toggles[index]), on);
}

static void
update (DeskHistoryFilter *self)
{
  const gboolean all = self->shown == DESK_TIMELINE_ALL;
  gboolean more = FALSE;

  self->updating = TRUE;
  gtk_toggle_button_set_active (self->all_toggle, all);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      const gboolean on = !all && (self->shown & groups[i].group) != 0;

      set_on (self, i, on);
      more = more || (on && !groups[i].is_chip);
    }
  if (more)
    gtk_widget_add_css_class (self->more_button, "chosen");
  else
    gtk_widget_remove_css_class (self->more_button, "chosen");
  self->updating = FALSE;
}

static void
take (DeskHistoryFilter *self, guint shown)
{
  if (shown == 0)
    shown = DESK_TIMELINE_ALL;
  if (self->shown != shown)
    {
      self->shown = shown;
      g_signal_emit (self, signals[CHANGED], 0);
    }
  update (self);
}

static void
all_toggled_cb (DeskHistoryFilter *self)
{
  if (!self->updating)
    take (self, DESK_TIMELINE_ALL);
}

static void
toggled_cb (DeskHistoryFilter *self)
{
  guint shown = 0;

  if (self->updating)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (is_on (self, i))
      shown |= groups[i].group;
  take (self, shown);
}

/* To the end of that day: what happened on it comes first then. */
static void
jump (DeskHistoryFilter *self, int year, int month, int day)
{
  g_autoptr (GDateTime) date = g_date_time_new_local (year, month, day, 23, 59, 59);

  if (date == NULL)
    return;
  g_signal_emit (self, signals[JUMP], 0, g_date_time_to_unix (date) * G_TIME_SPAN_SECOND);
}

static void
date_entered_cb (DeskHistoryFilter *self)
{
  g_autofree char *date =
      desk_format_parse_date (gtk_editable_get_text (GTK_EDITABLE (self->date_entry)),
                              crm_time_now ());
  int year = 0, month = 0, day = 0;

  if (date == NULL || sscanf (date, "%4d-%2d-%2d", &year, &month, &day) != 3)
    gtk_widget_add_css_class (self->date_entry, "error");
  else
    {
      gtk_menu_button_popdown (GTK_MENU_BUTTON (self->date_button));
      jump (self, year, month, day);
    }
}

static void
date_typed_cb (DeskHistoryFilter *self)
{
  gtk_widget_remove_css_class (self->date_entry, "error");
}

/* It stays open: arrows and months choose a day too. */
static void
day_chosen_cb (DeskHistoryFilter *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);

  jump (self, g_date_time_get_year (date), g_date_time_get_month (date),
        g_date_time_get_day_of_month (date));
}

static void
date_shown_cb (DeskHistoryFilter *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->date_entry), "");
  gtk_widget_grab_focus (self->date_entry);
}

static void
desk_history_filter_dispose (GObject *object)
{
  g_clear_pointer (&DESK_HISTORY_FILTER (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (desk_history_filter_parent_class)->dispose (object);
}

static void
desk_history_filter_class_init (DeskHistoryFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_history_filter_dispose;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_HISTORY_FILTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[JUMP] = g_signal_new ("jump", DESK_TYPE_HISTORY_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_chip (const char *title)
{
  GtkWidget *chip = gtk_toggle_button_new_with_label (title);

  gtk_widget_add_css_class (chip, "desk-chip");
  return chip;
}

static GtkWidget *
make_menu_button (const char *icon_name, const char *tooltip, GtkWidget *child)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), child);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), icon_name);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  gtk_widget_add_css_class (button, "desk-chip-button");
  return button;
}

static void
make_toggles (DeskHistoryFilter *self)
{
  GtkWidget *rest = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->all_toggle = GTK_TOGGLE_BUTTON (make_chip (_ ("All")));
  g_signal_connect_object (self->all_toggle, "toggled", G_CALLBACK (all_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->all_toggle));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      const char *title = _ (groups[i].title);

      self->toggles[i] =
          groups[i].is_chip ? make_chip (title) : gtk_check_button_new_with_label (title);
      g_signal_connect_object (self->toggles[i], "toggled", G_CALLBACK (toggled_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (groups[i].is_chip ? self->box : rest), self->toggles[i]);
    }
  self->more_button = make_menu_button ("pan-down-symbolic", _ ("Show other kinds"), rest);
  gtk_box_append (GTK_BOX (self->box), self->more_button);
}

static void
make_date (DeskHistoryFilter *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->date_entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->date_entry), _ ("Day, month, year"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->date_entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Date to go to"), -1);
  g_signal_connect_object (self->date_entry, "activate", G_CALLBACK (date_entered_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->date_entry, "changed", G_CALLBACK (date_typed_cb), self,
                           G_CONNECT_SWAPPED);
  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (day_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->date_entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->calendar));
  self->date_button =
      make_menu_button ("x-office-calendar-symbolic", _ ("Go to a date (Ctrl+G)"), box);
  g_signal_connect_object (gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->date_button)), "map",
                           G_CALLBACK (date_shown_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_hexpand (self->date_button, TRUE);
  gtk_widget_set_halign (self->date_button, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->box), self->date_button);
}

static void
desk_history_filter_init (DeskHistoryFilter *self)
{
  self->shown = DESK_TIMELINE_ALL;
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->box, "desk-history-filter");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  make_toggles (self);
  make_date (self);
  update (self);
}

GtkWidget *
desk_history_filter_new (void)
{
  return g_object_new (DESK_TYPE_HISTORY_FILTER, NULL);
}

guint
desk_history_filter_get_groups (DeskHistoryFilter *self)
{
  g_return_val_if_fail (DESK_IS_HISTORY_FILTER (self), 0);
  return self->shown;
}

void
desk_history_filter_set_groups (DeskHistoryFilter *self, guint shown)
{
  g_return_if_fail (DESK_IS_HISTORY_FILTER (self));
  take (self, shown);
}

void
desk_history_filter_ask_date (DeskHistoryFilter *self)
{
  g_return_if_fail (DESK_IS_HISTORY_FILTER (self));
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->date_button));
}
