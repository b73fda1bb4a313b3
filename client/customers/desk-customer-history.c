/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The timeline of the store with a line for each entry that somebody looks at. A line stays the
 * same object as long as somebody holds it, however the list moves. Main thread; owned by the block
 * that shows it. */

#include "client/customers/desk-customer-history.h"

struct _DeskCustomerHistory
{
  GObject parent_instance;

  DeskContext *context;   /* (owned) */
  DeskTimeline *timeline; /* (owned) (nullable) */
  guint groups;
  GHashTable *lines; /* entry → DeskHistoryItem (weak) */
};

enum
{
  ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint
hash_entry (gconstpointer data)
{
  const DeskTimelineEntry *entry = data;

  return g_int64_hash (&entry->key) ^ ((guint) entry->kind << 8) ^ entry->event;
}

static gboolean
is_same_entry (gconstpointer a, gconstpointer b)
{
  const DeskTimelineEntry *x = a;
  const DeskTimelineEntry *y = b;

  return x->key == y->key && x->kind == y->kind && x->event == y->event && x->at == y->at &&
         x->section == y->section && x->of == y->of;
}

static gboolean
is_line (gpointer entry, gpointer line, gpointer gone)
{
  return line == gone;
}

/* There are tens at a time. */
static void
line_gone_cb (gpointer data, GObject *line)
{
  g_hash_table_foreach_remove (DESK_CUSTOMER_HISTORY (data)->lines, is_line, line);
}

static void
forget_line (DeskCustomerHistory *self, const DeskTimelineEntry *entry, DeskHistoryItem *line)
{
  g_object_weak_unref (G_OBJECT (line), line_gone_cb, self);
  g_hash_table_remove (self->lines, entry);
}

static GType
get_item_type (GListModel *model)
{
  return DESK_TYPE_TIMELINE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  DeskCustomerHistory *self = DESK_CUSTOMER_HISTORY (model);

  return self->timeline == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->timeline));
}

static gpointer
get_item (GListModel *model, guint position)
{
  DeskCustomerHistory *self = DESK_CUSTOMER_HISTORY (model);
  const DeskTimelineEntry *entry =
      self->timeline == NULL ? NULL : desk_timeline_get_entry (self->timeline, position);
  g_autoptr (CrmRecord) record = NULL;
  DeskHistoryItem *line;

  if (entry == NULL)
    return NULL;
  record = g_list_model_get_item (G_LIST_MODEL (self->timeline), position);
  if (record == NULL)
    return NULL;
  line = g_hash_table_lookup (self->lines, entry);
  if (line != NULL && desk_history_item_get_record (line) == record)
    return g_object_ref (line);
  if (line != NULL)
    forget_line (self, entry, line);
  line = desk_history_item_new (self->context, entry, record);
  g_object_weak_ref (G_OBJECT (line), line_gone_cb, self);
  g_hash_table_insert (self->lines, g_memdup2 (entry, sizeof *entry), line);
  return line;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskCustomerHistory,
                               desk_customer_history,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
items_changed_cb (DeskCustomerHistory *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
answered_cb (DeskCustomerHistory *self)
{
  if (!desk_timeline_is_loading (self->timeline))
    g_signal_emit (self, signals[ANSWERED], 0);
}

/* Nobody is told. */
static void
drop_timeline (DeskCustomerHistory *self)
{
  if (self->timeline == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_clear_object (&self->timeline);
}

static void
desk_customer_history_dispose (GObject *object)
{
  DeskCustomerHistory *self = DESK_CUSTOMER_HISTORY (object);
  GHashTableIter iter;
  gpointer line;

  drop_timeline (self);
  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    {
      g_object_weak_unref (G_OBJECT (line), line_gone_cb, self);
      g_hash_table_iter_remove (&iter);
    }
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_customer_history_parent_class)->dispose (object);
}

static void
desk_customer_history_finalize (GObject *object)
{
  g_hash_table_unref (DESK_CUSTOMER_HISTORY (object)->lines);
  G_OBJECT_CLASS (desk_customer_history_parent_class)->finalize (object);
}

static void
desk_customer_history_class_init (DeskCustomerHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_customer_history_dispose;
  object_class->finalize = desk_customer_history_finalize;
  signals[ANSWERED] = g_signal_new ("answered", DESK_TYPE_CUSTOMER_HISTORY, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_customer_history_init (DeskCustomerHistory *self)
{
  self->groups = DESK_TIMELINE_ALL;
  self->lines = g_hash_table_new_full (hash_entry, is_same_entry, g_free, NULL);
}

DeskCustomerHistory *
desk_customer_history_new (DeskContext *context)
{
  DeskCustomerHistory *self = g_object_new (DESK_TYPE_CUSTOMER_HISTORY, NULL);

  self->context = g_object_ref (context);
  return self;
}

void
desk_customer_history_set_record (DeskCustomerHistory *self, CrmRecord *record)
{
  guint n;

  g_return_if_fail (DESK_IS_CUSTOMER_HISTORY (self));

  n = get_n_items (G_LIST_MODEL (self));
  drop_timeline (self);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  if (record == NULL)
    return;
  self->timeline = desk_timeline_new (desk_context_get_database (self->context),
                                      crm_record_get_id (record), self->groups);
  g_signal_connect_object (self->timeline, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->timeline, "notify", G_CALLBACK (answered_cb), self,
                           G_CONNECT_SWAPPED);
}

void
desk_customer_history_set_groups (DeskCustomerHistory *self, guint groups)
{
  g_return_if_fail (DESK_IS_CUSTOMER_HISTORY (self));

  self->groups = groups;
  if (self->timeline != NULL)
    desk_timeline_set_groups (self->timeline, groups);
}

DeskTimeline *
desk_customer_history_get_timeline (DeskCustomerHistory *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_HISTORY (self), NULL);
  return self->timeline;
}
