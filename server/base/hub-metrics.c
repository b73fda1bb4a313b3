/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of what the server counts. The lock guards the lists of families and series, which
 * only grow; values are atomics, so counting never waits. Owned by HubContext. */

#define G_LOG_DOMAIN "hub"

#include "server/base/hub-metrics.h"

#include <stdatomic.h>
#include <string.h>

typedef enum
{
  KIND_COUNTER,
  KIND_GAUGE,
  KIND_HISTOGRAM,
} Kind;

/* Upper bounds of a histogram, in microseconds; the last bucket has none. */
static const gint64 bounds[] = { 500,    1000,   2500,   5000,    10000,   25000,   50000,
                                 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000 };

struct _HubMetric
{
  char *labels;         /* (owned): "" without any */
  _Atomic gint64 value; /* of a histogram: the sum */
  _Atomic gint64 buckets[G_N_ELEMENTS (bounds) + 1];
};

typedef struct
{
  char *name;
  char *help;
  Kind kind;
  GPtrArray *series; /* (element-type HubMetric) */
} Family;

typedef struct
{
  guint id;
  HubMetricsCollect collect;
  gpointer user_data;
} Collector;

struct _HubMetrics
{
  GMutex lock;
  GPtrArray *families; /* (element-type Family), by name */
  GArray *collectors;  /* (element-type Collector) */
  guint last_collector;
};

static void
free_metric (gpointer data)
{
  HubMetric *self = data;

  g_free (self->labels);
  g_free (self);
}

static void
free_family (gpointer data)
{
  Family *family = data;

  g_free (family->name);
  g_free (family->help);
  g_ptr_array_unref (family->series);
  g_free (family);
}

static int
compare_families_cb (gconstpointer a, gconstpointer b)
{
  const Family *const *first = a;
  const Family *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

static Family *
find_family (HubMetrics *self, const char *name)
{
  for (guint i = 0; i < self->families->len; i++)
    {
      Family *family = g_ptr_array_index (self->families, i);

      if (strcmp (family->name, name) == 0)
        return family;
    }

  return NULL;
}

static Family *
add_family (HubMetrics *self, Kind kind, const char *name, const char *help)
{
  Family *family = g_new0 (Family, 1);

  family->name = g_strdup (name);
  family->help = g_strdup (help);
  family->kind = kind;
  family->series = g_ptr_array_new_with_free_func (free_metric);
  g_ptr_array_add (self->families, family);
  g_ptr_array_sort (self->families, compare_families_cb);

  return family;
}

static HubMetric *
find_series (Family *family, const char *labels)
{
  for (guint i = 0; i < family->series->len; i++)
    {
      HubMetric *metric = g_ptr_array_index (family->series, i);

      if (strcmp (metric->labels, labels) == 0)
        return metric;
    }

  return NULL;
}

static HubMetric *
ensure_metric (HubMetrics *self, Kind kind, const char *name, const char *labels, const char *help)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Family *family = find_family (self, name);
  HubMetric *metric;

  if (family == NULL)
    family = add_family (self, kind, name, help);
  g_return_val_if_fail (family->kind == kind, NULL);

  if (labels == NULL)
    labels = "";
  metric = find_series (family, labels);
  if (metric == NULL)
    {
      metric = g_new0 (HubMetric, 1);
      metric->labels = g_strdup (labels);
      g_ptr_array_add (family->series, metric);
    }

  return metric;
}

static void
append_sample (GString *text,
               const char *name,
               const char *suffix,
               const char *labels,
               const char *value)
{
  g_string_append_printf (text, "%s%s", name, suffix);
  if (*labels != '\0')
    g_string_append_printf (text, "{%s}", labels);
  g_string_append_printf (text, " %s\n", value);
}

static void
append_count (GString *text, const char *name, const char *suffix, const char *labels, gint64 count)
{
  char value[24];

  g_snprintf (value, sizeof value, "%" G_GINT64_FORMAT, count);
  append_sample (text, name, suffix, labels, value);
}

/* Seconds with a point in every locale. */
static void
print_seconds (char *buffer, gsize size, gint64 microseconds)
{
  g_snprintf (buffer, size, "%" G_GINT64_FORMAT ".%06d", microseconds / G_USEC_PER_SEC,
              (int) (microseconds % G_USEC_PER_SEC));
}

static void
append_histogram (GString *text, Family *family, HubMetric *metric)
{
  const char *comma = *metric->labels != '\0' ? "," : "";
  gint64 count = 0;
  char seconds[32];

  for (gsize i = 0; i <= G_N_ELEMENTS (bounds); i++)
    {
      g_autofree char *labels = NULL;

      if (i < G_N_ELEMENTS (bounds))
        print_seconds (seconds, sizeof seconds, bounds[i]);
      else
        g_strlcpy (seconds, "+Inf", sizeof seconds);
      count += atomic_load_explicit (&metric->buckets[i], memory_order_relaxed);
      labels = g_strdup_printf ("%s%sle=\"%s\"", metric->labels, comma, seconds);
      append_count (text, family->name, "_bucket", labels, count);
    }
  print_seconds (seconds, sizeof seconds, hub_metric_get (metric));
  append_sample (text, family->name, "_sum", metric->labels, seconds);
  append_count (text, family->name, "_count", metric->labels, count);
}

static void
append_family (GString *text, Family *family)
{
  static const char *const kinds[] = { "counter", "gauge", "histogram" };

  g_string_append_printf (text, "# HELP %s %s\n", family->name, family->help);
  g_string_append_printf (text, "# TYPE %s %s\n", family->name, kinds[family->kind]);
  for (guint i = 0; i < family->series->len; i++)
    {
      HubMetric *metric = g_ptr_array_index (family->series, i);

      if (family->kind == KIND_HISTOGRAM)
        append_histogram (text, family, metric);
      else
        append_count (text, family->name, "", metric->labels, hub_metric_get (metric));
    }
}

HubMetrics *
hub_metrics_new (void)
{
  HubMetrics *self = g_new0 (HubMetrics, 1);

  g_mutex_init (&self->lock);
  self->families = g_ptr_array_new_with_free_func (free_family);
  self->collectors = g_array_new (FALSE, FALSE, sizeof (Collector));

  return self;
}

void
hub_metrics_free (HubMetrics *self)
{
  g_ptr_array_unref (self->families);
  g_array_unref (self->collectors);
  g_mutex_clear (&self->lock);
  g_free (self);
}

HubMetric *
hub_metrics_counter (HubMetrics *self, const char *name, const char *labels, const char *help)
{
  return ensure_metric (self, KIND_COUNTER, name, labels, help);
}

HubMetric *
hub_metrics_gauge (HubMetrics *self, const char *name, const char *labels, const char *help)
{
  return ensure_metric (self, KIND_GAUGE, name, labels, help);
}

HubMetric *
hub_metrics_histogram (HubMetrics *self, const char *name, const char *labels, const char *help)
{
  return ensure_metric (self, KIND_HISTOGRAM, name, labels, help);
}

void
hub_metric_add (HubMetric *self, gint64 n)
{
  atomic_fetch_add_explicit (&self->value, n, memory_order_relaxed);
}

void
hub_metric_set (HubMetric *self, gint64 value)
{
  atomic_store_explicit (&self->value, value, memory_order_relaxed);
}

void
hub_metric_observe (HubMetric *self, gint64 microseconds)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (bounds) && microseconds > bounds[i])
    i++;
  atomic_fetch_add_explicit (&self->buckets[i], 1, memory_order_relaxed);
  hub_metric_add (self, MAX (microseconds, 0));
}

gint64
hub_metric_get (HubMetric *self)
{
  return atomic_load_explicit (&self->value, memory_order_relaxed);
}

guint
hub_metrics_add_collector (HubMetrics *self, HubMetricsCollect collect, gpointer user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Collector collector = { ++self->last_collector, collect, user_data };

  g_array_append_val (self->collectors, collector);

  return collector.id;
}

void
hub_metrics_remove_collector (HubMetrics *self, guint id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->collectors->len; i++)
    if (g_array_index (self->collectors, Collector, i).id == id)
      {
        g_array_remove_index (self->collectors, i);
        return;
      }
}

/* Collectors make series, so they run without the lock, on a copy of their list. */
static void
run_collectors (HubMetrics *self)
{
  g_autoptr (GArray) collectors = NULL;

  g_mutex_lock (&self->lock);
  collectors = g_array_copy (self->collectors);
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < collectors->len; i++)
    {
      Collector *collector = &g_array_index (collectors, Collector, i);

      collector->collect (self, collector->user_data);
    }
}

char *
hub_metrics_to_text (HubMetrics *self)
{
  GString *text = g_string_sized_new (4096);

  run_collectors (self);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->families->len; i++)
    append_family (text, g_ptr_array_index (self->families, i));
  g_mutex_unlock (&self->lock);

  return g_string_free (text, FALSE);
}
