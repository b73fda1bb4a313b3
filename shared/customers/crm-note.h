/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_NOTE_CUSTOMER,
  CRM_NOTE_TEXT,
  CRM_NOTE_PINNED,
  CRM_NOTE_AUTHOR,
  CRM_NOTE_AT,
  CRM_NOTE_N_FIELDS,
} CrmNoteField;

#define CRM_TYPE_NOTE (crm_note_get_type ())
G_DECLARE_FINAL_TYPE (CrmNote, crm_note, CRM, NOTE, CrmRecord)

extern const CrmKind crm_note_kind;

G_END_DECLS
