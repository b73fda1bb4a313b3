/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-form.h"

G_BEGIN_DECLS

/* Shows the "recovery_codes" of an answer in the form, once, to copy or save. */
void desk_recovery_codes_show (DeskForm *form, JsonNode *answer);

G_END_DECLS
