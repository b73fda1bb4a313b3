/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Number plates of vehicles, GOST R 50577-2018. Twelve Cyrillic letters that have a Latin twin
 * stand on them, and people type either. Pure. */
#include "shared/customers/crm-plate.h"

#include <string.h>

#include "shared/base/crm-lookalike.h"

#define MAX_LENGTH 11 /* 001 D 123 777 and one spare */

/* L: one of the twelve letters, D: a digit; anything else stands for itself. The region of two or
 * three digits comes behind. */
typedef struct
{
  CrmPlateType type;
  const char *form;
} Template;

static const Template templates[] = {
  { CRM_PLATE_CAR, "LDDDLL" },      { CRM_PLATE_TRAILER, "LLDDDD" },
  { CRM_PLATE_BUS, "LLDDD" },       { CRM_PLATE_MACHINE, "DDDDLL" },
  { CRM_PLATE_TRANSIT, "LLDDDL" },  { CRM_PLATE_EXPORT, "TLLDDD" },
  { CRM_PLATE_POLICE, "LDDDD" },    { CRM_PLATE_POLICE, "DDDL" },
  { CRM_PLATE_POLICE, "DDDDL" },    { CRM_PLATE_EMBASSY, "DDDCVD" },
  { CRM_PLATE_EMBASSY, "DDDVDDD" }, { CRM_PLATE_EMBASSY, "DDDTDDD" },
};

/* Codes of regions with three digits; only to tell АВ 123 177 from АВ 1231 77. */
static const guint16 long_regions[] = {
  101, 102, 103, 105, 109, 111, 113, 116, 118, 121, 122, 123, 124, 125, 126, 134,
  136, 138, 142, 147, 150, 152, 154, 155, 156, 158, 159, 161, 163, 164, 172, 173,
  174, 177, 178, 180, 181, 184, 185, 186, 190, 192, 193, 196, 197, 198, 199, 250,
  252, 323, 550, 702, 716, 725, 750, 754, 761, 763, 774, 777, 790, 797, 799, 977,
};

typedef struct
{
  gunichar text[MAX_LENGTH + 1];
  guint length;
  const Template *form; /* (nullable) */
} Plate;

static gboolean
is_digit (gunichar c)
{
  return c < 0x80 && g_ascii_isdigit ((char) c);
}

static gboolean
fits (char symbol, gunichar c)
{
  switch (symbol)
    {
    case 'L':
      return crm_lookalike_is_plate_letter (c);
    case 'D':
      return is_digit (c);
    case 'V':
      return c == 'D' || c == 0x414; /* the D of embassies, also typed as Д */
    case 'T':
      return c == 0x422;
    default:
      return c == 0x421; /* the C of CD */
    }
}

static gboolean
matches (const Plate *plate, const Template *form)
{
  guint n = (guint) strlen (form->form);

  if (plate->length != n + 2 && plate->length != n + 3)
    return FALSE;
  for (guint i = 0; i < plate->length; i++)
    if (!fits (i < n ? form->form[i] : 'D', plate->text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
has_long_region (const Plate *plate)
{
  guint code = 0;

  for (guint i = plate->length - 3; i < plate->length; i++)
    code = code * 10 + (plate->text[i] - '0');
  for (guint i = 0; i < G_N_ELEMENTS (long_regions); i++)
    if (long_regions[i] == code)
      return TRUE;
  return FALSE;
}

/* How many digits stand at the end of what was typed, up to a space; 0 when there is no space. */
static guint
count_region_digits (const char *text)
{
  const char *end = text + strlen (text);
  guint n = 0;

  while (end > text && g_ascii_isspace (end[-1]))
    end--;
  for (; end > text && g_ascii_isdigit (end[-1]); end--)
    n++;
  return end > text && g_ascii_isspace (end[-1]) ? n : 0;
}

/* Six digits behind two letters are a bus of a long region or a trailer of a short one. */
static gboolean
is_bus (const Plate *plate, const char *typed)
{
  guint n = count_region_digits (typed);

  if (plate->length != 8)
    return FALSE;
  return n == 2 || n == 3 ? n == 3 : has_long_region (plate);
}

static void
find_form (Plate *plate, const char *typed)
{
  for (guint i = 0; plate->form == NULL && i < G_N_ELEMENTS (templates); i++)
    if (matches (plate, &templates[i]) &&
        !(templates[i].type == CRM_PLATE_TRAILER && is_bus (plate, typed)))
      plate->form = &templates[i];
}

static char *
cut_country (char *text)
{
  static const char *const words[] = { "RUS", "РУС" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_suffix (text, words[i]) && strlen (text) > strlen (words[i]))
      text[strlen (text) - strlen (words[i])] = '\0';
  return text;
}

static Plate
read_plate (const char *typed)
{
  g_autofree char *text = crm_lookalike_tidy (typed, CRM_TIDY_DASHES);
  g_autofree char *cyrillic = crm_lookalike_tidy (cut_country (text), CRM_TIDY_CYRILLIC);
  Plate plate = { .length = 0 };

  for (const char *at = cyrillic; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (plate.length == MAX_LENGTH)
        return (Plate){ .length = 0 };
      plate.text[plate.length++] = g_utf8_get_char (at);
    }
  find_form (&plate, typed);
  return plate;
}

static gunichar
get_shown (const Plate *plate, guint i)
{
  if (plate->form->type != CRM_PLATE_EMBASSY)
    return plate->text[i];
  return plate->text[i] == 0x414 ? 'D' : crm_lookalike_to_latin (plate->text[i]);
}

/**
 * crm_plate_parse:
 * @text: (nullable): what a person typed
 * @normal: (out) (optional) (transfer full): one way to write it
 *
 * Returns: what kind of plate it is
 */
CrmPlateType
crm_plate_parse (const char *text, char **normal)
{
  Plate plate = read_plate (text != NULL ? text : "");
  GString *written;

  if (plate.form == NULL && normal != NULL)
    *normal = crm_lookalike_tidy (text, CRM_TIDY_DASHES);
  if (plate.form == NULL)
    return CRM_PLATE_UNKNOWN;
  if (normal == NULL)
    return plate.form->type;

  written = g_string_new (NULL);
  for (guint i = 0; i < plate.length; i++)
    g_string_append_unichar (written, get_shown (&plate, i));
  *normal = g_string_free (written, FALSE);
  return plate.form->type;
}

/* Letters and digits stand apart, and so does the region. */
static gboolean
is_gap (const Plate *plate, guint i)
{
  guint n = (guint) strlen (plate->form->form);
  gboolean is_export = plate->form->type == CRM_PLATE_EXPORT;

  return i == n || (i > 0 && i < n && is_digit (plate->text[i]) != is_digit (plate->text[i - 1])) ||
         (is_export && i == 1);
}

/**
 * crm_plate_format:
 * @plate: (nullable): normal or typed
 *
 * Returns: (transfer full): text for people; "" for %NULL
 */
char *
crm_plate_format (const char *plate)
{
  Plate read = read_plate (plate != NULL ? plate : "");
  GString *shown;

  if (read.form == NULL)
    return g_strdup (plate != NULL ? plate : "");

  shown = g_string_new (NULL);
  for (guint i = 0; i < read.length; i++)
    {
      if (is_gap (&read, i))
        g_string_append_c (shown, ' ');
      g_string_append_unichar (shown, get_shown (&read, i));
    }
  return g_string_free (shown, FALSE);
}

/**
 * crm_plate_has_zeros:
 * @normal: (nullable): a plate
 *
 * Returns: whether its number or its region is nothing but zeros
 */
gboolean
crm_plate_has_zeros (const char *normal)
{
  Plate plate = read_plate (normal != NULL ? normal : "");
  guint number = 0, region = 0, n;

  if (plate.form == NULL || plate.form->type == CRM_PLATE_EMBASSY)
    return FALSE;

  n = (guint) strlen (plate.form->form);
  for (guint i = 0; i < plate.length; i++)
    if (i >= n)
      region += plate.text[i] - '0';
    else if (is_digit (plate.text[i]))
      number += plate.text[i] - '0';
  return number == 0 || region == 0;
}
