/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-form.h"

G_BEGIN_DECLS

/* One row of a form and the line below it that says what is wrong with it. The widgets belong to
 * the list they are put into. For desk-form.c only. */
typedef struct
{
  char *name;
  DeskFormType type;
  char *first;        /* (nullable): canonical value at the beginning */
  char **ids;         /* of a choice */
  GtkWidget *row;     /* child of the list */
  GtkWidget *control; /* the row itself or the switch in it */
  GtkWidget *trouble; /* the row below it */
  GtkLabel *trouble_label;
} DeskFormRow;

DeskFormRow *desk_form_row_new (const DeskFormField *info);
void desk_form_row_free (DeskFormRow *self);
/* Canonical text; (nullable) when empty, or of a date that is none. */
char *desk_form_row_dup_value (DeskFormRow *self);
void desk_form_row_set_value (DeskFormRow *self, const char *value);
gboolean desk_form_row_is_bad_date (DeskFormRow *self);
/* @text %NULL takes the complaint away. */
void desk_form_row_complain (DeskFormRow *self, const char *text);
/* As it stands in JSON. */
JsonNode *desk_form_row_to_json (DeskFormRow *self, const char *value);
/* A wrapping label of this style class. */
GtkLabel *desk_form_make_text (const char *css);

G_END_DECLS
