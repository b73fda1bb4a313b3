/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The synced kinds and their queries, as the build made them from server/sql/kinds.table. Constant.
 */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-kinds.h"

const HubKind *
hub_kinds_get (guint number)
{
  g_return_val_if_fail (number > 0 && number <= HUB_N_KINDS, NULL);

  return &hub_kinds_table[number - 1];
}

guint
hub_kinds_find (const CrmKind *kind)
{
  for (guint i = 0; i < HUB_N_KINDS; i++)
    if (hub_kinds_table[i].kind == kind)
      return i + 1;
  return 0;
}

gboolean
hub_kind_is_below (const HubKind *self, const HubKind *other)
{
  return other->scope == HUB_SCOPE_CUSTOMER ? self->scope == HUB_SCOPE_HANGING
                                            : self->kind->above == other->kind;
}

guint
hub_kind_list_below (const HubKind *self, guint numbers[HUB_N_KINDS])
{
  guint n = 0;

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (hub_kinds_get (i)->load != NULL && hub_kind_is_below (hub_kinds_get (i), self))
      numbers[n++] = i;
  return n;
}
