/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards of address books, written. Pure. */
#include <string.h>

#include "shared/codec/crm-vcard.h"

#define MAX_LINE 75 /* bytes without the line end */

/* Folded so that no letter is cut: RFC 6350, 3.2. */
static void
append_line (GString *text, const char *line)
{
  gsize room = MAX_LINE;

  while (strlen (line) > room)
    {
      const char *end = line + room;

      while ((*end & 0xc0) == 0x80)
        end--;
      g_string_append_len (text, line, end - line);
      g_string_append (text, "\r\n ");
      line = end;
      room = MAX_LINE - 1;
    }
  g_string_append_printf (text, "%s\r\n", line);
}

static void
append_escaped (GString *line, const char *value)
{
  for (; value != NULL && *value != '\0'; value++)
    {
      if (*value == '\n')
        g_string_append (line, "\\n");
      else if (*value == '\r')
        continue;
      else if (strchr (",;\\", *value) != NULL)
        g_string_append_printf (line, "\\%c", *value);
      else
        g_string_append_c (line, *value);
    }
}

/* @name may have parameters. */
static void
append_text (GString *text, const char *name, const char *value)
{
  g_autoptr (GString) line = g_string_new (name);

  if (value == NULL || *value == '\0')
    return;
  g_string_append_c (line, ':');
  append_escaped (line, value);
  append_line (text, line->str);
}

/* Parts apart by semicolons, unless all of them are empty. */
static void
append_parts (GString *text, const char *name, const char *const *parts, guint n)
{
  g_autoptr (GString) line = g_string_new (name);
  gboolean is_empty = TRUE;

  for (guint i = 0; i < n; i++)
    {
      g_string_append_c (line, i == 0 ? ':' : ';');
      append_escaped (line, parts[i]);
      is_empty &= parts[i] == NULL || *parts[i] == '\0';
    }
  if (!is_empty)
    append_line (text, line->str);
}

/* "TEL;TYPE=cell,pref" of 3.0, "TEL;TYPE=cell;PREF=1" of 4.0. (transfer full) */
static char *
make_name (const char *name, const char *types, guint version)
{
  g_auto (GStrv) parts = g_strsplit (types != NULL ? types : "", ",", -1);
  g_autoptr (GString) kept = g_string_new (NULL);
  gboolean is_preferred = FALSE;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gboolean is_word =
          *parts[i] != '\0' &&
          parts[i][strspn (parts[i], "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';

      if (version == 4 && strcmp (parts[i], "pref") == 0)
        is_preferred = TRUE;
      else if (is_word)
        g_string_append_printf (kept, "%s%s", kept->len > 0 ? "," : "", parts[i]);
    }
  if (kept->len == 0)
    return g_strconcat (name, is_preferred ? ";PREF=1" : "", NULL);
  /* A list in one parameter is quoted in 4.0. */
  if (version == 4 && strchr (kept->str, ',') != NULL)
    return g_strdup_printf ("%s;TYPE=\"%s\"%s", name, kept->str, is_preferred ? ";PREF=1" : "");
  return g_strdup_printf ("%s;TYPE=%s%s", name, kept->str, is_preferred ? ";PREF=1" : "");
}

static void
append_values (GString *text, const char *name, GPtrArray *values, guint version)
{
  for (guint i = 0; i < values->len; i++)
    {
      const CrmVcardValue *value = values->pdata[i];
      g_autofree char *whole = make_name (name, value->types, version);

      append_text (text, whole, value->value);
    }
}

static void
append_addresses (GString *text, const CrmVcard *card, guint version)
{
  for (guint i = 0; i < card->addresses->len; i++)
    {
      const CrmVcardAddress *address = card->addresses->pdata[i];
      g_autofree char *name = make_name ("ADR", address->types, version);
      const char *street = address->street != NULL ? address->street : address->text;
      const char *const parts[] = {
        NULL, NULL, street, address->city, address->region, address->postcode, address->country
      };

      append_parts (text, name, parts, G_N_ELEMENTS (parts));
    }
}

static void
append_categories (GString *text, const CrmVcard *card)
{
  g_autoptr (GString) line = g_string_new ("CATEGORIES:");

  for (guint i = 0; i < card->categories->len; i++)
    {
      if (i > 0)
        g_string_append_c (line, ',');
      append_escaped (line, card->categories->pdata[i]);
    }
  if (card->categories->len > 0)
    append_line (text, line->str);
}

/* FN has to be there. (transfer full) */
static char *
make_display_name (const CrmVcard *card)
{
  const char *parts[4] = { NULL };
  guint n = 0;

  if (card->display_name != NULL)
    return g_strdup (card->display_name);
  if (card->last_name == NULL && card->first_name == NULL)
    return g_strdup (card->company != NULL ? card->company : "");

  if (card->last_name != NULL)
    parts[n++] = card->last_name;
  if (card->first_name != NULL)
    parts[n++] = card->first_name;
  if (card->middle_name != NULL)
    parts[n++] = card->middle_name;
  return g_strjoinv (" ", (char **) parts);
}

static void
append_names (GString *text, const CrmVcard *card, guint version)
{
  g_autofree char *display_name = make_display_name (card);
  const char *const parts[] = { card->last_name, card->first_name, card->middle_name, NULL, NULL };
  g_autoptr (GString) line = g_string_new ("FN:");

  append_escaped (line, display_name);
  append_line (text, line->str);
  append_parts (text, "N", parts, G_N_ELEMENTS (parts));
  /* 3.0 wants N even when it says nothing. */
  if (version == 3 && card->last_name == NULL && card->first_name == NULL &&
      card->middle_name == NULL)
    append_line (text, "N:;;;;");
}

/**
 * crm_vcard_append:
 * @text: takes the card
 * @card: a card
 * @version: 3 or 4
 */
void
crm_vcard_append (GString *text, const CrmVcard *card, guint version)
{
  append_line (text, "BEGIN:VCARD");
  append_line (text, version == 4 ? "VERSION:4.0" : "VERSION:3.0");
  if (version == 4 && card->is_company)
    append_line (text, "KIND:org");
  append_text (text, "UID", card->uid);
  append_names (text, card, version);
  append_text (text, "ORG", card->company);
  append_text (text, "TITLE", card->title);
  append_text (text, "BDAY", card->birth_date);
  if (version == 4 && card->sex != NULL)
    append_line (text, strcmp (card->sex, "male") == 0 ? "GENDER:M" : "GENDER:F");
  append_values (text, "TEL", card->phones, version);
  append_values (text, "EMAIL", card->emails, version);
  append_addresses (text, card, version);
  append_categories (text, card);
  append_text (text, "NOTE", card->note);
  append_line (text, "END:VCARD");
}
