/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical text of every field type. Pure, any thread. */
#include "shared/codec/crm-field.h"

#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-json.h"

#define DEFAULT_LENGTH 1000
#define MAX_LIST       100
#define MAX_DECIMAL    30
#define MAX_OBJECT     (512 * 1024)

/* No control characters but newline and tab; line ends become newlines; no space at the ends. */
static char *
clean_text (const char *text, GError **error)
{
  g_autoptr (GString) clean = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    {
      crm_fail (error, CRM_ERROR_INVALID, "not UTF-8");
      return NULL;
    }

  clean = g_string_sized_new (strlen (text));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\r')
        {
          if (at[1] != '\n')
            g_string_append_c (clean, '\n');
          continue;
        }
      if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0))
        {
          crm_fail (error, CRM_ERROR_INVALID, "control characters");
          return NULL;
        }
      g_string_append_len (clean, at, g_utf8_next_char (at) - at);
    }

  return g_strstrip (g_string_free (g_steal_pointer (&clean), FALSE));
}

static gboolean
canonical_text (const char *text, guint max_length, char **canonical, GError **error)
{
  g_autofree char *clean = clean_text (text, error);
  g_autofree char *composed = NULL;

  if (clean == NULL)
    return FALSE;

  composed = g_utf8_normalize (clean, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  if (g_utf8_strlen (composed, -1) > (glong) (max_length > 0 ? max_length : DEFAULT_LENGTH))
    return crm_fail (error, CRM_ERROR_INVALID, "longer than %u characters",
                     max_length > 0 ? max_length : DEFAULT_LENGTH);

  *canonical = *composed != '\0' ? g_steal_pointer (&composed) : NULL;
  return TRUE;
}

static gboolean
canonical_id (const char *text, char **canonical, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (!crm_id_is_valid (lower))
    return crm_fail (error, CRM_ERROR_INVALID, "not an id");

  *canonical = g_steal_pointer (&lower);
  return TRUE;
}

static gboolean
canonical_enum (const CrmField *self, const char *text, char **canonical, GError **error)
{
  if (!g_strv_contains (self->values, text))
    return crm_fail (error, CRM_ERROR_INVALID, "not one of the known words");

  *canonical = g_strdup (text);
  return TRUE;
}

static gboolean
canonical_date (const char *text, char **canonical, GError **error)
{
  if (!crm_date_is_valid (text))
    return crm_fail (error, CRM_ERROR_INVALID, "not a date");

  *canonical = g_strdup (text);
  return TRUE;
}

static gboolean
canonical_time (const char *text, char **canonical, GError **error)
{
  gint64 time;

  if (!crm_time_parse (text, &time, error))
    return FALSE;

  *canonical = crm_time_to_string (time);
  return TRUE;
}

/* "+007.50" gives "7.5", "-0.0" gives "0". */
static gboolean
canonical_decimal (const char *text, char **canonical, GError **error)
{
  gboolean negative = *text == '-';
  const char *whole = text + (*text == '-' || *text == '+');
  gsize n_whole = strspn (whole, "0123456789");
  const char *fraction = whole + n_whole + (whole[n_whole] == '.');
  gsize n_fraction = whole[n_whole] == '.' ? strspn (fraction, "0123456789") : 0;

  if (n_whole == 0 || (whole[n_whole] == '.' && n_fraction == 0) || fraction[n_fraction] != '\0' ||
      n_whole + n_fraction > MAX_DECIMAL)
    return crm_fail (error, CRM_ERROR_INVALID, "not a decimal number");

  for (; n_whole > 1 && *whole == '0'; n_whole--)
    whole++;
  while (n_fraction > 0 && fraction[n_fraction - 1] == '0')
    n_fraction--;
  if (n_fraction == 0 && n_whole == 1 && *whole == '0')
    negative = FALSE;

  *canonical = g_strdup_printf ("%s%.*s%s%.*s", negative ? "-" : "", (int) n_whole, whole,
                                n_fraction > 0 ? "." : "", (int) n_fraction, fraction);
  return TRUE;
}

static gboolean
canonical_integer (const char *text, char **canonical, GError **error)
{
  gint64 value;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return crm_fail (error, CRM_ERROR_INVALID, "not a whole number");

  *canonical = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  return TRUE;
}

/* PostgreSQL says t and f, SQLite 1 and 0. */
static gboolean
canonical_boolean (const char *text, char **canonical, GError **error)
{
  static const char *const yes[] = { "true", "t", "1", NULL };
  static const char *const no[] = { "false", "f", "0", NULL };

  if (!g_strv_contains (yes, text) && !g_strv_contains (no, text))
    return crm_fail (error, CRM_ERROR_INVALID, "not true or false");

  *canonical = g_strv_contains (yes, text) ? g_strdup ("true") : NULL;
  return TRUE;
}

static gboolean
add_list_item (JsonArray *to, JsonNode *item, guint max_length, GError **error)
{
  g_autofree char *canonical = NULL;

  if (json_node_get_value_type (item) != G_TYPE_STRING)
    return crm_fail (error, CRM_ERROR_INVALID, "not a list of texts");
  if (!canonical_text (json_node_get_string (item), max_length, &canonical, error))
    return FALSE;
  if (canonical == NULL)
    return TRUE;

  for (guint i = 0; i < json_array_get_length (to); i++)
    if (g_str_equal (json_array_get_string_element (to, i), canonical))
      return TRUE;

  json_array_add_string_element (to, canonical);
  return TRUE;
}

/* Compact; without empty items and repetitions. */
static gboolean
canonical_list (const CrmField *self, const char *text, char **canonical, GError **error)
{
  g_autoptr (JsonNode) node = crm_json_parse (text, -1, error);
  g_autoptr (JsonNode) clean = NULL;
  JsonArray *from;
  JsonArray *to;

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_ARRAY (node) ||
      json_array_get_length (json_node_get_array (node)) > MAX_LIST)
    return crm_fail (error, CRM_ERROR_INVALID, "not a list of at most %d texts", MAX_LIST);

  from = json_node_get_array (node);
  to = json_array_new ();
  clean = json_node_init_array (json_node_alloc (), to);
  json_array_unref (to);
  for (guint i = 0; i < json_array_get_length (from); i++)
    if (!add_list_item (to, json_array_get_element (from, i), self->max_length, error))
      return FALSE;

  *canonical = json_array_get_length (to) > 0 ? crm_json_to_text (clean) : NULL;
  return TRUE;
}

static gboolean
canonical_object (const char *text, char **canonical, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (strlen (text) > MAX_OBJECT)
    return crm_fail (error, CRM_ERROR_INVALID, "longer than %d bytes", MAX_OBJECT);

  node = crm_json_parse (text, -1, error);
  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return crm_fail (error, CRM_ERROR_INVALID, "not an object");

  *canonical =
      json_object_get_size (json_node_get_object (node)) > 0 ? crm_json_to_text (node) : NULL;
  return TRUE;
}

/**
 * crm_field_canonical:
 * @self: a field
 * @text: (nullable): its value as text
 * @canonical: (out) (nullable) (transfer full): canonical form; %NULL when empty
 * @error: CRM_ERROR_INVALID
 */
gboolean
crm_field_canonical (const CrmField *self, const char *text, char **canonical, GError **error)
{
  g_return_val_if_fail (self != NULL && canonical != NULL, FALSE);

  *canonical = NULL;
  if (text == NULL || *text == '\0')
    return TRUE;

  switch (self->type)
    {
    case CRM_FIELD_TEXT:
      return canonical_text (text, self->max_length, canonical, error);
    case CRM_FIELD_ID:
      return canonical_id (text, canonical, error);
    case CRM_FIELD_ENUM:
      return canonical_enum (self, text, canonical, error);
    case CRM_FIELD_DATE:
      return canonical_date (text, canonical, error);
    case CRM_FIELD_TIME:
      return canonical_time (text, canonical, error);
    case CRM_FIELD_DECIMAL:
      return canonical_decimal (text, canonical, error);
    case CRM_FIELD_INTEGER:
      return canonical_integer (text, canonical, error);
    case CRM_FIELD_BOOLEAN:
      return canonical_boolean (text, canonical, error);
    case CRM_FIELD_LIST:
      return canonical_list (self, text, canonical, error);
    case CRM_FIELD_OBJECT:
      return canonical_object (text, canonical, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * crm_field_group_is_strict:
 * @kind: a kind
 * @group: (nullable): name of a group
 *
 * Returns: whether a clash in @group makes the whole command a conflict
 */
gboolean
crm_field_group_is_strict (const CrmKind *kind, const char *group)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  for (guint i = 0; i < kind->n_fields && group != NULL; i++)
    if (g_strcmp0 (kind->fields[i].group, group) == 0 &&
        (kind->fields[i].flags & CRM_FIELD_STRICT) != 0)
      return TRUE;

  return FALSE;
}
