/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The conflict dialog. Main thread; a toplevel that lives until it is closed. It fills itself when
 * the conflict record is loaded and closes when someone else has decided. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-conflict-dialog.h"

#include <glib/gi18n.h>

#include "client/ui/desk-avatar.h"
#include "client/ui/desk-conflict-row.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"

#define STACK_BELOW 640

struct _DeskConflictDialog
{
  AdwWindow parent_instance;

  /* template widgets */
  GtkSizeGroup *name_column;
  GtkSizeGroup *mine_column;
  GtkSizeGroup *theirs_column;
  DeskAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *summary_label;
  GtkWidget *all_box;
  GtkWidget *head_box;
  GtkWidget *field_head;
  GtkWidget *mine_head;
  DeskAvatar *mine_avatar;
  GtkLabel *mine_head_label;
  GtkWidget *theirs_head;
  DeskAvatar *theirs_avatar;
  GtkLabel *theirs_head_label;
  GtkBox *rows_box;
  GtkWidget *deleted_box;
  GtkCheckButton *restore_button;
  GtkWidget *merged_box;
  GtkLabel *merged_label;
  GtkToggleButton *merged_button;
  GtkLabel *hint_label;
  GtkWidget *save_button;

  /* (owned) */
  DeskContext *context;
  CrmRecord *conflict;
  CrmRecord *customer;        /* (nullable): whose card it is */
  CrmRecord *record;          /* (nullable): what was edited */
  DeskConflictChoice *choice; /* (nullable): once the conflict is loaded */
  gboolean saved;
  gboolean presents; /* itself, when it is filled */
};

G_DEFINE_FINAL_TYPE (DeskConflictDialog, desk_conflict_dialog, ADW_TYPE_WINDOW)

static const char *
name_other (DeskConflictDialog *self)
{
  const char *name =
      desk_context_get_user_name (self->context,
                                  crm_record_get_text (self->conflict, CRM_CONFLICT_OTHER));

  return name != NULL ? name : _ ("Colleague");
}

static const char *
name_author (DeskConflictDialog *self)
{
  const char *name =
      desk_context_get_user_name (self->context,
                                  crm_record_get_text (self->conflict, CRM_CONFLICT_AUTHOR));

  return name != NULL ? name : _ ("Colleague");
}

static char *
describe_moment (DeskConflictDialog *self, guint field)
{
  gint64 at = desk_format_parse_instant (crm_record_get_text (self->conflict, field));

  return desk_format_moment (at, crm_time_now ());
}

static void
show_heads (DeskConflictDialog *self)
{
  DeskAccount *account = desk_context_get_account (self->context);
  const char *author = crm_record_get_text (self->conflict, CRM_CONFLICT_AUTHOR);
  gboolean own = g_strcmp0 (author, desk_account_get_user_id (account)) == 0;
  const char *author_name = desk_context_get_user_name (self->context, author);
  const char *mine_name = own || author_name == NULL ? _ ("My edit") : author_name;
  g_autofree char *mine_at = describe_moment (self, CRM_CONFLICT_DONE_AT);
  g_autofree char *theirs_at = describe_moment (self, CRM_CONFLICT_OTHER_AT);
  g_autofree char *mine = g_strdup_printf ("%s · %s", mine_name, mine_at);
  g_autofree char *theirs = g_strdup_printf ("%s · %s", name_other (self), theirs_at);

  gtk_label_set_label (self->mine_head_label, mine);
  gtk_label_set_label (self->theirs_head_label, theirs);
  gtk_widget_set_tooltip_text (self->mine_head, mine);
  gtk_widget_set_tooltip_text (self->theirs_head, theirs);
  desk_avatar_set_text (self->mine_avatar,
                        own ? desk_account_get_user_name (account) : author_name);
  desk_avatar_set_text (self->theirs_avatar, name_other (self));
}

static void
show_summary (DeskConflictDialog *self)
{
  g_auto (GStrv) merged = desk_conflict_choice_dup_merged (self->choice);
  guint n_merged = g_strv_length (merged);
  guint n = desk_conflict_choice_get_size (self->choice);
  g_autofree char *differ =
      g_strdup_printf (g_dngettext (NULL, "%u field differs", "%u fields differ", n), n);
  g_autofree char *text = NULL;

  if (desk_conflict_choice_is_deleted (self->choice))
    text = g_strdup_printf (_ ("%s deleted the card while you were editing it"), name_other (self));
  else if (desk_conflict_choice_is_moved (self->choice))
    text = g_strdup_printf (n > 0 ? _ ("%s changed it when the client was yours already")
                                  : _ ("%s deleted it when the client was yours already"),
                            name_author (self));
  else if (n_merged > 0)
    {
      g_autofree char *rest =
          g_strdup_printf (g_dngettext (NULL, "%u more merged by itself",
                                        "%u more merged by themselves", n_merged),
                           n_merged);

      text = g_strdup_printf ("%s, %s", differ, rest);
    }
  else
    text = g_steal_pointer (&differ);
  gtk_label_set_label (self->summary_label, text);
  gtk_widget_set_visible (self->merged_box, n_merged > 0);
}

static void
merged_toggled_cb (DeskConflictDialog *self)
{
  g_auto (GStrv) merged = NULL;
  gboolean shown = gtk_toggle_button_get_active (self->merged_button);

  if (self->choice == NULL)
    return;
  merged = desk_conflict_choice_dup_merged (self->choice);
  gtk_button_set_label (GTK_BUTTON (self->merged_button), shown ? _ ("Hide") : _ ("Show"));
  if (shown)
    {
      g_autofree char *joined = g_strjoinv (", ", merged);
      g_autofree char *text = g_strdup_printf (_ ("Merged by themselves: %s"), joined);

      gtk_label_set_label (self->merged_label, text);
    }
  else
    gtk_label_set_label (self->merged_label, _ ("The rest was merged by itself"));
}

static void
update_customer (DeskConflictDialog *self)
{
  g_autofree char *name = NULL;

  if (self->customer == NULL || !CRM_IS_CUSTOMER (self->customer))
    return;
  name = crm_customer_dup_display_name (CRM_CUSTOMER (self->customer));
  desk_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->name_label, name);
}

static void
fill_rows (DeskConflictDialog *self)
{
  GtkSizeGroup *columns[] = { self->name_column, self->mine_column, self->theirs_column };
  const CrmKind *kind = desk_conflict_choice_get_kind (self->choice);

  gtk_size_group_add_widget (self->name_column, self->field_head);
  gtk_size_group_add_widget (self->mine_column, self->mine_head);
  gtk_size_group_add_widget (self->theirs_column, self->theirs_head);
  for (guint i = 0; i < desk_conflict_choice_get_size (self->choice); i++)
    gtk_box_append (self->rows_box,
                    desk_conflict_row_new (kind, desk_conflict_choice_get_group (self->choice, i),
                                           columns));
}

static void
width_changed_cb (DeskConflictDialog *self)
{
  int width;
  int height;
  gboolean stacked;

  if (self->rows_box == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  stacked = width < STACK_BELOW;
  gtk_widget_set_visible (self->head_box, !stacked);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_parent (self->all_box)),
                                  stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows_box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    desk_conflict_row_set_stacked (DESK_CONFLICT_ROW (row), stacked);
}

static void
fill (DeskConflictDialog *self)
{
  DeskDatabase *database = desk_context_get_database (self->context);
  const char *customer = crm_record_get_text (self->conflict, CRM_CONFLICT_CUSTOMER);
  const char *record = crm_record_get_text (self->conflict, CRM_CONFLICT_RECORD);
  const CrmKind *kind;
  gboolean deleted;

  self->choice = desk_conflict_choice_new (self->conflict);
  kind = desk_conflict_choice_get_kind (self->choice);
  deleted = desk_conflict_choice_is_deleted (self->choice);
  if (customer != NULL)
    self->customer = desk_database_ref_record (database, &crm_customer_kind, customer);
  if (kind != NULL && record != NULL)
    self->record = desk_database_ref_record (database, kind, record);
  if (self->customer != NULL)
    g_signal_connect_object (self->customer, "notify", G_CALLBACK (update_customer), self,
                             G_CONNECT_SWAPPED);
  show_heads (self);
  show_summary (self);
  fill_rows (self);
  merged_toggled_cb (self);
  update_customer (self);
  width_changed_cb (self);
  gtk_widget_set_visible (self->deleted_box, deleted);
  gtk_widget_set_visible (self->all_box, !deleted);
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), !deleted);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflict.save", self->record != NULL);
}

static void
conflict_changed_cb (DeskConflictDialog *self)
{
  const char *status = crm_record_get_text (self->conflict, CRM_CONFLICT_STATUS);

  if (self->choice == NULL && crm_record_is_loaded (self->conflict))
    {
      fill (self);
      if (self->presents)
        gtk_window_present (GTK_WINDOW (self));
    }
  if (g_strcmp0 (status, "resolved") == 0 && !self->saved)
    gtk_window_close (GTK_WINDOW (self));
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskConflictDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  g_warning ("Cannot save the decision: %s", error->message);
  self->saved = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflict.save", TRUE);
  gtk_label_set_label (self->hint_label, _ ("It could not be saved on this computer"));
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), TRUE);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskConflictDialog *self = DESK_CONFLICT_DIALOG (widget);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);

  if (self->choice == NULL || self->record == NULL)
    return;
  /* Restoring takes what I typed, dropping takes nothing. */
  if (desk_conflict_choice_is_deleted (self->choice))
    desk_conflict_choice_take_all (self->choice,
                                   gtk_check_button_get_active (self->restore_button));
  g_ptr_array_add (commands, desk_conflict_choice_to_command (self->choice, crm_record_get_version (
                                                                                self->record)));
  self->saved = TRUE;
  gtk_widget_action_set_enabled (widget, "conflict.save", FALSE);
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, submitted_cb,
                            g_object_ref (self));
}

static void
take_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskConflictDialog *self = DESK_CONFLICT_DIALOG (widget);

  if (self->choice == NULL)
    return;
  desk_conflict_choice_take_all (self->choice, g_variant_get_boolean (parameter));
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows_box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    desk_conflict_row_update (DESK_CONFLICT_ROW (row));
}

static void
desk_conflict_dialog_dispose (GObject *object)
{
  DeskConflictDialog *self = DESK_CONFLICT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_CONFLICT_DIALOG);
  g_clear_object (&self->customer);
  g_clear_object (&self->record);
  g_clear_object (&self->conflict);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_conflict_dialog_parent_class)->dispose (object);
}

static void
desk_conflict_dialog_finalize (GObject *object)
{
  g_clear_pointer (&DESK_CONFLICT_DIALOG (object)->choice, desk_conflict_choice_free);
  G_OBJECT_CLASS (desk_conflict_dialog_parent_class)->finalize (object);
}

static void
desk_conflict_dialog_class_init (DeskConflictDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_conflict_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_conflict_dialog_finalize;

  g_type_ensure (DESK_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/ui/desk-conflict-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, name_column);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, mine_column);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, theirs_column);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, avatar);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, name_label);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, all_box);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, head_box);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, field_head);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, mine_head);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, mine_avatar);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, mine_head_label);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, theirs_head);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, theirs_avatar);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, theirs_head_label);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, rows_box);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, deleted_box);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, restore_button);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, merged_box);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, merged_label);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, merged_button);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, hint_label);
  gtk_widget_class_bind_template_child (widget_class, DeskConflictDialog, save_button);
  gtk_widget_class_bind_template_callback (widget_class, merged_toggled_cb);
  gtk_widget_class_install_action (widget_class, "conflict.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "conflict.take-all", "b", take_all_action);
}

static void
desk_conflict_dialog_init (DeskConflictDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflict.save", FALSE);
  g_signal_connect (self, "notify::default-width", G_CALLBACK (width_changed_cb), NULL);
}

GtkWidget *
desk_conflict_dialog_new (DeskContext *context, CrmRecord *conflict)
{
  DeskConflictDialog *self = g_object_new (DESK_TYPE_CONFLICT_DIALOG, NULL);

  self->context = g_object_ref (context);
  self->conflict = g_object_ref (conflict);
  g_signal_connect_object (conflict, "notify", G_CALLBACK (conflict_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (show_heads), self,
                           G_CONNECT_SWAPPED);
  conflict_changed_cb (self);
  if (desk_context_get_layout (context) == DESK_LAYOUT_NARROW)
    gtk_window_set_default_size (GTK_WINDOW (self), 388, -1);
  return GTK_WIDGET (self);
}

void
desk_conflict_dialog_open (GtkWindow *parent, DeskContext *context, CrmRecord *conflict)
{
  DeskConflictDialog *self;

  self = DESK_CONFLICT_DIALOG (desk_conflict_dialog_new (context, conflict));
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  if (self->choice != NULL)
    gtk_window_present (GTK_WINDOW (self));
  else
    self->presents = TRUE;
}
