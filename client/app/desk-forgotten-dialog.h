/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/store/desk-outbox-peek.h"

G_BEGIN_DECLS

/* Whoever has forgotten the passphrase is told what is lost and what is not. Response "forget": to
 * go on without it. @peek (nullable): it could not be counted. */
GtkWidget *desk_forgotten_dialog_new (GtkWindow *parent, const DeskOutboxPeek *peek);

/* The Secret Service lost the key of this profile; @unreadable changes were sealed with it.
 * Response "remove": they are not to be kept any longer. */
GtkWidget *desk_lost_key_dialog_new (GtkWindow *parent, guint unreadable);

G_END_DECLS
