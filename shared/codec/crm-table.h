/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Rows of a file that people bring: CSV as #CrmCsv reads it, or the cards of an address book, each
 * of which is a row under the names of fields. The first row is the header. Blocking; one thread.
 */
typedef struct _CrmTable CrmTable;

/* @stream can seek. */
CrmTable *crm_table_new (GInputStream *stream, GError **error);
void crm_table_close (CrmTable *self);
/* As crm_csv_set_form(); means nothing for cards. @charset (nullable). */
gboolean crm_table_set_form (CrmTable *self, const char *charset, char delimiter, GError **error);
/* The next row, valid UTF-8; %NULL at the end, or with @error. The texts may be changed and are
 * valid until the next call. (transfer none) (element-type utf8) */
GPtrArray *crm_table_read (CrmTable *self, GError **error);
/* Line of the last row; of cards their number, the header is 1. */
guint64 crm_table_get_line (CrmTable *self);
/* 0 to 1. */
double crm_table_get_fraction (CrmTable *self);
gboolean crm_table_is_cards (CrmTable *self);
const char *crm_table_get_charset (CrmTable *self);
/* 0 before the first row. */
char crm_table_get_delimiter (CrmTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmTable, crm_table_close)

G_END_DECLS
