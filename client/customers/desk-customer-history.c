/* SPDX-License-Identifier: GPL-3.0-or-later */

/* History events into sentences. A card has tens of events, rarely hundreds: all lines are made
 * again when any of them changes, at most once a turn of the main loop. Main thread; owned by the
 * page that shows it. */

#include "client/customers/desk-customer-history.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "client/customers/desk-customer-acts.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-timeline-item.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-history-event.h"

#define MAX_SHOWN 240 /* characters of one value */

struct _DeskCustomerHistory
{
  GObject parent_instance;

  DeskContext *context;  /* (owned) */
  CrmRecord *record;     /* (owned) (nullable) */
  DeskRecordList *list;  /* (owned) (nullable): events of the record */
  GPtrArray *held;       /* (owned) (nullable): its items */
  GPtrArray *items;      /* (owned) (element-type DeskTimelineItem) */
  GSignalGroup *changes; /* (owned): of the record */
  guint rebuild;         /* idle source, 0: none */
};

static GType
get_item_type (GListModel *model)
{
  return DESK_TYPE_TIMELINE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return DESK_CUSTOMER_HISTORY (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = DESK_CUSTOMER_HISTORY (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskCustomerHistory,
                               desk_customer_history,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* One line of a value: a note of pages would bury what happened before it. Takes @text. */
static char *
shorten (char *text)
{
  g_autofree char *all = text;
  char *end;

  if (all == NULL)
    return NULL;
  g_strdelimit (all, "\r\n\t", ' ');
  if (g_utf8_strlen (all, -1) <= MAX_SHOWN)
    return g_steal_pointer (&all);
  end = g_utf8_offset_to_pointer (all, MAX_SHOWN);
  *end = '\0';
  return g_strconcat (g_strchomp (all), "…", NULL);
}

static char *
dup_member (DeskCustomerHistory *self,
            const CrmKind *kind,
            const char *field,
            JsonObject *change,
            const char *member)
{
  JsonNode *node = json_object_get_member (change, member);
  g_autofree char *text = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_dup_string (node);
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? _ ("yes") : NULL);
  else
    text = json_to_string (node, FALSE);
  if (g_str_equal (field, "owner"))
    return g_strdup (desk_context_get_user_name (self->context, text));
  if (g_str_equal (field, "branch"))
    return g_strdup (desk_context_get_branch_name (self->context, text));
  return shorten (desk_format_field_value (kind, field, text));
}

static char *
describe_change (const char *title, const char *was, const char *now, gboolean alone)
{
  if (alone && was != NULL && now != NULL)
    return g_strdup_printf (_ ("was “%s”, now “%s”"), was, now);
  if (alone)
    return now != NULL ? g_strdup_printf (_ ("now “%s”"), now)
                       : g_strdup_printf (_ ("cleared, was “%s”"), was != NULL ? was : "");
  if (was != NULL && now != NULL)
    return g_strdup_printf (_ ("%s: was “%s”, now “%s”"), title, was, now);
  return now != NULL ? g_strdup_printf (_ ("%s: now “%s”"), title, now)
                     : g_strdup_printf (_ ("%s: cleared, was “%s”"), title, was != NULL ? was : "");
}

/* Titles of what changed into @titles, a line for each into the answer. */
static char *
describe_changes (DeskCustomerHistory *self, CrmRecord *event, GPtrArray *titles)
{
  const char *text = crm_record_get_text (event, CRM_HISTORY_EVENT_CHANGES);
  const CrmKind *kind = crm_kind_find (crm_record_get_text (event, CRM_HISTORY_EVENT_RECORD_KIND));
  g_autoptr (JsonNode) node = text == NULL ? NULL : json_from_string (text, NULL);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GList) members = NULL;
  JsonObject *changes;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) || kind == NULL)
    return NULL;
  changes = json_node_get_object (node);
  members = json_object_get_members (changes);
  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *change = json_object_get_member (changes, l->data);
      const char *title = desk_format_field_title (kind, l->data);
      g_autofree char *was = NULL;
      g_autofree char *now = NULL;
      g_autofree char *line = NULL;

      /* Whose it is everybody sees: the card is this client's. */
      if (!JSON_NODE_HOLDS_OBJECT (change) || g_str_equal (l->data, "customer"))
        continue;
      was = dup_member (self, kind, l->data, json_node_get_object (change), "was");
      now = dup_member (self, kind, l->data, json_node_get_object (change), "now");
      if (was == NULL && now == NULL)
        continue;
      line = describe_change (title, was, now, json_object_get_size (changes) == 1);
      g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", line);
      g_ptr_array_add (titles, (gpointer) title);
    }
  return lines->len > 0 ? g_strdup (lines->str) : NULL;
}

static char *
name_update (GPtrArray *titles)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (titles->len == 0)
    return g_strdup (_ ("Client changed"));
  if (titles->len > 3)
    return g_strdup_printf (ngettext ("%u field changed", "%u fields changed", titles->len),
                            titles->len);
  for (guint i = 0; i < titles->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (titles, i));
  return g_strdup (text->str);
}

typedef struct
{
  const char *kind;
  const char *action;
  const char *title;
  const char *icon_name;
} ActionLook;

static const ActionLook action_looks[] = {
  { "contact-point", "create", N_ ("Contact added"), "list-add-symbolic" },
  { "contact-point", "delete", N_ ("Contact removed"), "user-trash-symbolic" },
  { "contact-point", "restore", N_ ("Contact restored"), "edit-undo-symbolic" },
  { "customer", "create", N_ ("Client created"), "x-office-address-book-symbolic" },
  { "customer", "delete", N_ ("Client deleted"), "user-trash-symbolic" },
  { "customer", "restore", N_ ("Client restored"), "edit-undo-symbolic" },
  { "customer", "reassign", N_ ("Client handed over"), "system-switch-user-symbolic" },
};

static char *
make_title (DeskCustomerHistory *self, const char *what, const char *actor)
{
  const char *name = desk_context_get_user_name (self->context, actor);

  return name == NULL ? g_markup_printf_escaped ("<b>%s</b>", what)
                      : g_markup_printf_escaped ("<b>%s</b> \xc2\xb7 %s", what, name);
}

static DeskTimelineItem *
make_item (DeskCustomerHistory *self, CrmRecord *event)
{
  const char *kind = crm_record_get_text (event, CRM_HISTORY_EVENT_RECORD_KIND);
  const char *action = crm_record_get_text (event, CRM_HISTORY_EVENT_ACTION);
  gint64 at = desk_format_parse_instant (crm_record_get_text (event, CRM_HISTORY_EVENT_DONE_AT));
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  g_autofree char *detail = describe_changes (self, event, titles);
  g_autofree char *what = NULL;
  g_autofree char *title = NULL;
  const char *icon_name = "document-edit-symbolic";

  if (at == 0)
    at = desk_format_parse_instant (crm_record_get_text (event, CRM_HISTORY_EVENT_AT));
  for (guint i = 0; i < G_N_ELEMENTS (action_looks); i++)
    if (g_strcmp0 (action_looks[i].kind, kind) == 0 &&
        g_strcmp0 (action_looks[i].action, action) == 0)
      {
        what = g_strdup (_ (action_looks[i].title));
        icon_name = action_looks[i].icon_name;
      }
  if (what == NULL)
    what = name_update (titles);
  title = make_title (self, what, crm_record_get_text (event, CRM_HISTORY_EVENT_ACTOR));
  return desk_timeline_item_new (at, icon_name, title, detail);
}

static DeskTimelineItem *
make_creation (DeskCustomerHistory *self)
{
  gint64 at =
      desk_format_parse_instant (crm_record_get_text (self->record, CRM_CUSTOMER_CREATED_AT));
  g_autofree char *title = NULL;

  if (at == 0)
    return NULL;
  title = make_title (self, _ ("Client created"),
                      crm_record_get_text (self->record, CRM_CUSTOMER_CREATED_BY));
  return desk_timeline_item_new (at, "x-office-address-book-symbolic", title, NULL);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  gint64 first = desk_timeline_item_get_at (*(DeskTimelineItem *const *) a);
  gint64 second = desk_timeline_item_get_at (*(DeskTimelineItem *const *) b);

  return first < second ? 1 : first > second ? -1 : 0;
}

static gboolean
rebuild_cb (gpointer user_data)
{
  DeskCustomerHistory *self = user_data;
  guint old = self->items->len;
  guint n = self->held == NULL ? 0 : self->held->len;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  DeskTimelineItem *creation;

  self->rebuild = 0;
  for (guint i = 0; i < n; i++)
    {
      CrmRecord *event = g_ptr_array_index (self->held, i);

      if (crm_record_is_loaded (event))
        g_ptr_array_add (items, make_item (self, event));
    }
  g_ptr_array_sort (items, compare_items);
  creation = self->record == NULL ? NULL : make_creation (self);
  if (creation != NULL)
    g_ptr_array_add (items, creation);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = g_steal_pointer (&items);
  if (old > 0 || self->items->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, old, self->items->len);
  return G_SOURCE_REMOVE;
}

static void
queue_rebuild_cb (DeskCustomerHistory *self)
{
  if (self->rebuild == 0)
    self->rebuild = g_idle_add (rebuild_cb, self);
}

static void
items_changed_cb (DeskCustomerHistory *self)
{
  g_clear_pointer (&self->held, g_ptr_array_unref);
  self->held = desk_customer_hold_items (G_LIST_MODEL (self->list));
  for (guint i = 0; i < self->held->len; i++)
    {
      CrmRecord *event = g_ptr_array_index (self->held, i);

      g_signal_handlers_disconnect_by_func (event, queue_rebuild_cb, self);
      g_signal_connect_object (event, "notify", G_CALLBACK (queue_rebuild_cb), self,
                               G_CONNECT_SWAPPED);
    }
  queue_rebuild_cb (self);
}

static void
desk_customer_history_dispose (GObject *object)
{
  DeskCustomerHistory *self = DESK_CUSTOMER_HISTORY (object);

  g_clear_handle_id (&self->rebuild, g_source_remove);
  g_clear_object (&self->changes);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_customer_history_parent_class)->dispose (object);
}

static void
desk_customer_history_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_CUSTOMER_HISTORY (object)->items);
  G_OBJECT_CLASS (desk_customer_history_parent_class)->finalize (object);
}

static void
desk_customer_history_class_init (DeskCustomerHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_customer_history_dispose;
  object_class->finalize = desk_customer_history_finalize;
}

static void
desk_customer_history_init (DeskCustomerHistory *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->changes = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->changes, "notify::created-at",
                                  G_CALLBACK (queue_rebuild_cb), self);
}

DeskCustomerHistory *
desk_customer_history_new (DeskContext *context)
{
  DeskCustomerHistory *self = g_object_new (DESK_TYPE_CUSTOMER_HISTORY, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (queue_rebuild_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
desk_customer_history_set_record (DeskCustomerHistory *self, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_CUSTOMER_HISTORY (self));

  if (!g_set_object (&self->record, record))
    return;
  g_signal_group_set_target (self->changes, record);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, items_changed_cb, self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  if (record != NULL)
    {
      g_autoptr (DeskQuery) all = desk_query_new (&crm_history_event_kind);
      g_autoptr (DeskQuery) own =
          desk_query_where (all, CRM_HISTORY_EVENT_CUSTOMER, crm_record_get_id (record));

      self->list = desk_record_list_new (desk_context_get_database (self->context), own);
      g_signal_connect_object (self->list, "items-changed", G_CALLBACK (items_changed_cb), self,
                               G_CONNECT_SWAPPED);
      items_changed_cb (self);
    }
  queue_rebuild_cb (self);
}
