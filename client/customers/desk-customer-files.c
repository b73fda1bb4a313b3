/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A short list over the store, kept alive so that its records are read, not just drawn. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-customer-files.h"

#include "client/customers/desk-customer-acts.h"
#include "client/store/desk-record-list.h"
#include "shared/customers/crm-attachment.h"

struct _DeskCustomerFiles
{
  GObject parent_instance;

  DeskContext *context; /* (owned) */
  CrmRecord *customer;  /* (owned) (nullable) */
  DeskRecordList *list; /* (owned) (nullable) */
  GPtrArray *held;      /* (owned) (nullable): its items */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskCustomerFiles, desk_customer_files, G_TYPE_OBJECT)

/* A copy here of what the server lost, or forgot with an undone removal, is sent again. */
static void
heal (DeskCustomerFiles *self, CrmRecord *file)
{
  DeskBlobCache *cache = desk_context_get_files (self->context);
  g_autoptr (DeskBlob) blob = NULL;

  if (cache == NULL || crm_record_get_version (file) == 0 ||
      crm_record_get_boolean (file, CRM_ATTACHMENT_STORED))
    return;
  blob = desk_blob_cache_ref_blob (cache, crm_record_get_id (file));
  if (desk_blob_get_state (blob) == DESK_BLOB_KEPT &&
      desk_customer_may (self->context, file, CRM_ACTION_EDIT))
    desk_blob_cache_queue (cache, crm_record_get_id (file));
}

static void
record_changed_cb (DeskCustomerFiles *self, GParamSpec *pspec, CrmRecord *file)
{
  if (!crm_record_is_loaded (file))
    return;
  heal (self, file);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
items_changed_cb (DeskCustomerFiles *self)
{
  g_clear_pointer (&self->held, g_ptr_array_unref);
  self->held = desk_customer_hold_items (G_LIST_MODEL (self->list));
  for (guint i = 0; i < self->held->len; i++)
    {
      g_signal_handlers_disconnect_by_func (self->held->pdata[i], record_changed_cb, self);
      g_signal_connect_object (self->held->pdata[i], "notify", G_CALLBACK (record_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
clear (DeskCustomerFiles *self)
{
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, items_changed_cb, self);
  for (guint i = 0; self->held != NULL && i < self->held->len; i++)
    g_signal_handlers_disconnect_by_func (self->held->pdata[i], record_changed_cb, self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->customer);
}

static void
desk_customer_files_dispose (GObject *object)
{
  DeskCustomerFiles *self = DESK_CUSTOMER_FILES (object);

  clear (self);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_customer_files_parent_class)->dispose (object);
}

static void
desk_customer_files_class_init (DeskCustomerFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_customer_files_dispose;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_CUSTOMER_FILES, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_customer_files_init (DeskCustomerFiles *self)
{
}

DeskCustomerFiles *
desk_customer_files_new (DeskContext *context)
{
  DeskCustomerFiles *self = g_object_new (DESK_TYPE_CUSTOMER_FILES, NULL);

  self->context = g_object_ref (context);
  return self;
}

void
desk_customer_files_set_customer (DeskCustomerFiles *self, CrmRecord *customer)
{
  g_autoptr (DeskQuery) all = NULL;
  g_autoptr (DeskQuery) own = NULL;

  if (self->customer == customer)
    return;
  clear (self);
  if (customer == NULL)
    return;
  self->customer = g_object_ref (customer);
  all = desk_query_new (&crm_attachment_kind);
  own = desk_query_where (all, CRM_ATTACHMENT_CUSTOMER, crm_record_get_id (customer));
  self->list = desk_record_list_new (desk_context_get_database (self->context), own);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self);
}

CrmRecord *
desk_customer_files_get_customer (DeskCustomerFiles *self)
{
  return self->customer;
}

DeskContext *
desk_customer_files_get_context (DeskCustomerFiles *self)
{
  return self->context;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (crm_record_get_id (*(CrmRecord *const *) a),
                    crm_record_get_id (*(CrmRecord *const *) b));
}

GPtrArray *
desk_customer_files_list (DeskCustomerFiles *self, const char *owner)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; self->held != NULL && i < self->held->len; i++)
    if (crm_record_is_loaded (self->held->pdata[i]) &&
        g_strcmp0 (crm_record_get_text (self->held->pdata[i], CRM_ATTACHMENT_OWNER), owner) == 0)
      g_ptr_array_add (files, g_object_ref (self->held->pdata[i]));
  g_ptr_array_sort (files, compare_ids);
  return files;
}
