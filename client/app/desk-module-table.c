/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The only place of client/app that names the modules. */

#include "client/app/desk-module-table.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customers-module.h"

static const DeskModuleEntry modules[] = {
  { desk_customers_module_new, N_ ("My work") },
};

const DeskModuleEntry *
desk_module_table (guint *n_modules)
{
  *n_modules = G_N_ELEMENTS (modules);
  return modules;
}
