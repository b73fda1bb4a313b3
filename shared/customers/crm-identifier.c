/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every number that people copy from a paper, by one table. Pure, and fast enough for every key. */
#include "shared/customers/crm-identifier.h"

#include <string.h>

#include "shared/base/crm-lookalike.h"
#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-customer-rules.h"
#include "shared/customers/crm-document-rules.h"
#include "shared/customers/crm-plate.h"
#include "shared/customers/crm-vin.h"

#include <glib/gi18n.h>

#define DIGITS   "0123456789"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

typedef struct
{
  CrmSeverity severity;
  const char *code; /* (nullable) */
} Verdict;

#define GOOD       ((Verdict){ CRM_SEVERITY_OK, NULL })
#define WRONG(c)   ((Verdict){ CRM_SEVERITY_ERROR, c })
#define UNUSUAL(c) ((Verdict){ CRM_SEVERITY_WARNING, c })

/* @text is tidied and not empty. */
typedef Verdict (*Check) (const char *text, const char *context);

typedef struct
{
  const char *name;
  const char *form; /* for people */
  CrmTidyFlags tidy;
  Check check;
  const char *groups;  /* (nullable): how many characters are shown together: "4 6"; "3-3-3 2" */
  guint series;        /* characters that are the series; 0: it has none */
  gboolean is_grouped; /* the normal form is that for people */
} Definition;

static gboolean
is_digits (const char *text, gsize length)
{
  return strlen (text) == length && strspn (text, DIGITS) == length;
}

/* @form: D a digit, L a Cyrillic letter, A either; nothing else. */
static gboolean
has_form (const char *text, const char *form)
{
  for (; *text != '\0' && *form != '\0'; text = g_utf8_next_char (text), form++)
    {
      gunichar c = g_utf8_get_char (text);
      gboolean is_digit = c < 0x80 && g_ascii_isdigit ((char) c);
      gboolean is_letter = (c >= 0x410 && c <= 0x42f) || c == 0x401;

      if (!(is_digit && *form != 'L') && !(is_letter && *form != 'D'))
        return FALSE;
    }
  return *text == '\0' && *form == '\0';
}

/* ---- numbers of registers ------------------------------------------------------------------ */

static Verdict
check_inn (const char *text, const char *context)
{
  if (!is_digits (text, 10) && !is_digits (text, 12))
    return WRONG ("format");
  return crm_inn_is_valid (text) ? GOOD : WRONG ("checksum");
}

static Verdict
check_inn_company (const char *text, const char *context)
{
  return strlen (text) == 10 ? check_inn (text, context) : WRONG ("format");
}

static Verdict
check_inn_person (const char *text, const char *context)
{
  return strlen (text) == 12 ? check_inn (text, context) : WRONG ("format");
}

static Verdict
check_snils (const char *text, const char *context)
{
  if (!is_digits (text, 11))
    return WRONG ("format");
  return crm_snils_is_valid (text) ? GOOD : WRONG ("checksum");
}

static Verdict
check_ogrn (const char *text, const char *context)
{
  if (!is_digits (text, 13))
    return WRONG ("format");
  return crm_ogrn_is_valid (text) ? GOOD : WRONG ("checksum");
}

static Verdict
check_ogrnip (const char *text, const char *context)
{
  if (!is_digits (text, 15))
    return WRONG ("format");
  return crm_ogrn_is_valid (text) ? GOOD : WRONG ("checksum");
}

/* Four digits of the inspection, two characters of the reason, three digits. */
static Verdict
check_kpp (const char *text, const char *context)
{
  gboolean good = strlen (text) == 9 && strspn (text, DIGITS) >= 4 &&
                  strspn (text + 4, DIGITS CAPITALS) == 5 && strspn (text + 6, DIGITS) == 3;

  return good ? GOOD : WRONG ("format");
}

static Verdict
check_bic (const char *text, const char *context)
{
  if (!is_digits (text, 9))
    return WRONG ("format");
  return text[0] == '0' && text[1] <= '4' ? GOOD : UNUSUAL ("unusual");
}

/* The sixth digit may be a letter of a clearing currency. */
static Verdict
check_account (const char *text, const char *context)
{
  if (strlen (text) != 20 || strspn (text, DIGITS) < 5 || text[0] == '0' ||
      strspn (text, DIGITS "ABCEHKMPTX") < 6 || strspn (text + 6, DIGITS) != 14)
    return WRONG ("format");
  if (context != NULL && is_digits (context, 9) && !crm_account_key_is_valid (text, context))
    return WRONG ("checksum");
  return GOOD;
}

static Verdict
check_correspondent (const char *text, const char *context)
{
  Verdict verdict = check_account (text, context);

  if (verdict.severity == CRM_SEVERITY_OK && !g_str_has_prefix (text, "301"))
    return UNUSUAL ("unusual");
  return verdict;
}

/* ---- vehicles ------------------------------------------------------------------------------ */

static Verdict
check_vin (const char *text, const char *context)
{
  if (!crm_vin_is_valid (text))
    return WRONG ("format");
  if (crm_vin_has_check_digit (text) && !crm_vin_check_digit_is_valid (text))
    return UNUSUAL ("checksum");
  return GOOD;
}

static gboolean
says_absent (const char *text)
{
  static const char *const words[] = { "ОТСУТСТВУЕТ", "ОТСУТСТВ",     "ОТСУТСТВ.",
                                       "НЕТ",         "НЕУСТАНОВЛЕН", "Б/Н" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (text, words[i]) == 0)
      return TRUE;
  return strspn (text, "-") == strlen (text);
}

/* Whatever the maker stamped: letters, digits, dashes, strokes and stars. */
static Verdict
check_body_number (const char *text, const char *context)
{
  gsize length = strlen (text);

  if (length < 3 || length > 30 || strspn (text, DIGITS CAPITALS "-/*.") != length)
    return UNUSUAL ("unusual");
  return GOOD;
}

static Verdict
check_plate (const char *text, const char *context)
{
  gsize length = g_utf8_strlen (text, -1);

  if (crm_plate_parse (text, NULL) != CRM_PLATE_UNKNOWN)
    return crm_plate_has_zeros (text) ? UNUSUAL ("unusual") : GOOD;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isalnum (g_utf8_get_char (at)))
      return WRONG ("format");
  return length >= 3 && length <= 12 ? UNUSUAL ("unusual") : WRONG ("format");
}

/* ---- papers -------------------------------------------------------------------------------- */

static Verdict
check_passport (const char *text, const char *context)
{
  return is_digits (text, 10) ? GOOD : WRONG ("format");
}

static Verdict
check_foreign_passport (const char *text, const char *context)
{
  return is_digits (text, 9) ? GOOD : WRONG ("format");
}

/* "II-МЮ123456" */
static Verdict
check_birth_certificate (const char *text, const char *context)
{
  gsize roman = strspn (text, "IVXLC");

  if (roman == 0 || text[roman] != '-' || !has_form (text + roman + 1, "LLDDDDDD"))
    return UNUSUAL ("format");
  return GOOD;
}

/* A licence of another country may look in any way. */
static Verdict
check_licence (const char *text, const char *context)
{
  return has_form (text, "DDAADDDDDD") ? GOOD : UNUSUAL ("format");
}

static Verdict
check_e_vehicle_passport (const char *text, const char *context)
{
  return is_digits (text, 15) ? GOOD : UNUSUAL ("format");
}

static gboolean
is_luhn (const char *digits)
{
  gsize length = strlen (digits);
  guint sum = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint digit = (guint) (digits[length - 1 - i] - '0') << (i % 2);

      sum += digit > 9 ? digit - 9 : digit;
    }
  return sum % 10 == 0;
}

static Verdict
check_oms (const char *text, const char *context)
{
  if (!is_digits (text, 16))
    return UNUSUAL ("format");
  return is_luhn (text) ? GOOD : UNUSUAL ("checksum");
}

/* Series that the Russian Association of Motor Insurers has given out. */
static Verdict
check_osago (const char *text, const char *context)
{
  static const char *const series[] = { "ХХХ", "ТТТ", "ААА", "ВВВ", "ЕЕЕ",
                                        "ККК", "МММ", "ННН", "РРР", "ССС" };

  if (!has_form (text, "LLLDDDDDDDDDD"))
    return WRONG ("format");
  for (guint i = 0; i < G_N_ELEMENTS (series); i++)
    if (g_str_has_prefix (text, series[i]))
      return GOOD;
  return UNUSUAL ("unusual");
}

/* District, region, quarter of six or seven digits, object. */
static Verdict
check_cadastral (const char *text, const char *context)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 5);
  gsize quarter;

  if (g_strv_length (parts) != 4)
    return UNUSUAL ("format");
  quarter = strlen (parts[2]);
  if (!is_digits (parts[0], 2) || !is_digits (parts[1], 2) || (quarter != 6 && quarter != 7) ||
      !is_digits (parts[2], quarter) || *parts[3] == '\0' ||
      !is_digits (parts[3], strlen (parts[3])) || strlen (parts[3]) > 10)
    return UNUSUAL ("format");
  return GOOD;
}

static Verdict
check_issuer_code (const char *text, const char *context)
{
  return is_digits (text, 6) ? GOOD : UNUSUAL ("format");
}

/* ---- the table ----------------------------------------------------------------------------- */

#define PLAIN   CRM_TIDY_PLAIN
#define NUMBER  CRM_TIDY_DASHES
#define RUSSIAN (CRM_TIDY_DASHES | CRM_TIDY_CYRILLIC)
#define ROMAN   (CRM_TIDY_DASHES | CRM_TIDY_LATIN)
#define TEN     N_ ("10 characters: two digits, two digits or letters, six digits")

static const Definition definitions[] = {
  [CRM_IDENTIFIER_INN] = { "inn", N_ ("10 or 12 digits"), NUMBER, check_inn },
  [CRM_IDENTIFIER_INN_COMPANY] = { "inn-company", N_ ("10 digits"), NUMBER, check_inn_company },
  [CRM_IDENTIFIER_INN_PERSON] = { "inn-person", N_ ("12 digits"), NUMBER, check_inn_person },
  [CRM_IDENTIFIER_SNILS] = { "snils", N_ ("11 digits"), NUMBER, check_snils, "3-3-3 2" },
  [CRM_IDENTIFIER_OGRN] = { "ogrn", N_ ("13 digits"), NUMBER, check_ogrn },
  [CRM_IDENTIFIER_OGRNIP] = { "ogrnip", N_ ("15 digits"), NUMBER, check_ogrnip },
  [CRM_IDENTIFIER_KPP] = { "kpp", N_ ("9 characters"), ROMAN, check_kpp },
  [CRM_IDENTIFIER_BIC] = { "bic", N_ ("9 digits"), NUMBER, check_bic },
  [CRM_IDENTIFIER_ACCOUNT] = { "account", N_ ("20 digits"), ROMAN, check_account, "5 3 1 4 7" },
  [CRM_IDENTIFIER_CORRESPONDENT_ACCOUNT] = { "correspondent-account", N_ ("20 digits"), ROMAN,
                                             check_correspondent, "5 3 1 4 7" },
  [CRM_IDENTIFIER_VIN] = { "vin", N_ ("17 letters and digits without I, O and Q"), ROMAN,
                           check_vin },
  [CRM_IDENTIFIER_BODY_NUMBER] = { "body-number", N_ ("letters, digits and dashes"), CRM_TIDY_LATIN,
                                   check_body_number },
  [CRM_IDENTIFIER_PLATE] = { "plate", N_ ("like А 123 ВС 77"), NUMBER, check_plate },
  [CRM_IDENTIFIER_PASSPORT] = { "passport", N_ ("4 digits and 6 digits"), NUMBER, check_passport,
                                "2 2 6", 4 },
  [CRM_IDENTIFIER_FOREIGN_PASSPORT] = { "foreign-passport", N_ ("2 digits and 7 digits"), NUMBER,
                                        check_foreign_passport, "2 7", 2 },
  [CRM_IDENTIFIER_BIRTH_CERTIFICATE] = { "birth-certificate",
                                         N_ ("a Roman number, two letters and 6 digits"), PLAIN,
                                         check_birth_certificate },
  [CRM_IDENTIFIER_DRIVING_LICENCE] = { "driving-licence", TEN, RUSSIAN, check_licence, "2 2 6", 4 },
  [CRM_IDENTIFIER_VEHICLE_CERTIFICATE] = { "vehicle-certificate", TEN, RUSSIAN, check_licence,
                                           "2 2 6", 4 },
  [CRM_IDENTIFIER_VEHICLE_PASSPORT] = { "vehicle-passport", TEN, RUSSIAN, check_licence, "2 2 6",
                                        4 },
  [CRM_IDENTIFIER_E_VEHICLE_PASSPORT] = { "e-vehicle-passport", N_ ("15 digits"), NUMBER,
                                          check_e_vehicle_passport },
  [CRM_IDENTIFIER_OMS] = { "oms", N_ ("16 digits"), NUMBER, check_oms, "4 4 4 4" },
  [CRM_IDENTIFIER_OSAGO] = { "osago", N_ ("three letters and 10 digits"), RUSSIAN, check_osago,
                             "3 10", 3 },
  [CRM_IDENTIFIER_CADASTRAL] = { "cadastral", N_ ("like 77:01:0001001:1234"), PLAIN,
                                 check_cadastral },
  [CRM_IDENTIFIER_ISSUER_CODE] = { "issuer-code", N_ ("6 digits"), NUMBER, check_issuer_code, "3-3",
                                   .is_grouped = TRUE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (definitions) == CRM_IDENTIFIER_N_KINDS);

/* «ii-мю 123456»: the Roman number stays Latin, the two letters behind it are Cyrillic. */
static char *
tidy_certificate (const char *text)
{
  g_autofree char *tidied = crm_lookalike_tidy (text, CRM_TIDY_DASHES);
  g_autofree char *latin = crm_lookalike_tidy (tidied, CRM_TIDY_LATIN);
  g_autofree char *letters = NULL;
  gsize roman = strspn (latin, "IVXLC");
  gsize rest = 0;

  for (const char *at = tidied; rest < roman; at = g_utf8_next_char (at))
    rest++;
  /* «ІС» typed as IC: the two characters before the digits are the letters. */
  if (roman > 2 && (latin[roman] == '\0' || g_ascii_isdigit (latin[roman])))
    roman -= 2;
  if (roman == 0)
    return g_steal_pointer (&tidied);

  letters =
      crm_lookalike_tidy (g_utf8_offset_to_pointer (tidied, (glong) roman), CRM_TIDY_CYRILLIC);
  return g_strdup_printf ("%.*s-%s", (int) roman, latin, letters);
}

/* Cuts @text into groups like "3-3-3 2"; %NULL when it has another length. */
static char *
group (const char *text, const char *groups)
{
  g_autoptr (GString) shown = g_string_new (NULL);

  for (;;)
    {
      char *after;

      for (guint64 n = g_ascii_strtoull (groups, &after, 10); n > 0; n--)
        {
          if (*text == '\0')
            return NULL;
          g_string_append_unichar (shown, g_utf8_get_char (text));
          text = g_utf8_next_char (text);
        }
      if (*after == '\0')
        return *text == '\0' ? g_string_free (g_steal_pointer (&shown), FALSE) : NULL;
      g_string_append_c (shown, *after);
      groups = after + 1;
    }
}

/* One way to write @text, before it is judged. */
static char *
normalise (CrmIdentifierKind kind, const char *text, gboolean *replaced)
{
  char *plate = NULL;

  switch (kind)
    {
    case CRM_IDENTIFIER_VIN:
      return crm_vin_normalise (text, replaced);
    case CRM_IDENTIFIER_PLATE:
      crm_plate_parse (text, &plate);
      return plate;
    case CRM_IDENTIFIER_BIRTH_CERTIFICATE:
      return tidy_certificate (text);
    default:
      return crm_lookalike_tidy (text, definitions[kind].tidy);
    }
}

/* A certificate of registration says so of a body or a VIN. */
static gboolean
is_said_absent (CrmIdentifierKind kind, const char *text)
{
  g_autofree char *said = NULL;

  if (kind != CRM_IDENTIFIER_VIN && kind != CRM_IDENTIFIER_BODY_NUMBER)
    return FALSE;
  said = crm_lookalike_tidy (text, CRM_TIDY_CYRILLIC);
  return *said != '\0' && says_absent (said);
}

/**
 * crm_identifier_check:
 * @kind: what it should be
 * @text: (nullable): what a person typed
 * @context: (nullable): the BIC of the bank, for an account
 * @normal: (out) (optional) (nullable) (transfer full): one way to write it
 * @code: (out) (optional) (nullable): why it is not well
 *
 * Returns: how bad it is
 */
CrmSeverity
crm_identifier_check (CrmIdentifierKind kind,
                      const char *text,
                      const char *context,
                      char **normal,
                      const char **code)
{
  const Definition *definition = &definitions[kind];
  g_autofree char *tidied = NULL;
  gboolean replaced = FALSE;
  Verdict verdict;

  if (is_said_absent (kind, text))
    verdict = UNUSUAL ("absent");
  else
    {
      tidied = normalise (kind, text, &replaced);
      verdict = *tidied != '\0' ? definition->check (tidied, context) : WRONG ("required");
    }
  if (verdict.severity == CRM_SEVERITY_OK && replaced)
    verdict = UNUSUAL ("replaced");

  if (code != NULL)
    *code = verdict.code;
  if (normal == NULL)
    return verdict.severity;

  *normal = NULL;
  if (definition->is_grouped && verdict.severity == CRM_SEVERITY_OK)
    *normal = group (tidied, definition->groups);
  else if (tidied != NULL && *tidied != '\0')
    *normal = g_steal_pointer (&tidied);
  return verdict.severity;
}

/**
 * crm_identifier_format:
 * @kind: what it is
 * @text: (nullable): normal or typed; what is not of this kind is given back as it is
 *
 * Returns: (transfer full): text for people
 */
char *
crm_identifier_format (CrmIdentifierKind kind, const char *text)
{
  const Definition *definition = &definitions[kind];
  g_autofree char *normal = NULL;
  g_autofree char *shown = NULL;

  if (text == NULL || kind == CRM_IDENTIFIER_PLATE)
    return crm_plate_format (text);

  crm_identifier_check (kind, text, NULL, &normal, NULL);
  if (normal == NULL)
    return g_strdup (text);
  if (kind == CRM_IDENTIFIER_BIRTH_CERTIFICATE && g_utf8_strlen (normal, -1) > 6)
    {
      const char *number = g_utf8_offset_to_pointer (normal, g_utf8_strlen (normal, -1) - 6);

      return g_strdup_printf ("%.*s %s", (int) (number - normal), normal, number);
    }
  if (definition->groups != NULL && !definition->is_grouped)
    shown = group (normal, definition->groups);
  return shown != NULL ? g_steal_pointer (&shown) : g_steal_pointer (&normal);
}

/**
 * crm_identifier_split:
 * @kind: what it is
 * @normal: its normal form
 * @series: (out) (nullable) (transfer full): its series
 * @number: (out) (transfer full): the rest
 *
 * Returns: whether there is a series
 */
gboolean
crm_identifier_split (CrmIdentifierKind kind, const char *normal, char **series, char **number)
{
  glong length = g_utf8_strlen (normal, -1);
  glong n = (glong) definitions[kind].series;

  if (kind == CRM_IDENTIFIER_BIRTH_CERTIFICATE)
    n = MAX (length - 6, 0);
  if (n == 0 || length <= n)
    {
      *series = NULL;
      *number = g_strdup (normal);
      return FALSE;
    }

  *series = g_utf8_substring (normal, 0, n);
  *number = g_utf8_substring (normal, n, -1);
  return TRUE;
}

const char *
crm_identifier_get_form (CrmIdentifierKind kind)
{
  return definitions[kind].form;
}

const char *
crm_identifier_get_name (CrmIdentifierKind kind)
{
  return definitions[kind].name;
}

gboolean
crm_identifier_find (const char *name, CrmIdentifierKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (definitions); i++)
    if (g_strcmp0 (definitions[i].name, name) == 0)
      {
        *kind = (CrmIdentifierKind) i;
        return TRUE;
      }

  return FALSE;
}
