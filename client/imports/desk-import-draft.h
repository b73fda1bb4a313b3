/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "client/imports/desk-import-table.h"

G_BEGIN_DECLS

/* One file that is being prepared. */
typedef struct
{
  GFile *file;            /* (owned) */
  char *name;             /* (owned) */
  DeskImportTable *table; /* (owned) (nullable): being read */
  char *problem;          /* (owned) (nullable): why it cannot be read */
  GPtrArray *fields;      /* (element-type utf8): code of each column, "" to leave it out */
} DeskImportSource;

/* Files that are being prepared: what their columns mean, what becomes of duplicates. What a person
 * said of a header is remembered in @folder. Signal "changed". Main thread. */
#define DESK_TYPE_IMPORT_DRAFT (desk_import_draft_get_type ())
G_DECLARE_FINAL_TYPE (DeskImportDraft, desk_import_draft, DESK, IMPORT_DRAFT, GObject)

DeskImportDraft *desk_import_draft_new (const char *folder);
void desk_import_draft_add (DeskImportDraft *self, GFile *file);
void desk_import_draft_remove (DeskImportDraft *self, guint index);
void desk_import_draft_clear (DeskImportDraft *self);
guint desk_import_draft_get_count (DeskImportDraft *self);
DeskImportSource *desk_import_draft_get (DeskImportDraft *self, guint index);
/* Reads the file again otherwise. @charset (nullable), @delimiter 0: as guessed. */
void desk_import_draft_set_form (DeskImportDraft *self,
                                 guint index,
                                 const char *charset,
                                 char delimiter);
void
desk_import_draft_set_field (DeskImportDraft *self, guint index, guint column, const char *code);
/* "update", "skip", "create", "ask" */
void desk_import_draft_set_duplicates (DeskImportDraft *self, const char *word);
const char *desk_import_draft_get_duplicates (DeskImportDraft *self);
/* (nullable): id of whom the clients belong to that name nobody. */
void desk_import_draft_set_owner (DeskImportDraft *self, const char *id);
const char *desk_import_draft_get_owner (DeskImportDraft *self);
/* All files are read and bring something. */
gboolean desk_import_draft_is_ready (DeskImportDraft *self);
/* (transfer full): the body of POST /imports; the file with the bytes of upload i is
 * desk_import_draft_get_upload(). */
JsonNode *desk_import_draft_make_plan (DeskImportDraft *self, const char *id);
/* (nullable) (transfer none): of the i-th file of the plan; %NULL when it shares another's bytes.
 */
GFile *desk_import_draft_get_upload (DeskImportDraft *self, guint index);
/* What was said of the columns is kept for the next file of this form. */
void desk_import_draft_remember (DeskImportDraft *self);

G_END_DECLS
