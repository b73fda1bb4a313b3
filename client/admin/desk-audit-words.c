/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables of words. Pure over gettext. */

#include "client/admin/desk-audit-words.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-words.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-role.h"
#include "shared/codec/crm-json.h"

static const DeskAuditWord actions[] = {
  { "create", NC_ ("log", "Created") },
  { "update", NC_ ("log", "Changed") },
  { "delete", NC_ ("log", "Deleted") },
  { "restore", NC_ ("log", "Restored") },
  { "reassign", NC_ ("log", "Handed over") },
  { "hand-over", NC_ ("log", "All clients handed over") },
  { "download", NC_ ("log", "Scan of a document opened") },
  { "reveal", NC_ ("log", "Numbers shown") },
  { "export", NC_ ("log", "Exported") },
  { "denied", NC_ ("log", "Refused") },
  { "sign-in", NC_ ("log", "Signed in") },
  { "sign-in-failed", NC_ ("log", "Sign-in failed") },
  { "sign-out", NC_ ("log", "Signed out") },
  { "session-ended", NC_ ("log", "Session ended") },
  { "device-wipe", NC_ ("log", "Device wiped") },
  { "password", NC_ ("log", "Password changed") },
  { "totp", NC_ ("log", "Two-factor sign-in") },
};

const DeskAuditWord *
desk_audit_actions (guint *n_actions)
{
  *n_actions = G_N_ELEMENTS (actions);
  return actions;
}

const char *
desk_audit_word_get_title (const DeskAuditWord *word)
{
  return g_dpgettext2 (NULL, "log", word->title);
}

const char *
desk_audit_action_get_title (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_strcmp0 (actions[i].id, action) == 0)
      return desk_audit_word_get_title (&actions[i]);
  return action != NULL ? action : "";
}

const char *
desk_audit_kind_get_title (const char *kind)
{
  return kind != NULL ? desk_subject_get_title (kind) : NULL;
}

/* What the server says about a command that was not simply done. */
static const struct
{
  const char *code;
  const char *text;
} outcomes[] = {
  { "conflict", N_ ("somebody has to decide") },
  { "rejected", N_ ("not accepted") },
  { "moved", N_ ("the client was with somebody else already") },
  { "denied", N_ ("no right") },
  { "not-found", N_ ("nothing that this person may see") },
  { "invalid", N_ ("the values were wrong") },
  { "gone", N_ ("deleted meanwhile") },
  { "unauthenticated", N_ ("not signed in") },
};

/* What the server writes down as words of its own. */
static const struct
{
  const char *name;
  const char *word;
  const char *text;
} detail_words[] = {
  { "how", "password", N_ ("with the password") },
  { "how", "totp", N_ ("with a code") },
  { "how", "recovery-code", N_ ("with a recovery code") },
  { "how", "session", N_ ("while signed in") },
  { "what", "on", N_ ("turned on") },
  { "what", "off", N_ ("turned off") },
  { "what", "reset", N_ ("turned off by the administrator") },
  { "by", "administration", N_ ("by the administrator") },
  { "by", "command line", N_ ("at the server") },
  { "wipe", "true", N_ ("with wiping") },
  { "wipe", "false", "" },
};

typedef struct
{
  GString *text;
  DeskContext *context;
  DeskAuditEvent *event;
  const CrmKind *kind; /* (nullable) */
  const char *subject; /* (nullable): of an exception, for the word of its action */
} Line;

static void
add_part (GString *text, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

static const char *
get_outcome (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (g_str_equal (outcomes[i].code, code))
      return _ (outcomes[i].text);
  return code;
}

/* "Note, Phone": as the card calls them. @names: with commas between them. */
static char *
dup_fields (const CrmKind *kind, const char *names)
{
  g_auto (GStrv) words = names != NULL ? g_strsplit (names, ",", -1) : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      const char *name = g_strstrip (words[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              kind != NULL ? desk_format_field_title (kind, name) : name);
    }
  return g_string_free (text, FALSE);
}

static const char *
get_action_title (const char *subject, const char *word)
{
  CrmAction action;

  return crm_action_from_text (word, &action) ? desk_action_get_title (subject, action) : word;
}

/* (nullable): whose name or what stands behind an id. */
static const char *
get_name_of_id (DeskContext *context, const char *id)
{
  const char *name = desk_context_get_user_name (context, id);

  return name != NULL ? name : desk_context_get_branch_name (context, id);
}

/* (transfer full) (nullable): a value of a field of what administration changes. */
static char *
dup_value (Line *line, const char *field, const char *word)
{
  int index = crm_kind_find_field (line->kind, field);
  CrmScope scope;

  if (index < 0)
    return g_strdup (word);
  if (line->kind->fields[index].type == CRM_FIELD_ID)
    return g_strdup (get_name_of_id (line->context, word));
  if (g_str_equal (field, "role"))
    return g_strdup (desk_role_get_title (word));
  if (g_str_equal (field, "subject"))
    return g_strdup (desk_subject_get_title (word));
  if (g_str_equal (field, "action"))
    return g_strdup (get_action_title (line->subject, word));
  if (g_str_equal (field, "scope") && crm_scope_from_text (word, &scope))
    return g_strdup (scope == CRM_SCOPE_NONE ? C_ ("scope", "no")
                                             : desk_scope_get_title (scope, FALSE));
  return desk_format_field_value (line->kind, field, word);
}

/* "Role: agent" */
static void
add_set (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  Line *line = user_data;
  const char *word = crm_json_get_text (node);
  const char *title = line->kind != NULL ? desk_format_field_title (line->kind, name) : name;
  g_autofree char *value = NULL;
  g_autofree char *part = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    value = NULL;
  else if (word != NULL && line->kind != NULL)
    value = dup_value (line, name, word);
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    value = g_strdup (json_node_get_boolean (node) ? _ ("yes") : _ ("no"));
  part = value != NULL ? g_strdup_printf ("%s: %s", title, value) : g_strdup (title);
  add_part (line->text, part);
}

static void
add_word (Line *line, const char *name, const char *word)
{
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (detail_words); i++)
    if (g_str_equal (detail_words[i].name, name) && g_str_equal (detail_words[i].word, word))
      {
        add_part (line->text, *detail_words[i].text != '\0' ? _ (detail_words[i].text) : NULL);
        return;
      }
  if (g_str_equal (name, "fields"))
    text = dup_fields (line->kind, word);
  else if (g_str_equal (name, "action"))
    text = g_strdup (get_action_title (line->event->kind, word));
  else if (g_str_equal (name, "refused"))
    text = g_strdup (get_outcome (word));
  else if (g_str_equal (name, "to"))
    /* Translators: %s is the name of a person */
    text = g_strdup_printf (_ ("to %s"), get_name_of_id (line->context, word) != NULL
                                             ? get_name_of_id (line->context, word)
                                             : "—");
  else if (g_str_equal (name, "count"))
    /* Translators: so many times within a minute */
    text = g_strdup_printf (_ ("%s more times"), word);
  else
    text = g_strdup (word);
  add_part (line->text, text);
}

/* Texts for people; numbers, ids and whole matrices stay in the file that is exported. */
static void
add_detail (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  Line *line = user_data;
  const char *word = crm_json_get_text (node);

  if (g_str_equal (name, "was") || g_str_equal (name, "job") || g_str_equal (name, "session") ||
      g_str_equal (name, "sessions") || g_str_equal (name, "reason"))
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *set = json_node_get_object (node);

      line->subject = crm_json_get_text (json_object_get_member (set, "subject"));
      /* In the order in which people know them. */
      for (guint i = 0; line->kind != NULL && i < line->kind->n_fields; i++)
        if (json_object_has_member (set, line->kind->fields[i].name))
          add_set (set, line->kind->fields[i].name,
                   json_object_get_member (set, line->kind->fields[i].name), line);
    }
  else if (word != NULL)
    add_word (line, name, word);
}

char *
desk_audit_event_dup_text (DeskAuditEvent *event, DeskContext *context)
{
  const CrmKind *kind = event->kind != NULL ? crm_kind_find (event->kind) : NULL;
  g_autofree char *fields = dup_fields (kind, event->changed);
  g_autoptr (JsonNode) details =
      event->details != NULL ? crm_json_parse (event->details, -1, NULL) : NULL;
  Line line = { .text = g_string_new (desk_audit_kind_get_title (event->kind)),
                .context = context,
                .event = event,
                .kind = kind };

  add_part (line.text, fields);
  if (event->status != NULL && !g_str_equal (event->status, "done"))
    add_part (line.text, get_outcome (event->problem != NULL ? event->problem : event->status));
  if (details != NULL && JSON_NODE_HOLDS_OBJECT (details))
    {
      JsonObject *object = json_node_get_object (details);

      json_object_foreach_member (object, add_detail, &line);
      add_part (line.text, crm_json_get_text (json_object_get_member (object, "reason")));
    }
  return g_string_free (line.text, FALSE);
}

char *
desk_audit_event_dup_time (DeskAuditEvent *event, gint64 now)
{
  g_autofree char *at = desk_format_moment (event->at, now);
  g_autofree char *done_at = NULL;

  if (!event->is_offline || event->done_at == 0)
    return g_steal_pointer (&at);
  done_at = desk_format_moment (event->done_at, now);
  /* Translators: two moments: "yesterday at 18:02, sent today at 9:10" */
  return g_strdup_printf (_ ("%s, sent %s"), done_at, at);
}
