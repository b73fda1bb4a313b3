/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /exports: that somebody takes clients out is written down before he may. Main thread, except
 * the function that ends in _work. */

#define G_LOG_DOMAIN "hub-imports"

#include "server/imports/hub-imports-call.h"
#include "shared/codec/crm-json.h"

#define MAX_TEXT 500

static gboolean
export_work (HubImportsCall *self, HubDb *db, GError **error)
{
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, self->number);
  g_autofree char *details =
      hub_audit_details ("format", self->word, "count", count, "text", self->text, NULL);
  const HubAuditEvent event = { .action = HUB_AUDIT_EXPORT,
                                .actor = self->session->user,
                                .device = self->session->device,
                                .kind = "customer",
                                .details = details };

  return hub_audit_add (db, &event, error);
}

void
hub_imports_export_handler (HubExchange *exchange, gpointer user_data)
{
  static const char *const formats[] = { "csv", "xlsx", "vcard", "pdf", "print", NULL };
  g_autoptr (HubImportsCall) call = hub_imports_call_new (exchange, user_data, export_work);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "it cannot be read");
  JsonObject *object;

  call->body = hub_exchange_parse_body (exchange);
  if (call->body == NULL)
    return;
  object = JSON_NODE_HOLDS_OBJECT (call->body) ? json_node_get_object (call->body) : NULL;
  if (object != NULL)
    {
      call->word = g_strdup (crm_json_get_text (json_object_get_member (object, "format")));
      call->text = g_strdup (crm_json_get_text (json_object_get_member (object, "text")));
    }
  if (call->word == NULL || !g_strv_contains (formats, call->word))
    crm_problem_add (problem, "/format", "unknown", "csv, xlsx, vcard, pdf or print");
  if (object == NULL || !crm_json_get_integer (object, "count", &call->number, NULL))
    crm_problem_add (problem, "/count", "required", "a number is expected");
  if (call->text != NULL && g_utf8_strlen (call->text, -1) > MAX_TEXT)
    crm_problem_add (problem, "/text", "length", "%d characters at the most", MAX_TEXT);
  if (crm_problem_n_errors (problem) > 0)
    {
      hub_exchange_reply_problem (exchange, problem);
      return;
    }
  call->is_export = TRUE;
  hub_imports_call_run (g_steal_pointer (&call));
}
