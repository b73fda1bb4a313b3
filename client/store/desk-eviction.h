/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "shared/protocol/crm-change.h"

G_BEGIN_DECLS

/* What one change stream takes away from the person's reach, counted before anything of it is done:
 * a mistake of a server must not empty a computer. Writer thread. */
typedef struct
{
  guint64 roots;  /* customers that are here and would go */
  guint64 cached; /* customers that are here */
  gboolean counted;
  gboolean silent; /* a line does not say why */
  char reason[32]; /* of the first line that says it; empty: none does */
} DeskEviction;

/* Each change of the stream. */
gboolean desk_eviction_note (DeskEviction *self,
                             DeskConnection *connection,
                             const CrmChange *change,
                             GError **error);
/* CRM_ERROR_UNCONFIRMED when it is too much for one answer, or for two without a reason, and more
 * than the @allowed ones that the person agreed to. */
gboolean
desk_eviction_check (const DeskEviction *self, gboolean confirmed, guint64 allowed, GError **error);

G_END_DECLS
