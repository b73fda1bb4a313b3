/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* Stands for one hidden character; no real value has it. */
#define CRM_MASK "•"

/* What leaves the server instead of @text: its last three characters behind bullets, as mask_text()
 * in the database. (transfer full) (nullable): %NULL for %NULL. */
char *crm_text_mask (const char *text);
/* %NULL is not. */
gboolean crm_text_is_masked (const char *text);
/* The value of @field as others see it. (transfer full) (nullable) */
char *crm_field_mask (const CrmField *field, const char *text);
/* The whole record as others see it. (transfer full): for crm_kind_free_values(). */
char **crm_kind_mask_values (const CrmKind *kind, const char *const *values);
void crm_kind_free_values (const CrmKind *kind, char **values);
gboolean crm_kind_has_masked (const CrmKind *kind);

G_END_DECLS
