/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The popover of the sync row. Main thread; made when first opened, owned by the row's button. It
 * shows models and gives no orders but actions. */

#include "client/ui/desk-sync-popover.h"

#include <glib/gi18n.h>

#include "client/store/desk-record-list.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-sync-check.h"
#include "client/ui/desk-sync-choice.h"
#include "client/ui/desk-sync-entry-row.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"

struct _DeskSyncPopover
{
  GtkPopover parent_instance;

  /* template widgets */
  GtkImage *image;
  GtkLabel *title_label;
  GtkLabel *subtitle_label;
  GtkWidget *retry_button;
  GtkWidget *details_expander;
  GtkLabel *details_label;
  DeskSyncChoice *choice;
  GtkWidget *note_box;
  GtkLabel *note_label;
  GtkWidget *note_button;
  DeskSyncCheck *check;
  GtkWidget *waiting_box;
  GtkLabel *waiting_label;
  GtkListView *waiting_view;
  GtkWidget *decide_box;
  GtkLabel *decide_label;
  GtkListView *decide_view;
  GtkLabel *kept_label;

  /* (owned) */
  DeskContext *context;
  GtkFilter *waiting_filter;
  GtkFilter *refused_filter;
  GListModel *waiting;       /* commands that wait */
  GListModel *decide;        /* conflicts, then refused commands */
  GCancellable *cancellable; /* of the counting */

  guint tick_source; /* runs while open and a next attempt is known */
  gint64 customers;
  guint64 bytes;
};

G_DEFINE_FINAL_TYPE (DeskSyncPopover, desk_sync_popover, GTK_TYPE_POPOVER)

static gboolean
is_waiting (gpointer item, gpointer user_data)
{
  DeskEntryState state = desk_outbox_entry_get_state (item);

  return state == DESK_ENTRY_PENDING || state == DESK_ENTRY_SENT;
}

static gboolean
is_refused (gpointer item, gpointer user_data)
{
  DeskEntryState state = desk_outbox_entry_get_state (item);

  return state == DESK_ENTRY_REJECTED || state == DESK_ENTRY_PARKED;
}

static char *
describe_next_try (DeskSyncStatus *status)
{
  gint64 left = desk_sync_status_get_next_try (status) - crm_time_now ();
  guint seconds;

  if (desk_sync_status_get_next_try (status) == 0)
    return g_strdup (_ ("changes are kept here"));
  if (left <= 0)
    return g_strdup (_ ("trying now"));
  seconds = (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  if (seconds < 120)
    return g_strdup_printf (_ ("next attempt in %u s"), seconds);
  return g_strdup_printf (_ ("next attempt in %u min"), seconds / 60);
}

static char *
describe_last_sync (DeskSyncStatus *status)
{
  gint64 last = desk_sync_status_get_last_sync (status);
  g_autofree char *when = NULL;

  if (last == 0)
    return g_strdup (_ ("not yet exchanged"));
  when = desk_format_moment (last, crm_time_now ());
  /* Translators: %s is "today at 10:24" */
  return g_strdup_printf (_ ("last exchange %s"), when);
}

static const char *
name_state (DeskSyncState state)
{
  switch (state)
    {
    case DESK_SYNC_OFFLINE:
      return _ ("No connection");
    case DESK_SYNC_CONNECTING:
      return _ ("Connecting");
    case DESK_SYNC_PUSHING:
      return _ ("Sending");
    case DESK_SYNC_PULLING:
      return _ ("Loading");
    case DESK_SYNC_SIGNED_OUT:
      return _ ("The session has ended");
    case DESK_SYNC_CERTIFICATE:
      return _ ("The certificate has changed");
    case DESK_SYNC_BLOCKED:
      return _ ("The exchange is stopped");
    case DESK_SYNC_IDLE:
    default:
      return _ ("Synchronised");
    }
}

static const char *
find_icon (DeskSyncState state)
{
  switch (state)
    {
    case DESK_SYNC_OFFLINE:
      return "network-offline-symbolic";
    case DESK_SYNC_SIGNED_OUT:
      return "dialog-password-symbolic";
    case DESK_SYNC_CERTIFICATE:
    case DESK_SYNC_BLOCKED:
      return "dialog-warning-symbolic";
    case DESK_SYNC_IDLE:
      return "object-select-symbolic";
    case DESK_SYNC_CONNECTING:
    case DESK_SYNC_PUSHING:
    case DESK_SYNC_PULLING:
    default:
      return "view-refresh-symbolic";
    }
}

/* What is wrong with the data on this computer; one thing at a time, the worse first. */
static void
update_note (DeskSyncPopover *self)
{
  g_autofree char *text = NULL;
  gboolean damaged;
  guint unreadable;

  g_object_get (desk_context_get_status (self->context), "damaged", &damaged, "unreadable",
                &unreadable, NULL);
  if (damaged)
    text = g_strdup (_ ("Part of the data on this computer is damaged. It is loaded again as soon "
                        "as the server answers; nothing that you typed is lost."));
  else if (unreadable > 0)
    text = g_strdup_printf (ngettext ("%u change cannot be read: its key is lost.",
                                      "%u changes cannot be read: their key is lost.", unreadable),
                            unreadable);
  gtk_widget_set_visible (self->note_box, text != NULL);
  gtk_widget_set_visible (self->note_button, !damaged);
  if (text != NULL)
    gtk_label_set_label (self->note_label, text);
}

static void
update_state (DeskSyncPopover *self)
{
  DeskSyncStatus *status = desk_context_get_status (self->context);
  DeskSyncState state = desk_sync_status_get_state (status);
  const char *details = desk_sync_status_get_details (status);
  const char *message = desk_sync_status_get_message (status);
  g_autofree char *subtitle = NULL;
  guint evicting;

  g_object_get (status, "evicting", &evicting, NULL);
  if (state == DESK_SYNC_OFFLINE)
    subtitle = describe_next_try (status);
  /* Below it is said at length. */
  else if (message != NULL && evicting == 0)
    subtitle = g_strdup (message);
  else
    subtitle = describe_last_sync (status);
  gtk_image_set_from_icon_name (self->image, find_icon (state));
  gtk_widget_remove_css_class (GTK_WIDGET (self->image), "desk-soon");
  if (state == DESK_SYNC_OFFLINE)
    gtk_widget_add_css_class (GTK_WIDGET (self->image), "desk-soon");
  gtk_label_set_label (self->title_label, name_state (state));
  gtk_label_set_label (self->subtitle_label, subtitle);
  gtk_label_set_label (self->details_label, details != NULL ? details : "");
  gtk_widget_set_visible (self->details_expander, details != NULL);
  update_note (self);
}

static gboolean
tick_cb (gpointer user_data)
{
  update_state (user_data);
  return G_SOURCE_CONTINUE;
}

static void
update_lists (DeskSyncPopover *self)
{
  guint waiting = g_list_model_get_n_items (self->waiting);
  guint decide = g_list_model_get_n_items (self->decide);
  g_autofree char *waiting_text = desk_format_count (waiting);
  g_autofree char *decide_text = desk_format_count (decide);

  gtk_label_set_label (self->waiting_label, waiting_text);
  gtk_label_set_label (self->decide_label, decide_text);
  gtk_widget_set_visible (self->waiting_box, waiting > 0);
  gtk_widget_set_visible (self->decide_box, decide > 0);
}

/* States of entries change in place: the filters look again. */
static void
entries_changed_cb (DeskSyncPopover *self)
{
  gtk_filter_changed (self->waiting_filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_filter_changed (self->refused_filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
update_kept (DeskSyncPopover *self)
{
  g_autofree char *count = desk_format_count (self->customers);
  g_autofree char *clients = NULL;
  g_autofree char *text = NULL;

  /* Translators: %s is a number, "342 clients" */
  clients = g_strdup_printf (g_dngettext (NULL, "%s client", "%s clients",
                                          (gulong) MAX (self->customers, 0)),
                             count);
  text = g_strdup_printf (_ ("On this computer: %s, %d MB"), clients,
                          (int) ((self->bytes + 500000) / 1000000));
  gtk_label_set_label (self->kept_label, text);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncPopover) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 count = desk_query_count_finish (result, &error);

  if (error == NULL && self->context != NULL)
    {
      self->customers = count;
      update_kept (self);
    }
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncPopover) self = user_data;
  guint64 bytes;

  if (g_file_measure_disk_usage_finish (G_FILE (source), result, &bytes, NULL, NULL, NULL) &&
      self->context != NULL)
    {
      self->bytes = bytes;
      update_kept (self);
    }
}

static void
measure (DeskSyncPopover *self)
{
  DeskDatabase *database = desk_context_get_database (self->context);
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);
  g_autoptr (GFile) folder = g_file_new_for_path (desk_database_get_folder (database));

  desk_query_count_async (query, database, self->cancellable, counted_cb, g_object_ref (self));
  g_file_measure_disk_usage_async (folder, G_FILE_MEASURE_APPARENT_SIZE, G_PRIORITY_LOW,
                                   self->cancellable, NULL, NULL, measured_cb, g_object_ref (self));
}

static void
row_setup_cb (DeskSyncPopover *self, GtkListItem *list_item)
{
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_selectable (list_item, FALSE);
  gtk_list_item_set_child (list_item, desk_sync_entry_row_new (self->context));
}

static void
row_bind_cb (DeskSyncPopover *self, GtkListItem *list_item)
{
  desk_sync_entry_row_set_item (DESK_SYNC_ENTRY_ROW (gtk_list_item_get_child (list_item)),
                                gtk_list_item_get_item (list_item));
}

static void
row_unbind_cb (DeskSyncPopover *self, GtkListItem *list_item)
{
  desk_sync_entry_row_set_item (DESK_SYNC_ENTRY_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
fill_view (DeskSyncPopover *self, GtkListView *view, GListModel *model)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (model));

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (row_setup_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (row_bind_cb), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (row_unbind_cb), self);
  gtk_list_view_set_factory (view, factory);
  gtk_list_view_set_model (view, GTK_SELECTION_MODEL (selection));
}

static GListModel *
filter_outbox (DeskSyncPopover *self, GtkFilter *filter)
{
  DeskOutbox *outbox = desk_context_get_outbox (self->context);

  return G_LIST_MODEL (
      gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (outbox)), g_object_ref (filter)));
}

static void
make_models (DeskSyncPopover *self)
{
  DeskDatabase *database = desk_context_get_database (self->context);
  g_autoptr (DeskQuery) all = desk_query_new (&crm_conflict_kind);
  g_autoptr (DeskQuery) query = desk_query_where (all, CRM_CONFLICT_STATUS, "open");
  g_autoptr (DeskRecordList) conflicts = desk_record_list_new (database, query);
  g_autoptr (GListModel) refused = NULL;
  GListStore *lists = g_list_store_new (G_TYPE_LIST_MODEL);

  self->waiting_filter = GTK_FILTER (gtk_custom_filter_new (is_waiting, NULL, NULL));
  self->refused_filter = GTK_FILTER (gtk_custom_filter_new (is_refused, NULL, NULL));
  self->waiting = filter_outbox (self, self->waiting_filter);
  refused = filter_outbox (self, self->refused_filter);
  g_list_store_append (lists, conflicts);
  g_list_store_append (lists, refused);
  self->decide = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
}

static void
desk_sync_popover_map (GtkWidget *widget)
{
  DeskSyncPopover *self = DESK_SYNC_POPOVER (widget);

  update_state (self);
  update_lists (self);
  measure (self);
  self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
  GTK_WIDGET_CLASS (desk_sync_popover_parent_class)->map (widget);
}

static void
desk_sync_popover_unmap (GtkWidget *widget)
{
  DeskSyncPopover *self = DESK_SYNC_POPOVER (widget);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  GTK_WIDGET_CLASS (desk_sync_popover_parent_class)->unmap (widget);
}

static void
desk_sync_popover_dispose (GObject *object)
{
  DeskSyncPopover *self = DESK_SYNC_POPOVER (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->waiting_view != NULL)
    {
      gtk_list_view_set_model (self->waiting_view, NULL);
      gtk_list_view_set_model (self->decide_view, NULL);
    }
  g_clear_object (&self->decide);
  g_clear_object (&self->waiting);
  g_clear_object (&self->waiting_filter);
  g_clear_object (&self->refused_filter);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SYNC_POPOVER);
  G_OBJECT_CLASS (desk_sync_popover_parent_class)->dispose (object);
}

static void
desk_sync_popover_finalize (GObject *object)
{
  g_object_unref (DESK_SYNC_POPOVER (object)->cancellable);
  G_OBJECT_CLASS (desk_sync_popover_parent_class)->finalize (object);
}

static void
desk_sync_popover_class_init (DeskSyncPopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = desk_sync_popover_dispose;
  object_class->finalize = desk_sync_popover_finalize;
  widget_class->map = desk_sync_popover_map;
  widget_class->unmap = desk_sync_popover_unmap;

  g_type_ensure (DESK_TYPE_SYNC_CHECK);
  g_type_ensure (DESK_TYPE_SYNC_CHOICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/ui/desk-sync-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, image);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, retry_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, details_expander);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, details_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, choice);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, note_box);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, note_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, note_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, check);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, waiting_box);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, waiting_view);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, decide_box);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, decide_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, decide_view);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncPopover, kept_label);
}

static void
desk_sync_popover_init (DeskSyncPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
desk_sync_popover_new (DeskContext *context)
{
  DeskSyncPopover *self = g_object_new (DESK_TYPE_SYNC_POPOVER, NULL);
  DeskSyncStatus *status = desk_context_get_status (context);

  self->context = g_object_ref (context);
  desk_sync_choice_set_context (self->choice, context);
  desk_sync_check_set_context (self->check, context);
  make_models (self);
  fill_view (self, self->waiting_view, self->waiting);
  fill_view (self, self->decide_view, self->decide);
  g_signal_connect_object (self->waiting, "items-changed", G_CALLBACK (update_lists), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->decide, "items-changed", G_CALLBACK (update_lists), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (status, "notify", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (status, "notify::pending", G_CALLBACK (entries_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (status, "notify::to-decide", G_CALLBACK (entries_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
