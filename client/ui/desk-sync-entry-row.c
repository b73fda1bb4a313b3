/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of the sync popover. Main thread; rows are reused by the list view, so everything shown
 * comes from the item that is set. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-sync-entry-row.h"

#include <glib/gi18n.h>

#include "client/ui/desk-change-text.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"

struct _DeskSyncEntryRow
{
  AdwBin parent_instance;

  /* template widgets */
  GtkImage *image;
  GtkLabel *title_label;
  GtkLabel *subtitle_label;
  GtkLabel *time_label;
  GtkButton *compare_button;
  GtkWidget *refused_box;
  GtkLabel *reason_label;
  GtkButton *open_button;
  GtkButton *discard_button;

  DeskContext *context;  /* (owned) */
  GObject *item;         /* (owned) (nullable): DeskOutboxEntry or CrmConflict */
  CrmRecord *subject;    /* (owned) (nullable): whose card it is */
  GSignalGroup *changes; /* (owned): of the subject */
  GSignalGroup *news;    /* (owned): of a conflict */
};

G_DEFINE_FINAL_TYPE (DeskSyncEntryRow, desk_sync_entry_row, ADW_TYPE_BIN)

static CrmRecord *
ref_subject_of_conflict (DeskSyncEntryRow *self, CrmRecord *conflict)
{
  const char *customer = crm_record_get_text (conflict, CRM_CONFLICT_CUSTOMER);

  if (customer == NULL)
    return NULL;
  return desk_database_ref_record (desk_context_get_database (self->context), &crm_customer_kind,
                                   customer);
}

static guint
count_clashes (CrmRecord *conflict)
{
  const char *text = crm_record_get_text (conflict, CRM_CONFLICT_GROUPS);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return 0;
  return json_object_get_size (json_node_get_object (node));
}

static void
show_conflict (DeskSyncEntryRow *self, CrmRecord *conflict)
{
  const char *other =
      desk_context_get_user_name (self->context,
                                  crm_record_get_text (conflict, CRM_CONFLICT_OTHER));
  gint64 at = desk_format_parse_instant (crm_record_get_text (conflict, CRM_CONFLICT_OTHER_AT));
  g_autofree char *who =
      self->subject != NULL ? desk_change_dup_short_name (self->subject) : g_strdup ("");
  g_autofree char *day = desk_format_day (at, crm_time_now ());
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  guint n = count_clashes (conflict);

  if (g_strcmp0 (crm_record_get_text (conflict, CRM_CONFLICT_REASON), "deleted") == 0)
    title = g_strdup_printf (_ ("%s: the card was deleted"), who);
  else
    /* Translators: whose card, how many fields differ */
    title = g_strdup_printf (g_dngettext (NULL, "%s: %u field", "%s: %u fields", n), who, n);
  subtitle = g_strdup_printf (_ ("you and %s, %s"), other != NULL ? other : _ ("a colleague"), day);
  gtk_image_set_from_icon_name (self->image, "zontik-conflict-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->image), "desk-soon");
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->subtitle_label, subtitle);
  gtk_label_set_label (self->time_label, "");
}

static void
show_refusal (DeskSyncEntryRow *self, DeskOutboxEntry *entry)
{
  CrmProblem *problem = desk_outbox_entry_get_problem (entry);
  CrmCommand *command = desk_outbox_entry_get_command (entry);
  g_autofree char *reason = NULL;

  if (command == NULL)
    reason = g_strdup (_ ("This version of the program cannot read it"));
  else if (problem != NULL)
    reason = desk_change_dup_reason (problem, crm_command_get_kind (command));
  else if (desk_outbox_entry_get_state (entry) == DESK_ENTRY_PARKED)
    reason = g_strdup (_ ("Waits for another refused change"));
  else
    reason = g_strdup (_ ("The server did not accept it"));
  gtk_label_set_label (self->reason_label, reason);
}

/* Written by another version of the program, or damaged. */
static void
show_unreadable (DeskSyncEntryRow *self, DeskOutboxEntry *entry)
{
  gtk_image_set_from_icon_name (self->image, "dialog-warning-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->image), "desk-late");
  gtk_label_set_label (self->title_label, _ ("A change that was not sent"));
  gtk_label_set_label (self->subtitle_label, "");
  gtk_label_set_label (self->time_label, "");
  gtk_widget_set_visible (self->refused_box, TRUE);
  show_refusal (self, entry);
}

static void
show_entry (DeskSyncEntryRow *self, DeskOutboxEntry *entry)
{
  CrmCommand *command = desk_outbox_entry_get_command (entry);
  DeskEntryState state = desk_outbox_entry_get_state (entry);
  gboolean refused = state == DESK_ENTRY_REJECTED || state == DESK_ENTRY_PARKED;
  g_autofree char *title = desk_change_dup_title (command);
  g_autofree char *subtitle = desk_change_dup_subtitle (command, self->subject);
  g_autofree char *when = desk_format_when (crm_command_get_at (command), crm_time_now ());

  gtk_image_set_from_icon_name (self->image, refused ? "dialog-warning-symbolic"
                                                     : desk_change_get_icon_name (command));
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->subtitle_label, subtitle);
  gtk_label_set_label (self->time_label, when);
  gtk_widget_set_visible (self->refused_box, refused);
  if (!refused)
    return;
  gtk_widget_add_css_class (GTK_WIDGET (self->image), "desk-late");
  show_refusal (self, entry);
}

static void
update (DeskSyncEntryRow *self)
{
  gboolean conflict = self->item != NULL && CRM_IS_CONFLICT (self->item);

  gtk_widget_set_visible (GTK_WIDGET (self->compare_button), conflict);
  gtk_widget_remove_css_class (GTK_WIDGET (self->image), "desk-late");
  gtk_widget_remove_css_class (GTK_WIDGET (self->image), "desk-soon");
  gtk_widget_set_visible (self->refused_box, FALSE);
  if (conflict)
    show_conflict (self, CRM_RECORD (self->item));
  else if (self->item != NULL &&
           desk_outbox_entry_get_command (DESK_OUTBOX_ENTRY (self->item)) == NULL)
    show_unreadable (self, DESK_OUTBOX_ENTRY (self->item));
  else if (self->item != NULL)
    show_entry (self, DESK_OUTBOX_ENTRY (self->item));
}

/* A conflict may not be loaded yet when its row is bound. */
static void
follow_item (DeskSyncEntryRow *self)
{
  GObject *item = self->item;

  g_clear_object (&self->subject);
  if (item != NULL && CRM_IS_CONFLICT (item))
    self->subject = ref_subject_of_conflict (self, CRM_RECORD (item));
  else if (item != NULL && desk_outbox_entry_get_command (DESK_OUTBOX_ENTRY (item)) != NULL)
    self->subject =
        desk_change_ref_subject (self->context,
                                 desk_outbox_entry_get_command (DESK_OUTBOX_ENTRY (item)));
  g_signal_group_set_target (self->changes, self->subject);
  update (self);
}

static void
close_popover (DeskSyncEntryRow *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
compare_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskSyncEntryRow *self = DESK_SYNC_ENTRY_ROW (widget);
  g_autoptr (GObject) item = self->item != NULL ? g_object_ref (self->item) : NULL;

  if (item == NULL || !CRM_IS_CONFLICT (item))
    return;
  close_popover (self);
  gtk_widget_activate_action (widget, "win.resolve-conflict", "s",
                              crm_record_get_id (CRM_RECORD (item)));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskSyncEntryRow *self = DESK_SYNC_ENTRY_ROW (widget);
  g_autoptr (CrmRecord) subject = self->subject != NULL ? g_object_ref (self->subject) : NULL;

  if (subject == NULL)
    return;
  close_popover (self);
  gtk_widget_activate_action (widget, "win.open-record", "(ss)",
                              crm_record_get_kind (subject)->name, crm_record_get_id (subject));
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) taken = desk_outbox_discard_finish (DESK_OUTBOX (source), result, &error);

  if (taken == NULL)
    g_warning ("Cannot discard: %s", error->message);
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskSyncEntryRow *self = DESK_SYNC_ENTRY_ROW (widget);
  g_autofree char *id = NULL;
  const char *ids[] = { NULL, NULL };

  if (self->item == NULL || !DESK_IS_OUTBOX_ENTRY (self->item))
    return;
  g_object_get (self->item, "id", &id, NULL);
  ids[0] = id;
  desk_outbox_discard_async (desk_context_get_outbox (self->context), ids, NULL, discarded_cb,
                             NULL);
}

static void
desk_sync_entry_row_dispose (GObject *object)
{
  DeskSyncEntryRow *self = DESK_SYNC_ENTRY_ROW (object);

  g_clear_object (&self->changes);
  g_clear_object (&self->news);
  g_clear_object (&self->subject);
  g_clear_object (&self->item);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SYNC_ENTRY_ROW);
  G_OBJECT_CLASS (desk_sync_entry_row_parent_class)->dispose (object);
}

static void
desk_sync_entry_row_class_init (DeskSyncEntryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_sync_entry_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/ui/desk-sync-entry-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskSyncEntryRow, image);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncEntryRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncEntryRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncEntryRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncEntryRow, compare_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncEntryRow, refused_box);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncEntryRow, reason_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncEntryRow, open_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncEntryRow, discard_button);
  gtk_widget_class_install_action (widget_class, "sync-entry.compare", NULL, compare_action);
  gtk_widget_class_install_action (widget_class, "sync-entry.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "sync-entry.discard", NULL, discard_action);
}

static void
desk_sync_entry_row_init (DeskSyncEntryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->changes = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->changes, "notify", G_CALLBACK (update), self);
  self->news = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->news, "notify::loaded", G_CALLBACK (follow_item), self);
}

GtkWidget *
desk_sync_entry_row_new (DeskContext *context)
{
  DeskSyncEntryRow *self = g_object_new (DESK_TYPE_SYNC_ENTRY_ROW, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
desk_sync_entry_row_set_item (DeskSyncEntryRow *self, GObject *item)
{
  g_return_if_fail (DESK_IS_SYNC_ENTRY_ROW (self));

  if (!g_set_object (&self->item, item))
    return;
  g_signal_group_set_target (self->news, item != NULL && CRM_IS_CONFLICT (item) ? item : NULL);
  follow_item (self);
}
