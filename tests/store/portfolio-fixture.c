/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A made-up portfolio for the tests of lists. Every value that a filter asks about is there, is
 * missing, and lies at the edge of what is asked. */

#include "tests/store/portfolio-fixture.h"

#include "client/store/desk-summary.h"
#include "shared/base/crm-date.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-task.h"

#include <string.h>

static const char *const products[] = { "osago", "kasko", "dms", "vzr", "mortgage", "property" };
static const char *const names[] = {
  "Иванов", "Ёлкин", "Петров", "Капелькин", "Осинкин", "Лужина"
};
static const char *const cities[] = { "Москва", "Тула", "Орёл", NULL };
static const char *const tag_lists[] = { "[\"vip\"]", "[\"vip\",\"семья\"]", "[\"семья\"]",
                                         "[\"не \\\"vip\\\"\"]", NULL };

Portfolio *
portfolio_new (guint64 seed)
{
  Portfolio *self = g_new0 (Portfolio, 1);
  g_autofree char *today = desk_summary_dup_today ();

  self->seed = seed;
  self->texts = g_string_chunk_new (4096);
  g_assert_true (crm_date_to_days (today, &self->today));
  return self;
}

void
portfolio_free (Portfolio *self)
{
  g_string_chunk_free (self->texts);
  g_free (self);
}

guint
portfolio_pick (Portfolio *self, guint n)
{
  return crm_test_random (&self->seed) % n;
}

const char *
portfolio_id (Portfolio *self, char kind, guint n)
{
  g_autofree char *id = g_strdup_printf ("01980000-0000-7000-800%c-%012x", kind, n);

  return g_string_chunk_insert (self->texts, id);
}

const char *
portfolio_day (Portfolio *self, int days)
{
  g_autofree char *date = crm_date_from_days (self->today + days);

  return g_string_chunk_insert (self->texts, date);
}

static const char *
make_instant (Portfolio *self, int days)
{
  g_autofree char *text = g_strconcat (portfolio_day (self, days), "T10:00:00.000000Z", NULL);

  return g_string_chunk_insert (self->texts, text);
}

static const char *
make_number (Portfolio *self, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  return g_string_chunk_insert (self->texts, text);
}

static void
put (CrmChange *change, guint field, const char *value)
{
  change->values[field] = value;
  change->lengths[field] = value != NULL ? (int) strlen (value) : 0;
}

static CrmChange
begin (Portfolio *self, const CrmKind *kind, char letter, guint n)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = kind, .version = ++self->version };

  g_assert_true (crm_id_to_bytes (portfolio_id (self, letter, n), change.id));
  return change;
}

/* Born so that the next birthday is some days from now, often at the edges. */
static const char *
make_birthday (Portfolio *self)
{
  static const int days[] = { -1, 0, 1, 6, 7, 8, 29, 30, 31, 180, 364 };
  const char *near = portfolio_day (self, days[portfolio_pick (self, G_N_ELEMENTS (days))]);
  g_autofree char *date = g_strdup_printf ("%u%s", 1950 + portfolio_pick (self, 60), near + 4);

  if (portfolio_pick (self, 6) == 0)
    return NULL;
  if (portfolio_pick (self, 20) == 0)
    return "1988-02-29";
  return g_string_chunk_insert (self->texts, date);
}

void
portfolio_write_customer (Portfolio *self, CrmChangeWriter *writer, guint n)
{
  static const char *const statuses[] = { "lead", "client", "former" };
  CrmChange change = begin (self, &crm_customer_kind, '0', n);
  const gboolean person = portfolio_pick (self, 5) != 0;

  put (&change, CRM_CUSTOMER_TYPE, person ? "person" : "company");
  put (&change, person ? CRM_CUSTOMER_LAST_NAME : CRM_CUSTOMER_COMPANY_NAME,
       names[portfolio_pick (self, G_N_ELEMENTS (names))]);
  put (&change, CRM_CUSTOMER_BIRTH_DATE, person ? make_birthday (self) : NULL);
  put (&change, CRM_CUSTOMER_SEX, person && portfolio_pick (self, 3) == 0 ? "female" : NULL);
  put (&change, CRM_CUSTOMER_OWNER,
       portfolio_pick (self, 8) == 0 ? NULL : portfolio_id (self, 'a', portfolio_pick (self, 3)));
  put (&change, CRM_CUSTOMER_BRANCH, portfolio_id (self, 'b', portfolio_pick (self, 2)));
  put (&change, CRM_CUSTOMER_TAGS, tag_lists[portfolio_pick (self, G_N_ELEMENTS (tag_lists))]);
  put (&change, CRM_CUSTOMER_ADDRESS_CITY, cities[portfolio_pick (self, G_N_ELEMENTS (cities))]);
  put (&change, CRM_CUSTOMER_STATUS, statuses[portfolio_pick (self, 3)]);
  put (&change, CRM_CUSTOMER_SOURCE, portfolio_pick (self, 2) == 0 ? "site" : NULL);
  put (&change, CRM_CUSTOMER_CREATED_AT, make_instant (self, -(int) portfolio_pick (self, 60)));
  crm_change_writer_add (writer, &change);
}

void
portfolio_write_contact (Portfolio *self, CrmChangeWriter *writer, guint n, guint customer)
{
  static const char *const types[] = { "phone", "email", "messenger" };
  CrmChange change = begin (self, &crm_contact_point_kind, '1', n);

  put (&change, CRM_CONTACT_POINT_CUSTOMER, portfolio_id (self, '0', customer));
  put (&change, CRM_CONTACT_POINT_TYPE, types[portfolio_pick (self, 3)]);
  put (&change, CRM_CONTACT_POINT_VALUE, "+79005550123");
  crm_change_writer_add (writer, &change);
}

void
portfolio_write_policy (Portfolio *self, CrmChangeWriter *writer, guint n, guint customer)
{
  static const char *const statuses[] = { "issued", "active",  "active",    "active",
                                          "draft",  "expired", "cancelled", "suspended" };
  static const int ends[] = { -400, -1, 0, 1, 29, 30, 31, 200 };
  CrmChange change = begin (self, &crm_policy_kind, '2', n);
  const int end = ends[portfolio_pick (self, G_N_ELEMENTS (ends))];

  put (&change, CRM_POLICY_CUSTOMER, portfolio_id (self, '0', customer));
  put (&change, CRM_POLICY_PRODUCT, products[portfolio_pick (self, G_N_ELEMENTS (products))]);
  put (&change, CRM_POLICY_NUMBER, make_number (self, 1000000 + n));
  put (&change, CRM_POLICY_STATUS, statuses[portfolio_pick (self, G_N_ELEMENTS (statuses))]);
  put (&change, CRM_POLICY_STARTS_ON,
       portfolio_day (self, portfolio_pick (self, 6) == 0 ? 1 : end - 364));
  put (&change, CRM_POLICY_ENDS_ON,
       portfolio_pick (self, 9) == 0 ? NULL : portfolio_day (self, end));
  put (&change, CRM_POLICY_PREMIUM_KOPECKS, make_number (self, 100000 * portfolio_pick (self, 30)));
  crm_change_writer_add (writer, &change);
}

void
portfolio_write_instalment (Portfolio *self,
                            CrmChangeWriter *writer,
                            guint n,
                            guint policy,
                            guint customer)
{
  static const int due[] = { -40, -1, 0, 1, 14, 15, 90 };
  CrmChange change = begin (self, &crm_instalment_kind, '3', n);
  const guint part = portfolio_pick (self, 3);

  put (&change, CRM_INSTALMENT_POLICY, portfolio_id (self, '2', policy));
  put (&change, CRM_INSTALMENT_POLICYHOLDER, portfolio_id (self, '0', customer));
  put (&change, CRM_INSTALMENT_NO, make_number (self, n % 4 + 1));
  put (&change, CRM_INSTALMENT_DUE_ON,
       portfolio_day (self, due[portfolio_pick (self, G_N_ELEMENTS (due))]));
  put (&change, CRM_INSTALMENT_AMOUNT_KOPECKS, "200000");
  put (&change, CRM_INSTALMENT_PAID_KOPECKS, part == 0 ? NULL : part == 1 ? "50000" : "200000");
  put (&change, CRM_INSTALMENT_STATUS, portfolio_pick (self, 10) == 0 ? "cancelled" : "planned");
  crm_change_writer_add (writer, &change);
}

void
portfolio_write_note (Portfolio *self, CrmChangeWriter *writer, guint n, guint customer)
{
  static const int days[] = { -200, -91, -90, -89, -5, 0 };
  CrmChange change = begin (self, &crm_note_kind, '4', n);

  put (&change, CRM_NOTE_CUSTOMER, portfolio_id (self, '0', customer));
  put (&change, CRM_NOTE_TEXT, "созвонились");
  put (&change, CRM_NOTE_AT, make_instant (self, days[portfolio_pick (self, G_N_ELEMENTS (days))]));
  crm_change_writer_add (writer, &change);
}

void
portfolio_write_task (Portfolio *self, CrmChangeWriter *writer, guint n, guint customer)
{
  CrmChange change = begin (self, &crm_task_kind, '5', n);

  put (&change, CRM_TASK_CUSTOMER,
       portfolio_pick (self, 5) == 0 ? NULL : portfolio_id (self, '0', customer));
  put (&change, CRM_TASK_TEXT, "позвонить");
  put (&change, CRM_TASK_DONE_AT,
       portfolio_pick (self, 2) == 0 ? NULL
                                     : make_instant (self, -(int) portfolio_pick (self, 120)));
  crm_change_writer_add (writer, &change);
}

void
portfolio_write_all (Portfolio *self, CrmChangeWriter *writer, guint n)
{
  for (guint i = 0; i < n; i++)
    portfolio_write_customer (self, writer, i);
  for (guint i = 0; i < n; i++)
    portfolio_write_contact (self, writer, i, portfolio_pick (self, n));
  for (guint i = 0; i < 2 * n; i++)
    if (i % 3 != 0)
      portfolio_write_policy (self, writer, i, i / 2);
  for (guint i = 0; i < 4 * n; i++)
    if (i % 5 != 0)
      portfolio_write_instalment (self, writer, i, i / 2, i / 4);
  for (guint i = 0; i < n; i++)
    portfolio_write_note (self, writer, i, portfolio_pick (self, n));
  for (guint i = 0; i < n; i++)
    portfolio_write_task (self, writer, i, portfolio_pick (self, n));
}
