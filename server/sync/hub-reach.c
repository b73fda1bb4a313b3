/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody may do and see: the matrix of his role, the exceptions of today, those he stands in
 * for, his branch, what is shared with him. The one place where the server resolves rights. Any
 * thread. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-reach.h"

#include <string.h>

#include "server/sync/hub-sync-queries.h"
#include "shared/customers/crm-saved-view.h"
#include "shared/record/crm-conflict.h"
#include "shared/record/crm-history-event.h"

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
  COLUMN_RIGHTS,
  COLUMN_RIGHTS_VER,
  COLUMN_EXTRAS,
  COLUMN_DAY,
  COLUMN_HORIZON,
  COLUMN_SEEN,
};

G_STATIC_ASSERT (COLUMN_SEEN + 1 == HUB_RIGHTS_N_COLUMNS);

/* The parts of sync_extras(). */
enum
{
  EXTRA_EXCEPTIONS,
  EXTRA_ABSENT,
  EXTRA_SHARED,
  EXTRA_LAPSED,
  N_EXTRAS,
};

static gboolean
fail_untold (GError **error)
{
  return crm_fail (error, CRM_ERROR_UNAVAILABLE, "the rights of this person cannot be told");
}

static void
copy_text (char *to, gsize size, HubDbRows *rows, guint column)
{
  const char *text = hub_db_rows_text (rows, 0, column);

  g_strlcpy (to, text != NULL ? text : "", size);
}

/* ---- the matrix ---------------------------------------------------------------------------- */

/* The text of a role is read once a version; a session mostly keeps its role. */
static gboolean
read_matrix (HubRights *self, const HubSession *session, HubDbRows *rows, GError **error)
{
  const char *json = hub_db_rows_text (rows, 0, COLUMN_RIGHTS);
  const char *ver = hub_db_rows_text (rows, 0, COLUMN_RIGHTS_VER);
  g_autoptr (GError) local = NULL;
  g_autofree char *key = NULL;

  if (json == NULL || ver == NULL)
    {
      g_warning ("the role of a person does not exist: %s", self->role);
      return fail_untold (error);
    }

  key = g_strconcat (self->role, " ", ver, NULL);
  if (hub_session_recall_rights (session, key, &self->matrix))
    return TRUE;
  if (!crm_rights_parse (&self->matrix, json, &local))
    {
      g_warning ("the rights of a role cannot be read: %s: %s", self->role, local->message);
      return fail_untold (error);
    }
  hub_session_remember_rights (session, key, &self->matrix);
  return TRUE;
}

/* "subject action scope" */
static gboolean
add_exception (HubRights *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  CrmAction action;
  CrmScope scope;
  int subject;

  if (g_strv_length (words) != 3 || (subject = crm_subject_find (words[0])) < 0 ||
      !crm_action_from_text (words[1], &action) || !crm_scope_from_text (words[2], &scope))
    {
      g_warning ("an exception cannot be read: %s", text);
      return fail_untold (error);
    }
  crm_rights_set (&self->matrix, subject, action, scope);
  return TRUE;
}

static gboolean
add_exceptions (HubRights *self, const char *text, GError **error)
{
  g_auto (GStrv) cells = g_strsplit (text, ",", -1);

  for (guint i = 0; cells[i] != NULL; i++)
    if (!add_exception (self, cells[i], error))
      return FALSE;
  crm_rights_clamp (&self->matrix);
  return TRUE;
}

/* ---- the reach ----------------------------------------------------------------------------- */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static void
add_owners (HubRights *self, const char *text)
{
  g_auto (GStrv) absent = g_strsplit (text, " ", -1);

  for (guint i = 0; absent[i] != NULL && self->n_owners < HUB_MAX_OWNERS; i++)
    g_strlcpy (self->owners[self->n_owners++], absent[i], sizeof self->owners[0]);
  qsort (self->owners, self->n_owners, sizeof self->owners[0], compare_ids);
}

/* What only few people have. */
static gboolean
read_extras (HubRights *self, HubDbRows *rows, GError **error)
{
  const char *text = hub_db_rows_text (rows, 0, COLUMN_EXTRAS);
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, ";", -1) : NULL;

  g_strlcpy (self->owners[self->n_owners++], self->user, sizeof self->owners[0]);
  if (parts == NULL)
    return TRUE;
  if (g_strv_length (parts) != N_EXTRAS)
    {
      g_warning ("the exceptions of a person cannot be read");
      return fail_untold (error);
    }

  add_owners (self, parts[EXTRA_ABSENT]);
  self->shared = *parts[EXTRA_SHARED] != '\0' ? g_strdup (parts[EXTRA_SHARED]) : NULL;
  self->lapsed = (int) g_ascii_strtoll (parts[EXTRA_LAPSED], NULL, 10);
  return *parts[EXTRA_EXCEPTIONS] == '\0' || add_exceptions (self, parts[EXTRA_EXCEPTIONS], error);
}

/* What was shared with everybody belongs to the branch HUB_NO_ID. */
static gboolean
is_shared_kind (const CrmKind *kind)
{
  return kind == &crm_saved_view_kind;
}

static guint
find_level (HubRights *self, const CrmKind *kind)
{
  CrmScope level = crm_rights_get (&self->matrix, crm_kind_get_subject (kind), CRM_ACTION_SEE);

  /* The head of no branch is left with what is his own, and what is everybody's. */
  return level == CRM_SCOPE_BRANCH && *self->branch == '\0' && !is_shared_kind (kind)
             ? CRM_SCOPE_OWN
             : level;
}

/* What hangs on a customer is not seen further than customers are. */
static void
make_reach (HubRights *self)
{
  HubReach *reach = &self->reach;
  guint customers = find_level (self, hub_kinds_get (HUB_KIND_CUSTOMER)->kind);
  gboolean has_branch = FALSE, has_owners = FALSE;

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    {
      const CrmKind *kind = hub_kinds_get (i)->kind;
      guint level = find_level (self, kind);

      reach->levels[i] = kind->root >= 0 ? MIN (level, customers) : level;
      has_branch = has_branch || reach->levels[i] == CRM_SCOPE_BRANCH;
      has_owners = has_owners || reach->levels[i] == CRM_SCOPE_OWN;
    }
  g_strlcpy (reach->branch, has_branch && *self->branch != '\0' ? self->branch : HUB_NO_ID,
             sizeof reach->branch);
  if (has_branch || has_owners)
    {
      reach->n_owners = self->n_owners;
      memcpy (reach->owners, self->owners, sizeof reach->owners);
    }
}

gboolean
hub_rights_read (HubRights *self, const HubSession *session, HubDbRows *rows, GError **error)
{
  hub_rights_clear (self);
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
  self->horizon = hub_db_rows_integer (rows, 0, COLUMN_HORIZON);
  self->seen = hub_db_rows_integer (rows, 0, COLUMN_SEEN);
  self->day = (int) hub_db_rows_integer (rows, 0, COLUMN_DAY);
  if (!read_matrix (self, session, rows, error) || !read_extras (self, rows, error))
    return FALSE;

  make_reach (self);
  return TRUE;
}

void
hub_rights_clear (HubRights *self)
{
  g_free (self->shared);
  memset (self, 0, sizeof *self);
}

/* ---- questions ----------------------------------------------------------------------------- */

static gboolean
is_owner (const HubRights *self, const char *owner)
{
  for (guint i = 0; i < self->n_owners; i++)
    if (strcmp (self->owners[i], owner) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
covers (const HubRights *self, guint level, const char *owner, const char *branch)
{
  return level == CRM_SCOPE_ALL ||
         (level >= CRM_SCOPE_OWN && owner != NULL && is_owner (self, owner)) ||
         (level == CRM_SCOPE_BRANCH && branch != NULL && *self->branch != '\0' &&
          strcmp (branch, self->branch) == 0);
}

gboolean
hub_rights_allow_subject (const HubRights *self,
                          const char *subject,
                          CrmAction action,
                          const char *owner,
                          const char *branch)
{
  return covers (self, crm_rights_get (&self->matrix, subject, action), owner, branch);
}

gboolean
hub_rights_allow (const HubRights *self,
                  const CrmKind *kind,
                  CrmAction action,
                  const char *owner,
                  const char *branch)
{
  return hub_rights_allow_subject (self, crm_kind_get_subject (kind), action, owner, branch);
}

gboolean
hub_rights_sees (const HubRights *self, const CrmKind *kind, const char *owner, const char *branch)
{
  guint number = hub_kinds_find (kind);

  return number > 0 &&
         (covers (self, self->reach.levels[number], owner, branch) ||
          (self->reach.levels[number] == CRM_SCOPE_BRANCH && g_strcmp0 (branch, HUB_NO_ID) == 0));
}

gboolean
hub_rights_sees_shared (const HubRights *self, const CrmKind *kind, const char *root)
{
  guint number = hub_kinds_find (kind);

  return number > 0 && self->reach.levels[number] != CRM_SCOPE_NONE && root != NULL &&
         strlen (root) == CRM_ID_LENGTH && self->shared != NULL &&
         strstr (self->shared, root) != NULL;
}

gboolean
hub_reach_equal (const HubReach *self, const HubReach *other)
{
  return memcmp (self->levels, other->levels, sizeof self->levels) == 0 &&
         self->n_owners == other->n_owners && strcmp (self->branch, other->branch) == 0 &&
         memcmp (self->owners, other->owners, self->n_owners * sizeof self->owners[0]) == 0;
}

static gboolean
has_more_owners (const HubReach *self, const HubReach *other)
{
  for (guint i = 0; i < self->n_owners; i++)
    {
      gboolean is_there = FALSE;

      for (guint j = 0; j < other->n_owners && !is_there; j++)
        is_there = strcmp (self->owners[i], other->owners[j]) == 0;
      if (!is_there)
        return TRUE;
    }
  return FALSE;
}

HubKindSet
hub_reach_find_more (const HubReach *self, const HubReach *other)
{
  gboolean has_other_branch = strcmp (self->branch, other->branch) != 0;
  gboolean has_owners = has_more_owners (self, other);
  HubKindSet kinds = 0;

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    {
      guint mine = self->levels[i], theirs = other->levels[i];

      if (mine == CRM_SCOPE_NONE || theirs == CRM_SCOPE_ALL)
        continue;
      if (mine > theirs || has_owners || (mine == CRM_SCOPE_BRANCH && has_other_branch))
        kinds |= HUB_KIND_BIT (i);
    }
  return kinds;
}

/* Whether rows of the kind @about that are seen are about records of some kind that are not, or
 * were not; as long as nothing of that kind is seen it makes no difference. */
static gboolean
retells (const HubReach *self, const HubReach *other, guint about)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    {
      guint mine = self->levels[i], theirs = other->levels[i];

      if (hub_kinds_get (i)->writer == HUB_WRITER_COMMANDS &&
          MAX (mine, theirs) != CRM_SCOPE_NONE &&
          (mine < self->levels[about] || theirs < other->levels[about]))
        return TRUE;
    }
  return FALSE;
}

HubKindSet
hub_reach_find_retold (const HubReach *self, const HubReach *other)
{
  static const CrmKind *const kinds[] = { &crm_conflict_kind, &crm_history_event_kind };
  HubKindSet retold = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      guint about = hub_kinds_find (kinds[i]);

      if (retells (self, other, about))
        retold |= HUB_KIND_BIT (about);
    }
  return retold;
}

const char *
hub_reach_get_reason (const HubReach *self, const HubReach *before)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (self->levels[i] < before->levels[i])
      return "role-changed";
  if (has_more_owners (before, self))
    return "deputy-ended";
  return strcmp (self->branch, before->branch) != 0 ? "branch-changed" : "share-ended";
}

void
hub_reach_print (const HubReach *self, HubReachText *text)
{
  char *to = text->levels;

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    {
      *to++ = i == 1 ? '{' : ',';
      *to++ = '0' + self->levels[i];
    }
  *to++ = '}';
  *to = '\0';

  to = text->owners;
  *to++ = '{';
  for (guint i = 0; i < self->n_owners; i++)
    {
      if (i > 0)
        *to++ = ',';
      to = g_stpcpy (to, self->owners[i]);
    }
  *to++ = '}';
  *to = '\0';
  text->branch = self->branch;
}

gboolean
hub_reach_open_all (HubDb *db, GError **error)
{
  return hub_db_queue (db, hub_sync_query (HUB_SYNC_OPEN_REACH), NULL, error);
}
