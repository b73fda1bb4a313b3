/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HUB_TOTP_SECRET_BYTES  20
#define HUB_RECOVERY_CODES     10
#define HUB_RECOVERY_CODE_MAX  40 /* bytes that are looked at */
#define HUB_RECOVERY_HASH_TEXT (2 + 2 * 32 + 1)

/* The second factor (RFC 6238, SHA-1, six digits, thirty seconds: what every program for it can
 * do). Pure functions, any thread. @key is the secret of the server, @user the id of the person:
 * what is sealed for one does not open for another. */

void hub_totp_make_secret (guint8 secret[HUB_TOTP_SECRET_BYTES]);
/* (transfer full): what the database keeps, \x and hex. */
char *hub_totp_seal (GBytes *key, const char *user, const guint8 secret[HUB_TOTP_SECRET_BYTES]);
/* @sealed as the database prints it; %FALSE when it was not sealed with this key for this person.
 */
gboolean hub_totp_open (GBytes *key,
                        const char *user,
                        const char *sealed,
                        guint8 secret[HUB_TOTP_SECRET_BYTES]);
/* (transfer full): base32 without padding. */
char *hub_totp_print_secret (const guint8 secret[HUB_TOTP_SECRET_BYTES]);
/* (transfer full): otpauth://totp/… for the QR code. */
char *hub_totp_print_uri (const guint8 secret[HUB_TOTP_SECRET_BYTES], const char *login);
/* Whether @code is that of now, or of the thirty seconds before or after; spaces do not matter.
 * @now: seconds since 1970. @step: (out): which thirty seconds. */
gboolean hub_totp_check (const guint8 secret[HUB_TOTP_SECRET_BYTES],
                         const char *code,
                         gint64 now,
                         gint64 *step);

/* (transfer full): "xxxxx-xxxxx", 49 bits. */
char *hub_recovery_code_make (void);
/* What the database keeps of @code, however it was typed: \x and hex. */
void hub_recovery_code_hash (GBytes *key,
                             const char *user,
                             const char *code,
                             char text[HUB_RECOVERY_HASH_TEXT]);

G_END_DECLS
