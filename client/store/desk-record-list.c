/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskRecordList: a long list over a query. Keys of rows are in memory, eight bytes each; an object
 * is made when somebody asks for its position and loaded with all others that were asked for in the
 * same turn. Main thread; owned by the page that shows it. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-record-list.h"

#include "client/store/desk-database-private.h"
#include "client/store/desk-query-sql.h"
#include "client/store/desk-record-store.h"
#include "shared/base/crm-error.h"

#define FIRST_PAGE   300
#define OPENING_PAGE 64        /* more than a screen has room for */
#define REST_MS      100       /* the owner asks sooner, when these are painted */
#define NOT_FOUND    G_MAXUINT /* GTK_INVALID_LIST_POSITION */

struct _DeskRecordList
{
  GObject parent_instance;

  DeskDatabase *database; /* (owned) */
  DeskQuery *query;       /* (owned) */
  int kind;
  GArray *keys; /* (element-type gint64) */
  gboolean loading;
  gboolean complete;
  gboolean running; /* a query is on its way */
  gboolean dirty;   /* something changed while it was */
  gboolean sorted;
  GCancellable *cancellable; /* (owned): of the running query */
  GHashTable *stale;         /* keys whose record moved away; another may be there now */
  GArray *wanted;            /* (element-type gint64): keys to be loaded */
  guint load_source;
  guint refresh_source;
  guint rest_source;
  guint opening; /* rows of the first answer of all */
};

enum
{
  PROP_0,
  PROP_DATABASE,
  PROP_QUERY,
  PROP_LOADING,
  PROP_COMPLETE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Some rows and what is in them. */
typedef struct
{
  DeskDatabase *database; /* (unowned) */
  int kind;
  GArray *keys;
  GPtrArray *rows; /* (element-type DeskRow) */
  int generation;
} Page;

/* One journey to the reader for keys; with the rows, when these are the first of a list. */
typedef struct
{
  Page page;
  DeskQuery *query;
  guint limit; /* 0: all */
  gboolean with_rows;
} Search;

static void start_search (DeskRecordList *self, guint limit, DeskPriority priority);

/* Takes @keys. */
static void
fill_page (Page *page, DeskRecordList *self, GArray *keys)
{
  page->database = self->database;
  page->kind = self->kind;
  page->keys = keys;
  page->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_row_free);
}

static void
clear_page (Page *page)
{
  g_array_unref (page->keys);
  g_ptr_array_unref (page->rows);
}

static void
free_search (gpointer data)
{
  Search *search = data;

  desk_query_unref (search->query);
  clear_page (&search->page);
  g_free (search);
}

static void
free_page (gpointer data)
{
  clear_page (data);
  g_free (data);
}

static gboolean
page_work (DeskConnection *connection, gpointer data, GError **error)
{
  Page *page = data;

  g_ptr_array_set_size (page->rows, 0);
  page->generation = desk_database_get_generation (page->database);
  for (guint i = 0; i < page->keys->len; i++)
    {
      g_autoptr (DeskRow) row = NULL;

      if (!desk_record_store_read_key (connection, page->kind,
                                       g_array_index (page->keys, gint64, i), &row, error))
        return FALSE;
      if (row != NULL)
        g_ptr_array_add (page->rows, g_steal_pointer (&row));
    }
  return TRUE;
}

static gboolean
search_work (DeskConnection *connection, gpointer data, GError **error)
{
  Search *search = data;

  g_array_set_size (search->page.keys, 0);
  return desk_query_run (search->query, connection, search->limit, search->page.keys, error) &&
         (!search->with_rows || page_work (connection, &search->page, error));
}

static void
set_flag (DeskRecordList *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static guint
find_key (DeskRecordList *self, gint64 key)
{
  guint low = 0, high = self->keys->len;

  for (guint i = 0; !self->sorted && i < self->keys->len; i++)
    if (g_array_index (self->keys, gint64, i) == key)
      return i;
  while (self->sorted && low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (g_array_index (self->keys, gint64, middle) < key)
        low = middle + 1;
      else
        high = middle;
    }
  if (self->sorted && low < self->keys->len && g_array_index (self->keys, gint64, low) == key)
    return low;
  return NOT_FOUND;
}

/* The one function that emits. */
static void
change_items (DeskRecordList *self, guint position, guint removed, guint added)
{
  if (removed != 0 || added != 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static gboolean
is_same (DeskRecordList *self, gint64 a, gint64 b)
{
  return a == b &&
         (g_hash_table_size (self->stale) == 0 || !g_hash_table_contains (self->stale, &a));
}

/* The new keys are the truth: nothing old may be found under them. */
static void
forget_old_keys (DeskRecordList *self)
{
  DeskIdentityMap *map = desk_database_get_identity_map (self->database);
  g_autoptr (GArray) old = desk_identity_map_list_old_keys (map, self->kind);

  g_hash_table_remove_all (self->stale);
  for (guint i = 0; i < old->len; i++)
    if (find_key (self, g_array_index (old, gint64, i)) != NOT_FOUND)
      desk_identity_map_forget_old_key (map, self->kind, g_array_index (old, gint64, i));
}

/* Goes over to other keys with the smallest change that explains them. */
static void
take_keys (DeskRecordList *self, GArray *next, gboolean sorted)
{
  g_autoptr (GArray) old = g_steal_pointer (&self->keys);
  const gint64 *from = (const gint64 *) (gpointer) old->data;
  const gint64 *to = (const gint64 *) (gpointer) next->data;
  guint head = 0, tail = 0;

  while (head < old->len && head < next->len && is_same (self, from[head], to[head]))
    head++;
  while (tail < old->len - head && tail < next->len - head &&
         is_same (self, from[old->len - tail - 1], to[next->len - tail - 1]))
    tail++;
  self->keys = g_array_ref (next);
  self->sorted = sorted;
  forget_old_keys (self);
  change_items (self, head, old->len - head - tail, next->len - head - tail);
}

/* The rows that fit are kept; the array is no larger than what is in it. */
static GArray *
shrink_keys (GArray *keys, guint length)
{
  GArray *exact = g_array_sized_new (FALSE, FALSE, sizeof (gint64), length);

  return g_array_append_vals (exact, keys->data, length);
}

/* The query was changed, or the database closed meanwhile. */
static gboolean
is_expected (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
}

static gboolean
rest_cb (gpointer user_data)
{
  DeskRecordList *self = user_data;

  self->rest_source = 0;
  start_search (self, 0, DESK_PRIORITY_IDLE);
  return G_SOURCE_REMOVE;
}

/* Unless a commit was told since these were read: other rows may be at their places. */
static gboolean
apply_rows (Page *page)
{
  DeskIdentityMap *map = desk_database_get_identity_map (page->database);

  if (!desk_identity_map_is_current (map, page->generation))
    return FALSE;
  for (guint i = 0; i < page->rows->len; i++)
    desk_identity_map_apply (map, g_ptr_array_index (page->rows, i), page->generation);
  return TRUE;
}

/* What was shown at once and is here already need not be fetched. */
static void
apply_opening (DeskRecordList *self, Page *page)
{
  if (!apply_rows (page))
    return;
  g_array_set_size (self->wanted, 0);
  g_clear_handle_id (&self->load_source, g_source_remove);
}

static void
finish_search (DeskRecordList *self, Search *search)
{
  const guint found = search->page.keys->len;
  const gboolean more = search->limit != 0 && found >= search->limit;
  g_autoptr (GArray) keys = shrink_keys (search->page.keys, more ? search->limit - 1 : found);

  take_keys (self, keys,
             desk_query_is_sorted (search->query, desk_database_get_schema (self->database)));
  if (search->with_rows)
    apply_opening (self, &search->page);
  set_flag (self, &self->loading, FALSE, PROP_LOADING);
  if (!more)
    set_flag (self, &self->complete, TRUE, PROP_COMPLETE);
  else if (search->with_rows)
    self->rest_source = g_timeout_add_full (G_PRIORITY_LOW, REST_MS, rest_cb, self, NULL);
  else
    start_search (self, 0, DESK_PRIORITY_IDLE);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskRecordList) self = user_data;
  g_autoptr (GError) error = NULL;
  Search *search = desk_database_work_finish (DESK_DATABASE (source), result, &error);

  /* Of another query: its answer is on its way. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  self->running = FALSE;
  if (search != NULL && self->database != NULL)
    finish_search (self, search);
  else if (error != NULL && !is_expected (error))
    g_warning ("A list could not be read: %s", error->message);
  if (self->dirty && !self->running && self->database != NULL)
    start_search (self, 0, DESK_PRIORITY_IDLE);
}

static void
start_search (DeskRecordList *self, guint limit, DeskPriority priority)
{
  Search *search = g_new0 (Search, 1);

  fill_page (&search->page, self, g_array_new (FALSE, FALSE, sizeof (gint64)));
  search->query = desk_query_ref (self->query);
  search->limit = limit;
  search->with_rows = limit == self->opening + 1;
  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->running = TRUE;
  self->dirty = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  desk_database_read_async (self->database, priority, search_work, search, free_search,
                            self->cancellable, searched_cb, g_object_ref (self));
}

static gboolean load_cb (gpointer user_data);

static void
queue_load (DeskRecordList *self)
{
  if (self->load_source == 0 && self->database != NULL)
    self->load_source = g_idle_add_full (G_PRIORITY_DEFAULT, load_cb, self, NULL);
}

static void
want_again (DeskRecordList *self, Page *page)
{
  if (page->kind == self->kind)
    g_array_append_vals (self->wanted, page->keys->data, page->keys->len);
  queue_load (self);
}

static void
paged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskRecordList) self = user_data;
  g_autoptr (GError) error = NULL;
  Page *page = desk_database_work_finish (DESK_DATABASE (source), result, &error);

  if (page == NULL)
    {
      if (!is_expected (error))
        g_warning ("Rows could not be read: %s", error->message);
      return;
    }
  if (!apply_rows (page))
    want_again (self, page);
}

/* The record has another object, which was not known by its key before. */
static void
replaced_cb (DeskRecordList *self, int kind, gint64 key)
{
  const guint position = kind == self->kind ? find_key (self, key) : NOT_FOUND;

  if (position != NOT_FOUND)
    change_items (self, position, 1, 1);
}

static gboolean
refresh_cb (gpointer user_data)
{
  DeskRecordList *self = user_data;

  self->refresh_source = 0;
  if (self->running)
    self->dirty = TRUE;
  else
    start_search (self, 0, DESK_PRIORITY_SCREEN);
  return G_SOURCE_REMOVE;
}

static void
queue_refresh (DeskRecordList *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_idle_add_full (G_PRIORITY_DEFAULT, refresh_cb, self, NULL);
}

static void
vacated_cb (DeskRecordList *self, int kind, gint64 key)
{
  if (kind != self->kind || find_key (self, key) == NOT_FOUND)
    return;
  g_hash_table_add (self->stale, g_memdup2 (&key, sizeof key));
  queue_refresh (self);
}

static gboolean
load_cb (gpointer user_data)
{
  DeskRecordList *self = user_data;
  Page *page = g_new0 (Page, 1);

  self->load_source = 0;
  fill_page (page, self, g_steal_pointer (&self->wanted));
  self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  desk_database_read_async (self->database, DESK_PRIORITY_SCREEN, page_work, page, free_page, NULL,
                            paged_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (DeskRecordList *self, const CrmKind *kind, char **ids)
{
  if (desk_query_depends_on (self->query, desk_database_get_schema (self->database), kind))
    queue_refresh (self);
}

static GType
get_item_type (GListModel *model)
{
  return CRM_TYPE_RECORD;
}

static guint
get_n_items (GListModel *model)
{
  return DESK_RECORD_LIST (model)->keys->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DeskRecordList *self = DESK_RECORD_LIST (model);
  gboolean is_new = FALSE;
  CrmRecord *record;
  gint64 key;

  if (position >= self->keys->len || self->database == NULL)
    return NULL;
  key = g_array_index (self->keys, gint64, position);
  record = desk_identity_map_ref_key (desk_database_get_identity_map (self->database), self->kind,
                                      key, &is_new);
  if (is_new)
    {
      g_array_append_val (self->wanted, key);
      queue_load (self);
    }
  return record;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskRecordList,
                               desk_record_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
desk_record_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DeskRecordList *self = DESK_RECORD_LIST (object);

  switch (id)
    {
    case PROP_QUERY:
      g_value_set_boxed (value, self->query);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
desk_record_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DeskRecordList *self = DESK_RECORD_LIST (object);

  switch (id)
    {
    case PROP_DATABASE:
      self->database = g_value_dup_object (value);
      break;
    case PROP_QUERY:
      desk_record_list_set_query (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
desk_record_list_dispose (GObject *object)
{
  DeskRecordList *self = DESK_RECORD_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->load_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_clear_object (&self->database);
  G_OBJECT_CLASS (desk_record_list_parent_class)->dispose (object);
}

static void
desk_record_list_finalize (GObject *object)
{
  DeskRecordList *self = DESK_RECORD_LIST (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->query, desk_query_unref);
  g_array_unref (self->keys);
  g_array_unref (self->wanted);
  g_hash_table_unref (self->stale);
  G_OBJECT_CLASS (desk_record_list_parent_class)->finalize (object);
}

static void
desk_record_list_class_init (DeskRecordListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_record_list_get_property;
  object_class->set_property = desk_record_list_set_property;
  object_class->dispose = desk_record_list_dispose;
  object_class->finalize = desk_record_list_finalize;

  properties[PROP_DATABASE] =
      g_param_spec_object ("database", NULL, NULL, DESK_TYPE_DATABASE,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_QUERY] =
      g_param_spec_boxed ("query", NULL, NULL, DESK_TYPE_QUERY,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADING] =
      g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPLETE] =
      g_param_spec_boolean ("complete", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_record_list_init (DeskRecordList *self)
{
  self->keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->stale = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

DeskRecordList *
desk_record_list_new (DeskDatabase *database, DeskQuery *query)
{
  return desk_record_list_new_for_rows (database, query, OPENING_PAGE);
}

DeskRecordList *
desk_record_list_new_for_rows (DeskDatabase *database, DeskQuery *query, guint n_rows)
{
  DeskRecordList *self;

  g_return_val_if_fail (DESK_IS_DATABASE (database) && query != NULL, NULL);
  g_return_val_if_fail (n_rows > 0 && n_rows < FIRST_PAGE, NULL);
  self = g_object_new (DESK_TYPE_RECORD_LIST, "database", database, NULL);
  self->opening = n_rows;
  g_signal_connect_object (database, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (database, "vacated", G_CALLBACK (vacated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (database, "replaced", G_CALLBACK (replaced_cb), self, G_CONNECT_SWAPPED);
  desk_record_list_set_query (self, query);
  return self;
}

DeskQuery *
desk_record_list_get_query (DeskRecordList *self)
{
  g_return_val_if_fail (DESK_IS_RECORD_LIST (self), NULL);
  return self->query;
}

void
desk_record_list_set_query (DeskRecordList *self, DeskQuery *query)
{
  const gboolean opening = self->query == NULL;
  int kind;

  g_return_if_fail (DESK_IS_RECORD_LIST (self) && query != NULL);
  if (self->query != NULL && desk_query_equal (self->query, query))
    return;
  kind = desk_schema_find (desk_database_get_schema (self->database), desk_query_get_kind (query));
  g_return_if_fail (kind >= 0);
  if (self->query != NULL && kind != self->kind)
    {
      g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));

      take_keys (self, none, FALSE);
    }
  desk_query_ref (query);
  g_clear_pointer (&self->query, desk_query_unref);
  self->query = query;
  self->kind = kind;
  set_flag (self, &self->loading, TRUE, PROP_LOADING);
  set_flag (self, &self->complete, FALSE, PROP_COMPLETE);
  start_search (self, (opening ? self->opening : FIRST_PAGE) + 1, DESK_PRIORITY_TYPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

void
desk_record_list_read_rest (DeskRecordList *self)
{
  g_return_if_fail (DESK_IS_RECORD_LIST (self));

  if (self->rest_source == 0)
    return;
  g_clear_handle_id (&self->rest_source, g_source_remove);
  rest_cb (self);
}

gboolean
desk_record_list_is_loading (DeskRecordList *self)
{
  g_return_val_if_fail (DESK_IS_RECORD_LIST (self), FALSE);
  return self->loading;
}

gboolean
desk_record_list_is_complete (DeskRecordList *self)
{
  g_return_val_if_fail (DESK_IS_RECORD_LIST (self), FALSE);
  return self->complete;
}

guint
desk_record_list_find (DeskRecordList *self, CrmRecord *record)
{
  gint64 key;

  g_return_val_if_fail (DESK_IS_RECORD_LIST (self) && CRM_IS_RECORD (record), NOT_FOUND);
  if (self->database == NULL || crm_record_get_kind (record) != desk_query_get_kind (self->query))
    return NOT_FOUND;
  key = desk_identity_map_get_key (desk_database_get_identity_map (self->database), record);
  return key != 0 ? find_key (self, key) : NOT_FOUND;
}
