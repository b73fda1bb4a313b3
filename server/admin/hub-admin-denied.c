/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was refused is written down in a transaction of its own: the one that refused it is gone. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-private.h"

typedef struct
{
  HubSession *session; /* (owned) */
  char *kind;          /* (owned) */
  char *details;       /* (owned) */
} Denial;

static void
denial_free (gpointer data)
{
  Denial *denial = data;

  hub_session_unref (denial->session);
  g_free (denial->kind);
  g_free (denial->details);
  g_free (denial);
}

static gboolean
write_work (HubDb *db, gpointer data, GError **error)
{
  Denial *denial = data;
  const HubAuditEvent event = {
    .action = HUB_AUDIT_DENIED,
    .actor = denial->session->user,
    .device = denial->session->device,
    .kind = denial->kind,
    .details = denial->details,
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

void
hub_admin_note_denied (HubAdmin *self, HubSession *session, const char *kind, CrmAction action)
{
  Denial *denial = g_new0 (Denial, 1);

  denial->session = hub_session_ref (session);
  denial->kind = g_strdup (kind);
  denial->details = hub_audit_details ("action", crm_action_to_text (action), NULL);
  hub_db_pool_run_async (self->context->pool, HUB_DB_READ_WRITE, write_work, denial, denial_free,
                         NULL, written_cb, NULL);
}
