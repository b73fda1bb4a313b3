/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes of the second factor: making, sealing (libsodium's secretbox), checking (liboath). */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-totp.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <string.h>

#define ISSUER      "Zontik"
#define DIGITS      6
#define WINDOW      1 /* steps before and after */
#define BOX_BYTES   (crypto_secretbox_MACBYTES + HUB_TOTP_SECRET_BYTES)
#define SEALED_SIZE (crypto_secretbox_NONCEBYTES + BOX_BYTES)

/* Letters and digits none of which looks like another. */
static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";

/* A key of its own for every purpose and person. */
static void
derive (GBytes *key, const char *purpose, const char *user, const char *text, guint8 out[32])
{
  g_autofree char *words = g_strjoin ("\n", purpose, user, text, NULL);

  crypto_generichash (out, 32, (const guint8 *) words, strlen (words), g_bytes_get_data (key, NULL),
                      MIN (g_bytes_get_size (key), crypto_generichash_KEYBYTES_MAX));
  sodium_memzero (words, strlen (words));
}

void
hub_totp_make_secret (guint8 secret[HUB_TOTP_SECRET_BYTES])
{
  randombytes_buf (secret, HUB_TOTP_SECRET_BYTES);
}

char *
hub_totp_seal (GBytes *key, const char *user, const guint8 secret[HUB_TOTP_SECRET_BYTES])
{
  guint8 sealed[SEALED_SIZE];
  guint8 box_key[crypto_secretbox_KEYBYTES];
  char *text = g_malloc (2 + 2 * SEALED_SIZE + 1);

  derive (key, "totp", user, "", box_key);
  randombytes_buf (sealed, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (sealed + crypto_secretbox_NONCEBYTES, secret, HUB_TOTP_SECRET_BYTES,
                         sealed, box_key);
  sodium_memzero (box_key, sizeof box_key);
  text[0] = '\\';
  text[1] = 'x';
  sodium_bin2hex (text + 2, 2 * SEALED_SIZE + 1, sealed, sizeof sealed);
  return text;
}

gboolean
hub_totp_open (GBytes *key,
               const char *user,
               const char *sealed,
               guint8 secret[HUB_TOTP_SECRET_BYTES])
{
  guint8 bytes[SEALED_SIZE];
  guint8 box_key[crypto_secretbox_KEYBYTES];
  size_t length = 0;
  int code;

  if (sealed == NULL || strncmp (sealed, "\\x", 2) != 0 ||
      sodium_hex2bin (bytes, sizeof bytes, sealed + 2, strlen (sealed + 2), NULL, &length, NULL) !=
          0 ||
      length != sizeof bytes)
    return FALSE;

  derive (key, "totp", user, "", box_key);
  code = crypto_secretbox_open_easy (secret, bytes + crypto_secretbox_NONCEBYTES, BOX_BYTES, bytes,
                                     box_key);
  sodium_memzero (box_key, sizeof box_key);
  return code == 0;
}

char *
hub_totp_print_secret (const guint8 secret[HUB_TOTP_SECRET_BYTES])
{
  static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  GString *text = g_string_new (NULL);

  /* Twenty bytes are thirty-two letters, without a rest. */
  for (guint bit = 0; bit < HUB_TOTP_SECRET_BYTES * 8; bit += 5)
    {
      guint value = (guint) secret[bit / 8] << 8;

      if (bit / 8 + 1 < HUB_TOTP_SECRET_BYTES)
        value |= secret[bit / 8 + 1];
      g_string_append_c (text, base32[(value >> (11 - bit % 8)) & 31]);
    }
  return g_string_free (text, FALSE);
}

char *
hub_totp_print_uri (const guint8 secret[HUB_TOTP_SECRET_BYTES], const char *login)
{
  g_autofree char *text = hub_totp_print_secret (secret);
  g_autofree char *label = g_uri_escape_string (login, NULL, FALSE);

  return g_strconcat ("otpauth://totp/" ISSUER ":", label, "?secret=", text,
                      "&issuer=" ISSUER "&algorithm=SHA1&digits=6&period=30", NULL);
}

gboolean
hub_totp_check (const guint8 secret[HUB_TOTP_SECRET_BYTES],
                const char *code,
                gint64 now,
                gint64 *step)
{
  char digits[DIGITS + 1];
  guint n = 0;
  guint64 found = 0;

  for (const char *p = code; *p != '\0'; p++)
    if (*p != ' ')
      {
        if (!g_ascii_isdigit (*p) || n == DIGITS)
          return FALSE;
        digits[n++] = *p;
      }
  if (n != DIGITS)
    return FALSE;
  digits[n] = '\0';
  if (oath_totp_validate3 ((const char *) secret, HUB_TOTP_SECRET_BYTES, (time_t) now,
                           OATH_TOTP_DEFAULT_TIME_STEP_SIZE, OATH_TOTP_DEFAULT_START_TIME, WINDOW,
                           NULL, &found, digits) < 0)
    return FALSE;
  *step = (gint64) found;
  return TRUE;
}

char *
hub_recovery_code_make (void)
{
  GString *code = g_string_new (NULL);

  for (guint i = 0; i < 10; i++)
    {
      if (i == 5)
        g_string_append_c (code, '-');
      g_string_append_c (code, letters[randombytes_uniform (sizeof letters - 1)]);
    }
  return g_string_free (code, FALSE);
}

void
hub_recovery_code_hash (GBytes *key,
                        const char *user,
                        const char *code,
                        char text[HUB_RECOVERY_HASH_TEXT])
{
  char plain[HUB_RECOVERY_CODE_MAX + 1];
  guint8 hash[32];
  guint n = 0;

  for (const char *p = code; *p != '\0' && n < HUB_RECOVERY_CODE_MAX; p++)
    if (g_ascii_isalnum (*p))
      plain[n++] = g_ascii_tolower (*p);
  plain[n] = '\0';
  derive (key, "recovery", user, plain, hash);
  sodium_memzero (plain, sizeof plain);
  text[0] = '\\';
  text[1] = 'x';
  sodium_bin2hex (text + 2, HUB_RECOVERY_HASH_TEXT - 2, hash, sizeof hash);
}
