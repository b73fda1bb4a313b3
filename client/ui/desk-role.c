/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names of roles. Pure. */

#include "client/ui/desk-role.h"

#include <glib/gi18n.h>

static const struct
{
  const char *role;
  const char *title;
} roles[] = {
  { "agent", NC_ ("role", "agent") },           { "head", NC_ ("role", "head of branch") },
  { "director", NC_ ("role", "director") },     { "administrator", NC_ ("role", "administrator") },
  { "adjuster", NC_ ("role", "adjuster") },     { "marketer", NC_ ("role", "marketer") },
  { "accountant", NC_ ("role", "accountant") },
};

const char *
desk_role_get_title (const char *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (roles[i].role, role) == 0)
      return g_dpgettext2 (NULL, "role", roles[i].title);
  return role != NULL ? role : "";
}
