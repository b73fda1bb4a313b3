/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What may be a password, and codes of the second factor; pure functions. */

#include <string.h>

#include "server/auth/hub-password-rules.h"
#include "server/auth/hub-totp.h"
#include "shared/base/crm-error.h"
#include "tests/lib/crm-test.h"

typedef struct
{
  const char *password;
  const char *code; /* (nullable): it is good */
} Case;

static const Case cases[] = {
  { "correct horse", NULL },
  { "зелёный верблюд", NULL },
  { "k7 Tl2 9vQ x", NULL },
  { "two words 1234", NULL },
  /* characters, not bytes */
  { "верблюд", "too-short" },
  { "123456789", "too-short" },
  { "", "format" },
  { "tab\tand more than ten", "format" },
  { "\xff\xfe not text at all", "format" },
  /* common as they are, with what is put at the ends, typed with the other layout */
  { "1234567890", "common" },
  { "PASSWORD12", "common" },
  { "!!password!!", "common" },
  { "passw0rd2026", "common" },
  { "йцукенгшщз", "common" },
  { "пароль2026", "common" },
  { "qwertyqwerty", "common" },
  { "abcdefghijkl", "common" },
  { "абвгдежзийк", "common" },
  { "zzzzzzzzzzzz", "common" },
  { "1010101010101", "common" },
  /* login and name with a little around them */
  { "anna.karenina", "contains-login" },
  { "KareninaAnna1", "contains-login" },
  { "Аркадьевна12", "contains-name" },
  { "Аркадьевна и верблюд", NULL },
};

static void
test_rules (void)
{
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (HubPasswordRules) rules = hub_password_rules_new (config);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *detail = NULL;
      const char *code = hub_password_rules_check (rules, cases[i].password, "anna.karenina",
                                                   "Каренина Анна Аркадьевна", &detail);

      g_test_message ("%s", cases[i].password);
      g_assert_cmpstr (code, ==, cases[i].code);
      g_assert_cmpint (detail != NULL, ==, code != NULL);
    }
}

static void
test_long (void)
{
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (HubPasswordRules) rules = hub_password_rules_new (config);
  g_autofree char *password = g_strnfill (HUB_PASSWORD_MAX + 1, 'x');
  g_autofree char *detail = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (hub_password_rules_check (rules, password, NULL, NULL, &detail), ==, "too-long");
  g_assert_false (hub_password_rules_require (rules, password, NULL, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
}

/* Every line of the list is found: also the first, the last, and none between two. */
static void
test_list (void)
{
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (HubPasswordRules) rules = NULL;
  g_autoptr (GBytes) text = g_resources_lookup_data ("/io/github/zontik/common-passwords.txt",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  config->password_min_length = 1;
  rules = hub_password_rules_new (config);
  lines = g_strsplit (g_bytes_get_data (text, NULL), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && !g_str_has_prefix (lines[i], "#!"))
      {
        g_autofree char *detail = NULL;

        g_assert_cmpstr (hub_password_rules_check (rules, lines[i], NULL, NULL, &detail), ==,
                         "common");
        n++;
      }
  g_assert_cmpuint (n, >, 30000);
}

static void
test_own_list (void)
{
  char *dir = crm_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "forbidden", NULL);
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (HubPasswordRules) rules = NULL;
  g_autofree char *own = NULL;
  g_autofree char *other = NULL;

  g_assert_true (g_file_set_contents (path, "Зонтик\numbrella\n", -1, NULL));
  config->password_forbidden = g_strdup (path);
  config->password_min_length = 12;
  rules = hub_password_rules_new (config);
  g_assert_cmpstr (hub_password_rules_check (rules, "зонтик-2026!", NULL, NULL, &own), ==,
                   "common");
  g_assert_cmpstr (hub_password_rules_check (rules, "elevenchars", NULL, NULL, &other), ==,
                   "too-short");
  crm_test_remove_dir (dir);
}

static void
test_made (void)
{
  g_autoptr (HubConfig) config = hub_config_new ();
  g_autoptr (HubPasswordRules) rules = hub_password_rules_new (config);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *password = hub_password_make ();
      g_autofree char *detail = NULL;

      g_assert_null (hub_password_rules_check (rules, password, "anna", "Анна", &detail));
      g_assert_true (g_hash_table_add (seen, password));
    }
}

/* RFC 6238, appendix B, the last six digits. */
static void
test_totp_vectors (void)
{
  static const struct
  {
    gint64 time;
    const char *code;
  } vectors[] = { { 59, "287082" },         { 1111111109, "081804" },
                  { 1111111111, "050471" }, { 1234567890, "005924" },
                  { 2000000000, "279037" }, { G_GINT64_CONSTANT (20000000000), "353130" } };
  const guint8 *secret = (const guint8 *) "12345678901234567890";
  gint64 step = 0;

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      gint64 at = vectors[i].time / 30;

      g_assert_true (hub_totp_check (secret, vectors[i].code, vectors[i].time, &step));
      g_assert_cmpint (step, ==, at);
      g_assert_true (hub_totp_check (secret, vectors[i].code, (at + 1) * 30, &step));
      g_assert_cmpint (step, ==, at);
      g_assert_true (hub_totp_check (secret, vectors[i].code, (at - 1) * 30 + 29, &step));
      g_assert_cmpint (step, ==, at);
      g_assert_false (hub_totp_check (secret, vectors[i].code, (at + 2) * 30, &step));
      if (at > 1)
        g_assert_false (hub_totp_check (secret, vectors[i].code, (at - 2) * 30 + 29, &step));
    }
  g_assert_true (hub_totp_check (secret, " 287 082 ", 59, &step));
}

static void
test_totp_nonsense (void)
{
  static const char *const codes[] = { "",       "28708",    "2870820", "28708x", "２８７０８２",
                                       "-87082", "287082\n", "287 08",  "+28708" };
  gint64 step = 0;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    g_assert_false (hub_totp_check ((const guint8 *) "12345678901234567890", codes[i], 59, &step));
}

/* Base32 as in RFC 4648, and what the programs for it read. */
static void
test_totp_uri (void)
{
  const guint8 *secret = (const guint8 *) "12345678901234567890";
  g_autofree char *text = hub_totp_print_secret (secret);
  g_autofree char *uri = hub_totp_print_uri (secret, "анна&x");

  g_assert_cmpstr (text, ==, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  g_assert_cmpstr (uri, ==,
                   "otpauth://totp/Zontik:%D0%B0%D0%BD%D0%BD%D0%B0%26x?secret="
                   "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Zontik&algorithm=SHA1&digits=6&"
                   "period=30");
}

/* Sealed for one person with one key, it opens for nobody else. */
static void
test_seal (void)
{
  g_autoptr (GBytes) key = g_bytes_new_static ("12345678901234567890123456789012", 32);
  g_autoptr (GBytes) other = g_bytes_new_static ("2234567890123456789012345678901x", 32);
  guint8 secret[HUB_TOTP_SECRET_BYTES], opened[HUB_TOTP_SECRET_BYTES];
  g_autofree char *sealed = NULL;
  g_autofree char *again = NULL;

  hub_totp_make_secret (secret);
  sealed = hub_totp_seal (key, "anna", secret);
  again = hub_totp_seal (key, "anna", secret);
  g_assert_cmpstr (sealed, !=, again);
  g_assert_true (hub_totp_open (key, "anna", sealed, opened));
  g_assert_cmpmem (secret, sizeof secret, opened, sizeof opened);
  g_assert_false (hub_totp_open (other, "anna", sealed, opened));
  g_assert_false (hub_totp_open (key, "boris", sealed, opened));
  g_assert_false (hub_totp_open (key, "anna", "\\x", opened));
  g_assert_false (hub_totp_open (key, "anna", NULL, opened));
  again[10] = again[10] == '0' ? '1' : '0';
  g_assert_false (hub_totp_open (key, "anna", again, opened));
}

static void
test_recovery_code (void)
{
  g_autoptr (GBytes) key = g_bytes_new_static ("12345678901234567890123456789012", 32);
  g_autofree char *code = hub_recovery_code_make ();
  g_autofree char *upper = g_ascii_strup (code, -1);
  g_autofree char *spaced = g_strdelimit (g_strdup (upper), "-", ' ');
  char one[HUB_RECOVERY_HASH_TEXT], two[HUB_RECOVERY_HASH_TEXT];

  g_assert_cmpuint (strlen (code), ==, 11);
  hub_recovery_code_hash (key, "anna", code, one);
  hub_recovery_code_hash (key, "anna", spaced, two);
  g_assert_cmpstr (one, ==, two);
  hub_recovery_code_hash (key, "boris", code, two);
  g_assert_cmpstr (one, !=, two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/passwords/rules", test_rules);
  g_test_add_func ("/passwords/long", test_long);
  g_test_add_func ("/passwords/list", test_list);
  g_test_add_func ("/passwords/own-list", test_own_list);
  g_test_add_func ("/passwords/made", test_made);
  g_test_add_func ("/totp/vectors", test_totp_vectors);
  g_test_add_func ("/totp/nonsense", test_totp_nonsense);
  g_test_add_func ("/totp/uri", test_totp_uri);
  g_test_add_func ("/totp/seal", test_seal);
  g_test_add_func ("/totp/recovery-code", test_recovery_code);
  return g_test_run ();
}
