/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* What somebody who types means: customers, best first, then policies and insured
 * objects by their numbers. Better matches come before worse ones (whole words, beginnings, one
 * wrong key), own customers before those of others, then those that were opened or spoken to
 * lately, then names. */
typedef struct
{
  const CrmKind *kind;
  char *id;
  char *customer;     /* (nullable): whose it is; itself for one */
  const CrmKind *why; /* (nullable): what was found, %NULL for the words of a customer */
  guint field;        /* of @why */
  char *found;        /* (nullable): its value */
  char *values[3];    /* (nullable): of a policy product, start and end; of an object title,
                         make and model */
} DeskSearchHit;

#define DESK_SEARCH_MAX_CUSTOMERS 8
#define DESK_SEARCH_MAX_CHILDREN  4 /* of each other kind */

/* @user (nullable): who types. */
void desk_search_async (DeskDatabase *database,
                        const char *text,
                        const char *user,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
/* (element-type DeskSearchHit) (transfer full) */
GPtrArray *desk_search_finish (DeskDatabase *database, GAsyncResult *result, GError **error);
/* The card was opened now; kept with the cache, on this computer only. */
void desk_search_note_opened (DeskDatabase *database, const char *customer);

G_END_DECLS
