/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/sync/desk-reconcile.h"

G_BEGIN_DECLS

/* Whether the cache is to be compared with the server, how far that is, and who waits for it. Owned
 * by the engine; main thread only. */
typedef struct _DeskVerifier DeskVerifier;

DeskVerifier *desk_verifier_new (void);
void desk_verifier_free (DeskVerifier *self);
/* @task (nullable) (transfer full): answered with the number of rows that were put right. */
void desk_verifier_want (DeskVerifier *self, GTask *task);
gboolean desk_verifier_is_wanted (DeskVerifier *self);
/* One comparison came to its end: answers whether another one must follow. */
gboolean desk_verifier_note (DeskVerifier *self, const DeskReconciled *outcome);
/* @error goes to those who wait; the wish stays unless it is given up. */
void desk_verifier_fail (DeskVerifier *self, const GError *error, gboolean gives_up);

G_END_DECLS
