/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables of words. Pure over gettext. */

#include "client/admin/desk-audit-words.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-words.h"
#include "client/ui/desk-format.h"
#include "shared/codec/crm-json.h"

static const DeskAuditWord actions[] = {
  { "create", NC_ ("log", "Created") },
  { "update", NC_ ("log", "Changed") },
  { "delete", NC_ ("log", "Deleted") },
  { "restore", NC_ ("log", "Restored") },
  { "reassign", NC_ ("log", "Handed over") },
  { "hand-over", NC_ ("log", "All clients handed over") },
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

static void
add_part (GString *text, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

/* "Note, Phone": as the card calls them. */
static char *
dup_fields (DeskAuditEvent *event)
{
  const CrmKind *kind = event->kind != NULL ? crm_kind_find (event->kind) : NULL;
  g_auto (GStrv) names = event->changed != NULL ? g_strsplit (event->changed, ", ", -1) : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            kind != NULL ? desk_format_field_title (kind, names[i]) : names[i]);
  return g_string_free (text, FALSE);
}

/* What the server writes down as a word of its own. */
static const struct
{
  const char *word;
  const char *text;
} detail_words[] = {
  { "password", N_ ("with the password") },
  { "totp", N_ ("with a code") },
  { "by administration", N_ ("by the administrator") },
};

static const char *
translate_detail (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (detail_words); i++)
    if (g_str_equal (detail_words[i].word, word))
      return _ (detail_words[i].text);
  return word;
}

/* Texts for people; numbers and whole matrices stay in the file that is exported. */
static void
add_detail (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  const char *word = crm_json_get_text (node);

  if (g_str_equal (name, "was"))
    return;
  if (word != NULL)
    add_part (user_data, translate_detail (word));
  else if (JSON_NODE_HOLDS_OBJECT (node) && g_str_equal (name, "rights"))
    add_part (user_data, _ ("rights"));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), add_detail, user_data);
}

char *
desk_audit_event_dup_text (DeskAuditEvent *event)
{
  g_autofree char *fields = dup_fields (event);
  g_autoptr (JsonNode) details =
      event->details != NULL ? crm_json_parse (event->details, -1, NULL) : NULL;
  GString *text = g_string_new (desk_audit_kind_get_title (event->kind));

  add_part (text, fields);
  if (event->status != NULL && !g_str_equal (event->status, "done"))
    add_part (text, event->problem != NULL ? event->problem : event->status);
  if (details != NULL && JSON_NODE_HOLDS_OBJECT (details))
    json_object_foreach_member (json_node_get_object (details), add_detail, text);
  return g_string_free (text, FALSE);
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
