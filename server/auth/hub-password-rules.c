/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubPasswordRules: what a new password must be. The list of common ones lies sorted in the program
 * (data/common-passwords.txt says where it is from); what people make of them to please such rules,
 * digits at the ends, letters that look like digits, the other keyboard layout, is looked up as
 * well. Pure; any thread. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-password-rules.h"

#include <sodium.h>
#include <string.h>

#include "hub-common-passwords.h"
#include "shared/base/crm-error.h"

#define LIST          "/io/github/zontik/common-passwords.txt"
#define MIN_DIFFERENT 4 /* characters */
#define MIN_OWN       6 /* characters besides login and name */
#define MAX_STRIPPED  6 /* characters at the ends that do not make a common one better */
#define MIN_WORD      3 /* characters of a login or name that count */

struct _HubPasswordRules
{
  guint min_length;
  GBytes *list;    /* (owned): sorted lines */
  GHashTable *own; /* (owned) (element-type utf8 utf8): of the organisation, folded */
};

/* Where the letters of a Russian keyboard lie on a Latin one. */
static const char *const russian = "ёйцукенгшщзхъфывапролджэячсмитьбю";
static const char latin[] = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/* The list */

static void
load_own (HubPasswordRules *self, const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  if (path == NULL)
    return;
  if (!g_file_get_contents (path, &text, NULL, &error))
    {
      g_warning ("the list of forbidden passwords cannot be read: %s", error->message);
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0' && g_utf8_validate (lines[i], -1, NULL))
      g_hash_table_add (self->own, g_utf8_strdown (lines[i], -1));
}

HubPasswordRules *
hub_password_rules_new (const HubConfig *config)
{
  HubPasswordRules *self = g_new0 (HubPasswordRules, 1);

  self->min_length = config->password_min_length;
  self->own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->list = g_resource_lookup_data (hub_common_passwords_get_resource (), LIST,
                                       G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  load_own (self, config->password_forbidden);
  return self;
}

void
hub_password_rules_free (HubPasswordRules *self)
{
  g_hash_table_unref (self->own);
  g_clear_pointer (&self->list, g_bytes_unref);
  g_free (self);
}

/* The line before which @at lies, or in which it does, begins there. */
static gsize
find_line (const char *data, gsize at)
{
  while (at > 0 && data[at - 1] != '\n')
    at--;
  return at;
}

static int
compare_line (const char *data, gsize size, gsize line, const char *word, gsize *length)
{
  const char *end = memchr (data + line, '\n', size - line);
  gsize word_length = strlen (word);
  int order;

  *length = end != NULL ? (gsize) (end - data) - line : size - line;
  /* What the file says of itself stands before everything. */
  if (*length >= 2 && memcmp (data + line, "#!", 2) == 0)
    return 1;
  order = memcmp (word, data + line, MIN (*length, word_length));
  return order != 0 ? order : (word_length > *length) - (word_length < *length);
}

static gboolean
is_listed (const HubPasswordRules *self, const char *word)
{
  gsize size = 0, low = 0, high;
  const char *data = g_bytes_get_data (self->list, &size);

  if (g_hash_table_contains (self->own, word))
    return TRUE;
  high = size;
  while (low < high)
    {
      gsize line = find_line (data, low + (high - low) / 2);
      gsize length = 0;
      int order = compare_line (data, size, line, word, &length);

      if (order == 0)
        return TRUE;
      if (order < 0)
        high = line;
      else
        low = MIN (line + length + 1, size);
    }
  return FALSE;
}

/* What people make of a common password */

/* (transfer full): without what is no letter at its ends. */
static char *
strip_ends (const char *text)
{
  const char *begin = text, *end = text + strlen (text);
  const char *last = NULL;
  guint n = 0;

  while (*begin != '\0' && n < MAX_STRIPPED && !g_unichar_isalpha (g_utf8_get_char (begin)))
    {
      begin = g_utf8_next_char (begin);
      n++;
    }
  while ((last = g_utf8_find_prev_char (begin, end)) != NULL && n < MAX_STRIPPED &&
         !g_unichar_isalpha (g_utf8_get_char (last)))
    {
      end = last;
      n++;
    }
  return g_strndup (begin, (gsize) (end - begin));
}

/* (transfer full): as if it had been typed with the Latin layout. */
static char *
change_layout (const char *text)
{
  GString *typed = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);
      const char *found = letter < 0x80 ? NULL : g_utf8_strchr (russian, -1, letter);

      if (found != NULL)
        g_string_append_c (typed, latin[g_utf8_pointer_to_offset (russian, found)]);
      else
        g_string_append_unichar (typed, letter);
    }
  return g_string_free (typed, FALSE);
}

/* (transfer full): digits and signs that stand for letters are letters. */
static char *
read_signs (const char *text)
{
  char *letters = g_strdup (text);

  return g_strdelimit (g_strdelimit (g_strdelimit (g_strdelimit (g_strdelimit (letters, "0", 'o'),
                                                                 "1!", 'i'),
                                                   "3", 'e'),
                                     "4@", 'a'),
                       "5$", 's');
}

/* (transfer full): "abab" is "ab" twice; the text itself when it is no such thing. */
static char *
find_unit (const char *text)
{
  gsize length = strlen (text);

  for (gsize unit = 1; unit <= length / 2; unit++)
    if (length % unit == 0 && memcmp (text, text + unit, length - unit) == 0)
      return g_strndup (text, unit);
  return g_strdup (text);
}

static gboolean
is_known (const HubPasswordRules *self, const char *text)
{
  g_autofree char *base = strip_ends (text);
  g_autofree char *unit = find_unit (text);
  g_autofree char *signs = read_signs (text);
  g_autofree char *signs_base = read_signs (base);

  return is_listed (self, text) || (*base != '\0' && is_listed (self, base)) ||
         is_listed (self, unit) || is_listed (self, signs) ||
         (*signs_base != '\0' && is_listed (self, signs_base));
}

/* "aaaaaaaaaa", "1234567890123", "абвгдежзик" */
static gboolean
is_monotonous (const char *text)
{
  g_autoptr (GHashTable) different = g_hash_table_new (NULL, NULL);
  guint n_steps = 0, n = 0;
  gunichar before = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p), n++)
    {
      gunichar letter = g_utf8_get_char (p);

      g_hash_table_add (different, GUINT_TO_POINTER (letter));
      n_steps += n > 0 && (letter == before + 1 || letter + 1 == before);
      before = letter;
    }
  return g_hash_table_size (different) < MIN_DIFFERENT || n_steps + 3 > n;
}

static gboolean
is_common (const HubPasswordRules *self, const char *password)
{
  g_autofree char *folded = g_utf8_strdown (password, -1);
  g_autofree char *typed = change_layout (folded);

  return is_monotonous (folded) || is_known (self, folded) || is_known (self, typed);
}

/* Login and name */

/* Whether little is left of @password without @words. */
static gboolean
is_mostly (const char *password, const char *words)
{
  g_autofree char *folded = g_utf8_casefold (password, -1);
  g_autofree char *folded_words = g_utf8_casefold (words, -1);
  g_auto (GStrv) parts = g_strsplit_set (folded_words, " .-_@", -1);
  g_autoptr (GString) rest = g_string_new (folded);
  guint n_found = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_utf8_strlen (parts[i], -1) >= MIN_WORD)
      n_found += g_string_replace (rest, parts[i], "", 0);
  return n_found > 0 && g_utf8_strlen (rest->str, -1) < MIN_OWN;
}

static gboolean
is_text (const char *password)
{
  if (*password == '\0' || !g_utf8_validate (password, -1, NULL))
    return FALSE;
  for (const char *p = password; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

const char *
hub_password_rules_check (const HubPasswordRules *self,
                          const char *password,
                          const char *login,
                          const char *name,
                          char **detail)
{
  const char *code = NULL;

  *detail = NULL;
  if (!is_text (password))
    {
      *detail = g_strdup ("it is empty or no text");
      return "format";
    }
  if (strlen (password) > HUB_PASSWORD_MAX)
    {
      *detail = g_strdup ("it is too long");
      return "too-long";
    }
  if (g_utf8_strlen (password, -1) < (glong) self->min_length)
    {
      *detail = g_strdup_printf ("it needs at least %u characters", self->min_length);
      return "too-short";
    }
  if (login != NULL && is_mostly (password, login))
    code = "contains-login";
  else if (name != NULL && is_mostly (password, name))
    code = "contains-name";
  else if (is_common (self, password))
    code = "common";
  if (code != NULL)
    *detail = g_strdup (strcmp (code, "common") == 0 ? "it is one of those that are tried first"
                                                     : "it says hardly more than who it is");
  return code;
}

gboolean
hub_password_rules_require (const HubPasswordRules *self,
                            const char *password,
                            const char *login,
                            const char *name,
                            GError **error)
{
  g_autofree char *detail = NULL;

  if (hub_password_rules_check (self, password, login, name, &detail) == NULL)
    return TRUE;
  return crm_fail (error, CRM_ERROR_INVALID, "This cannot be a password: %s.", detail);
}

guint
hub_password_rules_get_min_length (const HubPasswordRules *self)
{
  return self->min_length;
}

char *
hub_password_make (void)
{
  /* Letters and digits, none of which looks like another. */
  static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
  GString *password = g_string_new (NULL);

  for (guint i = 0; i < 16; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (password, '-');
      g_string_append_c (password, letters[randombytes_uniform (sizeof letters - 1)]);
    }
  return g_string_free (password, FALSE);
}
