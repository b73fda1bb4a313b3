/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-blob-cache.h"
#include "ui-fixture.h"

G_BEGIN_DECLS

/* Files on the card without a network: they are copied into the profile and wait there. */

/* Opens the cache of the fixture's context. (transfer none) */
DeskBlobCache *ui_files_open (UiFixture *self);
/* Before the fixture goes. */
void ui_files_close (UiFixture *self);
/* (transfer full): a file with an invented picture, or with a PDF of two pages. */
GFile *ui_files_make_picture (UiFixture *self, const char *name, const char *text);
GFile *ui_files_make_pdf (UiFixture *self, const char *name);
/* Adds it to a record of customer @index and waits for its record. (transfer full): its id. */
char *ui_files_add (UiFixture *self, guint index, const char *kind, const char *owner, GFile *file);

G_END_DECLS
