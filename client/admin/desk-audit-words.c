/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables of words. Pure over gettext. */

#include "client/admin/desk-audit-words.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-words.h"
#include "client/ui/desk-format.h"

static const DeskAuditWord actions[] = {
  { "create", N_ ("Created") },
  { "update", N_ ("Changed") },
  { "delete", N_ ("Deleted") },
  { "restore", N_ ("Restored") },
  { "reassign", N_ ("Handed over") },
  { "hand-over", N_ ("All clients handed over") },
  { "reveal", N_ ("Numbers shown") },
  { "export", N_ ("Exported") },
  { "denied", N_ ("Refused") },
  { "sign-in", N_ ("Signed in") },
  { "sign-in-failed", N_ ("Sign-in failed") },
  { "sign-out", N_ ("Signed out") },
  { "session-ended", N_ ("Session ended") },
  { "device-wipe", N_ ("Device wiped") },
  { "password", N_ ("Password changed") },
  { "totp", N_ ("Two-factor sign-in") },
};

const DeskAuditWord *
desk_audit_actions (guint *n_actions)
{
  *n_actions = G_N_ELEMENTS (actions);
  return actions;
}

const char *
desk_audit_action_get_title (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_strcmp0 (actions[i].id, action) == 0)
      return _ (actions[i].title);
  return action != NULL ? action : "";
}

const char *
desk_audit_kind_get_title (const char *kind)
{
  return kind != NULL ? desk_subject_get_title (kind) : NULL;
}

char *
desk_audit_event_dup_text (DeskAuditEvent *event)
{
  const char *kind = desk_audit_kind_get_title (event->kind);
  GString *text = g_string_new (kind);

  if (event->changed != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", event->changed);
  if (event->status != NULL && !g_str_equal (event->status, "done"))
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "",
                            event->problem != NULL ? event->problem : event->status);
  if (event->details != NULL && !g_str_equal (event->details, "{}"))
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", event->details);
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
