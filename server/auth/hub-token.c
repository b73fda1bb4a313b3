/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tokens of sessions: making, recognising, hashing (BLAKE2b of libsodium). */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-token.h"

#include <sodium.h>
#include <string.h>

#define RANDOM_BYTES 32
#define MAC_BYTES    16 /* crypto_generichash_BYTES_MIN */
#define TOKEN_BYTES  (RANDOM_BYTES + MAC_BYTES)
#define VARIANT      sodium_base64_VARIANT_URLSAFE_NO_PADDING

static void
sign (GBytes *secret, const guint8 *random, guint8 *mac)
{
  crypto_generichash (mac, MAC_BYTES, random, RANDOM_BYTES, g_bytes_get_data (secret, NULL),
                      MIN (g_bytes_get_size (secret), crypto_generichash_KEYBYTES_MAX));
}

static void
hash_token (const guint8 *bytes, guint8 *hash)
{
  crypto_generichash (hash, HUB_TOKEN_HASH_BYTES, bytes, RANDOM_BYTES, NULL, 0);
}

char *
hub_token_new (GBytes *secret, guint8 hash[HUB_TOKEN_HASH_BYTES])
{
  guint8 bytes[TOKEN_BYTES];
  char text[sodium_base64_ENCODED_LEN (TOKEN_BYTES, VARIANT)];

  randombytes_buf (bytes, RANDOM_BYTES);
  sign (secret, bytes, bytes + RANDOM_BYTES);
  hash_token (bytes, hash);
  return g_strdup (sodium_bin2base64 (text, sizeof text, bytes, sizeof bytes, VARIANT));
}

gboolean
hub_token_read (GBytes *secret, const char *token, guint8 hash[HUB_TOKEN_HASH_BYTES])
{
  guint8 bytes[TOKEN_BYTES];
  guint8 mac[MAC_BYTES];
  size_t length = 0;
  const char *end = NULL;
  size_t size = strlen (token);

  if (sodium_base642bin (bytes, sizeof bytes, token, size, NULL, &length, &end, VARIANT) != 0 ||
      length != sizeof bytes || end != token + size)
    return FALSE;

  sign (secret, bytes, mac);
  if (sodium_memcmp (mac, bytes + RANDOM_BYTES, MAC_BYTES) != 0)
    return FALSE;

  hash_token (bytes, hash);
  return TRUE;
}

void
hub_token_hash_to_text (const guint8 hash[HUB_TOKEN_HASH_BYTES], char text[HUB_TOKEN_HASH_TEXT])
{
  text[0] = '\\';
  text[1] = 'x';
  sodium_bin2hex (text + 2, HUB_TOKEN_HASH_TEXT - 2, hash, HUB_TOKEN_HASH_BYTES);
}
