/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was refused is written down in a transaction of its own: the one that refused it is gone.
 * The first at once; what the same session is refused again within a minute is counted and is one
 * line at its end, so that nobody fills the audit by asking. Main thread, except the functions that
 * end in _work. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-denied.h"

#include "server/audit/hub-audit.h"
#include "shared/base/crm-time.h"

typedef struct
{
  HubSession *session; /* (owned) */
  char *kind;          /* (owned) */
  CrmAction action;
  gint64 since; /* monotonic */
  char *last;   /* (owned) (nullable): wire time of the last that was only counted */
  guint count;  /* of these */
} Denial;

struct _HubAdminDenials
{
  HubContext *context; /* (borrowed) */
  guint interval;      /* ms */
  GHashTable *denials; /* (owned) (element-type utf8 Denial): by session, kind and action */
  GSource *timer;      /* (owned) (nullable): while there are any */
};

/* One line of the audit. */
typedef struct
{
  HubSession *session; /* (owned) */
  char *kind;          /* (owned) */
  char *done_at;       /* (owned) (nullable) */
  char *details;       /* (owned) */
} Line;

static void
denial_free (gpointer data)
{
  Denial *denial = data;

  hub_session_unref (denial->session);
  g_free (denial->kind);
  g_free (denial->last);
  g_free (denial);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  hub_session_unref (line->session);
  g_free (line->kind);
  g_free (line->done_at);
  g_free (line->details);
  g_free (line);
}

static gboolean
write_work (HubDb *db, gpointer data, GError **error)
{
  Line *line = data;
  const HubAuditEvent event = {
    .action = HUB_AUDIT_DENIED,
    .actor = line->session->user,
    .device = line->session->device,
    .kind = line->kind,
    .done_at = line->done_at,
    .details = line->details,
  };

  return hub_audit_add (db, &event, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) == NULL)
    g_message ("a denial is not in the audit: %s", error->message);
}

static void
write_line (HubAdminDenials *self, Denial *denial)
{
  Line *line = g_new0 (Line, 1);
  g_autofree char *count = denial->count > 0 ? g_strdup_printf ("%u", denial->count) : NULL;

  line->session = hub_session_ref (denial->session);
  line->kind = g_strdup (denial->kind);
  line->done_at = g_steal_pointer (&denial->last);
  line->details =
      hub_audit_details ("action", crm_action_to_text (denial->action), "count", count, NULL);
  denial->since = g_get_monotonic_time ();
  denial->count = 0;
  hub_db_pool_run_async (self->context->pool, HUB_DB_READ_WRITE, write_work, line, line_free, NULL,
                         written_cb, NULL);
}

static gboolean
look_cb (gpointer user_data)
{
  HubAdminDenials *self = user_data;
  gint64 limit = g_get_monotonic_time () - self->interval * G_TIME_SPAN_MILLISECOND;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->denials);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Denial *denial = value;

      if (denial->since > limit)
        continue;
      if (denial->count > 0)
        write_line (self, denial);
      else
        g_hash_table_iter_remove (&iter);
    }
  if (g_hash_table_size (self->denials) > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->timer, g_source_unref);
  return G_SOURCE_REMOVE;
}

static void
start_timer (HubAdminDenials *self)
{
  if (self->timer != NULL)
    return;

  self->timer = g_timeout_source_new (MAX (self->interval / 4, 1));
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

HubAdminDenials *
hub_admin_denials_new (HubContext *context, guint interval)
{
  HubAdminDenials *self = g_new0 (HubAdminDenials, 1);

  self->context = context;
  self->interval = interval;
  self->denials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, denial_free);
  return self;
}

void
hub_admin_denials_close (HubAdminDenials *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->denials);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Denial *) value)->count > 0)
      write_line (self, value);
  hub_admin_denials_free (self);
}

void
hub_admin_denials_free (HubAdminDenials *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_hash_table_unref (self->denials);
  g_free (self);
}

void
hub_admin_denials_add (HubAdminDenials *self,
                       HubSession *session,
                       const char *kind,
                       CrmAction action)
{
  g_autofree char *key =
      g_strdup_printf ("%s %s %s", session->id, kind, crm_action_to_text (action));
  Denial *denial = g_hash_table_lookup (self->denials, key);

  if (denial != NULL)
    {
      denial->count++;
      g_free (denial->last);
      denial->last = crm_time_to_string (crm_time_now ());
      return;
    }
  denial = g_new0 (Denial, 1);
  denial->session = hub_session_ref (session);
  denial->kind = g_strdup (kind);
  denial->action = action;
  g_hash_table_insert (self->denials, g_steal_pointer (&key), denial);
  write_line (self, denial);
  start_timer (self);
}
