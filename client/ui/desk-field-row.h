/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One field of a card in a GtkListBox: title at the left, value beside it, edited in place. A
 * click, Enter or F2 begins, Enter or leaving ends, Esc gives the old value back. A text that does
 * not pass the check stays open with its reason below; nothing typed is thrown away. Properties:
 * "title", "shows-title" (else it is only spoken), "text" (what is shown), "edit-text" (what
 * editing starts with; "text" when unset), "placeholder", "editable", "multiline" (construct only),
 * "expected-length" (0: any; else "15 of 17" is shown), "mark" (a quiet word at the right).
 * Signals: "edited" (text) with each change, "committed" (text) for a changed valid text,
 * "cancelled", "problem-discarded". */
#define DESK_TYPE_FIELD_ROW (desk_field_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskFieldRow, desk_field_row, DESK, FIELD_ROW, GtkListBoxRow)

/* (nullable) (transfer full): what is wrong with @text. */
typedef char *(*DeskFieldCheck) (const char *text, gpointer user_data);

GtkWidget *desk_field_row_new (const char *title, gboolean multiline);
const char *desk_field_row_get_text (DeskFieldRow *self);
void desk_field_row_set_text (DeskFieldRow *self, const char *text);
/* What editing starts with when it differs from what is shown; %NULL: the same. */
void desk_field_row_set_edit_text (DeskFieldRow *self, const char *text);
void desk_field_row_set_check (DeskFieldRow *self,
                               DeskFieldCheck check,
                               gpointer user_data,
                               GDestroyNotify destroy);
/* Instead of typing: a menu of @titles whose @ids are committed. Both %NULL-terminated. */
void
desk_field_row_set_choices (DeskFieldRow *self, const char *const *ids, const char *const *titles);
/* Half-typed text of an earlier time: shown with a mark, editing goes on with it. %NULL: none. */
void desk_field_row_set_draft (DeskFieldRow *self, const char *text);
/* The server's refusal: shown at the field with "Correct" and "Discard". %NULL: none. */
void desk_field_row_set_problem (DeskFieldRow *self, const char *message);
const char *desk_field_row_get_problem (DeskFieldRow *self);
void desk_field_row_set_mark (DeskFieldRow *self, const char *mark);
void desk_field_row_add_suffix (DeskFieldRow *self, GtkWidget *widget);
/* Takes room only while the pointer or the focus is on the row. */
void desk_field_row_add_quiet_suffix (DeskFieldRow *self, GtkWidget *widget);
gboolean desk_field_row_is_editing (DeskFieldRow *self);
void desk_field_row_begin (DeskFieldRow *self);
/* Ends editing: @commit with the checked text, else with the old one. %FALSE: the text is wrong and
 * stays open. */
gboolean desk_field_row_end (DeskFieldRow *self, gboolean commit);
/* (nullable): the reason shown below the text being typed. */
const char *desk_field_row_get_error (DeskFieldRow *self);
/* For forms and tests: as if typed while editing. */
void desk_field_row_type (DeskFieldRow *self, const char *text);

G_END_DECLS
