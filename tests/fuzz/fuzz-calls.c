/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every route of a real server on a real database, with any path, query and body from somebody who
 * is signed in: it answers, never with an internal error. The first line is "METHOD PATH WHO",
 * $names in it and in the body are ids of the people there; the rest is the body. */
#include <string.h>

#include "tests/fuzz/fuzz-target.h"
#include "tests/lib/crm-test.h"
#include "tests/server/admin-fixture.h"

#define ANSWER_SECONDS 60
/* What is done to the company stays done; after so many calls there is a new one. */
#define MAX_CALLS 3000

typedef struct
{
  AdminFixture *fixture; /* (owned) */
  RawClient *client;     /* (owned) (nullable) */
  guint n_calls;
} World;

static void
free_world (gpointer data)
{
  World *world = data;

  g_clear_pointer (&world->client, raw_client_free);
  admin_fixture_free (world->fixture);
  g_free (world);
}

static void
end_world (void)
{
  g_dataset_destroy (end_world);
}

/* One for many inputs: a target is given nothing to keep it in. */
static World *
get_world (void)
{
  World *world = g_dataset_get_data (end_world, "world");

  if (world != NULL && world->n_calls < MAX_CALLS)
    return world;
  if (world == NULL)
    atexit (end_world);
  else
    end_world ();
  world = g_new0 (World, 1);
  world->fixture = admin_fixture_new ();
  if (world->fixture == NULL)
    {
      g_free (world);
      return NULL;
    }
  g_dataset_set_data_full (end_world, "world", world, free_world);
  return world;
}

/* (transfer full): @text, as far as it has no NUL, with its names replaced. */
static GString *
expand (World *world, const char *text, gsize length)
{
  const gsize plain = strnlen (text, length);
  g_autofree char *start = g_strndup (text, plain);
  g_autofree char *expanded = admin_fixture_expand (world->fixture, start);
  GString *all = g_string_new (expanded);

  return g_string_append_len (all, text + plain, (gssize) (length - plain));
}

static gboolean
is_method (const char *word)
{
  static const char *const methods[] = { "GET", "POST", "PATCH", "DELETE", NULL };

  return g_strv_contains (methods, word);
}

static gboolean
is_path (const char *word)
{
  return *word == '/' && strlen (word) < 4000 &&
         strspn (word,
                 "!$%&'()*+,-./:;=?@_~#|^`{}[]<>\"" G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS) ==
             strlen (word);
}

/* (nullable): the token of @who; passwords are hashed slowly, so only of these. */
static const char *
get_token (World *world, const char *who)
{
  static const char *const people[] = { "root", "boss", "ann", "north-head", NULL };

  return g_strv_contains (people, who) ? admin_fixture_get_token (world->fixture, who) : NULL;
}

static RawAnswer *
ask (World *world, const GString *request)
{
  const guint16 port = temp_hub_get_port (world->fixture->hub);

  for (guint try = 0; try < 2; try++)
    {
      RawAnswer *answer;

      if (world->client == NULL)
        world->client = raw_client_new (port);
      raw_client_send (world->client, request->str, (gssize) request->len);
      answer = raw_client_read (world->client, ANSWER_SECONDS);
      if (answer->status != 0)
        return answer;
      /* A connection that was closed after the answer before. */
      raw_answer_free (answer);
      g_clear_pointer (&world->client, raw_client_free);
    }
  return NULL;
}

static void
check_answer (World *world, RawAnswer *answer, const char *token)
{
  const char *connection;

  g_assert_nonnull (answer);
  if (answer->status >= 500)
    g_printerr ("%u %.*s\n", answer->status, (int) answer->body->len, (char *) answer->body->data);
  g_assert_cmpuint (answer->status, <, 500);
  if (answer->body->len > 0 && answer->status >= 400)
    json_node_unref (raw_answer_parse (answer));
  /* Who ended that session by what came before begins anew. */
  if (answer->status == 401 && token != NULL)
    world->n_calls = MAX_CALLS;
  connection = raw_answer_get_header (answer, "connection");
  if (connection != NULL && g_ascii_strcasecmp (connection, "close") == 0)
    g_clear_pointer (&world->client, raw_client_free);
}

static void
call (World *world, char **words, const GString *body)
{
  g_autoptr (GString) request = g_string_new (NULL);
  const char *token = words[2] != NULL ? get_token (world, words[2]) : NULL;
  g_autoptr (RawAnswer) answer = NULL;

  g_string_printf (request, "%s /api/v1%s HTTP/1.1\r\nHost: a\r\nContent-Length: %u\r\n", words[0],
                   words[1], (guint) body->len);
  if (token != NULL)
    g_string_append_printf (request, "Authorization: Bearer %s\r\n", token);
  if (body->len > 0)
    g_string_append (request, "Content-Type: application/json\r\n");
  g_string_append (request, "\r\n");
  g_string_append_len (request, body->str, (gssize) body->len);
  world->n_calls++;
  answer = ask (world, request);
  check_answer (world, answer, token);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data;
  const char *end = size > 0 ? memchr (text, '\n', size) : NULL;
  g_autofree char *line = end != NULL ? g_strndup (text, (gsize) (end - text)) : NULL;
  g_autoptr (GString) expanded = NULL;
  g_autoptr (GString) body = NULL;
  g_auto (GStrv) words = NULL;
  World *world;

  /* A call is slow; one in so many lengths is enough. */
  if (line == NULL || (size % 9 != 0 && text[size - 1] != '\n') ||
      !g_utf8_validate (line, -1, NULL) || (world = get_world ()) == NULL)
    return 0;
  expanded = expand (world, line, strlen (line));
  body = expand (world, end + 1, size - (gsize) (end - text) - 1);
  words = g_strsplit (expanded->str, " ", 3);
  if (words[0] != NULL && words[1] != NULL && is_method (words[0]) && is_path (words[1]))
    call (world, words, body);
  return 0;
}
