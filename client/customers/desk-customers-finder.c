/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filter and text into a query. A keystroke sets the query at once: the list answers in about a
 * millisecond, a delay would only add to it. The counts of the filters are asked for in idle
 * priority and again after changes, together at most twice a second. Main thread; owned by the list
 * page. */

#include "client/customers/desk-customers-finder.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/store/desk-day.h"
#include "shared/base/crm-util.h"
#include "shared/customers/crm-customer.h"

#define MIN_ROW_HEIGHT 36
#define MIN_FIRST_ROWS 20
#define MAX_FIRST_ROWS 64
#define RECOUNT_MS     500

struct _DeskCustomersFinder
{
  GObject parent_instance;

  DeskContext *context;      /* (owned) */
  DeskRecordList *list;      /* (owned) */
  GCancellable *cancellable; /* (owned) */
  char *filter;              /* (owned): of a chip */
  char *text;                /* (owned) */
  DeskCustomersView *view;   /* (owned): the rest of what is wanted */
  GHashTable *saved;         /* id → DeskFilter of saved views, for their counts */
  GArray *groups;            /* (owned) (nullable) (element-type DeskGroupCount) */
  GCancellable *counting;    /* (owned) (nullable): of the groups */
  guint recount;             /* time-out, 0: none */
};

enum
{
  COUNTED,
  GROUPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  DeskCustomersFinder *finder; /* (owned) */
  char *id;                    /* (owned) */
} Count;

static const DeskCustomersFilter own_filters[] = {
  { "all", NC_ ("clients", "All") },
  { "leads", NC_ ("clients", "Leads") },
  { "renewals", NC_ ("clients", "Renewal in 30 days") },
  { "overdue", NC_ ("clients", "Overdue instalment") },
  { "birthdays", NC_ ("clients", "Birthday") },
  { "silent", NC_ ("clients", "No contact for 90 days") },
};

static const DeskCustomersFilter wide_filters[] = {
  { "all", NC_ ("clients", "All") },
  { "mine", NC_ ("clients", "Mine") },
  { "leads", NC_ ("clients", "Leads") },
  { "renewals", NC_ ("clients", "Renewal in 30 days") },
  { "overdue", NC_ ("clients", "Overdue instalment") },
  { "birthdays", NC_ ("clients", "Birthday") },
  { "silent", NC_ ("clients", "No contact for 90 days") },
};

G_DEFINE_FINAL_TYPE (DeskCustomersFinder, desk_customers_finder, G_TYPE_OBJECT)

/* What a chip asks for, where it is a condition of a filter. */
typedef struct
{
  const char *id;
  const char *field;
  DeskFilterOp op;
  const char *value;
} Condition;

static const Condition conditions[] = {
  { "renewals", "ends", DESK_OP_WITHIN, "30" },
  { "overdue", "overdue", DESK_OP_YES, NULL },
  { "birthdays", "birthday", DESK_OP_WITHIN, "7" },
  { "silent", "contacted", DESK_OP_PAST, "90" },
};

/* (transfer full) (nullable) */
static DeskFilter *
dup_condition (DeskCustomersFinder *self, const char *id)
{
  DeskFilter *saved = g_hash_table_lookup (self->saved, id);

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (g_str_equal (conditions[i].id, id))
      return desk_filter_new_test (conditions[i].field, conditions[i].op, conditions[i].value);
  return saved != NULL ? desk_filter_ref (saved) : NULL;
}

/* @more (nullable): to be asked for besides. */
static DeskQuery *
make_filter_query (DeskCustomersFinder *self, const char *id, DeskFilter *more)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) marked = NULL;
  g_autoptr (DeskFilter) condition = dup_condition (self, id);
  g_autoptr (DeskFilter) both = NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  const char *me = desk_account_get_user_id (desk_context_get_account (self->context));

  if (g_str_equal (id, "mine"))
    marked = desk_query_where (all, CRM_CUSTOMER_OWNER, me);
  else if (g_str_equal (id, "leads"))
    marked = desk_query_where (all, CRM_CUSTOMER_STATUS, "lead");
  else
    marked = desk_query_ref (all);
  if (condition != NULL)
    g_ptr_array_add (parts, condition);
  if (more != NULL)
    g_ptr_array_add (parts, more);
  both = desk_filter_new_group (FALSE, parts);
  return desk_query_filter (marked, both != NULL ? both : more);
}

static DeskQuery *
make_query (DeskCustomersFinder *self)
{
  const gboolean saved = g_hash_table_contains (self->saved, self->filter);
  /* A saved view brings its filter along, to be changed. */
  DeskQuery *query = make_filter_query (self, saved ? "all" : self->filter, self->view->filter);
  const GArray *sorts = self->view->sorts;
  const gboolean by_name =
      sorts->len == 1 && !g_array_index (sorts, DeskViewSort, 0).descending &&
      g_array_index (sorts, DeskViewSort, 0).column == DESK_CUSTOMER_COLUMN_NAME;

  for (guint i = sorts->len; !by_name && i-- > 0;)
    {
      const DeskViewSort *sort = &g_array_index (sorts, DeskViewSort, i);
      DeskQuery *sorted =
          desk_query_sort (query, desk_customers_view_get_order (sort->column), sort->descending);

      desk_query_unref (query);
      query = sorted;
    }
  if (self->view->group != NULL)
    {
      DeskQuery *grouped = desk_query_group (query, self->view->group);

      desk_query_unref (query);
      query = grouped;
    }
  if (self->text != NULL && *self->text != '\0')
    {
      DeskQuery *found = desk_query_search (query, self->text);

      desk_query_unref (query);
      query = found;
    }
  return query;
}

static void
grouped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskCustomersFinder) self = user_data;
  g_autoptr (GError) error = NULL;
  GArray *groups = desk_query_groups_finish (result, &error);

  if (groups == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("Cannot count the groups: %s", error->message);
      return;
    }
  g_clear_pointer (&self->groups, g_array_unref);
  self->groups = groups;
  g_signal_emit (self, signals[GROUPED], 0);
}

static void
count_groups (DeskCustomersFinder *self)
{
  g_autoptr (DeskQuery) query = NULL;

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (self->view->group == NULL)
    {
      if (self->groups != NULL)
        {
          g_clear_pointer (&self->groups, g_array_unref);
          g_signal_emit (self, signals[GROUPED], 0);
        }
      return;
    }
  self->counting = g_cancellable_new ();
  query = make_query (self);
  desk_query_groups_async (query, desk_context_get_database (self->context), self->counting,
                           grouped_cb, g_object_ref (self));
}

static void
apply (DeskCustomersFinder *self)
{
  g_autoptr (DeskQuery) query = make_query (self);

  desk_record_list_set_query (self->list, query);
  count_groups (self);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Count *count = user_data;
  g_autoptr (GError) error = NULL;
  gint64 n = desk_query_count_finish (result, &error);

  if (n >= 0)
    g_signal_emit (count->finder, signals[COUNTED], 0, count->id, n);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("Cannot count clients: %s", error->message);
  g_object_unref (count->finder);
  g_free (count->id);
  g_free (count);
}

static void
count_chip (DeskCustomersFinder *self, const char *id)
{
  g_autoptr (DeskQuery) query = make_filter_query (self, id, NULL);
  Count *count = g_new0 (Count, 1);

  count->finder = g_object_ref (self);
  count->id = g_strdup (id);
  desk_query_count_async (query, desk_context_get_database (self->context), self->cancellable,
                          counted_cb, count);
}

static gboolean
recount_cb (gpointer user_data)
{
  DeskCustomersFinder *self = user_data;
  guint n = 0;
  const DeskCustomersFilter *filters = desk_customers_finder_list_filters (self, &n);
  GHashTableIter iter;
  gpointer id;

  self->recount = 0;
  for (guint i = 0; i < n; i++)
    count_chip (self, filters[i].id);
  g_hash_table_iter_init (&iter, self->saved);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    count_chip (self, id);
  count_groups (self);
  desk_day_roll (desk_context_get_database (self->context));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (DeskCustomersFinder *self, const CrmKind *kind)
{
  if (kind == &crm_customer_kind && self->recount == 0)
    self->recount = g_timeout_add (RECOUNT_MS, recount_cb, self);
}

static void
desk_customers_finder_dispose (GObject *object)
{
  DeskCustomersFinder *self = DESK_CUSTOMERS_FINDER (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->counting);
  g_clear_handle_id (&self->recount, g_source_remove);
  g_clear_object (&self->list);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_customers_finder_parent_class)->dispose (object);
}

static void
desk_customers_finder_finalize (GObject *object)
{
  DeskCustomersFinder *self = DESK_CUSTOMERS_FINDER (object);

  g_object_unref (self->cancellable);
  g_free (self->filter);
  g_free (self->text);
  g_clear_object (&self->counting);
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->view, desk_customers_view_free);
  g_hash_table_unref (self->saved);
  G_OBJECT_CLASS (desk_customers_finder_parent_class)->finalize (object);
}

static void
desk_customers_finder_class_init (DeskCustomersFinderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_customers_finder_dispose;
  object_class->finalize = desk_customers_finder_finalize;
  signals[COUNTED] = g_signal_new ("counted", DESK_TYPE_CUSTOMERS_FINDER, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
  signals[GROUPED] = g_signal_new ("grouped", DESK_TYPE_CUSTOMERS_FINDER, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_customers_finder_init (DeskCustomersFinder *self)
{
  self->cancellable = g_cancellable_new ();
  self->filter = g_strdup ("all");
  self->saved =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) desk_filter_unref);
}

/* The toolkit builds widgets for every row it is given, seen or not. */
static guint
count_first_rows (DeskContext *context)
{
  gboolean maximized = FALSE;
  int height = 0;

  g_object_get (desk_context_get_settings (context), "window-height", &height, "window-maximized",
                &maximized, NULL);
  return maximized ? MAX_FIRST_ROWS
                   : (guint) CLAMP (height / MIN_ROW_HEIGHT, MIN_FIRST_ROWS, MAX_FIRST_ROWS);
}

DeskCustomersFinder *
desk_customers_finder_new (DeskContext *context)
{
  DeskCustomersFinder *self = g_object_new (DESK_TYPE_CUSTOMERS_FINDER, NULL);
  DeskDatabase *database = desk_context_get_database (context);
  g_autoptr (DeskQuery) query = NULL;

  self->context = g_object_ref (context);
  self->view = desk_customers_view_new (desk_customer_sees_others (context));
  query = make_query (self);
  self->list = desk_record_list_new_for_rows (database, query, count_first_rows (context));
  g_signal_connect_object (database, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  /* After the first rows are on the screen. */
  self->recount = g_timeout_add_full (G_PRIORITY_LOW, 50, recount_cb, self, NULL);
  return self;
}

const DeskCustomersFilter *
desk_customers_finder_list_filters (DeskCustomersFinder *self, guint *n_filters)
{
  g_return_val_if_fail (DESK_IS_CUSTOMERS_FINDER (self), NULL);

  if (desk_customer_sees_others (self->context))
    {
      *n_filters = G_N_ELEMENTS (wide_filters);
      return wide_filters;
    }
  *n_filters = G_N_ELEMENTS (own_filters);
  return own_filters;
}

DeskRecordList *
desk_customers_finder_get_list (DeskCustomersFinder *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMERS_FINDER (self), NULL);
  return self->list;
}

const char *
desk_customers_finder_get_filter (DeskCustomersFinder *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMERS_FINDER (self), NULL);
  return self->filter;
}

void
desk_customers_finder_set_filter (DeskCustomersFinder *self, const char *id)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_FINDER (self));

  if (id != NULL && crm_set_string (&self->filter, id))
    apply (self);
}

const DeskCustomersView *
desk_customers_finder_get_view (DeskCustomersFinder *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMERS_FINDER (self), NULL);
  return self->view;
}

void
desk_customers_finder_set_view (DeskCustomersFinder *self, const DeskCustomersView *view)
{
  DeskCustomersView *copy;

  g_return_if_fail (DESK_IS_CUSTOMERS_FINDER (self));

  copy = desk_customers_view_copy (view);
  desk_customers_view_free (self->view);
  self->view = copy;
  apply (self);
}

void
desk_customers_finder_choose (DeskCustomersFinder *self,
                              const char *id,
                              const DeskCustomersView *view)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_FINDER (self));

  crm_set_string (&self->filter, id);
  desk_customers_finder_set_view (self, view);
}

void
desk_customers_finder_set_saved (DeskCustomersFinder *self, const char *id, DeskFilter *filter)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_FINDER (self));

  if (filter != NULL)
    g_hash_table_insert (self->saved, g_strdup (id), desk_filter_ref (filter));
  else
    g_hash_table_remove (self->saved, id);
  if (self->recount == 0)
    self->recount = g_timeout_add (RECOUNT_MS, recount_cb, self);
}

GArray *
desk_customers_finder_get_groups (DeskCustomersFinder *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMERS_FINDER (self), NULL);
  return self->groups;
}

const char *
desk_customers_finder_get_text (DeskCustomersFinder *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMERS_FINDER (self), NULL);
  return self->text != NULL ? self->text : "";
}

void
desk_customers_finder_set_text (DeskCustomersFinder *self, const char *text)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_FINDER (self));

  if (crm_set_string (&self->text, text))
    apply (self);
}
