/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/store/desk-outbox.h"

G_BEGIN_DECLS

/* Asked before somebody leaves whose changes are not all on the server. It counts along while it is
 * open. Main thread only. Response "sign-out" or "stay". */
#define DESK_TYPE_SIGN_OUT_DIALOG (desk_sign_out_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DeskSignOutDialog,
                      desk_sign_out_dialog,
                      DESK,
                      SIGN_OUT_DIALOG,
                      AdwMessageDialog)

GtkWidget *desk_sign_out_dialog_new (GtkWindow *parent, DeskOutbox *outbox);

G_END_DECLS
