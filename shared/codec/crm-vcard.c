/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards of address books, read. A line is unfolded, parted into name, parameters and value, and the
 * value brought to UTF-8; phones of the last century still write quoted-printable. Pure. */
#include "shared/codec/crm-vcard.h"

#include <string.h>

#include "shared/base/crm-time.h"
#include "shared/codec/crm-charset.h"

typedef struct
{
  char *name;    /* upper case, without its group */
  char *types;   /* lower case, apart by commas */
  char *charset; /* (nullable) */
  gboolean is_quoted_printable;
  gboolean is_binary;
  GString *value; /* as it stands in the file */
} Line;

typedef struct
{
  const char *at;
  const char *end;
} Reader;

/* ---- cards --------------------------------------------------------------------------------- */

static void
free_value (gpointer data)
{
  CrmVcardValue *value = data;

  g_free (value->value);
  g_free (value->types);
  g_free (value);
}

static void
free_address (gpointer data)
{
  CrmVcardAddress *address = data;

  g_free (address->text);
  g_free (address->street);
  g_free (address->city);
  g_free (address->region);
  g_free (address->postcode);
  g_free (address->country);
  g_free (address->types);
  g_free (address);
}

CrmVcard *
crm_vcard_new (void)
{
  CrmVcard *self = g_new0 (CrmVcard, 1);

  self->phones = g_ptr_array_new_with_free_func (free_value);
  self->emails = g_ptr_array_new_with_free_func (free_value);
  self->addresses = g_ptr_array_new_with_free_func (free_address);
  self->categories = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
crm_vcard_free (CrmVcard *self)
{
  g_free (self->display_name);
  g_free (self->last_name);
  g_free (self->first_name);
  g_free (self->middle_name);
  g_free (self->company);
  g_free (self->title);
  g_free (self->birth_date);
  g_free (self->sex);
  g_free (self->note);
  g_free (self->uid);
  g_ptr_array_unref (self->phones);
  g_ptr_array_unref (self->emails);
  g_ptr_array_unref (self->addresses);
  g_ptr_array_unref (self->categories);
  g_free (self);
}

static void
add_value (GPtrArray *list, const char *text, const char *types)
{
  CrmVcardValue *value;

  if (text == NULL || *text == '\0' || list->len >= CRM_VCARD_MAX_VALUES)
    return;
  value = g_new0 (CrmVcardValue, 1);
  value->value = g_strdup (text);
  value->types = g_strdup (types != NULL ? types : "");
  g_ptr_array_add (list, value);
}

void
crm_vcard_add_phone (CrmVcard *self, const char *value, const char *types)
{
  add_value (self->phones, value, types);
}

void
crm_vcard_add_email (CrmVcard *self, const char *value, const char *types)
{
  add_value (self->emails, value, types);
}

/* ---- lines --------------------------------------------------------------------------------- */

static void
clear_line (Line *line)
{
  g_clear_pointer (&line->name, g_free);
  g_clear_pointer (&line->types, g_free);
  g_clear_pointer (&line->charset, g_free);
  if (line->value != NULL)
    g_string_free (line->value, TRUE);
  line->value = NULL;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, clear_line)

/* One line of the file without its end; %FALSE behind the last. */
static gboolean
take_physical (Reader *reader, const char **start, gsize *length)
{
  const char *end;

  if (reader->at >= reader->end)
    return FALSE;
  end = memchr (reader->at, '\n', reader->end - reader->at);
  *start = reader->at;
  reader->at = end != NULL ? end + 1 : reader->end;
  *length = (end != NULL ? end : reader->end) - *start;
  if (*length > 0 && (*start)[*length - 1] == '\r')
    --*length;
  return TRUE;
}

/* Behind a soft break of quoted-printable a space is a space. */
static gboolean
has_soft_break (const GString *text)
{
  gssize header = (gssize) strcspn (text->str, ":");

  return text->len > 0 && text->str[text->len - 1] == '=' &&
         (g_strstr_len (text->str, header, "QUOTED-PRINTABLE") != NULL ||
          g_strstr_len (text->str, header, "quoted-printable") != NULL);
}

/* A line and those folded under it. */
static GString *
take_folded (Reader *reader)
{
  const char *start;
  gsize length;
  GString *text;

  if (!take_physical (reader, &start, &length))
    return NULL;

  text = g_string_new_len (start, (gssize) length);
  while (!has_soft_break (text) && reader->at < reader->end &&
         (*reader->at == ' ' || *reader->at == '\t') && take_physical (reader, &start, &length))
    g_string_append_len (text, start + 1, (gssize) length - 1);
  return text;
}

/* Quoted-printable goes on behind a line that ends with =, unfolded or not. */
static void
take_soft_breaks (Reader *reader, GString *value)
{
  const char *start;
  gsize length;

  while (value->len > 0 && value->str[value->len - 1] == '=' &&
         take_physical (reader, &start, &length))
    {
      g_string_truncate (value, value->len - 1);
      g_string_append_len (value, start, (gssize) length);
    }
}

static void
add_type (GString *types, const char *type)
{
  g_auto (GStrv) parts = g_strsplit (type, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *lower = g_ascii_strdown (g_strstrip (parts[i]), -1);

      if (*lower != '\0' && lower[strspn (lower, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0')
        g_string_append_printf (types, "%s%s", types->len > 0 ? "," : "", lower);
    }
}

/* "TYPE=cell", "CELL" of 2.1, "ENCODING=QUOTED-PRINTABLE", "CHARSET=UTF-8". */
static void
read_parameter (Line *line, GString *types, const char *parameter)
{
  const char *equals = strchr (parameter, '=');
  g_autofree char *name =
      g_ascii_strup (parameter, equals != NULL ? equals - parameter : (gssize) strlen (parameter));
  g_autofree char *value = g_strdup (equals != NULL ? equals + 1 : parameter);

  /* Without quotes. */
  g_strdelimit (value, "\"", ' ');
  g_strstrip (value);
  if (g_ascii_strcasecmp (value, "QUOTED-PRINTABLE") == 0)
    line->is_quoted_printable = TRUE;
  else if (g_ascii_strcasecmp (value, "BASE64") == 0 || g_ascii_strcasecmp (value, "B") == 0)
    line->is_binary = TRUE;
  else if (strcmp (name, "CHARSET") == 0 && *value != '\0')
    {
      g_free (line->charset);
      line->charset = g_steal_pointer (&value);
    }
  else if (equals == NULL || strcmp (name, "TYPE") == 0)
    add_type (types, value);
  else if (strcmp (name, "PREF") == 0)
    add_type (types, "pref");
}

/* The colon in front of the value, not one inside quotes; semicolons inside quotes become spaces.
 */
static char *
find_colon (char *text)
{
  gboolean is_quoted = FALSE;

  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        is_quoted = !is_quoted;
      if (*text == ':' && !is_quoted)
        return text;
      if (*text == ';' && is_quoted)
        *text = ' ';
    }
  return NULL;
}

/* %FALSE: nothing of a card. */
static gboolean
read_line (GString *text, Line *line)
{
  g_autoptr (GString) types = g_string_new (NULL);
  g_auto (GStrv) parts = NULL;
  char *colon = find_colon (text->str);
  const char *group;

  if (colon == NULL)
    return FALSE;
  *colon = '\0';
  line->value = g_string_new (colon + 1);
  parts = g_strsplit (text->str, ";", -1);
  group = parts[0] != NULL ? strrchr (parts[0], '.') : NULL;
  line->name = g_ascii_strup (group != NULL ? group + 1 : parts[0] != NULL ? parts[0] : "", -1);
  g_strstrip (line->name);
  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    read_parameter (line, types, parts[i]);
  line->types = g_strdup (types->str);
  return TRUE;
}

/* ---- values -------------------------------------------------------------------------------- */

static void
decode_quoted_printable (GString *text)
{
  gsize to = 0;

  for (gsize i = 0; i < text->len; i++)
    {
      int high =
          i + 2 < text->len && text->str[i] == '=' ? g_ascii_xdigit_value (text->str[i + 1]) : -1;
      int low = high >= 0 ? g_ascii_xdigit_value (text->str[i + 2]) : -1;

      if (low >= 0 && high * 16 + low > 0)
        {
          text->str[to++] = (char) (high * 16 + low);
          i += 2;
        }
      else
        text->str[to++] = text->str[i];
    }
  g_string_truncate (text, to);
}

/* No more than so many bytes, cut between letters. */
static char *
cut (char *text)
{
  if (strlen (text) > CRM_VCARD_MAX_TEXT)
    {
      char *end = g_utf8_find_prev_char (text, text + CRM_VCARD_MAX_TEXT + 1);

      *end = '\0';
    }
  return text;
}

/* (transfer full): the value in UTF-8, its escapes still in it. */
static char *
decode (const Line *line, const char *charset)
{
  if (line->is_quoted_printable)
    {
      decode_quoted_printable (line->value);
      return crm_charset_to_utf8 (line->value->str, line->value->len, line->charset);
    }
  return crm_charset_to_utf8 (line->value->str, line->value->len,
                              line->charset != NULL ? line->charset : charset);
}

/* Parts between @separator, without escapes and spaces around. (transfer full). */
static char **
split (const char *value, char separator)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  GString *part = g_string_new (NULL);

  for (; *value != '\0'; value++)
    {
      if (*value == '\\' && value[1] != '\0')
        {
          value++;
          g_string_append_c (part, *value == 'n' || *value == 'N' ? '\n' : *value);
        }
      else if (*value == separator && parts->len < CRM_VCARD_MAX_VALUES)
        {
          g_ptr_array_add (parts, cut (g_strstrip (g_string_free (part, FALSE))));
          part = g_string_new (NULL);
        }
      else if (*value != '\r')
        g_string_append_c (part, *value);
    }
  g_ptr_array_add (parts, cut (g_strstrip (g_string_free (part, FALSE))));
  g_ptr_array_add (parts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&parts), FALSE);
}

/* The first that is said counts. */
static void
set_text (char **target, const char *text)
{
  if (*target == NULL && text != NULL && *text != '\0')
    *target = g_strdup (text);
}

static char *
unescape (const char *value)
{
  g_auto (GStrv) parts = split (value, '\0');

  return g_strdup (parts[0]);
}

/* 19800517, 1980-05-17, with or without a time; a date without a year is none. */
static void
set_birth_date (CrmVcard *card, const char *value)
{
  g_autofree char *date = NULL;

  if (strspn (value, "0123456789") >= 8)
    date = g_strdup_printf ("%.4s-%.2s-%.2s", value, value + 4, value + 6);
  else
    date = g_strndup (value, 10);
  if (crm_date_is_valid (date))
    set_text (&card->birth_date, date);
}

static void
set_name (CrmVcard *card, const char *value)
{
  g_auto (GStrv) parts = split (value, ';');
  guint n = g_strv_length (parts);

  set_text (&card->last_name, parts[0]);
  set_text (&card->first_name, n > 1 ? parts[1] : NULL);
  set_text (&card->middle_name, n > 2 ? parts[2] : NULL);
}

/* Post box, extension, street, city, region, postcode, country; or a label in a parameter, which is
 * not read. */
static void
add_address (CrmVcard *card, const Line *line, const char *value)
{
  g_auto (GStrv) parts = split (value, ';');
  guint n = g_strv_length (parts);
  CrmVcardAddress *address;

  if (card->addresses->len >= CRM_VCARD_MAX_VALUES || strspn (value, "; ") == strlen (value))
    return;
  address = g_new0 (CrmVcardAddress, 1);
  address->types = g_strdup (line->types);
  if (n == 1)
    set_text (&address->text, parts[0]);
  set_text (&address->street, n > 2 ? parts[2] : NULL);
  set_text (&address->city, n > 3 ? parts[3] : NULL);
  set_text (&address->region, n > 4 ? parts[4] : NULL);
  set_text (&address->postcode, n > 5 ? parts[5] : NULL);
  set_text (&address->country, n > 6 ? parts[6] : NULL);
  if (address->text != NULL || address->street != NULL || address->city != NULL ||
      address->region != NULL || address->postcode != NULL || address->country != NULL)
    g_ptr_array_add (card->addresses, address);
  else
    free_address (address);
}

static void
add_phone (CrmVcard *card, const Line *line, const char *value)
{
  g_autofree char *text = unescape (value);

  add_value (card->phones, g_ascii_strncasecmp (text, "tel:", 4) == 0 ? text + 4 : text,
             line->types);
}

static void
add_categories (CrmVcard *card, const char *value)
{
  g_auto (GStrv) parts = split (value, ',');

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && card->categories->len < CRM_VCARD_MAX_VALUES)
      g_ptr_array_add (card->categories, g_strdup (parts[i]));
}

static void
set_organisation (CrmVcard *card, const char *value)
{
  g_auto (GStrv) parts = split (value, ';');

  set_text (&card->company, parts[0]);
}

static void
take_structured (CrmVcard *card, const Line *line, const char *value)
{
  if (strcmp (line->name, "N") == 0)
    set_name (card, value);
  else if (strcmp (line->name, "ADR") == 0)
    add_address (card, line, value);
  else if (strcmp (line->name, "TEL") == 0)
    add_phone (card, line, value);
  else if (strcmp (line->name, "CATEGORIES") == 0)
    add_categories (card, value);
  else if (strcmp (line->name, "ORG") == 0)
    set_organisation (card, value);
  else if (strcmp (line->name, "KIND") == 0)
    card->is_company |= g_ascii_strcasecmp (value, "org") == 0;
  else if (strcmp (line->name, "GENDER") == 0 && (*value == 'M' || *value == 'F'))
    set_text (&card->sex, *value == 'M' ? "male" : "female");
}

static void
take_line (CrmVcard *card, const Line *line, const char *charset)
{
  g_autofree char *value = decode (line, charset);
  g_autofree char *text = unescape (value);

  if (strcmp (line->name, "FN") == 0)
    set_text (&card->display_name, text);
  else if (strcmp (line->name, "EMAIL") == 0)
    add_value (card->emails, text, line->types);
  else if (strcmp (line->name, "TITLE") == 0)
    set_text (&card->title, text);
  else if (strcmp (line->name, "NOTE") == 0)
    set_text (&card->note, text);
  else if (strcmp (line->name, "UID") == 0)
    set_text (&card->uid, text);
  else if (strcmp (line->name, "BDAY") == 0)
    set_birth_date (card, text);
  else
    take_structured (card, line, value);
}

/* ---- files --------------------------------------------------------------------------------- */

static gboolean
is_filled (const CrmVcard *card)
{
  return card->display_name != NULL || card->last_name != NULL || card->first_name != NULL ||
         card->company != NULL || card->phones->len > 0 || card->emails->len > 0;
}

static void
finish (GPtrArray *cards, CrmVcard **card)
{
  g_autoptr (CrmVcard) done = g_steal_pointer (card);

  if (done == NULL || !is_filled (done))
    return;
  done->is_company |=
      done->company != NULL && done->last_name == NULL && done->first_name == NULL &&
      (done->display_name == NULL || strcmp (done->display_name, done->company) == 0);
  g_ptr_array_add (cards, g_steal_pointer (&done));
}

/* Cards inside cards (AGENT of 2.1) end the outer one early. */
static void
read_cards (Reader *reader, const char *charset, GPtrArray *cards)
{
  g_autoptr (CrmVcard) card = NULL;
  GString *text;

  while (cards->len < CRM_VCARD_MAX_CARDS && (text = take_folded (reader)) != NULL)
    {
      g_auto (Line) line = { .name = NULL };
      gboolean is_good = read_line (text, &line);

      g_string_free (text, TRUE);
      if (!is_good)
        continue;
      if (line.is_quoted_printable)
        take_soft_breaks (reader, line.value);
      if (strcmp (line.name, "BEGIN") == 0)
        {
          finish (cards, &card);
          card = crm_vcard_new ();
        }
      else if (strcmp (line.name, "END") == 0)
        finish (cards, &card);
      else if (card != NULL && !line.is_binary)
        take_line (card, &line, charset);
    }
  finish (cards, &card);
}

/**
 * crm_vcard_parse:
 * @data: (array length=length): a file
 * @length: its bytes
 * @error: CRM_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable) (element-type CrmVcard): its cards
 */
GPtrArray *
crm_vcard_parse (const char *data, gsize length, GError **error)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_vcard_free);
  const char *charset = crm_charset_guess (data, length, TRUE);
  g_autofree char *text = NULL;
  Reader reader;

  /* The old pages are left as they are: a line may say that it is in another one. */
  if (g_str_has_prefix (charset, "UTF"))
    {
      text = crm_charset_to_utf8 (data, length, charset);
      charset = "UTF-8";
    }
  else
    text = g_strndup (data, length);

  reader = (Reader){ text, text + strlen (text) };
  read_cards (&reader, charset, cards);
  if (cards->len == 0)
    {
      crm_fail (error, CRM_ERROR_INVALID, "there is no card in the file");
      return NULL;
    }
  return g_steal_pointer (&cards);
}
