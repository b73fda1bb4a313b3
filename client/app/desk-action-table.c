/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one table of actions with keys. Pure data and what is made from it. */

#include "client/app/desk-action-table.h"

#include <glib/gi18n.h>

#define GROUP_GENERAL N_ ("General")
#define GROUP_MOVE    N_ ("Moving around")
#define GROUP_CLIENTS N_ ("Clients")
#define GROUP_EDIT    N_ ("Editing")

static const DeskActionInfo actions[] = {
  { "win.new-customer", "<Control><Shift>n", N_ ("New client"), GROUP_CLIENTS,
    "contact-new-symbolic", N_ ("create add person company"), DESK_ACTION_PALETTE },
  { "win.show-page::customers", "<Control>1", N_ ("Go to Clients"), GROUP_MOVE,
    "x-office-address-book-symbolic", N_ ("list page"), DESK_ACTION_PALETTE },
  { "win.show-palette", "<Control>k", N_ ("Find anything or do something"), GROUP_GENERAL,
    "edit-find-symbolic", NULL, 0 },
  { "app.sync-now", "F5", N_ ("Exchange with the server now"), GROUP_GENERAL,
    "view-refresh-symbolic", N_ ("synchronise refresh send"), DESK_ACTION_PALETTE },
  { "win.show-sync", "<Control><Shift>y", N_ ("What waits to be sent"), GROUP_GENERAL,
    "network-transmit-receive-symbolic", N_ ("queue offline"), DESK_ACTION_PALETTE },
  { "win.show-imports", "<Control><Shift>o", N_ ("Import clients and policies"), GROUP_CLIENTS,
    "document-open-symbolic", N_ ("bring in file table csv vcard excel"), DESK_ACTION_PALETTE },
  { "win.show-administration", "<Control>comma", N_ ("Administration"), GROUP_GENERAL,
    "system-users-symbolic", N_ ("users rights roles branches deputies devices log audit"),
    DESK_ACTION_PALETTE | DESK_ACTION_ADMIN },
  { "app.preferences", "<Control><Shift>comma", N_ ("Preferences"), GROUP_GENERAL,
    "preferences-system-symbolic", N_ ("settings theme language"), DESK_ACTION_PALETTE },
  { "app.check-integrity", NULL, N_ ("Check integrity"), GROUP_GENERAL, "emblem-ok-symbolic",
    N_ ("compare repair digest"), DESK_ACTION_PALETTE },
  { "app.shortcuts", "<Control>question|<Control><Shift>slash", N_ ("Keyboard shortcuts"),
    GROUP_GENERAL, "input-keyboard-symbolic", N_ ("keys help"), DESK_ACTION_PALETTE },
  { "app.about", NULL, N_ ("About Zontik"), GROUP_GENERAL, "help-about-symbolic",
    N_ ("version licence"), DESK_ACTION_PALETTE },
  { "app.sign-out", NULL, N_ ("Sign out"), GROUP_GENERAL, "system-log-out-symbolic",
    N_ ("exit leave"), DESK_ACTION_PALETTE },
  { "app.color-scheme::dark", NULL, N_ ("Dark theme"), GROUP_GENERAL,
    "weather-clear-night-symbolic", N_ ("appearance night"), DESK_ACTION_PALETTE },
  { "app.color-scheme::light", NULL, N_ ("Light theme"), GROUP_GENERAL, "weather-clear-symbolic",
    N_ ("appearance day"), DESK_ACTION_PALETTE },
  { "app.quit", "<Control>q", N_ ("Close the program"), GROUP_GENERAL, "window-close-symbolic",
    NULL, 0 },
  { "win.go-back", "<Alt>Left", N_ ("Back"), GROUP_MOVE, "go-previous-symbolic", NULL, 0 },
  { "win.go-forward", "<Alt>Right", N_ ("Forward"), GROUP_MOVE, "go-next-symbolic", NULL, 0 },
  { "win.next-pane", "F6", N_ ("Next pane"), GROUP_MOVE, NULL, NULL, 0 },
  { "win.previous-pane", "<Shift>F6", N_ ("Previous pane"), GROUP_MOVE, NULL, NULL, 0 },
  { "win.find", "<Control>f", N_ ("Search on the page"), GROUP_MOVE, NULL, NULL, 0 },
  { "page.escape", "Escape", N_ ("Close a popover, clear the search, go back"), GROUP_MOVE, NULL,
    NULL, DESK_ACTION_PAGE },
  { "page.open", "Return", N_ ("Open the client"), GROUP_CLIENTS, NULL, NULL, DESK_ACTION_PAGE },
  { "page.previous", "<Alt>Up", N_ ("Previous client"), GROUP_CLIENTS, NULL, NULL,
    DESK_ACTION_PAGE },
  { "page.next", "<Alt>Down", N_ ("Next client"), GROUP_CLIENTS, NULL, NULL, DESK_ACTION_PAGE },
  { "page.edit", "F2", N_ ("Edit in place"), GROUP_EDIT, NULL, NULL, DESK_ACTION_PAGE },
  { "page.delete", "Delete", N_ ("Delete with a way back"), GROUP_EDIT, NULL, NULL,
    DESK_ACTION_PAGE },
  { "page.note", "<Control><Alt>n", N_ ("Write a note about the client"), GROUP_CLIENTS, NULL, NULL,
    DESK_ACTION_PAGE },
  { "page.print", "<Control>p", N_ ("Print the card"), GROUP_CLIENTS, NULL, NULL,
    DESK_ACTION_PAGE },
  { "page.go-to-date", "<Control>g", N_ ("Go to a date of the history"), GROUP_CLIENTS, NULL, NULL,
    DESK_ACTION_PAGE },
  { "win.undo", "<Control>z", N_ ("Undo"), GROUP_EDIT, "edit-undo-symbolic", NULL, 0 },
  { "win.redo", "<Control><Shift>z", N_ ("Redo"), GROUP_EDIT, "edit-redo-symbolic", NULL, 0 },
  { "win.operations", "<Control><Alt>z", N_ ("Operations"), GROUP_EDIT, "edit-undo-symbolic",
    N_ ("history undo done"), DESK_ACTION_PALETTE },
};

const DeskActionInfo *
desk_action_table (guint *n_actions)
{
  *n_actions = G_N_ELEMENTS (actions);
  return actions;
}

char *
desk_action_info_dup_key_label (const DeskActionInfo *self)
{
  static const struct
  {
    GdkModifierType mask;
    const char *name;
  } names[] = {
    { GDK_CONTROL_MASK, "Ctrl" },
    { GDK_ALT_MASK, "Alt" },
    { GDK_SHIFT_MASK, "Shift" },
  };
  g_auto (GStrv) keys = NULL;
  g_autofree char *label = NULL;
  GdkModifierType modifiers;
  GString *text;
  guint key;

  if (self->keys == NULL)
    return NULL;
  keys = g_strsplit (self->keys, "|", 2);
  if (!gtk_accelerator_parse (keys[0], &key, &modifiers))
    return NULL;
  /* As on the keys of the pictures: «Ctrl Shift N». */
  text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((modifiers & names[i].mask) != 0)
      g_string_append_printf (text, "%s ", names[i].name);
  label = key == GDK_KEY_Return ? g_strdup (_ ("Enter")) : gtk_accelerator_get_label (key, 0);
  g_string_append (text, label);
  return g_string_free (text, FALSE);
}

static void
add_shortcut (GtkShortcutController *controller, const DeskActionInfo *info, const char *key)
{
  GtkShortcutTrigger *trigger = gtk_shortcut_trigger_parse_string (key);
  g_autoptr (GVariant) target = NULL;
  g_autofree char *name = NULL;
  GtkShortcut *shortcut;

  if (!g_action_parse_detailed_name (info->action, &name, &target, NULL))
    return;
  shortcut = gtk_shortcut_new (trigger, gtk_named_action_new (name));
  gtk_shortcut_set_arguments (shortcut, target);
  gtk_shortcut_controller_add_shortcut (controller, shortcut);
}

void
desk_action_table_install (GtkWidget *widget)
{
  GtkShortcutController *controller = GTK_SHORTCUT_CONTROLLER (gtk_shortcut_controller_new ());

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_auto (GStrv) keys = NULL;

      if (actions[i].keys == NULL || (actions[i].flags & DESK_ACTION_PAGE) != 0)
        continue;
      keys = g_strsplit (actions[i].keys, "|", -1);
      for (guint j = 0; keys[j] != NULL; j++)
        add_shortcut (controller, &actions[i], keys[j]);
    }
  /* Bubbling: what has the focus is asked first, an entry undoes its own typing. */
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (controller));
}
