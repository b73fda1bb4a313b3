/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Over a DeskRecordList, which holds ids only: this keeps the objects. Main thread; owned by who
 * asks for it. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-record-set.h"

#include "client/store/desk-record-list.h"

struct _DeskRecordSet
{
  GObject parent_instance;

  DeskRecordList *list; /* (owned) */
  GPtrArray *held;      /* (element-type CrmRecord): all of the list, loaded or not */
  GPtrArray *records;   /* (element-type CrmRecord): what is loaded */
  guint tell_source;    /* 0: none */
  gboolean is_complete;
};

enum
{
  PROP_COMPLETE = 1,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void desk_record_set_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskRecordSet,
                               desk_record_set,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      desk_record_set_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return CRM_TYPE_RECORD;
}

static guint
get_n_items (GListModel *model)
{
  return DESK_RECORD_SET (model)->records->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DeskRecordSet *self = DESK_RECORD_SET (model);

  return position < self->records->len ? g_object_ref (self->records->pdata[position]) : NULL;
}

static void
desk_record_set_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* What is the same at both ends stays: a view keeps its rows and the focus. */
static void
take_loaded (DeskRecordSet *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->records);
  guint head = 0;
  guint tail = 0;
  guint most;

  self->records = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->held->len; i++)
    if (crm_record_is_loaded (self->held->pdata[i]))
      g_ptr_array_add (self->records, g_object_ref (self->held->pdata[i]));
  most = MIN (old->len, self->records->len);
  while (head < most && old->pdata[head] == self->records->pdata[head])
    head++;
  while (tail < most - head &&
         old->pdata[old->len - tail - 1] == self->records->pdata[self->records->len - tail - 1])
    tail++;
  if (old->len - head - tail > 0 || self->records->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                self->records->len - head - tail);
}

static gboolean
tell_cb (gpointer user_data)
{
  DeskRecordSet *self = user_data;
  gboolean is_complete;

  self->tell_source = 0;
  take_loaded (self);
  is_complete = desk_record_list_is_complete (self->list) && self->records->len == self->held->len;
  if (is_complete && !self->is_complete)
    {
      self->is_complete = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
    }
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
queue_tell (DeskRecordSet *self)
{
  if (self->tell_source == 0)
    self->tell_source = g_idle_add_full (G_PRIORITY_DEFAULT, tell_cb, self, NULL);
}

static void
items_changed_cb (DeskRecordSet *self, guint position, guint removed, guint added, GListModel *list)
{
  for (guint i = 0; i < removed; i++)
    g_signal_handlers_disconnect_by_func (self->held->pdata[position + i], queue_tell, self);
  if (removed > 0)
    g_ptr_array_remove_range (self->held, position, removed);
  for (guint i = 0; i < added; i++)
    {
      CrmRecord *record = g_list_model_get_item (list, position + i);

      g_ptr_array_insert (self->held, (int) (position + i), record);
      g_signal_connect_object (record, "notify", G_CALLBACK (queue_tell), self, G_CONNECT_SWAPPED);
    }
  queue_tell (self);
}

static void
desk_record_set_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_COMPLETE:
      g_value_set_boolean (value, DESK_RECORD_SET (object)->is_complete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_record_set_dispose (GObject *object)
{
  DeskRecordSet *self = DESK_RECORD_SET (object);

  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_clear_object (&self->list);
  g_ptr_array_set_size (self->held, 0);
  g_ptr_array_set_size (self->records, 0);
  G_OBJECT_CLASS (desk_record_set_parent_class)->dispose (object);
}

static void
desk_record_set_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_RECORD_SET (object)->held);
  g_ptr_array_unref (DESK_RECORD_SET (object)->records);
  G_OBJECT_CLASS (desk_record_set_parent_class)->finalize (object);
}

static void
desk_record_set_class_init (DeskRecordSetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_record_set_get_property;
  object_class->dispose = desk_record_set_dispose;
  object_class->finalize = desk_record_set_finalize;

  properties[PROP_COMPLETE] =
      g_param_spec_boolean ("complete", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_RECORD_SET, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_record_set_init (DeskRecordSet *self)
{
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->records = g_ptr_array_new_with_free_func (g_object_unref);
}

DeskRecordSet *
desk_record_set_new (DeskDatabase *database, const CrmKind *kind)
{
  g_autoptr (DeskQuery) query = desk_query_new (kind);

  return desk_record_set_new_for_query (database, query);
}

DeskRecordSet *
desk_record_set_new_where (DeskDatabase *database,
                           const CrmKind *kind,
                           guint field,
                           const char *value)
{
  g_autoptr (DeskQuery) all = desk_query_new (kind);
  g_autoptr (DeskQuery) some = desk_query_where (all, field, value);

  return desk_record_set_new_for_query (database, some);
}

DeskRecordSet *
desk_record_set_new_for_query (DeskDatabase *database, DeskQuery *query)
{
  DeskRecordSet *self = g_object_new (DESK_TYPE_RECORD_SET, NULL);

  self->list = desk_record_list_new (database, query);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::complete", G_CALLBACK (queue_tell), self,
                           G_CONNECT_SWAPPED);
  return self;
}

guint
desk_record_set_get_count (DeskRecordSet *self)
{
  g_return_val_if_fail (DESK_IS_RECORD_SET (self), 0);

  return self->records->len;
}

CrmRecord *
desk_record_set_get (DeskRecordSet *self, guint index)
{
  g_return_val_if_fail (DESK_IS_RECORD_SET (self), NULL);
  g_return_val_if_fail (index < self->records->len, NULL);

  return self->records->pdata[index];
}

CrmRecord *
desk_record_set_find (DeskRecordSet *self, const char *id)
{
  g_return_val_if_fail (DESK_IS_RECORD_SET (self), NULL);

  for (guint i = 0; id != NULL && i < self->records->len; i++)
    if (g_strcmp0 (crm_record_get_id (self->records->pdata[i]), id) == 0)
      return self->records->pdata[i];
  return NULL;
}

CrmRecord *
desk_record_set_find_by (DeskRecordSet *self, guint field, const char *text)
{
  g_return_val_if_fail (DESK_IS_RECORD_SET (self), NULL);

  for (guint i = 0; text != NULL && i < self->records->len; i++)
    if (g_strcmp0 (crm_record_get_text (self->records->pdata[i], field), text) == 0)
      return self->records->pdata[i];
  return NULL;
}

gboolean
desk_record_set_is_complete (DeskRecordSet *self)
{
  g_return_val_if_fail (DESK_IS_RECORD_SET (self), FALSE);

  return self->is_complete;
}
