/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* (nullable): what a field is called, translated. */
const char *desk_field_titles_find (const CrmKind *kind, const char *field);

G_END_DECLS
