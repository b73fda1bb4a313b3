/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/store/desk-account.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_PASSPHRASE_ASK,
  DESK_PASSPHRASE_CHOOSE, /* a first one: typed twice */
} DeskPassphraseMode;

/* The passphrase of the keys on a computer without a Secret Service. Signal "typed" (passphrase):
 * the window waits until it is refused or destroyed. Signal "forgot": the person gives up what is
 * sealed with it. Main thread only. */
#define DESK_TYPE_PASSPHRASE_WINDOW (desk_passphrase_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskPassphraseWindow,
                      desk_passphrase_window,
                      DESK,
                      PASSPHRASE_WINDOW,
                      AdwWindow)

GtkWidget *desk_passphrase_window_new (GtkApplication *application,
                                       DeskAccount *account,
                                       DeskPassphraseMode mode);
/* It was the wrong one. */
void desk_passphrase_window_refuse (DeskPassphraseWindow *self);
/* Says what happened, and that something else is to be typed. */
void desk_passphrase_window_tell (DeskPassphraseWindow *self, const char *text);
/* As if typed into each field and Enter was pressed. */
void desk_passphrase_window_type (DeskPassphraseWindow *self, const char *passphrase);

G_END_DECLS
