/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "shared/base/crm-error.h"

G_BEGIN_DECLS

/* Where the bytes of one attachment are. */
typedef enum
{
  DESK_BLOB_ABSENT,   /* not on this computer */
  DESK_BLOB_WAITING,  /* here, to be sent */
  DESK_BLOB_SENDING,  /* "progress" says how far */
  DESK_BLOB_FETCHING, /* the same */
  DESK_BLOB_KEPT,     /* here, and on the server */
} DeskBlobState;

#define DESK_TYPE_BLOB_STATE (desk_blob_state_get_type ())
GType desk_blob_state_get_type (void);

/* The bytes of one attachment as screens show them. Properties: "state", "progress" (0 to 1),
 * "pinned": it is kept for work offline whatever its age, "failed": the last try ended with an
 * error that does not go by itself. Main thread; made by DeskBlobCache. */
#define DESK_TYPE_BLOB (desk_blob_get_type ())
G_DECLARE_FINAL_TYPE (DeskBlob, desk_blob, DESK, BLOB, GObject)

DeskBlob *desk_blob_new (const char *id);
const char *desk_blob_get_id (DeskBlob *self);
DeskBlobState desk_blob_get_state (DeskBlob *self);
double desk_blob_get_progress (DeskBlob *self);
gboolean desk_blob_is_pinned (DeskBlob *self);
gboolean desk_blob_is_here (DeskBlob *self);
/* @code (out): of CRM_ERROR; @reason (out) (nullable): the word of the server's problem. */
gboolean desk_blob_get_failure (DeskBlob *self, CrmError *code, const char **reason);

/* For DeskBlobCache and DeskFileTransfer. */
void desk_blob_set_state (DeskBlob *self, DeskBlobState state);
void desk_blob_set_progress (DeskBlob *self, double progress);
void desk_blob_set_pinned (DeskBlob *self, gboolean pinned);
/* @error (nullable): the last try went well. */
void desk_blob_set_failure (DeskBlob *self, const GError *error);

G_END_DECLS
