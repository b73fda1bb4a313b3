/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-new-child.h"
#include "client/customers/desk-record-field.h"
#include "client/ui/desk-record-set.h"
#include "shared/customers/crm-insured-object.h"

G_BEGIN_DECLS

#define DESK_OBJECT_MAX_FIELDS 10

/* What is asked about one type of insured objects; a constant. */
typedef struct
{
  const char *type;
  const char *icon_name;
  const DeskFieldLook fields[DESK_OBJECT_MAX_FIELDS];
  guint n_fields;
} DeskObjectLook;

/* The look of "other" for a type that is not known. */
const DeskObjectLook *desk_object_get_look (const char *type);
/* How a new one is added: a vehicle by its VIN, plate or name, a home by its address. */
extern const DeskNewChildLook desk_object_new_look;

/* "VIN XTA… · 2022 · 113 hp": what is below the title. (transfer full) (nullable) */
char *desk_object_dup_line (CrmRecord *object);
/* A quiet word on what is unusual about @field. (transfer full) (nullable) */
char *desk_object_dup_warning (CrmRecord *object, guint field);
/* "KASKO until 27.02.2026, OSAGO until …": the policies in which it is insured today or later.
 * (transfer full) (nullable) */
char *desk_object_dup_policies (DeskContext *context, CrmRecord *object, DeskRecordSet *policies);
/* When two policies of one product insure it at the same time: "Insured twice: OSAGO from …".
 * (transfer full) (nullable) */
char *desk_object_dup_overlap (DeskContext *context, CrmRecord *object, DeskRecordSet *policies);

G_END_DECLS
