/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people's files are written in. Pure. */
#include "shared/codec/crm-charset.h"

#include <string.h>

#define BOM_UTF8    "\xef\xbb\xbf"
#define SAMPLE      4096
#define REPLACEMENT "\xef\xbf\xbd"

static gboolean
begins_with (const char *data, gsize length, const char *mark, gsize mark_length)
{
  return length >= mark_length && memcmp (data, mark, mark_length) == 0;
}

/* Spaces, digits and Latin letters of UTF-16 have a zero on one side. */
static const char *
guess_wide (const char *data, gsize length)
{
  gsize n = MIN (length, SAMPLE) / 2, even = 0, odd = 0;

  if (begins_with (data, length, "\xff\xfe", 2))
    return "UTF-16LE";
  if (begins_with (data, length, "\xfe\xff", 2))
    return "UTF-16BE";

  for (gsize i = 0; i < n; i++)
    {
      even += data[2 * i] == '\0';
      odd += data[2 * i + 1] == '\0';
    }
  if (odd > n / 10 && even == 0)
    return "UTF-16LE";
  return even > n / 10 && odd == 0 ? "UTF-16BE" : NULL;
}

/* In the one page the usual letters stand where the other has capitals and frames. */
const char *
crm_charset_guess_old (const char *data, gsize length)
{
  gsize n_866 = 0, n_1251 = 0;

  for (gsize i = 0; i < MIN (length, SAMPLE); i++)
    {
      guchar c = (guchar) data[i];

      n_866 += c >= 0x80 && c <= 0xaf;
      n_1251 += (c >= 0xc0 && c <= 0xdf) || c >= 0xf0;
    }
  return n_866 > 2 * n_1251 ? "CP866" : "CP1251";
}

/**
 * crm_charset_guess:
 * @data: (array length=length): bytes
 * @length: how many
 * @is_whole: whether the file ends here
 *
 * Returns: name of the character set
 */
const char *
crm_charset_guess (const char *data, gsize length, gboolean is_whole)
{
  const char *wide = guess_wide (data, length);
  const char *end;

  if (wide != NULL)
    return wide;
  if (g_utf8_validate_len (data, length, &end) || (!is_whole && length - (gsize) (end - data) < 4))
    return "UTF-8";
  return crm_charset_guess_old (data, length);
}

/**
 * crm_charset_to_utf8:
 * @data: (array length=length): bytes
 * @length: how many
 * @charset: (nullable): what they are in
 *
 * Returns: (transfer full): text; it ends at the first NUL
 */
char *
crm_charset_to_utf8 (const char *data, gsize length, const char *charset)
{
  g_autofree char *converted = NULL;
  gsize n = length;

  if (charset == NULL)
    charset = crm_charset_guess (data, length, TRUE);
  if (g_ascii_strcasecmp (charset, "UTF-8") != 0)
    {
      converted = g_convert_with_fallback (data, (gssize) length, "UTF-8", charset, REPLACEMENT,
                                           NULL, &n, NULL);
      if (converted == NULL)
        n = length;
      else
        data = converted;
    }
  if (begins_with (data, n, BOM_UTF8, strlen (BOM_UTF8)))
    {
      data += strlen (BOM_UTF8);
      n -= strlen (BOM_UTF8);
    }
  n = strnlen (data, n);
  return g_utf8_make_valid (data, (gssize) n);
}
