/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of choices and, for days of one's own, two fields below. Main thread; child of the page of
 * the log. */

#include "client/admin/desk-audit-bar.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "client/admin/desk-admin-page.h"
#include "client/admin/desk-admin-words.h"
#include "client/admin/desk-audit-finder.h"
#include "client/admin/desk-audit-words.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-style.h"
#include "shared/customers/crm-customer.h"

#define MAX_NAME 28 /* letters */

enum
{
  PERIOD_TODAY,
  PERIOD_WEEK,
  PERIOD_MONTH,
  PERIOD_ALL,
  PERIOD_DAYS,
};

static const int period_days[] = { 1, 7, 30 };

struct _DeskAuditBar
{
  AdwBin parent_instance;

  DeskContext *context; /* (owned) */
  char **people;        /* (owned): ids of the choice */
  CrmRecord *record;    /* (owned) (nullable) */
  gboolean is_held;     /* several things are chosen at once */

  /* children */
  GtkDropDown *period;
  GtkDropDown *person;
  GtkDropDown *action;
  GtkDropDown *kind;
  GtkMenuButton *record_button;
  GtkLabel *record_label;
  GtkWidget *clear_button;
  GtkRevealer *days;
  GtkEditable *first;
  GtkEditable *last;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskAuditBar, desk_audit_bar, ADW_TYPE_BIN)

static void
tell (DeskAuditBar *self)
{
  if (!self->is_held)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* Days */

/* (transfer full) (nullable): the day in a field, marked when it is none. */
static char *
dup_day (GtkEditable *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  char *day = *text != '\0' ? desk_format_parse_date (text, g_get_real_time ()) : NULL;
  gboolean is_wrong = *text != '\0' && day == NULL;

  desk_style_mark_wrong (GTK_WIDGET (entry), is_wrong);
  return day;
}

/* (transfer full) (nullable): the instant at which the day begins here. */
static char *
dup_midnight (const char *day, int days_later)
{
  g_autoptr (GDateTime) midnight = NULL;
  g_autoptr (GDateTime) later = NULL;
  g_autoptr (GDateTime) utc = NULL;
  int year = 0, month = 0, number = 0;

  if (day == NULL || sscanf (day, "%4d-%2d-%2d", &year, &month, &number) != 3)
    return NULL;
  midnight = g_date_time_new_local (year, month, number, 0, 0, 0);
  if (midnight == NULL)
    return NULL;
  later = g_date_time_add_days (midnight, days_later);
  utc = g_date_time_to_utc (later);
  return g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ");
}

static void
read_days (DeskAuditBar *self, DeskAuditFilter *filter)
{
  guint period = gtk_drop_down_get_selected (self->period);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (period == PERIOD_DAYS)
    {
      first = dup_day (self->first);
      last = dup_day (self->last);
      filter->from = dup_midnight (first, 0);
      filter->to = dup_midnight (last, 1);
    }
  else if (period < G_N_ELEMENTS (period_days))
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();

      first = g_date_time_format (now, "%Y-%m-%d");
      filter->from = dup_midnight (first, 1 - period_days[period]);
    }
}

static void
period_cb (DeskAuditBar *self)
{
  gboolean is_own = gtk_drop_down_get_selected (self->period) == PERIOD_DAYS;

  gtk_revealer_set_reveal_child (self->days, is_own);
  if (is_own && !self->is_held)
    gtk_widget_grab_focus (GTK_WIDGET (self->first));
  tell (self);
}

static GtkEditable *
add_day (DeskAuditBar *self, GtkWidget *box, const char *title)
{
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_add_css_class (label, "desk-subtitle");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 11);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 11);
  /* Translators: how a day is typed: day, month, year */
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("dd.mm.yyyy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, focus);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), entry);
  return GTK_EDITABLE (entry);
}

static GtkWidget *
make_days (DeskAuditBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *revealer = gtk_revealer_new ();

  self->days = GTK_REVEALER (revealer);
  self->first = add_day (self, box, _ ("From the day"));
  self->last = add_day (self, box, _ ("To the day"));
  gtk_widget_add_css_class (box, "desk-admin-filters");
  gtk_revealer_set_child (self->days, box);
  return revealer;
}

/* The record */

static void
show_record (DeskAuditBar *self)
{
  g_autofree char *name = NULL;

  if (self->record != NULL && CRM_IS_CUSTOMER (self->record) && crm_record_is_loaded (self->record))
    name = crm_customer_dup_display_name (CRM_CUSTOMER (self->record));
  gtk_label_set_label (self->record_label, self->record == NULL ? _ ("Any client")
                                           : name != NULL       ? name
                                                                : "…");
  gtk_widget_set_visible (self->clear_button, self->record != NULL);
}

static void
set_record (DeskAuditBar *self, CrmRecord *record)
{
  if (self->record != NULL)
    g_signal_handlers_disconnect_by_func (self->record, show_record, self);
  g_set_object (&self->record, record);
  if (record != NULL)
    g_signal_connect_object (record, "notify", G_CALLBACK (show_record), self, G_CONNECT_SWAPPED);
  show_record (self);
  tell (self);
}

static void
clear_record_cb (DeskAuditBar *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->record_button));
  set_record (self, NULL);
}

static void
add_record (DeskAuditBar *self, GtkWidget *bar)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *finder = desk_audit_finder_new (self->context);
  GtkWidget *label = gtk_label_new (NULL);

  self->record_button = GTK_MENU_BUTTON (button);
  self->record_label = GTK_LABEL (label);
  gtk_label_set_ellipsize (self->record_label, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->record_label, MAX_NAME);
  gtk_menu_button_set_child (self->record_button, label);
  gtk_menu_button_set_always_show_arrow (self->record_button, TRUE);
  gtk_menu_button_set_popover (self->record_button, finder);
  gtk_widget_set_tooltip_text (button, _ ("Client"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Client"), -1);
  g_signal_connect_object (finder, "picked", G_CALLBACK (desk_audit_bar_choose_record), self,
                           G_CONNECT_SWAPPED);
  self->clear_button = desk_admin_make_icon_button ("edit-clear-symbolic", _ ("Any client"));
  g_signal_connect_object (self->clear_button, "clicked", G_CALLBACK (clear_record_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (bar), button);
  gtk_box_append (GTK_BOX (bar), self->clear_button);
  show_record (self);
}

/* Choices */

static GtkDropDown *
add_choice (DeskAuditBar *self,
            GtkWidget *bar,
            const char *label,
            const char *const *titles,
            GCallback chosen)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (titles);

  gtk_widget_set_tooltip_text (choice, label);
  /* What has the keyboard in it is the button inside. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (choice)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (choice, "notify::selected", chosen, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (bar), choice);
  return GTK_DROP_DOWN (choice);
}

static void
add_actions (DeskAuditBar *self, GtkWidget *bar)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) titles = NULL;
  guint n_actions;
  const DeskAuditWord *actions = desk_audit_actions (&n_actions);

  g_strv_builder_add (builder, _ ("Any action"));
  for (guint i = 0; i < n_actions; i++)
    g_strv_builder_add (builder, desk_audit_word_get_title (&actions[i]));
  titles = g_strv_builder_end (builder);
  self->action =
      add_choice (self, bar, _ ("Action"), (const char *const *) titles, G_CALLBACK (tell));
}

static void
add_kinds (DeskAuditBar *self, GtkWidget *bar)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) titles = NULL;
  guint n_subjects;
  const CrmSubject *subjects = crm_subjects (&n_subjects);

  g_strv_builder_add (builder, _ ("All kinds"));
  for (guint i = 0; i < n_subjects; i++)
    g_strv_builder_add (builder, desk_subject_get_title (subjects[i].name));
  titles = g_strv_builder_end (builder);
  self->kind = add_choice (self, bar, _ ("Kind"), (const char *const *) titles, G_CALLBACK (tell));
}

static GtkWidget *
make_choices (DeskAuditBar *self)
{
  const char *periods[] = {
    [PERIOD_TODAY] = _ ("Today"),       [PERIOD_WEEK] = _ ("Seven days"),
    [PERIOD_MONTH] = _ ("Thirty days"), [PERIOD_ALL] = _ ("All time"),
    [PERIOD_DAYS] = _ ("Days…"),        NULL,
  };
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_auto (GStrv) titles = NULL;

  self->period = add_choice (self, bar, _ ("Period"), periods, G_CALLBACK (period_cb));
  desk_everybody_list_choices (self->context, _ ("Everybody"), &self->people, &titles);
  self->person =
      add_choice (self, bar, _ ("Person"), (const char *const *) titles, G_CALLBACK (tell));
  add_actions (self, bar);
  add_kinds (self, bar);
  add_record (self, bar);
  gtk_widget_add_css_class (bar, "desk-admin-filters");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), bar);
  return scroller;
}

static void
desk_audit_bar_dispose (GObject *object)
{
  DeskAuditBar *self = DESK_AUDIT_BAR (object);

  g_clear_object (&self->record);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_audit_bar_parent_class)->dispose (object);
}

static void
desk_audit_bar_finalize (GObject *object)
{
  g_strfreev (DESK_AUDIT_BAR (object)->people);
  G_OBJECT_CLASS (desk_audit_bar_parent_class)->finalize (object);
}

static void
desk_audit_bar_class_init (DeskAuditBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_audit_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_audit_bar_finalize;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_AUDIT_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
desk_audit_bar_init (DeskAuditBar *self)
{
}

GtkWidget *
desk_audit_bar_new (DeskContext *context)
{
  DeskAuditBar *self = g_object_new (DESK_TYPE_AUDIT_BAR, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->context = g_object_ref (context);
  self->is_held = TRUE;
  gtk_box_append (GTK_BOX (box), make_choices (self));
  gtk_box_append (GTK_BOX (box), make_days (self));
  adw_bin_set_child (ADW_BIN (self), box);
  self->is_held = FALSE;
  return GTK_WIDGET (self);
}

void
desk_audit_bar_read (DeskAuditBar *self, DeskAuditFilter *filter)
{
  guint person = gtk_drop_down_get_selected (self->person);
  guint action = gtk_drop_down_get_selected (self->action);
  guint kind = gtk_drop_down_get_selected (self->kind);
  guint n_actions, n_subjects;
  const DeskAuditWord *actions = desk_audit_actions (&n_actions);
  const CrmSubject *subjects = crm_subjects (&n_subjects);

  g_return_if_fail (DESK_IS_AUDIT_BAR (self));

  desk_audit_filter_clear (filter);
  read_days (self, filter);
  if (person > 0 && person < g_strv_length (self->people))
    filter->actor = g_strdup (self->people[person]);
  if (action > 0 && action <= n_actions)
    filter->action = g_strdup (actions[action - 1].id);
  if (kind > 0 && kind <= n_subjects)
    filter->kind = g_strdup (subjects[kind - 1].name);
  if (self->record != NULL)
    filter->record = g_strdup (crm_record_get_id (self->record));
}

void
desk_audit_bar_choose (DeskAuditBar *self, const char *actor, const char *action)
{
  guint n_actions;
  const DeskAuditWord *actions = desk_audit_actions (&n_actions);

  g_return_if_fail (DESK_IS_AUDIT_BAR (self));

  self->is_held = TRUE;
  for (guint i = 0; self->people[i] != NULL; i++)
    if (g_str_equal (self->people[i], actor != NULL ? actor : ""))
      gtk_drop_down_set_selected (self->person, i);
  for (guint i = 0; action != NULL && i < n_actions; i++)
    if (g_str_equal (actions[i].id, action))
      gtk_drop_down_set_selected (self->action, i + 1);
  self->is_held = FALSE;
  tell (self);
}

void
desk_audit_bar_choose_days (DeskAuditBar *self, const char *first, const char *last)
{
  g_autofree char *first_text = desk_format_date (first);
  g_autofree char *last_text = desk_format_date (last);

  g_return_if_fail (DESK_IS_AUDIT_BAR (self));

  self->is_held = TRUE;
  gtk_editable_set_text (self->first, first_text);
  gtk_editable_set_text (self->last, last_text);
  gtk_drop_down_set_selected (self->period, PERIOD_DAYS);
  self->is_held = FALSE;
  tell (self);
}

void
desk_audit_bar_choose_record (DeskAuditBar *self, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_AUDIT_BAR (self));

  self->is_held = TRUE;
  if (record != NULL)
    gtk_drop_down_set_selected (self->period, PERIOD_ALL);
  self->is_held = FALSE;
  set_record (self, record);
}
