/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/shared/duplicate-people.h"

#include <string.h>

#include "tests/lib/crm-test.h"

typedef struct
{
  gboolean is_company;
  gboolean is_woman;
  char *last;
  char *first;
  char *middle;
  char *birth_date; /* (nullable) */
  char *company;
  char *inn;
  char *address;
  char *phones[2];
  char *emails[2];
  char *documents[2];
  char *vins[2];
} Person;

typedef struct
{
  guint a, b;
  Plant kind;
} Planted;

struct _People
{
  GPtrArray *people;
  GArray *planted;
  guint64 seed;
};

static const char *const roots[] = {
  "Берёз", "Боров",  "Брусн",   "Былин",  "Васил",   "Ветер",   "Вишн",  "Горош", "Гриб",   "Дубр",
  "Ежев",  "Ёлоч",   "Журавл",  "Звёзд",  "Земл",    "Зимород", "Ив",    "Искор", "Калин",  "Камыш",
  "Капел", "Кашт",   "Клен",    "Клюк",   "Колокол", "Колос",   "Кувш",  "Лазор", "Лес",    "Лист",
  "Луж",   "Луч",    "Льд",     "Малин",  "Метел",   "Мороз",   "Мост",  "Облач", "Огон",   "Ольх",
  "Орех",  "Осин",   "Перелес", "Пескар", "Полян",   "Порош",   "Рад",   "Реч",   "Родн",   "Рос",
  "Ромаш", "Руч",    "Рябин",   "Светл",  "Сем",     "Син",     "Сирен", "Снеж",  "Снегир", "Солн",
  "Сос",   "Стебел", "Стриж",   "Тополь", "Трав",    "Туман",   "Туч",   "Фиал",  "Хвой",   "Черём",
  "Черн",  "Шипов",  "Шиш",     "Щавел",  "Ягод",    "Янтар",   "Яблоч", "Цвет",  "Мельн",
};
static const char *const endings[] = {
  "ов",   "ин",    "кин",  "ушкин", "ев",   "иков", "енков", "овский", "атов", "янов",
  "ухин", "очкин", "ович", "ищев",  "ыгин", "арёв", "елов",  "онин",   "анов", "утин",
};
static const char *const men[] = {
  "Александр", "Алексей",  "Андрей",   "Антон",    "Артём", "Борис",    "Вадим",  "Василий",
  "Виктор",    "Владимир", "Вячеслав", "Геннадий", "Глеб",  "Григорий", "Даниил", "Денис",
  "Дмитрий",   "Евгений",  "Егор",     "Иван",     "Игорь", "Илья",     "Кирилл", "Константин",
  "Максим",    "Михаил",   "Никита",   "Николай",  "Олег",  "Павел",    "Пётр",   "Роман",
  "Семён",     "Сергей",   "Степан",   "Фёдор",    "Юрий",  "Яков",
};
static const char *const women[] = {
  "Агата",   "Александра", "Алёна",     "Алина",  "Анастасия", "Анна",    "Валентина",
  "Варвара", "Вера",       "Виктория",  "Галина", "Дарья",     "Евгения", "Екатерина",
  "Елена",   "Елизавета",  "Зоя",       "Инна",   "Ирина",     "Ксения",  "Лариса",
  "Лидия",   "Людмила",    "Маргарита", "Марина", "Мария",     "Надежда", "Наталья",
  "Нина",    "Оксана",     "Ольга",     "Полина", "Светлана",  "София",   "Татьяна",
  "Ульяна",  "Юлия",
};
static const char *const fathers[] = {
  "Александр", "Алексе", "Андре",  "Борис",      "Валентин", "Виктор", "Владимир",
  "Денис",     "Евгень", "Иван",   "Константин", "Максим",   "Никола", "Олег",
  "Роман",     "Серге",  "Степан", "Фёдор",      "Яковл",
};
static const char *const streets[] = {
  "Лесная", "Садовая", "Речная", "Полевая", "Тихая", "Луговая", "Зелёная", "Цветочная",
};

static const char *const plant_names[] = {
  "spelling", "last-typo", "first-typo", "latin", "birth-typo", "no-birth", "no-middle",
  "married",  "swapped",   "initials",   "paper", "two-typos",  "company",
};

G_STATIC_ASSERT (G_N_ELEMENTS (plant_names) == N_PLANTS);

#define PICK(self, list) list[draw (self, G_N_ELEMENTS (list))]

static guint
draw (People *self, guint n)
{
  return crm_test_random (&self->seed) % n;
}

static gboolean
is_lucky (People *self, guint percent)
{
  return draw (self, 100) < percent;
}

static void
set_text (char **text, char *value)
{
  g_free (*text);
  *text = value;
}

static void
free_person (gpointer data)
{
  Person *person = data;

  g_free (person->last);
  g_free (person->first);
  g_free (person->middle);
  g_free (person->birth_date);
  g_free (person->company);
  g_free (person->inn);
  g_free (person->address);
  g_free (person->phones[0]);
  g_free (person->emails[0]);
  g_free (person->documents[0]);
  g_free (person->vins[0]);
  g_free (person);
}

/* ---- who there is -------------------------------------------------------------------------- */

static char *
make_last (People *self, gboolean is_woman)
{
  /* The product of two draws: some roots are much more frequent than others, as in life. */
  guint root = draw (self, G_N_ELEMENTS (roots)) * draw (self, 100) / 100;
  const char *ending = PICK (self, endings);
  gboolean is_adjective = g_str_has_suffix (ending, "ский");

  if (!is_woman || g_str_has_suffix (ending, "ич"))
    return g_strconcat (roots[root], ending, NULL);
  if (is_adjective)
    return g_strdup_printf ("%s%.*sая", roots[root], (int) (strlen (ending) - 4), ending);
  return g_strconcat (roots[root], ending, "а", NULL);
}

static char *
make_date (People *self)
{
  return g_strdup_printf ("%04u-%02u-%02u", 1945 + draw (self, 60), 1 + draw (self, 12),
                          1 + draw (self, 28));
}

static char *
make_digits (People *self, const char *prefix, guint n)
{
  GString *text = g_string_new (prefix);

  for (guint i = 0; i < n; i++)
    g_string_append_c (text, (char) ('0' + draw (self, 10)));
  return g_string_free (text, FALSE);
}

static void
set_contacts (People *self, Person *person)
{
  person->phones[0] = make_digits (self, "+79", 9);
  if (is_lucky (self, 60))
    person->emails[0] =
        g_strdup_printf ("u%u%u@example.ru", crm_test_random (&self->seed), draw (self, 1000));
  person->address = g_strdup_printf ("г. Тверь, ул. %s, д. %u, кв. %u", PICK (self, streets),
                                     1 + draw (self, 90), 1 + draw (self, 200));
}

static const char *
get_suffix (const char *father, gboolean is_woman)
{
  gboolean is_soft = g_str_has_suffix (father, "е") || g_str_has_suffix (father, "ь") ||
                     g_str_has_suffix (father, "а") || g_str_has_suffix (father, "л");

  if (is_soft)
    return is_woman ? "евна" : "евич";
  return is_woman ? "овна" : "ович";
}

static Person *
add_person (People *self)
{
  Person *person = g_new0 (Person, 1);
  const char *father = PICK (self, fathers);

  person->is_woman = is_lucky (self, 50);
  person->last = make_last (self, person->is_woman);
  person->first = g_strdup (person->is_woman ? PICK (self, women) : PICK (self, men));
  person->middle = g_strconcat (father, get_suffix (father, person->is_woman), NULL);
  if (is_lucky (self, 90))
    person->birth_date = make_date (self);
  if (is_lucky (self, 70))
    person->documents[0] = make_digits (self, "passport:", 10);
  if (is_lucky (self, 30))
    person->vins[0] = make_digits (self, "XTA210", 11);
  set_contacts (self, person);
  g_ptr_array_add (self->people, person);
  return person;
}

static Person *
add_company (People *self)
{
  Person *company = g_new0 (Person, 1);

  company->is_company = TRUE;
  company->company = g_strdup_printf ("ООО «%s%s»", PICK (self, roots), PICK (self, endings));
  company->inn = make_digits (self, "77", 8);
  set_contacts (self, company);
  g_ptr_array_add (self->people, company);
  return company;
}

/* One flat, one phone; the same father's name; a twin shares the birthday too. */
static void
add_relative (People *self, const Person *of, gboolean is_twin)
{
  Person *person = add_person (self);
  gboolean is_woman = person->is_woman;

  g_free (person->last);
  person->last = g_str_has_suffix (of->last, "а") && !is_woman
                     ? g_strndup (of->last, strlen (of->last) - strlen ("а"))
                     : g_strdup (of->last);
  while (strcmp (person->first, of->first) == 0)
    {
      g_free (person->first);
      person->first = g_strdup (is_woman ? PICK (self, women) : PICK (self, men));
    }
  g_free (person->phones[0]);
  person->phones[0] = g_strdup (of->phones[0]);
  g_free (person->address);
  person->address = g_strdup (of->address);
  if (!is_twin)
    return;

  g_free (person->birth_date);
  person->birth_date = g_strdup (of->birth_date);
  if (of->is_woman == is_woman)
    {
      g_free (person->middle);
      person->middle = g_strdup (of->middle);
    }
}

/* The same whole name, another person: a son of his father's name in one flat, or a stranger. */
static void
add_namesake (People *self, const Person *of, gboolean is_family)
{
  Person *person = add_person (self);

  g_free (person->last);
  person->last = g_strdup (of->last);
  g_free (person->first);
  person->first = g_strdup (of->first);
  g_free (person->middle);
  person->middle = g_strdup (of->middle);
  person->is_woman = of->is_woman;
  do
    set_text (&person->birth_date, make_date (self));
  while (of->birth_date != NULL && strncmp (person->birth_date, of->birth_date, 4) == 0);
  if (!is_family || of->birth_date == NULL)
    return;

  g_free (person->phones[0]);
  person->phones[0] = g_strdup (of->phones[0]);
  g_free (person->address);
  person->address = g_strdup (of->address);
}

/* ---- who is there twice -------------------------------------------------------------------- */

static gunichar
draw_letter (People *self)
{
  return 0x430 + draw (self, 32);
}

/* One key: left out, doubled by another, wrong, or two changed about; never the first. */
static char *
mistype (People *self, const char *text)
{
  glong n;
  g_autofree gunichar *letters = g_utf8_to_ucs4_fast (text, -1, &n);
  guint at = 1 + draw (self, (guint) n - 2);
  GString *typed = g_string_new (NULL);
  guint what = draw (self, 4);

  for (guint i = 0; i < (guint) n; i++)
    {
      if (i == at && what == 0)
        continue;
      if (i == at && what == 1)
        g_string_append_unichar (typed, draw_letter (self));
      if (i == at && what == 2)
        g_string_append_unichar (typed, draw_letter (self));
      else if (what == 3 && (i == at || i == at + 1) && at + 1 < (guint) n)
        g_string_append_unichar (typed, letters[i == at ? at + 1 : at]);
      else
        g_string_append_unichar (typed, letters[i]);
    }
  return g_string_free (typed, FALSE);
}

static char *
transliterate (const char *text, guint rule)
{
  /* From а on: one for all, then what the rules differ in. */
  static const char *const latin[] = { "a",  "b",    "v", "g", "d", "e",  "zh", "z",
                                       "i",  "y",    "k", "l", "m", "n",  "o",  "p",
                                       "r",  "s",    "t", "u", "f", "kh", "ts", "ch",
                                       "sh", "shch", "",  "y", "",  "e",  "yu", "ya" };
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autoptr (GString) written = g_string_new (NULL);

  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == 0x451)
        g_string_append (written, rule == 2 ? "yo" : "e");
      else if (c == 0x44e && rule == 1)
        g_string_append (written, "iu");
      else if (c == 0x44f && rule == 1)
        g_string_append (written, "ia");
      else if (c == 0x439 && rule == 1)
        g_string_append (written, "i");
      else if (c >= 0x430 && c <= 0x44f)
        g_string_append (written, latin[c - 0x430]);
    }
  return g_ascii_strup (written->str, -1);
}

/* The other desk knows a part of it. */
static Person *
copy_person (People *self, const Person *of)
{
  Person *copy = g_new0 (Person, 1);

  copy->is_company = of->is_company;
  copy->is_woman = of->is_woman;
  copy->last = g_strdup (of->last);
  copy->first = g_strdup (of->first);
  copy->middle = g_strdup (of->middle);
  copy->birth_date = g_strdup (of->birth_date);
  copy->company = g_strdup (of->company);
  copy->inn = g_strdup (of->inn);
  copy->phones[0] = is_lucky (self, 60) ? g_strdup (of->phones[0]) : make_digits (self, "+79", 9);
  if (is_lucky (self, 50))
    copy->emails[0] = g_strdup (of->emails[0]);
  if (is_lucky (self, 50))
    copy->address = g_strdup (of->address);
  if (is_lucky (self, 60))
    copy->documents[0] = g_strdup (of->documents[0]);
  if (is_lucky (self, 50))
    copy->vins[0] = g_strdup (of->vins[0]);
  g_ptr_array_add (self->people, copy);
  return copy;
}

/* What the last name or the birth date cannot say any more, a contact does. */
static void
keep_contact (People *self, Person *copy, const Person *of)
{
  set_text (&copy->phones[0], g_strdup (of->phones[0]));
  if (is_lucky (self, 30) && of->emails[0] != NULL)
    {
      set_text (&copy->emails[0], g_strdup (of->emails[0]));
      set_text (&copy->phones[0], NULL);
    }
}

static char *
respell (People *self, const char *text)
{
  g_autofree char *upper = g_utf8_strup (text, -1);
  g_auto (GStrv) parts = g_strsplit (text, "ё", -1);

  return is_lucky (self, 50) ? g_strconcat (" ", upper, NULL) : g_strjoinv ("е", parts);
}

static char *
mistype_date (People *self, const char *date)
{
  char *typed = g_strdup (date);
  guint at = 3 + draw (self, 7);

  if (is_lucky (self, 40))
    {
      memcpy (typed + 5, date + 8, 2);
      memcpy (typed + 8, date + 5, 2);
    }
  else if (typed[at] != '-')
    typed[at] = (char) ('0' + draw (self, 10));
  return typed;
}

static void
change_names (People *self, Person *copy, const Person *of, Plant kind)
{
  guint rule = draw (self, 3);

  switch (kind)
    {
    case PLANT_SPELLING:
      set_text (&copy->last, respell (self, of->last));
      set_text (&copy->first, respell (self, of->first));
      break;
    case PLANT_TWO_TYPOS:
    case PLANT_PAPER:
    case PLANT_LAST_TYPO:
      set_text (&copy->last, mistype (self, of->last));
      if (kind == PLANT_TWO_TYPOS)
        set_text (&copy->first, mistype (self, of->first));
      break;
    case PLANT_FIRST_TYPO:
      set_text (&copy->first, mistype (self, of->first));
      break;
    case PLANT_LATIN:
      set_text (&copy->last, transliterate (of->last, rule));
      set_text (&copy->first, transliterate (of->first, rule));
      set_text (&copy->middle, transliterate (of->middle, rule));
      break;
    case PLANT_MARRIED:
      set_text (&copy->last, make_last (self, TRUE));
      break;
    case PLANT_SWAPPED:
      set_text (&copy->last, g_strdup (of->first));
      set_text (&copy->first, g_strdup (of->last));
      break;
    case PLANT_INITIALS:
      set_text (&copy->first, g_utf8_substring (of->first, 0, 1));
      set_text (&copy->middle, g_utf8_substring (of->middle, 0, 1));
      break;
    case PLANT_NO_MIDDLE:
      set_text (&copy->middle, NULL);
      break;
    default:
      break;
    }
}

static void
change_rest (People *self, Person *copy, const Person *of, Plant kind)
{
  if (kind == PLANT_BIRTH_TYPO)
    set_text (&copy->birth_date, mistype_date (self, of->birth_date));
  if (kind == PLANT_NO_BIRTH || kind == PLANT_PAPER)
    set_text (&copy->birth_date, NULL);
  if (kind == PLANT_PAPER)
    set_text (&copy->documents[0], g_strdup (of->documents[0]));
  if (kind == PLANT_BIRTH_TYPO || kind == PLANT_NO_BIRTH || kind == PLANT_MARRIED ||
      kind == PLANT_INITIALS || kind == PLANT_COMPANY)
    keep_contact (self, copy, of);
  if (kind == PLANT_COMPANY)
    {
      set_text (&copy->company, g_strdup_printf ("\"%.*s\" OOO", (int) (strlen (of->company) - 11),
                                                 of->company + strlen ("ООО «")));
      if (is_lucky (self, 50))
        set_text (&copy->inn, NULL);
    }
}

/* Whether enough is known of somebody for this kind of a second card. */
static gboolean
may_plant (const Person *of, Plant kind)
{
  if (of->is_company != (kind == PLANT_COMPANY))
    return FALSE;
  if (kind == PLANT_COMPANY)
    return TRUE;
  if (kind == PLANT_PAPER)
    return of->documents[0] != NULL;
  return of->birth_date != NULL && (kind != PLANT_MARRIED || of->is_woman);
}

static void
plant (People *self, guint n_people, Plant kind)
{
  Planted planted = { .kind = kind };
  const Person *of;
  Person *copy;

  do
    planted.a = draw (self, n_people);
  while (!may_plant (self->people->pdata[planted.a], kind));

  of = self->people->pdata[planted.a];
  copy = copy_person (self, of);
  change_names (self, copy, of, kind);
  change_rest (self, copy, of, kind);
  planted.b = self->people->len - 1;
  g_array_append_val (self->planted, planted);
}

/* ---- public -------------------------------------------------------------------------------- */

People *
people_new (guint n, guint n_planted, guint64 seed)
{
  People *self = g_new0 (People, 1);

  self->seed = seed;
  self->people = g_ptr_array_new_with_free_func (free_person);
  self->planted = g_array_new (FALSE, FALSE, sizeof (Planted));
  while (self->people->len < n)
    {
      const Person *person;

      if (is_lucky (self, 6))
        {
          add_company (self);
          continue;
        }
      person = add_person (self);
      if (is_lucky (self, 12))
        add_relative (self, person, FALSE);
      if (is_lucky (self, 2) && person->birth_date != NULL)
        add_relative (self, person, TRUE);
      if (is_lucky (self, 3))
        add_namesake (self, person, is_lucky (self, 50));
    }
  for (guint i = 0, n_people = self->people->len; i < n_planted; i++)
    plant (self, n_people, i % N_PLANTS);
  return self;
}

void
people_free (People *self)
{
  g_ptr_array_unref (self->people);
  g_array_unref (self->planted);
  g_free (self);
}

guint
people_count (People *self)
{
  return self->people->len;
}

CrmDuplicateInput
people_get_input (People *self, guint index)
{
  const Person *person = self->people->pdata[index];

  return (CrmDuplicateInput){
    .is_company = person->is_company,
    .last_name = person->last,
    .first_name = person->first,
    .middle_name = person->middle,
    .birth_date = person->birth_date,
    .company_name = person->company,
    .inn = person->inn,
    .address = person->address,
    .phones = (const char *const *) person->phones,
    .emails = (const char *const *) person->emails,
    .documents = (const char *const *) person->documents,
    .vins = (const char *const *) person->vins,
  };
}

guint
people_count_found (People *self, Plant kind, GHashTable *found, guint *n_found)
{
  guint n = 0;

  *n_found = 0;
  for (guint i = 0; i < self->planted->len; i++)
    {
      const Planted *planted = &g_array_index (self->planted, Planted, i);
      gint64 key = ((gint64) planted->a << 32) | planted->b;

      if (planted->kind != kind)
        continue;
      n++;
      *n_found += g_hash_table_contains (found, &key);
    }
  return n;
}

static guint
find_first (People *self, guint index)
{
  guint n_people = self->people->len - self->planted->len;

  return index < n_people ? index : g_array_index (self->planted, Planted, index - n_people).a;
}

gboolean
people_are_one (People *self, guint a, guint b)
{
  return find_first (self, a) == find_first (self, b);
}

const char *
people_get_plant_name (Plant kind)
{
  return plant_names[kind];
}
