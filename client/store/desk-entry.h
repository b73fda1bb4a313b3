/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-outbox.h"
#include "client/store/desk-sqlite.h"
#include "client/store/desk-vault.h"

G_BEGIN_DECLS

/* One row of the outbox as plain data. Reference counted, not changed once it left the transaction
 * that made it. */
typedef struct
{
  gint64 seq; /* 0: not stored yet */
  char *id;
  const CrmKind *kind; /* (nullable): of a command that this program does not know */
  char *kind_name;
  char *record;
  char *root; /* (nullable): the customer it hangs on */
  DeskEntryState state;
  char *body;          /* JSON of the command */
  CrmCommand *command; /* (nullable) (owned): parsed body */
  char *problem;       /* (nullable): JSON */
  gint64 version;      /* given by the server */
  gint64 at;
  gint64 settled_at; /* 0: not yet */
  gboolean sealed;   /* its key is lost: body and problem cannot be read, command is %NULL */
  gboolean offered;  /* it may have reached the server, the answer was lost */
} DeskEntry;

DeskEntry *desk_entry_new (CrmCommand *command);
/* Columns as DESK_ENTRY_COLUMNS. @vault (nullable) everywhere. */
DeskEntry *desk_entry_new_from_row (sqlite3_stmt *statement, DeskVault *vault);
DeskEntry *desk_entry_new_from_json (JsonObject *object, DeskVault *vault);
JsonObject *desk_entry_to_json (const DeskEntry *self, DeskVault *vault);
/* Body or problem as it is written to the disk. (transfer full) (nullable) */
char *desk_entry_dup_stored (const DeskEntry *self, DeskVault *vault, const char *text);
DeskEntry *desk_entry_ref (DeskEntry *self);
void desk_entry_unref (DeskEntry *self);
/* Before the entry is shared only. */
void desk_entry_set_command (DeskEntry *self, CrmCommand *command);
void desk_entry_set_problem (DeskEntry *self, CrmProblem *problem);
/* @list (element-type DeskEntry), by seq: takes the place of the one with its seq; what is done is
 * only taken out. */
void desk_entry_replace (GPtrArray *list, DeskEntry *self);
gboolean desk_entry_is_waiting_to_go (const DeskEntry *self);
/* The record is gone once it is done: deleted, or merged into another one. */
gboolean desk_entry_takes_away (const DeskEntry *self);
/* %FALSE when the record's id is not an id. */
gboolean desk_entry_get_record (const DeskEntry *self, guint8 id[CRM_ID_BYTES]);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskEntry, desk_entry_unref)

#define DESK_ENTRY_COLUMNS                                                                         \
  "seq, id, kind, record, root, state, body, problem, version, at, settled_at, offered"

G_END_DECLS
