/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskTimeline: entries of the timeline in memory, records when somebody asks for their positions,
 * all of one turn of the main loop in one journey to the reader. Main thread; owned by the page
 * that shows it. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-timeline.h"

#include "client/store/desk-database-private.h"
#include "client/store/desk-record-store.h"
#include "client/store/desk-timeline-query.h"
#include "shared/base/crm-error.h"
#include "shared/customers/crm-customer.h"

#define OPENING_PAGE 20  /* what a screen shows; each of them is a row of widgets to make */
#define REST_MS      100 /* by then these are painted */
#define NOT_FOUND    G_MAXUINT

struct _DeskTimeline
{
  GObject parent_instance;

  DeskDatabase *database; /* (owned) (nullable): until it is disposed of */
  char *customer;         /* (owned) */
  guint groups;
  GArray *entries; /* (element-type DeskTimelineEntry) */
  gboolean loading;
  gboolean complete;
  gboolean running;          /* a query is on its way */
  gboolean dirty;            /* something changed while it was */
  GCancellable *cancellable; /* (owned) (nullable): of the running query */
  GArray *wanted;            /* (element-type DeskTimelineEntry): to be loaded */
  GHashTable *stale;         /* (element-type DeskTimelineEntry): keys whose record moved away */
  guint load_source;
  guint refresh_source;
  guint rest_source;
};

enum
{
  PROP_LOADING = 1,
  PROP_COMPLETE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* One journey to the reader for entries; with the rows, when these are the first of all. */
typedef struct
{
  DeskTimelineQuery query;
  GArray *entries;
} Search;

/* One for what is in the rows of some. */
typedef struct
{
  DeskDatabase *database; /* (unowned) */
  GArray *entries;
  GPtrArray *rows; /* (element-type DeskRow) */
  int generation;
} Page;

static void
free_search (gpointer data)
{
  Search *search = data;

  g_free (search->query.customer);
  g_free (search->query.today);
  g_array_unref (search->entries);
  g_free (search);
}

static void
free_page (gpointer data)
{
  Page *page = data;

  g_array_unref (page->entries);
  g_ptr_array_unref (page->rows);
  g_free (page);
}

static gboolean
search_work (DeskConnection *connection, gpointer data, GError **error)
{
  Search *search = data;

  return desk_timeline_query_run (&search->query, connection, search->entries, error);
}

static gboolean
page_work (DeskConnection *connection, gpointer data, GError **error)
{
  Page *page = data;

  g_ptr_array_set_size (page->rows, 0);
  page->generation = desk_database_get_generation (page->database);
  for (guint i = 0; i < page->entries->len; i++)
    {
      const DeskTimelineEntry *entry = &g_array_index (page->entries, DeskTimelineEntry, i);
      g_autoptr (DeskRow) row = NULL;

      if (!desk_record_store_read_key (connection, entry->kind, entry->key, &row, error))
        return FALSE;
      if (row != NULL)
        g_ptr_array_add (page->rows, g_steal_pointer (&row));
    }
  return TRUE;
}

static guint
hash_row (gconstpointer data)
{
  const DeskTimelineEntry *entry = data;

  return g_int64_hash (&entry->key) ^ (guint) entry->kind;
}

static gboolean
is_same_row (gconstpointer a, gconstpointer b)
{
  const DeskTimelineEntry *x = a;
  const DeskTimelineEntry *y = b;

  return x->key == y->key && x->kind == y->kind;
}

/* The creation stands for the customer itself, whose key is another number in lists. */
static gboolean
has_record (const DeskTimelineEntry *entry)
{
  return entry->event != DESK_TIMELINE_CREATED;
}

static gboolean
is_same (DeskTimeline *self, const DeskTimelineEntry *a, const DeskTimelineEntry *b)
{
  return is_same_row (a, b) && a->at == b->at && a->event == b->event && a->section == b->section &&
         a->of == b->of && !g_hash_table_contains (self->stale, a);
}

static void
set_flag (DeskTimeline *self, gboolean *flag, gboolean value, guint property)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* What moved away is found under its old key no more. */
static void
forget_stale (DeskTimeline *self)
{
  DeskIdentityMap *map = desk_database_get_identity_map (self->database);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->stale);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const DeskTimelineEntry *entry = key;

      desk_identity_map_forget_old_key (map, entry->kind, entry->key);
      g_hash_table_iter_remove (&iter);
    }
}

/* Goes over to other entries with the smallest change that explains them. */
static void
take_entries (DeskTimeline *self, GArray *next)
{
  g_autoptr (GArray) old = g_steal_pointer (&self->entries);
  const DeskTimelineEntry *from = (const DeskTimelineEntry *) (gpointer) old->data;
  const DeskTimelineEntry *to = (const DeskTimelineEntry *) (gpointer) next->data;
  guint head = 0, tail = 0;

  while (head < old->len && head < next->len && is_same (self, &from[head], &to[head]))
    head++;
  while (tail < old->len - head && tail < next->len - head &&
         is_same (self, &from[old->len - tail - 1], &to[next->len - tail - 1]))
    tail++;
  self->entries = g_array_ref (next);
  forget_stale (self);
  if (old->len - head - tail > 0 || next->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                next->len - head - tail);
}

/* It was asked for something else, or the database closed meanwhile. */
static gboolean
is_expected (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
}

static void start_search (DeskTimeline *self, guint limit, DeskPriority priority);

static gboolean
rest_cb (gpointer user_data)
{
  DeskTimeline *self = user_data;

  self->rest_source = 0;
  start_search (self, 0, DESK_PRIORITY_IDLE);
  return G_SOURCE_REMOVE;
}

static void
finish_search (DeskTimeline *self, Search *search)
{
  const gboolean more = search->query.limit > 0 && search->entries->len >= search->query.limit;

  take_entries (self, search->entries);
  set_flag (self, &self->loading, FALSE, PROP_LOADING);
  if (more)
    self->rest_source = g_timeout_add_full (G_PRIORITY_LOW, REST_MS, rest_cb, self, NULL);
  else
    set_flag (self, &self->complete, TRUE, PROP_COMPLETE);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskTimeline) self = user_data;
  g_autoptr (GError) error = NULL;
  Search *search = desk_database_work_finish (DESK_DATABASE (source), result, &error);

  /* Of other groups: their answer is on its way. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  self->running = FALSE;
  if (search != NULL && self->database != NULL)
    finish_search (self, search);
  else if (error != NULL && !is_expected (error))
    g_warning ("A timeline could not be read: %s", error->message);
  if (self->dirty && !self->running && self->database != NULL)
    start_search (self, 0, DESK_PRIORITY_SCREEN);
}

static char *
dup_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%d");
}

static void
start_search (DeskTimeline *self, guint limit, DeskPriority priority)
{
  Search *search = g_new0 (Search, 1);

  search->query.customer = g_strdup (self->customer);
  search->query.groups = self->groups;
  search->query.today = dup_today ();
  search->query.limit = limit;
  search->entries = g_array_new (FALSE, FALSE, sizeof (DeskTimelineEntry));
  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->running = TRUE;
  self->dirty = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  desk_database_read_async (self->database, priority, search_work, search, free_search,
                            self->cancellable, searched_cb, g_object_ref (self));
}

static gboolean
refresh_cb (gpointer user_data)
{
  DeskTimeline *self = user_data;

  self->refresh_source = 0;
  if (self->running)
    self->dirty = TRUE;
  else
    start_search (self, 0, DESK_PRIORITY_SCREEN);
  return G_SOURCE_REMOVE;
}

static void
queue_refresh (DeskTimeline *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_idle_add_full (G_PRIORITY_DEFAULT, refresh_cb, self, NULL);
}

static gboolean load_cb (gpointer user_data);

static void
queue_load (DeskTimeline *self)
{
  if (self->load_source == 0 && self->database != NULL)
    self->load_source = g_idle_add_full (G_PRIORITY_DEFAULT, load_cb, self, NULL);
}

/* A commit told since these were read may have other rows at their places: they are read again. */
static void
paged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskTimeline) self = user_data;
  g_autoptr (GError) error = NULL;
  Page *page = desk_database_work_finish (DESK_DATABASE (source), result, &error);
  DeskIdentityMap *map = desk_database_get_identity_map (DESK_DATABASE (source));

  if (page == NULL)
    {
      if (!is_expected (error))
        g_warning ("Rows of a timeline could not be read: %s", error->message);
      return;
    }
  if (!desk_identity_map_is_current (map, page->generation))
    {
      g_array_append_vals (self->wanted, page->entries->data, page->entries->len);
      queue_load (self);
      return;
    }
  for (guint i = 0; i < page->rows->len; i++)
    desk_identity_map_apply (map, g_ptr_array_index (page->rows, i), page->generation);
}

static gboolean
load_cb (gpointer user_data)
{
  DeskTimeline *self = user_data;
  Page *page = g_new0 (Page, 1);

  self->load_source = 0;
  page->database = self->database;
  page->entries = g_steal_pointer (&self->wanted);
  page->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_row_free);
  self->wanted = g_array_new (FALSE, FALSE, sizeof (DeskTimelineEntry));
  desk_database_read_async (self->database, DESK_PRIORITY_SCREEN, page_work, page, free_page, NULL,
                            paged_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (DeskTimeline *self, const CrmKind *kind, char **ids)
{
  if (desk_timeline_query_depends_on (kind))
    queue_refresh (self);
}

/* The record has another object, which was not known by its key before. */
static void
replaced_cb (DeskTimeline *self, int kind, gint64 key)
{
  const DeskTimelineEntry row = { .kind = kind, .key = key };

  for (guint i = 0; i < self->entries->len; i++)
    {
      DeskTimelineEntry *entry = &g_array_index (self->entries, DeskTimelineEntry, i);

      if (has_record (entry) && is_same_row (entry, &row))
        g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 1);
    }
}

static void
vacated_cb (DeskTimeline *self, int kind, gint64 key)
{
  const DeskTimelineEntry row = { .kind = kind, .key = key };

  for (guint i = 0; i < self->entries->len; i++)
    if (is_same_row (&g_array_index (self->entries, DeskTimelineEntry, i), &row))
      {
        g_hash_table_add (self->stale, g_memdup2 (&row, sizeof row));
        queue_refresh (self);
        return;
      }
}

static GType
get_item_type (GListModel *model)
{
  return CRM_TYPE_RECORD;
}

static guint
get_n_items (GListModel *model)
{
  return DESK_TIMELINE (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DeskTimeline *self = DESK_TIMELINE (model);
  gboolean is_new = FALSE;
  DeskTimelineEntry *entry;
  CrmRecord *record;

  if (position >= self->entries->len || self->database == NULL)
    return NULL;
  entry = &g_array_index (self->entries, DeskTimelineEntry, position);
  if (!has_record (entry))
    return desk_database_ref_record (self->database, &crm_customer_kind, self->customer);
  record = desk_identity_map_ref_key (desk_database_get_identity_map (self->database), entry->kind,
                                      entry->key, &is_new);
  if (is_new)
    {
      g_array_append_vals (self->wanted, entry, 1);
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

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskTimeline,
                               desk_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
desk_timeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DeskTimeline *self = DESK_TIMELINE (object);

  switch (id)
    {
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
desk_timeline_dispose (GObject *object)
{
  DeskTimeline *self = DESK_TIMELINE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->load_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_clear_object (&self->database);
  G_OBJECT_CLASS (desk_timeline_parent_class)->dispose (object);
}

static void
desk_timeline_finalize (GObject *object)
{
  DeskTimeline *self = DESK_TIMELINE (object);

  g_clear_object (&self->cancellable);
  g_free (self->customer);
  g_array_unref (self->entries);
  g_array_unref (self->wanted);
  g_hash_table_unref (self->stale);
  G_OBJECT_CLASS (desk_timeline_parent_class)->finalize (object);
}

static void
desk_timeline_class_init (DeskTimelineClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_timeline_get_property;
  object_class->dispose = desk_timeline_dispose;
  object_class->finalize = desk_timeline_finalize;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_timeline_init (DeskTimeline *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (DeskTimelineEntry));
  self->wanted = g_array_new (FALSE, FALSE, sizeof (DeskTimelineEntry));
  self->stale = g_hash_table_new_full (hash_row, is_same_row, g_free, NULL);
}

static void
begin (DeskTimeline *self)
{
  set_flag (self, &self->loading, TRUE, PROP_LOADING);
  set_flag (self, &self->complete, FALSE, PROP_COMPLETE);
  start_search (self, OPENING_PAGE, DESK_PRIORITY_TYPED);
}

DeskTimeline *
desk_timeline_new (DeskDatabase *database, const char *customer, guint groups)
{
  DeskTimeline *self;

  g_return_val_if_fail (DESK_IS_DATABASE (database) && crm_id_is_valid (customer), NULL);
  self = g_object_new (DESK_TYPE_TIMELINE, NULL);
  self->database = g_object_ref (database);
  self->customer = g_strdup (customer);
  self->groups = groups;
  g_signal_connect_object (database, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (database, "vacated", G_CALLBACK (vacated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (database, "replaced", G_CALLBACK (replaced_cb), self, G_CONNECT_SWAPPED);
  begin (self);
  return self;
}

void
desk_timeline_set_groups (DeskTimeline *self, guint groups)
{
  g_return_if_fail (DESK_IS_TIMELINE (self));

  if (self->groups == groups || self->database == NULL)
    return;
  self->groups = groups;
  begin (self);
}

guint
desk_timeline_get_groups (DeskTimeline *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE (self), 0);
  return self->groups;
}

const DeskTimelineEntry *
desk_timeline_get_entry (DeskTimeline *self, guint position)
{
  g_return_val_if_fail (DESK_IS_TIMELINE (self), NULL);
  return position < self->entries->len ? &g_array_index (self->entries, DeskTimelineEntry, position)
                                       : NULL;
}

static gboolean
is_above (const DeskTimelineEntry *entry, gint64 time)
{
  return entry->section != DESK_TIMELINE_PAST || entry->at > time;
}

guint
desk_timeline_find (DeskTimeline *self, gint64 time)
{
  guint low = 0, high;

  g_return_val_if_fail (DESK_IS_TIMELINE (self), NOT_FOUND);
  high = self->entries->len;
  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (is_above (&g_array_index (self->entries, DeskTimelineEntry, middle), time))
        low = middle + 1;
      else
        high = middle;
    }
  return low < self->entries->len ? low : NOT_FOUND;
}

gboolean
desk_timeline_is_loading (DeskTimeline *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE (self), FALSE);
  return self->loading;
}

gboolean
desk_timeline_is_complete (DeskTimeline *self)
{
  g_return_val_if_fail (DESK_IS_TIMELINE (self), FALSE);
  return self->complete;
}

void
desk_timeline_refresh (DeskTimeline *self)
{
  g_return_if_fail (DESK_IS_TIMELINE (self));

  if (self->database != NULL)
    queue_refresh (self);
}
