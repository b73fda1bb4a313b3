/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards as phones and mail programs write them, and ours. */
#include <string.h>

#include "shared/codec/crm-vcard.h"
#include "tests/lib/crm-test.h"

static GPtrArray *
parse (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *cards = crm_vcard_parse (text, length < 0 ? strlen (text) : (gsize) length, &error);

  g_assert_no_error (error);
  return cards;
}

static void
append_values (GString *text, const char *name, GPtrArray *values)
{
  for (guint i = 0; i < values->len; i++)
    {
      const CrmVcardValue *value = values->pdata[i];

      g_string_append_printf (text, " %s=%s(%s)", name, value->value, value->types);
    }
}

static void
append_text (GString *text, const char *name, const char *value)
{
  if (value != NULL)
    g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", name, value);
}

/* All of a card in one line. */
static char *
describe (const CrmVcard *card)
{
  GString *text = g_string_new (card->is_company ? "company" : "");

  append_text (text, "fn", card->display_name);
  append_text (text, "last", card->last_name);
  append_text (text, "first", card->first_name);
  append_text (text, "middle", card->middle_name);
  append_text (text, "org", card->company);
  append_text (text, "title", card->title);
  append_text (text, "born", card->birth_date);
  append_text (text, "sex", card->sex);
  append_text (text, "uid", card->uid);
  append_text (text, "note", card->note);
  append_values (text, "tel", card->phones);
  append_values (text, "email", card->emails);
  for (guint i = 0; i < card->addresses->len; i++)
    {
      const CrmVcardAddress *address = card->addresses->pdata[i];

      g_string_append_printf (text, " adr(%s)", address->types);
      append_text (text, "text", address->text);
      append_text (text, "street", address->street);
      append_text (text, "city", address->city);
      append_text (text, "region", address->region);
      append_text (text, "postcode", address->postcode);
      append_text (text, "country", address->country);
    }
  for (guint i = 0; i < card->categories->len; i++)
    append_text (text, "tag", card->categories->pdata[i]);
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *expected; /* cards apart by | */
} Case;

#define CARD(lines) "BEGIN:VCARD\r\n" lines "END:VCARD\r\n"

static const Case cases[] = {
  { "v3",
    CARD ("VERSION:3.0\r\nFN:Капелькин Семён Ильич\r\nN:Капелькин;Семён;Ильич;;\r\n"
          "TEL;TYPE=CELL,pref:+7 900 555-01-23\r\nEMAIL;TYPE=INTERNET:semen@example.ru\r\n"
          "BDAY:1980-05-17\r\nADR;TYPE=HOME:;;Лесная ул.\\, 5;Тверь;Тверская обл.;170000;Россия\r\n"
          "CATEGORIES:vip,дача\\, сад\r\nNOTE:одна\\nдве\r\n"),
    "fn=Капелькин Семён Ильич last=Капелькин first=Семён middle=Ильич born=1980-05-17 "
    "note=одна\nдве tel=+7 900 555-01-23(cell,pref) email=semen@example.ru(internet) adr(home) "
    "street=Лесная ул., 5 city=Тверь region=Тверская обл. postcode=170000 country=Россия tag=vip "
    "tag=дача, сад" },
  { "v4",
    CARD ("VERSION:4.0\r\nKIND:individual\r\nFN:Анна\r\nGENDER:F\r\nBDAY:19850102\r\n"
          "TEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+79005550123\r\nUID:urn:uuid:1\r\n"),
    "fn=Анна born=1985-01-02 sex=female uid=urn:uuid:1 tel=+79005550123(pref,voice,home)" },
  { "v21",
    CARD ("VERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
          "=D0=A5=D0=B2=D0=BE=D0=B8=D0=BD=D0=BA=D0=B8=D0=BD=D0=B0;=D0=90=D0=BD=\r\n"
          "=D0=BD=D0=B0;;;\r\nTEL;CELL;VOICE:89005550123\r\nTEL;WORK:100\r\n"),
    "last=Хвоинкина first=Анна tel=89005550123(cell,voice) tel=100(work)" },
  { "v21-1251",
    CARD ("VERSION:2.1\r\nN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=C0=ED=ED=E0\r\n"),
    "last=Анна" },
  { "soft-break-and-space", CARD ("NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\n b\r\nTEL:1\r\n"),
    "note=a b tel=1()" },
  { "folded", CARD ("FN:Капель\r\n кин\r\n\t Семён\r\nTEL:\r\n 1\r\n"),
    "fn=Капелькин Семён tel=1()" },
  { "grouped", CARD ("item1.TEL;type=pref:1\r\nitem1.X-ABLabel:_$!<Home>!$_\r\n"), "tel=1(pref)" },
  { "company", CARD ("FN:ООО «Ромашка»\r\nORG:ООО «Ромашка»;Отдел\r\nTEL:1\r\n"),
    "company fn=ООО «Ромашка» org=ООО «Ромашка» tel=1()" },
  { "works-there", CARD ("FN:Анна\r\nN:;Анна;;;\r\nORG:ООО «Ромашка»\r\n"),
    "fn=Анна first=Анна org=ООО «Ромашка»" },
  { "photo-and-quotes",
    CARD ("PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n AAAA=\r\nTEL;X=\"a:b;home\";TYPE=cell:1\r\n"),
    "tel=1(cell)" },
  { "bare-newlines", "BEGIN:VCARD\nFN:А\nEND:VCARD\nBEGIN:VCARD\nFN:Б\nEND:VCARD\n", "fn=А|fn=Б" },
  { "not-ended", "BEGIN:VCARD\nFN:А\nBEGIN:VCARD\nFN:Б\n", "fn=А|fn=Б" },
  { "lower-case", "begin:vcard\nfn:А\nend:vcard", "fn=А" },
  { "empty-card", CARD ("VERSION:3.0\r\n") CARD ("FN:А\r\n"), "fn=А" },
  { "odd-birthdays",
    CARD ("FN:А\r\nBDAY:--0517\r\n") CARD ("FN:Б\r\nBDAY:1980-05-17T00:00:00Z\r\n"),
    "fn=А|fn=Б born=1980-05-17" },
  { "empty-address", CARD ("FN:А\r\nADR:;;;;;;\r\nADR:;box\r\nADR:Тверь\r\n"),
    "fn=А adr() text=Тверь" },
};

static void
test_parse (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (GPtrArray) cards = parse (row->text, -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < cards->len; i++)
    {
      g_autofree char *one = describe (cards->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", g_strstrip (one));
    }
  g_assert_cmpstr (text->str, ==, row->expected);
}

/* A whole file in another character set. */
static void
test_charsets (void)
{
  static const char *const charsets[] = { "UTF-8", "UTF-16", "CP1251" };

  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      gsize n;
      g_autofree char *bytes = g_convert (cases[0].text, -1, charsets[i], "UTF-8", NULL, &n, NULL);
      g_autoptr (GPtrArray) cards = parse (bytes, (gssize) n);
      g_autofree char *one = describe (cards->pdata[0]);

      g_assert_cmpstr (one, ==, cases[0].expected);
    }
}

static void
test_none (void)
{
  static const char *const texts[] = { "", "FN:А\n", "BEGIN:VCARD\nEND:VCARD\n", "\xff\xfe",
                                       "a;b\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (crm_vcard_parse (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
    }
}

/* What is written is read again the same, and no line is too long or cuts a letter. */
static void
test_write (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint version = 3; version <= 4; version++)
      {
        g_autoptr (GPtrArray) cards = parse (cases[i].text, -1);
        CrmVcard *card = cards->pdata[0];
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GString) twice = g_string_new (NULL);
        g_autoptr (GPtrArray) again = NULL;
        g_auto (GStrv) lines = NULL;

        for (guint k = 0; k < 40; k++)
          crm_vcard_add_phone (card, "Очень длинный номер, с запятыми; и прочим \\", "work,pref");
        crm_vcard_append (text, card, version);
        lines = g_strsplit (text->str, "\r\n", -1);
        for (guint k = 0; lines[k] != NULL; k++)
          {
            g_assert_cmpuint (strlen (lines[k]), <=, 75);
            g_assert_true (g_utf8_validate (lines[k], -1, NULL));
          }

        again = parse (text->str, -1);
        g_assert_cmpuint (again->len, ==, 1);
        crm_vcard_append (twice, again->pdata[0], version);
        g_assert_cmpstr (twice->str, ==, text->str);
      }
}

static void
test_text (void)
{
  g_autoptr (CrmVcard) card = crm_vcard_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  card->last_name = g_strdup ("Хвоинкина");
  card->first_name = g_strdup ("Анна");
  card->note = g_strdup ("a,b;c\nd");
  card->sex = g_strdup ("female");
  crm_vcard_add_phone (card, "+79005550123", "cell,pref");
  crm_vcard_add_email (card, "a@example.ru", "");
  crm_vcard_add_email (card, "", "");
  crm_vcard_append (text, card, 4);
  g_assert_cmpstr (text->str, ==,
                   "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Хвоинкина Анна\r\nN:Хвоинкина;Анна;;;\r\n"
                   "GENDER:F\r\nTEL;TYPE=cell;PREF=1:+79005550123\r\nEMAIL:a@example.ru\r\n"
                   "NOTE:a\\,b\\;c\\nd\r\nEND:VCARD\r\n");
  g_string_truncate (text, 0);
  crm_vcard_append (text, card, 3);
  g_assert_nonnull (strstr (text->str, "TEL;TYPE=cell,pref:+79005550123\r\n"));
  g_assert_null (strstr (text->str, "GENDER"));
}

/* A value without end does no harm. */
static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new ("BEGIN:VCARD\nNOTE:");
  g_autoptr (GPtrArray) cards = NULL;
  const CrmVcard *card;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "щ");
  g_string_append (text, "\nTEL:1\nEND:VCARD\n");
  cards = parse (text->str, -1);
  card = cards->pdata[0];
  g_assert_cmpuint (strlen (card->note), <=, CRM_VCARD_MAX_TEXT);
  g_assert_true (g_utf8_validate (card->note, -1, NULL));
  g_assert_cmpuint (card->phones->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/vcard/parse", cases, sizeof cases[0], G_N_ELEMENTS (cases), test_parse);
  g_test_add_func ("/vcard/charsets", test_charsets);
  g_test_add_func ("/vcard/none", test_none);
  g_test_add_func ("/vcard/write", test_write);
  g_test_add_func ("/vcard/text", test_text);
  g_test_add_func ("/vcard/long", test_long);
  return g_test_run ();
}
