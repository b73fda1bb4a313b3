/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the import window is shown with, in tests and pictures. */

#include "import-fixture.h"

#include "tests/lib/crm-test.h"

#define DEADLINE 20000

static const char table[] =
    "Код;ФИО;Дата рождения;Телефон;Номер полиса;Вид страхования;Начало;Конец;Премия;Примечание\n"
    "К-1;Капелькин Семён Ильич;01.05.1980;8 900 555-01-23;КС-2025-5551;КАСКО;01.12.2025;30.11.2026;"
    "62 400,00;постоянный\n"
    "К-2;Лужина Вера Петровна;03.02.1990;8 900 555-01-24;ОС-118;ОСАГО;15.03.2026;14.03.2027;"
    "8 902,49;\n"
    "К-3;Дождев Пётр Олегович;вчера;8 900 555-01-25;ОС-121;ОСАГО;01.04.2026;31.03.2027;7 100;\n"
    "К-4;Снежинкина Ольга Львовна;12.12.1975;8 900 555-01-26;ИМ-7;Имущество;20.01.2026;19.01.2027;"
    "5 900;дача\n";

static const char answer[] =
    "{\"id\":\"x\",\"title\":\"портфель.csv\",\"state\":\"%s\",\"checked\":true,\"fraction\":0.62,"
    "\"files\":[{\"name\":\"портфель.csv\",\"kind\":\"customer\",\"check\":{\"read\":1250,\"new\":"
    "1184,\"updated\":41,\"unchanged\":23,\"rejected\":2,\"twins\":1}%s}],\"fates\":{\"removed\":"
    "1180,\"restored\":41,\"kept-changed\":4},\"faults\":["
    "{\"file\":0,\"line\":4,\"cells\":[\"К-3\",\"Дождев Пётр Олегович\",\"вчера\",\"8 900 555-01-25"
    "\"],\"errors\":[{\"column\":2,\"field\":\"birth_date\",\"code\":\"format\",\"detail\":\"not a "
    "date\"}]},"
    "{\"file\":0,\"line\":57,\"cells\":[\"К-56\",\"Капелькин Семён Ильич\",\"\",\"8 900 555-01-23\""
    "],\"errors\":[{\"column\":-1,\"field\":\"\",\"code\":\"duplicate\",\"detail\":\"contact\","
    "\"record\":\"y\",\"name\":\"Капелькин Семён Ильич\"}]}]}";

ImportFixture *
import_fixture_new (void)
{
  ImportFixture *self = g_new0 (ImportFixture, 1);

  self->admin = admin_fixture_new ("director", 20);
  self->folder = crm_test_make_dir ();
  ui_fixture_open (self->admin->ui);
  self->window = DESK_IMPORT_WINDOW (desk_window_show_imports (self->admin->ui->window));
  ui_fixture_wait_frame (GTK_WIDGET (self->window));
  return self;
}

void
import_fixture_free (ImportFixture *self)
{
  admin_fixture_free (self->admin);
  crm_test_remove_dir (self->folder);
  g_free (self);
}

static gboolean
is_ready (gpointer data)
{
  return desk_import_draft_is_ready (data);
}

void
import_fixture_add_table (ImportFixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "портфель.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *old = g_convert (table, -1, "CP1251", "UTF-8", NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, old, -1, &error);
  g_assert_no_error (error);
  desk_import_window_add_file (self->window, file);
  crm_test_wait_until (is_ready, desk_import_window_get_draft (self->window), DEADLINE);
}

void
import_fixture_answer (ImportFixture *self, const char *state)
{
  static const char *const methods[] = { "POST", "GET", "PATCH" };
  const char *run = g_str_equal (state, "checked")
                        ? ""
                        : ",\"run\":{\"read\":775,\"new\":734,\"updated\":25,\"unchanged\":14,"
                          "\"rejected\":2,\"twins\":1}";
  g_autoptr (GString) text = g_string_new (answer);

  g_string_replace (text, "%s", state, 1);
  g_string_replace (text, "%s", run, 1);
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    admin_remote_answer (self->admin->remote, methods[i], "/imports", text->str);
}

static gboolean
has_faults (gpointer data)
{
  return desk_import_job_get_faults (data) != NULL;
}

void
import_fixture_check (ImportFixture *self)
{
  import_fixture_answer (self, "checked");
  gtk_widget_activate_action (GTK_WIDGET (self->window), "import.check", NULL);
  crm_test_wait_until (has_faults, desk_import_window_get_job (self->window), DEADLINE);
  ui_fixture_wait_frame (GTK_WIDGET (self->window));
}
