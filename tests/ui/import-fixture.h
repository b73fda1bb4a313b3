/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "admin-fixture.h"
#include "client/imports/desk-import-window.h"

G_BEGIN_DECLS

/* A table of a colleague in Windows-1251, and a server that answers as it is told. */
typedef struct
{
  AdminFixture *admin; /* (owned) */
  DeskImportWindow *window;
  char *folder; /* (owned) */
} ImportFixture;

ImportFixture *import_fixture_new (void);
void import_fixture_free (ImportFixture *self);
/* Adds the table and waits until it is read. */
void import_fixture_add_table (ImportFixture *self);
/* From now on the import is in this state, with two faults. */
void import_fixture_answer (ImportFixture *self, const char *state);
/* Has what was prepared checked and waits for it. */
void import_fixture_check (ImportFixture *self);

G_END_DECLS
