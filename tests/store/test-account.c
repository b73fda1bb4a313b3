/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The account file, the token without a Secret Service, and the preferences. */

#include "client/store/desk-account.h"
#include "client/store/desk-settings.h"
#include "client/store/desk-sync-status.h"
#include "tests/lib/crm-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static void
set (DeskAccount *account, const char *property, const char *value)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (desk_account_set (account, property, value, &error));
  g_assert_no_error (error);
}

static void
test_file (void)
{
  g_autoptr (DeskAccount) account = desk_account_new ("one");
  g_autoptr (DeskAccount) again = NULL;
  g_autofree char *path = g_build_filename (desk_account_get_folder (account), "account.ini", NULL);
  GStatBuf info;

  g_assert_null (desk_account_get_user_id (account));
  g_assert_null (desk_account_dup_database_folder (account));
  g_assert_nonnull (desk_account_get_device_id (account));
  set (account, "server", "https://127.0.0.1:8443");
  set (account, "login", "anna");
  set (account, "user-id", "01980000-0000-7000-8000-000000000001");
  set (account, "user-name", "Анна; Ливнева = 1");
  set (account, "fingerprint", "AA:BB");
  again = desk_account_new ("one");
  g_assert_cmpstr (desk_account_get_device_id (again), ==, desk_account_get_device_id (account));
  g_assert_cmpstr (desk_account_get_server (again), ==, "https://127.0.0.1:8443");
  g_assert_cmpstr (desk_account_get_user_name (again), ==, "Анна; Ливнева = 1");
  g_assert_cmpstr (desk_account_get_fingerprint (again), ==, "AA:BB");
  set (again, "fingerprint", NULL);
  g_assert_null (desk_account_get_fingerprint (again));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

/* One folder for each server and person. */
static void
test_folders (void)
{
  g_autoptr (DeskAccount) account = desk_account_new ("two");
  g_autoptr (DeskAccount) outside = desk_account_new ("../../outside");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  set (account, "server", "https://a:1");
  set (account, "user-id", "01980000-0000-7000-8000-000000000001");
  first = desk_account_dup_database_folder (account);
  set (account, "user-id", "01980000-0000-7000-8000-000000000002");
  second = desk_account_dup_database_folder (account);
  set (account, "server", "https://b:1");
  third = desk_account_dup_database_folder (account);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpstr (second, !=, third);
  g_assert_true (g_str_has_prefix (first, desk_account_get_folder (account)));
  g_assert_null (strstr (desk_account_get_folder (outside), "/.."));
}

/* The token stays for this run, and is nowhere on the disk. */
static void
test_no_secret_service (void)
{
  g_autoptr (DeskAccount) account = desk_account_new ("three");
  g_autoptr (DeskAccount) again = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) lost = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (desk_account_get_folder (account), "account.ini", NULL);
  g_autofree char *text = NULL;
  g_autofree char *token = NULL;

  set (account, "server", "https://a:1");
  set (account, "login", "anna");
  desk_account_save_token_async (account, "s3cret-token", NULL, crm_test_take_result, &saved);
  while (saved == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (desk_account_save_token_finish (account, saved, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  desk_account_load_token_async (account, NULL, crm_test_take_result, &loaded);
  while (loaded == NULL)
    g_main_context_iteration (NULL, TRUE);
  token = desk_account_load_token_finish (account, loaded, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "s3cret-token");

  again = desk_account_new ("three");
  desk_account_load_token_async (again, NULL, crm_test_take_result, &lost);
  while (lost == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (desk_account_load_token_finish (again, lost, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "s3cret"));
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_settings (void)
{
  g_autoptr (DeskSettings) one = desk_settings_new ("one");
  g_autoptr (DeskSettings) same = desk_settings_new ("one");
  g_autoptr (DeskSettings) two = desk_settings_new ("two");
  g_autofree char *scheme = NULL;
  guint n = 0;
  int width = 0;
  gboolean done = FALSE;

  g_signal_connect (one, "notify::color-scheme", G_CALLBACK (notify_cb), &n);
  g_object_set (one, "color-scheme", "dark", "window-width", 1024, "first-run-done", TRUE, NULL);
  g_object_set (one, "color-scheme", "dark", NULL);
  g_assert_cmpuint (n, ==, 1);
  crm_test_drain ();
  g_object_get (same, "color-scheme", &scheme, "window-width", &width, "first-run-done", &done,
                NULL);
  g_assert_cmpstr (scheme, ==, "dark");
  g_assert_cmpint (width, ==, 1024);
  g_assert_true (done);
  g_object_get (two, "window-width", &width, NULL);
  g_assert_cmpint (width, ==, 1440);
}

static void
test_status (void)
{
  g_autoptr (DeskSyncStatus) status = desk_sync_status_new ();
  guint n = 0;
  gint64 since;

  g_signal_connect (status, "notify", G_CALLBACK (notify_cb), &n);
  desk_sync_status_set_state (status, DESK_SYNC_PULLING);
  g_assert_cmpuint (n, >=, 1);
  since = desk_sync_status_get_since (status);
  n = 0;
  desk_sync_status_set_state (status, DESK_SYNC_PULLING);
  g_assert_cmpuint (n, ==, 0);
  desk_sync_status_set_state (status, DESK_SYNC_IDLE);
  g_assert_cmpint (desk_sync_status_get_since (status), ==, since);
  g_object_set (status, "message", "нет связи", "pending", 3, "next-try", (gint64) 5, NULL);
  g_assert_cmpstr (desk_sync_status_get_message (status), ==, "нет связи");
  g_assert_cmpint (desk_sync_status_get_next_try (status), ==, 5);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrmTestDir) home = crm_test_make_dir ();

  /* The isolated folders of GLib's tests are never freed. */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/file", test_file);
  g_test_add_func ("/account/folders", test_folders);
  g_test_add_func ("/account/no-secret-service", test_no_secret_service);
  g_test_add_func ("/account/settings", test_settings);
  g_test_add_func ("/account/status", test_status);
  return g_test_run ();
}
