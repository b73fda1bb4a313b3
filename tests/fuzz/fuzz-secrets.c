/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed to get in, and what is kept of it: codes, recovery codes, sealed secrets, tokens,
 * passwords. A stranger's is never taken. */
#include <string.h>

#include "server/auth/hub-password-rules.h"
#include "server/auth/hub-token.h"
#include "server/auth/hub-totp.h"
#include "tests/fuzz/fuzz-target.h"

#define USER "01980000-0000-7000-8000-000000000001"

static void
check_codes (GBytes *key, const char *text)
{
  static const guint8 secret[HUB_TOTP_SECRET_BYTES] = "12345678901234567890";
  char hash[HUB_RECOVERY_HASH_TEXT];
  g_autofree char *uri = NULL;
  gint64 step = 0;

  if (hub_totp_check (secret, text, 59, &step))
    g_assert_cmpint (step, <=, 2);
  hub_recovery_code_hash (key, USER, text, hash);
  g_assert_cmpuint (strlen (hash), ==, sizeof hash - 1);
  if (!g_utf8_validate (text, -1, NULL))
    return;
  uri = hub_totp_print_uri (secret, text);
  g_assert_true (g_uri_is_valid (uri, G_URI_FLAGS_NONE, NULL));
}

/* Nobody can make one without the key; one sealed here opens here only. */
static void
check_sealed (GBytes *key, const char *text)
{
  g_autoptr (GBytes) other = g_bytes_new_static ("fedcba9876543210fedcba9876543210", 32);
  guint8 secret[HUB_TOTP_SECRET_BYTES] = { 0 };
  guint8 opened[HUB_TOTP_SECRET_BYTES] = { 0 };
  g_autofree char *sealed = NULL;

  g_assert_false (hub_totp_open (key, USER, text, opened));
  memcpy (secret, text, MIN (strlen (text), sizeof secret));
  sealed = hub_totp_seal (key, USER, secret);
  g_assert_true (hub_totp_open (key, USER, sealed, opened));
  g_assert_true (memcmp (secret, opened, sizeof secret) == 0);
  g_assert_false (hub_totp_open (other, USER, sealed, opened));
  g_assert_false (hub_totp_open (key, text, sealed, opened));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) key = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (HubPasswordRules) rules = hub_password_rules_new (config);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *detail = NULL;
  guint8 hash[HUB_TOKEN_HASH_BYTES];
  const char *wrong;

  check_codes (key, text);
  check_sealed (key, text);
  g_assert_false (hub_token_read (key, text, hash));
  wrong = hub_password_rules_check (rules, text, "anna", "Анна Ёлкина", &detail);
  g_assert_true ((wrong == NULL) == (detail == NULL));
  if (wrong == NULL)
    g_assert_true (g_utf8_validate (text, -1, NULL) && strlen (text) <= HUB_PASSWORD_MAX);
  return 0;
}
