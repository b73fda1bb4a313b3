/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters that look the same in both alphabets, and numbers of papers without their decoration.
 * Pure, any thread. */
#include "shared/base/crm-lookalike.h"

#define NUMERO 0x2116

static const char latin[] = "ABEKMHOPCTYX";
static const gunichar cyrillic[] = { 0x410, 0x412, 0x415, 0x41a, 0x41c, 0x41d,
                                     0x41e, 0x420, 0x421, 0x422, 0x423, 0x425 };

/**
 * crm_lookalike_to_cyrillic:
 * @c: a character
 *
 * Returns: its Cyrillic twin, or itself
 */
gunichar
crm_lookalike_to_cyrillic (gunichar c)
{
  for (guint i = 0; c < 0x80 && i < G_N_ELEMENTS (cyrillic); i++)
    if ((gunichar) latin[i] == c)
      return cyrillic[i];

  return c;
}

/**
 * crm_lookalike_to_latin:
 * @c: a character
 *
 * Returns: its Latin twin, or itself
 */
gunichar
crm_lookalike_to_latin (gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (cyrillic); i++)
    if (cyrillic[i] == c)
      return (gunichar) latin[i];

  return c;
}

gboolean
crm_lookalike_is_plate_letter (gunichar c)
{
  return c >= 0x80 && crm_lookalike_to_latin (c) != c;
}

static gboolean
is_decoration (gunichar c, CrmTidyFlags flags)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_isspace (c) || c == NUMERO || type == G_UNICODE_FORMAT ||
         type == G_UNICODE_CONTROL ||
         ((flags & CRM_TIDY_DASHES) != 0 && (type == G_UNICODE_DASH_PUNCTUATION || c == 0x2212));
}

/**
 * crm_lookalike_tidy:
 * @text: (nullable): what a person typed
 * @flags: what else is done
 *
 * Returns: (transfer full): never %NULL; doing it twice changes nothing
 */
char *
crm_lookalike_tidy (const char *text, CrmTidyFlags flags)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *upper = g_utf8_strup (valid, -1);
  GString *tidied = g_string_sized_new (32);

  for (const char *at = upper; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_decoration (c, flags))
        continue;
      if ((flags & CRM_TIDY_CYRILLIC) != 0)
        c = crm_lookalike_to_cyrillic (c);
      if ((flags & CRM_TIDY_LATIN) != 0)
        c = crm_lookalike_to_latin (c);
      g_string_append_unichar (tidied, c);
    }

  return g_string_free (tidied, FALSE);
}
