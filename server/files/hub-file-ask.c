/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may do what with the bytes of a file. Worker threads, inside a transaction. */

#define G_LOG_DOMAIN "hub-files"

#include "server/files/hub-file-ask.h"

#include "server/audit/hub-audit.h"
#include "server/files/hub-files-queries.h"
#include "server/sync/hub-row.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/customers/crm-attachment.h"
#include "shared/customers/crm-identity-document.h"

#include <string.h>

HubFileAsk *
hub_file_ask_new (HubSession *session, const char *record, gboolean is_upload)
{
  HubFileAsk *self = g_new0 (HubFileAsk, 1);

  self->session = hub_session_ref (session);
  g_strlcpy (self->record, record, sizeof self->record);
  self->is_upload = is_upload;
  return self;
}

static void
forget_answer (HubFileAsk *self)
{
  self->is_refused = self->is_stored = FALSE;
  self->size = 0;
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->media_type, g_free);
}

void
hub_file_ask_free (HubFileAsk *self)
{
  forget_answer (self);
  hub_session_unref (self->session);
  g_free (self);
}

static gboolean
sees_kind (const HubRights *rights, const CrmKind *kind, HubRow *row)
{
  return hub_rights_sees (rights, kind, row->owner, row->branch) ||
         hub_rights_sees_shared (rights, kind, hub_row_get_root (row));
}

/* The scan of a document is for those who see documents. */
static gboolean
sees (const HubRights *rights, HubRow *row)
{
  const CrmKind *kind = crm_kind_find (hub_row_get (row, CRM_ATTACHMENT_OWNER_KIND));

  return !row->is_deleted && sees_kind (rights, &crm_attachment_kind, row) && kind != NULL &&
         sees_kind (rights, kind, row);
}

static gboolean
may_send (const HubRights *rights, HubRow *row)
{
  return hub_rights_allow (rights, &crm_attachment_kind, CRM_ACTION_EDIT, row->owner,
                           row->branch) ||
         hub_rights_allow (rights, &crm_attachment_kind, CRM_ACTION_CREATE, row->owner,
                           row->branch);
}

static void
take (HubFileAsk *self, HubRow *row)
{
  const char *size = hub_row_get (row, CRM_ATTACHMENT_SIZE);

  self->is_stored = g_strcmp0 (hub_row_get (row, CRM_ATTACHMENT_STORED), "true") == 0;
  self->size = size != NULL ? g_ascii_strtoll (size, NULL, 10) : 0;
  self->digest = g_strdup (hub_row_get (row, CRM_ATTACHMENT_SHA256));
  self->name = g_strdup (hub_row_get (row, CRM_ATTACHMENT_NAME));
  self->media_type = g_strdup (hub_row_get (row, CRM_ATTACHMENT_MEDIA_TYPE));
}

static void
refuse (HubFileAsk *self, CrmError code)
{
  self->is_refused = TRUE;
  self->refusal = code;
}

static gboolean
note (HubFileAsk *self, HubDb *db, HubRow *row, GError **error)
{
  const char *owner_kind = row != NULL ? hub_row_get (row, CRM_ATTACHMENT_OWNER_KIND) : NULL;
  gboolean is_paper = g_strcmp0 (owner_kind, crm_identity_document_kind.name) == 0;
  g_autofree char *details =
      hub_audit_details ("name", !self->is_refused ? self->name : NULL, "document",
                         !self->is_refused && is_paper ? hub_row_get (row, CRM_ATTACHMENT_OWNER)
                                                       : NULL,
                         "refused",
                         self->is_refused ? crm_error_code_to_string (self->refusal) : NULL, NULL);
  HubAuditEvent event = { .action = self->is_refused ? HUB_AUDIT_DENIED : HUB_AUDIT_DOWNLOAD,
                          .actor = self->session->user,
                          .device = self->session->device,
                          .kind = crm_attachment_kind.name,
                          .record = self->record,
                          .details = details };

  if (!self->is_refused && (self->is_upload || !self->is_stored || !is_paper))
    return TRUE;
  return hub_audit_add (db, &event, error);
}

static HubDbRows *
load (HubFileAsk *self, HubDb *db, GError **error)
{
  const HubKind *kind = hub_kinds_get (hub_kinds_find (&crm_attachment_kind));
  g_autofree char *ids = g_strdup_printf ("{%s}", self->record);
  const char *params[HUB_N_KINDS + 1] = { ids };

  if (!hub_reach_open_all (db, error))
    return NULL;
  return hub_db_select (db, kind->load, params, error);
}

static gboolean
decide (HubFileAsk *self, HubDb *db, const HubRights *rights, GError **error)
{
  g_autoptr (HubDbRows) rows = load (self, db, error);
  g_autoptr (HubRow) row = NULL;

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) > 0)
    row = hub_row_new_loaded (hub_kinds_get (hub_kinds_find (&crm_attachment_kind)), rows, 0);

  if (row == NULL || !sees (rights, row))
    refuse (self, CRM_ERROR_NOT_FOUND);
  else if (self->is_upload && !may_send (rights, row))
    refuse (self, CRM_ERROR_DENIED);
  else
    take (self, row);
  return note (self, db, row, error);
}

gboolean
hub_file_ask_work (HubDb *db, gpointer data, GError **error)
{
  HubFileAsk *self = data;
  const char *params[] = { self->session->user, self->session->id };
  HubRights rights = { 0 };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_sync_query (HUB_SYNC_READ_RIGHTS), params, error);
  gboolean ok = rows != NULL && hub_rights_read (&rights, self->session, rows, error);

  forget_answer (self);
  ok = ok && decide (self, db, &rights, error);
  hub_rights_clear (&rights);
  return ok;
}

gboolean
hub_file_arrival_work (HubDb *db, gpointer data, GError **error)
{
  HubFileArrival *self = data;
  const char *params[] = { self->record, self->media_type };
  g_autoptr (HubDbRows) rows = NULL;

  self->version = 0;
  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_files_query (HUB_FILES_STORE), params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) > 0)
    {
      const char *owner = hub_db_rows_text (rows, 0, 1);
      const char *branch = hub_db_rows_text (rows, 0, 2);

      self->version = hub_db_rows_integer (rows, 0, 0);
      g_strlcpy (self->owner, owner != NULL ? owner : "", sizeof self->owner);
      g_strlcpy (self->branch, branch != NULL ? branch : "", sizeof self->branch);
    }
  return TRUE;
}
