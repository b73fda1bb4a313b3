/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads RFC 4180 from a file of any size: comma, semicolon or tab, as the first line has it; UTF-8
 * with or without BOM, else Windows-1251. Blocking; one thread. */
typedef struct _HubCsv HubCsv;

HubCsv *hub_csv_open (const char *path, GError **error);
void hub_csv_close (HubCsv *self);
/* The next record; %NULL at the end, or with @error. Valid until the next call. (transfer none)
 * (element-type utf8). */
GPtrArray *hub_csv_read (HubCsv *self, GError **error);
/* Where the last record begins, from 1. */
guint64 hub_csv_get_line (HubCsv *self);
/* 0 to 1. */
double hub_csv_get_fraction (HubCsv *self);
/* Quoted where it has to be, with a comma before it unless the line is empty. */
void hub_csv_append_field (GString *line, const char *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubCsv, hub_csv_close)

G_END_DECLS
