/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers that are written past the HTTP library: it would first read to its end a body that is too
 * large or never comes. */

#include "server/http/hub-refusal.h"

#include <string.h>

#include "shared/base/crm-id.h"

GBytes *
hub_refusal_new (guint status, const char *title, const char *code, const char *detail)
{
  g_autofree char *id = crm_id_new ();
  g_autofree char *body = g_strdup_printf ("{\"type\":\"urn:zontik:problem:%s\",\"title\":\"%s\","
                                           "\"status\":%u,\"code\":\"%s\",\"detail\":\"%s\","
                                           "\"correlation_id\":\"%s\"}\n",
                                           code, title, status, code, detail, id);
  char *response = g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                                    "Content-Type: application/problem+json\r\n"
                                    "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                                    "Connection: close\r\n\r\n%s",
                                    status, title, strlen (body), body);

  return g_bytes_new_take (response, strlen (response));
}
