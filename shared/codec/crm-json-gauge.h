/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-json.h"

G_BEGIN_DECLS

/* Counts what a text of JSON will take in memory while it is still coming in, so that what
 * crm_json_parse() would refuse need not be kept first. Starts as zeros. */
typedef struct
{
  guint n_values;
  guint depth;
  guint16 n_commas[CRM_JSON_MAX_DEPTH + 1]; /* of the open containers */
  gboolean is_object[CRM_JSON_MAX_DEPTH + 1];
  gboolean is_fresh; /* a container was opened and nothing of it has come */
  gboolean is_in_string;
  gboolean is_escaped;
} CrmJsonGauge;

/* (nullable): what is too much, for ever after; %NULL is no word on whether it is JSON at all. */
const char *crm_json_gauge_add (CrmJsonGauge *self, const char *data, gsize size);

G_END_DECLS
