/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a field is typed into: one line or many. It tells what the person types apart from what the
 * program writes, and which key ends the typing. Signals: "typed"; "entered" for Enter, with Ctrl
 * where there are many lines; "escaped". Main thread only. */
#define DESK_TYPE_FIELD_EDITOR (desk_field_editor_get_type ())
G_DECLARE_FINAL_TYPE (DeskFieldEditor, desk_field_editor, DESK, FIELD_EDITOR, GtkWidget)

/* @label: its spoken name; @placeholder (nullable). */
GtkWidget *desk_field_editor_new (const char *label, const char *placeholder, gboolean multiline);
/* (transfer full) */
char *desk_field_editor_dup_text (DeskFieldEditor *self);
/* By the program: no signal, and Ctrl+Z does not take it back. */
void desk_field_editor_fill (DeskFieldEditor *self, const char *text);
/* As if typed. */
void desk_field_editor_type (DeskFieldEditor *self, const char *text);

G_END_DECLS
