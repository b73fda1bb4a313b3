/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saved views as records: what is there, and the commands that make and change them. Works without
 * the server like everything else. Main thread; owned by the page. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-customers-views.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/ui/desk-record-set.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-saved-view.h"

#define PAGE "customers"

struct _DeskCustomersViews
{
  GObject parent_instance;

  DeskContext *context; /* (owned) */
  DeskRecordSet *set;   /* (owned) */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskCustomersViews, desk_customers_views, G_TYPE_OBJECT)

static void
changed_cb (DeskCustomersViews *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
desk_customers_views_dispose (GObject *object)
{
  DeskCustomersViews *self = DESK_CUSTOMERS_VIEWS (object);

  g_clear_object (&self->set);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_customers_views_parent_class)->dispose (object);
}

static void
desk_customers_views_class_init (DeskCustomersViewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_customers_views_dispose;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_CUSTOMERS_VIEWS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_customers_views_init (DeskCustomersViews *self)
{
}

DeskCustomersViews *
desk_customers_views_new (DeskContext *context)
{
  DeskCustomersViews *self = g_object_new (DESK_TYPE_CUSTOMERS_VIEWS, NULL);

  self->context = g_object_ref (context);
  self->set = desk_record_set_new (desk_context_get_database (context), &crm_saved_view_kind);
  g_signal_connect_object (self->set, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

static const char *
get_me (DeskCustomersViews *self)
{
  return desk_account_get_user_id (desk_context_get_account (self->context));
}

/* One that is not sent yet has no owner and is one's own. */
static gboolean
is_own (DeskCustomersViews *self, CrmRecord *view)
{
  const char *owner = crm_record_get_text (view, CRM_SAVED_VIEW_OWNER);

  return owner == NULL || g_strcmp0 (owner, get_me (self)) == 0;
}

/* Who sees everybody's is not interested in what others keep for themselves. */
static gboolean
is_wanted (DeskCustomersViews *self, CrmRecord *view)
{
  return is_own (self, view) ||
         g_strcmp0 (crm_record_get_text (view, CRM_SAVED_VIEW_SHARING), "own") != 0;
}

static int
compare_views (gconstpointer a, gconstpointer b, gpointer user_data)
{
  CrmRecord *x = *(CrmRecord *const *) a, *y = *(CrmRecord *const *) b;
  const gboolean own = is_own (user_data, x);

  if (own != is_own (user_data, y))
    return own ? -1 : 1;
  return g_utf8_collate (crm_record_get_text (x, CRM_SAVED_VIEW_NAME),
                         crm_record_get_text (y, CRM_SAVED_VIEW_NAME));
}

GPtrArray *
desk_customers_views_list (DeskCustomersViews *self)
{
  GPtrArray *views = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (DESK_IS_CUSTOMERS_VIEWS (self), views);

  for (guint i = 0; i < desk_record_set_get_count (self->set); i++)
    {
      CrmRecord *view = desk_record_set_get (self->set, i);

      if (g_strcmp0 (crm_record_get_text (view, CRM_SAVED_VIEW_PAGE), PAGE) == 0 &&
          crm_record_get_text (view, CRM_SAVED_VIEW_NAME) != NULL && is_wanted (self, view) &&
          crm_record_get_state (view) != CRM_RECORD_DELETED)
        g_ptr_array_add (views, g_object_ref (view));
    }
  g_ptr_array_sort_with_data (views, compare_views, self);
  return views;
}

CrmRecord *
desk_customers_views_find (DeskCustomersViews *self, const char *id)
{
  g_return_val_if_fail (DESK_IS_CUSTOMERS_VIEWS (self), NULL);
  return id != NULL ? desk_record_set_find (self->set, id) : NULL;
}

gboolean
desk_customers_views_may_change (DeskCustomersViews *self, CrmRecord *view)
{
  g_return_val_if_fail (DESK_IS_CUSTOMERS_VIEWS (self), FALSE);
  return is_own (self, view);
}

gboolean
desk_customers_views_may_share (DeskCustomersViews *self, const char *sharing)
{
  DeskRights *rights = desk_context_get_rights (self->context);
  CrmScope scope;

  g_return_val_if_fail (DESK_IS_CUSTOMERS_VIEWS (self), FALSE);

  if (!desk_rights_is_known (rights))
    return g_strcmp0 (sharing, "all") != 0;
  scope = desk_rights_get (rights, "saved-view", CRM_ACTION_CREATE);
  if (g_strcmp0 (sharing, "all") == 0)
    return scope == CRM_SCOPE_ALL;
  return g_strcmp0 (sharing, "branch") == 0 ? scope >= CRM_SCOPE_BRANCH : scope >= CRM_SCOPE_OWN;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    desk_customer_tell_failure (NULL, error);
}

static void
submit (DeskCustomersViews *self, CrmCommand *command)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new ();

  g_ptr_array_add (commands, command);
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, submitted_cb,
                            NULL);
}

static void
fill_set (CrmFieldSet *set, const char *name, const char *sharing, const DeskCustomersView *view)
{
  g_autofree char *text = view != NULL ? desk_customers_view_to_text (view) : NULL;

  if (name != NULL)
    crm_field_set_put (set, CRM_SAVED_VIEW_NAME, name);
  if (sharing != NULL)
    crm_field_set_put (set, CRM_SAVED_VIEW_SHARING, sharing);
  if (text != NULL)
    crm_field_set_put (set, CRM_SAVED_VIEW_DEFINITION, text);
}

char *
desk_customers_views_create (DeskCustomersViews *self,
                             const char *name,
                             const char *sharing,
                             const DeskCustomersView *view)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_saved_view_kind);
  g_autofree char *id = crm_id_new ();
  g_autoptr (CrmCommand) command = NULL;

  g_return_val_if_fail (DESK_IS_CUSTOMERS_VIEWS (self), NULL);

  crm_field_set_put (set, CRM_SAVED_VIEW_PAGE, PAGE);
  fill_set (set, name, sharing, view);
  command = crm_command_new_create (&crm_saved_view_kind, id, set);
  submit (self, command);
  return g_steal_pointer (&id);
}

void
desk_customers_views_change (DeskCustomersViews *self,
                             CrmRecord *record,
                             const char *name,
                             const char *sharing,
                             const DeskCustomersView *view)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_saved_view_kind);
  g_autoptr (CrmCommand) inverse = NULL;
  g_autoptr (CrmCommand) command = NULL;

  g_return_if_fail (DESK_IS_CUSTOMERS_VIEWS (self));

  fill_set (set, name, sharing, view);
  command = desk_customer_make_update (record, set, &inverse);
  if (command != NULL)
    submit (self, command);
}

void
desk_customers_views_remove (DeskCustomersViews *self, GtkWidget *from, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_VIEWS (self));
  desk_customer_remove_child (from, self->context, record, _ ("View deleted"));
}
