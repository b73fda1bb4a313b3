/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /commands and POST /commands/known. The body is read and the answer is made on the worker,
 * so that a large push does not hold up the others. A push owns itself until it is answered. */

#define G_LOG_DOMAIN "hub-commands"

#include "server/sync/hub-command-runner.h"
#include "server/sync/hub-sync-private.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-protocol.h"

#define MAX_WHOLE_RUNS 3
#define MAX_LOSSES     3
#define MAX_SUSPECTS   1000
#define MEDIA_JSON     "application/json"

typedef struct
{
  HubExchange *exchange; /* (owned) */
  HubSync *sync;         /* (owned) */
  HubSession *session;   /* (owned) */
  GBytes *body;          /* (owned) */
  guint max_commands;
  CrmProblem *problem; /* (owned) */
  HubRun *run;         /* (owned) (nullable): once the body was read */
  GBytes *reply;       /* (owned) (nullable) */
  guint n_whole_runs;
  gboolean is_singly; /* one transaction per command */
} Push;

static void run_push (Push *self);

static void
push_free (Push *self)
{
  g_clear_object (&self->exchange);
  g_clear_pointer (&self->session, hub_session_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->problem, crm_problem_unref);
  g_clear_pointer (&self->run, hub_run_free);
  g_clear_pointer (&self->reply, g_bytes_unref);
  hub_sync_unref (self->sync);
  g_free (self);
}

static gboolean
is_last (Push *self)
{
  return self->run->first + self->run->n >= self->run->push->items->len;
}

static gboolean
push_work (HubDb *db, gpointer data, GError **error)
{
  Push *self = data;

  g_clear_pointer (&self->reply, g_bytes_unref);
  if (self->run == NULL)
    {
      HubPush *push = hub_push_parse (self->body, self->session, self->max_commands, self->problem);

      if (push == NULL)
        return crm_fail (error, crm_problem_get_code (self->problem), "%s",
                         crm_problem_get_detail (self->problem));
      self->run = hub_run_new (push, self->sync->rules);
    }

  if (!hub_run_work (db, self->run, error))
    return FALSE;
  if (is_last (self))
    self->reply = hub_push_to_reply (self->run->push);
  return TRUE;
}

/* ---- when something is unusual -------------------------------------------------------------- */

/* Nothing can be done while the database is away: the client repeats the push. */
static gboolean
is_hopeless (Push *self, const GError *error)
{
  return self->run == NULL || self->run->is_mismatch || error->domain != CRM_ERROR ||
         (self->run->is_barred && error->code == CRM_ERROR_UNCERTAIN) ||
         error->code == CRM_ERROR_UNAVAILABLE || error->code == CRM_ERROR_UNAUTHENTICATED ||
         error->code == CRM_ERROR_EPOCH_CHANGED || error->code == CRM_ERROR_FULL;
}

static void
reject_single (Push *self, const GError *error)
{
  HubPushItem *item = hub_push_get (self->run->push, self->run->first);

  g_warning ("the command %s failed: %s", item->id, error->message);
  /* It was made before the commit that failed. */
  g_clear_pointer (&self->reply, g_bytes_unref);
  g_clear_pointer (&item->result, crm_result_free);
  item->is_final = FALSE;
  item->result = crm_result_new (item->id, CRM_STATUS_REJECTED);
  item->result->problem = crm_problem_new (CRM_ERROR_INTERNAL, "the server could not do it");
}

static void
tell_others (Push *self)
{
  if (self->sync->tickler != NULL)
    hub_tickler_add (self->sync->tickler, self->run->tickle);
}

/* Some of it may be committed; told for nothing, others only pull for nothing. */
static void
reply_failure (Push *self, const GError *error)
{
  if (self->run != NULL && error->domain == CRM_ERROR && error->code == CRM_ERROR_UNCERTAIN)
    hub_run_commit (self->run);
  if (self->run != NULL)
    tell_others (self);
  if (self->run == NULL && crm_problem_n_errors (self->problem) > 0)
    hub_exchange_reply_problem (self->exchange, self->problem);
  else
    hub_exchange_reply_error (self->exchange, error);
}

static void
reply (Push *self)
{
  tell_others (self);
  for (guint i = 0; i < self->run->push->items->len; i++)
    hub_sync_count_command (self->sync, hub_push_get (self->run->push, i)->result->status);
  if (self->reply == NULL)
    self->reply = hub_push_to_reply (self->run->push);
  hub_exchange_reply_bytes (self->exchange, 200, MEDIA_JSON, self->reply);
}

/* The next transaction of the push; %FALSE when there is none. */
static gboolean
advance (Push *self)
{
  if (!self->is_singly || is_last (self))
    return FALSE;

  self->run->first++;
  self->run->is_barred = FALSE;
  self->n_whole_runs = 0;
  return TRUE;
}

/* The connection was lost in the middle, maybe because of the command: one that takes it along
 * again and again must not hold up those behind it, not even when the database has to start anew
 * each time. %TRUE: it may be tried once more. */
static gboolean
note_loss (Push *self)
{
  GHashTable *suspects = self->sync->suspects;
  const char *id = hub_push_get (self->run->push, self->run->first)->id;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (suspects, id)) + 1;

  if (n >= MAX_LOSSES)
    {
      g_hash_table_remove (suspects, id);
      return FALSE;
    }
  if (g_hash_table_size (suspects) >= MAX_SUSPECTS)
    g_hash_table_remove_all (suspects);
  g_hash_table_insert (suspects, g_strdup (id), GUINT_TO_POINTER (n));
  return TRUE;
}

/* %TRUE: try once more, whole or in pieces. A twin that was faster is found at the next try. */
static gboolean
retry (Push *self, const GError *error)
{
  if (error->code == CRM_ERROR_CONFLICT && ++self->n_whole_runs < MAX_WHOLE_RUNS)
    return TRUE;
  if (!self->is_singly && self->run->push->items->len > 1)
    {
      self->is_singly = TRUE;
      self->run->n = 1;
      self->n_whole_runs = 0;
      return TRUE;
    }
  if (error->code == CRM_ERROR_UNCERTAIN)
    {
      /* The last try may have been committed all the same. */
      self->run->is_barred = !note_loss (self);
      return TRUE;
    }

  reject_single (self, error);
  return advance (self);
}

static void
push_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Push *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_going_on;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) != NULL)
    {
      hub_run_commit (self->run);
      is_going_on = advance (self);
    }
  else if (is_hopeless (self, error))
    {
      reply_failure (self, error);
      push_free (self);
      return;
    }
  else
    {
      /* Of a commit without an answer nothing is known: the next run finds out. */
      if (error->code == CRM_ERROR_UNCERTAIN)
        hub_run_commit (self->run);
      is_going_on = retry (self, error);
    }

  if (is_going_on)
    run_push (self);
  else
    {
      reply (self);
      push_free (self);
    }
}

static void
run_push (Push *self)
{
  hub_db_pool_run_async (self->sync->context->pool, HUB_DB_READ_WRITE, push_work, self, NULL, NULL,
                         push_done_cb, self);
}

static Push *
push_new (HubExchange *exchange, HubSync *sync)
{
  HubConfig *config = sync->context->config;
  Push *self = g_new0 (Push, 1);
  GBytes *body = hub_exchange_get_body (exchange);

  self->exchange = g_object_ref (exchange);
  self->sync = hub_sync_ref (sync);
  self->session = hub_session_ref (hub_exchange_get_session (exchange));
  self->body = body != NULL ? g_bytes_ref (body) : g_bytes_new (NULL, 0);
  self->max_commands =
      config != NULL && config->max_commands > 0 ? config->max_commands : CRM_MAX_COMMANDS;
  self->problem = crm_problem_new (CRM_ERROR_INVALID, "the push cannot be read");
  return self;
}

void
hub_commands_post (HubExchange *exchange, gpointer user_data)
{
  run_push (push_new (exchange, user_data));
}

/* ---- known ---------------------------------------------------------------------------------- */

typedef struct
{
  HubExchange *exchange; /* (owned) */
  char *user;            /* (owned) */
  char *ids;             /* (owned): as a parameter */
  JsonArray *known;      /* (owned) (nullable) */
} Known;

static void
known_free (Known *self)
{
  g_clear_object (&self->exchange);
  g_free (self->user);
  g_free (self->ids);
  g_clear_pointer (&self->known, json_array_unref);
  g_free (self);
}

static gboolean
read_known_work (HubDb *db, gpointer data, GError **error)
{
  Known *self = data;
  const char *params[] = { self->ids, self->user };
  g_autoptr (HubDbRows) rows = NULL;

  g_clear_pointer (&self->known, json_array_unref);
  rows = hub_db_select (db, hub_sync_query (HUB_SYNC_READ_KNOWN), params, error);
  if (rows == NULL)
    return FALSE;

  self->known = json_array_sized_new (hub_db_rows_count (rows));
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    json_array_add_string_element (self->known, hub_db_rows_text (rows, i, 0));
  return TRUE;
}

static void
known_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonObject) object = NULL;
  Known *known = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (known == NULL)
    {
      hub_exchange_reply_error (exchange, error);
      return;
    }

  root = json_node_new (JSON_NODE_OBJECT);
  object = json_object_new ();
  json_object_set_array_member (object, "known", json_array_ref (known->known));
  json_node_set_object (root, object);
  hub_exchange_reply_json (exchange, 200, root);
}

/* (nullable) (transfer full): "{a,b}" */
static char *
read_ids (JsonNode *body, CrmProblem *problem)
{
  JsonNode *node = JSON_NODE_HOLDS_OBJECT (body)
                       ? json_object_get_member (json_node_get_object (body), "ids")
                       : NULL;
  g_autoptr (GString) text = g_string_new ("{");
  JsonArray *ids;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      crm_problem_add (problem, "/ids", "type", "a list of ids is expected");
      return NULL;
    }

  ids = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (ids); i++)
    {
      const char *id = crm_json_get_text (json_array_get_element (ids, i));

      if (id == NULL || !crm_id_is_valid (id))
        {
          g_autofree char *pointer = g_strdup_printf ("/ids/%u", i);

          crm_problem_add (problem, pointer, "format", "not an id");
          return NULL;
        }
      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", id);
    }
  g_string_append_c (text, '}');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
hub_commands_known (HubExchange *exchange, gpointer user_data)
{
  HubSync *sync = user_data;
  g_autoptr (JsonNode) body = hub_exchange_parse_body (exchange);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the list cannot be read");
  Known *known;
  char *ids;

  if (body == NULL)
    return;

  ids = read_ids (body, problem);
  if (ids == NULL)
    {
      hub_exchange_reply_problem (exchange, problem);
      return;
    }

  known = g_new0 (Known, 1);
  known->user = g_strdup (hub_exchange_get_session (exchange)->user);
  known->ids = ids;
  hub_db_pool_run_async (sync->context->pool, HUB_DB_NO_TRANSACTION, read_known_work, known,
                         (GDestroyNotify) known_free, NULL, known_done_cb, g_object_ref (exchange));
}
