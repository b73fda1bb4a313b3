/* SPDX-License-Identifier: GPL-3.0-or-later */

/* People with names as they are found in Russia: few first names, many last names with endings, so
 * that short prefixes find much and long ones little. */

#include "tests/bench/bench-data.h"

#include "shared/base/crm-id.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"

#include <string.h>

static const char *const roots[] = {
  "Иван",   "Смирн",   "Кузнец",   "Поп",    "Василь",    "Петр",   "Сокол",   "Михайл",  "Новик",
  "Фёдор",  "Мороз",   "Волк",     "Алексе", "Лебед",     "Семён",  "Егор",    "Павл",    "Козл",
  "Степан", "Никола",  "Орл",      "Андре",  "Макар",     "Никит",  "Захар",   "Капель",  "Ромаш",
  "Бел",    "Тихон",   "Бузык",    "Зайц",   "Соловь",    "Борис",  "Яковл",   "Григорь", "Роман",
  "Воробь", "Серге",   "Кузьм",    "Фрол",   "Александр", "Дмитри", "Корол",   "Гусе",    "Кисел",
  "Ильи",   "Максим",  "Поляк",    "Сорок",  "Виноград",  "Ковал",  "Бел",     "Медвед",  "Антон",
  "Тарас",  "Жук",     "Баран",    "Филипп", "Комар",     "Давыд",  "Беля",    "Герасим", "Богдан",
  "Осип",   "Сидор",   "Матве",    "Тит",    "Марк",      "Мирон",  "Крыл",    "Куликов", "Карп",
  "Влас",   "Мельник", "Денис",    "Гаврил", "Тихомир",   "Казак",  "Афанась", "Данил",   "Савель",
  "Тимоф",  "Фом",     "Чернов",   "Абрам",  "Мартын",    "Ефим",   "Федот",   "Щербак",  "Назар",
  "Калин",  "Исак",    "Чернышёв", "Быков",  "Маслов",    "Родион", "Коновал", "Лазар",   "Воронин",
};
static const char *const middles[] = { "",  "к",  "ч",   "ш",  "ц",  "н",  "л",  "р",
                                       "т", "ск", "енк", "ух", "ят", "ар", "ил", "ов" };
static const char *const endings[] = { "ов", "ев", "ин", "енко", "ский", "ых", "ян", "ко" };
static const char *const men[] = { "Александр", "Сергей", "Дмитрий", "Андрей", "Алексей", "Максим",
                                   "Евгений",   "Иван",   "Михаил",  "Артём",  "Николай", "Семён",
                                   "Пётр",      "Илья",   "Роман",   "Кирилл" };
static const char *const women[] = { "Елена",   "Ольга",  "Наталья",   "Анна",
                                     "Татьяна", "Мария",  "Екатерина", "Ирина",
                                     "Юлия",    "Алёна",  "Светлана",  "Анастасия",
                                     "Дарья",   "Марина", "Людмила",   "Полина" };
static const char *const fathers[] = { "Александров", "Сергеев",  "Дмитриев", "Андреев",
                                       "Алексеев",    "Максимов", "Евгеньев", "Иванов",
                                       "Михайлов",    "Николаев", "Семёнов",  "Петров" };
static const char *const cities[] = { "Москва", "Тула", "Рязань", "Калуга", "Воронеж", "Казань",
                                      "Самара", "Омск", "Пермь",  "Уфа",    "Тверь",   "Псков" };
static const char *const streets[] = { "Ленина",   "Мира",       "Садовая",  "Лесная",
                                       "Гагарина", "Советская",  "Школьная", "Набережная",
                                       "Полевая",  "Молодёжная", "Зелёная",  "Пушкина" };
static const char *const firms[] = { "Вектор",  "Ромашка", "Гарант", "Заря",
                                     "Импульс", "Каскад",  "Луч",    "Меридиан" };

static guint
pick (BenchData *self, guint n)
{
  return crm_test_random (&self->seed) % n;
}

/* The first ones are more frequent, as names are. */
static guint
pick_early (BenchData *self, guint n)
{
  const guint a = pick (self, n), b = pick (self, n);

  return MIN (a, b);
}

static const char *keep (BenchData *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static const char *
keep (BenchData *self, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return g_string_chunk_insert (self->texts, text);
}

static void
make_id (BenchData *self, char id[37], guint n, guint last)
{
  const guint64 time = 0x19a00000000 + n / 4;

  g_snprintf (id, 37, "%08x-%04x-7%03x-8%03x-%08x%04x", (guint) (time >> 16),
              (guint) (time & 0xffff), n & 0xfff, pick (self, 0x1000), pick (self, G_MAXINT), last);
}

BenchData *
bench_data_new (guint64 seed)
{
  BenchData *self = g_new0 (BenchData, 1);

  self->seed = seed;
  self->texts = g_string_chunk_new (4096);
  return self;
}

void
bench_data_free (BenchData *self)
{
  g_string_chunk_free (self->texts);
  g_free (self);
}

static void
make_person (BenchData *self)
{
  const gboolean woman = pick (self, 2);
  const char **v = self->customer;

  v[CRM_CUSTOMER_TYPE] = "person";
  v[CRM_CUSTOMER_LAST_NAME] =
      keep (self, "%s%s%s%s", roots[pick_early (self, G_N_ELEMENTS (roots))],
            middles[pick_early (self, G_N_ELEMENTS (middles))],
            endings[pick_early (self, G_N_ELEMENTS (endings))], woman ? "а" : "");
  v[CRM_CUSTOMER_FIRST_NAME] = woman ? women[pick_early (self, G_N_ELEMENTS (women))]
                                     : men[pick_early (self, G_N_ELEMENTS (men))];
  v[CRM_CUSTOMER_MIDDLE_NAME] =
      keep (self, "%s%s", fathers[pick_early (self, G_N_ELEMENTS (fathers))], woman ? "на" : "ич");
  v[CRM_CUSTOMER_BIRTH_DATE] =
      keep (self, "%u-%02u-%02u", 1940 + pick (self, 65), 1 + pick (self, 12), 1 + pick (self, 28));
  v[CRM_CUSTOMER_SEX] = woman ? "female" : "male";
}

static void
make_company (BenchData *self)
{
  const char **v = self->customer;

  v[CRM_CUSTOMER_TYPE] = "company";
  v[CRM_CUSTOMER_COMPANY_NAME] =
      keep (self, "ООО «%s-%s»", firms[pick (self, 8)], cities[pick (self, G_N_ELEMENTS (cities))]);
  v[CRM_CUSTOMER_INN] = keep (self, "%010u", 1000000000u + pick (self, G_MAXINT));
}

static void
make_common (BenchData *self)
{
  const char **v = self->customer;

  v[CRM_CUSTOMER_OWNER] = keep (self, "01980000-0000-7000-8000-%012u", pick (self, 5));
  v[CRM_CUSTOMER_BRANCH] = "01980000-0000-7000-8000-00000000b001";
  v[CRM_CUSTOMER_SOURCE] = pick (self, 2) ? "site" : "recommendation";
  v[CRM_CUSTOMER_ADDRESS_CITY] = cities[pick_early (self, G_N_ELEMENTS (cities))];
  v[CRM_CUSTOMER_ADDRESS_STREET] = streets[pick (self, G_N_ELEMENTS (streets))];
  v[CRM_CUSTOMER_ADDRESS_HOUSE] = keep (self, "%u", 1 + pick (self, 150));
  v[CRM_CUSTOMER_ADDRESS_FLAT] = keep (self, "%u", 1 + pick (self, 300));
  v[CRM_CUSTOMER_NUMBER] = keep (self, "К-%06u", self->n);
  v[CRM_CUSTOMER_STATUS] = pick (self, 3) ? "client" : "lead";
  v[CRM_CUSTOMER_CREATED_AT] = "2026-03-01T09:00:00.000000Z";
  v[CRM_CUSTOMER_CREATED_BY] = v[CRM_CUSTOMER_OWNER];
  v[CRM_CUSTOMER_CHANGED_AT] = "2026-05-01T09:00:00.000000Z";
}

void
bench_data_next (BenchData *self)
{
  g_string_chunk_clear (self->texts);
  memset (self->customer, 0, sizeof self->customer);
  memset (self->phone, 0, sizeof self->phone);
  memset (self->email, 0, sizeof self->email);
  self->n++;
  make_id (self, self->id, self->n, 1);
  make_id (self, self->phone_id, self->n, 2);
  make_id (self, self->email_id, self->n, 3);
  if (pick (self, 10) == 0)
    make_company (self);
  else
    make_person (self);
  make_common (self);
  self->phone[CRM_CONTACT_POINT_CUSTOMER] = self->id;
  self->phone[CRM_CONTACT_POINT_TYPE] = "phone";
  self->phone[CRM_CONTACT_POINT_VALUE] =
      keep (self, "+79%02u%07u", pick (self, 100), pick (self, 10000000));
  self->phone[CRM_CONTACT_POINT_PRIMARY] = "true";
  self->email[CRM_CONTACT_POINT_CUSTOMER] = self->id;
  self->email[CRM_CONTACT_POINT_TYPE] = "email";
  self->email[CRM_CONTACT_POINT_VALUE] = keep (self, "client%u@example.org", self->n);
}

static void
write_row (CrmChangeWriter *writer, const CrmKind *kind, const char *id, const char **values)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = kind, .version = 1 };

  crm_id_to_bytes (id, change.id);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      change.values[i] = values[i];
      change.lengths[i] = values[i] != NULL ? (int) strlen (values[i]) : 0;
    }
  crm_change_writer_add (writer, &change);
}

void
bench_data_write (BenchData *self, CrmChangeWriter *writer)
{
  write_row (writer, &crm_customer_kind, self->id, self->customer);
  write_row (writer, &crm_contact_point_kind, self->phone_id, self->phone);
  write_row (writer, &crm_contact_point_kind, self->email_id, self->email);
}

void
bench_data_write_cursor (CrmChangeWriter *writer, const char *cursor, gboolean end)
{
  const CrmChange change = { .type = end ? CRM_CHANGE_END : CRM_CHANGE_CURSOR, .cursor = cursor };

  crm_change_writer_add (writer, &change);
}

char *
bench_data_dup_query (BenchData *self, guint length)
{
  const char *phone = self->phone[CRM_CONTACT_POINT_VALUE] + 2;
  const char *last = self->customer[CRM_CUSTOMER_LAST_NAME];
  const char *first = self->customer[CRM_CUSTOMER_FIRST_NAME];

  if (last == NULL)
    return g_utf8_substring (strchr (self->customer[CRM_CUSTOMER_COMPANY_NAME], ' ') + 3, 0,
                             MIN (length, 6));
  switch (pick (self, 10))
    {
    case 0:
      return g_strndup (phone, MIN (length, 10));
    case 1:
      return g_strdup (phone + 10 - MAX (4, MIN (length, 10)));
    case 2:
      return g_utf8_substring (first, 0, MIN (length, g_utf8_strlen (first, -1)));
    case 3:
      {
        g_autofree char *start = g_utf8_substring (first, 0, MIN (length, 3));

        return g_strdup_printf ("%s %s", last, start);
      }
    default:
      return g_utf8_substring (last, 0, MIN (length, g_utf8_strlen (last, -1)));
    }
}
