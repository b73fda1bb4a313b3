/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"

G_BEGIN_DECLS

/* Those who live together with one client, he among them, as far as the cache knows. */
typedef struct
{
  GPtrArray *ids;   /* (owned) (element-type utf8): he first */
  guint n_insured;  /* of them: with a policy in force */
  guint n_policies; /* in force, of all */
  gint64 premium;   /* kopecks of a year, of all */
  gint64 overdue;   /* kopecks that should have come, of all */
} DeskHousehold;

void desk_household_read_async (DeskDatabase *database,
                                const char *customer,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer none): as long as @result. */
const DeskHousehold *
desk_household_read_finish (DeskDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS
