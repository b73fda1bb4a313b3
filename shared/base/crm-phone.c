/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phones as people type them, in E.164 and back. Pure. */
#include "shared/base/crm-phone.h"

#include <string.h>

#define MIN_DIGITS    8
#define MAX_DIGITS    15
#define MAX_EXTENSION 8

/* Leaves only the digits; %FALSE when something else than the usual decoration is in the text. */
static gboolean
collect_digits (const char *text, GString *digits, gboolean *plus)
{
  *plus = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c < 0x80 && g_ascii_isdigit (c))
        g_string_append_c (digits, c);
      else if (c == '+' && digits->len == 0 && !*plus)
        *plus = TRUE;
      else if (!g_unichar_isspace (c) && strchr ("()-./", c < 0x80 ? (int) c : '?') == NULL &&
               g_unichar_type (c) != G_UNICODE_DASH_PUNCTUATION && c != 0x200b && c != 0x202a &&
               c != 0x202c)
        return FALSE;
    }

  return TRUE;
}

/* Ten digits after the country code: 3, 4, 8, 9 in Russia, 6 and 7 in Kazakhstan. */
static gboolean
is_national (const char *digits)
{
  return strlen (digits) == 10 && strchr ("346789", digits[0]) != NULL;
}

/**
 * crm_phone_normalise:
 * @text: (nullable): what a person typed
 *
 * Returns: (transfer full) (nullable): E.164, or %NULL when it cannot be a phone
 */
char *
crm_phone_normalise (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gboolean plus;

  if (text == NULL || !g_utf8_validate (text, -1, NULL) || !collect_digits (text, digits, &plus))
    return NULL;

  if (!plus && g_str_has_prefix (digits->str, "00"))
    {
      g_string_erase (digits, 0, 2);
      plus = TRUE;
    }

  if (digits->len == 10 && !plus && strchr ("3489", digits->str[0]) != NULL)
    return g_strconcat ("+7", digits->str, NULL);

  /* +8 9xx is no country: it is the trunk prefix with a plus by habit. */
  if (digits->len == 11 && is_national (digits->str + 1) &&
      (digits->str[0] == '7' || (digits->str[0] == '8' && (!plus || digits->str[1] == '9'))))
    return g_strconcat ("+7", digits->str + 1, NULL);

  if (digits->len < (plus ? MIN_DIGITS : 11) || digits->len > MAX_DIGITS)
    return NULL;
  if (digits->str[0] == '0' || digits->str[0] == '7' || (digits->str[0] == '8' && !plus))
    return NULL;

  return g_strconcat ("+", digits->str, NULL);
}

/* Where the extension begins: behind one of these words or signs. */
static const char *
find_extension (const char *text)
{
  static const char *const marks[] = { "добавочный", "доб", "вн", "ext", "x", "#", ",", ";", "*" };
  const char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *at = strstr (text, marks[i]);

      if (at != NULL && (found == NULL || at < found))
        found = at;
    }
  return found;
}

/**
 * crm_phone_split:
 * @text: (nullable): what a person typed
 * @extension: (out) (optional) (nullable) (transfer full): digits of the extension
 *
 * Returns: (transfer full) (nullable): E.164, or %NULL when it cannot be a phone
 */
char *
crm_phone_split (const char *text, char **extension)
{
  g_autofree char *lower =
      text != NULL && g_utf8_validate (text, -1, NULL) ? g_utf8_strdown (text, -1) : NULL;
  const char *behind = lower != NULL ? find_extension (lower) : NULL;
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autofree char *number = NULL;
  char *normal;

  if (extension != NULL)
    *extension = NULL;
  if (behind == NULL)
    return crm_phone_normalise (text);

  for (const char *at = behind; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
  number = g_strndup (lower, behind - lower);
  if (digits->len == 0 || digits->len > MAX_EXTENSION)
    return NULL;
  normal = crm_phone_normalise (number);
  if (extension != NULL && normal != NULL)
    *extension = g_strdup (digits->str);
  return normal;
}

/* How many digits the country code has; the few zones with two are listed by ITU-T E.164. */
static guint
country_length (const char *digits)
{
  static const char *const two_digits[] = { "20", "27", "30", "31", "32", "33", "34", "36", "39",
                                            "40", "41", "43", "44", "45", "46", "47", "48", "49",
                                            "51", "52", "53", "54", "55", "56", "57", "58", "60",
                                            "61", "62", "63", "64", "65", "66", "81", "82", "84",
                                            "86", "90", "91", "92", "93", "94", "95", "98" };

  if (digits[0] == '1' || digits[0] == '7')
    return 1;
  for (guint i = 0; i < G_N_ELEMENTS (two_digits); i++)
    if (g_str_has_prefix (digits, two_digits[i]))
      return 2;
  return 3;
}

static void
append_spaced (GString *text, const char *digits)
{
  gsize left = strlen (digits);

  while (left > 0)
    {
      gsize take = left > 4 ? 3 : left;

      g_string_append_c (text, ' ');
      g_string_append_len (text, digits, take);
      digits += take;
      left -= take;
    }
}

/**
 * crm_phone_format:
 * @phone: (nullable): E.164; anything else is given back as it is
 *
 * Returns: (transfer full): text for people
 */
char *
crm_phone_format (const char *phone)
{
  g_autoptr (GString) text = NULL;
  gsize length = phone != NULL ? strlen (phone) : 0;
  guint country;

  if (length == 0 || phone[0] != '+' || length < MIN_DIGITS ||
      strspn (phone + 1, "0123456789") != length - 1)
    return g_strdup (phone != NULL ? phone : "");

  if (length == 12 && phone[1] == '7')
    return g_strdup_printf ("+7 %.3s %.3s-%.2s-%.2s", phone + 2, phone + 5, phone + 8, phone + 10);

  country = country_length (phone + 1);
  text = g_string_new_len (phone, country + 1);
  append_spaced (text, phone + 1 + country);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
