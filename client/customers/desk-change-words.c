/* SPDX-License-Identifier: GPL-3.0-or-later */

/* History events into sentences. Main thread; pure but for the names of people. */

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "client/customers/desk-change-words.h"
#include "client/ui/desk-format.h"
#include "shared/record/crm-history-event.h"

#define MAX_SHOWN 240 /* characters of one value */

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
dup_member (DeskContext *context,
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
    return g_strdup (desk_context_get_user_name (context, text));
  if (g_str_equal (field, "branch"))
    return g_strdup (desk_context_get_branch_name (context, text));
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
describe_changes (DeskContext *context, CrmRecord *event, GPtrArray *titles)
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
      was = dup_member (context, kind, l->data, json_node_get_object (change), "was");
      now = dup_member (context, kind, l->data, json_node_get_object (change), "now");
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
  { "note", "update", N_ ("Note changed"), "document-edit-symbolic" },
  { "note", "delete", N_ ("Note removed"), "user-trash-symbolic" },
  { "policy", "update", N_ ("Policy changed"), "zontik-policy-symbolic" },
  { "policy", "delete", N_ ("Policy removed"), "user-trash-symbolic" },
  { "insured-object", "create", N_ ("Insured object added"), "list-add-symbolic" },
  { "insured-object", "delete", N_ ("Insured object removed"), "user-trash-symbolic" },
  { "beneficiary", "create", N_ ("Beneficiary added"), "list-add-symbolic" },
  { "beneficiary", "delete", N_ ("Beneficiary removed"), "user-trash-symbolic" },
  { "relation", "create", N_ ("Relation added"), "system-users-symbolic" },
  { "relation", "update", N_ ("Relation changed"), "system-users-symbolic" },
  { "relation", "delete", N_ ("Relation removed"), "user-trash-symbolic" },
  { "identity-document", "create", N_ ("Document added"), "x-office-document-symbolic" },
  { "identity-document", "update", N_ ("Document changed"), "x-office-document-symbolic" },
  { "identity-document", "delete", N_ ("Document removed"), "user-trash-symbolic" },
  { "bank-account", "create", N_ ("Bank details added"), "x-office-document-symbolic" },
  { "bank-account", "update", N_ ("Bank details changed"), "x-office-document-symbolic" },
  { "bank-account", "delete", N_ ("Bank details removed"), "user-trash-symbolic" },
  { "attachment", "create", N_ ("File added"), "mail-attachment-symbolic" },
  { "attachment", "delete", N_ ("File removed"), "user-trash-symbolic" },
  { "offer", "delete", N_ ("Offer removed"), "user-trash-symbolic" },
  { "customer", "create", N_ ("Client created"), "x-office-address-book-symbolic" },
  { "customer", "delete", N_ ("Client deleted"), "user-trash-symbolic" },
  { "customer", "restore", N_ ("Client restored"), "edit-undo-symbolic" },
  { "customer", "reassign", N_ ("Client handed over"), "system-switch-user-symbolic" },
};

char *
desk_change_words_dup_title (DeskContext *context, const char *what, const char *user)
{
  const char *name = desk_context_get_user_name (context, user);

  return name == NULL ? g_markup_printf_escaped ("<b>%s</b>", what)
                      : g_markup_printf_escaped ("<b>%s</b> \xc2\xb7 %s", what, name);
}

static const ActionLook *
find_look (const char *kind, const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (action_looks); i++)
    if (g_strcmp0 (action_looks[i].kind, kind) == 0 &&
        g_strcmp0 (action_looks[i].action, action) == 0)
      return &action_looks[i];
  return NULL;
}

void
desk_change_words_make (DeskHistoryWords *self, DeskContext *context, CrmRecord *event)
{
  const ActionLook *look = find_look (crm_record_get_text (event, CRM_HISTORY_EVENT_RECORD_KIND),
                                      crm_record_get_text (event, CRM_HISTORY_EVENT_ACTION));
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  g_autofree char *detail = describe_changes (context, event, titles);
  g_autofree char *what = look != NULL ? g_strdup (_ (look->title)) : name_update (titles);

  self->icon_name = look != NULL ? look->icon_name : "document-edit-symbolic";
  self->title = desk_change_words_dup_title (context, what,
                                             crm_record_get_text (event, CRM_HISTORY_EVENT_ACTOR));
  self->detail = g_steal_pointer (&detail);
}
