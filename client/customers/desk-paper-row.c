/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of one document or account. What was revealed is on the screen for half a minute; sealed
 * it stays on this computer for the road, until the row changes. Main thread. */

#include "client/customers/desk-paper-row.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-paper-expiry.h"
#include "client/customers/desk-paper-scans.h"
#include "client/customers/desk-reveal-popover.h"
#include "client/store/desk-revealed.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-mask.h"

#define SHOWN_SECONDS 30

struct _DeskPaperRow
{
  GObject parent_instance;

  DeskContext *context;        /* (owned) */
  CrmRecord *record;           /* (owned) */
  const DeskPaperLook *look;   /* (unowned): a constant */
  GPtrArray *rows;             /* (owned) (element-type DeskFieldRow) */
  GPtrArray *fields;           /* (owned) (element-type DeskRecordField) */
  GSimpleActionGroup *actions; /* (owned) */
  GtkWidget *eye_button;       /* (borrowed): inside the first row */
  GtkWidget *expand_button;    /* (borrowed) */
  GtkWidget *menu_button;      /* (borrowed) */
  GtkWidget *popover;          /* (borrowed) (nullable) */
  GtkWidget *chip;             /* (borrowed): how long it is good */
  DeskPaperScans *scans;       /* (owned) (nullable) */
  CrmRecord *customer;         /* (owned) (nullable): whose age may end it */
  GCancellable *cancellable;   /* (owned): of looking for what was kept */
  CrmFieldSet *kept;           /* (owned) (nullable): what was shown of this version of the row */
  gint64 version;              /* it was looked for */
  guint hide_source;           /* 0: the number is masked */
};

enum
{
  MADE_MAIN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskPaperRow, desk_paper_row, G_TYPE_OBJECT)

static DeskFieldRow *
get_head (DeskPaperRow *self)
{
  return g_ptr_array_index (self->rows, 0);
}

/* ---- the number ---------------------------------------------------------------------------- */

static void
update_eye (DeskPaperRow *self)
{
  const gboolean is_shown = self->hide_source != 0;
  const char *word = is_shown             ? _ ("Hide the number")
                     : self->kept != NULL ? _ ("Show the number, kept on this computer")
                                          : _ ("Show the number");

  gtk_button_set_icon_name (GTK_BUTTON (self->eye_button),
                            is_shown ? "view-reveal-symbolic" : "view-conceal-symbolic");
  gtk_widget_set_tooltip_text (self->eye_button, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->eye_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  word, -1);
}

static void
update_chip (DeskPaperRow *self)
{
  g_autofree char *word = NULL;
  DeskPaperExpiry expiry = DESK_PAPER_GOOD;

  if (self->customer != NULL && self->rows != NULL)
    expiry = desk_paper_describe_expiry (self->record, self->customer, crm_time_now (), &word);
  gtk_widget_set_visible (self->chip, expiry != DESK_PAPER_GOOD);
  gtk_label_set_text (GTK_LABEL (self->chip), word != NULL ? word : "");
  gtk_widget_remove_css_class (self->chip, expiry == DESK_PAPER_ENDED ? "soon" : "late");
  gtk_widget_add_css_class (self->chip, expiry == DESK_PAPER_ENDED ? "late" : "soon");
}

static void
update_marks (DeskPaperRow *self)
{
  const char *const *values = crm_record_get_values (self->record);

  update_chip (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const guint field = i == 0 ? self->look->head.field : self->look->details[i - 1].field;
      /* The chip says the same of the end, and better. */
      const gboolean is_said = i == 0 && gtk_widget_get_visible (self->chip);
      g_autofree char *warning = is_said ? NULL : self->look->dup_warning (values, field);
      const gboolean is_main = i == 0 && self->look->primary >= 0 &&
                               crm_record_get_boolean (self->record, (guint) self->look->primary);

      desk_field_row_set_mark (g_ptr_array_index (self->rows, i), warning != NULL ? warning
                                                                  : is_main       ? _ ("main")
                                                                                  : NULL);
    }
}

static void
hide_number (DeskPaperRow *self)
{
  g_autofree char *masked = self->look->head.show (self->record, self->look->head.field);

  g_clear_handle_id (&self->hide_source, g_source_remove);
  desk_field_row_set_text (get_head (self), masked);
  update_marks (self);
  update_eye (self);
}

static gboolean
hide_cb (gpointer user_data)
{
  DeskPaperRow *self = user_data;

  self->hide_source = 0;
  hide_number (self);
  return G_SOURCE_REMOVE;
}

static void
show_number (DeskPaperRow *self, const char *number)
{
  g_clear_handle_id (&self->hide_source, g_source_remove);
  self->hide_source = g_timeout_add_seconds (SHOWN_SECONDS, hide_cb, self);
  /* The whole of it needs the room. */
  desk_field_row_set_mark (get_head (self), NULL);
  desk_field_row_set_text (get_head (self), number);
  update_eye (self);
}

/* %FALSE when there is still something masked in it. */
static gboolean
show_revealed (DeskPaperRow *self, CrmFieldSet *revealed)
{
  const char *values[CRM_MAX_FIELDS];
  g_autofree char *number = NULL;

  for (guint i = 0; i < self->look->kind->n_fields; i++)
    values[i] = crm_field_set_has (revealed, i) ? crm_field_set_get (revealed, i)
                                                : crm_record_get_text (self->record, i);
  number = self->look->dup_number (values);
  if (number != NULL)
    show_number (self, number);
  return number != NULL;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!desk_revealed_keep_finish (DESK_DATABASE (source), result, &error))
    g_message ("What was shown is not kept for later: %s", error->message);
}

static void
take_kept (DeskPaperRow *self, CrmFieldSet *kept)
{
  g_clear_pointer (&self->kept, crm_field_set_unref);
  self->kept = kept != NULL ? crm_field_set_ref (kept) : NULL;
  update_eye (self);
}

static void
revealed_cb (DeskPaperRow *self, CrmFieldSet *revealed)
{
  if (!show_revealed (self, revealed))
    return;
  take_kept (self, revealed);
  desk_revealed_keep_async (desk_context_get_database (self->context), self->record, revealed, NULL,
                            kept_cb, NULL);
}

static void
point_at_eye (DeskPaperRow *self)
{
  graphene_rect_t bounds;
  GdkRectangle place;

  if (!gtk_widget_compute_bounds (self->eye_button, gtk_widget_get_parent (self->popover), &bounds))
    return;
  place.x = (int) bounds.origin.x;
  place.y = (int) bounds.origin.y;
  place.width = (int) bounds.size.width;
  place.height = (int) bounds.size.height;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
}

static void
ask_server (DeskPaperRow *self)
{
  if (self->popover == NULL)
    {
      self->popover = desk_reveal_popover_new (self->context, self->record, self->look->masked,
                                               self->look->n_masked);
      g_signal_connect_object (self->popover, "revealed", G_CALLBACK (revealed_cb), self,
                               G_CONNECT_SWAPPED);
      desk_field_row_add_suffix (get_head (self), self->popover);
    }
  point_at_eye (self);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskPaperRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmFieldSet) kept = desk_revealed_find_finish (DESK_DATABASE (source), result, &error);

  if (error == NULL && self->rows != NULL && self->kept == NULL)
    take_kept (self, kept);
}

/* What was shown of this version of the row, and only of it. */
static void
find_kept (DeskPaperRow *self)
{
  const gint64 version = crm_record_get_version (self->record);

  if (version == 0 || version == self->version)
    return;
  self->version = version;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  take_kept (self, NULL);
  desk_revealed_find_async (desk_context_get_database (self->context), self->record,
                            self->cancellable, found_cb, g_object_ref (self));
}

/* What was typed here and is not sent yet is known here. */
static void
eye_clicked_cb (DeskPaperRow *self)
{
  g_autofree char *known = self->look->dup_number (crm_record_get_values (self->record));

  if (self->hide_source != 0)
    {
      hide_number (self);
      return;
    }
  if (known != NULL)
    {
      show_number (self, known);
      return;
    }
  if (self->kept == NULL || !show_revealed (self, self->kept))
    ask_server (self);
}

/* ---- what is around it --------------------------------------------------------------------- */

/* What is not sent yet is known here and is nobody's secret. */
static gboolean
may_show (DeskPaperRow *self)
{
  g_autofree char *known = self->look->dup_number (crm_record_get_values (self->record));

  return known != NULL || desk_customer_may (self->context, self->record, CRM_ACTION_REVEAL);
}

static void
update_cb (DeskPaperRow *self)
{
  g_autofree char *title = NULL;

  if (!crm_record_is_loaded (self->record))
    return;

  title = self->look->dup_title (self->record);
  g_object_set (get_head (self), "title", title, NULL);
  update_marks (self);
  gtk_widget_set_visible (self->eye_button, may_show (self));
  find_kept (self);
  /* The field wrote the masked number just now. */
  if (self->hide_source != 0)
    hide_number (self);
}

void
desk_paper_row_set_expanded (DeskPaperRow *self, gboolean is_expanded)
{
  g_return_if_fail (DESK_IS_PAPER_ROW (self));

  for (guint i = 1; i < self->rows->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->rows, i), is_expanded);
  gtk_button_set_icon_name (GTK_BUTTON (self->expand_button),
                            is_expanded ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->expand_button), GTK_ACCESSIBLE_STATE_EXPANDED,
                               is_expanded, -1);
}

static void
expand_clicked_cb (DeskPaperRow *self)
{
  desk_paper_row_set_expanded (self, !gtk_widget_get_visible (g_ptr_array_index (self->rows, 1)));
}

static void
make_main_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_signal_emit (user_data, signals[MADE_MAIN], 0);
}

static void
remove_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskPaperRow *self = user_data;

  desk_customer_remove_child (gtk_widget_get_parent (GTK_WIDGET (get_head (self))), self->context,
                              self->record, _ (self->look->removed));
}

static const GActionEntry action_entries[] = {
  { .name = "make-main", .activate = make_main_action },
  { .name = "remove", .activate = remove_action },
};

/* The words depend on the state, so the menu is made when it is opened. */
static void
make_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  DeskPaperRow *self = user_data;
  g_autoptr (GMenu) menu = g_menu_new ();

  if (self->look->primary >= 0 &&
      !crm_record_get_boolean (self->record, (guint) self->look->primary) &&
      desk_customer_may (self->context, self->record, CRM_ACTION_EDIT))
    g_menu_append (menu, _ ("Make main"), "paper.make-main");
  if (desk_customer_may (self->context, self->record, CRM_ACTION_DELETE))
    g_menu_append (menu, _ ("Remove"), "paper.remove");
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static GtkWidget *
add_button (DeskPaperRow *self, GtkWidget *button)
{
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "desk-row-button");
  desk_field_row_add_suffix (get_head (self), button);
  return button;
}

static void
add_buttons (DeskPaperRow *self)
{
  self->chip = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->chip, "desk-tag");
  gtk_widget_set_valign (self->chip, GTK_ALIGN_CENTER);
  desk_field_row_add_suffix (get_head (self), self->chip);
  self->eye_button = add_button (self, gtk_button_new ());
  g_signal_connect_object (self->eye_button, "clicked", G_CALLBACK (eye_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  update_eye (self);

  self->expand_button = add_button (self, gtk_button_new ());
  gtk_widget_set_tooltip_text (self->expand_button, _ ("Details"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expand_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Details"), -1);
  g_signal_connect_object (self->expand_button, "clicked", G_CALLBACK (expand_clicked_cb), self,
                           G_CONNECT_SWAPPED);

  self->menu_button = gtk_menu_button_new ();
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_add_css_class (self->menu_button, "desk-row-button");
  desk_field_row_add_quiet_suffix (get_head (self), self->menu_button);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_widget_set_tooltip_text (self->menu_button, _ ("More"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More"), -1);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), make_menu_cb, self,
                                         NULL);
}

static void
add_row (DeskPaperRow *self, const DeskFieldLook *look)
{
  const char *title =
      desk_format_field_title (self->look->kind, self->look->kind->fields[look->field].name);
  DeskFieldRow *row = DESK_FIELD_ROW (g_object_ref_sink (desk_field_row_new (title, FALSE)));
  DeskRecordField *field = desk_record_field_new (self->context, row, look);

  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->fields, field);
  desk_record_field_set_record (field, self->record);
}

static void
desk_paper_row_dispose (GObject *object)
{
  DeskPaperRow *self = DESK_PAPER_ROW (object);

  g_clear_handle_id (&self->hide_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->menu_button != NULL)
    gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), NULL, NULL, NULL);
  self->menu_button = NULL;
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->actions);
  g_clear_object (&self->scans);
  g_clear_object (&self->customer);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_paper_row_parent_class)->dispose (object);
}

static void
desk_paper_row_finalize (GObject *object)
{
  g_object_unref (DESK_PAPER_ROW (object)->cancellable);
  g_clear_pointer (&DESK_PAPER_ROW (object)->kept, crm_field_set_unref);
  G_OBJECT_CLASS (desk_paper_row_parent_class)->finalize (object);
}

static void
desk_paper_row_class_init (DeskPaperRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_paper_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_paper_row_finalize;
  signals[MADE_MAIN] = g_signal_new ("made-main", DESK_TYPE_PAPER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_paper_row_init (DeskPaperRow *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
  self->actions = g_simple_action_group_new ();
  self->cancellable = g_cancellable_new ();
}

DeskPaperRow *
desk_paper_row_new (DeskContext *context, CrmRecord *record, const DeskPaperLook *look)
{
  DeskPaperRow *self = g_object_new (DESK_TYPE_PAPER_ROW, NULL);

  self->context = g_object_ref (context);
  self->record = g_object_ref (record);
  self->look = look;
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  add_row (self, &look->head);
  for (guint i = 0; i < look->n_details; i++)
    add_row (self, &look->details[i]);
  add_buttons (self);
  gtk_widget_insert_action_group (GTK_WIDGET (get_head (self)), "paper",
                                  G_ACTION_GROUP (self->actions));
  desk_paper_row_set_expanded (self, FALSE);
  g_signal_connect_object (record, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_rights (context), "changed", G_CALLBACK (update_cb),
                           self, G_CONNECT_SWAPPED);
  update_cb (self);
  return self;
}

void
desk_paper_row_add_scans (DeskPaperRow *self, DeskCustomerFiles *files, DeskFilePictures *pictures)
{
  CrmRecord *customer;

  g_return_if_fail (DESK_IS_PAPER_ROW (self) && self->scans == NULL);

  customer = desk_customer_files_get_customer (files);
  self->scans = desk_paper_scans_new (files, pictures, self->record, get_head (self));
  if (customer == NULL)
    return;
  self->customer = g_object_ref (customer);
  g_signal_connect_object (customer, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
}

CrmRecord *
desk_paper_row_get_record (DeskPaperRow *self)
{
  g_return_val_if_fail (DESK_IS_PAPER_ROW (self), NULL);
  return self->record;
}

DeskFieldRow *
desk_paper_row_get_row (DeskPaperRow *self, guint index)
{
  g_return_val_if_fail (DESK_IS_PAPER_ROW (self), NULL);
  return index < self->rows->len ? g_ptr_array_index (self->rows, index) : NULL;
}

void
desk_paper_row_leave (DeskPaperRow *self)
{
  g_return_if_fail (DESK_IS_PAPER_ROW (self));

  for (guint i = 0; i < self->fields->len; i++)
    desk_record_field_leave (g_ptr_array_index (self->fields, i));
  if (self->hide_source != 0)
    hide_number (self);
}
