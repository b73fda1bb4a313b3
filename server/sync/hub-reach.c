/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody may see, from role and branch. Pure. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-reach.h"

#include <string.h>

enum
{
  COLUMN_ROLE,
  COLUMN_BRANCH,
  COLUMN_NAME,
  COLUMN_ACTIVE,
  COLUMN_EPOCH,
  COLUMN_WATERMARK,
  COLUMN_IS_CURRENT,
  COLUMN_IS_ALIVE,
};

static const struct
{
  const char *role;
  HubScope scope;
} roles[] = {
  { "agent", HUB_SCOPE_OWN },         { "head", HUB_SCOPE_BRANCH },  { "director", HUB_SCOPE_ALL },
  { "administrator", HUB_SCOPE_ALL }, { "adjuster", HUB_SCOPE_OWN }, { "marketer", HUB_SCOPE_OWN },
  { "accountant", HUB_SCOPE_OWN },
};

static void
init_reach (HubReach *self, HubScope level, const char *id)
{
  self->level = level;
  g_strlcpy (self->id, level == HUB_SCOPE_ALL ? HUB_NO_ID : id, sizeof self->id);
}

gboolean
hub_reach_equal (const HubReach *self, const HubReach *other)
{
  return self->level == other->level && strcmp (self->id, other->id) == 0;
}

gboolean
hub_reach_sees (const HubReach *self, const char *owner, const char *branch)
{
  switch (self->level)
    {
    case HUB_SCOPE_OWN:
      return g_strcmp0 (owner, self->id) == 0;
    case HUB_SCOPE_BRANCH:
      return g_strcmp0 (branch, self->id) == 0;
    case HUB_SCOPE_ALL:
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

const char *
hub_reach_get_letter (const HubReach *self)
{
  return self->level == HUB_SCOPE_OWN ? "o" : self->level == HUB_SCOPE_BRANCH ? "b" : "a";
}

static gboolean
read_reach (HubRights *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].role, self->role) == 0)
      {
        HubScope scope = roles[i].scope;

        /* The head of no branch is left with what is his own. */
        if (scope == HUB_SCOPE_BRANCH && *self->branch == '\0')
          scope = HUB_SCOPE_OWN;
        init_reach (&self->reach, scope, scope == HUB_SCOPE_BRANCH ? self->branch : self->user);
        return TRUE;
      }

  return crm_fail (error, CRM_ERROR_UNAVAILABLE, "the rights of this person cannot be told");
}

static void
copy_text (char *to, gsize size, HubDbRows *rows, guint column)
{
  const char *text = hub_db_rows_text (rows, 0, column);

  g_strlcpy (to, text != NULL ? text : "", size);
}

gboolean
hub_rights_read (HubRights *self, const HubSession *session, HubDbRows *rows, GError **error)
{
  memset (self, 0, sizeof *self);
  if (hub_db_rows_count (rows) == 0 || !hub_db_rows_boolean (rows, 0, COLUMN_ACTIVE) ||
      !hub_db_rows_boolean (rows, 0, COLUMN_IS_ALIVE))
    return crm_fail (error, CRM_ERROR_UNAUTHENTICATED, "the session has ended");
  if (!hub_db_rows_boolean (rows, 0, COLUMN_IS_CURRENT))
    return crm_fail (error, CRM_ERROR_EPOCH_CHANGED, "the database is another incarnation");

  g_strlcpy (self->user, session->user, sizeof self->user);
  copy_text (self->role, sizeof self->role, rows, COLUMN_ROLE);
  copy_text (self->branch, sizeof self->branch, rows, COLUMN_BRANCH);
  copy_text (self->name, sizeof self->name, rows, COLUMN_NAME);
  copy_text (self->epoch, sizeof self->epoch, rows, COLUMN_EPOCH);
  self->watermark = hub_db_rows_integer (rows, 0, COLUMN_WATERMARK);
  return read_reach (self, error);
}
