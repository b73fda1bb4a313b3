/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HUB_TOKEN_HASH_BYTES 32
/* What stands in a database parameter for a hash: \x and hex. */
#define HUB_TOKEN_HASH_TEXT (2 + 2 * HUB_TOKEN_HASH_BYTES + 1)

/* A token is 256 random bits and a short signature over them, in base64url: what was never ours is
 * refused without asking the database. Pure functions, any thread. */

/* (transfer full): a new one; @hash is what the database keeps. */
char *hub_token_new (GBytes *secret, guint8 hash[HUB_TOKEN_HASH_BYTES]);
/* %FALSE: not made with this secret. */
gboolean hub_token_read (GBytes *secret, const char *token, guint8 hash[HUB_TOKEN_HASH_BYTES]);
void hub_token_hash_to_text (const guint8 hash[HUB_TOKEN_HASH_BYTES],
                             char text[HUB_TOKEN_HASH_TEXT]);

G_END_DECLS
