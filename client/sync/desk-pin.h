/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* SHA-256 of the certificate's DER, upper-case hex with colons. (transfer full) */
char *desk_pin_dup_fingerprint (GTlsCertificate *certificate);
/* The same fingerprint, however it is written. */
gboolean desk_pin_equal (const char *a, const char *b);

G_END_DECLS
