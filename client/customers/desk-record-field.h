/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"
#include "client/ui/desk-field-row.h"

G_BEGIN_DECLS

/* How one field reads and is read. Members that are %NULL mean: as the field table says. */
typedef struct
{
  guint field;
  /* (nullable) (transfer full): what is shown */
  char *(*show) (CrmRecord *record, guint field);
  /* (nullable) (transfer full): what editing starts with */
  char *(*edit) (CrmRecord *record, guint field);
  /* Puts what @typed means into @set; (nullable) (transfer full): what is wrong with it. */
  char *(*parse) (CrmRecord *record, guint field, const char *typed, CrmFieldSet *set);
} DeskFieldLook;

/* Ties a DeskFieldRow to a field of a record: shows it, checks while typing by the shared rules,
 * keeps half-typed text as a draft, submits the change, shows the server's refusal where it
 * belongs. The row keeps it alive. Main thread only. */
#define DESK_TYPE_RECORD_FIELD (desk_record_field_get_type ())
G_DECLARE_FINAL_TYPE (DeskRecordField, desk_record_field, DESK, RECORD_FIELD, GObject)

/* @look is borrowed: a constant. */
DeskRecordField *
desk_record_field_new (DeskContext *context, DeskFieldRow *row, const DeskFieldLook *look);
/* @record (nullable) */
void desk_record_field_set_record (DeskRecordField *self, CrmRecord *record);
guint desk_record_field_get_field (DeskRecordField *self);
DeskFieldRow *desk_record_field_get_row (DeskRecordField *self);
/* Saves what is being typed, if it is right, before the record is left. */
void desk_record_field_leave (DeskRecordField *self);

/* For forms too: one typed text by the field table. */
char *
desk_record_field_parse (const CrmKind *kind, guint field, const char *typed, CrmFieldSet *set);

G_END_DECLS
