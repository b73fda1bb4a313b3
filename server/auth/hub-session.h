/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-rights.h"

#include <glib.h>

G_BEGIN_DECLS

/* Who asks. Immutable, reference counted; rights are read again in the transaction of every pull
 * and command, this is what the token said. */
typedef struct
{
  gatomicrefcount refs;
  char *id; /* of the session */
  char *user;
  char *device;
  char *login; /* as it is written */
  char *name;
  char *role;
  char *branch; /* (nullable) */
  gint64 expires_at;
  gboolean is_ended;    /* its token is good for nothing any more */
  gboolean wipe;        /* ended, and its device is to wipe what it has */
  gboolean must_change; /* the password, before anything else */
  GMutex lock;
  char *rights_key; /* (lock) (owned) (nullable) */
  CrmRights rights; /* (lock): what the key stands for */
} HubSession;

/* Empty: the maker fills the fields before anyone else sees it. */
HubSession *hub_session_new (void);
HubSession *hub_session_ref (HubSession *self);
void hub_session_unref (HubSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubSession, hub_session_unref)

/* The matrix that was read from the text which @key names, so that it need not be read again. Any
 * thread. */
gboolean hub_session_recall_rights (const HubSession *self, const char *key, CrmRights *rights);
void hub_session_remember_rights (const HubSession *self, const char *key, const CrmRights *rights);

G_END_DECLS
