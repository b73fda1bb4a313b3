/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-loader.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;
  const char *branch;
} HubDemoOwner;

/* Invented customers, the same for the same seed but for ids and for times, which lie before now.
 * Plain struct on one thread. */
typedef struct
{
  guint64 seed;
  gint64 now;
  const HubDemoOwner *owners;
  guint n_owners;
  guint n_made;
  char last[CRM_ID_LENGTH + 1];   /* the customer made before */
  const HubDemoOwner *last_owner; /* (nullable) */
} HubDemo;

void hub_demo_init (HubDemo *self, guint64 seed, const HubDemoOwner *owners, guint n_owners);
/* The next one; its texts are kept in @texts. (transfer full) */
HubLoadCustomer *hub_demo_make (HubDemo *self, GStringChunk *texts);

G_END_DECLS
