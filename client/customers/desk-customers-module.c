/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The module of clients: a stack of the list and the card, kept both alive so that coming back
 * finds the list as it was. Main thread; owned by the window. */

#include "client/customers/desk-customers-module.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-new.h"
#include "client/customers/desk-customer-page.h"
#include "client/customers/desk-customers-page.h"
#include "client/customers/desk-duplicates-window.h"
#include "client/store/desk-search.h"
#include "shared/customers/crm-customer.h"

struct _DeskCustomersModule
{
  GObject parent_instance;

  DeskContext *context;    /* (owned) (nullable): once there is a page */
  GtkWidget *stack;        /* (weak) (nullable) */
  DeskCustomersPage *list; /* (weak) (nullable) */
  DeskCustomerPage *card;  /* (weak) (nullable): made when first needed */
  GtkWidget *form;         /* (weak) (nullable): the open form for a new client */
};

static const char *const kinds[] = { "customer", NULL };

static const char *
get_id (DeskModule *module)
{
  return "customers";
}

static const char *
get_title (DeskModule *module)
{
  return _ ("Clients");
}

static const char *
get_icon_name (DeskModule *module)
{
  return "x-office-address-book-symbolic";
}

static const char *const *
get_kinds (DeskModule *module)
{
  return kinds;
}

static void
created_cb (DeskCustomersModule *self, const char *id)
{
  if (self->stack != NULL)
    gtk_widget_activate_action (self->stack, "win.open-record", "(ss)", "customer", id);
}

static void
show_form (DeskCustomersModule *self, const char *text)
{
  GtkRoot *root = self->stack == NULL ? NULL : gtk_widget_get_root (self->stack);
  GtkWidget *form;

  if (root == NULL || self->form != NULL)
    return;
  form = desk_customer_new_new (self->context);
  g_set_weak_pointer (&self->form, form);
  if (text != NULL)
    desk_customer_new_prefill (DESK_CUSTOMER_NEW (form), text);
  if (desk_context_get_layout (self->context) == DESK_LAYOUT_NARROW)
    gtk_window_set_default_size (GTK_WINDOW (form), 380, 700);
  g_signal_connect_object (form, "created", G_CALLBACK (created_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (form, "existing", G_CALLBACK (created_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (form), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (form));
  desk_customer_new_focus (DESK_CUSTOMER_NEW (form));
}

static void
new_customer_cb (DeskCustomersModule *self, const char *text)
{
  show_form (self, text);
}

static void
step_cb (DeskCustomersModule *self, int step)
{
  CrmRecord *record = desk_customer_page_get_record (self->card);
  g_autofree char *next = NULL;

  if (record == NULL)
    return;
  next = desk_customers_page_step (self->list, crm_record_get_id (record), step);
  if (next != NULL)
    gtk_widget_activate_action (self->stack, "win.open-record", "(ss)", "customer", next);
}

/* Ctrl+F from anywhere in the window; a card has nothing to search, its list has. */
static void
find_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskCustomersModule *self = user_data;

  if (self->list == NULL)
    return;
  if (!gtk_widget_get_child_visible (GTK_WIDGET (self->list)))
    gtk_widget_activate_action (self->stack, "win.show-page", "s", get_id (DESK_MODULE (self)));
  gtk_widget_activate_action (GTK_WIDGET (self->list), "customers.focus-search", NULL);
}

static void
duplicates_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskCustomersModule *self = user_data;

  if (self->stack != NULL)
    gtk_window_present (GTK_WINDOW (desk_duplicates_window_new (self->stack, self->context)));
}

static GtkWidget *
create_page (DeskModule *module, DeskContext *context)
{
  DeskCustomersModule *self = DESK_CUSTOMERS_MODULE (module);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *list = desk_customers_page_new (context);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) find = g_simple_action_new ("find", NULL);
  g_autoptr (GSimpleAction) duplicates = g_simple_action_new ("duplicates", NULL);

  g_signal_connect_object (duplicates, "activate", G_CALLBACK (duplicates_action), self, 0);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (duplicates));
  g_signal_connect_object (find, "activate", G_CALLBACK (find_action), self, 0);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (find));
  gtk_widget_insert_action_group (stack, "page", G_ACTION_GROUP (actions));
  g_set_object (&self->context, context);
  gtk_stack_set_transition_type (GTK_STACK (stack), GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT_RIGHT);
  gtk_stack_set_transition_duration (GTK_STACK (stack), 150);
  gtk_stack_add_named (GTK_STACK (stack), list, "list");
  g_signal_connect_object (list, "new-customer", G_CALLBACK (new_customer_cb), self,
                           G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->stack, stack);
  g_set_weak_pointer (&self->list, DESK_CUSTOMERS_PAGE (list));
  return stack;
}

static void
show_list (DeskCustomersModule *self)
{
  gboolean back =
      g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "card") == 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
  if (self->card != NULL)
    desk_customer_page_set_record (self->card, NULL);
  if (back)
    desk_customers_page_focus_list (self->list);
}

static void
open_record (DeskModule *module, const char *id)
{
  DeskCustomersModule *self = DESK_CUSTOMERS_MODULE (module);
  g_autoptr (CrmRecord) record = NULL;

  if (self->stack == NULL)
    return;
  if (id == NULL)
    {
      show_list (self);
      return;
    }
  if (self->card == NULL)
    {
      GtkWidget *card = desk_customer_page_new (self->context);

      g_signal_connect_object (card, "step", G_CALLBACK (step_cb), self, G_CONNECT_SWAPPED);
      gtk_stack_add_named (GTK_STACK (self->stack), card, "card");
      g_set_weak_pointer (&self->card, DESK_CUSTOMER_PAGE (card));
    }
  record =
      desk_database_ref_record (desk_context_get_database (self->context), &crm_customer_kind, id);
  desk_customer_page_set_record (self->card, record);
  desk_search_note_opened (desk_context_get_database (self->context), id);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "card");
  desk_customer_page_focus (self->card);
}

static gboolean
create_record (DeskModule *module)
{
  DeskCustomersModule *self = DESK_CUSTOMERS_MODULE (module);

  show_form (self, NULL);
  return self->form != NULL;
}

static void
module_init (DeskModuleInterface *iface)
{
  iface->get_id = get_id;
  iface->get_title = get_title;
  iface->get_icon_name = get_icon_name;
  iface->get_kinds = get_kinds;
  iface->create_page = create_page;
  iface->open_record = open_record;
  iface->create_record = create_record;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskCustomersModule,
                               desk_customers_module,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_MODULE, module_init))

static void
desk_customers_module_dispose (GObject *object)
{
  DeskCustomersModule *self = DESK_CUSTOMERS_MODULE (object);

  g_clear_weak_pointer (&self->stack);
  g_clear_weak_pointer (&self->list);
  g_clear_weak_pointer (&self->card);
  g_clear_weak_pointer (&self->form);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_customers_module_parent_class)->dispose (object);
}

static void
desk_customers_module_class_init (DeskCustomersModuleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_customers_module_dispose;
}

static void
desk_customers_module_init (DeskCustomersModule *self)
{
}

DeskModule *
desk_customers_module_new (void)
{
  return g_object_new (DESK_TYPE_CUSTOMERS_MODULE, NULL);
}
