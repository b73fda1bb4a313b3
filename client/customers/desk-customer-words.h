/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-problem.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* What is wrong with a field, in words for people: by the stable code, not by the server's text.
 * @values: of the whole record, to know what it is about. (transfer full) */
char *desk_customer_dup_complaint (const CrmKind *kind,
                                   const char *const *values,
                                   const CrmProblemError *error);
/* Checks @values by the shared rules and gives the complaint about the first of the fields that
 * @set touches (all when %NULL). (nullable) (transfer full) */
char *desk_customer_check_values (const CrmKind *kind,
                                  const char *const *values,
                                  CrmFieldSet *set,
                                  gboolean has_phone);
/* "/set/birth_date" → "birth_date"; "/set/address/city" → "address.city". (transfer full) */
char *desk_customer_pointer_to_field (const char *pointer);
/* One line of names: "Капелькин Семён Ильич" into last, first and middle. Each (out) (nullable). */
void desk_customer_split_name (const char *line, char **last, char **first, char **middle);
/* "a, b" → ["a","b"]; (nullable) when empty. (transfer full) */
char *desk_customer_words_to_list (const char *text);

G_END_DECLS
