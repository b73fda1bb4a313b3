/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few helpers that GLib 2.74 lacks. */
#include "shared/base/crm-util.h"

gboolean
crm_set_string (char **target, const char *value)
{
  if (g_strcmp0 (*target, value) == 0)
    return FALSE;

  g_free (*target);
  *target = g_strdup (value);
  return TRUE;
}
