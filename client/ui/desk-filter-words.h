/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-filter.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* What filters are called, and what can be chosen in them: agents, branches and products as the
 * cache has them. Signal "changed": there are others. Main thread only. */
#define DESK_TYPE_FILTER_WORDS (desk_filter_words_get_type ())
G_DECLARE_FINAL_TYPE (DeskFilterWords, desk_filter_words, DESK, FILTER_WORDS, GObject)

DeskFilterWords *desk_filter_words_new (DeskContext *context);
/* "Policy ends". Not freed. */
const char *desk_filter_words_get_field (const char *id);
/* "in the next … days": beside a field in a list of operators. Not freed. */
const char *desk_filter_words_get_op (const DeskFilterField *field, DeskFilterOp op);
/* Ids and titles of what can be chosen as a value, equally long; %FALSE when it is typed. */
gboolean desk_filter_words_list_choices (DeskFilterWords *self,
                                         const DeskFilterField *field,
                                         GStrv *ids,
                                         GStrv *titles);
/* "Policy ends: within 30 days", "VIP or premium from 50 000 ₽". (transfer full) */
char *desk_filter_words_describe (DeskFilterWords *self, DeskFilter *filter);
/* Name of a product by its code, falls back to the code. Not freed. */
const char *desk_filter_words_get_product (DeskFilterWords *self, const char *code);
/* Its icon. Not freed. */
const char *desk_filter_words_get_product_icon (DeskFilterWords *self, const char *code);

G_END_DECLS
