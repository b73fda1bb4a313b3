/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Where notes about a client are written and corrected. Ctrl+Enter stores, Esc leaves a correction;
 * what is half-typed stays as a draft. Main thread; owned by the timeline of the card. */
#define DESK_TYPE_NOTE_COMPOSER (desk_note_composer_get_type ())
G_DECLARE_FINAL_TYPE (DeskNoteComposer, desk_note_composer, DESK, NOTE_COMPOSER, GtkWidget)

GtkWidget *desk_note_composer_new (DeskContext *context);
/* Stores what is being typed and turns to @customer (nullable) and the draft that waits there. */
void desk_note_composer_set_customer (DeskNoteComposer *self, CrmRecord *customer);
/* Corrects @note instead of writing a new one. */
void desk_note_composer_edit (DeskNoteComposer *self, CrmRecord *note);

G_END_DECLS
