/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words of the list of clients. Pure over gettext. */

#include "client/customers/desk-customers-words.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"

char *
desk_customers_words_show_nothing_found (DeskEmptyState *state, const char *text, gint64 all)
{
  g_autofree char *number = desk_format_count (all);
  g_autofree char *title = NULL;
  g_autofree char *hint = NULL;

  if (*text == '\0')
    {
      desk_empty_state_set_text (state, "edit-find-symbolic", _ ("Nobody here"), "");
      return g_strdup (_ ("New client"));
    }
  title = g_strdup_printf (_ ("No client “%s”"), text);
  hint = g_strdup_printf (ngettext ("Searched %s card: name, phone, e-mail, address, INN, number.",
                                    "Searched %s cards: name, phone, e-mail, address, INN, number.",
                                    (gulong) all),
                          number);
  desk_empty_state_set_text (state, "edit-find-symbolic", title, hint);
  return g_strdup_printf (_ ("Create “%s”"), text);
}

char *
desk_customers_words_show_no_clients (DeskEmptyState *state, gboolean complete)
{
  if (complete)
    desk_empty_state_set_text (state, "x-office-address-book-symbolic", _ ("No clients yet"),
                               _ ("The first one appears here as soon as it is created."));
  else
    desk_empty_state_set_text (state, "view-refresh-symbolic", _ ("Clients are on their way"),
                               _ ("They appear here with the first exchange with the server. "
                                  "New ones can be created already."));
  return g_strdup (_ ("New client"));
}

char *
desk_customers_words_dup_footer (guint found, gint64 all, gboolean complete, gboolean searching)
{
  g_autofree char *number = desk_format_count (found);
  g_autofree char *total = desk_format_count (MAX (all, 0));

  if (!complete && found > 0)
    return g_strdup_printf (_ ("Found more than %s"), number);
  if (searching && all >= 0)
    return g_strdup_printf (_ ("Found %s of %s"), number, total);
  return g_strdup_printf (ngettext ("%s client", "%s clients", found), number);
}
