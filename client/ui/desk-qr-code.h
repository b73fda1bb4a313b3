/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A text as a QR code: black on a white card in both themes, so that every camera reads it. Main
 * thread only. */
#define DESK_TYPE_QR_CODE (desk_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (DeskQrCode, desk_qr_code, DESK, QR_CODE, GtkWidget)

/* @spoken: what it is, for those who do not see it. */
GtkWidget *desk_qr_code_new (const char *text, const char *spoken);
/* Modules of a side; 0 when the text is too long for any code. */
int desk_qr_code_get_width (DeskQrCode *self);

G_END_DECLS
