/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. Everything goes the way it goes in the program: change stream, applier, store. */

#include "ui-fixture.h"

#include <string.h>

#include "client/store/desk-change-applier.h"
#include "shared/base/crm-id.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-conflict.h"
#include "shared/record/crm-history-event.h"
#include "shared/record/crm-user.h"
#include "tests/lib/crm-test.h"

#define DEADLINE            20000
#define WAIT_RESULT(result) result = crm_test_wait_result (&result, DEADLINE)

typedef struct
{
  const char *last;
  const char *first;
  const char *middle;
  const char *phone;
  const char *email;
  const char *birth;
  const char *city;
  const char *street;
} Person;

static const Person people[] = {
  { "Былинкина", "Зоя", "Павловна", "+79005550114", "bylinkina@example.com", "1979-04-02", "Москва",
    "Тестовая ул." },
  { "Дождинкин", "Роман", "Олегович", "+79005550127", "dozhdinkin@example.com", "1984-12-11",
    "Москва", "Пробный пер." },
  { "Капелькин", "Семён", "Ильич", "+79005550123", "kapelkin@example.com", "1987-03-14", "Москва",
    "Тестовая ул." },
  { "Кувшинкина", "Ева", "Марковна", "+79005550131", "kuvshinkina@example.com", "1990-11-21",
    "Тверь", "Речная ул." },
  { "Лужина", "Дарья", "Олеговна", "+79005550108", NULL, "1992-06-30", "Москва", "Лужская ул." },
  { "Льдинкина", "Майя", "Юрьевна", "+79005550145", "ldinkina@example.com", "1988-01-09", "Химки",
    "Зимняя ул." },
  { "Малинкин", "Фома", "Ильич", "+79005550152", NULL, NULL, NULL, NULL },
  { "Осинкин", "Лука", "Андреевич", "+79005550166", "osinkin@example.com", "1975-08-19", "Москва",
    "Лесная ул." },
  { "Пушинкина", "Агата", "Львовна", "+79005550171", NULL, "1999-02-28", "Москва", "Тестовая ул." },
  { "Росинкина", "Алла", "Юрьевна", "+79005550177", "rosinkina@example.com", "1995-05-05", "Мытищи",
    "Луговая ул." },
  { "Рябинкин", "Мирон", "Денисович", "+79005550180", "ryabinkin@example.com", "1969-10-03",
    "Москва", "Садовая ул." },
  { "Снежинкина", "Ольга", "Петровна", "+79005550119", "snezhinka@example.com", "1986-12-31",
    "Москва", "Тестовая ул." },
  { "Солнышкина", "Вера", "Никитична", "+79005550133", "solnyshkina@example.com", "1991-11-23",
    "Москва", "Южная ул." },
  { "Сосулькин", "Артём", "Львович", "+79005550139", NULL, "1982-03-01", "Москва", "Зимняя ул." },
  { "Травинкина", "Нина", "Глебовна", "+79005550191", "travinkina@example.com", "1978-07-07",
    "Тула", "Полевая ул." },
  { "Тростинкин", "Яков", "Ильич", "+79005550195", NULL, "1980-09-14", "Москва", "Речная ул." },
  { "Черничкин", "Пётр", "Павлович", "+79005550198", NULL, "1973-02-11", "Москва", "Лесная ул." },
  { "Шиповинкин", "Тит", "Ильич", "+79005550193", NULL, "1967-12-08", "Москва", "Садовая ул." },
  { "Щавелинкин", "Борис", "Олегович", "+79005550194", NULL, "1993-04-17", "Москва",
    "Полевая ул." },
  { "Ягодинкин", "Олег", "Романович", "+79005550159", NULL, "1985-06-06", "Москва", "Лесная ул." },
};

static const char *const last_names[] = {
  "Ветерков", "Громыхайло", "Метелица", "Облачков",   "Радугин",  "Туманов",
  "Зарницын", "Морозко",    "Полянкин", "Ручейков",   "Ключиков", "Дубравин",
  "Берёзкин", "Камешков",   "Пенькин",  "Листопадов",
};
static const char *const first_names[] = { "Денис", "Тарас", "Виктор", "Игорь",
                                           "Остап", "Иван",  "Тимур",  "Илья" };

typedef struct
{
  CrmChangeWriter *writer;
  gint64 version;
} Filler;

static void
add_row (Filler *filler, const CrmKind *kind, const char *id, const char *const *values)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = kind, .version = 1 };

  g_assert_true (crm_id_to_bytes (id, change.id));
  for (guint i = 0; i < kind->n_fields; i++)
    {
      change.values[i] = values[i];
      change.lengths[i] = values[i] != NULL ? (int) strlen (values[i]) : 0;
    }
  crm_change_writer_add (filler->writer, &change);
}

static void
add_people (Filler *filler)
{
  const char *me[CRM_USER_N_FIELDS] = { [CRM_USER_LOGIN] = "anna.livneva",
                                        [CRM_USER_NAME] = "Анна Ливнева",
                                        [CRM_USER_ROLE] = "agent",
                                        [CRM_USER_BRANCH] = UI_BRANCH,
                                        [CRM_USER_ACTIVE] = "true" };
  const char *other[CRM_USER_N_FIELDS] = { [CRM_USER_LOGIN] = "maria.radugina",
                                           [CRM_USER_NAME] = "Мария Радугина",
                                           [CRM_USER_ROLE] = "agent",
                                           [CRM_USER_BRANCH] = UI_BRANCH,
                                           [CRM_USER_ACTIVE] = "true" };
  const char *director[CRM_USER_N_FIELDS] = { [CRM_USER_LOGIN] = "dmitry.oblachkin",
                                              [CRM_USER_NAME] = "Дмитрий Облачкин",
                                              [CRM_USER_ROLE] = "director",
                                              [CRM_USER_ACTIVE] = "true" };
  const char *branch[CRM_BRANCH_N_FIELDS] = {
    [CRM_BRANCH_NAME] = "Розница", [CRM_BRANCH_TIME_ZONE] = "Europe/Moscow"
  };

  add_row (filler, &crm_branch_kind, UI_BRANCH, branch);
  add_row (filler, &crm_user_kind, UI_ME, me);
  add_row (filler, &crm_user_kind, UI_COLLEAGUE, other);
  add_row (filler, &crm_user_kind, UI_DIRECTOR, director);
}

char *
ui_fixture_dup_customer (guint index)
{
  return g_strdup_printf ("01980000-0001-7000-8000-%012x", index);
}

static void
add_customer (Filler *filler, guint index)
{
  g_autofree char *id = ui_fixture_dup_customer (index);
  g_autofree char *number = g_strdup_printf ("%06u", index == 2 ? 5551 : index + 100);
  g_autofree char *last = NULL;
  const Person *person = index < G_N_ELEMENTS (people) ? &people[index] : NULL;
  const char *values[CRM_CUSTOMER_N_FIELDS] = {
    [CRM_CUSTOMER_TYPE] = "person",
    [CRM_CUSTOMER_OWNER] = index % 5 == 4 ? UI_COLLEAGUE : UI_ME,
    [CRM_CUSTOMER_BRANCH] = UI_BRANCH,
    [CRM_CUSTOMER_SOURCE] = index % 3 == 0 ? "рекомендация" : "сайт",
    [CRM_CUSTOMER_STATUS] = index == 6 || index == 9 ? "lead" : "client",
    [CRM_CUSTOMER_NUMBER] = number,
    [CRM_CUSTOMER_CREATED_AT] = "2019-05-14T09:00:00.000000Z",
    [CRM_CUSTOMER_CREATED_BY] = UI_ME,
    [CRM_CUSTOMER_CHANGED_AT] = "2026-11-20T07:21:00.000000Z",
  };

  if (index == 15)
    {
      values[CRM_CUSTOMER_TYPE] = "company";
      values[CRM_CUSTOMER_COMPANY_NAME] = "ООО «Хвоинка-Тест»";
      values[CRM_CUSTOMER_INN] = "7707083893";
    }
  else if (person != NULL)
    {
      values[CRM_CUSTOMER_LAST_NAME] = person->last;
      values[CRM_CUSTOMER_FIRST_NAME] = person->first;
      values[CRM_CUSTOMER_MIDDLE_NAME] = person->middle;
      values[CRM_CUSTOMER_BIRTH_DATE] = person->birth;
      values[CRM_CUSTOMER_ADDRESS_CITY] = person->city;
      values[CRM_CUSTOMER_ADDRESS_STREET] = person->street;
      values[CRM_CUSTOMER_ADDRESS_HOUSE] = person->street != NULL ? "12" : NULL;
      values[CRM_CUSTOMER_NOTE] = index == 2 ? "Удобнее всего писать после шести вечера." : NULL;
      values[CRM_CUSTOMER_TAGS] = index == 2 ? "[\"постоянный\",\"семья\"]" : NULL;
    }
  else
    {
      last = g_strdup_printf ("%s-%u", last_names[index % G_N_ELEMENTS (last_names)], index);
      values[CRM_CUSTOMER_LAST_NAME] = last;
      values[CRM_CUSTOMER_FIRST_NAME] = first_names[index % G_N_ELEMENTS (first_names)];
    }
  add_row (filler, &crm_customer_kind, id, values);
}

static void
add_contact (Filler *filler, guint index, guint n, const char *type, const char *value)
{
  g_autofree char *id = g_strdup_printf ("01980000-0002-7000-8000-%010x%02x", index, n);
  g_autofree char *customer = ui_fixture_dup_customer (index);
  const char *values[CRM_CONTACT_POINT_N_FIELDS] = { [CRM_CONTACT_POINT_CUSTOMER] = customer,
                                                     [CRM_CONTACT_POINT_TYPE] = type,
                                                     [CRM_CONTACT_POINT_VALUE] = value,
                                                     [CRM_CONTACT_POINT_PRIMARY] = "true" };

  add_row (filler, &crm_contact_point_kind, id, values);
}

/* As they arrive: the numbers masked. */
static void
add_papers (Filler *filler, guint index)
{
  g_autofree char *customer = ui_fixture_dup_customer (index);
  const char *passport[CRM_IDENTITY_DOCUMENT_N_FIELDS] = {
    [CRM_IDENTITY_DOCUMENT_CUSTOMER] = customer,
    [CRM_IDENTITY_DOCUMENT_TYPE] = "passport",
    [CRM_IDENTITY_DOCUMENT_SERIES] = "•503",
    [CRM_IDENTITY_DOCUMENT_NUMBER] = "•••555",
    [CRM_IDENTITY_DOCUMENT_ISSUED_BY] = "ОВД «Тестовый»",
    [CRM_IDENTITY_DOCUMENT_ISSUER_CODE] = "770-001",
    [CRM_IDENTITY_DOCUMENT_ISSUED_ON] = "2007-04-02",
  };
  const char *licence[CRM_IDENTITY_DOCUMENT_N_FIELDS] = {
    [CRM_IDENTITY_DOCUMENT_CUSTOMER] = customer,
    [CRM_IDENTITY_DOCUMENT_TYPE] = "driving-licence",
    [CRM_IDENTITY_DOCUMENT_SERIES] = "•900",
    [CRM_IDENTITY_DOCUMENT_NUMBER] = "•••512",
    [CRM_IDENTITY_DOCUMENT_VALID_TO] = "2020-01-01",
  };
  const char *account[CRM_BANK_ACCOUNT_N_FIELDS] = {
    [CRM_BANK_ACCOUNT_CUSTOMER] = customer,
    [CRM_BANK_ACCOUNT_BIC] = "044525225",
    [CRM_BANK_ACCOUNT_ACCOUNT] = "•••••••••••••••••345",
    [CRM_BANK_ACCOUNT_BANK_NAME] = "АО «Тест-Банк»",
    [CRM_BANK_ACCOUNT_CORRESPONDENT_ACCOUNT] = "30101810400000000225",
    [CRM_BANK_ACCOUNT_PRIMARY] = "true",
  };

  add_row (filler, &crm_identity_document_kind, UI_PASSPORT, passport);
  add_row (filler, &crm_identity_document_kind, UI_LICENCE, licence);
  add_row (filler, &crm_bank_account_kind, UI_ACCOUNT, account);
}

static void
add_contacts (Filler *filler, guint index)
{
  g_autofree char *phone = NULL;

  if (index < G_N_ELEMENTS (people))
    {
      add_contact (filler, index, 1, "phone", people[index].phone);
      if (people[index].email != NULL)
        add_contact (filler, index, 2, "email", people[index].email);
      return;
    }
  phone = g_strdup_printf ("+7900%07u", 5560000 + index);
  add_contact (filler, index, 1, "phone", phone);
}

static void
add_conflict (Filler *filler)
{
  g_autofree char *customer = ui_fixture_dup_customer (11);
  g_autofree char *mine_at = crm_time_to_string (crm_time_now () - G_TIME_SPAN_DAY);
  g_autofree char *theirs_at =
      crm_time_to_string (crm_time_now () - G_TIME_SPAN_DAY + 23 * G_TIME_SPAN_MINUTE);
  const char *values[CRM_CONFLICT_N_FIELDS] = {
    [CRM_CONFLICT_CUSTOMER] = customer,
    [CRM_CONFLICT_RECORD_KIND] = "customer",
    [CRM_CONFLICT_RECORD] = customer,
    [CRM_CONFLICT_AUTHOR] = UI_ME,
    [CRM_CONFLICT_DONE_AT] = mine_at,
    [CRM_CONFLICT_OTHER] = UI_COLLEAGUE,
    [CRM_CONFLICT_OTHER_AT] = theirs_at,
    [CRM_CONFLICT_REASON] = "fields",
    [CRM_CONFLICT_GROUPS] =
        "{\"address\":{\"base\":{\"address\":{}},"
        "\"mine\":{\"address\":{\"city\":\"Москва\",\"street\":\"Тестовая "
        "ул.\",\"house\":\"8\",\"flat\":\"3\"}},"
        "\"theirs\":{\"address\":{\"city\":\"Москва\",\"street\":\"Тестовая "
        "ул.\",\"house\":\"8\",\"flat\":\"30\"}}},"
        "\"birth\":{\"base\":{\"birth_date\":\"1986-12-13\"},\"mine\":{\"birth_date\":\"1986-12-"
        "31\"},"
        "\"theirs\":{\"birth_date\":\"1986-12-30\"}},"
        "\"source\":{\"base\":{\"source\":null},\"mine\":{\"source\":\"рекомендация\"},"
        "\"theirs\":{\"source\":\"сайт\"}}}",
    [CRM_CONFLICT_MERGED] = "[\"note\",\"tags\",\"sex\",\"tax\"]",
    [CRM_CONFLICT_STATUS] = "open",
  };

  add_row (filler, &crm_conflict_kind, UI_CONFLICT, values);
}

/* 80 characters and a new line: 81 altogether. */
#define LONG                                                                                       \
  "0123456789012345678901234567890123456789"                                                       \
  "0123456789012345678901234567890123456789\\n"

static void
add_history (Filler *filler)
{
  g_autofree char *customer = ui_fixture_dup_customer (2);
  static const char *const changes[] = {
    "{\"note\":{\"was\":null,\"now\":\"Удобнее всего писать после шести вечера.\"}}",
    "{\"address.street\":{\"was\":\"Пробный пер.\",\"now\":\"Тестовая "
    "ул.\"},\"address.house\":{\"was\":\"3\",\"now\":\"12\"}}",
    "{\"source\":{\"was\":null,\"now\":\"сайт\"}}",
    "{\"note\":{\"was\":null,\"now\":\"" LONG LONG LONG "\"}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *id = g_strdup_printf ("01980000-0003-7000-8000-%012x", i);
      g_autofree char *at = crm_time_to_string (
          crm_time_now () - (gint64) i * i * 9 * G_TIME_SPAN_DAY - 40 * G_TIME_SPAN_MINUTE);
      const char *values[CRM_HISTORY_EVENT_N_FIELDS] = {
        [CRM_HISTORY_EVENT_CUSTOMER] = customer,
        [CRM_HISTORY_EVENT_RECORD_KIND] = "customer",
        [CRM_HISTORY_EVENT_RECORD] = customer,
        [CRM_HISTORY_EVENT_ACTION] = "update",
        [CRM_HISTORY_EVENT_ACTOR] = i == 1 ? UI_COLLEAGUE : UI_ME,
        [CRM_HISTORY_EVENT_AT] = at,
        [CRM_HISTORY_EVENT_DONE_AT] = at,
        [CRM_HISTORY_EVENT_CHANGES] = changes[i],
      };

      add_row (filler, &crm_history_event_kind, id, values);
    }
}

static GBytes *
make_stream (guint n_customers)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  Filler filler = { .writer = writer };
  CrmChange end = { .type = CRM_CHANGE_END, .cursor = "test" };

  add_people (&filler);
  for (guint i = 0; i < n_customers; i++)
    add_customer (&filler, i);
  for (guint i = 0; i < n_customers; i++)
    add_contacts (&filler, i);
  if (n_customers > 11)
    add_conflict (&filler);
  if (n_customers > 2)
    {
      add_papers (&filler, 2);
      add_history (&filler);
    }
  crm_change_writer_add (writer, &end);
  return crm_change_writer_take (writer);
}

static void
fill_database (DeskDatabase *database, guint n_customers)
{
  g_autoptr (DeskChangeApplier) applier = desk_change_applier_new (database, CRM_CHANGE_ROWS);
  g_autoptr (GBytes) bytes = make_stream (n_customers);
  g_autoptr (GAsyncResult) fed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;

  desk_change_applier_feed_async (applier, bytes, NULL, crm_test_take_result, &fed);
  fed = crm_test_wait_result (&fed, DEADLINE);
  g_assert_true (desk_change_applier_feed_finish (applier, fed, &error));
  g_assert_no_error (error);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  ended = crm_test_wait_result (&ended, DEADLINE);
  g_assert_true (desk_change_applier_end_finish (applier, ended, &error));
  g_assert_no_error (error);
}

static void
sign_in (DeskAccount *account)
{
  static const char *const values[][2] = {
    { "server", "https://zontik.example" },
    { "login", "anna.livneva" },
    { "user-name", "Анна Ливнева" },
    { "role", "agent" },
    { "branch", UI_BRANCH },
    { "user-id", UI_ME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (desk_account_set (account, values[i][0], values[i][1], &error));
      g_assert_no_error (error);
    }
}

static void
open_database (DeskDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_database_open_async (database, NULL, crm_test_take_result, &result);
  result = crm_test_wait_result (&result, DEADLINE);
  g_assert_true (desk_database_open_finish (database, result, &error));
  g_assert_no_error (error);
}

/* An application that was never run says so when it goes; all other warnings stay fatal. */
static gboolean
is_fatal_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  return strstr (message, "did not unregister from D-Bus") == NULL;
}

static void
drop_log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (is_fatal_cb (domain, level, message, NULL))
    g_log_default_handler (domain, level, message, NULL);
}

DeskApplication *
ui_make_application (void)
{
  DeskApplication *application = desk_application_new ();
  g_autoptr (GError) error = NULL;

  g_test_log_set_fatal_handler (is_fatal_cb, NULL);
  g_log_set_handler ("GLib-GIO", G_LOG_LEVEL_WARNING | G_LOG_FLAG_FATAL, drop_log_cb, NULL);
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
  return application;
}

static UiFixture *
make_fixture (const char *folder)
{
  static const guint8 keys[DESK_VAULT_N_PARTS][DESK_VAULT_KEY] = { { 1, 2, 3 }, { 4, 5, 6 } };
  UiFixture *self = g_new0 (UiFixture, 1);
  g_autoptr (DeskVault) vault = NULL;
  DeskAccount *account;

  self->application = ui_make_application ();
  account = desk_application_get_account (self->application);
  sign_in (account);
  self->folder = g_build_filename (desk_account_get_folder (account), folder, NULL);
  self->database = desk_database_new (self->folder);
  vault = desk_vault_new (keys);
  desk_database_set_vault (self->database, vault);
  self->outbox = desk_outbox_new (self->database);
  open_database (self->database);
  self->status = desk_sync_status_new ();
  desk_sync_status_set_state (self->status, DESK_SYNC_IDLE);
  g_object_set (self->status, "last-sync", crm_time_now (), NULL);
  self->context = desk_context_new (self->database, self->outbox, self->status,
                                    desk_application_get_settings (self->application), account);
  return self;
}

UiFixture *
ui_fixture_new (guint n_customers)
{
  /* Fresh for each fixture: an outbox outlives everything else. */
  g_autofree char *id = crm_id_new ();
  UiFixture *self = make_fixture (id);

  fill_database (self->database, n_customers);
  return self;
}

void
ui_fixture_free (UiFixture *self)
{
  /* What keeps a closed window would keep everything. */
  if (self->window != NULL)
    {
      g_object_ref (self->window);
      gtk_window_destroy (GTK_WINDOW (self->window));
      crm_test_drain ();
      crm_test_assert_finalized (self->window);
    }
  g_clear_weak_pointer (&self->window);
  desk_database_close (self->database);
  crm_test_drain ();
  crm_test_assert_finalized (self->context);
  g_clear_object (&self->outbox);
  g_clear_object (&self->status);
  g_clear_object (&self->database);
  /* Never run, so nobody else ends what its start-up began. */
  g_signal_emit_by_name (self->application, "shutdown");
  crm_test_assert_finalized (self->application);
  g_free (self->folder);
  g_free (self);
}

UiFixture *
ui_fixture_restart (UiFixture *self)
{
  g_autofree char *folder = g_path_get_basename (self->folder);

  ui_fixture_free (self);
  return make_fixture (folder);
}

static void
painted_cb (GdkFrameClock *clock, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

void
ui_fixture_wait_frame (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean painted = FALSE;
  gulong handler;

  g_assert_nonnull (clock);
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);
  gtk_widget_queue_draw (widget);
  crm_test_wait_for (&painted, DEADLINE);
  g_signal_handler_disconnect (clock, handler);
}

DeskWindow *
ui_fixture_open (UiFixture *self)
{
  DeskWindow *window;

  /* What slides in has no place yet for a menu beside it. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  window = desk_window_new (GTK_APPLICATION (self->application), self->context);
  g_set_weak_pointer (&self->window, window);
  desk_window_start (window);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_wait_frame (GTK_WIDGET (window));
  crm_test_drain ();
  return window;
}

char *
ui_fixture_submit (UiFixture *self, CrmCommand *command)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (commands, command);
  desk_outbox_submit_async (self->outbox, commands, NULL, crm_test_take_result, &result);
  result = crm_test_wait_result (&result, DEADLINE);
  g_assert_true (desk_outbox_submit_finish (self->outbox, result, &error));
  g_assert_no_error (error);
  return g_strdup (crm_command_get_id (command));
}

CrmCommand *
ui_fixture_make_edit (guint index, guint field, const char *value)
{
  g_autofree char *id = ui_fixture_dup_customer (index);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autoptr (CrmFieldSet) was = crm_field_set_new (&crm_customer_kind);

  crm_field_set_put (set, field, value);
  crm_field_set_put (was, field, NULL);
  return crm_command_new_update (&crm_customer_kind, id, 1, set, was);
}

void
ui_fixture_reject (UiFixture *self, const char *command, const char *pointer, const char *code)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_result_free);
  g_autoptr (GAsyncResult) taken = NULL;
  g_autoptr (GAsyncResult) settled = NULL;
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (GError) error = NULL;
  CrmResult *result = crm_result_new (command, CRM_STATUS_REJECTED);

  result->problem = crm_problem_new (CRM_ERROR_INVALID, "Refused");
  crm_problem_add (result->problem, pointer, code, "Refused");
  g_ptr_array_add (results, result);
  desk_outbox_take_async (self->outbox, 100, NULL, crm_test_take_result, &taken);
  taken = crm_test_wait_result (&taken, DEADLINE);
  commands = desk_outbox_take_finish (self->outbox, taken, &error);
  g_assert_no_error (error);
  desk_outbox_settle_async (self->outbox, results, NULL, crm_test_take_result, &settled);
  settled = crm_test_wait_result (&settled, DEADLINE);
  g_assert_true (desk_outbox_settle_finish (self->outbox, settled, &error));
  g_assert_no_error (error);
}

GtkWidget *
ui_find_widget (GtkWidget *root, GType type)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
ui_find_text (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_LABEL (root) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (root)), text) == 0)
    return root;
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_find_text (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}
