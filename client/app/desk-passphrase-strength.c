/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Length and variety, with what everybody tries first taken out. Pure; any thread. */

#include "client/app/desk-passphrase-strength.h"

#include <glib/gi18n.h>
#include <string.h>

/* Bits below which a passphrase is only so good: the key is derived slowly, which is worth about
 * twenty more. */
#define BITS_FAIR   42
#define BITS_GOOD   55
#define BITS_STRONG 80

/* One guess each, whatever their length. */
static const char *const common[] = {
  "password", "passwort", "qwerty", "asdfgh", "zxcvbn", "admin",  "welcome", "letmein",
  "zontik",   "пароль",   "йцукен", "фывапр", "ячсмит", "зонтик", "123456",  "12345",
};

/* Bits of one among all characters of its sort. */
static double
get_bits (gunichar c)
{
  if (g_unichar_isdigit (c))
    return 3.3;
  if (c < 0x80 && g_unichar_isalpha (c))
    return 4.7;
  if (g_unichar_isalpha (c))
    return 5.0;
  return 4.3;
}

static gsize
skip_common (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    if (g_str_has_prefix (text, common[i]))
      return strlen (common[i]);
  return 0;
}

/* "aaaa" and "1234" say next to nothing after their first character. */
static gboolean
is_continued (gunichar before, gunichar c)
{
  return before != 0 && (c == before || c == before + 1 || c + 1 == before);
}

static double
count_bits (const char *folded)
{
  double bits = 0;
  double length = 0;
  gunichar before = 0;

  for (const char *p = folded; *p != '\0';)
    {
      const gsize skipped = skip_common (p);
      const gunichar c = g_utf8_get_char (p);

      length += !is_continued (before, c) || skipped > 0 ? 1 : 0.2;
      bits = MAX (bits, get_bits (c));
      before = c;
      p = skipped > 0 ? p + skipped : g_utf8_next_char (p);
    }
  return length * bits;
}

DeskStrength
desk_passphrase_rate (const char *passphrase)
{
  g_autofree char *folded = g_utf8_casefold (passphrase, -1);
  const glong length = g_utf8_strlen (passphrase, -1);
  double bits;

  if (length == 0)
    return DESK_STRENGTH_NONE;
  if (length < DESK_PASSPHRASE_MIN)
    return DESK_STRENGTH_SHORT;
  bits = count_bits (folded);
  /* Capitals somewhere. */
  if (strcmp (folded, passphrase) != 0)
    bits += 3;
  if (bits < BITS_FAIR)
    return DESK_STRENGTH_WEAK;
  if (bits < BITS_GOOD)
    return DESK_STRENGTH_FAIR;
  return bits < BITS_STRONG ? DESK_STRENGTH_GOOD : DESK_STRENGTH_STRONG;
}

const char *
desk_passphrase_describe (DeskStrength strength)
{
  switch (strength)
    {
    case DESK_STRENGTH_SHORT:
      return _ ("Too short: at least 8 characters");
    case DESK_STRENGTH_WEAK:
      return _ ("Easy to guess: add a word or two");
    case DESK_STRENGTH_FAIR:
      return _ ("Fair: one more word makes it good");
    case DESK_STRENGTH_GOOD:
      return _ ("Good");
    case DESK_STRENGTH_STRONG:
      return _ ("Strong");
    case DESK_STRENGTH_NONE:
    default:
      return _ ("Four words that do not belong together are easy to keep in mind");
    }
}
