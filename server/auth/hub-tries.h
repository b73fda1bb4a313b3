/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db.h"

G_BEGIN_DECLS

#define HUB_TRY_KEY_SIZE 33

/* How often somebody may try a password or a code. A try is counted before it is looked at, so that
 * many at once are no more than one after the other, and given back when it was none. What others
 * try elsewhere never holds back a device that its owner has used before: it is counted apart. */
typedef struct
{
  char login[HUB_TRY_KEY_SIZE];   /* this login from anywhere unknown */
  char device[HUB_TRY_KEY_SIZE];  /* this login on this device */
  char address[HUB_TRY_KEY_SIZE]; /* any login from this address */
  char pair[HUB_TRY_KEY_SIZE];    /* this login from this address */
  gboolean is_known;              /* the device is one of this person's */
} HubTries;

/* @login as it is compared, @address numeric (of IPv6 the first half counts). */
void hub_tries_init (HubTries *self,
                     GBytes *secret,
                     const char *login,
                     const char *device,
                     const char *address);

/* All inside a read-write transaction of a worker. */

/* Counts one try. CRM_ERROR_TOO_MANY with @wait, in seconds, when it comes too early: nothing was
 * counted then. */
gboolean hub_tries_take (const HubTries *self, HubDb *db, guint *wait, GError **error);
/* It was no failure, and no success either: the next step is still to come. Queued. */
gboolean hub_tries_release (const HubTries *self, HubDb *db, GError **error);
/* It was right. Queued. */
gboolean hub_tries_succeed (const HubTries *self, HubDb *db, GError **error);
/* It was wrong, which it counts as already; the address has one more, once a login. Queued. */
gboolean hub_tries_fail (const HubTries *self, HubDb *db, GError **error);

G_END_DECLS
