/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-new-child.h"
#include "client/customers/desk-record-field.h"

G_BEGIN_DECLS

#define DESK_PAPER_MAX_DETAILS 6

/* A paper is a document or a bank account of a client: a number that arrives masked, and details
 * below it. How one kind of them looks; a constant. */
typedef struct
{
  const CrmKind *kind;
  const char *removed;    /* what the toast says; msgid */
  DeskNewChildLook added; /* how a new one is added */
  DeskFieldLook head;     /* the number */
  DeskFieldLook details[DESK_PAPER_MAX_DETAILS];
  guint n_details;
  guint masked[2]; /* the fields behind the number */
  guint n_masked;
  int primary; /* field that marks the main one, or -1 */
  /* Title of its row. (transfer full) */
  char *(*dup_title) (CrmRecord *record);
  /* The whole number, when @values are not masked. (transfer full) (nullable) */
  char *(*dup_number) (const char *const *values);
  /* (nullable) (transfer full): a quiet word on what is unusual about @field. */
  char *(*dup_warning) (const char *const *values, guint field);
} DeskPaperLook;

extern const DeskPaperLook desk_paper_documents;
extern const DeskPaperLook desk_paper_accounts;

G_END_DECLS
