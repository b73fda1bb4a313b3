/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kopecks as text and back, without doubles. Pure. */
#include "shared/base/crm-money.h"

#include <string.h>

#include "shared/base/crm-error.h"

#define NO_BREAK_SPACE "\302\240"
#define ROUBLE         "\342\202\275"

/**
 * crm_money_format:
 * @kopecks: amount
 * @with_kopecks: whether the two decimals are shown; without them the amount is rounded half up
 *
 * Returns: (transfer full): "12 500,40 ₽" with no-break spaces
 */
char *
crm_money_format (gint64 kopecks, gboolean with_kopecks)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char digits[24];
  guint64 size = kopecks < 0 ? -(guint64) kopecks : (guint64) kopecks;
  guint64 roubles = with_kopecks ? size / 100 : size / 100 + (size % 100 >= 50);
  int length = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, roubles);

  if (kopecks < 0 && (roubles > 0 || with_kopecks))
    g_string_append (text, "\342\210\222");

  for (int i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append (text, NO_BREAK_SPACE);
      g_string_append_c (text, digits[i]);
    }

  if (with_kopecks)
    g_string_append_printf (text, ",%02d", (int) (size % 100));
  g_string_append (text, NO_BREAK_SPACE ROUBLE);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Cuts the unit off the end and all spaces out. */
static char *
strip_spaces_and_unit (const char *text)
{
  static const char *const units[] = { ROUBLE, "руб.", "руб", "р.", "р" };
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!g_unichar_isspace (c))
        g_string_append_unichar (clean, c == 0x2212 ? '-' : c);
    }

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_suffix (clean->str, units[i]))
      {
        g_string_truncate (clean, clean->len - strlen (units[i]));
        break;
      }

  return g_string_free (g_steal_pointer (&clean), FALSE);
}

static gboolean
read_kopecks (const char *digits, gint64 *kopecks)
{
  gint64 sum = 0;
  int decimals = -1;

  if (!g_ascii_isdigit (*digits))
    return FALSE;

  for (; *digits != '\0'; digits++)
    {
      if ((*digits == ',' || *digits == '.') && decimals < 0)
        {
          decimals = 0;
          continue;
        }
      if (!g_ascii_isdigit (*digits) || decimals == 2)
        return FALSE;
      if (decimals >= 0)
        decimals++;
      if (__builtin_mul_overflow (sum, 10, &sum) ||
          __builtin_add_overflow (sum, *digits - '0', &sum))
        return FALSE;
    }

  for (int i = MAX (decimals, 0); i < 2; i++)
    if (__builtin_mul_overflow (sum, 10, &sum))
      return FALSE;

  *kopecks = sum;
  return decimals != 0;
}

/**
 * crm_money_parse:
 * @text: (nullable): what a person typed: "12 500,4", "12500.40 руб."
 * @kopecks: (out): amount
 * @error: CRM_ERROR_INVALID
 */
gboolean
crm_money_parse (const char *text, gint64 *kopecks, GError **error)
{
  g_autofree char *clean = NULL;
  gboolean negative;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return crm_fail (error, CRM_ERROR_INVALID, "not an amount");

  clean = strip_spaces_and_unit (text);
  negative = *clean == '-';
  if (!read_kopecks (clean + negative, kopecks))
    return crm_fail (error, CRM_ERROR_INVALID, "not an amount");

  if (negative)
    *kopecks = -*kopecks;
  return TRUE;
}
