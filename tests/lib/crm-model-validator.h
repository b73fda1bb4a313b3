/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Replays what a list model emits against a copy of its items and fails the test when they differ:
 * wrong counts, items that changed without a word, changes that were not needed at the ends. */
typedef struct _CrmModelValidator CrmModelValidator;

CrmModelValidator *crm_model_validator_new (GListModel *model);
void crm_model_validator_free (CrmModelValidator *self);
/* Compares every item now. */
void crm_model_validator_check (CrmModelValidator *self);
guint crm_model_validator_get_changes (CrmModelValidator *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmModelValidator, crm_model_validator_free)

G_END_DECLS
