/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db.h"

G_BEGIN_DECLS

#define HUB_CODE_MAX 64 /* bytes of what is typed for a code */

typedef enum
{
  HUB_FACTOR_WRONG, /* or used before */
  HUB_FACTOR_TOTP,
  HUB_FACTOR_RECOVERY,
} HubFactor;

/* Whose code it is. Plain value with borrowed members. */
typedef struct
{
  GBytes *key; /* the secret of the server */
  const char *user;
  const char *sealed; /* what the database has of the person's secret */
} HubFactorPerson;

/* Uses up @code: one of the program, or a recovery code. Inside a read-write transaction of a
 * worker; an error only when the database failed. */
gboolean hub_second_factor_use (HubDb *db,
                                const HubFactorPerson *person,
                                const char *code,
                                HubFactor *factor,
                                GError **error);

G_END_DECLS
