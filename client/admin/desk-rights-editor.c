/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. Several cells of one role within a moment are one change. Main thread; owned by
 * the page. */

#define G_LOG_DOMAIN "zontik-admin"

#include "client/admin/desk-rights-editor.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "client/admin/desk-admin-words.h"
#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"
#include "shared/record/crm-role.h"

#define SAVE_DELAY_MS 300

/* One role. */
typedef struct
{
  CrmRecord *record; /* (owned) */
  CrmRights saved;   /* what the server has, as far as is known */
  CrmRights shown;
  gint64 base;         /* version of saved: of the record or of a later answer */
  gboolean is_changed; /* shown is to be sent */
  gboolean is_sending;
} Column;

struct _DeskRightsEditor
{
  GObject parent_instance;

  DeskContext *context;      /* (owned) */
  DeskRecordSet *roles;      /* (owned) (nullable) */
  GPtrArray *columns;        /* (element-type Column) */
  GCancellable *cancellable; /* (owned) */
  guint save_source;         /* 0: none */
};

/* One change on its way. */
typedef struct
{
  DeskRightsEditor *self; /* (owned) */
  char *role;             /* id */
  CrmRights sent;
} Save;

enum
{
  CHANGED,
  ROLES_CHANGED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean save_cb (gpointer user_data);

G_DEFINE_FINAL_TYPE (DeskRightsEditor, desk_rights_editor, G_TYPE_OBJECT)

static void
free_column (gpointer data)
{
  Column *column = data;

  g_object_unref (column->record);
  g_free (column);
}

static void
free_save (Save *save)
{
  g_object_unref (save->self);
  g_free (save->role);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, free_save)

static int
compare_columns (gconstpointer a, gconstpointer b)
{
  const Column *const *one = a;
  const Column *const *other = b;

  return desk_role_get_position (crm_record_get_text ((*one)->record, CRM_ROLE_CODE)) -
         desk_role_get_position (crm_record_get_text ((*other)->record, CRM_ROLE_CODE));
}

static int
find_column (DeskRightsEditor *self, const char *id)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = self->columns->pdata[i];

      if (g_strcmp0 (crm_record_get_id (column->record), id) == 0)
        return (int) i;
    }
  return -1;
}

/* What was synced is shown, unless a change of this desk is newer than it. */
static gboolean
take_record (Column *column)
{
  CrmRights rights;

  if (crm_record_get_version (column->record) < column->base ||
      !crm_rights_parse (&rights, crm_record_get_text (column->record, CRM_ROLE_RIGHTS), NULL))
    return FALSE;
  column->base = crm_record_get_version (column->record);
  column->saved = rights;
  if (column->is_changed || column->is_sending ||
      memcmp (&rights, &column->shown, sizeof rights) == 0)
    return FALSE;
  column->shown = rights;
  return TRUE;
}

static gboolean
has_all (DeskRightsEditor *self)
{
  guint n_roles = desk_record_set_get_count (self->roles);

  for (guint i = 0; i < n_roles; i++)
    if (find_column (self, crm_record_get_id (desk_record_set_get (self->roles, i))) < 0)
      return FALSE;
  return n_roles == self->columns->len;
}

static void
take_roles (DeskRightsEditor *self)
{
  g_ptr_array_set_size (self->columns, 0);
  for (guint i = 0; i < desk_record_set_get_count (self->roles); i++)
    {
      Column *column = g_new0 (Column, 1);

      column->record = g_object_ref (desk_record_set_get (self->roles, i));
      take_record (column);
      g_ptr_array_add (self->columns, column);
    }
  g_ptr_array_sort (self->columns, compare_columns);
  g_signal_emit (self, signals[ROLES_CHANGED], 0);
}

static void
roles_changed_cb (DeskRightsEditor *self)
{
  if (!has_all (self))
    {
      take_roles (self);
      return;
    }
  for (guint i = 0; i < self->columns->len; i++)
    if (take_record (self->columns->pdata[i]))
      g_signal_emit (self, signals[CHANGED], 0, i);
}

static void
queue_save (DeskRightsEditor *self)
{
  if (self->save_source == 0)
    self->save_source = g_timeout_add (SAVE_DELAY_MS, save_cb, self);
}

static void
read_version (JsonNode *answer, Column *column)
{
  gint64 version;

  if (answer != NULL && JSON_NODE_HOLDS_OBJECT (answer) &&
      crm_json_get_integer (json_node_get_object (answer), "version", &version, NULL))
    column->base = MAX (column->base, version);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Save) save = user_data;
  DeskRightsEditor *self = save->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);
  int index = find_column (self, save->role);
  Column *column;

  if (index < 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  column = self->columns->pdata[index];
  column->is_sending = FALSE;
  if (error == NULL)
    {
      column->saved = save->sent;
      read_version (answer, column);
      if (column->is_changed)
        queue_save (self);
    }
  else
    {
      column->is_changed = FALSE;
      column->shown = column->saved;
      g_signal_emit (self, signals[FAILED], 0, (guint) index, error);
    }
  take_record (column);
  g_signal_emit (self, signals[CHANGED], 0, (guint) index);
}

static JsonNode *
make_body (Column *column)
{
  g_autofree char *text = crm_rights_to_text (&column->shown);
  JsonObject *body = json_object_new ();
  JsonObject *set = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_member (set, "rights", crm_json_parse (text, -1, NULL));
  json_object_set_int_member (body, "base", column->base);
  json_object_set_object_member (body, "set", set);
  json_node_take_object (node, body);
  return node;
}

static void
send_column (DeskRightsEditor *self, guint index)
{
  Column *column = self->columns->pdata[index];
  DeskRemote *remote = desk_context_get_remote (self->context);
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *path = NULL;
  Save *save;

  if (!column->is_changed || column->is_sending)
    return;
  column->is_changed = FALSE;
  if (remote == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (CRM_ERROR, CRM_ERROR_OFFLINE, "no server");

      column->shown = column->saved;
      g_signal_emit (self, signals[FAILED], 0, index, error);
      g_signal_emit (self, signals[CHANGED], 0, index);
      return;
    }
  column->is_sending = TRUE;
  body = make_body (column);
  path = g_strconcat ("/admin/role/", crm_record_get_id (column->record), NULL);
  save = g_new0 (Save, 1);
  save->self = g_object_ref (self);
  save->role = g_strdup (crm_record_get_id (column->record));
  save->sent = column->shown;
  desk_remote_call_async (remote, "PATCH", path, body, self->cancellable, saved_cb, save);
}

static gboolean
save_cb (gpointer user_data)
{
  DeskRightsEditor *self = user_data;

  self->save_source = 0;
  for (guint i = 0; i < self->columns->len; i++)
    send_column (self, i);
  return G_SOURCE_REMOVE;
}

static void
desk_rights_editor_dispose (GObject *object)
{
  DeskRightsEditor *self = DESK_RIGHTS_EDITOR (object);

  /* What was changed in the last moment goes out still: it was shown as done. */
  if (self->save_source != 0)
    {
      g_clear_handle_id (&self->save_source, g_source_remove);
      save_cb (self);
    }
  g_clear_object (&self->roles);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_rights_editor_parent_class)->dispose (object);
}

static void
desk_rights_editor_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_RIGHTS_EDITOR (object)->columns);
  g_clear_object (&DESK_RIGHTS_EDITOR (object)->cancellable);
  G_OBJECT_CLASS (desk_rights_editor_parent_class)->finalize (object);
}

static void
desk_rights_editor_class_init (DeskRightsEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_rights_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_rights_editor_finalize;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_RIGHTS_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[ROLES_CHANGED] = g_signal_new ("roles-changed", DESK_TYPE_RIGHTS_EDITOR,
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", DESK_TYPE_RIGHTS_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
}

static void
desk_rights_editor_init (DeskRightsEditor *self)
{
  self->columns = g_ptr_array_new_with_free_func (free_column);
  self->cancellable = g_cancellable_new ();
}

DeskRightsEditor *
desk_rights_editor_new (DeskContext *context)
{
  DeskRightsEditor *self = g_object_new (DESK_TYPE_RIGHTS_EDITOR, NULL);

  self->context = g_object_ref (context);
  g_set_object (&self->roles,
                desk_rights_get_set (desk_context_get_rights (context), &crm_role_kind));
  if (self->roles == NULL)
    return self;
  g_signal_connect_object (self->roles, "changed", G_CALLBACK (roles_changed_cb), self,
                           G_CONNECT_SWAPPED);
  take_roles (self);
  return self;
}

guint
desk_rights_editor_get_n_roles (DeskRightsEditor *self)
{
  g_return_val_if_fail (DESK_IS_RIGHTS_EDITOR (self), 0);

  return self->columns->len;
}

static Column *
get_column (DeskRightsEditor *self, guint role)
{
  return self->columns->pdata[role];
}

CrmRecord *
desk_rights_editor_get_role (DeskRightsEditor *self, guint role)
{
  g_return_val_if_fail (DESK_IS_RIGHTS_EDITOR (self) && role < self->columns->len, NULL);

  return get_column (self, role)->record;
}

int
desk_rights_editor_find_role (DeskRightsEditor *self, const char *code)
{
  g_return_val_if_fail (DESK_IS_RIGHTS_EDITOR (self), -1);

  for (guint i = 0; i < self->columns->len; i++)
    if (g_strcmp0 (crm_record_get_text (get_column (self, i)->record, CRM_ROLE_CODE), code) == 0)
      return (int) i;
  return -1;
}

const CrmRights *
desk_rights_editor_get_rights (DeskRightsEditor *self, guint role)
{
  g_return_val_if_fail (DESK_IS_RIGHTS_EDITOR (self) && role < self->columns->len, NULL);

  return &get_column (self, role)->shown;
}

CrmScope
desk_rights_editor_get (DeskRightsEditor *self, guint role, guint subject, CrmAction action)
{
  g_return_val_if_fail (DESK_IS_RIGHTS_EDITOR (self) && role < self->columns->len, CRM_SCOPE_NONE);
  g_return_val_if_fail (subject < CRM_MAX_SUBJECTS && action < CRM_N_ACTIONS, CRM_SCOPE_NONE);

  return get_column (self, role)->shown.scopes[subject][action];
}

gboolean
desk_rights_editor_may_edit (DeskRightsEditor *self, guint role, const char **why)
{
  const char *code;
  DeskSyncState state;

  g_return_val_if_fail (DESK_IS_RIGHTS_EDITOR (self) && role < self->columns->len, FALSE);

  code = crm_record_get_text (get_column (self, role)->record, CRM_ROLE_CODE);
  state = desk_sync_status_get_state (desk_context_get_status (self->context));
  if (!desk_rights_allow_any (desk_context_get_rights (self->context), "role", CRM_ACTION_EDIT))
    *why = _ ("You have no right to change roles");
  else if (g_strcmp0 (code, desk_account_get_role (desk_context_get_account (self->context))) == 0)
    *why = _ ("Somebody else has to change the rights of your own role");
  else if (state == DESK_SYNC_OFFLINE || desk_context_get_remote (self->context) == NULL)
    *why = _ ("Rights are changed with a connection only");
  else
    return TRUE;
  return FALSE;
}

void
desk_rights_editor_put (DeskRightsEditor *self, guint role, const CrmRights *rights)
{
  Column *column;

  g_return_if_fail (DESK_IS_RIGHTS_EDITOR (self) && role < self->columns->len);

  column = get_column (self, role);
  column->shown = *rights;
  column->is_changed = TRUE;
  queue_save (self);
  g_signal_emit (self, signals[CHANGED], 0, role);
}

gboolean
desk_rights_editor_set (DeskRightsEditor *self,
                        guint role,
                        guint subject,
                        CrmAction action,
                        CrmScope scope)
{
  CrmRights rights;

  g_return_val_if_fail (DESK_IS_RIGHTS_EDITOR (self) && role < self->columns->len, FALSE);

  rights = get_column (self, role)->shown;
  crm_rights_set (&rights, subject, action, scope);
  crm_rights_clamp (&rights);
  if (memcmp (&rights, &get_column (self, role)->shown, sizeof rights) == 0)
    return FALSE;
  desk_rights_editor_put (self, role, &rights);
  return TRUE;
}

gboolean
desk_rights_editor_is_saving (DeskRightsEditor *self)
{
  g_return_val_if_fail (DESK_IS_RIGHTS_EDITOR (self), FALSE);

  for (guint i = 0; i < self->columns->len; i++)
    if (get_column (self, i)->is_changed || get_column (self, i)->is_sending)
      return TRUE;
  return FALSE;
}
