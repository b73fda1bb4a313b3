/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Invented families. The numbers come from a seed of their own, so that they do not change what
 * else the demo makes. Pure. */

#define G_LOG_DOMAIN "hub-demo"

#include "server/customers/hub-demo-relations.h"

#include <string.h>

#include "server/customers/hub-demo-words.h"
#include "shared/customers/crm-relation-rules.h"
#include "shared/customers/crm-relation.h"

static const char *const positions[] = { "директор", "бухгалтер", "секретарь", "механик" };

static guint32
draw (guint64 *seed, guint32 limit)
{
  *seed =
      *seed * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
  return (guint32) (*seed >> 33) % limit;
}

static const char *
pick (guint64 *seed, const char *const *words)
{
  return words[draw (seed, g_strv_length ((char **) words))];
}

static HubLoadChild *
add (HubLoadCustomer *customer, const char *type)
{
  HubLoadChild *child = hub_load_customer_add_child (customer, &crm_relation_kind);

  child->values[CRM_RELATION_CUSTOMER] = customer->id;
  child->values[CRM_RELATION_TYPE] = type;
  if (crm_relation_is_household (type))
    child->values[CRM_RELATION_HOUSEHOLD] = "t";
  return child;
}

/* Men and women of the demo have the same surname but for its end. */
static const char *
name_spouse (HubLoadCustomer *customer, GStringChunk *texts, guint64 *seed)
{
  const char *last_name = customer->values[CRM_CUSTOMER_LAST_NAME];
  gboolean is_woman = g_strcmp0 (customer->values[CRM_CUSTOMER_SEX], "female") == 0;
  const HubDemoPair *patronymic = &hub_demo_patronymics[draw (seed, hub_demo_n_patronymics)];
  gsize length = strlen (last_name);
  g_autofree char *text = NULL;

  if (is_woman && g_str_has_suffix (last_name, "а"))
    length -= strlen ("а");
  text = g_strdup_printf ("%.*s%s %s %s", (int) length, last_name, is_woman ? "" : "а",
                          pick (seed, is_woman ? hub_demo_men : hub_demo_women),
                          is_woman ? patronymic->he : patronymic->she);
  return g_string_chunk_insert (texts, text);
}

static void
add_contact (HubLoadCustomer *customer, GStringChunk *texts, guint64 *seed)
{
  g_autofree char *phone = g_strdup_printf ("+7900%07u", draw (seed, 10000000));
  g_autofree char *name =
      g_strdup_printf ("%s %s", pick (seed, hub_demo_surnames), pick (seed, hub_demo_men));
  HubLoadChild *child = add (customer, "contact-person");

  child->values[CRM_RELATION_NAME] = g_string_chunk_insert (texts, name);
  child->values[CRM_RELATION_PHONE] = g_string_chunk_insert (texts, phone);
  child->values[CRM_RELATION_POSITION] = positions[draw (seed, G_N_ELEMENTS (positions))];
}

void
hub_demo_add_relations (HubLoadCustomer *customer,
                        GStringChunk *texts,
                        guint64 seed,
                        const char *relative)
{
  guint64 own = seed ^ G_GUINT64_CONSTANT (0x7e1a7104);

  if (strcmp (customer->values[CRM_CUSTOMER_TYPE], "company") == 0)
    {
      add_contact (customer, texts, &own);
      return;
    }

  if (draw (&own, 100) < 20)
    add (customer, "spouse")->values[CRM_RELATION_NAME] = name_spouse (customer, texts, &own);
  if (relative != NULL && draw (&own, 100) < 8)
    add (customer, "relative")->values[CRM_RELATION_OTHER] =
        g_string_chunk_insert (texts, relative);
}
