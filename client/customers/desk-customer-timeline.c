/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that happened with the client, and where notes are written. Keys in the list: Enter
 * opens, Space does what the icon does or unfolds, F2 corrects a note, Ctrl+D pins it, Delete
 * removes it. Main thread; owned by the card. */

#include "client/customers/desk-customer-timeline.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-history.h"
#include "client/customers/desk-history-filter.h"
#include "client/customers/desk-note-composer.h"
#include "client/customers/desk-record-details.h"
#include "client/ui/desk-timeline-view.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-relation.h"
#include "shared/customers/crm-task.h"

struct _DeskCustomerTimeline
{
  DeskCardBlock parent_instance;

  DeskHistoryFilter *filter;
  GtkWidget *empty_label;
  GtkWidget *all_button;
  DeskTimelineView *view;
  DeskNoteComposer *composer;
  DeskCustomerHistory *history; /* (owned) (nullable) */
  gint64 wanted_time;           /* to jump to when all is there; 0: nothing */
};

G_DEFINE_FINAL_TYPE (DeskCustomerTimeline, desk_customer_timeline, DESK_TYPE_CARD_BLOCK)

static void
change_record (DeskCustomerTimeline *self, CrmRecord *record, CrmFieldSet *set, const char *what)
{
  desk_customer_change (GTK_WIDGET (self), desk_card_block_get_context (DESK_CARD_BLOCK (self)),
                        record, set, what);
}

static void
toggle_pin (DeskCustomerTimeline *self, CrmRecord *note)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_note_kind);
  const gboolean pinned = crm_record_get_boolean (note, CRM_NOTE_PINNED);

  crm_field_set_put (set, CRM_NOTE_PINNED, pinned ? NULL : "true");
  change_record (self, note, set, pinned ? _ ("Note unpinned") : _ ("Note pinned"));
}

static void
toggle_task (DeskCustomerTimeline *self, CrmRecord *task)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_task_kind);
  const gboolean done = crm_record_get_text (task, CRM_TASK_DONE_AT) != NULL;
  g_autofree char *now = crm_time_to_string (crm_time_now ());

  crm_field_set_put (set, CRM_TASK_DONE_AT, done ? NULL : now);
  change_record (self, task, set, done ? _ ("Task to be done again") : _ ("Task done"));
}

static gboolean
may (DeskCustomerTimeline *self, CrmRecord *record, CrmAction action)
{
  DeskContext *context = desk_card_block_get_context (DESK_CARD_BLOCK (self));

  if (crm_record_get_kind (record) == &crm_task_kind)
    return TRUE;
  return desk_customer_may (context, record, action);
}

/* (nullable) (transfer none): the record of @item when it was read and is of @kind. */
static CrmRecord *
get_record (DeskTimelineItem *item, const CrmKind *kind)
{
  CrmRecord *record = item == NULL ? NULL : desk_history_item_get_record (DESK_HISTORY_ITEM (item));

  return record != NULL && crm_record_is_loaded (record) && crm_record_get_kind (record) == kind
             ? record
             : NULL;
}

static void
checked_cb (DeskCustomerTimeline *self, DeskTimelineItem *item)
{
  CrmRecord *task = get_record (item, &crm_task_kind);

  if (task != NULL && may (self, task, CRM_ACTION_EDIT))
    toggle_task (self, task);
}

/* What has a page goes there, a note to where it is corrected, all else is shown beside its line.
 */
static void
activated_cb (DeskCustomerTimeline *self, DeskTimelineItem *item)
{
  DeskContext *context = desk_card_block_get_context (DESK_CARD_BLOCK (self));
  CrmRecord *note = get_record (item, &crm_note_kind);
  GtkWidget *row = desk_timeline_view_find_row (self->view, item);
  g_autoptr (CrmRecord) record = NULL;
  const CrmKind *kind = NULL;
  const char *id = NULL;

  if (note != NULL && may (self, note, CRM_ACTION_EDIT))
    desk_note_composer_edit (self->composer, note);
  else if (row != NULL && desk_history_item_get_subject (DESK_HISTORY_ITEM (item), &kind, &id))
    {
      record = desk_database_ref_record (desk_context_get_database (context), kind, id);
      desk_record_details_show (row, context,
                                crm_record_is_loaded (record)
                                    ? record
                                    : desk_history_item_get_record (DESK_HISTORY_ITEM (item)));
    }
}

static void
act_on_note (DeskCustomerTimeline *self, CrmRecord *note, guint key)
{
  DeskContext *context = desk_card_block_get_context (DESK_CARD_BLOCK (self));

  if (key == GDK_KEY_Delete && may (self, note, CRM_ACTION_DELETE))
    desk_customer_remove_child (GTK_WIDGET (self), context, note, _ ("Note removed"));
  else if (key == GDK_KEY_F2 && may (self, note, CRM_ACTION_EDIT))
    desk_note_composer_edit (self->composer, note);
  else if (key == GDK_KEY_d && may (self, note, CRM_ACTION_EDIT))
    toggle_pin (self, note);
}

/* Keys that mean the client elsewhere on the card never do while a line is meant. */
static gboolean
key_cb (DeskCustomerTimeline *self, guint key, guint code, GdkModifierType modifiers)
{
  const gboolean control = (modifiers & GDK_CONTROL_MASK) != 0;
  g_autoptr (DeskTimelineItem) item = NULL;
  CrmRecord *note;

  if (key == GDK_KEY_Cyrillic_ve)
    key = GDK_KEY_d;
  if (!(key == GDK_KEY_space && !control) && !((key == GDK_KEY_d) && control) &&
      key != GDK_KEY_Delete && key != GDK_KEY_F2)
    return GDK_EVENT_PROPAGATE;
  item = desk_timeline_view_ref_selected (self->view);
  if (item == NULL)
    return key != GDK_KEY_F2;
  note = get_record (item, &crm_note_kind);
  if (key == GDK_KEY_space && desk_timeline_item_is_checkable (item))
    checked_cb (self, item);
  else if (key == GDK_KEY_space)
    desk_timeline_item_toggle_expanded (item);
  else if (note != NULL)
    act_on_note (self, note, key);
  return GDK_EVENT_STOP;
}

static void
update_empty (DeskCustomerTimeline *self)
{
  DeskTimeline *timeline = desk_customer_history_get_timeline (self->history);
  const gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->history)) == 0 &&
                         timeline != NULL && !desk_timeline_is_loading (timeline);
  const gboolean all = desk_history_filter_get_groups (self->filter) == DESK_TIMELINE_ALL;

  gtk_label_set_text (GTK_LABEL (self->empty_label), all ? _ ("What happens will appear here")
                                                         : _ ("There is nothing of this kind"));
  gtk_widget_set_visible (self->empty_label, empty);
  gtk_widget_set_visible (self->all_button, empty && !all);
}

static void
try_jump_cb (DeskCustomerTimeline *self)
{
  DeskTimeline *timeline;
  guint position, n;

  if (self->history == NULL)
    return;
  timeline = desk_customer_history_get_timeline (self->history);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->history));
  update_empty (self);
  if (self->wanted_time == 0 || timeline == NULL || n == 0)
    return;
  position = desk_timeline_find (timeline, self->wanted_time);
  if (position == G_MAXUINT && !desk_timeline_is_complete (timeline))
    return;
  self->wanted_time = 0;
  desk_timeline_view_show (self->view, MIN (position, n - 1));
}

static void
jump_cb (DeskCustomerTimeline *self, gint64 time)
{
  self->wanted_time = time;
  try_jump_cb (self);
}

static void
filter_changed_cb (DeskCustomerTimeline *self)
{
  desk_customer_history_set_groups (self->history, desk_history_filter_get_groups (self->filter));
  update_empty (self);
}

static void
show_all_cb (DeskCustomerTimeline *self)
{
  desk_history_filter_set_groups (self->filter, DESK_TIMELINE_ALL);
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskCustomerTimeline *self = DESK_CUSTOMER_TIMELINE (block);

  if (self->history == NULL)
    return;
  self->wanted_time = 0;
  desk_customer_history_set_record (self->history, record);
  desk_note_composer_set_customer (self->composer, record);
  update_empty (self);
}

static void
update (DeskCardBlock *block)
{
  DeskCustomerTimeline *self = DESK_CUSTOMER_TIMELINE (block);

  if (self->composer != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->composer),
                            desk_customer_may_add (desk_card_block_get_context (block),
                                                   desk_card_block_get_record (block),
                                                   &crm_note_kind));
}

static void
desk_customer_timeline_dispose (GObject *object)
{
  DeskCustomerTimeline *self = DESK_CUSTOMER_TIMELINE (object);

  desk_card_block_leave (DESK_CARD_BLOCK (object));
  self->composer = NULL;
  g_clear_object (&self->history);
  G_OBJECT_CLASS (desk_customer_timeline_parent_class)->dispose (object);
}

static void
desk_customer_timeline_class_init (DeskCustomerTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_customer_timeline_dispose;
  DESK_CARD_BLOCK_CLASS (klass)->set_record = set_record;
  DESK_CARD_BLOCK_CLASS (klass)->update = update;
}

static void
desk_customer_timeline_init (DeskCustomerTimeline *self)
{
}

static gboolean
ask_date_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  DeskCustomerTimeline *self = user_data;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;
  desk_history_filter_ask_date (self->filter);
  return TRUE;
}

static gboolean
write_note_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  DeskCustomerTimeline *self = user_data;

  return gtk_widget_get_mapped (GTK_WIDGET (self->composer)) &&
         gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

/* From anywhere on the card. */
static void
add_shortcuts (DeskCustomerTimeline *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  const struct
  {
    const char *keys;
    GtkShortcutFunc func;
  } shortcuts[] = {
    { "<Control>g", ask_date_cb },
    { "<Control><Alt>n", write_note_cb },
  };

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].keys),
                          gtk_callback_action_new (shortcuts[i].func, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static GtkWidget *
make_empty (DeskCustomerTimeline *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->empty_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->empty_label), 0);
  gtk_widget_set_visible (self->empty_label, FALSE);
  gtk_widget_add_css_class (self->empty_label, "desk-subtitle");
  self->all_button = gtk_button_new_with_label (_ ("Show everything"));
  gtk_widget_set_halign (self->all_button, GTK_ALIGN_START);
  gtk_widget_set_visible (self->all_button, FALSE);
  g_signal_connect_object (self->all_button, "clicked", G_CALLBACK (show_all_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (box, "desk-timeline-empty");
  gtk_box_append (GTK_BOX (box), self->empty_label);
  gtk_box_append (GTK_BOX (box), self->all_button);
  return box;
}

static void
make_view (DeskCustomerTimeline *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->view = g_object_new (DESK_TYPE_TIMELINE_VIEW, "vexpand", TRUE, NULL);
  g_signal_connect_object (self->view, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "checked", G_CALLBACK (checked_cb), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

DeskCardBlock *
desk_customer_timeline_new (DeskContext *context)
{
  DeskCustomerTimeline *self = g_object_new (DESK_TYPE_CUSTOMER_TIMELINE, "context", context, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->filter = DESK_HISTORY_FILTER (desk_history_filter_new ());
  g_signal_connect_object (self->filter, "changed", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter, "jump", G_CALLBACK (jump_cb), self, G_CONNECT_SWAPPED);
  make_view (self);
  self->composer = DESK_NOTE_COMPOSER (desk_note_composer_new (context));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->filter));
  gtk_box_append (GTK_BOX (box), make_empty (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->view));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->composer));
  /* The chips say it. */
  desk_card_block_set_shows_title (DESK_CARD_BLOCK (self), FALSE);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), box);
  add_shortcuts (self);
  self->history = desk_customer_history_new (context);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (try_jump_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "answered", G_CALLBACK (try_jump_cb), self,
                           G_CONNECT_SWAPPED);
  desk_timeline_view_set_model (self->view, G_LIST_MODEL (self->history));
  return DESK_CARD_BLOCK (self);
}
