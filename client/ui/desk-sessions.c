/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads one list of the server. Main thread; owned by the page that shows it. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-sessions.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"

struct _DeskSessions
{
  GObject parent_instance;

  DeskContext *context;      /* (owned) */
  char *path;                /* (owned) */
  GPtrArray *sessions;       /* (element-type DeskDevice) */
  GCancellable *cancellable; /* (owned) (nullable): of the asking under way */
  GError *error;             /* (owned) (nullable) */
  gboolean is_loaded;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskSessions, desk_sessions, G_TYPE_OBJECT)

static void
free_session (gpointer data)
{
  DeskDevice *session = data;

  g_free (session->id);
  g_free (session->user);
  g_free (session->name);
  g_free (session->platform);
  g_free (session);
}

static const char *
get_text (JsonObject *object, const char *member)
{
  return crm_json_get_text (json_object_get_member (object, member));
}

static gboolean
get_flag (JsonObject *object, const char *member)
{
  return json_object_get_boolean_member_with_default (object, member, FALSE);
}

static void
read_session (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  DeskSessions *self = user_data;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *member = object != NULL ? json_object_get_member (object, "device") : NULL;
  JsonObject *device =
      member != NULL && JSON_NODE_HOLDS_OBJECT (member) ? json_node_get_object (member) : NULL;
  DeskDevice *session;

  if (device == NULL || get_text (object, "id") == NULL)
    return;
  session = g_new0 (DeskDevice, 1);
  session->id = g_strdup (get_text (object, "id"));
  session->user = g_strdup (get_text (object, "user"));
  session->name = g_strdup (get_text (device, "name"));
  session->platform = g_strdup (get_text (device, "platform"));
  session->created_at = desk_format_parse_instant (get_text (object, "created_at"));
  session->seen_at = desk_format_parse_instant (get_text (object, "seen_at"));
  session->is_current = get_flag (object, "current");
  session->is_ending =
      json_object_has_member (object, "ended") || get_flag (object, "wipe_pending");
  g_ptr_array_add (self->sessions, session);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSessions) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);
  JsonNode *list = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  if (answer != NULL && JSON_NODE_HOLDS_OBJECT (answer))
    list = json_object_get_member (json_node_get_object (answer), "sessions");
  if (list != NULL && JSON_NODE_HOLDS_ARRAY (list))
    {
      g_ptr_array_set_size (self->sessions, 0);
      json_array_foreach_element (json_node_get_array (list), read_session, self);
      self->is_loaded = TRUE;
    }
  else if (error == NULL)
    g_set_error_literal (&error, CRM_ERROR, CRM_ERROR_CORRUPT, "no list of sessions");
  self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
desk_sessions_dispose (GObject *object)
{
  DeskSessions *self = DESK_SESSIONS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_sessions_parent_class)->dispose (object);
}

static void
desk_sessions_finalize (GObject *object)
{
  DeskSessions *self = DESK_SESSIONS (object);

  g_clear_error (&self->error);
  g_ptr_array_unref (self->sessions);
  g_free (self->path);
  G_OBJECT_CLASS (desk_sessions_parent_class)->finalize (object);
}

static void
desk_sessions_class_init (DeskSessionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_sessions_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_sessions_finalize;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_SESSIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
desk_sessions_init (DeskSessions *self)
{
  self->sessions = g_ptr_array_new_with_free_func (free_session);
}

DeskSessions *
desk_sessions_new (DeskContext *context, const char *path)
{
  DeskSessions *self = g_object_new (DESK_TYPE_SESSIONS, NULL);

  self->context = g_object_ref (context);
  self->path = g_strdup (path);
  return self;
}

void
desk_sessions_load (DeskSessions *self)
{
  DeskRemote *remote;

  g_return_if_fail (DESK_IS_SESSIONS (self));

  remote = desk_context_get_remote (self->context);
  if (remote == NULL)
    {
      g_clear_error (&self->error);
      self->error = g_error_new_literal (CRM_ERROR, CRM_ERROR_OFFLINE, "no server");
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  desk_remote_call_async (remote, "GET", self->path, NULL, self->cancellable, loaded_cb,
                          g_object_ref (self));
}

gboolean
desk_sessions_is_loaded (DeskSessions *self)
{
  g_return_val_if_fail (DESK_IS_SESSIONS (self), FALSE);

  return self->is_loaded;
}

const GError *
desk_sessions_get_error (DeskSessions *self)
{
  g_return_val_if_fail (DESK_IS_SESSIONS (self), NULL);

  return self->error;
}

guint
desk_sessions_get_count (DeskSessions *self)
{
  g_return_val_if_fail (DESK_IS_SESSIONS (self), 0);

  return self->sessions->len;
}

const DeskDevice *
desk_sessions_get (DeskSessions *self, guint index)
{
  g_return_val_if_fail (DESK_IS_SESSIONS (self) && index < self->sessions->len, NULL);

  return self->sessions->pdata[index];
}

gint64
desk_sessions_get_seen (DeskSessions *self, const char *user)
{
  gint64 seen_at = 0;

  g_return_val_if_fail (DESK_IS_SESSIONS (self), 0);

  for (guint i = 0; i < self->sessions->len; i++)
    {
      const DeskDevice *session = self->sessions->pdata[i];

      if (g_strcmp0 (session->user, user) == 0)
        seen_at = MAX (seen_at, session->seen_at);
    }
  return seen_at;
}

char *
desk_device_dup_line (const DeskDevice *session)
{
  g_autofree char *seen = desk_format_moment (session->seen_at, g_get_real_time ());
  g_autofree char *when = NULL;

  if (session->is_ending)
    return g_strdup (_ ("Is told to wipe its data when it comes next"));
  /* Translators: %s is a moment: today at 10:21 */
  when = g_strdup_printf (_ ("seen %s"), seen);
  return session->platform != NULL ? g_strdup_printf ("%s · %s", session->platform, when)
                                   : g_steal_pointer (&when);
}
