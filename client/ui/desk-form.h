/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_FORM_TEXT,
  DESK_FORM_PASSWORD,
  DESK_FORM_LIST, /* words with commas between them */
  DESK_FORM_DATE, /* typed as people do, told as 2026-11-23 */
  DESK_FORM_CHOICE,
  DESK_FORM_SWITCH,
} DeskFormType;

typedef struct
{
  const char *name; /* on the wire; errors come to "/set/NAME" or "/NAME" */
  const char *title;
  DeskFormType type;
  const char *value;         /* (nullable): what it begins with; "true" of a switch */
  const char *const *ids;    /* of a choice, %NULL-terminated; "" is nothing */
  const char *const *titles; /* of a choice */
} DeskFormField;

/* A modal window of a few fields that the server answers while it waits: the errors come to their
 * fields, nothing typed is lost. Signals "submit": the owner calls desk_form_send(); "done"
 * (JsonNode, nullable): the server agreed; the window closes after it unless the next thing was
 * sent or a result is shown. Main thread only. */
#define DESK_TYPE_FORM (desk_form_get_type ())
G_DECLARE_FINAL_TYPE (DeskForm, desk_form, DESK, FORM, AdwWindow)

/* @parent: any widget of the window it belongs to. */
DeskForm *desk_form_new (GtkWidget *parent, DeskContext *context, const char *title);
/* The word of the button and a sentence above the fields, both nullable. */
void desk_form_set_words (DeskForm *self, const char *save, const char *description);
/* The act cannot be taken back: a red button. */
void desk_form_set_destructive (DeskForm *self);
/* Something to look at above the fields. Takes @widget. */
void desk_form_set_head (DeskForm *self, GtkWidget *widget);
void desk_form_add (DeskForm *self, const DeskFormField *field);
/* (transfer full) (nullable): canonical; %NULL when empty. */
char *desk_form_dup_value (DeskForm *self, const char *name);
void desk_form_set_value (DeskForm *self, const char *name, const char *value);
/* (transfer full): members of what is not empty or, for a change, of what is another value than at
 * first (null: emptied). */
JsonObject *desk_form_dup_set (DeskForm *self, gboolean only_changes);
/* As if Enter was pressed. */
void desk_form_submit (DeskForm *self);
/* @body (transfer full) (nullable) */
void desk_form_send (DeskForm *self, const char *method, const char *path, JsonNode *body);
/* @name (nullable): the whole form; @text NULL takes it away. */
void desk_form_complain (DeskForm *self, const char *name, const char *text);
/* (nullable): what is said at a field or, with %NULL, above them. */
const char *desk_form_get_complaint (DeskForm *self, const char *name);
/* Something the answer brought, shown instead of the fields; the window stays. Takes @widget. */
void desk_form_show_result (DeskForm *self, GtkWidget *widget);

G_END_DECLS
