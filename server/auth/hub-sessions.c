/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubSessions: whose token is this. Answers live for seconds in memory: young ones are given as
 * they are, older ones are given once more while the database is asked, the oldest wait for its
 * word. Main thread, except the functions that end in _work; owned by `serve`. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-sessions.h"

#include <string.h>

#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-session-check.h"
#include "server/http/hub-authority.h"
#include "shared/base/crm-error.h"

/* A token is believed without the database while it is fresh; then it is looked up beside the
 * request, and before it once it is stale. */
#define FRESH         (2 * G_USEC_PER_SEC)
#define STALE         (4 * G_USEC_PER_SEC)
#define ENDED_MEMORY  (60 * G_USEC_PER_SEC)
#define LOOK_INTERVAL 2500 /* ms */
#define LOOK_BACK     15   /* seconds that one look covers */

/* What is known of one token. */
typedef struct
{
  guint8 hash[HUB_TOKEN_HASH_BYTES];
  HubSession *session; /* (owned) (nullable): %NULL is a token that never was any good */
  gint64 checked;
  gboolean is_checking;
} Entry;

struct _HubSessions
{
  GObject parent_instance;

  HubContext *context;     /* (borrowed) */
  HubPasswords *passwords; /* (owned) */
  HubRightsFunc rights_func;
  GHashTable *entries; /* (owned) (element-type Entry Entry): keyed by its own hash */
  GHashTable *ended; /* (owned) (element-type utf8 Ended): lately, so that an answer that was on its
                        way meanwhile does not bring one back */
  GSource *timer;    /* (owned) (nullable) */
  gint64 looked;     /* when the last look began that came to its end */
  gboolean is_looking;
  gboolean must_look; /* again: what came meanwhile may be newer than what is looked at */
};

typedef struct
{
  gint64 at;
  gboolean wipe;
} Ended;

typedef struct
{
  guint seconds;
  gint64 began;
  GPtrArray *ids;      /* (owned) (element-type utf8): the answer */
  GPtrArray *wipe_ids; /* (owned) (element-type utf8): those whose devices wipe themselves */
} Look;

enum
{
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void hub_sessions_authority_init (HubAuthorityInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HubSessions,
                               hub_sessions,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HUB_TYPE_AUTHORITY,
                                                      hub_sessions_authority_init))

static guint
hash_entry (gconstpointer data)
{
  guint hash;

  memcpy (&hash, ((const Entry *) data)->hash, sizeof hash);
  return hash;
}

static gboolean
equal_entries (gconstpointer a, gconstpointer b)
{
  return memcmp (((const Entry *) a)->hash, ((const Entry *) b)->hash, HUB_TOKEN_HASH_BYTES) == 0;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->session, hub_session_unref);
  g_free (entry);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->ids, g_ptr_array_unref);
  g_clear_pointer (&look->wipe_ids, g_ptr_array_unref);
  g_free (look);
}

static Entry *
find_entry (HubSessions *self, const guint8 *hash)
{
  Entry key;

  memcpy (key.hash, hash, sizeof key.hash);
  return g_hash_table_lookup (self->entries, &key);
}

static gboolean
look_work (HubDb *db, gpointer data, GError **error)
{
  Look *look = data;
  char seconds[16];
  const char *params[] = { seconds };
  g_autoptr (HubDbRows) rows = NULL;

  g_clear_pointer (&look->ids, g_ptr_array_unref);
  g_clear_pointer (&look->wipe_ids, g_ptr_array_unref);
  look->ids = g_ptr_array_new_with_free_func (g_free);
  look->wipe_ids = g_ptr_array_new_with_free_func (g_free);
  g_snprintf (seconds, sizeof seconds, "%u", look->seconds);
  if ((rows = hub_db_select (db, hub_auth_query (HUB_AUTH_LIST_ENDED), params, error)) == NULL)
    return FALSE;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    g_ptr_array_add (hub_db_rows_boolean (rows, i, 1) ? look->wipe_ids : look->ids,
                     g_strdup (hub_db_rows_text (rows, i, 0)));
  return TRUE;
}

static void
remember (HubSessions *self, HubSessionCheck *check)
{
  Entry *entry = find_entry (self, check->hash);
  const Ended *ended = NULL;

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      memcpy (entry->hash, check->hash, sizeof entry->hash);
      g_hash_table_add (self->entries, entry);
    }
  if (check->session != NULL && !check->session->is_ended &&
      (ended = g_hash_table_lookup (self->ended, check->session->id)) != NULL)
    {
      check->session->is_ended = TRUE;
      check->session->wipe = ended->wipe;
    }
  g_clear_pointer (&entry->session, hub_session_unref);
  if (check->session != NULL)
    entry->session = hub_session_ref (check->session);
  entry->checked = g_get_monotonic_time ();
  entry->is_checking = FALSE;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HubSessions *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  HubSessionCheck *check = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  const guint8 *hash = g_task_get_task_data (task);
  Entry *entry = find_entry (self, hash);

  if (check == NULL)
    {
      if (entry != NULL)
        entry->is_checking = FALSE;
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  remember (self, check);
  if (check->session != NULL)
    g_task_return_pointer (task, hub_session_ref (check->session),
                           (GDestroyNotify) hub_session_unref);
  else
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED, "no such session");
}

static void
ask_database (HubSessions *self, const guint8 *hash, GTask *task)
{
  HubSessionCheck *check = g_new0 (HubSessionCheck, 1);

  memcpy (check->hash, hash, sizeof check->hash);
  check->days = self->context->config->session_days;
  g_task_set_task_data (task, g_memdup2 (hash, HUB_TOKEN_HASH_BYTES), g_free);
  hub_db_pool_run_async (self->context->pool, HUB_DB_NO_TRANSACTION, hub_session_check_work, check,
                         hub_session_check_free, NULL, checked_cb, task);
}

/* HubAuthority */

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  HubSession *session = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_pointer (&session, hub_session_unref);
}

static gboolean
hub_sessions_peek (HubAuthority *authority, const char *token, HubSession **session)
{
  HubSessions *self = HUB_SESSIONS (authority);
  guint8 hash[HUB_TOKEN_HASH_BYTES];
  Entry *entry = NULL;
  gint64 age;

  *session = NULL;
  if (!hub_token_read (self->context->secret, token, hash))
    return TRUE;
  if ((entry = find_entry (self, hash)) == NULL)
    return FALSE;

  age = g_get_monotonic_time () - entry->checked;
  /* Somebody who has just changed his password elsewhere does not wait. */
  if (age > STALE || (entry->session != NULL && entry->session->must_change))
    return FALSE;
  if (age > FRESH && !entry->is_checking)
    {
      entry->is_checking = TRUE;
      ask_database (self, hash, g_task_new (self, NULL, refreshed_cb, NULL));
    }
  if (entry->session != NULL)
    *session = hub_session_ref (entry->session);
  return TRUE;
}

static void
hub_sessions_check_async (HubAuthority *authority,
                          const char *token,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  HubSessions *self = HUB_SESSIONS (authority);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  guint8 hash[HUB_TOKEN_HASH_BYTES];

  g_task_set_source_tag (task, hub_sessions_check_async);
  if (hub_token_read (self->context->secret, token, hash))
    ask_database (self, hash, g_steal_pointer (&task));
  else
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED, "not a token of ours");
}

static HubSession *
hub_sessions_check_finish (HubAuthority *authority, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, authority), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hub_sessions_authority_init (HubAuthorityInterface *iface)
{
  iface->peek = hub_sessions_peek;
  iface->check_async = hub_sessions_check_async;
  iface->check_finish = hub_sessions_check_finish;
}

/* Looking for what others ended */

static gboolean
is_old (gpointer key, gpointer value, gpointer user_data)
{
  return ((Entry *) value)->checked < *(gint64 *) user_data;
}

static gboolean
is_session (gpointer key, gpointer value, gpointer user_data)
{
  HubSession *session = ((Entry *) value)->session;

  return session != NULL && strcmp (session->id, user_data) == 0;
}

static void
end (HubSessions *self, const char *session, gboolean wipe, gboolean is_own)
{
  const Ended ended = { g_get_monotonic_time (), wipe };

  g_hash_table_replace (self->ended, g_strdup (session), g_memdup2 (&ended, sizeof ended));
  g_hash_table_foreach_remove (self->entries, is_session, (gpointer) session);
  g_signal_emit (self, signals[ENDED], 0, session, wipe, is_own);
}

static gboolean
is_forgotten (gpointer key, gpointer value, gpointer user_data)
{
  return ((Ended *) value)->at < *(gint64 *) user_data;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HubSessions) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  self->is_looking = FALSE;
  if (look == NULL)
    {
      g_debug ("cannot look for ended sessions: %s", error->message);
      return;
    }
  self->looked = look->began;
  for (guint i = 0; i < look->ids->len; i++)
    end (self, look->ids->pdata[i], FALSE, FALSE);
  for (guint i = 0; i < look->wipe_ids->len; i++)
    end (self, look->wipe_ids->pdata[i], TRUE, FALSE);
  if (self->must_look)
    hub_sessions_look (self);
}

static gboolean
look_cb (gpointer user_data)
{
  HubSessions *self = user_data;
  gint64 limit = g_get_monotonic_time () - STALE;

  g_hash_table_foreach_remove (self->entries, is_old, &limit);
  limit -= ENDED_MEMORY;
  g_hash_table_foreach_remove (self->ended, is_forgotten, &limit);
  hub_sessions_look (self);
  return G_SOURCE_CONTINUE;
}

static void
hub_sessions_finalize (GObject *object)
{
  HubSessions *self = HUB_SESSIONS (object);

  hub_sessions_stop (self);
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->ended);
  g_clear_object (&self->passwords);
  G_OBJECT_CLASS (hub_sessions_parent_class)->finalize (object);
}

static void
hub_sessions_class_init (HubSessionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hub_sessions_finalize;
  signals[ENDED] =
      g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_BOOLEAN, G_TYPE_BOOLEAN);
}

static void
hub_sessions_init (HubSessions *self)
{
  self->entries = g_hash_table_new_full (hash_entry, equal_entries, entry_free, NULL);
  self->ended = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

HubSessions *
hub_sessions_new (HubContext *context, HubRightsFunc rights_func)
{
  HubSessions *self = g_object_new (HUB_TYPE_SESSIONS, NULL);

  self->context = context;
  self->rights_func = rights_func;
  self->passwords = hub_passwords_new (context->config, context->metrics);
  self->looked = g_get_monotonic_time ();
  self->timer = g_timeout_source_new (LOOK_INTERVAL);
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

void
hub_sessions_stop (HubSessions *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

HubContext *
hub_sessions_get_context (HubSessions *self)
{
  return self->context;
}

HubPasswords *
hub_sessions_get_passwords (HubSessions *self)
{
  return self->passwords;
}

HubRightsFunc
hub_sessions_get_rights_func (HubSessions *self)
{
  return self->rights_func;
}

void
hub_sessions_end (HubSessions *self, const char *session)
{
  end (self, session, FALSE, TRUE);
}

void
hub_sessions_end_all (HubSessions *self, GPtrArray *ended, gboolean wipe)
{
  for (guint i = 0; ended != NULL && i < ended->len; i++)
    end (self, ended->pdata[i], wipe, TRUE);
}

void
hub_sessions_refresh (HubSessions *self, const char *session)
{
  g_hash_table_foreach_remove (self->entries, is_session, (gpointer) session);
}

void
hub_sessions_look (HubSessions *self)
{
  Look *look = NULL;
  gint64 now = g_get_monotonic_time ();

  self->must_look = self->is_looking;
  if (self->is_looking || self->timer == NULL)
    return;

  self->is_looking = TRUE;
  look = g_new0 (Look, 1);
  look->began = now;
  look->seconds = (guint) ((now - self->looked) / G_USEC_PER_SEC) + LOOK_BACK;
  hub_db_pool_run_async (self->context->pool, HUB_DB_NO_TRANSACTION, look_work, look, look_free,
                         NULL, looked_cb, g_object_ref (self));
}
