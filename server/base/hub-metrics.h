/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The numbers of one server in Prometheus text form. Series live as long as the registry; making
 * the same one twice gives the first again. Any thread. */
typedef struct _HubMetrics HubMetrics;
typedef struct _HubMetric HubMetric;

HubMetrics *hub_metrics_new (void);
void hub_metrics_free (HubMetrics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubMetrics, hub_metrics_free)

/* @labels (nullable): as they stand between the braces: `route="/changes",code="200"`. Few and
 * closed sets only, never an id or a name. (transfer none) */
HubMetric *
hub_metrics_counter (HubMetrics *self, const char *name, const char *labels, const char *help);
HubMetric *
hub_metrics_gauge (HubMetrics *self, const char *name, const char *labels, const char *help);
/* Of durations: observed in microseconds, shown in seconds, so @name ends in _seconds. */
HubMetric *
hub_metrics_histogram (HubMetrics *self, const char *name, const char *labels, const char *help);

void hub_metric_add (HubMetric *self, gint64 n);
void hub_metric_set (HubMetric *self, gint64 value);
void hub_metric_observe (HubMetric *self, gint64 microseconds);
gint64 hub_metric_get (HubMetric *self);

/* Called at the start of every hub_metrics_to_text(), to set what is cheaper to ask than to keep.
 */
typedef void (*HubMetricsCollect) (HubMetrics *self, gpointer user_data);
guint hub_metrics_add_collector (HubMetrics *self, HubMetricsCollect collect, gpointer user_data);
void hub_metrics_remove_collector (HubMetrics *self, guint id);
char *hub_metrics_to_text (HubMetrics *self);

G_END_DECLS
