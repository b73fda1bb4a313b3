/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Words for what the server refused on a page that asks it directly. */

/* A whole sentence for the code of a field's error; @detail (nullable) when the code is unknown.
 * (transfer full) */
char *desk_answer_dup_field_text (const char *code, const char *detail);
/* What happened and what to do. (transfer full) */
char *desk_answer_dup_text (const GError *error);
/* (nullable) (transfer full): the sentence at one field ("/set/login") of a refusal. */
char *desk_answer_dup_problem_at (const GError *error, const char *pointer);

G_END_DECLS
