/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. Main thread. */

#include "client/admin/desk-admin-act.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-window.h"
#include "client/ui/desk-answer-text.h"
#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"

/* An act that waits for its answer, or to be taken back. */
typedef struct
{
  GtkWidget *from;      /* weak */
  DeskContext *context; /* (owned) */
  char *text;
  char *method; /* (nullable) of the opposite */
  char *path;
  JsonNode *body;
} Waiting;

static void
free_waiting (gpointer data)
{
  Waiting *waiting = data;

  g_clear_weak_pointer (&waiting->from);
  g_object_unref (waiting->context);
  g_free (waiting->text);
  g_free (waiting->method);
  g_free (waiting->path);
  g_clear_pointer (&waiting->body, json_node_unref);
  g_free (waiting);
}

static void
undo (gpointer data)
{
  Waiting *waiting = data;
  DeskAdminAct act = { .method = waiting->method,
                       .path = waiting->path,
                       .body = g_steal_pointer (&waiting->body),
                       .text = _ ("Taken back") };

  if (waiting->from != NULL)
    desk_admin_act_run (waiting->from, waiting->context, &act);
}

static void
put_base (Waiting *waiting, JsonNode *answer)
{
  JsonObject *body = waiting->body != NULL ? json_node_get_object (waiting->body) : NULL;
  gint64 version;

  if (body != NULL && g_strcmp0 (waiting->method, "PATCH") == 0 && answer != NULL &&
      JSON_NODE_HOLDS_OBJECT (answer) &&
      crm_json_get_integer (json_node_get_object (answer), "version", &version, NULL))
    json_object_set_int_member (body, "base", version);
}

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);
  g_autofree char *trouble = error != NULL ? desk_answer_dup_text (error) : NULL;

  if (waiting->from == NULL)
    free_waiting (waiting);
  else if (trouble != NULL)
    {
      desk_admin_toast (waiting->from, trouble);
      free_waiting (waiting);
    }
  else if (waiting->method == NULL)
    {
      desk_admin_toast (waiting->from, waiting->text);
      free_waiting (waiting);
    }
  else
    {
      put_base (waiting, answer);
      desk_admin_offer_undo (waiting->from, waiting->text, undo, waiting, free_waiting);
    }
}

void
desk_admin_act_run (GtkWidget *from, DeskContext *context, const DeskAdminAct *act)
{
  g_autoptr (JsonNode) body = act->body;
  DeskRemote *remote = desk_context_get_remote (context);
  Waiting *waiting = g_new0 (Waiting, 1);

  /* The widget may be gone with its row; its window stays. */
  g_set_weak_pointer (&waiting->from, GTK_WIDGET (gtk_widget_get_root (from)));
  waiting->context = g_object_ref (context);
  waiting->text = g_strdup (act->text);
  waiting->method = g_strdup (act->undo_method);
  waiting->path = g_strdup (act->undo_path);
  waiting->body = act->undo_body;
  if (remote == NULL)
    {
      desk_admin_toast (from, _ ("Nothing can be changed without a connection"));
      free_waiting (waiting);
      return;
    }
  desk_remote_call_async (remote, act->method, act->path, body, NULL, acted_cb, waiting);
}

void
desk_admin_act_delete (GtkWidget *from, DeskContext *context, CrmRecord *record, const char *text)
{
  const CrmKind *kind = crm_record_get_kind (record);
  g_autofree char *path = desk_admin_dup_path (record, NULL);
  g_autofree char *folder = g_strconcat ("/admin/", kind->name, NULL);
  JsonNode *body =
      desk_admin_make_body (crm_record_get_id (record), 0,
                            crm_json_write_values (kind, crm_record_get_values (record)));
  DeskAdminAct act = { .method = "DELETE",
                       .path = path,
                       .text = text,
                       .undo_method = "POST",
                       .undo_path = folder,
                       .undo_body = body };

  /* What had no end has none again. */
  json_object_set_boolean_member (json_node_get_object (body), "open", TRUE);
  desk_admin_act_run (from, context, &act);
}

JsonNode *
desk_admin_make_body (const char *id, gint64 base, JsonObject *set)
{
  JsonObject *body = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  if (id != NULL)
    json_object_set_string_member (body, "id", id);
  if (base > 0)
    json_object_set_int_member (body, "base", base);
  json_object_set_object_member (body, "set", set);
  json_node_take_object (node, body);
  return node;
}

JsonNode *
desk_admin_make_change (CrmRecord *record, gboolean with_base, const char *name, const char *value)
{
  JsonObject *set = json_object_new ();

  if (value == NULL)
    json_object_set_null_member (set, name);
  else if (g_str_equal (value, "true") || g_str_equal (value, "false"))
    json_object_set_boolean_member (set, name, g_str_equal (value, "true"));
  else
    json_object_set_string_member (set, name, value);
  return desk_admin_make_body (NULL, with_base ? crm_record_get_version (record) : 0, set);
}

char *
desk_admin_dup_path (CrmRecord *record, const char *rest)
{
  return g_strconcat ("/admin/", crm_record_get_kind (record)->name, "/",
                      crm_record_get_id (record), rest, NULL);
}
