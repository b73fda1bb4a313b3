/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for the passphrase of the keys on a computer without a Secret Service. Signal "typed"
 * (passphrase); the window closes by itself after it. Main thread only. */
#define DESK_TYPE_PASSPHRASE_WINDOW (desk_passphrase_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskPassphraseWindow,
                      desk_passphrase_window,
                      DESK,
                      PASSPHRASE_WINDOW,
                      AdwWindow)

/* @was_wrong: it is asked for again. */
GtkWidget *desk_passphrase_window_new (GtkApplication *application, gboolean was_wrong);
/* As if typed and Enter was pressed. */
void desk_passphrase_window_type (DeskPassphraseWindow *self, const char *passphrase);

G_END_DECLS
