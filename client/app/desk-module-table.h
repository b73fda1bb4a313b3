/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-module.h"

G_BEGIN_DECLS

typedef struct
{
  DeskModule *(*create) (void);
  const char *section; /* msgid: heading in the sidebar */
} DeskModuleEntry;

/* The modules of the program in the order of the sidebar. */
const DeskModuleEntry *desk_module_table (guint *n_modules);

G_END_DECLS
