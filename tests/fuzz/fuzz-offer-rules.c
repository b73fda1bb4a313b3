/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever stands in a file of rules is refused with its place or can be tried on a customer; a
 * reason never shows a brace that it knew. */
#include <string.h>

#include "shared/customers/crm-offer-engine.h"
#include "tests/fuzz/fuzz-target.h"

static const char *const car_only[] = { "car", NULL };
static const char *const travel[] = { "vzr", NULL };
static const CrmOfferPolicy policies[] = {
  { { "active", "osago", "2026-03-01", "2026-12-09", 100 }, car_only },
  { { "issued", "mortgage", "2026-12-01", NULL, 100 }, NULL },
  { { "cancelled", "kasko", NULL, "2026-12-01", 100 }, NULL },
};
static const CrmOfferObject objects[] = {
  { "car", "vehicle", "Хвоинка", 2021 },
  { "flat", "property", NULL, 0 },
};
static const CrmOfferMember members[] = {
  { "m1", "Лев", "child", "2018-11-24", NULL },
  { "m2", NULL, NULL, "2018-13-24", travel },
};
static const CrmOfferPast past[] = { { "a", "car", "refused", "2026-11-01", NULL } };

static const CrmOfferContext context = {
  .today = "2026-11-23",
  .birth_date = "1985-01-01",
  .policies = policies,
  .n_policies = G_N_ELEMENTS (policies),
  .objects = objects,
  .n_objects = G_N_ELEMENTS (objects),
  .members = members,
  .n_members = G_N_ELEMENTS (members),
  .past = past,
  .n_past = G_N_ELEMENTS (past),
};

static void
try_rule (const CrmOfferSpec *rule)
{
  g_autoptr (GPtrArray) hits = NULL;
  CrmOfferVerdict verdict = crm_offer_evaluate (rule, &context, &hits);

  g_assert_cmpint (verdict == CRM_OFFER_MADE, ==, hits->len > 0);
  g_assert_cmpuint (hits->len, <=, G_N_ELEMENTS (objects) * G_N_ELEMENTS (members));
  for (guint i = 0; i < hits->len; i++)
    {
      const CrmOfferHit *hit = hits->pdata[i];

      g_assert_true (g_utf8_validate (hit->reason, -1, NULL));
      g_assert_null (strchr (hit->reason, '{'));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GPtrArray) rules = crm_offer_specs_parse ((const char *) data, (gssize) size, &error);
  g_autoptr (CrmConditions) conditions =
      crm_conditions_new ((const char *) data, (gssize) size, &wrong);

  g_assert_cmpint (rules == NULL, ==, error != NULL);
  g_assert_cmpint (conditions == NULL, ==, wrong != NULL);
  for (guint i = 0; rules != NULL && i < rules->len; i++)
    try_rule (rules->pdata[i]);

  if (conditions != NULL)
    {
      CrmOfferSpec rule = { .code = (char *) "a",
                            .product = (char *) "osago",
                            .reason = (char *) "{object} {object_age} {person} {date} {days}",
                            .is_active = TRUE,
                            .conditions = conditions };

      try_rule (&rule);
    }
  return 0;
}
