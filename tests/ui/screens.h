/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  guint customers;
  void (*show) (UiFixture *self);
} Scene;

/* For the eye only: animations and the server's drawing come to rest. */
void screens_settle (guint milliseconds);
/* The main window, as large as the screen. */
DeskWindow *screens_open_window (UiFixture *self);
/* (array length=n): what the blocks of the card look like. */
const Scene *screens_get_cards (guint *n);
/* Scans, files, the window that shows one; screens-files.c. */
void screens_show_scans (UiFixture *self);
void screens_show_files (UiFixture *self);
void screens_show_viewer (UiFixture *self);
/* Clients who are there twice; screens-duplicates.c. */
void screens_show_typed (UiFixture *self);
void screens_show_twice (UiFixture *self);
void screens_show_merge (UiFixture *self);
void screens_show_duplicates (UiFixture *self);
/* The list of clients; screens-lists.c. */
void screens_show_policies (UiFixture *self);
void screens_show_filter (UiFixture *self);
void screens_show_columns (UiFixture *self);
void screens_show_bulk (UiFixture *self);
void screens_show_operations (UiFixture *self);
/* (array length=n): bringing in files. */
const Scene *screens_get_imports (guint *n);
/* (array length=n): administration and one's own account. */
const Scene *screens_get_admin (guint *n);

G_END_DECLS
