/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HUB_SCOPE_OWN,
  HUB_SCOPE_BRANCH,
  HUB_SCOPE_ALL,
} HubScope;

/* Who asks. Immutable, reference counted; rights are read again in the transaction of every pull
 * and command, this is what the token said. */
typedef struct
{
  gatomicrefcount refs;
  char *id; /* of the session */
  char *user;
  char *device;
  char *name;
  char *role;
  char *branch;   /* (nullable) */
  HubScope scope; /* of customers, by role */
  gint64 expires_at;
} HubSession;

/* Empty: the maker fills the fields before anyone else sees it. */
HubSession *hub_session_new (void);
HubSession *hub_session_ref (HubSession *self);
void hub_session_unref (HubSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubSession, hub_session_unref)

/* %FALSE for a word that is not a role. */
gboolean hub_scope_from_role (const char *role, HubScope *scope);

G_END_DECLS
