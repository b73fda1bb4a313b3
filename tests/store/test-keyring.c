/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The token in a real Secret Service; run inside tests/store/with-keyring.sh. */

#include "client/store/desk-account.h"
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

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/token", test_token);
  result = g_test_run ();
  /* What libsecret keeps for the life of a process. */
  secret_service_disconnect ();
  crm_test_drain ();
  return result;
}
