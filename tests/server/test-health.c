/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What operators ask a whole server, and how it comes and goes. */

#include <string.h>

#include "shared/codec/crm-field.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"

static gboolean
holds (RawAnswer *answer, const char *text)
{
  return g_strstr_len ((const char *) answer->body->data, answer->body->len, text) != NULL;
}

static void
test_alive (void)
{
  g_autoptr (TempHub) hub = temp_hub_new ();
  g_autoptr (RawAnswer) alive = NULL;
  g_autoptr (RawAnswer) ready = NULL;

  if (hub == NULL)
    return;
  alive = raw_call (temp_hub_get_port (hub), "GET", "//healthz", NULL, NULL);
  ready = raw_call (temp_hub_get_port (hub), "GET", "//readyz", NULL, NULL);
  g_assert_cmpuint (alive->status, ==, 200);
  g_assert_cmpuint (ready->status, ==, 200);
}

static void
test_metrics (void)
{
  g_autoptr (TempHub) hub = temp_hub_new ();
  g_autoptr (RawAnswer) answer = NULL;

  if (hub == NULL)
    return;
  answer = raw_call (temp_hub_get_port (hub), "GET", "//metrics", NULL, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_true (holds (answer, "zontik_http_connections"));
  g_assert_true (holds (answer, "zontik_live_sockets 0"));
}

/* A proxy on this machine is not this machine. */
static void
test_metrics_through_proxy (void)
{
  g_autoptr (TempHub) hub = temp_hub_new ();
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawAnswer) answer = NULL;

  if (hub == NULL)
    return;
  client = raw_client_new (temp_hub_get_port (hub));
  raw_client_send (client,
                   "GET /metrics HTTP/1.1\r\nHost: localhost\r\n"
                   "X-Forwarded-For: 192.0.2.7\r\n\r\n",
                   -1);
  answer = raw_client_read (client, 10);
  raw_answer_assert_problem (answer, 403, "denied");
}

/* The part of the text between one schema and the next. (transfer full) */
static char *
find_schema (const char *text, const char *kind)
{
  g_autofree char *mark = g_strdup_printf ("      x-kind: %s\n", kind);
  const char *begin = strstr (text, mark);
  const char *end = NULL;

  g_assert_nonnull (begin);
  end = strstr (begin, "x-kind:") + 1;
  end = strstr (end, "x-kind:");
  return end != NULL ? g_strndup (begin, (gsize) (end - begin)) : g_strdup (begin);
}

/* All kinds and fields of the program are in the text that describes them. */
static void
test_openapi (void)
{
  g_autoptr (TempHub) hub = temp_hub_new ();
  g_autoptr (RawAnswer) answer = NULL;
  g_autofree char *text = NULL;
  guint n_kinds = 0;
  const CrmKind *const *kinds = crm_kinds (&n_kinds);

  if (hub == NULL)
    return;
  answer = raw_call (temp_hub_get_port (hub), "GET", "/openapi.yaml", NULL, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  text = g_strndup ((const char *) answer->body->data, answer->body->len);
  for (guint i = 0; i < n_kinds; i++)
    {
      g_autofree char *schema = find_schema (text, kinds[i]->name);

      for (guint k = 0; k < kinds[i]->n_fields; k++)
        {
          const char *name = kinds[i]->fields[k].name;
          const char *dot = strchr (name, '.');
          g_autofree char *line = g_strdup_printf (" %s: {", dot != NULL ? dot + 1 : name);

          g_test_message ("%s %s", kinds[i]->name, name);
          g_assert_nonnull (strstr (schema, line));
        }
    }
}

static void
test_comes_back (void)
{
  g_autoptr (TempHub) hub = temp_hub_new ();
  g_autofree char *fingerprint = NULL;
  g_autofree char *url = NULL;

  if (hub == NULL)
    return;
  fingerprint = g_strdup (temp_hub_get_fingerprint (hub));
  url = g_strdup (temp_hub_get_url (hub));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (RawClient) client = raw_client_new (temp_hub_get_port (hub));
      g_autoptr (RawAnswer) answer = raw_client_call (client, "GET", "//readyz", NULL, NULL);

      g_assert_cmpuint (answer->status, ==, 200);
      if (i == 1)
        temp_hub_kill (hub);
      else
        temp_hub_stop (hub);
      g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
      temp_hub_start (hub);
      g_assert_cmpstr (temp_hub_get_url (hub), ==, url);
      g_assert_cmpstr (temp_hub_get_fingerprint (hub), ==, fingerprint);
    }
  temp_hub_stop (hub);
  temp_hub_renew_certificate (hub);
  temp_hub_start (hub);
  g_assert_cmpstr (temp_hub_get_fingerprint (hub), !=, fingerprint);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/health/alive", test_alive);
  g_test_add_func ("/health/metrics", test_metrics);
  g_test_add_func ("/health/metrics-through-proxy", test_metrics_through_proxy);
  g_test_add_func ("/health/openapi", test_openapi);
  g_test_add_func ("/health/comes-back", test_comes_back);
  return g_test_run ();
}
