/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenes of the administration window and of one's own account. */

#include <stdio.h>

#include "admin-fixture.h"
#include "client/admin/desk-people-page.h"
#include "client/app/desk-account-page.h"
#include "client/app/desk-preferences-window.h"
#include "client/ui/desk-form.h"
#include "screens.h"

#define SEEN                                                                                                  \
  "{\"sessions\":[{\"id\":\"01980000-0000-7000-8000-00000000f901\",\"user\":\"" UI_ME                         \
  "\",\"device\":{\"id\":"                                                                                    \
  "\"01980000-0000-7000-8000-00000000f911\",\"name\":\"Компьютер Анны\",\"platform\":\"Debian "  \
  "12\"},"                                                                                                    \
  "\"created_at\":\"%s\",\"seen_at\":\"%s\",\"expires_at\":\"%s\",\"current\":true},"                         \
  "{\"id\":\"01980000-0000-7000-8000-00000000f902\",\"user\":\"" ADMIN_PETER                                  \
  "\",\"device\":{\"id\":"                                                                                    \
  "\"01980000-0000-7000-8000-00000000f912\",\"name\":\"Ноутбук Петра\",\"platform\":\"ALT 10\"}," \
  "\"created_at\":\"2026-11-01T09:00:00Z\",\"seen_at\":\"2026-11-20T15:10:00Z\",\"expires_at\":"              \
  "\"%s\"}]}"

static void
answer_admin (AdminRemote *remote)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *seen = g_strdup_printf (SEEN, time, time, time, time);
  GString *events = g_string_new ("{\"events\":[");
  static const char *const lines[][4] = {
    { "Анна Ливнева", "update", "customer", "\"changed\":[\"note\"]" },
    { "Пётр Тучкин", "reveal", "identity-document", "\"details\":{\"reason\":\"полис ОСАГО\"}" },
    { "Мария Радугина", "create", "customer",
      "\"offline\":true,\"done_at\":\"2026-11-20T06:02:00Z\"" },
    { "Тарас Админов", "update", "role", "\"changed\":[\"rights\"]" },
    { "Глеб Ветров", "denied", "bank-account", "\"details\":{\"fields\":\"account\"}" },
    { "Степан Порошин", "hand-over", "user", "\"details\":{\"reason\":\"увольнение\"}" },
    { "Анна Ливнева", "sign-in", "user", "\"details\":{\"address\":\"10.0.0.7\"}" },
  };

  admin_remote_answer (remote, "GET", "/admin/sessions", seen);
  admin_remote_answer (remote, "GET", "/sessions", seen);
  for (guint i = 0; i < 42; i++)
    {
      const char *const *line = lines[i % G_N_ELEMENTS (lines)];

      g_string_append_printf (
          events,
          "%s{\"id\":\"e%u\",\"at\":\"%s\",\"actor_name\":\"%s\",\"action\":\"%s\","
          "\"kind\":\"%s\",%s}",
          i > 0 ? "," : "", i, time, line[0], line[1], line[2], line[3]);
    }
  g_string_append (events, "]}");
  admin_remote_answer (remote, "GET", "/admin/audit", events->str);
  g_string_free (events, TRUE);
  admin_remote_answer (remote, "PATCH", "/admin/role", "{\"version\":2}");
  admin_remote_answer (remote, "POST", "/admin/user", "{\"password\":\"k7rm-w3tp-hd2x-9vqa\"}");
  admin_remote_refuse (remote, "POST", "/admin/right-exception",
                       "{\"code\":\"invalid\",\"errors\":[{\"pointer\":\"/set/ends_on\",\"code\":"
                       "\"required\"}]}");
  admin_remote_answer (
      remote, "POST", "/me/totp",
      "{\"secret\":\"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\",\"uri\":\"otpauth://totp/"
      "Zontik:anna.livneva?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Zontik\"}");
  admin_remote_answer (remote, "GET", "/me", "{\"totp\":false,\"recovery_codes_left\":0}");
}

static DeskAdminWindow *
open_admin (const char *section)
{
  AdminFixture *fixture = admin_fixture_new ("administrator", 20);
  DeskAdminWindow *window;
  int width = 1240;
  int height = 740;

  g_object_set (desk_application_get_settings (fixture->ui->application), "color-scheme",
                g_getenv ("UI_THEME") != NULL ? g_getenv ("UI_THEME") : "light", NULL);
  answer_admin (fixture->remote);
  window = admin_fixture_open (fixture);
  gtk_widget_set_visible (GTK_WIDGET (fixture->ui->window), FALSE);
  if (g_getenv ("UI_SIZE") != NULL)
    sscanf (g_getenv ("UI_SIZE"), "%dx%d", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (window), MIN (width, 1240), MIN (height, 740));
  gtk_window_maximize (GTK_WINDOW (window));
  desk_admin_window_show (window, section);
  screens_settle (400);
  return window;
}

static void
show_admin (UiFixture *self)
{
  DeskAdminWindow *window = open_admin ("people");
  GtkWidget *page = ui_find_widget (GTK_WIDGET (window), DESK_TYPE_PEOPLE_PAGE);

  desk_people_page_choose (DESK_PEOPLE_PAGE (page), ADMIN_PETER);
}

static void
show_admin_invite (UiFixture *self)
{
  DeskAdminWindow *window = open_admin ("people");
  GtkWidget *page = ui_find_widget (GTK_WIDGET (window), DESK_TYPE_PEOPLE_PAGE);

  gtk_widget_activate_action (page, "person.invite", NULL);
}

static void
show_admin_password (UiFixture *self)
{
  GtkWidget *form;

  show_admin_invite (self);
  screens_settle (300);
  form = admin_find_form ();
  desk_form_set_value (DESK_FORM (form), "name", "Ева Новенькая");
  desk_form_set_value (DESK_FORM (form), "login", "eva.novenkaya");
  desk_form_submit (DESK_FORM (form));
}

static void
show_admin_exception (UiFixture *self)
{
  DeskAdminWindow *window = open_admin ("people");
  GtkWidget *page = ui_find_widget (GTK_WIDGET (window), DESK_TYPE_PEOPLE_PAGE);

  desk_people_page_choose (DESK_PEOPLE_PAGE (page), ADMIN_PETER);
  gtk_widget_activate_action (page, "person.exception", NULL);
  screens_settle (300);
  desk_form_submit (DESK_FORM (admin_find_form ()));
}

static void
show_admin_branches (UiFixture *self)
{
  open_admin ("branches");
}

static void
show_admin_deputies (UiFixture *self)
{
  open_admin ("deputies");
}

static void
show_admin_devices (UiFixture *self)
{
  open_admin ("devices");
}

static void
show_admin_audit (UiFixture *self)
{
  open_admin ("audit");
}

static DeskAccountPage *
open_own_account (void)
{
  AdminFixture *fixture = admin_fixture_new ("agent", 20);
  GtkWidget *window;
  GtkWidget *page;

  answer_admin (fixture->remote);
  g_object_set (desk_application_get_settings (fixture->ui->application), "color-scheme",
                g_getenv ("UI_THEME") != NULL ? g_getenv ("UI_THEME") : "light", NULL);
  window = desk_preferences_window_new (desk_application_get_settings (fixture->ui->application),
                                        desk_application_get_account (fixture->ui->application));
  page = desk_account_page_new (fixture->ui->context);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (window),
                                           ADW_PREFERENCES_PAGE (page));
  gtk_window_present (GTK_WINDOW (window));
  screens_settle (500);
  return DESK_ACCOUNT_PAGE (page);
}

static void
show_own_account (UiFixture *self)
{
  open_own_account ();
}

static void
show_second_factor (UiFixture *self)
{
  desk_account_page_turn_on (open_own_account ());
}

static const Scene scenes[] = {
  { "account", 0, show_own_account },
  { "second-factor", 0, show_second_factor },
  { "admin", 0, show_admin },
  { "admin-invite", 0, show_admin_invite },
  { "admin-password", 0, show_admin_password },
  { "admin-exception", 0, show_admin_exception },
  { "admin-branches", 0, show_admin_branches },
  { "admin-deputies", 0, show_admin_deputies },
  { "admin-devices", 0, show_admin_devices },
  { "admin-audit", 0, show_admin_audit },
};

const Scene *
screens_get_admin (guint *n)
{
  *n = G_N_ELEMENTS (scenes);
  return scenes;
}
