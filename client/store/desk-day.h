/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"

G_BEGIN_DECLS

/* Sums up again what a new day makes different; nothing happens twice a day. */
void desk_day_roll (DeskDatabase *database);

G_END_DECLS
