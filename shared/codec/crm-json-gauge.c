/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits of crm-json.h, counted without building anything. Pure, any thread. */
#include "shared/codec/crm-json-gauge.h"

static void
pass_string (CrmJsonGauge *self, char c)
{
  if (self->is_escaped)
    self->is_escaped = FALSE;
  else if (c == '\\')
    self->is_escaped = TRUE;
  else if (c == '"')
    self->is_in_string = FALSE;
}

static void
open_container (CrmJsonGauge *self, gboolean is_object)
{
  if (++self->depth > CRM_JSON_MAX_DEPTH)
    return;

  self->n_commas[self->depth] = 0;
  self->is_object[self->depth] = is_object;
  self->is_fresh = TRUE;
}

static void
pass_comma (CrmJsonGauge *self)
{
  self->n_values++;
  if (self->n_commas[self->depth] < G_MAXUINT16)
    self->n_commas[self->depth]++;
}

static void
pass_token (CrmJsonGauge *self, char c)
{
  if (self->is_fresh && c != '}' && c != ']')
    self->n_values++;
  self->is_fresh = FALSE;

  switch (c)
    {
    case '"':
      self->is_in_string = TRUE;
      break;
    case '{':
    case '[':
      open_container (self, c == '{');
      break;
    case '}':
    case ']':
      self->depth -= self->depth > 0 ? 1 : 0;
      break;
    case ',':
      pass_comma (self);
      break;
    default:
      break;
    }
}

static const char *
find_excess (const CrmJsonGauge *self)
{
  if (self->depth > CRM_JSON_MAX_DEPTH)
    return "too many levels";
  if (self->n_values >= CRM_JSON_MAX_VALUES)
    return "too many values";
  if (self->is_object[self->depth] && self->n_commas[self->depth] >= CRM_JSON_MAX_MEMBERS)
    return "too many members";
  return NULL;
}

/**
 * crm_json_gauge_add:
 * @self: what came so far
 * @data: what comes next
 * @size: bytes
 *
 * Returns: (nullable) (transfer none): what is too much
 */
const char *
crm_json_gauge_add (CrmJsonGauge *self, const char *data, gsize size)
{
  const char *excess = find_excess (self);

  for (gsize i = 0; i < size && excess == NULL; i++)
    if (self->is_in_string)
      pass_string (self, data[i]);
    else if (data[i] != ' ' && data[i] != '\n' && data[i] != '\r' && data[i] != '\t')
      {
        pass_token (self, data[i]);
        excess = find_excess (self);
      }
  return excess;
}
