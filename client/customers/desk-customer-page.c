/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The card: header and three columns of blocks. It only arranges; the blocks of desk-card-blocks.c
 * keep themselves in step with the store. Main thread; owned by the module's stack. */

#include "client/customers/desk-customer-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "client/customers/desk-card-blocks.h"
#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-contacts.h"
#include "client/customers/desk-customer-fields.h"
#include "client/customers/desk-customer-header.h"
#include "client/customers/desk-customer-notice.h"
#include "client/customers/desk-customer-print.h"
#include "client/customers/desk-customer-shares.h"
#include "client/ui/desk-field-row.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-offline-banner.h"
#include "shared/base/crm-time.h"

#define LEFT_WIDTH         300
#define RIGHT_WIDTH        352
#define RIGHT_WIDTH_MEDIUM 320
#define UNBOUNDED          10000

struct _DeskCustomerPage
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *page_box;
  GtkWidget *window_title;
  GtkWidget *title_box;
  GtkLabel *subtitle_label;
  GtkWidget *edit_button;
  DeskOfflineBanner *offline_banner;
  DeskCustomerNotice *customer_notice;
  DeskCustomerHeader *customer_header;
  GtkWidget *switch_box;
  GtkToggleButton *middle_toggle;
  GtkToggleButton *right_toggle;
  GtkToggleButton *left_toggle;
  GtkWidget *data_scroller;
  GtkBox *columns_box;
  GtkWidget *left_clamp;
  GtkBox *left_box;
  GtkBox *middle_box;
  GtkBox *right_box;

  GPtrArray *blocks; /* (owned) (element-type DeskCardBlock): as in their table; the widgets are of
                        the boxes */
  DeskContext *context;  /* (owned) */
  CrmRecord *record;     /* (owned) (nullable) */
  GSignalGroup *events;  /* (owned): of the record */
  gboolean focus_wanted; /* as soon as there are rows */
};

enum
{
  PROP_CONTEXT = 1,
  N_PROPS,
};

enum
{
  STEP,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskCustomerPage, desk_customer_page, GTK_TYPE_WIDGET)

static void
make_blocks (DeskCustomerPage *self)
{
  GtkBox *columns[] = { [DESK_CARD_LEFT] = self->left_box,
                        [DESK_CARD_MIDDLE] = self->middle_box,
                        [DESK_CARD_RIGHT] = self->right_box };
  guint n;
  const DeskCardBlockRow *rows = desk_card_blocks_get (&n);

  for (guint i = 0; i < n; i++)
    {
      DeskCardBlock *block = rows[i].make (self->context);

      desk_card_block_set_title (block, _ (rows[i].title));
      gtk_box_append (columns[rows[i].column], GTK_WIDGET (block));
      g_ptr_array_add (self->blocks, block);
    }
}

/* (nullable): the first block of this type. */
static gpointer
find_block (DeskCustomerPage *self, GType type)
{
  for (guint i = 0; i < self->blocks->len; i++)
    if (G_TYPE_CHECK_INSTANCE_TYPE (g_ptr_array_index (self->blocks, i), type))
      return g_ptr_array_index (self->blocks, i);
  return NULL;
}

static void
update_subtitle (DeskCustomerPage *self)
{
  const char *number = crm_record_get_text (self->record, CRM_CUSTOMER_NUMBER);
  gint64 at =
      desk_format_parse_instant (crm_record_get_text (self->record, CRM_CUSTOMER_CHANGED_AT));
  g_autofree char *when = at == 0 ? NULL : desk_format_moment (at, crm_time_now ());
  g_autofree char *text = NULL;

  if (number != NULL && when != NULL)
    text = g_strdup_printf (_ ("No. %s · card changed %s"), number, when);
  else if (number != NULL)
    text = g_strdup_printf (_ ("No. %s"), number);
  else if (when != NULL)
    text = g_strdup_printf (_ ("card changed %s"), when);
  else
    text = g_strdup (_ ("gets its number from the server"));
  gtk_label_set_text (self->subtitle_label, text);
}

static DeskFieldRow *
get_first_row (DeskCustomerPage *self)
{
  DeskCustomerFields *data = find_block (self, DESK_TYPE_CUSTOMER_FIELDS);
  DeskFieldRow *row = desk_customer_fields_get_row (data, CRM_CUSTOMER_LAST_NAME);

  return row != NULL ? row : desk_customer_fields_get_row (data, CRM_CUSTOMER_COMPANY_NAME);
}

/* Narrow, the data may be on another page than the one that is shown. */
static void
focus_first (DeskCustomerPage *self)
{
  GtkWidget *row = GTK_WIDGET (get_first_row (self));

  if (gtk_widget_is_visible (row))
    gtk_widget_grab_focus (row);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->page_box), GTK_DIR_TAB_FORWARD);
}

static void
update_rights (DeskCustomerPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customer.edit",
                                 desk_customer_may (self->context, self->record, CRM_ACTION_EDIT));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customer.delete",
                                 desk_customer_may (self->context, self->record,
                                                    CRM_ACTION_DELETE));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customer.log",
                                 desk_rights_allow_any (desk_context_get_rights (self->context),
                                                        "audit", CRM_ACTION_SEE));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customer.share",
                                 desk_customer_shares_may_add (
                                     find_block (self, DESK_TYPE_CUSTOMER_SHARES)));
}

static void
update_cb (DeskCustomerPage *self)
{
  if (self->record == NULL || !crm_record_is_loaded (self->record))
    return;
  update_subtitle (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->columns_box), !desk_customer_is_gone (self->record));
  update_rights (self);
  if (self->focus_wanted && get_first_row (self) != NULL)
    {
      self->focus_wanted = FALSE;
      focus_first (self);
    }
}

/* ---- the columns ------------------------------------------------------------------------------
 */

static void
set_css_class (GtkWidget *widget, const char *name, gboolean wanted)
{
  if (wanted)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* Left and middle side by side, or one above the other: then policies come first. */
static void
arrange_columns (DeskCustomerPage *self, gboolean beside)
{
  GtkWidget *middle = GTK_WIDGET (self->middle_box);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns_box),
                                  beside ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (self->left_clamp, beside ? LEFT_WIDTH : -1, -1);
  g_object_set (self->left_clamp, "maximum-size", beside ? LEFT_WIDTH : UNBOUNDED, NULL);
  gtk_box_reorder_child_after (self->columns_box, beside ? middle : self->left_clamp,
                               beside ? self->left_clamp : middle);
}

static void
update_layout_cb (DeskCustomerPage *self)
{
  DeskLayout layout = desk_context_get_layout (self->context);
  gboolean narrow = layout == DESK_LAYOUT_NARROW;
  gboolean one_pane = layout <= DESK_LAYOUT_RAIL;
  gboolean right = gtk_toggle_button_get_active (self->right_toggle);
  gboolean left = gtk_toggle_button_get_active (self->left_toggle);

  gtk_widget_set_visible (self->title_box, !narrow);
  gtk_widget_set_visible (self->window_title, narrow);
  gtk_widget_set_visible (self->edit_button, !narrow);
  gtk_widget_set_visible (self->switch_box, one_pane);
  gtk_widget_set_visible (GTK_WIDGET (self->left_toggle), narrow);
  gtk_button_set_label (GTK_BUTTON (self->middle_toggle), narrow ? _ ("Policies") : _ ("Data"));
  gtk_widget_set_visible (self->left_clamp, !narrow || left);
  gtk_widget_set_visible (GTK_WIDGET (self->middle_box), !narrow || !left);
  gtk_widget_set_visible (self->data_scroller, !one_pane || !right);
  gtk_widget_set_visible (GTK_WIDGET (self->right_box), !one_pane || right);
  gtk_widget_set_hexpand (GTK_WIDGET (self->right_box), one_pane);
  gtk_widget_set_size_request (GTK_WIDGET (self->right_box),
                               one_pane                       ? -1
                               : layout == DESK_LAYOUT_MEDIUM ? RIGHT_WIDTH_MEDIUM
                                                              : RIGHT_WIDTH,
                               -1);
  arrange_columns (self, layout == DESK_LAYOUT_WIDE || layout == DESK_LAYOUT_RAIL);
  set_css_class (GTK_WIDGET (self), "narrow", narrow);
}

static void
switch_toggled_cb (DeskCustomerPage *self)
{
  if (self->context != NULL)
    update_layout_cb (self);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[STEP], 0, 1);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[STEP], 0, -1);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (widget);
  DeskFieldRow *row = get_first_row (self);

  if (row == NULL)
    return;
  gtk_toggle_button_set_active (gtk_widget_get_visible (GTK_WIDGET (self->left_toggle))
                                    ? self->left_toggle
                                    : self->middle_toggle,
                                TRUE);
  desk_field_row_begin (row);
}

static void
log_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrmRecord *record = DESK_CUSTOMER_PAGE (widget)->record;

  if (record != NULL)
    gtk_widget_activate_action (widget, "win.show-log", "(ss)", crm_customer_kind.name,
                                crm_record_get_id (record));
}

static void
share_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (widget);

  if (self->record != NULL)
    desk_customer_shares_add (find_block (self, DESK_TYPE_CUSTOMER_SHARES));
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (widget);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) children = NULL;

  if (self->record == NULL || !crm_record_is_loaded (self->record))
    return;
  records = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (records, g_object_ref (self->record));
  children = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->blocks->len; i++)
    desk_card_block_collect (g_ptr_array_index (self->blocks, i), children);
  desk_customer_delete (widget, self->context, records, children);
  gtk_widget_activate_action (widget, "win.go-back", NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (widget);
  g_autoptr (GPtrArray) contacts = NULL;
  g_autofree char *display_name = NULL;
  g_autoptr (GString) text = NULL;

  if (self->record == NULL)
    return;
  display_name = crm_customer_dup_display_name (CRM_CUSTOMER (self->record));
  text = g_string_new (display_name);
  contacts = desk_customer_contacts_list (find_block (self, DESK_TYPE_CUSTOMER_CONTACTS));
  for (guint i = 0; i < contacts->len; i++)
    {
      const char *value =
          crm_record_get_text (g_ptr_array_index (contacts, i), CRM_CONTACT_POINT_VALUE);
      g_autofree char *shown = desk_format_field_value (&crm_contact_point_kind, "value", value);

      if (shown != NULL)
        g_string_append_printf (text, "\n%s", shown);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  gtk_widget_activate_action (widget, "win.show-toast", "s", _ ("Copied"));
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (widget);

  if (self->record == NULL || !crm_record_is_loaded (self->record))
    return;
  if (g_str_equal (name, "customer.print"))
    desk_customer_print (widget, self->context, self->record);
  else
    desk_customer_save_pdf (widget, self->context, self->record);
}

static void
desk_customer_page_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CONTEXT:
      DESK_CUSTOMER_PAGE (object)->context = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_customer_page_constructed (GObject *object)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (object);

  G_OBJECT_CLASS (desk_customer_page_parent_class)->constructed (object);
  if (self->context == NULL)
    return;
  desk_offline_banner_set_context (self->offline_banner, self->context);
  desk_customer_header_set_context (self->customer_header, self->context);
  desk_customer_notice_set_context (self->customer_notice, self->context);
  make_blocks (self);
  g_signal_connect_object (self->context, "notify::layout", G_CALLBACK (update_layout_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_rights (self->context), "changed",
                           G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_layout_cb (self);
}

static void
desk_customer_page_dispose (GObject *object)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (object);

  g_clear_object (&self->events);
  if (self->context != NULL)
    desk_customer_page_set_record (self, NULL);
  g_ptr_array_set_size (self->blocks, 0);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_CUSTOMER_PAGE);
  G_OBJECT_CLASS (desk_customer_page_parent_class)->dispose (object);
}

static void
desk_customer_page_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_CUSTOMER_PAGE (object)->blocks);
  G_OBJECT_CLASS (desk_customer_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/customers/desk-customer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, page_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, title_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, edit_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, offline_banner);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, customer_notice);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, customer_header);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, switch_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, middle_toggle);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, right_toggle);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, left_toggle);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, data_scroller);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, columns_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, left_clamp);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, left_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, middle_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, right_box);
  gtk_widget_class_bind_template_callback (widget_class, switch_toggled_cb);
}

static void
desk_customer_page_class_init (DeskCustomerPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = desk_customer_page_constructed;
  object_class->dispose = desk_customer_page_dispose;
  object_class->finalize = desk_customer_page_finalize;
  object_class->set_property = desk_customer_page_set_property;
  properties[PROP_CONTEXT] =
      g_param_spec_object ("context", NULL, NULL, DESK_TYPE_CONTEXT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[STEP] = g_signal_new ("step", DESK_TYPE_CUSTOMER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  g_type_ensure (DESK_TYPE_OFFLINE_BANNER);
  g_type_ensure (DESK_TYPE_CUSTOMER_HEADER);
  g_type_ensure (DESK_TYPE_CUSTOMER_NOTICE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "customer.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "customer.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "customer.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "customer.log", NULL, log_action);
  gtk_widget_class_install_action (widget_class, "customer.share", NULL, share_action);
  gtk_widget_class_install_action (widget_class, "customer.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "customer.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "customer.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "customer.save-pdf", NULL, print_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "customer.print",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "customer.next",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "customer.previous",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "customer.edit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "customer.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.go-back", NULL);
}

static void
desk_customer_page_init (DeskCustomerPage *self)
{
  self->blocks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->events = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->events, "notify", G_CALLBACK (update_cb), self);
}

GtkWidget *
desk_customer_page_new (DeskContext *context)
{
  return g_object_new (DESK_TYPE_CUSTOMER_PAGE, "context", context, NULL);
}

CrmRecord *
desk_customer_page_get_record (DeskCustomerPage *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_PAGE (self), NULL);
  return self->record;
}

void
desk_customer_page_set_record (DeskCustomerPage *self, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_CUSTOMER_PAGE (self));

  if (!g_set_object (&self->record, record))
    return;
  self->focus_wanted = FALSE;
  if (self->events != NULL)
    g_signal_group_set_target (self->events, record);
  desk_customer_notice_set_record (self->customer_notice, record);
  desk_customer_header_set_record (self->customer_header, record);
  for (guint i = 0; i < self->blocks->len; i++)
    desk_card_block_set_record (g_ptr_array_index (self->blocks, i), record);
  update_cb (self);
}

void
desk_customer_page_focus (DeskCustomerPage *self)
{
  g_return_if_fail (DESK_IS_CUSTOMER_PAGE (self));
  self->focus_wanted = TRUE;
  update_cb (self);
}
