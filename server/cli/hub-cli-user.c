/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `user`: people and their passwords, beside a running server or without one. Main thread; the
 * functions that end in _work run on the pool. */

#define G_LOG_DOMAIN "hub-cli"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "server/admin/hub-admin-queries.h"
#include "server/audit/hub-audit.h"
#include "server/auth/hub-account.h"
#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-passwords.h"
#include "server/cli/hub-cli.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"
#include "shared/record/crm-rights.h"

/* As in the field table, in characters. */
#define MAX_LOGIN 64
#define MAX_NAME  200

/* One call; what the actions read. */
typedef struct
{
  const char *login;
  char *name;
  char *role;
  char *branch;
  char *hash; /* of the new password */
  HubPasswordRules *rules;
} Call;

static void
call_clear (Call *call)
{
  g_free (call->name);
  g_free (call->role);
  g_free (call->branch);
  g_free (call->hash);
  g_clear_pointer (&call->rules, hub_password_rules_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

/* Other processes look again at once; without this they would within seconds. */
static gboolean
tell_others (HubDb *db, GError **error)
{
  static const char *const news[] = { "zontik", "all" };
  static const char *const auth[] = { "zontik-auth", "look" };

  return hub_db_queue (db, hub_auth_query (HUB_AUTH_NOTIFY), news, error) &&
         hub_db_queue (db, hub_auth_query (HUB_AUTH_NOTIFY), auth, error);
}

/* Nobody is signed in here; the action tells it from an act of an administrator. */
static gboolean
write_down (HubDb *db, HubAuditAction action, const char *user, GError **error)
{
  static const char details[] = "{\"by\":\"command line\"}";
  const HubAuditEvent event = {
    .action = action, .kind = "user", .record = user, .details = details
  };

  return hub_audit_add (db, &event, error);
}

/* One act on people at a time, among those over HTTP too. */
static gboolean
take_lock (HubDb *db, GError **error)
{
  g_autoptr (HubDbRows) rows = hub_db_select (db, hub_admin_query (HUB_ADMIN_LOCK), NULL, error);

  return rows != NULL;
}

static gboolean
count_administrators (HubDb *db, gint64 *n, GError **error)
{
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_admin_query (HUB_ADMIN_COUNT_ADMINISTRATORS), NULL, error);

  if (rows == NULL)
    return FALSE;
  *n = hub_db_rows_integer (rows, 0, 0);
  return TRUE;
}

/* The last administrator stays; where there is none, nobody is the last. */
static gboolean
disable_user (HubDb *db, const char *id, GError **error)
{
  const char *params[] = { id };
  gint64 before = 0, after = 0;

  if (!count_administrators (db, &before, error) ||
      !hub_db_run (db, hub_auth_query (HUB_AUTH_DISABLE_USER), params, error) ||
      !count_administrators (db, &after, error))
    return FALSE;
  return before == 0 || after > 0 ||
         crm_fail (error, CRM_ERROR_INVALID, "This is the last administrator.");
}

/* (transfer full) (nullable) */
static char *
find_user (HubDb *db, const char *login, GError **error)
{
  const char *params[] = { login };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_USER), params, error);

  if (rows == NULL)
    return NULL;
  if (hub_db_rows_count (rows) == 0)
    {
      crm_fail (error, CRM_ERROR_NOT_FOUND, "There is no user “%s”.", login);
      return NULL;
    }
  return g_strdup (hub_db_rows_text (rows, 0, 0));
}

/* The id of the branch, which is made when there is none of this name. */
static gboolean
ensure_branch (HubDb *db, const char *name, char **id, GError **error)
{
  const char *params[] = { NULL, name };
  g_autoptr (HubDbRows) rows = NULL;

  if (name == NULL)
    return TRUE;

  rows = hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_BRANCH), &params[1], error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) > 0)
    {
      *id = g_strdup (hub_db_rows_text (rows, 0, 0));
      return TRUE;
    }
  *id = crm_id_new ();
  params[0] = *id;
  return hub_db_run (db, hub_auth_query (HUB_AUTH_INSERT_BRANCH), params, error);
}

/* The role exists, and who sees a branch has one. */
static gboolean
check_role (HubDb *db, Call *call, GError **error)
{
  const char *params[] = { call->role };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_ROLE), params, error);
  CrmRights rights;

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return crm_fail (error, CRM_ERROR_INVALID, "There is no role “%s”.", call->role);
  if (!crm_rights_parse (&rights, hub_db_rows_text (rows, 0, 0), error))
    return FALSE;
  if (call->branch == NULL &&
      crm_rights_get (&rights, "customer", CRM_ACTION_SEE) == CRM_SCOPE_BRANCH)
    return crm_fail (error, CRM_ERROR_INVALID, "The role “%s” needs a --branch.", call->role);
  return TRUE;
}

static gboolean
add_work (HubDb *db, gpointer data, GError **error)
{
  Call *call = data;
  g_autofree char *id = crm_id_new ();
  g_autofree char *branch = NULL;
  const char *login[] = { call->login };
  g_autoptr (HubDbRows) same =
      hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_USER), login, error);

  if (same == NULL)
    return FALSE;
  if (hub_db_rows_count (same) > 0)
    return crm_fail (error, CRM_ERROR_CONFLICT, "There is already a user “%s”.", call->login);
  if (!check_role (db, call, error) || !ensure_branch (db, call->branch, &branch, error))
    return FALSE;

  {
    const char *params[] = { id, call->login, call->name, call->role, branch, call->hash };

    return hub_db_run (db, hub_auth_query (HUB_AUTH_INSERT_USER), params, error) &&
           write_down (db, HUB_AUDIT_CREATE, id, error) && tell_others (db, error);
  }
}

static gboolean
end_sessions (HubDb *db, const char *user, gboolean wipe, GError **error)
{
  const HubAccountEnd end = { .user = user, .wipe = wipe };
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (g_free);

  return hub_account_end_sessions (db, &end, ended, error) && tell_others (db, error);
}

static gboolean
password_work (HubDb *db, gpointer data, GError **error)
{
  Call *call = data;
  g_autofree char *id = find_user (db, call->login, error);

  return id != NULL && hub_account_set_password (db, id, call->hash, NULL, FALSE, error) &&
         write_down (db, HUB_AUDIT_PASSWORD, id, error) && end_sessions (db, id, FALSE, error);
}

static gboolean
disable_work (HubDb *db, gpointer data, GError **error)
{
  Call *call = data;
  g_autofree char *id = NULL;

  if (!take_lock (db, error) || (id = find_user (db, call->login, error)) == NULL)
    return FALSE;
  return disable_user (db, id, error) && write_down (db, HUB_AUDIT_UPDATE, id, error) &&
         end_sessions (db, id, TRUE, error);
}

static gboolean
list_work (HubDb *db, gpointer data, GError **error)
{
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_LIST_USERS), NULL, error);

  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    g_print ("%s\t%s\t%s\t%s\t%s\n", hub_db_rows_text (rows, i, 0), hub_db_rows_text (rows, i, 2),
             hub_db_rows_text (rows, i, 3) != NULL ? hub_db_rows_text (rows, i, 3) : "-",
             hub_db_rows_text (rows, i, 1),
             hub_db_rows_boolean (rows, i, 4) ? "active" : "disabled");
  return TRUE;
}

/* The first line of standard input, unseen on a terminal. */
static gboolean
read_line (char *line, gsize size)
{
  struct termios before;
  gboolean is_terminal = tcgetattr (STDIN_FILENO, &before) == 0;
  struct termios silent = before;
  gboolean has_line = FALSE;

  if (is_terminal)
    {
      silent.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (STDIN_FILENO, TCSANOW, &silent);
      g_printerr ("Password: ");
    }
  has_line = fgets (line, (int) size, stdin) != NULL;
  if (is_terminal)
    {
      tcsetattr (STDIN_FILENO, TCSANOW, &before);
      g_printerr ("\n");
    }
  return has_line;
}

static gboolean
check_password (Call *call, const char *password, GError **error)
{
  g_autofree char *detail = NULL;

  return hub_password_rules_check (call->rules, password, call->login, call->name, &detail) ==
             NULL ||
         crm_fail (error, CRM_ERROR_INVALID, "This cannot be a password: %s.", detail);
}

static gboolean
read_password (Call *call, GError **error)
{
  char line[HUB_PASSWORD_MAX + 3] = "";

  if (!read_line (line, sizeof line))
    return crm_fail (error, CRM_ERROR_INVALID, "The password is read from standard input.");
  line[strcspn (line, "\r\n")] = '\0';
  if (check_password (call, line, error))
    call->hash = hub_password_hash (line, error);
  explicit_bzero (line, sizeof line);
  return call->hash != NULL;
}

static gboolean
is_plain (const char *text, glong max_length)
{
  if (text == NULL || *text == '\0' || !g_utf8_validate (text, -1, NULL) ||
      g_utf8_strlen (text, -1) > max_length)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static HubExit
check_call (Call *call, const char *action)
{
  if (!is_plain (call->login, MAX_LOGIN) || strpbrk (call->login, " \t") != NULL)
    return hub_cli_usage ("a login is a word of at most %d letters", MAX_LOGIN);
  if (strcmp (action, "add") != 0)
    return HUB_EXIT_DONE;
  if (!is_plain (call->name, MAX_NAME))
    return hub_cli_usage ("user add needs --name");
  if (!is_plain (call->role, MAX_NAME))
    return hub_cli_usage ("user add needs --role: agent, head, director, administrator, …");
  if (call->branch != NULL && !is_plain (call->branch, MAX_NAME))
    return hub_cli_usage ("that is no name of a branch");
  return HUB_EXIT_DONE;
}

static HubExit
run (HubConfig *config, HubDbWork work, Call *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubCliSession) session = hub_cli_session_open (config, 0, &error);

  if (session == NULL ||
      !hub_db_pool_run_sync (session->context.pool, HUB_DB_READ_WRITE, work, call, &error))
    return hub_cli_fail (error);
  return HUB_EXIT_DONE;
}

typedef struct
{
  const char *name;
  HubDbWork work;
  gboolean has_login;
  gboolean has_password;
} Action;

static const Action actions[] = {
  { "add", add_work, TRUE, TRUE },
  { "password", password_work, TRUE, TRUE },
  { "disable", disable_work, TRUE, FALSE },
  { "list", list_work, FALSE, FALSE },
};

static const Action *
find_action (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_strcmp0 (actions[i].name, name) == 0)
      return &actions[i];
  return NULL;
}

HubExit
hub_cli_user_run (HubConfig *config, int argc, char **argv)
{
  g_auto (Call) call = { NULL };
  g_autoptr (GError) error = NULL;
  const Action *action = NULL;
  HubExit exit;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &call.name, "of the person (add)", "NAME" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &call.role, "agent, head, director or administrator (add)",
      "ROLE" },
    { "branch", 0, 0, G_OPTION_ARG_STRING, &call.branch, "made when it is new (add)", "NAME" },
    { NULL }
  };

  if (!hub_cli_parse (entries, "add LOGIN | password LOGIN | disable LOGIN | list",
                      "manage people; passwords are read from standard input", &argc, argv, &exit))
    return exit;
  action = find_action (argc > 1 ? argv[1] : NULL);
  if (action == NULL)
    return hub_cli_usage ("user add | password | disable | list");
  if (argc != (action->has_login ? 3 : 2))
    return hub_cli_usage (action->has_login ? "user %s needs one LOGIN" : "user %s takes nothing",
                          action->name);

  call.login = action->has_login ? argv[2] : NULL;
  if (action->has_login && (exit = check_call (&call, action->name)) != HUB_EXIT_DONE)
    return exit;
  call.rules = hub_password_rules_new (config);
  if (action->has_password && !read_password (&call, &error))
    return hub_cli_fail (error);
  return run (config, action->work, &call);
}
