/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles of columns. Pure. */
#include "shared/customers/crm-import-header.h"

#include <string.h>

#include "shared/base/crm-distance.h"
#include "shared/base/crm-phone.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-identifier.h"
#include "shared/customers/crm-import-titles.h"

#define QUALITY_SAME 100
#define QUALITY_NEAR 80
#define QUALITY_PART 40 /* and as much more as it has letters */
#define LONGEST_PART 30
#define MAX_WORD     128 /* bytes */
#define RATING       64  /* a step of quality */

const CrmImportField *
crm_import_header_find_field (const char *code)
{
  for (guint i = 0; i < crm_import_titles_n; i++)
    if (g_strcmp0 (crm_import_titles[i].field.code, code) == 0)
      return &crm_import_titles[i].field;

  return NULL;
}

/**
 * crm_import_header_list_fields:
 *
 * Returns: (transfer container) (array zero-terminated=1): the fields
 */
const CrmImportField **
crm_import_header_list_fields (void)
{
  const CrmImportField **fields = g_new0 (const CrmImportField *, crm_import_titles_n + 1);
  guint n = 0;

  for (guint i = 0; i < crm_import_titles_n; i++)
    if (crm_import_titles[i].field.title != NULL)
      fields[n++] = &crm_import_titles[i].field;
  return fields;
}

/* ---- one title ----------------------------------------------------------------------------- */

/* Words apart by one space: "Тел. (моб.)" gives "тел моб". A number behind is dropped. */
static char *
normalise (const char *title)
{
  g_autofree char *text = crm_text_normalise (title);
  GString *words = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean is_letter = g_unichar_isalnum (c) || c == 0x2116;

      if (is_letter)
        g_string_append_unichar (words, c);
      else if (words->len > 0 && words->str[words->len - 1] != ' ')
        g_string_append_c (words, ' ');
    }
  while (words->len > 1 && strchr ("0123456789 ", words->str[words->len - 1]) != NULL)
    g_string_truncate (words, words->len - 1);
  return g_string_free (words, FALSE);
}

/* Whether @part stands in @title as whole words. */
static gboolean
is_part (const char *part, const char *title)
{
  gsize length = strlen (part);

  for (const char *at = strstr (title, part); at != NULL; at = strstr (at + 1, part))
    if ((at == title || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
      return TRUE;
  return FALSE;
}

/* How well a normalised title goes with one known word. */
static guint
rate_word (const char *word, const char *title)
{
  if (strcmp (word, title) == 0)
    return QUALITY_SAME;
  if (crm_distance_is_near (word, title))
    return QUALITY_NEAR;
  if (g_utf8_strlen (word, -1) >= 3 && is_part (word, title))
    return QUALITY_PART + (guint) MIN (g_utf8_strlen (word, -1), LONGEST_PART);
  return 0;
}

/* The best of the words of a column; a word is copied to end it. */
static guint
rate (const CrmImportTitle *column, const char *title)
{
  guint best = 0;
  gsize length;

  for (const char *at = column->titles; *at != '\0' && best < QUALITY_SAME; at += length)
    {
      char word[MAX_WORD];

      at += *at == '|';
      length = strcspn (at, "|");
      g_strlcpy (word, at, MIN (length + 1, sizeof word));
      best = MAX (best, rate_word (word, title));
    }
  return best;
}

/* Of two that are alike the one for this kind of table is better, and of two titles the longer. */
static guint
rate_in_sheet (const CrmImportTitle *column, CrmSheet sheet, const char *title)
{
  guint quality = (column->sheets & sheet) != 0 ? rate (column, title) : 0;

  if (quality == 0)
    return 0;
  return quality * RATING + 2 * (guint) MIN (g_utf8_strlen (title, -1), LONGEST_PART) +
         (column->sheets != CRM_SHEET_ALL);
}

/**
 * crm_import_header_match:
 * @sheet: what a row of the table is
 * @title: (nullable): what stands above a column
 * @quality: (out) (optional): up to 100
 *
 * Returns: (nullable): what the column means
 */
const CrmImportField *
crm_import_header_match (CrmSheet sheet, const char *title, guint *quality)
{
  g_autofree char *normal = normalise (title);
  const CrmImportTitle *found = NULL;
  guint best = 0;

  for (guint i = 0; *normal != '\0' && i < crm_import_titles_n; i++)
    {
      guint rating = rate_in_sheet (&crm_import_titles[i], sheet, normal);

      if (rating > best)
        {
          best = rating;
          found = &crm_import_titles[i];
        }
    }

  if (quality != NULL)
    *quality = found != NULL ? best / RATING : 0;
  return found != NULL ? crm_import_header_find_field (found->field.code) : NULL;
}

/* ---- all titles ---------------------------------------------------------------------------- */

/* @ratings: of each title with each column. A field that was given away is out of the race. */
static void
take_best (guint *ratings, guint n, const CrmImportField **fields)
{
  guint best = 0, at = 0;

  for (guint i = 0; i < n * crm_import_titles_n; i++)
    if (ratings[i] > best)
      {
        best = ratings[i];
        at = i;
      }
  if (best == 0)
    return;

  fields[at / crm_import_titles_n] =
      crm_import_header_find_field (crm_import_titles[at % crm_import_titles_n].field.code);
  for (guint k = 0; k < crm_import_titles_n; k++)
    {
      const CrmImportField *field = fields[at / crm_import_titles_n];

      ratings[at / crm_import_titles_n * crm_import_titles_n + k] = 0;
      if (!field->is_many && strcmp (crm_import_titles[k].field.code, field->code) == 0)
        for (guint i = 0; i < n; i++)
          ratings[i * crm_import_titles_n + k] = 0;
    }
}

/**
 * crm_import_header_match_all:
 * @sheet: what a row of the table is
 * @titles: (array length=n): the header
 * @n: how many
 *
 * Returns: (transfer container) (array length=n) (nullable elements): what the columns mean
 */
const CrmImportField **
crm_import_header_match_all (CrmSheet sheet, const char *const *titles, guint n)
{
  const CrmImportField **fields = g_new0 (const CrmImportField *, n + 1);
  g_autofree guint *ratings = g_new0 (guint, n * crm_import_titles_n + 1);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *normal = normalise (titles[i]);

      for (guint k = 0; *normal != '\0' && k < crm_import_titles_n; k++)
        ratings[i * crm_import_titles_n + k] = rate_in_sheet (&crm_import_titles[k], sheet, normal);
    }
  for (guint i = 0; i < n; i++)
    take_best (ratings, n, fields);
  return fields;
}

/* ---- columns without a title ---------------------------------------------------------------- */

static gboolean
is_phone (const char *value)
{
  g_autofree char *normal = crm_phone_normalise (value);

  return normal != NULL && g_str_has_prefix (normal, "+7") && strlen (normal) == 12;
}

static gboolean
is_email (const char *value)
{
  const char *at = strchr (value, '@');

  return at != NULL && at > value && strchr (at, '.') != NULL && strchr (value, ' ') == NULL;
}

/* Only what says beyond doubt what it is. */
static gboolean
is_of_kind (const char *code, const char *value)
{
  static const struct
  {
    const char *code;
    CrmIdentifierKind kind;
  } kinds[] = {
    { "object.vin", CRM_IDENTIFIER_VIN },
    { "object.plate", CRM_IDENTIFIER_PLATE },
    { "snils", CRM_IDENTIFIER_SNILS },
    { "inn", CRM_IDENTIFIER_INN },
    { "policy.number", CRM_IDENTIFIER_OSAGO },
    { "object.cadastral_number", CRM_IDENTIFIER_CADASTRAL },
    { "ogrn", CRM_IDENTIFIER_OGRN },
  };

  if (strcmp (code, "phone") == 0)
    return is_phone (value);
  if (strcmp (code, "email") == 0)
    return is_email (value);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].code, code) == 0)
      return crm_identifier_check (kinds[i].kind, value, NULL, NULL, NULL) == CRM_SEVERITY_OK;
  return FALSE;
}

/**
 * crm_import_header_guess:
 * @values: (array length=n): some values of a column; empty ones do not count
 * @n: how many
 *
 * Returns: (nullable): what the column means, when four of five are alike
 */
const CrmImportField *
crm_import_header_guess (const char *const *values, guint n)
{
  static const char *const codes[] = { "email",         "snils",        "inn",
                                       "object.vin",    "phone",        "ogrn",
                                       "policy.number", "object.plate", "object.cadastral_number" };

  for (guint k = 0; k < G_N_ELEMENTS (codes); k++)
    {
      guint n_alike = 0, n_filled = 0;

      for (guint i = 0; i < n; i++)
        if (values[i] != NULL && *values[i] != '\0')
          {
            n_filled++;
            n_alike += is_of_kind (codes[k], values[i]);
          }
      if (n_filled > 0 && n_alike * 5 >= n_filled * 4)
        return crm_import_header_find_field (codes[k]);
    }
  return NULL;
}
