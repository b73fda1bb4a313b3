/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes demo customers that look like a real portfolio. Pure but for the ids. */

#define G_LOG_DOMAIN "hub-demo"

#include "server/customers/hub-demo.h"

#include "server/customers/hub-demo-papers.h"
#include "server/customers/hub-demo-portfolio.h"
#include "server/customers/hub-demo-relations.h"
#include "server/customers/hub-demo-words.h"
#include "shared/base/crm-time.h"

#define DAY G_TIME_SPAN_DAY

/* A customer being made. */
typedef struct
{
  HubDemo *demo;
  GStringChunk *texts;
  HubLoadCustomer *customer;
  const HubDemoOwner *owner;
  gint64 created_at;
} Work;

void
hub_demo_init (HubDemo *self, guint64 seed, const HubDemoOwner *owners, guint n_owners)
{
  self->seed = seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1;
  self->now = crm_time_now ();
  self->owners = owners;
  self->n_owners = n_owners;
  self->n_made = 0;
  self->last_owner = NULL;
}

/* splitmix64: the same numbers everywhere. */
static guint32
draw (HubDemo *self, guint32 limit)
{
  guint64 z = self->seed += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return (z ^ (z >> 31)) % limit;
}

static gboolean
happens (HubDemo *self, guint percent)
{
  return draw (self, 100) < percent;
}

static const char *
pick (HubDemo *self, const char *const *words)
{
  return words[draw (self, g_strv_length ((char **) words))];
}

static void G_GNUC_PRINTF (3, 4) set (Work *work, CrmCustomerField field, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  work->customer->values[field] = g_string_chunk_insert (work->texts, text);
}

static void
add_point (Work *work, const char *type, const char *value, const char *label)
{
  HubLoadPoint point = { type, g_string_chunk_insert (work->texts, value), label, FALSE };

  for (guint i = 0; i < work->customer->points->len; i++)
    if (g_str_equal (g_array_index (work->customer->points, HubLoadPoint, i).type, type))
      {
        hub_load_customer_add_point (work->customer, &point);
        return;
      }
  point.is_primary = TRUE;
  hub_load_customer_add_point (work->customer, &point);
}

static void
add_phone (Work *work, const char *label)
{
  g_autofree char *phone = g_strdup_printf ("+7900%07u", draw (work->demo, 10000000));

  add_point (work, "phone", phone, label);
}

/* ---- numbers with check digits -------------------------------------------------------------- */

static guint
weigh (const char *digits, const guint *weights, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (digits[i] - '0') * weights[i];
  return sum % 11 % 10;
}

static void
set_company_numbers (Work *work, const char *region)
{
  static const guint weights[] = { 2, 4, 10, 3, 5, 9, 4, 6, 8 };
  g_autofree char *inn = g_strdup_printf ("%s%07u", region, draw (work->demo, 10000000));
  g_autofree char *ogrn = g_strdup_printf ("1%02u%s%07u", 5 + draw (work->demo, 20), region,
                                           draw (work->demo, 10000000));

  set (work, CRM_CUSTOMER_INN, "%s%u", inn, weigh (inn, weights, 9));
  set (work, CRM_CUSTOMER_KPP, "%.4s01001", inn);
  set (work, CRM_CUSTOMER_OGRN, "%s%u", ogrn,
       (guint) (g_ascii_strtoull (ogrn, NULL, 10) % 11 % 10));
}

static void
set_person_number (Work *work)
{
  static const guint first[] = { 7, 2, 4, 10, 3, 5, 9, 4, 6, 8 };
  static const guint second[] = { 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8 };
  g_autofree char *inn = g_strdup_printf ("77%08u", draw (work->demo, 100000000));
  g_autofree char *longer = g_strdup_printf ("%s%u", inn, weigh (inn, first, 10));

  set (work, CRM_CUSTOMER_INN, "%s%u", longer, weigh (longer, second, 11));
}

/* ---- who and where -------------------------------------------------------------------------- */

static void
set_address (Work *work, const char *street)
{
  const HubDemoPlace *place = &hub_demo_places[draw (work->demo, hub_demo_n_places)];

  set (work, CRM_CUSTOMER_ADDRESS_REGION, "%s", place->region);
  set (work, CRM_CUSTOMER_ADDRESS_CITY, "%s", place->city);
  set (work, CRM_CUSTOMER_ADDRESS_STREET, "%s",
       street != NULL ? street : pick (work->demo, hub_demo_streets));
  set (work, CRM_CUSTOMER_ADDRESS_HOUSE, "%u", 1 + draw (work->demo, 120));
  if (happens (work->demo, 80))
    set (work, CRM_CUSTOMER_ADDRESS_FLAT, "%u", 1 + draw (work->demo, 250));
  set (work, CRM_CUSTOMER_ADDRESS_POSTCODE, "%s%03u", place->postcode, draw (work->demo, 1000));
}

static void
make_known_person (Work *work, const HubDemoPerson *person)
{
  set (work, CRM_CUSTOMER_TYPE, "person");
  set (work, CRM_CUSTOMER_LAST_NAME, "%s", person->last_name);
  set (work, CRM_CUSTOMER_FIRST_NAME, "%s", person->first_name);
  set (work, CRM_CUSTOMER_MIDDLE_NAME, "%s", person->middle_name);
  set (work, CRM_CUSTOMER_SEX, "%s", person->sex);
  set (work, CRM_CUSTOMER_BIRTH_DATE, "%s", person->birth_date);
  set_address (work, person->street);
  add_point (work, "phone", person->phone, NULL);
  if (person->email != NULL)
    add_point (work, "email", person->email, NULL);
  if (person->note != NULL)
    set (work, CRM_CUSTOMER_NOTE, "%s", person->note);
}

static void
make_person (Work *work)
{
  HubDemo *demo = work->demo;
  gboolean is_woman = happens (demo, 54);
  const HubDemoPair *patronymic = &hub_demo_patronymics[draw (demo, hub_demo_n_patronymics)];

  set (work, CRM_CUSTOMER_TYPE, "person");
  set (work, CRM_CUSTOMER_LAST_NAME, "%s%s", pick (demo, hub_demo_surnames), is_woman ? "а" : "");
  set (work, CRM_CUSTOMER_FIRST_NAME, "%s", pick (demo, is_woman ? hub_demo_women : hub_demo_men));
  set (work, CRM_CUSTOMER_MIDDLE_NAME, "%s", is_woman ? patronymic->she : patronymic->he);
  set (work, CRM_CUSTOMER_SEX, "%s", is_woman ? "female" : "male");
  if (happens (demo, 92))
    set (work, CRM_CUSTOMER_BIRTH_DATE, "%u-%02u-%02u", 1948 + draw (demo, 58), 1 + draw (demo, 12),
         1 + draw (demo, 28));
  if (happens (demo, 88))
    set_address (work, NULL);
  if (happens (demo, 10))
    set_person_number (work);

  add_phone (work, NULL);
  if (happens (demo, 18))
    add_phone (work, happens (demo, 50) ? "домашний" : "рабочий");
  if (happens (demo, 55))
    {
      g_autofree char *email = g_strdup_printf ("client%u@example.com", 1000 + demo->n_made);

      add_point (work, "email", email, NULL);
    }
}

static void
make_company (Work *work)
{
  HubDemo *demo = work->demo;
  g_autofree char *email = g_strdup_printf ("office%u@example.org", 1000 + demo->n_made);

  set (work, CRM_CUSTOMER_TYPE, "company");
  set (work, CRM_CUSTOMER_COMPANY_NAME, "%s «%s-%u»", happens (demo, 85) ? "ООО" : "АО",
       pick (demo, hub_demo_firms), 1 + draw (demo, 400));
  set_company_numbers (work, "77");
  set_address (work, NULL);
  add_phone (work, "приёмная");
  add_point (work, "email", email, NULL);
}

/* ---- what happened -------------------------------------------------------------------------- */

static void
set_tags (Work *work)
{
  const char *first = pick (work->demo, hub_demo_tags);
  const char *second = pick (work->demo, hub_demo_tags);

  if (happens (work->demo, 25) && first != second)
    set (work, CRM_CUSTOMER_TAGS, "[\"%s\",\"%s\"]", first, second);
  else
    set (work, CRM_CUSTOMER_TAGS, "[\"%s\"]", first);
}

static const char *
print_time (Work *work, gint64 time)
{
  g_autofree char *text = crm_time_to_string (time);

  return g_string_chunk_insert (work->texts, text);
}

static const char *
describe_change (Work *work)
{
  const char *source = work->customer->values[CRM_CUSTOMER_SOURCE];
  const char *city = work->customer->values[CRM_CUSTOMER_ADDRESS_CITY];
  const char *note = work->customer->values[CRM_CUSTOMER_NOTE];
  g_autofree char *text = NULL;

  if (note != NULL && happens (work->demo, 60))
    text = g_strdup_printf ("{\"note\":{\"now\":\"%s\"}}", note);
  else if (city != NULL && happens (work->demo, 50))
    text = g_strdup_printf ("{\"address.city\":{\"was\":\"Клин\",\"now\":\"%s\"}}", city);
  else
    text = g_strdup_printf ("{\"source\":{\"was\":\"офис\",\"now\":\"%s\"}}", source);
  return g_string_chunk_insert (work->texts, text);
}

static void
add_history (Work *work)
{
  gint64 age = work->demo->now - work->created_at;
  gint64 at = work->created_at + age / 1000 * (300 + draw (work->demo, 700));
  HubLoadEvent event = { "update", work->owner->id, print_time (work, at), describe_change (work) };

  hub_load_customer_add_event (work->customer, &event);
  work->customer->values[CRM_CUSTOMER_CHANGED_AT] = event.at;
}

static void
set_life (Work *work)
{
  HubDemo *demo = work->demo;
  guint status = draw (demo, 100);
  gint64 minutes = draw (demo, 6 * 365 * 24 * 60);

  work->created_at = demo->now - DAY - minutes * G_TIME_SPAN_MINUTE;
  set (work, CRM_CUSTOMER_STATUS, "%s", status < 78 ? "client" : status < 93 ? "lead" : "former");
  set (work, CRM_CUSTOMER_SOURCE, "%s", pick (demo, hub_demo_sources));
  work->customer->values[CRM_CUSTOMER_CREATED_AT] = print_time (work, work->created_at);
  work->customer->values[CRM_CUSTOMER_CREATED_BY] = work->owner->id;
  if (happens (demo, 22))
    set_tags (work);
  if (work->customer->values[CRM_CUSTOMER_NOTE] == NULL && happens (demo, 20))
    set (work, CRM_CUSTOMER_NOTE, "%s", pick (demo, hub_demo_notes));
  if (happens (demo, 15) || demo->n_made < hub_demo_n_people)
    add_history (work);
}

/* The people of the pictures belong to the first owner; of the others he has a little more. */
static const HubDemoOwner *
choose_owner (HubDemo *self)
{
  guint share = draw (self, 100);

  if (self->n_made < hub_demo_n_people || self->n_owners < 3 || share < 40)
    return &self->owners[0];
  return &self->owners[1 + share % (self->n_owners - 1)];
}

HubLoadCustomer *
hub_demo_make (HubDemo *self, GStringChunk *texts)
{
  Work work = { self, texts, hub_load_customer_new (), choose_owner (self), 0 };

  work.customer->values[CRM_CUSTOMER_OWNER] = work.owner->id;
  work.customer->values[CRM_CUSTOMER_BRANCH] = work.owner->branch;
  if (self->n_made < hub_demo_n_people)
    make_known_person (&work, &hub_demo_people[self->n_made]);
  else if (happens (self, 6))
    make_company (&work);
  else
    make_person (&work);
  set_life (&work);
  hub_demo_add_papers (work.customer, texts, self->seed, self->n_made < hub_demo_n_people);
  hub_demo_add_portfolio (work.customer, texts, self->seed, (int) (self->now / DAY),
                          self->n_made < hub_demo_n_people);
  hub_demo_add_relations (work.customer, texts, self->seed,
                          self->last_owner == work.owner ? self->last : NULL);
  g_strlcpy (self->last, work.customer->id, sizeof self->last);
  self->last_owner = work.owner;
  self->n_made++;
  return work.customer;
}
