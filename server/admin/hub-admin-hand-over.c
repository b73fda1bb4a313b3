/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices, password and customers of somebody else. Main thread, except the functions that end in
 * _work. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-call.h"

#include <string.h>
#include <sys/random.h>

#include "server/admin/hub-admin-session-list.h"
#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-passwords.h"
#include "shared/codec/crm-json.h"

#define MAX_REASON 500

/* Devices */

static gboolean
list_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  JsonArray *list = NULL;

  if (!hub_admin_call_begin (call, db, TRUE, error) ||
      (list = hub_admin_session_list_read (db, call->id, call->session->id, error)) == NULL)
    return FALSE;
  call->reply = json_object_new ();
  json_object_set_array_member (call->reply, "sessions", list);
  return TRUE;
}

void
hub_admin_sessions_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "device", CRM_ACTION_SEE);

  hub_admin_call_run (call, HUB_DB_READ_ONLY, list_work);
}

static HubDbRows *
end_sessions (HubAdminCall *call, GError **error)
{
  const char *of_user[] = { call->id };
  const char *one[] = { call->other, call->id };

  if (call->other == NULL)
    return hub_db_select (call->db, hub_auth_query (HUB_AUTH_END_USER_SESSIONS), of_user, error);
  return hub_db_select (call->db, hub_auth_query (HUB_AUTH_END_SESSION), one, error);
}

static gboolean
take_ended (HubAdminCall *call, GError **error)
{
  g_autoptr (HubDbRows) rows = end_sessions (call, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    g_ptr_array_add (call->ended, g_strdup (hub_db_rows_text (rows, i, 0)));
  return TRUE;
}

static gboolean
end_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  g_autofree char *details = hub_audit_details ("session", call->other, NULL);

  if (!hub_admin_call_begin (call, db, TRUE, error) || !take_ended (call, error))
    return FALSE;
  if (call->other != NULL && call->ended->len == 0)
    return crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such session");
  return hub_admin_call_write_down (call, HUB_AUDIT_SESSION_ENDED, details, error);
}

void
hub_admin_end_sessions_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "device", CRM_ACTION_DELETE);
  const char *session = hub_exchange_get_part (exchange, 1);

  if (strcmp (session, "all") != 0)
    call->other = g_strdup (crm_id_is_valid (session) ? session : HUB_NO_ID);
  hub_admin_call_run (call, HUB_DB_READ_WRITE, end_work);
}

/* A password that the server made */

/* Eighty bits in letters that nobody takes for another: read out on the telephone. */
static char *
make_password (void)
{
  static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
  guint8 bytes[16];
  GString *text = g_string_new (NULL);

  G_STATIC_ASSERT (sizeof letters == 32 + 1);
  while (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    continue;
  for (guint i = 0; i < sizeof bytes; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, letters[bytes[i] % 32]);
    }
  return g_string_free (text, FALSE);
}

/* Who knows the password of somebody is him: so only of those who may no more. */
static gboolean
check_password_right (HubAdminCall *call, GError **error)
{
  if (strcmp (call->id, call->rights.user) == 0)
    return hub_admin_call_fail (call, "", "self", "your own password is changed elsewhere", error);
  if (!hub_admin_may_give (&call->rights, NULL, &call->person.rights))
    return crm_fail (error, CRM_ERROR_DENIED, "this person may more than you do");
  return TRUE;
}

static gboolean
password_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  const char *params[] = { call->id, NULL };

  /* Before the transaction begins: it takes its time on purpose. */
  if (call->hash == NULL && (call->hash = hub_password_hash (call->secret, error)) == NULL)
    return FALSE;
  params[1] = call->hash;
  if (!hub_admin_call_begin (call, db, TRUE, error) || !check_password_right (call, error) ||
      !hub_db_queue (db, hub_auth_query (HUB_AUTH_SET_PASSWORD), params, error) ||
      !take_ended (call, error) ||
      !hub_admin_call_write_down (call, HUB_AUDIT_PASSWORD, "{\"made\":\"by administration\"}",
                                  error))
    return FALSE;
  call->reply = json_object_new ();
  json_object_set_string_member (call->reply, "password", call->secret);
  return TRUE;
}

void
hub_admin_password_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "user", CRM_ACTION_EDIT);

  call->secret = make_password ();
  hub_admin_call_run (call, HUB_DB_READ_WRITE, password_work);
}

/* Hand-over */

static gboolean
check_receiver (HubAdminCall *call, GError **error)
{
  g_auto (HubAdminPerson) person = { NULL };
  gboolean is_found = FALSE;

  if (!hub_admin_person_find (&person, call->db, call->other, &is_found, error))
    return FALSE;
  if (!is_found || !hub_rights_allow_subject (&call->rights, call->subject, call->action,
                                              call->other, person.branch))
    return hub_admin_call_fail (call, "/to", "unknown", "there is no such record", error);
  if (!person.is_active)
    return hub_admin_call_fail (call, "/to", "disabled", "this person does not work here", error);
  if (strcmp (call->other, call->id) == 0)
    return hub_admin_call_fail (call, "/to", "same", "he has them already", error);
  return TRUE;
}

static gboolean
hand_over_work (HubDb *db, gpointer data, GError **error)
{
  HubAdminCall *call = data;
  const HubAdminJob job = { .id = call->job,
                            .kind = "hand-over",
                            .actor = call->session->user,
                            .device = call->session->device,
                            .person = call->id,
                            .receiver = call->other,
                            .reason = call->reason };
  g_autofree char *details =
      hub_audit_details ("to", call->other, "reason", call->reason, "job", call->job, NULL);

  if (!hub_admin_call_begin (call, db, TRUE, error) || !check_receiver (call, error) ||
      !hub_admin_job_add (db, &job, error) ||
      !hub_admin_call_write_down (call, HUB_AUDIT_HAND_OVER, details, error))
    return FALSE;
  call->status = 202;
  call->reply = json_object_new ();
  json_object_set_string_member (call->reply, "job", call->job);
  return TRUE;
}

static gboolean
read_hand_over (HubAdminCall *call, JsonNode *body, CrmProblem *problem)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (body) ? json_node_get_object (body) : NULL;
  const char *to =
      object != NULL ? crm_json_get_text (json_object_get_member (object, "to")) : NULL;
  JsonNode *reason = object != NULL ? json_object_get_member (object, "reason") : NULL;

  if (to == NULL || !crm_id_is_valid (to))
    crm_problem_add (problem, "/to", "format", "to whom");
  if (reason != NULL && crm_json_get_text (reason) == NULL)
    crm_problem_add (problem, "/reason", "type", "a text is expected");
  else if (reason != NULL && g_utf8_strlen (crm_json_get_text (reason), -1) > MAX_REASON)
    crm_problem_add (problem, "/reason", "length", "longer than %d characters", MAX_REASON);
  if (crm_problem_n_errors (problem) > 0)
    return FALSE;

  call->other = g_ascii_strdown (to, -1);
  call->reason = reason != NULL ? g_strdup (crm_json_get_text (reason)) : NULL;
  return TRUE;
}

void
hub_admin_hand_over_handler (HubExchange *exchange, gpointer user_data)
{
  g_autoptr (JsonNode) body = hub_exchange_parse_body (exchange);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be read");
  g_autoptr (HubAdminCall) call = NULL;

  if (body == NULL)
    return;
  call = hub_admin_call_new (exchange, user_data, "customer", CRM_ACTION_REASSIGN);
  if (!read_hand_over (call, body, problem))
    {
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  call->job = crm_id_new ();
  hub_admin_call_run (g_steal_pointer (&call), HUB_DB_READ_WRITE, hand_over_work);
}

/* Jobs */

/* Whoever made it, and who may do the same. */
static gboolean
sees_job (HubAdminCall *call, HubDbRows *rows)
{
  const char *actor = hub_db_rows_text (rows, 0, 2);

  return strcmp (actor, call->rights.user) == 0 ||
         crm_rights_get (&call->rights.matrix, "customer", CRM_ACTION_REASSIGN) == CRM_SCOPE_ALL;
}

static gboolean
job_work (HubDb *db, gpointer data, GError **error)
{
  static const char *const names[] = { "id",     "kind",  "actor", "user", "to",
                                       "reason", "state", "done",  "total" };
  HubAdminCall *call = data;
  const char *params[] = { call->id };
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_admin_call_begin (call, db, FALSE, error) ||
      (rows = hub_db_select (db, hub_admin_query (HUB_ADMIN_FIND_JOB), params, error)) == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0 || !sees_job (call, rows))
    return crm_fail (error, CRM_ERROR_NOT_FOUND, "there is no such job");

  call->reply = json_object_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (i >= 7)
      json_object_set_int_member (call->reply, names[i], hub_db_rows_integer (rows, 0, i));
    else if (hub_db_rows_text (rows, 0, i) != NULL)
      json_object_set_string_member (call->reply, names[i], hub_db_rows_text (rows, 0, i));
  json_object_set_string_member (call->reply, "created_at", hub_db_rows_text (rows, 0, 9));
  return TRUE;
}

void
hub_admin_job_handler (HubExchange *exchange, gpointer user_data)
{
  HubAdminCall *call = hub_admin_call_new (exchange, user_data, "customer", CRM_ACTION_SEE);

  hub_admin_call_run (call, HUB_DB_READ_ONLY, job_work);
}
