/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The token in a real Secret Service; run inside tests/store/with-keyring.sh. */

#include "client/store/desk-account.h"
#include "client/store/desk-keys.h"
#include "tests/lib/crm-test.h"

#include <libsecret/secret.h>

static void
save (DeskAccount *account, const char *token)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_account_save_token_async (account, token, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_account_save_token_finish (account, result, &error);
  g_assert_no_error (error);
}

/* As the next run of the program would. */
static char *
load (const char *profile)
{
  g_autoptr (DeskAccount) account = desk_account_new (profile);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *token;

  desk_account_load_token_async (account, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  token = desk_account_load_token_finish (account, result, &error);
  g_assert_no_error (error);
  return token;
}

static void
test_token (void)
{
  g_autoptr (DeskAccount) account = desk_account_new ("one");
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *other = NULL;
  g_autofree char *gone = NULL;

  g_assert_true (desk_account_set (account, "server", "https://a:1", &error));
  g_assert_true (desk_account_set (account, "login", "anna", &error));
  save (account, "token-1");
  save (account, "token-2");
  first = load ("one");
  g_assert_cmpstr (first, ==, "token-2");
  g_assert_true (desk_account_set (account, "login", "pyotr", &error));
  other = load ("one");
  g_assert_null (other);
  g_assert_true (desk_account_set (account, "login", "anna", &error));
  save (account, NULL);
  gone = load ("one");
  g_assert_null (gone);
}

static DeskVault *
open_keys (DeskAccount *account, gboolean *lost)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DeskVault *vault;

  desk_keys_open_async (account, NULL, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  vault = desk_keys_open_finish (result, lost, &error);
  g_assert_no_error (error);
  return vault;
}

static void
destroy_cache_key (DeskAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_keys_destroy_cache_async (account, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_keys_destroy_cache_finish (result, &error);
  g_assert_no_error (error);
}

static void
clear_secrets (DeskAccount *account)
{
  const SecretSchema schema = { "io.github.zontik.Key",
                                SECRET_SCHEMA_NONE,
                                { { "folder", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } } };
  g_autofree char *folder = desk_account_dup_database_folder (account);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  secret_password_clear (&schema, NULL, crm_test_take_result, &result, "folder", folder, NULL);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  secret_password_clear_finish (result, &error);
  g_assert_no_error (error);
}

/* Made once; one of two destroyed; both gone. */
static void
test_keys (void)
{
  g_autoptr (DeskAccount) account = desk_account_new ("keys");
  g_autoptr (DeskVault) first = NULL;
  g_autoptr (DeskVault) second = NULL;
  g_autoptr (DeskVault) third = NULL;
  g_autofree char *typed = NULL, *kept = NULL, *opened = NULL, *gone = NULL, *lost_text = NULL;
  gboolean lost = TRUE;

  g_assert_true (desk_account_set (account, "server", "https://a:1", NULL));
  g_assert_true (desk_account_set (account, "user-id", "0198", NULL));
  first = open_keys (account, &lost);
  g_assert_false (lost);
  typed = desk_vault_seal (first, DESK_VAULT_OUTBOX, "a", "typed");
  kept = desk_vault_seal (first, DESK_VAULT_CACHE, "a", "revealed");
  destroy_cache_key (account);
  second = open_keys (account, &lost);
  g_assert_false (lost);
  opened = desk_vault_open (second, DESK_VAULT_OUTBOX, "a", typed);
  g_assert_cmpstr (opened, ==, "typed");
  gone = desk_vault_open (second, DESK_VAULT_CACHE, "a", kept);
  g_assert_null (gone);
  clear_secrets (account);
  third = open_keys (account, &lost);
  g_assert_true (lost);
  lost_text = desk_vault_open (third, DESK_VAULT_OUTBOX, "a", typed);
  g_assert_null (lost_text);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/token", test_token);
  g_test_add_func ("/keyring/keys", test_keys);
  result = g_test_run ();
  /* What libsecret keeps for the life of a process. */
  secret_service_disconnect ();
  crm_test_drain ();
  return result;
}
