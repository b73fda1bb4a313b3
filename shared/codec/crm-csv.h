/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads RFC 4180 from a file of any size: comma, semicolon or tab, as the first line has it; UTF-8
 * with or without BOM, else Windows-1251. Blocking; one thread. */
typedef struct _CrmCsv CrmCsv;

CrmCsv *crm_csv_open (const char *path, GError **error);
void crm_csv_close (CrmCsv *self);
/* The next record; %NULL at the end, or with @error. Valid until the next call. (transfer none)
 * (element-type utf8). */
GPtrArray *crm_csv_read (CrmCsv *self, GError **error);
/* Where the last record begins, from 1. */
guint64 crm_csv_get_line (CrmCsv *self);
/* 0 to 1. */
double crm_csv_get_fraction (CrmCsv *self);
/* Quoted where it has to be, with a comma before it unless the line is empty. */
void crm_csv_append_field (GString *line, const char *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmCsv, crm_csv_close)

G_END_DECLS
