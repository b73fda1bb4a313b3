/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filter and text into a query. A keystroke sets the query at once: the list answers in about a
 * millisecond, a delay would only add to it. The counts of the filters are asked for in idle
 * priority and again after changes, together at most twice a second. Main thread; owned by the list
 * page. */

#include "client/customers/desk-customers-finder.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
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
  char *filter;              /* (owned) */
  char *text;                /* (owned) */
  int order;                 /* field, -1: by name */
  gboolean descending;
  guint recount; /* time-out, 0: none */
};

enum
{
  COUNTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  DeskCustomersFinder *finder; /* (owned) */
  const char *id;
} Count;

static const DeskCustomersFilter own_filters[] = {
  { "all", NC_ ("clients", "All") },
  { "people", NC_ ("clients", "People") },
  { "companies", NC_ ("clients", "Companies") },
  { "leads", NC_ ("clients", "Leads") },
};

static const DeskCustomersFilter wide_filters[] = {
  { "all", NC_ ("clients", "All") },       { "mine", NC_ ("clients", "Mine") },
  { "people", NC_ ("clients", "People") }, { "companies", NC_ ("clients", "Companies") },
  { "leads", NC_ ("clients", "Leads") },
};

G_DEFINE_FINAL_TYPE (DeskCustomersFinder, desk_customers_finder, G_TYPE_OBJECT)

static DeskQuery *
make_filter_query (DeskCustomersFinder *self, const char *id)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  const char *me = desk_account_get_user_id (desk_context_get_account (self->context));

  if (g_str_equal (id, "mine"))
    return desk_query_where (all, CRM_CUSTOMER_OWNER, me);
  if (g_str_equal (id, "people"))
    return desk_query_where (all, CRM_CUSTOMER_TYPE, "person");
  if (g_str_equal (id, "companies"))
    return desk_query_where (all, CRM_CUSTOMER_TYPE, "company");
  if (g_str_equal (id, "leads"))
    return desk_query_where (all, CRM_CUSTOMER_STATUS, "lead");
  return g_steal_pointer (&all);
}

static DeskQuery *
make_query (DeskCustomersFinder *self)
{
  g_autoptr (DeskQuery) filtered = make_filter_query (self, self->filter);
  g_autoptr (DeskQuery) ordered =
      self->order < 0 ? desk_query_ref (filtered)
                      : desk_query_order (filtered, (guint) self->order, self->descending);

  if (self->text == NULL || *self->text == '\0')
    return g_steal_pointer (&ordered);
  return desk_query_search (ordered, self->text);
}

static void
apply (DeskCustomersFinder *self)
{
  g_autoptr (DeskQuery) query = make_query (self);

  desk_record_list_set_query (self->list, query);
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
  g_free (count);
}

static gboolean
recount_cb (gpointer user_data)
{
  DeskCustomersFinder *self = user_data;
  guint n = 0;
  const DeskCustomersFilter *filters = desk_customers_finder_list_filters (self, &n);

  self->recount = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DeskQuery) query = make_filter_query (self, filters[i].id);
      Count *count = g_new0 (Count, 1);

      count->finder = g_object_ref (self);
      count->id = filters[i].id;
      desk_query_count_async (query, desk_context_get_database (self->context), self->cancellable,
                              counted_cb, count);
    }
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
}

static void
desk_customers_finder_init (DeskCustomersFinder *self)
{
  self->cancellable = g_cancellable_new ();
  self->filter = g_strdup ("all");
  self->order = -1;
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

void
desk_customers_finder_set_order (DeskCustomersFinder *self, int field, gboolean descending)
{
  g_return_if_fail (DESK_IS_CUSTOMERS_FINDER (self));

  if (self->order == field && self->descending == descending)
    return;
  self->order = field;
  self->descending = descending;
  apply (self);
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
