/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. Rows come by the ordinary change stream. */

#include "admin-fixture.h"

#include <string.h>

#include "client/store/desk-change-applier.h"
#include "client/ui/desk-form.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-problem.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-default-rights.h"
#include "shared/record/crm-deputy.h"
#include "shared/record/crm-right-exception.h"
#include "shared/record/crm-role.h"
#include "shared/record/crm-user.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000

/* ---- the server ---------------------------------------------------------------------------- */

typedef struct
{
  char *method;
  char *path;
  char *text;
  gboolean is_problem;
} Answer;

typedef struct
{
  char *method;
  char *path;
  char *body;
} Call;

typedef struct
{
  GTask *task;
  const Answer *answer;
} Held;

struct _AdminRemote
{
  GObject parent_instance;

  GPtrArray *answers; /* (element-type Answer) */
  GPtrArray *calls;   /* (element-type Call) */
  GArray *held;       /* (element-type Held) */
  gboolean is_holding;
};

static void
free_answer (gpointer data)
{
  Answer *answer = data;

  g_free (answer->method);
  g_free (answer->path);
  g_free (answer->text);
  g_free (answer);
}

static void
free_call (gpointer data)
{
  Call *call = data;

  g_free (call->method);
  g_free (call->path);
  g_free (call->body);
  g_free (call);
}

static const Answer *
find_answer (AdminRemote *self, const char *method, const char *path)
{
  for (guint i = self->answers->len; i-- > 0;)
    {
      const Answer *answer = self->answers->pdata[i];

      if (g_str_equal (answer->method, method) && g_str_has_prefix (path, answer->path))
        return answer;
    }
  return NULL;
}

static void
return_answer (GTask *task, const Answer *answer)
{
  g_autoptr (JsonNode) node =
      answer != NULL && *answer->text != '\0' ? crm_json_parse (answer->text, -1, NULL) : NULL;
  GError *error = NULL;

  if (answer == NULL)
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_NOT_FOUND, "nobody told what to answer");
  else if (answer->is_problem)
    {
      g_autoptr (CrmProblem) problem = crm_problem_new_from_json (node);

      crm_problem_to_error (problem, &error);
      g_task_return_error (task, error);
    }
  else
    g_task_return_pointer (task, g_steal_pointer (&node), (GDestroyNotify) json_node_unref);
}

static void
call_async (DeskRemote *remote,
            const char *method,
            const char *path,
            JsonNode *body,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  AdminRemote *self = ADMIN_REMOTE (remote);
  g_autoptr (GTask) task = g_task_new (remote, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);
  Held held = { .answer = find_answer (self, method, path) };

  call->method = g_strdup (method);
  call->path = g_strdup (path);
  call->body = body != NULL ? crm_json_to_text (body) : NULL;
  g_ptr_array_add (self->calls, call);
  if (self->is_holding)
    {
      held.task = g_object_ref (task);
      g_array_append_val (self->held, held);
    }
  else
    return_answer (task, held.answer);
}

static JsonNode *
call_finish (DeskRemote *remote, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
open_async (DeskRemote *remote,
            const char *path,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (remote, cancellable, callback, user_data);
  const Answer *answer = find_answer (ADMIN_REMOTE (remote), "GET", path);

  if (answer == NULL)
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_NOT_FOUND, "no such file");
  else
    g_task_return_pointer (task,
                           g_memory_input_stream_new_from_data (g_strdup (answer->text), -1,
                                                                g_free),
                           g_object_unref);
}

static GInputStream *
open_finish (DeskRemote *remote, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Bytes are kept as the text they are. */
static void
send_async (DeskRemote *remote,
            const char *path,
            const char *const *headers,
            GBytes *body,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  AdminRemote *self = ADMIN_REMOTE (remote);
  g_autoptr (GTask) task = g_task_new (remote, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->method = g_strdup ("POST");
  call->path = g_strdup (path);
  call->body = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_ptr_array_add (self->calls, call);
  return_answer (task, find_answer (self, "POST", path));
}

static void
admin_remote_iface_init (DeskRemoteInterface *iface)
{
  iface->call_async = call_async;
  iface->call_finish = call_finish;
  iface->open_async = open_async;
  iface->open_finish = open_finish;
  iface->send_async = send_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AdminRemote,
                               admin_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_REMOTE, admin_remote_iface_init))

static void
admin_remote_finalize (GObject *object)
{
  AdminRemote *self = ADMIN_REMOTE (object);

  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->calls);
  g_array_unref (self->held);
  G_OBJECT_CLASS (admin_remote_parent_class)->finalize (object);
}

static void
admin_remote_class_init (AdminRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = admin_remote_finalize;
}

static void
admin_remote_init (AdminRemote *self)
{
  self->answers = g_ptr_array_new_with_free_func (free_answer);
  self->calls = g_ptr_array_new_with_free_func (free_call);
  self->held = g_array_new (FALSE, FALSE, sizeof (Held));
}

static void
add_answer (AdminRemote *self,
            const char *method,
            const char *path,
            const char *text,
            gboolean is_problem)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->method = g_strdup (method);
  answer->path = g_strdup (path);
  answer->text = g_strdup (text);
  answer->is_problem = is_problem;
  g_ptr_array_add (self->answers, answer);
}

void
admin_remote_answer (AdminRemote *self, const char *method, const char *path, const char *answer)
{
  add_answer (self, method, path, answer, FALSE);
}

void
admin_remote_refuse (AdminRemote *self, const char *method, const char *path, const char *problem)
{
  add_answer (self, method, path, problem, TRUE);
}

guint
admin_remote_count (AdminRemote *self, const char *method, const char *path)
{
  guint n_calls = 0;

  for (guint i = 0; i < self->calls->len; i++)
    {
      const Call *call = self->calls->pdata[i];

      n_calls += g_str_equal (call->method, method) && g_str_has_prefix (call->path, path);
    }
  return n_calls;
}

static const Call *
find_call (AdminRemote *self, const char *method, const char *path)
{
  for (guint i = self->calls->len; i-- > 0;)
    {
      const Call *call = self->calls->pdata[i];

      if (g_str_equal (call->method, method) && g_str_has_prefix (call->path, path))
        return call;
    }
  return NULL;
}

char *
admin_remote_dup_body (AdminRemote *self, const char *method, const char *path)
{
  const Call *call = find_call (self, method, path);

  return call != NULL ? g_strdup (call->body) : NULL;
}

char *
admin_remote_dup_path (AdminRemote *self, const char *method, const char *path)
{
  const Call *call = find_call (self, method, path);

  return call != NULL ? g_strdup (call->path) : NULL;
}

void
admin_remote_hold (AdminRemote *self)
{
  self->is_holding = TRUE;
}

void
admin_remote_let_go (AdminRemote *self)
{
  self->is_holding = FALSE;
  for (guint i = 0; i < self->held->len; i++)
    {
      Held *held = &g_array_index (self->held, Held, i);

      return_answer (held->task, held->answer);
      g_object_unref (held->task);
    }
  g_array_set_size (self->held, 0);
}

/* ---- the company --------------------------------------------------------------------------- */

static const struct
{
  const char *id;
  const char *login;
  const char *name;
  const char *role; /* NULL: given to the fixture */
  const char *branch;
  const char *active;
} people[] = {
  { UI_ME, "anna.livneva", "Анна Ливнева", NULL, UI_BRANCH, "true" },
  { ADMIN_PETER, "petr.tuchkin", "Пётр Тучкин", "agent", UI_BRANCH, "true" },
  { UI_COLLEAGUE, "maria.radugina", "Мария Радугина", "agent", UI_BRANCH, "true" },
  { "01980000-0000-7000-8000-00000000a012", "gleb.vetrov", "Глеб Ветров", "agent", ADMIN_BRANCH,
    "true" },
  { "01980000-0000-7000-8000-00000000a013", "nina.kapel", "Нина Капель", "adjuster",
    "01980000-0000-7000-8000-00000000b003", "true" },
  { ADMIN_HEAD, "stepan.poroshin", "Степан Порошин", "head", UI_BRANCH, "true" },
  { "01980000-0000-7000-8000-00000000a015", "olga.izmoroz", "Ольга Изморозь", "accountant",
    "01980000-0000-7000-8000-00000000b004", "true" },
  { "01980000-0000-7000-8000-00000000a016", "lada.yasnaya", "Лада Ясная", "marketer",
    "01980000-0000-7000-8000-00000000b004", "true" },
  { "01980000-0000-7000-8000-00000000a017", "taras.adminov", "Тарас Админов", "administrator", NULL,
    "true" },
  { ADMIN_LEFT, "ivan.ushel", "Иван Ушёл", "agent", UI_BRANCH, NULL },
};

static const struct
{
  const char *id;
  const char *name;
  const char *parent;
} branches[] = {
  { ADMIN_BRANCH, "КАСКО", UI_BRANCH },
  { "01980000-0000-7000-8000-00000000b003", "Выплаты", NULL },
  { "01980000-0000-7000-8000-00000000b004", "Финансы", NULL },
};

static const char *const roles[] = { "agent",      "head",     "director",     "adjuster",
                                     "accountant", "marketer", "administrator" };
static const char *const role_names[] = { "Агент",        "Руководитель отдела", "Директор",
                                          "Эксперт",      "Бухгалтер",           "Маркетолог",
                                          "Администратор" };

static void
add_row (CrmChangeWriter *writer,
         const CrmKind *kind,
         const char *id,
         gint64 version,
         const char *const *values)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = kind, .version = version };

  g_assert_true (crm_id_to_bytes (id, change.id));
  for (guint i = 0; i < kind->n_fields; i++)
    {
      change.values[i] = values[i];
      change.lengths[i] = values[i] != NULL ? (int) strlen (values[i]) : 0;
    }
  crm_change_writer_add (writer, &change);
}

static char *
make_role_id (guint index)
{
  return g_strdup_printf ("01980000-0000-7000-8000-00000000f%03u", index);
}

static void
add_role (CrmChangeWriter *writer, guint index, const char *rights, gint64 version)
{
  g_autofree char *id = make_role_id (index);
  const char *values[CRM_ROLE_N_FIELDS] = {
    [CRM_ROLE_CODE] = roles[index], [CRM_ROLE_NAME] = role_names[index], [CRM_ROLE_RIGHTS] = rights
  };

  add_row (writer, &crm_role_kind, id, version, values);
}

static char *
make_day (int days)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) day = g_date_time_add_days (now, days);

  return g_date_time_format (day, "%Y-%m-%d");
}

static void
add_grants (CrmChangeWriter *writer)
{
  g_autofree char *first = make_day (-3);
  g_autofree char *last = make_day (7);
  const char *exception[CRM_RIGHT_EXCEPTION_N_FIELDS] = {
    [CRM_RIGHT_EXCEPTION_USER] = ADMIN_PETER,    [CRM_RIGHT_EXCEPTION_SUBJECT] = "customer",
    [CRM_RIGHT_EXCEPTION_ACTION] = "see",        [CRM_RIGHT_EXCEPTION_SCOPE] = "branch",
    [CRM_RIGHT_EXCEPTION_STARTS_ON] = first,     [CRM_RIGHT_EXCEPTION_ENDS_ON] = last,
    [CRM_RIGHT_EXCEPTION_REASON] = "стажировка",
  };
  const char *deputy[CRM_DEPUTY_N_FIELDS] = { [CRM_DEPUTY_ABSENT] = UI_COLLEAGUE,
                                              [CRM_DEPUTY_DEPUTY] = ADMIN_PETER,
                                              [CRM_DEPUTY_STARTS_ON] = first,
                                              [CRM_DEPUTY_ENDS_ON] = last,
                                              [CRM_DEPUTY_REASON] = "отпуск" };

  add_row (writer, &crm_right_exception_kind, ADMIN_EXCEPTION, 1, exception);
  add_row (writer, &crm_deputy_kind, ADMIN_DEPUTY, 1, deputy);
}

static void
add_company (CrmChangeWriter *writer, const char *my_role)
{
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      const char *values[CRM_USER_N_FIELDS] = {
        [CRM_USER_LOGIN] = people[i].login,
        [CRM_USER_NAME] = people[i].name,
        [CRM_USER_ROLE] = people[i].role != NULL ? people[i].role : my_role,
        [CRM_USER_BRANCH] = people[i].branch,
        [CRM_USER_SKILLS] = "[\"осаго\",\"каско\"]",
        [CRM_USER_ACTIVE] = people[i].active,
      };

      add_row (writer, &crm_user_kind, people[i].id, 2, values);
    }
  for (guint i = 0; i < G_N_ELEMENTS (branches); i++)
    {
      const char *values[CRM_BRANCH_N_FIELDS] = { [CRM_BRANCH_NAME] = branches[i].name,
                                                  [CRM_BRANCH_PARENT] = branches[i].parent,
                                                  [CRM_BRANCH_TIME_ZONE] = "Europe/Moscow" };

      add_row (writer, &crm_branch_kind, branches[i].id, 1, values);
    }
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    add_role (writer, i, crm_default_rights_get (roles[i]), 1);
  add_grants (writer);
}

/* Takes @writer. */
static void
apply (DeskDatabase *database, CrmChangeWriter *writer)
{
  g_autoptr (DeskChangeApplier) applier = desk_change_applier_new (database, CRM_CHANGE_ROWS);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GAsyncResult) fed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;
  CrmChange end = { .type = CRM_CHANGE_END, .cursor = "admin" };

  crm_change_writer_add (writer, &end);
  bytes = crm_change_writer_take (writer);
  desk_change_applier_feed_async (applier, bytes, NULL, crm_test_take_result, &fed);
  fed = crm_test_wait_result (&fed, DEADLINE);
  g_assert_true (desk_change_applier_feed_finish (applier, fed, &error));
  g_assert_no_error (error);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  ended = crm_test_wait_result (&ended, DEADLINE);
  g_assert_true (desk_change_applier_end_finish (applier, ended, &error));
  g_assert_no_error (error);
  crm_change_writer_free (writer);
}

static gboolean
knows_rights (gpointer data)
{
  UiFixture *ui = data;

  return desk_rights_is_known (desk_context_get_rights (ui->context));
}

AdminFixture *
admin_fixture_new (const char *role, guint n_customers)
{
  AdminFixture *self = g_new0 (AdminFixture, 1);
  CrmChangeWriter *writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  DeskAccount *account;

  self->ui = ui_fixture_new (n_customers);
  account = desk_application_get_account (self->ui->application);
  g_assert_true (desk_account_set (account, "role", role, NULL));
  add_company (writer, role);
  apply (self->ui->database, writer);
  self->remote = g_object_new (ADMIN_TYPE_REMOTE, NULL);
  desk_context_set_remote (self->ui->context, DESK_REMOTE (self->remote));
  crm_test_wait_until (knows_rights, self->ui, DEADLINE);
  return self;
}

void
admin_fixture_free (AdminFixture *self)
{
  g_clear_weak_pointer (&self->window);
  desk_context_set_remote (self->ui->context, NULL);
  ui_fixture_free (self->ui);
  crm_test_assert_finalized (self->remote);
  g_free (self);
}

DeskAdminWindow *
admin_fixture_open (AdminFixture *self)
{
  DeskWindow *window = ui_fixture_open (self->ui);

  g_set_weak_pointer (&self->window, desk_window_show_administration (window));
  ui_fixture_wait_frame (GTK_WIDGET (self->window));
  return DESK_ADMIN_WINDOW (self->window);
}

void
admin_fixture_change_role (AdminFixture *self, const char *code, const char *rights, gint64 version)
{
  CrmChangeWriter *writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_str_equal (roles[i], code))
      add_role (writer, i, rights, version);
  apply (self->ui->database, writer);
}

GtkWidget *
admin_find_form (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (DESK_IS_FORM (window) && gtk_widget_get_mapped (window))
        found = window;
    }
  return found;
}
