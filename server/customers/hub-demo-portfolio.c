/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Invented policies of invented people. The numbers come from a seed of their own, so that they do
 * not change what else the demo makes. Pure. */

#define G_LOG_DOMAIN "hub-demo"

#include "server/customers/hub-demo-portfolio.h"

#include <string.h>

#include "shared/base/crm-date.h"
#include "shared/customers/crm-beneficiary.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-policy-rules.h"
#include "shared/customers/crm-policy-state.h"
#include "shared/customers/crm-policy.h"

#define YEAR 365

typedef struct
{
  HubLoadCustomer *customer;
  GStringChunk *texts;
  guint64 seed;
  int today;
} Work;

typedef enum
{
  OBJECT_NONE,
  OBJECT_CAR,
  OBJECT_HOME,
} ObjectType;

static const struct
{
  const char *code;
  const char *series;
  guint weight; /* of a hundred */
  guint low;    /* premium, roubles */
  guint high;
  int days;
  ObjectType object;
  guint max_parts;
} products[] = {
  { "osago", "ХХХ", 44, 5000, 18000, YEAR, OBJECT_CAR, 1 },
  { "kasko", "ККС", 16, 38000, 140000, YEAR, OBJECT_CAR, 4 },
  { "property", "ИФЛ", 12, 3500, 15000, YEAR, OBJECT_HOME, 2 },
  { "mortgage", "ИПТ", 9, 8000, 42000, YEAR, OBJECT_HOME, 1 },
  { "vzr", "ВЗР", 7, 1500, 9000, 14, OBJECT_NONE, 1 },
  { "ns", "НСБ", 5, 1500, 6000, YEAR, OBJECT_NONE, 1 },
  { "dms", "ДМС", 4, 28000, 90000, YEAR, OBJECT_NONE, 4 },
  { "life", "ЖИЗ", 3, 20000, 60000, 5 * YEAR, OBJECT_NONE, 4 },
};

static const struct
{
  const char *make;
  const char *model;
  const char *vin; /* its first nine characters */
  const char *power;
} cars[] = {
  { "LADA", "Granta", "XTA219010", "87" },    { "LADA", "Vesta", "XTAGFL110", "106" },
  { "Kia", "Rio", "Z94C241BB", "123" },       { "Hyundai", "Solaris", "Z94K241CB", "123" },
  { "Renault", "Logan", "X7L4SRAV4", "82" },  { "Volkswagen", "Polo", "XW8ZZZCKZ", "110" },
  { "Skoda", "Octavia", "XW8AC1NE0", "150" }, { "Toyota", "Camry", "XW7BF4FK6", "181" },
};

static const char *const insurers[] = { "СК «Ромашка»", "СК «Радуга»", "СК «Облако»" };
static const char *const banks[] = { "ПАО «Банк Ромашка»", "АО «Тест-Банк»" };
static const char *const letters[] = { "А", "В", "Е", "К", "М", "Н", "О", "Р", "С", "Т", "У", "Х" };

static guint32
draw (Work *self, guint32 limit)
{
  self->seed = self->seed * G_GUINT64_CONSTANT (6364136223846793005) +
               G_GUINT64_CONSTANT (1442695040888963407);
  return (guint32) (self->seed >> 33) % limit;
}

static const char *G_GNUC_PRINTF (2, 3) keep (Work *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return g_string_chunk_insert (self->texts, text);
}

static const char *
print_day (Work *self, int day)
{
  g_autofree char *text = crm_date_from_days (day);

  return g_string_chunk_insert (self->texts, text);
}

static const char *
letter (Work *self)
{
  return letters[draw (self, G_N_ELEMENTS (letters))];
}

/* ---- objects ------------------------------------------------------------------------------- */

static HubLoadChild *
add_car (Work *self)
{
  const guint car = draw (self, G_N_ELEMENTS (cars));
  HubLoadChild *object = hub_load_customer_add_child (self->customer, &crm_insured_object_kind);

  object->values[CRM_INSURED_OBJECT_CUSTOMER] = self->customer->id;
  object->values[CRM_INSURED_OBJECT_TYPE] = "vehicle";
  object->values[CRM_INSURED_OBJECT_MAKE] = cars[car].make;
  object->values[CRM_INSURED_OBJECT_MODEL] = cars[car].model;
  object->values[CRM_INSURED_OBJECT_POWER_HP] = cars[car].power;
  object->values[CRM_INSURED_OBJECT_YEAR] = keep (self, "%u", 2008 + draw (self, 17));
  object->values[CRM_INSURED_OBJECT_VIN] =
      keep (self, "%s%c0%06u", cars[car].vin, "ABCDEFGHJKLMN"[draw (self, 13)],
            draw (self, 1000000));
  object->values[CRM_INSURED_OBJECT_PLATE] =
      keep (self, "%s%03u%s%s%s", letter (self), 1 + draw (self, 999), letter (self), letter (self),
            draw (self, 2) == 0 ? "777" : "50");
  return object;
}

static HubLoadChild *
add_home (Work *self)
{
  const char *const *values = self->customer->values;
  const char *city = values[CRM_CUSTOMER_ADDRESS_CITY];
  HubLoadChild *object = hub_load_customer_add_child (self->customer, &crm_insured_object_kind);

  object->values[CRM_INSURED_OBJECT_CUSTOMER] = self->customer->id;
  object->values[CRM_INSURED_OBJECT_TYPE] = "property";
  object->values[CRM_INSURED_OBJECT_TITLE] = draw (self, 4) == 0 ? "Дом" : "Квартира";
  object->values[CRM_INSURED_OBJECT_CADASTRAL_NUMBER] =
      keep (self, "77:%02u:%07u:%u", 1 + draw (self, 12), 1 + draw (self, 9999999),
            1 + draw (self, 9999));
  if (city != NULL)
    object->values[CRM_INSURED_OBJECT_ADDRESS] =
        keep (self, "%s, %s, %s", city, values[CRM_CUSTOMER_ADDRESS_STREET],
              values[CRM_CUSTOMER_ADDRESS_HOUSE]);
  return object;
}

/* ---- policies ------------------------------------------------------------------------------ */

static void
add_instalment (Work *self, HubLoadChild *policy, guint no, int due, gint64 amount)
{
  HubLoadChild *child = hub_load_customer_add_child (self->customer, &crm_instalment_kind);
  const char **values = child->values;

  values[CRM_INSTALMENT_POLICY] = policy->id;
  values[CRM_INSTALMENT_POLICYHOLDER] = self->customer->id;
  values[CRM_INSTALMENT_NO] = keep (self, "%u", no);
  values[CRM_INSTALMENT_DUE_ON] = print_day (self, due);
  values[CRM_INSTALMENT_AMOUNT_KOPECKS] = keep (self, "%" G_GINT64_FORMAT, amount);
  if (due <= self->today - 40 || (due <= self->today && draw (self, 100) < 80))
    {
      values[CRM_INSTALMENT_PAID_KOPECKS] = values[CRM_INSTALMENT_AMOUNT_KOPECKS];
      values[CRM_INSTALMENT_PAID_ON] = print_day (self, due - (int) draw (self, 5));
      values[CRM_INSTALMENT_METHOD] = draw (self, 3) == 0 ? "transfer" : "card";
    }
  values[CRM_INSTALMENT_STATUS] = crm_instalment_get_kept_status (values);
}

static void
add_instalments (Work *self, HubLoadChild *policy, guint n_parts, int start, gint64 premium)
{
  for (guint i = 0; i < n_parts; i++)
    add_instalment (self, policy, i + 1, start + (int) (i * YEAR / n_parts),
                    premium / n_parts + (i == 0 ? premium % n_parts : 0));
}

static void
add_beneficiary (Work *self, HubLoadChild *policy, HubLoadChild *object, gboolean is_bank)
{
  HubLoadChild *child = hub_load_customer_add_child (self->customer, &crm_beneficiary_kind);

  child->values[CRM_BENEFICIARY_POLICY] = policy->id;
  child->values[CRM_BENEFICIARY_POLICYHOLDER] = self->customer->id;
  child->values[CRM_BENEFICIARY_SHARE] = "100";
  child->values[CRM_BENEFICIARY_ORDER] = "1";
  if (object != NULL)
    child->values[CRM_BENEFICIARY_INSURED_OBJECT] = object->id;
  if (is_bank)
    child->values[CRM_BENEFICIARY_NAME] = banks[draw (self, G_N_ELEMENTS (banks))];
  else
    child->values[CRM_BENEFICIARY_CUSTOMER] = self->customer->id;
}

static HubLoadChild *
add_policy (Work *self, guint product, int start, HubLoadChild *object)
{
  HubLoadChild *child = hub_load_customer_add_child (self->customer, &crm_policy_kind);
  const char **values = child->values;
  const gint64 premium = (gint64) (products[product].low +
                                   draw (self, products[product].high - products[product].low)) *
                         100;
  CrmPolicyFacts facts = { .status = "issued" };

  values[CRM_POLICY_CUSTOMER] = self->customer->id;
  values[CRM_POLICY_PRODUCT] = products[product].code;
  values[CRM_POLICY_SERIES] = products[product].series;
  values[CRM_POLICY_NUMBER] = keep (self, "%010u", draw (self, G_MAXINT32));
  values[CRM_POLICY_INSURER] = insurers[draw (self, G_N_ELEMENTS (insurers))];
  values[CRM_POLICY_STARTS_ON] = print_day (self, start);
  values[CRM_POLICY_ENDS_ON] = print_day (self, start + products[product].days - 1);
  values[CRM_POLICY_ISSUED_ON] = print_day (self, start - (int) draw (self, 10));
  values[CRM_POLICY_PREMIUM_KOPECKS] = keep (self, "%" G_GINT64_FORMAT, premium);
  values[CRM_POLICY_AGENT] = self->customer->values[CRM_CUSTOMER_OWNER];
  if (object != NULL)
    values[CRM_POLICY_OBJECTS] = keep (self, "[\"%s\"]", object->id);
  facts.starts_on = values[CRM_POLICY_STARTS_ON];
  facts.ends_on = values[CRM_POLICY_ENDS_ON];
  values[CRM_POLICY_STATUS] =
      crm_policy_state_get_name (crm_policy_state_get (&facts, print_day (self, self->today)));
  add_instalments (self, child, 1 + draw (self, products[product].max_parts), start, premium);
  return child;
}

static guint
pick_product (Work *self)
{
  guint at = draw (self, 100);
  guint product = 0;

  while (product + 1 < G_N_ELEMENTS (products) && at >= products[product].weight)
    at -= products[product++].weight;
  return product;
}

static void
add_one (Work *self, guint product, int start, HubLoadChild **car)
{
  HubLoadChild *object = NULL;
  HubLoadChild *policy;

  if (products[product].object == OBJECT_CAR)
    object = *car != NULL ? *car : (*car = add_car (self));
  else if (products[product].object == OBJECT_HOME)
    object = add_home (self);
  policy = add_policy (self, product, start, object);
  if (strcmp (products[product].code, "mortgage") == 0 ||
      strcmp (products[product].code, "life") == 0)
    add_beneficiary (self, policy, object, strcmp (products[product].code, "mortgage") == 0);
}

void
hub_demo_add_portfolio (HubLoadCustomer *customer,
                        GStringChunk *texts,
                        guint64 seed,
                        int today,
                        gboolean is_known)
{
  Work self = { customer, texts, seed ^ G_GUINT64_CONSTANT (0x5a0f7011b), today };
  const char *status = customer->values[CRM_CUSTOMER_STATUS];
  HubLoadChild *car = NULL;

  if (is_known)
    {
      add_one (&self, 0, today - 100 - (int) draw (&self, 200), &car);
      add_one (&self, 1, today - 100 - (int) draw (&self, 200), &car);
      return;
    }
  if (g_strcmp0 (status, "lead") == 0)
    return;
  if (g_strcmp0 (status, "former") == 0)
    {
      add_one (&self, 0, today - 2 * YEAR - (int) draw (&self, YEAR), &car);
      return;
    }

  add_one (&self, pick_product (&self), today - (int) draw (&self, 13), &car);
  while (draw (&self, 100) < 45)
    add_one (&self, pick_product (&self), today - (int) draw (&self, 2 * YEAR), &car);
}
