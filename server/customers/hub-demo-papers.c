/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Invented papers of invented people. The numbers come from a seed of their own, so that they do
 * not change what else the demo makes. Pure. */

#define G_LOG_DOMAIN "hub-demo"

#include "server/customers/hub-demo-papers.h"

#include <string.h>

#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-document-rules.h"

static const struct
{
  const char *bic;
  const char *name;
  const char *correspondent;
} banks[] = {
  { "044525225", "ПАО «Банк Ромашка»", "30101810400000000225" },
  { "044525974", "АО «Тест-Банк»", "30101810145250000974" },
  { "044525187", "ПАО «Банк Облако»", "30101810700000000187" },
  { "044525593", "АО «Банк Радуга»", "30101810200000000593" },
};

static const char *const offices[] = { "ОВД «Тестовый» г. Москвы", "УФМС России по г. Москве",
                                       "ГУ МВД России по г. Москве" };

static guint32
draw (guint64 *seed, guint32 limit)
{
  *seed =
      *seed * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
  return (guint32) (*seed >> 33) % limit;
}

static const char *G_GNUC_PRINTF (2, 3) keep (GStringChunk *texts, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return g_string_chunk_insert (texts, text);
}

static void
add_passport (HubLoadCustomer *customer, GStringChunk *texts, guint64 *seed)
{
  HubLoadDocument passport = { .type = "passport" };

  passport.series = keep (texts, "45%02u", draw (seed, 25));
  passport.number = keep (texts, "%06u", draw (seed, 1000000));
  passport.issued_by = offices[draw (seed, G_N_ELEMENTS (offices))];
  passport.issuer_code = keep (texts, "770-%03u", 1 + draw (seed, 120));
  passport.issued_on = keep (texts, "20%02u-%02u-%02u", 5 + draw (seed, 20), 1 + draw (seed, 12),
                             1 + draw (seed, 28));
  hub_load_customer_add_document (customer, &passport);
}

static void
add_licence (HubLoadCustomer *customer, GStringChunk *texts, guint64 *seed)
{
  HubLoadDocument licence = { .type = "driving-licence" };

  licence.series = keep (texts, "99%02u", draw (seed, 40));
  licence.number = keep (texts, "%06u", draw (seed, 1000000));
  hub_load_customer_add_document (customer, &licence);
}

/* One of the hundred control numbers is right. */
static void
add_snils (HubLoadCustomer *customer, GStringChunk *texts, guint64 *seed)
{
  const guint body = 2000000 + draw (seed, 997000000);
  HubLoadDocument snils = { .type = "snils" };

  for (guint control = 0; control < 100; control++)
    {
      g_autofree char *number = g_strdup_printf ("%09u%02u", body, control);

      if (crm_snils_is_valid (number))
        snils.number = g_string_chunk_insert (texts, number);
    }
  hub_load_customer_add_document (customer, &snils);
}

/* One of the ten keys is right. */
static void
add_account (HubLoadCustomer *customer, GStringChunk *texts, guint64 *seed, const char *prefix)
{
  const guint bank = draw (seed, G_N_ELEMENTS (banks));
  const guint number = draw (seed, 10000000);
  HubLoadAccount account = { banks[bank].bic, NULL, banks[bank].name, banks[bank].correspondent };

  for (guint key = 0; key < 10; key++)
    {
      g_autofree char *text = g_strdup_printf ("%s810%u0000%07u", prefix, key, number);

      if (crm_account_key_is_valid (text, account.bic))
        account.account = g_string_chunk_insert (texts, text);
    }
  hub_load_customer_add_account (customer, &account);
}

void
hub_demo_add_papers (HubLoadCustomer *customer,
                     GStringChunk *texts,
                     guint64 seed,
                     gboolean is_known)
{
  if (strcmp (customer->values[CRM_CUSTOMER_TYPE], "company") == 0)
    {
      add_account (customer, texts, &seed, "40702");
      return;
    }

  if (is_known || draw (&seed, 100) < 35)
    add_passport (customer, texts, &seed);
  if (draw (&seed, 100) < 25)
    add_licence (customer, texts, &seed);
  if (draw (&seed, 100) < 10)
    add_snils (customer, texts, &seed);
  if (draw (&seed, 100) < 8)
    add_account (customer, texts, &seed, "40817");
}
