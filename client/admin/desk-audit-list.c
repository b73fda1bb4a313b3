/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing of the log is cached: it is asked for while somebody looks. Main thread. */

#define G_LOG_DOMAIN "zontik-admin"

#include "client/admin/desk-audit-list.h"

#include "client/ui/desk-format.h"
#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"

G_DEFINE_FINAL_TYPE (DeskAuditEvent, desk_audit_event, G_TYPE_OBJECT)

struct _DeskAuditList
{
  GObject parent_instance;

  DeskContext *context; /* (owned) */
  GPtrArray *events;    /* (element-type DeskAuditEvent) */
  DeskAuditFilter filter;
  char *cursor;              /* (owned) (nullable): where the next page begins */
  GCancellable *cancellable; /* (owned) (nullable): of the page on its way */
  GError *error;             /* (owned) (nullable) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void desk_audit_list_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskAuditList,
                               desk_audit_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      desk_audit_list_list_model_init))

static void
desk_audit_event_finalize (GObject *object)
{
  DeskAuditEvent *self = DESK_AUDIT_EVENT (object);

  g_free (self->actor);
  g_free (self->action);
  g_free (self->kind);
  g_free (self->record);
  g_free (self->status);
  g_free (self->problem);
  g_free (self->changed);
  g_free (self->details);
  G_OBJECT_CLASS (desk_audit_event_parent_class)->finalize (object);
}

static void
desk_audit_event_class_init (DeskAuditEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_audit_event_finalize;
}

static void
desk_audit_event_init (DeskAuditEvent *self)
{
}

void
desk_audit_filter_clear (DeskAuditFilter *self)
{
  g_free (self->from);
  g_free (self->to);
  g_free (self->actor);
  g_free (self->action);
  g_free (self->kind);
  g_free (self->record);
  *self = (DeskAuditFilter){ NULL };
}

static void
add_word (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = value != NULL ? g_uri_escape_string (value, NULL, FALSE) : NULL;

  if (escaped != NULL)
    g_string_append_printf (query, "%c%s=%s", query->len == 0 ? '?' : '&', name, escaped);
}

char *
desk_audit_filter_dup_query (const DeskAuditFilter *self, const char *cursor)
{
  GString *query = g_string_new (NULL);

  add_word (query, "from", self->from);
  add_word (query, "to", self->to);
  add_word (query, "actor", self->actor);
  add_word (query, "action", self->action);
  add_word (query, "kind", self->kind);
  add_word (query, "record", self->record);
  add_word (query, "cursor", cursor);
  return g_string_free (query, FALSE);
}

static GType
get_item_type (GListModel *model)
{
  return DESK_TYPE_AUDIT_EVENT;
}

static guint
get_n_items (GListModel *model)
{
  return DESK_AUDIT_LIST (model)->events->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DeskAuditList *self = DESK_AUDIT_LIST (model);

  return position < self->events->len ? g_object_ref (self->events->pdata[position]) : NULL;
}

static void
desk_audit_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static const char *
get_text (JsonObject *object, const char *member)
{
  return crm_json_get_text (json_object_get_member (object, member));
}

static char *
dup_words (JsonNode *node)
{
  GString *text = g_string_new (NULL);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *word = crm_json_get_text (json_array_get_element (array, i));

      if (word != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", word);
    }
  return g_string_free (text, text->len == 0);
}

static void
read_event (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  GPtrArray *events = user_data;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *details = object != NULL ? json_object_get_member (object, "details") : NULL;
  const char *done_at = object != NULL ? get_text (object, "done_at") : NULL;
  const char *actor;
  DeskAuditEvent *event;

  if (object == NULL)
    return;
  actor = get_text (object, "actor_name");
  event = g_object_new (DESK_TYPE_AUDIT_EVENT, NULL);
  event->at = desk_format_parse_instant (get_text (object, "at"));
  event->done_at = done_at != NULL ? desk_format_parse_instant (done_at) : 0;
  event->is_offline = json_object_get_boolean_member_with_default (object, "offline", FALSE);
  event->actor = g_strdup (actor != NULL ? actor : get_text (object, "actor"));
  event->action = g_strdup (get_text (object, "action"));
  event->kind = g_strdup (get_text (object, "kind"));
  event->record = g_strdup (get_text (object, "record"));
  event->status = g_strdup (get_text (object, "status"));
  event->problem = g_strdup (get_text (object, "problem"));
  event->changed = dup_words (json_object_get_member (object, "changed"));
  event->details = details != NULL ? crm_json_to_text (details) : NULL;
  g_ptr_array_add (events, event);
}

static void
take_page (DeskAuditList *self, JsonObject *answer)
{
  guint n_before = self->events->len;
  JsonNode *list = json_object_get_member (answer, "events");

  if (list != NULL && JSON_NODE_HOLDS_ARRAY (list))
    json_array_foreach_element (json_node_get_array (list), read_event, self->events);
  g_free (self->cursor);
  self->cursor = g_strdup (get_text (answer, "cursor"));
  g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->events->len - n_before);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskAuditList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);

  /* Of another question, or nobody looks any more. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->context == NULL)
    return;
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  if (answer != NULL && JSON_NODE_HOLDS_OBJECT (answer))
    take_page (self, json_node_get_object (answer));
  else
    self->error = error != NULL ? g_steal_pointer (&error)
                                : g_error_new_literal (CRM_ERROR, CRM_ERROR_CORRUPT, "no events");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
load (DeskAuditList *self)
{
  DeskRemote *remote = desk_context_get_remote (self->context);
  g_autofree char *query = desk_audit_filter_dup_query (&self->filter, self->cursor);
  g_autofree char *path = g_strconcat ("/admin/audit", query, NULL);

  if (remote == NULL)
    {
      g_clear_error (&self->error);
      self->error = g_error_new_literal (CRM_ERROR, CRM_ERROR_OFFLINE, "no server");
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }
  self->cancellable = g_cancellable_new ();
  desk_remote_call_async (remote, "GET", path, NULL, self->cancellable, loaded_cb,
                          g_object_ref (self));
}

static void
stop (DeskAuditList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
desk_audit_list_dispose (GObject *object)
{
  DeskAuditList *self = DESK_AUDIT_LIST (object);

  stop (self);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_audit_list_parent_class)->dispose (object);
}

static void
desk_audit_list_finalize (GObject *object)
{
  DeskAuditList *self = DESK_AUDIT_LIST (object);

  g_ptr_array_unref (self->events);
  desk_audit_filter_clear (&self->filter);
  g_free (self->cursor);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (desk_audit_list_parent_class)->finalize (object);
}

static void
desk_audit_list_class_init (DeskAuditListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_audit_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_audit_list_finalize;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_AUDIT_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_audit_list_init (DeskAuditList *self)
{
  self->events = g_ptr_array_new_with_free_func (g_object_unref);
}

DeskAuditList *
desk_audit_list_new (DeskContext *context)
{
  DeskAuditList *self = g_object_new (DESK_TYPE_AUDIT_LIST, NULL);

  self->context = g_object_ref (context);
  return self;
}

void
desk_audit_list_ask (DeskAuditList *self, DeskAuditFilter *filter)
{
  guint n_events;

  g_return_if_fail (DESK_IS_AUDIT_LIST (self));

  stop (self);
  n_events = self->events->len;
  desk_audit_filter_clear (&self->filter);
  self->filter = *filter;
  *filter = (DeskAuditFilter){ NULL };
  g_clear_pointer (&self->cursor, g_free);
  g_ptr_array_set_size (self->events, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_events, 0);
  load (self);
}

void
desk_audit_list_more (DeskAuditList *self)
{
  g_return_if_fail (DESK_IS_AUDIT_LIST (self));

  if (self->cursor != NULL && self->cancellable == NULL)
    load (self);
}

gboolean
desk_audit_list_is_loading (DeskAuditList *self)
{
  g_return_val_if_fail (DESK_IS_AUDIT_LIST (self), FALSE);

  return self->cancellable != NULL;
}

gboolean
desk_audit_list_has_more (DeskAuditList *self)
{
  g_return_val_if_fail (DESK_IS_AUDIT_LIST (self), FALSE);

  return self->cursor != NULL;
}

const GError *
desk_audit_list_get_error (DeskAuditList *self)
{
  g_return_val_if_fail (DESK_IS_AUDIT_LIST (self), NULL);

  return self->error;
}

const DeskAuditFilter *
desk_audit_list_get_filter (DeskAuditList *self)
{
  g_return_val_if_fail (DESK_IS_AUDIT_LIST (self), NULL);

  return &self->filter;
}
