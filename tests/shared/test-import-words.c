/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles and values of tables that people bring. */
#include <string.h>

#include "shared/customers/crm-import-header.h"
#include "shared/customers/crm-import-titles.h"
#include "shared/customers/crm-import-values.h"
#include "tests/lib/crm-test.h"

/* ---- titles -------------------------------------------------------------------------------- */

/* No word means two things in one kind of table. */
static void
test_all_words (void)
{
  static const CrmSheet sheets[] = { CRM_SHEET_CUSTOMERS, CRM_SHEET_POLICIES, CRM_SHEET_INSTALMENTS,
                                     CRM_SHEET_OBJECTS, CRM_SHEET_DOCUMENTS };

  for (guint i = 0; i < crm_import_titles_n; i++)
    {
      const CrmImportTitle *column = &crm_import_titles[i];
      g_auto (GStrv) words = g_strsplit (column->titles, "|", -1);

      for (guint k = 0; words[k] != NULL; k++)
        g_assert_cmpuint (strlen (words[k]), <, 128);
      for (guint s = 0; s < G_N_ELEMENTS (sheets); s++)
        for (guint k = 0; (column->sheets & sheets[s]) != 0 && words[k] != NULL; k++)
          {
            guint quality;
            const CrmImportField *found = crm_import_header_match (sheets[s], words[k], &quality);

            g_assert_nonnull (found);
            /* A word for any table gives way to one for this. */
            if (g_strcmp0 (found->code, column->field.code) != 0)
              g_assert_cmpuint (column->sheets, ==, CRM_SHEET_ALL);
            g_assert_cmpuint (quality, ==, 100);
          }
    }
}

static void
test_fields (void)
{
  g_autofree const CrmImportField **fields = crm_import_header_list_fields ();
  guint n = 0;

  for (; fields[n] != NULL; n++)
    {
      g_assert_true (crm_import_header_find_field (fields[n]->code) == fields[n]);
      for (guint i = 0; i < n; i++)
        g_assert_cmpstr (fields[i]->code, !=, fields[n]->code);
    }
  g_assert_cmpuint (n, >, 50);
  for (guint i = 0; i < crm_import_titles_n; i++)
    g_assert_nonnull (crm_import_header_find_field (crm_import_titles[i].field.code)->title);
  g_assert_null (crm_import_header_find_field ("nothing"));
}

typedef struct
{
  const char *name;
  const char *title;
  CrmSheet sheet;
  const char *code; /* %NULL: unknown */
} TitleCase;

static const TitleCase titles[] = {
  { "surname", " ФАМИЛИЯ ", CRM_SHEET_CUSTOMERS, "last_name" },
  { "dots", "Ф.И.О.", CRM_SHEET_POLICIES, "full_name" },
  { "phone-dot", "Тел.", CRM_SHEET_CUSTOMERS, "phone" },
  { "phone-numbered", "Телефон 2", CRM_SHEET_CUSTOMERS, "phone" },
  { "phone-underscore", "phone_3", CRM_SHEET_CUSTOMERS, "phone" },
  { "phone-kind", "Телефон (мобильный)", CRM_SHEET_CUSTOMERS, "phone" },
  { "birth", "Дата рождения клиента", CRM_SHEET_CUSTOMERS, "birth_date" },
  { "birth-stroke", "д/р", CRM_SHEET_CUSTOMERS, "birth_date" },
  { "mistyped", "Фамилмя", CRM_SHEET_CUSTOMERS, "last_name" },
  { "policy-number", "№ полиса", CRM_SHEET_CUSTOMERS, "policy.number" },
  { "number-of-policy", "Номер", CRM_SHEET_POLICIES, "policy.number" },
  { "number-of-customer", "Номер", CRM_SHEET_CUSTOMERS, "external_id" },
  { "end", "Дата окончания действия полиса", CRM_SHEET_POLICIES, "policy.ends_on" },
  { "sum-of-policy", "Сумма", CRM_SHEET_POLICIES, "policy.premium" },
  { "sum-of-instalment", "Сумма", CRM_SHEET_INSTALMENTS, "instalment.amount" },
  { "sum-of-nothing", "Сумма", CRM_SHEET_CUSTOMERS, NULL },
  { "premium-currency", "Премия, руб.", CRM_SHEET_POLICIES, "policy.premium" },
  { "plate", "Гос. номер ТС", CRM_SHEET_POLICIES, "object.plate" },
  { "email", "E-Mail", CRM_SHEET_CUSTOMERS, "email" },
  { "camel", "LastName", CRM_SHEET_CUSTOMERS, "last_name" },
  { "dotted-code", "address.city", CRM_SHEET_CUSTOMERS, "address.city" },
  { "yo", "Расчётный счёт", CRM_SHEET_CUSTOMERS, "account.number" },
  { "unknown", "Любимый цвет", CRM_SHEET_CUSTOMERS, NULL },
  { "empty", "", CRM_SHEET_CUSTOMERS, NULL },
  { "punctuation", "---", CRM_SHEET_CUSTOMERS, NULL },
  { "null", NULL, CRM_SHEET_CUSTOMERS, NULL },
};

static void
test_title (gconstpointer data)
{
  const TitleCase *row = data;
  guint quality;
  const CrmImportField *field = crm_import_header_match (row->sheet, row->title, &quality);

  g_assert_cmpstr (field != NULL ? field->code : NULL, ==, row->code);
  g_assert_cmpint (quality > 0, ==, field != NULL);
}

static void
test_all (void)
{
  static const char *const header[] = {
    "№",     "Фамилия",      "Имя",    "Отчество",  "Телефон", "Телефон доп.", "Дата рождения",
    "Серия", "Номер полиса", "Начало", "Окончание", "Премия",  "Страховая",    "Фамилия агента",
    "",      "Цвет"
  };
  static const char *const expected[] = { NULL,
                                          "last_name",
                                          "first_name",
                                          "middle_name",
                                          "phone",
                                          "phone",
                                          "birth_date",
                                          "policy.series",
                                          "policy.number",
                                          "policy.starts_on",
                                          "policy.ends_on",
                                          "policy.premium",
                                          "policy.insurer",
                                          NULL,
                                          NULL,
                                          NULL };
  g_autofree const CrmImportField **fields =
      crm_import_header_match_all (CRM_SHEET_POLICIES, header, G_N_ELEMENTS (header));

  for (guint i = 0; i < G_N_ELEMENTS (header); i++)
    g_assert_cmpstr (fields[i] != NULL ? fields[i]->code : NULL, ==, expected[i]);
}

static void
test_guess (void)
{
  static const struct
  {
    const char *values[5];
    const char *code;
  } rows[] = {
    { { "8 900 555-01-23", "+79005550124", "", "89005550125", NULL }, "phone" },
    { { "a@example.ru", "b@example.com", NULL, "c@example.org", "d@e.f" }, "email" },
    { { "500100732259", "7707083893" }, "inn" },
    { { "XTA210990Y2765432", "отсутствует", "ХТА210990У2765433", "XTA210990Y2765434",
        "XTA210990Y2765435" },
      "object.vin" },
    { { "А123ВС77", "а 001 аа 177" }, "object.plate" },
    { { "112-233-445 95" }, "snils" },
    { { "XXX0123456789" }, "policy.number" },
    { { "Иванов", "Петров" }, NULL },
    { { "8 900 555-01-23", "нет", "Иванов" }, NULL },
    { { "", NULL }, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CrmImportField *field = crm_import_header_guess (rows[i].values, 5);

      g_assert_cmpstr (field != NULL ? field->code : NULL, ==, rows[i].code);
    }
}

/* ---- values -------------------------------------------------------------------------------- */

static void
test_date (void)
{
  static const char *const rows[][2] = {
    { "31.12.2024", "2024-12-31" },
    { " 1.2.2024 ", "2024-02-01" },
    { "31/12/2024", "2024-12-31" },
    { "31-12-2024", "2024-12-31" },
    { "2024-12-31", "2024-12-31" },
    { "2024.12.31", "2024-12-31" },
    { "20241231", "2024-12-31" },
    { "12/31/2024", "2024-12-31" },
    { "12.31.2024", NULL },
    { "31.12.24", "2024-12-31" },
    { "31.12.26", "2026-12-31" },
    { "31.12.27", "1927-12-31" },
    { "31 декабря 2024 г.", "2024-12-31" },
    { "1 мая 2024 года", "2024-05-01" },
    { "3 марта 2024", "2024-03-03" },
    { "5 Jun 2024", "2024-06-05" },
    { "2024-12-31T00:00:00Z", "2024-12-31" },
    { "31.12.2024 0:00:00", "2024-12-31" },
    { "31.12.2024 00:00", "2024-12-31" },
    { "45657", "2024-12-31" },
    { "30.02.2024", NULL },
    { "29.02.2024", "2024-02-29" },
    { "0.0.0", NULL },
    { "12.2024", NULL },
    { "31.12.", NULL },
    { "вчера", NULL },
    { "1234", NULL },
    { "", NULL },
    { NULL, NULL },
    { "31.12.20244", NULL },
    { "999999999999", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *date = crm_import_read_date (rows[i][0], 2026);

      g_assert_cmpstr (date, ==, rows[i][1]);
    }
}

static void
test_money (void)
{
  static const struct
  {
    const char *text;
    gint64 kopecks; /* -1: none */
  } rows[] = {
    { "12 345,67", 1234567 },
    { "12\u00a0345,67 ₽", 1234567 },
    { "12345.67", 1234567 },
    { "12,345.67", 1234567 },
    { "12.345,67", 1234567 },
    { "1'234", 123400 },
    { "1,234", 123400 },
    { "1.234", 123400 },
    { "1,234,567", 123456700 },
    { "1.234.567,8", 123456780 },
    { "12,5", 1250 },
    { "12.50 руб.", 1250 },
    { "100 руб", 10000 },
    { "100р.", 10000 },
    { "0", 0 },
    { "-5,00", -500 },
    { "", -1 },
    { "нет", -1 },
    { "12 345,67 USD", -1 },
    { "1,2,3.4.5", -1 },
    { "99999999999999999999", -1 },
    { NULL, -1 },
    { "5-3", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 kopecks = -1;

      if (!crm_import_read_money (rows[i].text, &kopecks))
        kopecks = -1;
      g_assert_cmpint (kopecks, ==, rows[i].kopecks);
    }
}

static void
test_words (void)
{
  gboolean flag;

  g_assert_cmpstr (crm_import_read_word ("Муж."), ==, "male");
  g_assert_cmpstr (crm_import_read_word ("Юр. лицо"), ==, "company");
  g_assert_cmpstr (crm_import_read_word (" РАСТОРГНУТ "), ==, "cancelled");
  g_assert_cmpstr (crm_import_read_word ("Истёк"), ==, "expired");
  g_assert_null (crm_import_read_word ("синий"));
  g_assert_null (crm_import_read_word (NULL));
  g_assert_true (crm_import_read_flag ("Да", &flag) && flag);
  g_assert_true (crm_import_read_flag ("Нет.", &flag) && !flag);
  g_assert_false (crm_import_read_flag ("может быть", &flag));
}

static void
test_split (void)
{
  static const char *const rows[][4] = {
    { "Капелькин Семён Ильич", "Капелькин", "Семён", "Ильич" },
    { "Семён Ильич Капелькин", "Капелькин", "Семён", "Ильич" },
    { "Семён Капелькин", "Капелькин", "Семён", NULL },
    { "Капелькин Семён", "Капелькин", "Семён", NULL },
    { "Капелькин С.И.", "Капелькин", "С.", "И." },
    { "С. И. Капелькин", "Капелькин", "С.", "И." },
    { "КАПЕЛЬКИН", "КАПЕЛЬКИН", NULL, NULL },
    { "Иванова-Петрова Анна Львовна", "Иванова-Петрова", "Анна", "Львовна" },
    { "Алиев Гейдар Али оглы", "Алиев", "Гейдар", "Али оглы" },
    { "Kapelkin Semen Ilich", "Kapelkin", "Semen", "Ilich" },
    { "Капелькин,  Семён", "Капелькин", "Семён", NULL },
    { "Мирон Роман", "Мирон", "Роман", NULL },
    { "Иван Петрович", "Иван", "Петрович", NULL },
    { "", NULL, NULL, NULL },
    { " . ", NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *last = NULL;
      g_autofree char *first = NULL;
      g_autofree char *middle = NULL;

      crm_import_split_name (rows[i][0], &last, &first, &middle);
      g_assert_cmpstr (last, ==, rows[i][1]);
      g_assert_cmpstr (first, ==, rows[i][2]);
      g_assert_cmpstr (middle, ==, rows[i][3]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/all-words", test_all_words);
  g_test_add_func ("/import/fields", test_fields);
  crm_test_add_cases ("/import/title", titles, sizeof titles[0], G_N_ELEMENTS (titles), test_title);
  g_test_add_func ("/import/all", test_all);
  g_test_add_func ("/import/guess", test_guess);
  g_test_add_func ("/import/date", test_date);
  g_test_add_func ("/import/money", test_money);
  g_test_add_func ("/import/words", test_words);
  g_test_add_func ("/import/split", test_split);
  return g_test_run ();
}
