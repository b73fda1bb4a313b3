/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading of refusals. Pure. */

#include "client/sync/desk-http-answer.h"

#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-problem.h"

#define MAX_WAIT 3600

guint
desk_http_answer_get_retry_after (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return (guint) MIN (seconds, MAX_WAIT);
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return 0;
  return (guint) CLAMP (g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC, 0,
                        MAX_WAIT);
}

/* For an answer that is no problem of the server's own: a proxy's, then, and no verdict on what was
 * sent except where the status leaves no doubt. */
static CrmError
code_of_status (guint status)
{
  switch (status)
    {
    case SOUP_STATUS_UNAUTHORIZED:
      return CRM_ERROR_UNAUTHENTICATED;
    case SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE:
      return CRM_ERROR_TOO_LARGE;
    case 426:
      return CRM_ERROR_UPGRADE_REQUIRED;
    case 429:
      return CRM_ERROR_TOO_MANY;
    default:
      return CRM_ERROR_UNAVAILABLE;
    }
}

GError *
desk_http_answer_to_error (SoupMessage *message, GByteArray *body)
{
  guint status = soup_message_get_status (message);
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (CrmProblem) problem = NULL;
  GError *error = NULL;

  if (body->len > 0 && g_strcmp0 (type, "application/problem+json") == 0)
    node = crm_json_parse ((const char *) body->data, body->len, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    problem = crm_problem_new_from_json (node);
  if (problem != NULL)
    crm_problem_to_error (problem, &error);
  if (error != NULL && error->domain == CRM_ERROR && error->code == CRM_ERROR_UNAUTHENTICATED &&
      crm_problem_get_wipe (problem))
    error->code = CRM_ERROR_WIPED;
  if (error == NULL)
    g_set_error (&error, CRM_ERROR, code_of_status (status), "HTTP %u %s", status,
                 soup_message_get_reason_phrase (message));
  return error;
}
