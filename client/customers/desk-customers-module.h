/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-module.h"

G_BEGIN_DECLS

/* Clients: the list, the card, the form for a new one. */
#define DESK_TYPE_CUSTOMERS_MODULE (desk_customers_module_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomersModule, desk_customers_module, DESK, CUSTOMERS_MODULE, GObject)

DeskModule *desk_customers_module_new (void);

G_END_DECLS
