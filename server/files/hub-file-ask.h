/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-session.h"
#include "server/db/hub-db.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"

G_BEGIN_DECLS

/* Somebody wants to read or to send the bytes of a file. Plain struct. */
typedef struct
{
  HubSession *session; /* (owned) */
  char record[CRM_ID_LENGTH + 1];
  gboolean is_upload;

  /* (out) */
  gboolean is_refused;
  CrmError refusal;
  gboolean is_stored;
  goffset size;
  char *digest;     /* (owned) */
  char *name;       /* (owned) */
  char *media_type; /* (owned) (nullable) */
} HubFileAsk;

HubFileAsk *hub_file_ask_new (HubSession *session, const char *record, gboolean is_upload);
void hub_file_ask_free (HubFileAsk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubFileAsk, hub_file_ask_free)

/* @data: HubFileAsk. A refusal is no error: it is written down, as is who reads the scan of an
 * identity document. What somebody does not see is as what does not exist. */
gboolean hub_file_ask_work (HubDb *db, gpointer data, GError **error);

/* The bytes are here. */
typedef struct
{
  char record[CRM_ID_LENGTH + 1];
  const char *media_type;

  /* (out) */
  gint64 version; /* 0: it went meanwhile */
  char owner[CRM_ID_LENGTH + 1];
  char branch[CRM_ID_LENGTH + 1];
} HubFileArrival;

gboolean hub_file_arrival_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
