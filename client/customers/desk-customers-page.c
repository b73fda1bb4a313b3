/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list page: which of table, grey rows and empty state is shown, the footer, the bar of what is
 * checked, the keys; its actions are in desk-customers-page-actions.c. Main thread; owned by the
 * module's stack. */

#include "client/customers/desk-customers-page-private.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-cell.h"
#include "client/customers/desk-customers-skeleton.h"
#include "client/customers/desk-customers-words.h"
#include "client/store/desk-change-applier.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-menu-button.h"

#define SKELETON_DELAY_MS 100
#define PREVIEW_WIDTH     336

enum
{
  PROP_CONTEXT = 1,
  N_PROPS,
};

enum
{
  NEW_CUSTOMER,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskCustomersPage, desk_customers_page, GTK_TYPE_WIDGET)

static guint
get_n_found (DeskCustomersPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (desk_customers_finder_get_list (self->finder)));
}

static gboolean
is_filtered (DeskCustomersPage *self)
{
  return *desk_customers_finder_get_text (self->finder) != '\0' || self->view->filter != NULL ||
         !g_str_equal (desk_customers_finder_get_filter (self->finder), "all");
}

static void
show_empty (DeskCustomersPage *self)
{
  const char *text = desk_customers_finder_get_text (self->finder);
  gint64 all = desk_filter_bar_get_count (self->filter_bar, "all");
  gboolean filtered = is_filtered (self);
  g_autofree char *create = NULL;

  if (filtered)
    create = desk_customers_words_show_nothing_found (self->empty_state, text, MAX (all, 0));
  else
    create = desk_customers_words_show_no_clients (self->empty_state,
                                                   desk_database_is_complete (
                                                       desk_context_get_database (self->context)));
  gtk_button_set_label (self->create_button, create);
  gtk_widget_set_visible (self->reset_button, filtered);
}

static void
update_footer (DeskCustomersPage *self)
{
  DeskRecordList *list = desk_customers_finder_get_list (self->finder);
  const char *filter = desk_customers_finder_get_filter (self->finder);
  gboolean searching = *desk_customers_finder_get_text (self->finder) != '\0';
  g_autofree char *text =
      desk_customers_words_dup_footer (get_n_found (self),
                                       desk_filter_bar_get_count (self->filter_bar, filter),
                                       desk_record_list_is_complete (list), searching);

  gtk_label_set_text (self->found_label, text);
}

static gboolean late_cb (gpointer user_data);

void
desk_customers_page_update_state (DeskCustomersPage *self)
{
  DeskRecordList *list = desk_customers_finder_get_list (self->finder);
  gboolean loading = desk_record_list_is_loading (list);

  update_footer (self);
  if (!loading)
    {
      desk_customer_selection_settle (self->selection);
      g_clear_handle_id (&self->skeleton_timer, g_source_remove);
      self->late = FALSE;
    }
  if (get_n_found (self) > 0)
    {
      gtk_stack_set_visible_child_name (self->list_stack, "table");
      return;
    }
  if (loading)
    {
      if (self->late)
        gtk_stack_set_visible_child_name (self->list_stack, "loading");
      else if (self->skeleton_timer == 0)
        self->skeleton_timer = g_timeout_add (SKELETON_DELAY_MS, late_cb, self);
      return;
    }
  show_empty (self);
  gtk_stack_set_visible_child_name (self->list_stack, "empty");
}

static gboolean
late_cb (gpointer user_data)
{
  DeskCustomersPage *self = user_data;

  self->skeleton_timer = 0;
  self->late = TRUE;
  desk_customers_page_update_state (self);
  return G_SOURCE_REMOVE;
}

/* A row that went away takes the keyboard with it: GTK leaves the focus on its widget, which is in
 * no window any more, or on the pane. It moves to the row that is current now. */
static gboolean
refocus_cb (gpointer user_data)
{
  DeskCustomersPage *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->refocus = 0;
  if (root == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      (focus != NULL && gtk_widget_get_mapped (focus) && !GTK_IS_SCROLLED_WINDOW (focus)))
    return G_SOURCE_REMOVE;
  if (get_n_found (self) > 0)
    desk_customers_table_focus_current (self->table);
  else if (!desk_record_list_is_loading (desk_customers_finder_get_list (self->finder)))
    gtk_widget_grab_focus (self->search_entry);
  return G_SOURCE_REMOVE;
}

/* Also when the page is shown: the window begins with the keyboard nowhere. */
static void
items_changed_cb (DeskCustomersPage *self)
{
  desk_customers_page_update_state (self);
  if (self->refocus == 0)
    self->refocus = g_idle_add_full (G_PRIORITY_LOW, refocus_cb, self, NULL);
}

static void
state_changed_cb (DeskCustomersPage *self)
{
  desk_customers_page_update_state (self);
}

static void
counted_cb (DeskCustomersPage *self, const char *id, gint64 count)
{
  desk_filter_bar_set_count (self->filter_bar, id, count);
  update_footer (self);
}

static void
current_changed_cb (DeskCustomersPage *self)
{
  desk_customer_preview_set_record (self->preview,
                                    desk_customer_selection_get_current (self->selection));
}

static void
checked_changed_cb (DeskCustomersPage *self)
{
  guint n = desk_customer_selection_get_n_checked (self->selection);
  g_autofree char *text = g_strdup_printf (ngettext ("%u chosen", "%u chosen", n), n);

  if (n > 0)
    {
      gtk_label_set_text (self->selection_label, text);
      gtk_widget_set_visible (gtk_revealer_get_child (self->selection_revealer), TRUE);
    }
  gtk_revealer_set_reveal_child (self->selection_revealer, n > 0);
  gtk_widget_set_can_target (GTK_WIDGET (self->selection_revealer), n > 0);
}

void
desk_customers_page_restart (DeskCustomersPage *self)
{
  desk_customer_selection_restart (self->selection);
  desk_customers_table_scroll_to (self->table, 0);
}

static void
search_changed_cb (DeskCustomersPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  desk_customers_page_restart (self);
  desk_customers_table_set_query (self->table, text);
  desk_customers_finder_set_text (self->finder, text);
  desk_customers_page_update_state (self);
}

static void
filter_changed_cb (DeskCustomersPage *self)
{
  if (self->finder == NULL)
    return;
  desk_customers_page_restart (self);
  desk_customers_page_choose_filter (self);
  desk_customers_page_update_state (self);
}

static void
open_record (DeskCustomersPage *self, CrmRecord *record)
{
  if (crm_record_is_loaded (record))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(ss)", "customer",
                                crm_record_get_id (record));
}

static void
open_current_cb (DeskCustomersPage *self)
{
  CrmRecord *record = desk_customer_selection_get_current (self->selection);

  if (record != NULL)
    open_record (self, record);
}

static void
search_activate_cb (DeskCustomersPage *self)
{
  open_current_cb (self);
}

/* Letters typed over the list go into the entry and take the keyboard there: the row that had it
 * may be gone with the first answer. GtkSearchEntry's own capture would take Delete too. */
static gboolean
letter_cb (DeskCustomersPage *self,
           guint keyval,
           guint keycode,
           GdkModifierType state,
           GtkEventControllerKey *keys)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (self->search_entry));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!g_unichar_isgraph (gdk_keyval_to_unicode (keyval)) ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 ||
      (focus != NULL && GTK_IS_EDITABLE (focus)))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (self->search_entry);
  gtk_editable_set_position (GTK_EDITABLE (self->search_entry), -1);
  return gtk_event_controller_key_forward (keys, GTK_WIDGET (text));
}

static void
activated_cb (DeskCustomersPage *self, CrmRecord *record)
{
  open_record (self, record);
}

static void
stop_search_cb (DeskCustomersPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "customers.clear", NULL);
}

static gboolean
search_key_cb (DeskCustomersPage *self, guint keyval)
{
  guint position = desk_customer_selection_get_position (self->selection);
  guint n = get_n_found (self);

  if (keyval == GDK_KEY_Down && n > 0)
    {
      desk_customers_table_focus_current (self->table);
      return GDK_EVENT_STOP;
    }
  if ((keyval == GDK_KEY_Page_Down || keyval == GDK_KEY_Page_Up) && n > 0)
    {
      guint next =
          keyval == GDK_KEY_Page_Down ? MIN (position + 10, n - 1) : position - MIN (position, 10);

      desk_customer_selection_set_position (self->selection, next);
      desk_customers_table_scroll_to (self->table, next);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static gboolean
wants_preview (DeskCustomersPage *self)
{
  gboolean wanted = TRUE;

  g_object_get (desk_context_get_settings (self->context), "show-preview", &wanted, NULL);
  switch (desk_context_get_layout (self->context))
    {
    case DESK_LAYOUT_WIDE:
      return wanted;
    case DESK_LAYOUT_MEDIUM:
      return self->preview_open;
    case DESK_LAYOUT_NARROW:
    case DESK_LAYOUT_RAIL:
    default:
      return FALSE;
    }
}

/* The search stands beside the title where there is room, else in a row of its own. Whoever makes
 * the window narrower while searching goes on typing. */
static void
place_search (DeskCustomersPage *self, gboolean narrow)
{
  GtkBox *target = narrow ? self->search_box : self->start_box;
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (self->search_entry));
  gboolean focused = gtk_widget_has_focus (GTK_WIDGET (text));
  int position = gtk_editable_get_position (text);

  if (gtk_widget_get_parent (self->search_entry) == GTK_WIDGET (target))
    return;
  gtk_widget_set_visible (GTK_WIDGET (target), TRUE);
  g_object_ref (self->search_entry);
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (self->search_entry)), self->search_entry);
  gtk_box_append (target, self->search_entry);
  gtk_widget_set_hexpand (self->search_entry, narrow);
  g_object_unref (self->search_entry);
  if (focused && gtk_text_grab_focus_without_selecting (GTK_TEXT (text)))
    gtk_editable_set_position (text, position);
}

void
desk_customers_page_update_layout (DeskCustomersPage *self)
{
  DeskLayout layout = desk_context_get_layout (self->context);
  gboolean narrow = layout == DESK_LAYOUT_NARROW;
  gboolean preview = wants_preview (self);

  place_search (self, narrow);
  gtk_widget_set_visible (self->title_label, !narrow);
  gtk_widget_set_visible (self->window_title, narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->search_box), narrow);
  /* With a label it is named by that; both would be spoken. */
  adw_button_content_set_label (self->new_content, narrow ? "" : _ ("New client"));
  if (narrow)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->new_button),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("New client"), -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->new_button),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL);
  gtk_widget_set_visible (self->preview_button, layout >= DESK_LAYOUT_MEDIUM);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), preview);
  gtk_widget_set_margin_end (self->list_box,
                             preview && layout == DESK_LAYOUT_WIDE ? PREVIEW_WIDTH : 0);
  if (layout == DESK_LAYOUT_MEDIUM)
    gtk_widget_add_css_class (GTK_WIDGET (self->preview), "overlaid");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->preview), "overlaid");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->search_entry), layout == DESK_LAYOUT_WIDE ? 42
                                                                   : layout == DESK_LAYOUT_MEDIUM
                                                                       ? 30
                                                                       : 18);
  /* The state of the toggle follows the property action. */
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->preview_button)) != preview)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->preview_button), preview);
}

/* There is something to read: the rest of the list may follow, and the start-up benchmark is told.
 */
static void
painted_cb (GdkFrameClock *clock, DeskCustomersPage *self)
{
  g_autoptr (CrmRecord) first = NULL;

  first = g_list_model_get_item (G_LIST_MODEL (desk_customers_finder_get_list (self->finder)), 0);
  if (first == NULL || !crm_record_is_loaded (first) ||
      g_strcmp0 (gtk_stack_get_visible_child_name (self->list_stack), "table") != 0)
    return;
  g_log ("zontik-trace", G_LOG_LEVEL_DEBUG, "first rows painted");
  g_clear_signal_handler (&self->painted_handler, clock);
  desk_record_list_read_rest (desk_customers_finder_get_list (self->finder));
}

static void
realize_cb (DeskCustomersPage *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (self->painted_handler == 0 && clock != NULL)
    self->painted_handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), self);
}

static void
unrealize_cb (DeskCustomersPage *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (clock != NULL)
    g_clear_signal_handler (&self->painted_handler, clock);
}

static void
desk_customers_page_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CONTEXT:
      DESK_CUSTOMERS_PAGE (object)->context = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
connect_list (DeskCustomersPage *self)
{
  DeskRecordList *list = desk_customers_finder_get_list (self->finder);
  DeskSyncStatus *status = desk_context_get_status (self->context);

  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (list, "notify", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (status, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->finder, "counted", G_CALLBACK (counted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::current", G_CALLBACK (current_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "checked-changed", G_CALLBACK (checked_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
desk_customers_page_constructed (GObject *object)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (object);
  const DeskCustomersFilter *filters;
  guint n = 0;

  G_OBJECT_CLASS (desk_customers_page_parent_class)->constructed (object);
  if (self->context == NULL)
    return;
  self->finder = desk_customers_finder_new (self->context);
  self->selection = desk_customer_selection_new (desk_customers_finder_get_list (self->finder));
  filters = desk_customers_finder_list_filters (self->finder, &n);
  desk_offline_banner_set_context (self->offline_banner, self->context);
  desk_customer_preview_set_context (self->preview, self->context);
  desk_customers_table_set_context (self->table, self->context);
  desk_customers_table_set_selection (self->table, self->selection);
  for (guint i = 0; i < n; i++)
    desk_filter_bar_add (self->filter_bar, filters[i].id,
                         g_dpgettext2 (NULL, "clients", filters[i].title));
  desk_customers_page_make_views (self);
  desk_customers_page_make_reassign (self);
  desk_customers_page_follow_export_right (self);
  connect_list (self);
  g_signal_connect_object (self->context, "notify::layout",
                           G_CALLBACK (desk_customers_page_update_layout), self, G_CONNECT_SWAPPED);
  desk_customers_page_update_layout (self);
  checked_changed_cb (self);
  current_changed_cb (self);
  desk_customers_page_update_state (self);
}

static void
desk_customers_page_dispose (GObject *object)
{
  DeskCustomersPage *self = DESK_CUSTOMERS_PAGE (object);

  g_clear_handle_id (&self->skeleton_timer, g_source_remove);
  g_clear_handle_id (&self->refocus, g_source_remove);
  desk_customers_page_drop_views (self);
  g_clear_object (&self->selection);
  g_clear_object (&self->finder);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_CUSTOMERS_PAGE);
  G_OBJECT_CLASS (desk_customers_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/customers/desk-customers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, page_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, page_menu);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, start_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, preview_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, new_content);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, offline_banner);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, search_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, view_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, list_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, list_stack);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, table);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, empty_state);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, reset_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, create_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, selection_revealer);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, selection_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, reassign_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, found_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomersPage, preview);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_current_cb);
}

static void
desk_customers_page_class_init (DeskCustomersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = desk_customers_page_constructed;
  object_class->dispose = desk_customers_page_dispose;
  object_class->set_property = desk_customers_page_set_property;
  properties[PROP_CONTEXT] =
      g_param_spec_object ("context", NULL, NULL, DESK_TYPE_CONTEXT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[NEW_CUSTOMER] = g_signal_new ("new-customer", DESK_TYPE_CUSTOMERS_PAGE, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (DESK_TYPE_OFFLINE_BANNER);
  g_type_ensure (DESK_TYPE_FILTER_BAR);
  g_type_ensure (DESK_TYPE_CUSTOMERS_TABLE);
  g_type_ensure (DESK_TYPE_CUSTOMERS_SKELETON);
  g_type_ensure (DESK_TYPE_EMPTY_STATE);
  g_type_ensure (DESK_TYPE_CUSTOMER_PREVIEW);
  bind_template (widget_class);
  desk_customers_page_install_actions (widget_class);
  desk_customers_page_install_export (widget_class);
  desk_customers_page_install_view_actions (widget_class);
}

static void
desk_customers_page_init (DeskCustomersPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *letters = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  desk_menu_button_set_menu (self->menu_button, self->page_menu);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (search_key_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->search_entry, keys);
  g_signal_connect_object (letters, "key-pressed", G_CALLBACK (letter_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), letters);
  g_signal_connect (self, "realize", G_CALLBACK (realize_cb), NULL);
  g_signal_connect_after (self, "map", G_CALLBACK (items_changed_cb), NULL);
  g_signal_connect (self, "unrealize", G_CALLBACK (unrealize_cb), NULL);
}

GtkWidget *
desk_customers_page_new (DeskContext *context)
{
  return g_object_new (DESK_TYPE_CUSTOMERS_PAGE, "context", context, NULL);
}

char *
desk_customers_page_step (DeskCustomersPage *self, const char *id, int step)
{
  DeskRecordList *list;
  g_autoptr (CrmRecord) record = NULL;
  g_autoptr (CrmRecord) next = NULL;
  guint position;

  g_return_val_if_fail (DESK_IS_CUSTOMERS_PAGE (self), NULL);

  list = desk_customers_finder_get_list (self->finder);
  record =
      desk_database_ref_record (desk_context_get_database (self->context), &crm_customer_kind, id);
  position = desk_record_list_find (list, record);
  if (position == GTK_INVALID_LIST_POSITION)
    position = desk_customer_selection_get_position (self->selection);
  if (position == GTK_INVALID_LIST_POSITION || (step < 0 && position < (guint) -step) ||
      position + (guint) step >= g_list_model_get_n_items (G_LIST_MODEL (list)))
    return NULL;
  position += (guint) step;
  desk_customer_selection_set_position (self->selection, position);
  desk_customers_table_scroll_to (self->table, position);
  next = g_list_model_get_item (G_LIST_MODEL (list), position);
  return next == NULL ? NULL : g_strdup (crm_record_get_id (next));
}

void
desk_customers_page_focus_list (DeskCustomersPage *self)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_PAGE (self));
  desk_customers_table_focus_current (self->table);
}

void
desk_customers_page_search (DeskCustomersPage *self, const char *text)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_PAGE (self));
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
}

GListModel *
desk_customers_page_get_model (DeskCustomersPage *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMERS_PAGE (self), NULL);
  return G_LIST_MODEL (self->selection);
}
