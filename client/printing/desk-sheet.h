/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DESK_SHEET_MAX_COLUMNS 5

/* A stretch of a sheet: a heading and a table below it. */
typedef struct
{
  char *title;
  guint n_columns;
  guint weights[DESK_SHEET_MAX_COLUMNS]; /* widths in proportion */
  gboolean has_head;                     /* the first row names the columns */
  GPtrArray *rows;                       /* (element-type char **): a text for each column */
} DeskSheetSection;

/* What shall stand on paper: words only, so that any thread may lay it out. Made on one thread,
 * not changed afterwards. */
typedef struct
{
  char *title;
  char *subtitle; /* (nullable) */
  char *footer;   /* who printed it and when */
  GPtrArray *sections;
} DeskSheet;

DeskSheet *desk_sheet_new (const char *title, const char *subtitle, const char *footer);
DeskSheet *desk_sheet_ref (DeskSheet *self);
void desk_sheet_unref (DeskSheet *self);
/* @weights: of the columns, closed by 0. (transfer none) */
DeskSheetSection *desk_sheet_add_section (DeskSheet *self, const char *title, const guint *weights);
/* The names of the columns, before any row; repeated on each page. */
void desk_sheet_section_set_head (DeskSheetSection *self, const char *const *cells);
/* @cells: as many as columns; %NULL stands for nothing. */
void desk_sheet_section_add_row (DeskSheetSection *self, const char *const *cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskSheet, desk_sheet_unref)

G_END_DECLS
