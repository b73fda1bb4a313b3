/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads RFC 4180 from a stream of any size, a piece at a time. What separates the fields is a
 * comma, a semicolon, a tab or a bar, as the first lines or "sep=;" have it; the characters are
 * UTF-8 or UTF-16 with or without BOM, else an old Russian code page. Blocking; one thread. */
typedef struct _CrmCsv CrmCsv;

CrmCsv *crm_csv_open (const char *path, GError **error);
/* @stream can seek; it is read once to the end to learn its characters. */
CrmCsv *crm_csv_new (GInputStream *stream, GError **error);
void crm_csv_close (CrmCsv *self);
/* Say otherwise than was guessed, before the first record is read. @delimiter: 0 keeps the guess.
 */
gboolean crm_csv_set_form (CrmCsv *self, const char *charset, char delimiter, GError **error);
/* The next record, valid UTF-8; %NULL at the end, or with @error. Valid until the next call.
 * (transfer none) (element-type utf8). */
GPtrArray *crm_csv_read (CrmCsv *self, GError **error);
/* Where the last record begins, from 1. */
guint64 crm_csv_get_line (CrmCsv *self);
/* 0 to 1. */
double crm_csv_get_fraction (CrmCsv *self);
/* "CP1251"; known from the beginning. */
const char *crm_csv_get_charset (CrmCsv *self);
/* 0 before the first record. */
char crm_csv_get_delimiter (CrmCsv *self);
/* Quoted where it has to be, with a comma before it unless the line is empty. */
void crm_csv_append_field (GString *line, const char *value);
/* A whole record with its line end; %NULL is an empty field. */
void crm_csv_append_record (GString *text, const char *const *values, guint n, char delimiter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmCsv, crm_csv_close)

G_END_DECLS
