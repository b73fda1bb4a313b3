/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. */

#include "ui-portfolio.h"

#include <string.h>

#include "client/store/desk-change-applier.h"
#include "client/ui/desk-rights.h"
#include "shared/base/crm-date.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-beneficiary.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-offer-rule.h"
#include "shared/customers/crm-offer.h"
#include "shared/customers/crm-policy.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000
#define PICTURE  2 /* the customer */

struct _UiPortfolio
{
  CrmChangeWriter *writer;
  GStringChunk *texts;
  gint64 version;
  int today;
};

UiPortfolio *
ui_portfolio_new (void)
{
  UiPortfolio *self = g_new0 (UiPortfolio, 1);
  g_autofree char *today = desk_rights_dup_today ();

  self->writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  self->texts = g_string_chunk_new (1024);
  self->version = g_get_monotonic_time ();
  g_assert_true (crm_date_to_days (today, &self->today));
  return self;
}

static const char *
keep (UiPortfolio *self, char *text)
{
  const char *kept = g_string_chunk_insert_const (self->texts, text);

  g_free (text);
  return kept;
}

const char *
ui_portfolio_id (UiPortfolio *self, char kind, guint n)
{
  return keep (self, g_strdup_printf ("01980000-0004-7000-80%02x-%012x", (guint) kind, n));
}

const char *
ui_portfolio_day (UiPortfolio *self, int days)
{
  return keep (self, crm_date_from_days (self->today + days));
}

void
ui_portfolio_add (UiPortfolio *self, const CrmKind *kind, const char *id, const char *const *values)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = kind, .version = ++self->version };

  g_assert_true (crm_id_to_bytes (id, change.id));
  for (guint i = 0; i < kind->n_fields; i++)
    {
      change.values[i] = values[i];
      change.lengths[i] = values[i] != NULL ? (int) strlen (values[i]) : 0;
    }
  crm_change_writer_add (self->writer, &change);
}

void
ui_portfolio_apply (UiPortfolio *self, UiFixture *fixture)
{
  g_autoptr (DeskChangeApplier) applier =
      desk_change_applier_new (fixture->database, CRM_CHANGE_ROWS);
  CrmChange end = { .type = CRM_CHANGE_END, .cursor = "portfolio" };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GAsyncResult) fed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;

  crm_change_writer_add (self->writer, &end);
  bytes = crm_change_writer_take (self->writer);
  desk_change_applier_feed_async (applier, bytes, NULL, crm_test_take_result, &fed);
  fed = crm_test_wait_result (&fed, DEADLINE);
  g_assert_true (desk_change_applier_feed_finish (applier, fed, &error));
  g_assert_no_error (error);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  ended = crm_test_wait_result (&ended, DEADLINE);
  g_assert_true (desk_change_applier_end_finish (applier, ended, &error));
  g_assert_no_error (error);
  crm_change_writer_free (self->writer);
  g_string_chunk_free (self->texts);
  g_free (self);
}

/* ---- the picture ------------------------------------------------------------------------------
 */

typedef struct
{
  const char *product;
  const char *series;
  const char *number;
  const char *premium;
  const char *sum;
  const char *status;
  int starts;
  int ends;
  const char *objects; /* digits */
} Policy;

static const Policy policies[] = {
  { "kasko", NULL, "КС-2025-005551", "6240000", "214000000", "active", -269, 96, "0" },
  { "osago", "ХХХ", "0000005551", "697000", NULL, "active", -353, 12, "01" },
  { "mortgage", NULL, "ИП-005512", "1215000", "520000000", "active", -188, 177, "2" },
  { "property", NULL, "ИМ-005520", "488000", "180000000", "active", -112, 253, "3" },
  { "osago", "ХХХ", "0000004410", "651000", NULL, "expired", -719, -354, "0" },
  { "vzr", NULL, "ВЗР-000871", "380000", NULL, "cancelled", -500, -486, NULL },
};

static void
add_objects (UiPortfolio *self, const char *customer)
{
  const char *car[CRM_INSURED_OBJECT_N_FIELDS] = {
    [CRM_INSURED_OBJECT_CUSTOMER] = customer,       [CRM_INSURED_OBJECT_TYPE] = "vehicle",
    [CRM_INSURED_OBJECT_TITLE] = "Ромашка Кросс",   [CRM_INSURED_OBJECT_PLATE] = "А000АА77",
    [CRM_INSURED_OBJECT_VIN] = "XTA210990Y2765432", [CRM_INSURED_OBJECT_MAKE] = "Ромашка",
    [CRM_INSURED_OBJECT_MODEL] = "Кросс",           [CRM_INSURED_OBJECT_YEAR] = "2022",
    [CRM_INSURED_OBJECT_POWER_HP] = "113",
  };
  const char *driver[CRM_INSURED_OBJECT_N_FIELDS] = {
    [CRM_INSURED_OBJECT_CUSTOMER] = customer,
    [CRM_INSURED_OBJECT_TYPE] = "person",
    [CRM_INSURED_OBJECT_TITLE] = "Капелькин С. И.",
  };
  const char *flat[CRM_INSURED_OBJECT_N_FIELDS] = {
    [CRM_INSURED_OBJECT_CUSTOMER] = customer,
    [CRM_INSURED_OBJECT_TYPE] = "property",
    [CRM_INSURED_OBJECT_TITLE] = "Квартира",
    [CRM_INSURED_OBJECT_ADDRESS] = "Москва, Тестовая ул., 12",
  };
  const char *dacha[CRM_INSURED_OBJECT_N_FIELDS] = {
    [CRM_INSURED_OBJECT_CUSTOMER] = customer,
    [CRM_INSURED_OBJECT_TYPE] = "property",
    [CRM_INSURED_OBJECT_TITLE] = "Дача",
    [CRM_INSURED_OBJECT_ADDRESS] = "Тверская обл., Луговая ул., 3",
  };
  const char *const *objects[] = { car, driver, flat, dacha };

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    ui_portfolio_add (self, &crm_insured_object_kind, ui_portfolio_id (self, 'o', i), objects[i]);
}

static const char *
list_objects (UiPortfolio *self, const char *digits)
{
  g_autoptr (GString) list = g_string_new ("[");

  for (; digits != NULL && *digits != '\0'; digits++)
    g_string_append_printf (list, "%s\"%s\"", list->len > 1 ? "," : "",
                            ui_portfolio_id (self, 'o', (guint) (*digits - '0')));
  return list->len == 1 ? NULL : keep (self, g_strconcat (list->str, "]", NULL));
}

static void
add_policy (UiPortfolio *self, const char *customer, guint n, const Policy *policy)
{
  const char *values[CRM_POLICY_N_FIELDS] = {
    [CRM_POLICY_CUSTOMER] = customer,
    [CRM_POLICY_PRODUCT] = policy->product,
    [CRM_POLICY_SERIES] = policy->series,
    [CRM_POLICY_NUMBER] = policy->number,
    [CRM_POLICY_INSURER] = "АО «Тест-Страхование»",
    [CRM_POLICY_STARTS_ON] = ui_portfolio_day (self, policy->starts),
    [CRM_POLICY_ENDS_ON] = ui_portfolio_day (self, policy->ends),
    [CRM_POLICY_PREMIUM_KOPECKS] = policy->premium,
    [CRM_POLICY_SUM_INSURED_KOPECKS] = policy->sum,
    [CRM_POLICY_STATUS] = policy->status,
    [CRM_POLICY_AGENT] = UI_ME,
    [CRM_POLICY_OBJECTS] = list_objects (self, policy->objects),
  };

  ui_portfolio_add (self, &crm_policy_kind, ui_portfolio_id (self, 'p', n), values);
}

/* Instalment @no of policy @n; paid on its day, or not at all. */
static void
add_instalment (UiPortfolio *self, const char *customer, guint n, int no, int due, gboolean paid)
{
  const char *values[CRM_INSTALMENT_N_FIELDS] = {
    [CRM_INSTALMENT_POLICY] = ui_portfolio_id (self, 'p', n),
    [CRM_INSTALMENT_POLICYHOLDER] = customer,
    [CRM_INSTALMENT_NO] = keep (self, g_strdup_printf ("%d", no + 1)),
    [CRM_INSTALMENT_DUE_ON] = ui_portfolio_day (self, due),
    [CRM_INSTALMENT_AMOUNT_KOPECKS] = "1560000",
    [CRM_INSTALMENT_PAID_KOPECKS] = paid ? "1560000" : "0",
    [CRM_INSTALMENT_PAID_ON] = paid ? ui_portfolio_day (self, due) : NULL,
    [CRM_INSTALMENT_STATUS] = paid ? "paid" : "planned",
  };

  ui_portfolio_add (self, &crm_instalment_kind, ui_portfolio_id (self, 'i', n * 16 + (guint) no),
                    values);
}

static void
add_beneficiary (UiPortfolio *self,
                 const char *customer,
                 guint policy,
                 guint n,
                 const char *name,
                 const char *share)
{
  const char *values[CRM_BENEFICIARY_N_FIELDS] = {
    [CRM_BENEFICIARY_POLICY] = ui_portfolio_id (self, 'p', policy),
    [CRM_BENEFICIARY_POLICYHOLDER] = customer,
    [CRM_BENEFICIARY_CUSTOMER] = name == NULL ? customer : NULL,
    [CRM_BENEFICIARY_NAME] = name,
    [CRM_BENEFICIARY_SHARE] = share,
    [CRM_BENEFICIARY_ORDER] = "1",
  };

  ui_portfolio_add (self, &crm_beneficiary_kind, ui_portfolio_id (self, 'b', n), values);
}

static void
add_offer (UiPortfolio *self, const char *customer, guint n, const char *rule, const char *status)
{
  const gboolean won = g_str_equal (status, "won");
  const char *values[CRM_OFFER_N_FIELDS] = {
    [CRM_OFFER_CUSTOMER] = customer,
    [CRM_OFFER_BY_RULE] = rule,
    [CRM_OFFER_PRODUCT] = won ? "property" : "vzr",
    [CRM_OFFER_STATUS] = status,
    [CRM_OFFER_OFFERED_ON] = ui_portfolio_day (self, -126),
    [CRM_OFFER_DECIDED_ON] = ui_portfolio_day (self, -111),
    [CRM_OFFER_SILENT_UNTIL] = won ? NULL : ui_portfolio_day (self, 60),
  };

  ui_portfolio_add (self, &crm_offer_kind, ui_portfolio_id (self, 'f', n), values);
}

void
ui_portfolio_add_rule (UiPortfolio *self, guint n, const char *code, const char *conditions)
{
  const char *values[CRM_OFFER_RULE_N_FIELDS] = {
    [CRM_OFFER_RULE_CODE] = code,
    [CRM_OFFER_RULE_PRODUCT] = "dms",
    [CRM_OFFER_RULE_TITLE] = code,
    [CRM_OFFER_RULE_REASON] = "Того нет",
    [CRM_OFFER_RULE_CONDITIONS] = conditions,
    [CRM_OFFER_RULE_PRIORITY] = "10",
    [CRM_OFFER_RULE_ACTIVE] = "true",
  };

  ui_portfolio_add (self, &crm_offer_rule_kind, ui_portfolio_id (self, 'r', n), values);
}

void
ui_portfolio_add_policy (UiPortfolio *self, guint n, const char *number, int starts, int ends)
{
  g_autofree char *customer = ui_fixture_dup_customer (PICTURE);
  Policy policy = policies[1];

  policy.number = number;
  policy.starts = starts;
  policy.ends = ends;
  add_policy (self, customer, n, &policy);
}

void
ui_portfolio_add_picture (UiPortfolio *self)
{
  g_autofree char *customer = ui_fixture_dup_customer (PICTURE);

  add_objects (self, customer);
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    add_policy (self, customer, i, &policies[i]);
  for (int i = 0; i < 4; i++)
    add_instalment (self, customer, 0, i, -268 + 91 * i, i < 3);
  add_beneficiary (self, customer, 0, 0, NULL, "100");
  add_beneficiary (self, customer, 2, 1, "АО «Банк Тестовый»", "60");
  add_beneficiary (self, customer, 2, 2, NULL, "30");
  add_offer (self, customer, 0, "family-travel-in-season", "refused");
  add_offer (self, customer, 1, "property-for-an-owner", "won");
}

void
ui_portfolio_add_many (UiPortfolio *self, guint index, guint n)
{
  g_autofree char *customer = ui_fixture_dup_customer (index);

  for (guint i = 0; i < n; i++)
    {
      Policy policy = policies[i % 4];

      policy.ends += (int) i;
      policy.objects = NULL;
      add_policy (self, customer, 100 + i, &policy);
      for (int k = 0; k < 4; k++)
        add_instalment (self, customer, 100 + i, k, -200 + 91 * k, k < 2);
    }
}
