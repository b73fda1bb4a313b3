/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-form.h"

G_BEGIN_DECLS

/* Shows the "password" of an answer in the form, once, to copy; %FALSE when there is none. */
gboolean desk_password_result_show (DeskForm *form, JsonNode *answer);

G_END_DECLS
