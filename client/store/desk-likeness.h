/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "shared/customers/crm-duplicate.h"

G_BEGIN_DECLS

/* Who else in the cache may be the same person or company. The table customer_key has hashes of
 * what the likes of a customer are looked up by; it follows the rows within their transactions. */

/* Somebody who is like the one asked about. */
typedef struct
{
  char id[CRM_ID_LENGTH + 1];
  char *name;                     /* (owned) */
  char *birth;                    /* (owned) (nullable): birth date, or INN of a company */
  char *phone;                    /* (owned) (nullable) */
  char *owner;                    /* (owned) (nullable): id of the agent */
  guint score;                    /* 0 to 100 */
  guint32 reasons;                /* bits, see crm_duplicate_compare() */
  gboolean is_distinct;           /* somebody decided that they are not the same */
  char record[CRM_ID_LENGTH + 1]; /* of the pair; "" when there is none yet */
  gint64 version;
} DeskLike;

DeskLike *desk_like_new (void);
void desk_like_free (gpointer self);

/* Two customers of the work list. */
typedef struct
{
  DeskLike *first; /* (owned): without score and reasons */
  DeskLike *second;
  gboolean is_identical; /* same agent, name and birth date (or INN), and nothing contradicts */
} DeskLikePair;

void desk_like_pair_free (gpointer self);

/* Makes the table complete, in idle moments; asked again it does nothing. Without it only those who
 * changed since the last download are found. Main thread. */
void desk_likeness_prepare (DeskDatabase *database);
/* The likes of @input, which is copied, the most alike first; not @except (nullable), nor those
 * with fewer points than CRM_DUPLICATE_POSSIBLE. */
void desk_likeness_find_async (DeskDatabase *database,
                               const CrmDuplicateInput *input,
                               const char *except,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* The same of a customer of the cache, with what the server found, and what was decided. */
void desk_likeness_of_async (DeskDatabase *database,
                             const char *customer,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* (element-type DeskLike) (transfer full) */
GPtrArray *desk_likeness_finish (DeskDatabase *database, GAsyncResult *result, GError **error);
/* All pairs that nobody decided about yet and of which both are seen, the most alike first. */
void desk_likeness_list_async (DeskDatabase *database,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* (element-type DeskLikePair) (transfer full) */
GPtrArray *desk_likeness_list_finish (DeskDatabase *database, GAsyncResult *result, GError **error);

/* Writer: a row is about to change or go. */
void desk_likeness_note (DeskConnection *connection, const DeskRow *row);
gboolean desk_likeness_erase (DeskConnection *connection, const DeskRow *row, GError **error);
gboolean desk_likeness_flush (DeskConnection *connection, GError **error);

G_END_DECLS
