/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-change.h"

G_BEGIN_DECLS

/* The check that both formats of the change stream share. */
void fuzz_changes_check (CrmChangeFormat format, const guint8 *data, gsize size);

G_END_DECLS
