/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/app/desk-application.h"

G_BEGIN_DECLS

/* Adds the `app.` actions; at startup, when the settings exist. */
void desk_application_add_actions (DeskApplication *self);

G_END_DECLS
