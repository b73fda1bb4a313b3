/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from policies, instalments, beneficiaries and relations. */
#include "shared/customers/crm-benefit-shares.h"
#include "shared/customers/crm-customer-value.h"
#include "shared/customers/crm-household.h"
#include "shared/customers/crm-relation-rules.h"
#include "tests/lib/crm-test.h"

#define TODAY "2026-11-23"

/* ---- relations ----------------------------------------------------------------------------- */

static void
test_reverse (void)
{
  static const char *const types[] = { "spouse",   "parent",   "child",         "sibling",
                                       "relative", "guardian", "employer",      "contact-person",
                                       "friend",   "other",    "something-else" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const char *reverse = crm_relation_reverse (types[i]);

      g_assert_cmpstr (crm_relation_reverse (reverse), ==, types[i]);
      g_assert_nonnull (crm_relation_get_word (reverse, "female"));
    }
  g_assert_cmpstr (crm_relation_reverse ("parent"), ==, "child");
  g_assert_cmpstr (crm_relation_reverse ("employer"), ==, "employee");
  g_assert_cmpstr (crm_relation_get_word ("parent", "female"), ==, "mother");
  g_assert_cmpstr (crm_relation_get_word ("spouse", "male"), ==, "husband");
  g_assert_cmpstr (crm_relation_get_word ("child", NULL), ==, "child");
  g_assert_null (crm_relation_reverse (NULL));
  g_assert_true (crm_relation_is_household ("spouse"));
  g_assert_false (crm_relation_is_household ("employer"));
  g_assert_true (crm_relation_is_family ("sibling"));
  g_assert_false (crm_relation_is_family (NULL));
}

static const CrmHouseholdLink links[] = {
  { "d", "c" }, { "a", "b" }, { "b", "c" }, { "x", "y" }, { "c", "a" }, { "z", "z" }, { "q", NULL },
};

static void
test_household (void)
{
  g_autoptr (GPtrArray) members = crm_household_find ("c", links, G_N_ELEMENTS (links));
  g_autoptr (GPtrArray) alone = crm_household_find ("lonely", links, G_N_ELEMENTS (links));
  g_autoptr (GHashTable) all = crm_household_find_all (links, G_N_ELEMENTS (links));

  g_assert_cmpuint (members->len, ==, 4);
  g_assert_cmpstr (members->pdata[0], ==, "c");
  g_assert_cmpstr (members->pdata[1], ==, "a");
  g_assert_cmpstr (members->pdata[3], ==, "d");
  g_assert_cmpuint (alone->len, ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (all, "d"), ==, "a");
  g_assert_cmpstr (g_hash_table_lookup (all, "y"), ==, "x");
  g_assert_cmpstr (g_hash_table_lookup (all, "z"), ==, "z");
  g_assert_null (g_hash_table_lookup (all, "q"));
}

/* A chain of relatives is one household, however it was written down. */
static void
test_household_chain (void)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) chain = g_array_new (FALSE, FALSE, sizeof (CrmHouseholdLink));
  g_autoptr (GPtrArray) members = NULL;
  guint64 seed = 3;

  for (guint i = 0; i < 2000; i++)
    g_ptr_array_add (ids, g_strdup_printf ("%04u", i));
  for (guint i = 0; i + 1 < ids->len; i++)
    {
      CrmHouseholdLink link = { ids->pdata[i], ids->pdata[i + 1] };

      g_array_append_val (chain, link);
    }
  for (guint i = 0; i < chain->len; i++)
    {
      CrmHouseholdLink *all = (CrmHouseholdLink *) chain->data;
      guint other = crm_test_random (&seed) % chain->len;
      CrmHouseholdLink link = all[i];

      all[i] = all[other];
      all[other] = link;
    }
  members = crm_household_find ("1000", (CrmHouseholdLink *) chain->data, chain->len);
  g_assert_cmpuint (members->len, ==, 2000);
  g_assert_cmpstr (members->pdata[1], ==, "0000");
}

/* ---- shares -------------------------------------------------------------------------------- */

static void
test_share_text (void)
{
  static const struct
  {
    const char *text;
    int share; /* 0: none */
  } rows[] = {
    { "100", 10000 },
    { "33.33", 3333 },
    { "33,3", 3330 },
    { " 50 % ", 5000 },
    { "0.01", 1 },
    { "0", 0 },
    { "0.00", 0 },
    { "100.01", 0 },
    { "101", 0 },
    { "33.333", 0 },
    { "33.", 0 },
    { ".5", 0 },
    { "-5", 0 },
    { "", 0 },
    { NULL, 0 },
    { "1e2", 0 },
    { "99999999999999999999", 0 },
    { "1.2.3", 0 },
    { "%", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int share = 0;

      g_assert_cmpint (crm_benefit_parse_share (rows[i].text, &share), ==, rows[i].share > 0);
      if (rows[i].share > 0)
        {
          g_autofree char *text = crm_benefit_format_share (share);
          int again;

          g_assert_cmpint (share, ==, rows[i].share);
          g_assert_true (crm_benefit_parse_share (text, &again));
          g_assert_cmpint (again, ==, share);
        }
    }
}

static void
test_equal_shares (void)
{
  for (guint n = 1; n < 200; n++)
    {
      int sum = 0;

      for (guint i = 0; i < n; i++)
        sum += crm_benefit_get_equal_share (n, i);
      g_assert_cmpint (sum, ==, CRM_BENEFIT_WHOLE);
    }
  g_assert_cmpint (crm_benefit_get_equal_share (3, 0), ==, 3334);
  g_assert_cmpint (crm_benefit_get_equal_share (3, 2), ==, 3333);
  g_assert_cmpint (crm_benefit_get_equal_share (0, 0), ==, 0);
}

typedef struct
{
  const char *name;
  CrmBenefit benefits[4];
  guint n;
  const char *gaps; /* "index from..to total", joined by ; */
} GapCase;

static const GapCase gap_cases[] = {
  { "nobody", { { .share = 0 } }, 0, "" },
  { "one", { { NULL, 1, 10000, NULL, NULL } }, 1, "" },
  { "thirds", { { NULL, 1, 3334 }, { NULL, 1, 3333 }, { NULL, 1, 3333 } }, 3, "" },
  { "a-hundredth-short",
    { { NULL, 1, 3333 }, { NULL, 1, 3333 }, { NULL, 1, 3333 } },
    3,
    "0 ..  9999" },
  { "too-much", { { NULL, 1, 10000 }, { NULL, 1, 1 } }, 2, "0 ..  10001" },
  { "two-objects", { { "a", 1, 10000 }, { "b", 1, 5000 } }, 2, "1 ..  5000" },
  { "succession", { { NULL, 1, 10000 }, { NULL, 2, 6000 }, { NULL, 2, 4000 } }, 3, "" },
  { "succession-short", { { NULL, 1, 10000 }, { NULL, 2, 6000 } }, 2, "1 ..  6000" },
  { "replaced-in-time",
    { { NULL, 1, 10000, NULL, "2026-03-31" }, { NULL, 1, 10000, "2026-04-01", NULL } },
    2,
    "" },
  { "a-day-of-both",
    { { NULL, 1, 10000, NULL, "2026-04-01" }, { NULL, 1, 10000, "2026-04-01", NULL } },
    2,
    "0 2026-04-01..2026-04-01 20000" },
  { "nobody-for-a-month",
    { { NULL, 1, 10000, NULL, "2026-03-31" }, { NULL, 1, 10000, "2026-05-01", NULL } },
    2,
    "" },
  { "half-is-late",
    { { NULL, 1, 5000, "2026-01-01", "2026-12-31" },
      { NULL, 1, 5000, "2026-02-01", "2026-12-31" } },
    2,
    "0 2026-01-01..2026-01-31 5000" },
  { "short-twice",
    { { NULL, 1, 5000, "2026-01-01", "2026-01-31" },
      { NULL, 1, 5000, "2026-02-01", "2026-02-28" },
      { NULL, 1, 10000, "2026-03-01", NULL } },
    3,
    "0 2026-01-01..2026-02-28 5000" },
  { "no-end", { { NULL, 1, 5000, "2026-01-01", NULL } }, 1, "0 2026-01-01.. 5000" },
};

static void
test_gaps (gconstpointer data)
{
  const GapCase *row = data;
  g_autoptr (GArray) gaps = crm_benefit_find_gaps (row->benefits, row->n);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < gaps->len; i++)
    {
      const CrmBenefitGap *gap = &g_array_index (gaps, CrmBenefitGap, i);

      g_string_append_printf (text, "%s%u %s..%s %s%d", i > 0 ? ";" : "", gap->index,
                              gap->starts_on != NULL ? gap->starts_on : "",
                              gap->ends_on != NULL ? gap->ends_on : "",
                              gap->starts_on == NULL && gap->ends_on == NULL ? " " : "",
                              gap->total);
    }
  g_assert_cmpstr (text->str, ==, row->gaps);
}

/* ---- instalments --------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  CrmInstalmentFacts facts;
  CrmInstalmentState state;
  gint64 rest;
} InstalmentCase;

static const InstalmentCase instalments[] = {
  { "planned", { NULL, "2027-01-01", NULL, 1000, 0 }, CRM_INSTALMENT_PLANNED, 1000 },
  { "fifteen-days", { NULL, "2026-12-08", NULL, 1000, 0 }, CRM_INSTALMENT_PLANNED, 1000 },
  { "fourteen-days", { "planned", "2026-12-07", NULL, 1000, 0 }, CRM_INSTALMENT_DUE, 1000 },
  { "today", { "planned", TODAY, NULL, 1000, 0 }, CRM_INSTALMENT_DUE, 1000 },
  { "yesterday", { "planned", "2026-11-22", NULL, 1000, 0 }, CRM_INSTALMENT_OVERDUE, 1000 },
  { "part-in-time", { NULL, "2027-01-01", "2026-11-01", 1000, 400 }, CRM_INSTALMENT_PARTIAL, 600 },
  { "part-too-late", { NULL, "2026-11-22", "2026-11-01", 1000, 400 }, CRM_INSTALMENT_OVERDUE, 600 },
  { "paid", { "overdue", "2026-11-01", "2026-11-20", 1000, 1000 }, CRM_INSTALMENT_PAID, 0 },
  { "paid-too-much", { NULL, "2026-11-01", "2026-11-20", 1000, 1001 }, CRM_INSTALMENT_PAID, 0 },
  { "cancelled", { "cancelled", "2026-11-01", NULL, 1000, 0 }, CRM_INSTALMENT_CANCELLED, 0 },
  { "no-date", { NULL, NULL, NULL, 1000, 0 }, CRM_INSTALMENT_PLANNED, 1000 },
};

static void
test_instalment (gconstpointer data)
{
  const InstalmentCase *row = data;

  g_assert_cmpstr (crm_instalment_state_get_name (crm_instalment_get_state (&row->facts, TODAY)),
                   ==, crm_instalment_state_get_name (row->state));
  g_assert_cmpint (crm_instalment_get_rest (&row->facts), ==, row->rest);
}

static void
test_totals (void)
{
  static const CrmInstalmentFacts strip[] = {
    { NULL, "2026-03-01", "2026-02-27", 3000, 3000 },
    { NULL, "2026-12-01", NULL, 3000, 0 },
    { NULL, "2026-11-01", NULL, 3000, 500 },
    { "cancelled", "2026-10-01", NULL, 9000, 0 },
    { NULL, "2027-03-01", NULL, 3000, 0 },
  };
  CrmInstalmentTotals totals;

  crm_instalment_add_up (strip, G_N_ELEMENTS (strip), TODAY, &totals);
  g_assert_cmpint (totals.total, ==, 12000);
  g_assert_cmpint (totals.paid, ==, 3500);
  g_assert_cmpint (totals.overdue, ==, 2500);
  g_assert_cmpint (totals.due, ==, 5500);
  g_assert_cmpint (totals.next, ==, 2);
  crm_instalment_add_up (strip, 1, TODAY, &totals);
  g_assert_cmpint (totals.next, ==, -1);
  g_assert_true (crm_instalment_was_in_time (&strip[0]));
  g_assert_false (crm_instalment_was_in_time (&strip[1]));
}

/* ---- policies ------------------------------------------------------------------------------ */

typedef struct
{
  const char *name;
  CrmPolicyFacts facts;
  CrmPolicyState state;
  gint64 yearly;
} PolicyCase;

static const PolicyCase policies[] = {
  { "draft", { "draft", "osago", "2026-01-01", "2026-12-31", 100 }, CRM_POLICY_DRAFT, 100 },
  { "unset", { NULL, "osago", "2026-01-01", "2026-12-31", 100 }, CRM_POLICY_DRAFT, 100 },
  { "begins-later",
    { "active", "osago", "2026-11-24", "2027-11-23", 100 },
    CRM_POLICY_ISSUED,
    100 },
  { "begins-today", { "issued", "osago", TODAY, "2027-11-22", 100 }, CRM_POLICY_ACTIVE, 100 },
  { "last-day", { "issued", "osago", "2025-11-24", TODAY, 100 }, CRM_POLICY_ACTIVE, 100 },
  { "day-after", { "active", "osago", "2025-11-23", "2026-11-22", 100 }, CRM_POLICY_EXPIRED, 100 },
  { "suspended",
    { "suspended", "osago", "2026-01-01", "2026-12-31", 100 },
    CRM_POLICY_SUSPENDED,
    100 },
  { "suspended-over",
    { "suspended", "osago", "2025-01-01", "2025-12-31", 100 },
    CRM_POLICY_EXPIRED,
    100 },
  { "cancelled",
    { "cancelled", "osago", "2026-01-01", "2026-12-31", 100 },
    CRM_POLICY_CANCELLED,
    100 },
  { "leap-year", { "active", "life", "2024-01-01", "2024-12-31", 100 }, CRM_POLICY_EXPIRED, 100 },
  { "ten-years",
    { "active", "life", "2020-01-01", "2029-12-31", 3653000 },
    CRM_POLICY_ACTIVE,
    365000 },
  { "for-ever", { "active", "life", "2020-01-01", NULL, 777 }, CRM_POLICY_ACTIVE, 777 },
};

static void
test_policy (gconstpointer data)
{
  const PolicyCase *row = data;

  g_assert_cmpstr (crm_policy_state_get_name (crm_policy_state_get (&row->facts, TODAY)), ==,
                   crm_policy_state_get_name (row->state));
  g_assert_cmpint (crm_policy_state_get_yearly_premium (&row->facts), ==, row->yearly);
}

/* ---- value --------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  CrmPolicyFacts policies[4];
  guint n;
  CrmStanding standing;
  int tenure;
} StandingCase;

#define OLD                                                                                        \
  {                                                                                                \
    "expired", "osago", "2024-11-24", "2025-11-23", 500000                                         \
  }
#define NOW                                                                                        \
  {                                                                                                \
    "active", "kasko", "2025-11-24", "2026-11-23", 3650000                                         \
  }
#define LATER                                                                                      \
  {                                                                                                \
    "issued", "osago", "2026-12-01", "2027-11-30", 600000                                          \
  }
#define DRAFT                                                                                      \
  {                                                                                                \
    "draft", "osago", "2026-12-01", "2027-11-30", 600000                                           \
  }

static const StandingCase standing_cases[] = {
  { "nothing", { { .status = NULL } }, 0, CRM_STANDING_LEAD, 0 },
  { "draft", { DRAFT }, 1, CRM_STANDING_LEAD, 0 },
  { "later", { LATER }, 1, CRM_STANDING_CLIENT, 0 },
  { "now", { NOW }, 1, CRM_STANDING_CLIENT, 365 },
  { "old", { OLD, DRAFT }, 2, CRM_STANDING_FORMER, 365 },
  { "old-and-now", { OLD, NOW }, 2, CRM_STANDING_CLIENT, 730 },
  { "cancelled-before",
    { { "cancelled", "osago", "2026-12-01", "2027-11-30", 1 } },
    1,
    CRM_STANDING_LEAD,
    0 },
  { "cancelled-after",
    { { "cancelled", "osago", "2026-01-01", "2026-12-31", 1 } },
    1,
    CRM_STANDING_FORMER,
    0 },
  { "suspended",
    { { "suspended", "osago", "2026-01-01", "2026-12-31", 1 } },
    1,
    CRM_STANDING_CLIENT,
    327 },
};

static void
test_standing (gconstpointer data)
{
  const StandingCase *row = data;
  CrmCustomerFacts facts = { .policies = row->policies, .n_policies = row->n };
  CrmCustomerValue value;

  crm_customer_value_compute (&facts, TODAY, &value);
  g_assert_cmpstr (crm_standing_get_name (value.standing), ==,
                   crm_standing_get_name (row->standing));
  g_assert_cmpint (value.tenure_days, ==, row->tenure);
}

static void
test_value (void)
{
  static const CrmPolicyFacts kept[] = {
    OLD,
    NOW,
    LATER,
    { "active", "kasko", "2026-11-01", "2026-11-30", 30000 },
    { "cancelled", "life", "2026-01-01", "2026-12-31", 9999999 },
  };
  static const CrmInstalmentFacts paid[] = {
    { NULL, "2024-11-24", "2024-11-20", 500000, 500000 },
    { NULL, "2025-11-24", "2025-12-01", 1850000, 1850000 },
    { NULL, "2026-05-24", "2026-05-24", 1800000, 1800000 },
    { NULL, "2026-12-01", NULL, 600000, 100000 },
    { "cancelled", "2026-02-01", NULL, 9999999, 0 },
  };
  CrmCustomerFacts facts = { kept, G_N_ELEMENTS (kept), paid, G_N_ELEMENTS (paid), 300000 };
  g_autofree const char **products = crm_customer_value_list_products (&facts, TODAY);
  CrmCustomerValue value;

  crm_customer_value_compute (&facts, TODAY, &value);
  g_assert_cmpint (value.standing, ==, CRM_STANDING_CLIENT);
  g_assert_cmpuint (value.n_in_force, ==, 2);
  g_assert_cmpint (value.premium_in_force, ==, 3680000);
  g_assert_cmpint (value.paid_total, ==, 4250000);
  g_assert_cmpint (value.tenure_days, ==, 730);
  g_assert_cmpint (value.loss_numerator, ==, 300000);
  g_assert_cmpint (value.loss_denominator, ==, 500000 + 3650000 + 23000);
  g_assert_cmpint (crm_value_get_percent (value.loss_numerator, value.loss_denominator), ==, 7);
  g_assert_cmpuint (value.in_time_numerator, ==, 2);
  g_assert_cmpuint (value.in_time_denominator, ==, 3);
  /* The policy that ends today comes before the instalment of December. */
  g_assert_cmpint (value.next_event, ==, CRM_NEXT_POLICY_ENDS);
  g_assert_cmpuint (value.next_index, ==, 1);
  g_assert_cmpstr (value.next_on, ==, TODAY);
  g_assert_cmpstr (products[0], ==, "kasko");
  g_assert_null (products[1]);

  crm_customer_value_compute (&facts, "2026-11-28", &value);
  g_assert_cmpstr (value.next_on, ==, "2026-11-30");
  facts.n_policies = 0;
  crm_customer_value_compute (&facts, TODAY, &value);
  g_assert_cmpint (value.next_event, ==, CRM_NEXT_INSTALMENT);
  g_assert_cmpint (value.next_sum, ==, 500000);
}

static void
test_formulas (void)
{
  guint n;
  const CrmValueFormula *formulas = crm_value_get_formulas (&n);

  for (guint i = 0; i < n; i++)
    g_assert_true (crm_value_find_formula (formulas[i].code) == &formulas[i]);
  g_assert_null (crm_value_find_formula ("nothing"));
  g_assert_cmpint (crm_value_get_percent (1, 3), ==, 33);
  g_assert_cmpint (crm_value_get_percent (1, 200), ==, 1);
  g_assert_cmpint (crm_value_get_percent (0, 0), ==, -1);
  g_assert_cmpint (crm_value_get_percent (G_MAXINT64, 1), ==, G_MAXINT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relation/reverse", test_reverse);
  g_test_add_func ("/household/find", test_household);
  g_test_add_func ("/household/chain", test_household_chain);
  g_test_add_func ("/benefit/text", test_share_text);
  g_test_add_func ("/benefit/equal", test_equal_shares);
  crm_test_add_cases ("/benefit/gaps", gap_cases, sizeof gap_cases[0], G_N_ELEMENTS (gap_cases),
                      test_gaps);
  crm_test_add_cases ("/instalment/state", instalments, sizeof instalments[0],
                      G_N_ELEMENTS (instalments), test_instalment);
  g_test_add_func ("/instalment/totals", test_totals);
  crm_test_add_cases ("/policy/state", policies, sizeof policies[0], G_N_ELEMENTS (policies),
                      test_policy);
  crm_test_add_cases ("/value/standing", standing_cases, sizeof standing_cases[0],
                      G_N_ELEMENTS (standing_cases), test_standing);
  g_test_add_func ("/value/all", test_value);
  g_test_add_func ("/value/formulas", test_formulas);
  return g_test_run ();
}
