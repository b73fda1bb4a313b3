/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A selection model of our own, for two reasons. GtkSingleSelection looks for its item among all
 * that a change added, which would make an object for each of 100 000 rows at every keystroke; and
 * the page has a cursor and checks at once. Main thread; owned by the table. */

#include "client/customers/desk-customer-selection.h"

struct _DeskCustomerSelection
{
  GObject parent_instance;

  DeskRecordList *list; /* (owned) */
  CrmRecord *current;   /* (owned) (nullable) */
  guint position;       /* of the cursor, or GTK_INVALID_LIST_POSITION */
  guint anchor;         /* where a range began */
  gboolean restarted;   /* the next change begins at the first row */
  GHashTable *checked;  /* set of CrmRecord (owned): rows that are not read yet have no id */
};

enum
{
  PROP_CURRENT = 1,
  PROP_N_CHECKED,
  N_PROPS,
};

enum
{
  CHECKED_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return CRM_TYPE_RECORD;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (DESK_CUSTOMER_SELECTION (model)->list));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (DESK_CUSTOMER_SELECTION (model)->list), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
notify_checked (DeskCustomerSelection *self)
{
  g_signal_emit (self, signals[CHECKED_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CHECKED]);
}

/* Whether anything changed; the caller announces it once. */
static gboolean
put_checked (DeskCustomerSelection *self, CrmRecord *record, gboolean checked)
{
  if (!checked)
    return g_hash_table_remove (self->checked, record);
  if (g_hash_table_contains (self->checked, record) ||
      g_hash_table_size (self->checked) >= DESK_CUSTOMER_SELECTION_MAX)
    return FALSE;
  g_hash_table_add (self->checked, g_object_ref (record));
  return TRUE;
}

static void
toggle_at (DeskCustomerSelection *self, guint position)
{
  g_autoptr (CrmRecord) record = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (record != NULL &&
      put_checked (self, record, !desk_customer_selection_is_checked (self, record)))
    notify_checked (self);
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return DESK_CUSTOMER_SELECTION (model)->position == position;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  DeskCustomerSelection *self = DESK_CUSTOMER_SELECTION (model);
  GtkBitset *set = gtk_bitset_new_empty ();

  if (self->position != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (set, self->position);
  return set;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  DeskCustomerSelection *self = DESK_CUSTOMER_SELECTION (model);

  desk_customer_selection_set_position (self, position);
  self->anchor = position;
  if (!unselect_rest)
    toggle_at (self, position);
  return TRUE;
}

/* Ctrl with a click or Space on the current row. */
static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  toggle_at (DESK_CUSTOMER_SELECTION (model), position);
  return TRUE;
}

/* Shift with an arrow or a click: from where the range began to the new row. */
static gboolean
select_range (GtkSelectionModel *model, guint position, guint n_items, gboolean unselect_rest)
{
  DeskCustomerSelection *self = DESK_CUSTOMER_SELECTION (model);
  guint last = position + MIN (n_items, DESK_CUSTOMER_SELECTION_MAX) - 1;
  guint anchor = self->anchor;
  gboolean changed = FALSE;

  for (guint i = position; n_items > 0 && i <= last; i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      changed |= record != NULL && put_checked (self, record, TRUE);
    }
  desk_customer_selection_set_position (self, anchor == position ? last : position);
  self->anchor = anchor;
  if (changed)
    notify_checked (self);
  return TRUE;
}

static gboolean
select_all (GtkSelectionModel *model)
{
  desk_customer_selection_check_all (DESK_CUSTOMER_SELECTION (model));
  return TRUE;
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  desk_customer_selection_clear (DESK_CUSTOMER_SELECTION (model));
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->select_range = select_range;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskCustomerSelection,
                               desk_customer_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          selection_model_init))

static void
set_current (DeskCustomerSelection *self, guint position)
{
  g_autoptr (CrmRecord) record = NULL;

  self->position = position;
  if (position != GTK_INVALID_LIST_POSITION)
    record = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  if (record == NULL)
    self->position = GTK_INVALID_LIST_POSITION;
  if (g_set_object (&self->current, record))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}

/* Where the cursor goes when its row is not where it was: with its record if the list still has it,
 * else the row that took its place. */
static void
items_changed_cb (DeskCustomerSelection *self, guint position, guint removed, guint added)
{
  guint old = self->position;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint cursor = old;

  if (self->restarted)
    cursor = 0;
  else if (self->current != NULL && old != GTK_INVALID_LIST_POSITION)
    {
      if (old >= position + removed)
        cursor = old - removed + added;
      else if (old >= position)
        {
          cursor = desk_record_list_find (self->list, self->current);
          if (cursor == GTK_INVALID_LIST_POSITION)
            cursor = MIN (old, n - 1);
        }
    }
  else
    cursor = 0;
  if (n == 0)
    cursor = GTK_INVALID_LIST_POSITION;
  self->restarted = FALSE;

  self->position = cursor;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  set_current (self, cursor);
  self->anchor = self->position;
  if (cursor != GTK_INVALID_LIST_POSITION && (cursor < position || cursor >= position + added))
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), cursor, 1);
}

static void
desk_customer_selection_get_property (GObject *object,
                                      guint property_id,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  DeskCustomerSelection *self = DESK_CUSTOMER_SELECTION (object);

  switch (property_id)
    {
    case PROP_CURRENT:
      g_value_set_object (value, self->current);
      break;
    case PROP_N_CHECKED:
      g_value_set_uint (value, g_hash_table_size (self->checked));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_customer_selection_dispose (GObject *object)
{
  DeskCustomerSelection *self = DESK_CUSTOMER_SELECTION (object);

  g_hash_table_remove_all (self->checked);
  g_clear_object (&self->current);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (desk_customer_selection_parent_class)->dispose (object);
}

static void
desk_customer_selection_finalize (GObject *object)
{
  g_hash_table_unref (DESK_CUSTOMER_SELECTION (object)->checked);
  G_OBJECT_CLASS (desk_customer_selection_parent_class)->finalize (object);
}

static void
desk_customer_selection_class_init (DeskCustomerSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_customer_selection_get_property;
  object_class->dispose = desk_customer_selection_dispose;
  object_class->finalize = desk_customer_selection_finalize;

  properties[PROP_CURRENT] =
      g_param_spec_object ("current", NULL, NULL, CRM_TYPE_RECORD,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_CHECKED] =
      g_param_spec_uint ("n-checked", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHECKED_CHANGED] = g_signal_new ("checked-changed", DESK_TYPE_CUSTOMER_SELECTION,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_customer_selection_init (DeskCustomerSelection *self)
{
  self->position = GTK_INVALID_LIST_POSITION;
  self->anchor = GTK_INVALID_LIST_POSITION;
  self->checked = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

DeskCustomerSelection *
desk_customer_selection_new (DeskRecordList *list)
{
  DeskCustomerSelection *self = g_object_new (DESK_TYPE_CUSTOMER_SELECTION, NULL);

  self->list = g_object_ref (list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  set_current (self, 0);
  return self;
}

guint
desk_customer_selection_get_position (DeskCustomerSelection *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_SELECTION (self), GTK_INVALID_LIST_POSITION);
  return self->position;
}

void
desk_customer_selection_set_position (DeskCustomerSelection *self, guint position)
{
  guint old;

  g_return_if_fail (DESK_IS_CUSTOMER_SELECTION (self));

  old = self->position;
  if (old == position)
    return;
  set_current (self, position);
  self->anchor = self->position;
  if (old == self->position)
    return;
  if (old == GTK_INVALID_LIST_POSITION)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), self->position, 1);
  else if (self->position == GTK_INVALID_LIST_POSITION)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), old, 1);
  else
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), MIN (old, self->position),
                                           MAX (old, self->position) - MIN (old, self->position) +
                                               1);
}

void
desk_customer_selection_restart (DeskCustomerSelection *self)
{
  g_return_if_fail (DESK_IS_CUSTOMER_SELECTION (self));
  self->restarted = TRUE;
}

void
desk_customer_selection_settle (DeskCustomerSelection *self)
{
  g_return_if_fail (DESK_IS_CUSTOMER_SELECTION (self));

  if (!self->restarted)
    return;
  self->restarted = FALSE;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    desk_customer_selection_set_position (self, 0);
}

CrmRecord *
desk_customer_selection_get_current (DeskCustomerSelection *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_SELECTION (self), NULL);
  return self->current;
}

gboolean
desk_customer_selection_is_checked (DeskCustomerSelection *self, CrmRecord *record)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_SELECTION (self), FALSE);
  return g_hash_table_contains (self->checked, record);
}

void
desk_customer_selection_set_checked (DeskCustomerSelection *self,
                                     CrmRecord *record,
                                     gboolean checked)
{
  g_return_if_fail (DESK_IS_CUSTOMER_SELECTION (self));

  if (put_checked (self, record, checked))
    notify_checked (self);
}

guint
desk_customer_selection_get_n_checked (DeskCustomerSelection *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_SELECTION (self), 0);
  return g_hash_table_size (self->checked);
}

GPtrArray *
desk_customer_selection_list_checked (DeskCustomerSelection *self)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer record;

  g_return_val_if_fail (DESK_IS_CUSTOMER_SELECTION (self), records);

  g_hash_table_iter_init (&iter, self->checked);
  while (g_hash_table_iter_next (&iter, &record, NULL))
    g_ptr_array_add (records, g_object_ref (record));
  return records;
}

gboolean
desk_customer_selection_check_all (DeskCustomerSelection *self)
{
  GListModel *list;
  guint n;

  g_return_val_if_fail (DESK_IS_CUSTOMER_SELECTION (self), TRUE);

  list = G_LIST_MODEL (self->list);
  n = g_list_model_get_n_items (list);
  for (guint i = 0; i < MIN (n, DESK_CUSTOMER_SELECTION_MAX); i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (list, i);

      put_checked (self, record, TRUE);
    }
  notify_checked (self);
  return n <= DESK_CUSTOMER_SELECTION_MAX;
}

void
desk_customer_selection_clear (DeskCustomerSelection *self)
{
  g_return_if_fail (DESK_IS_CUSTOMER_SELECTION (self));

  if (g_hash_table_size (self->checked) == 0)
    return;
  g_hash_table_remove_all (self->checked);
  notify_checked (self);
}
