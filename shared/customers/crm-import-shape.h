/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From the columns of somebody's table to those of an import of one kind: what #CrmImportField
 * calls "policy.premium" is "premium_kopecks" of a policy, a whole name is three fields, a passport
 * in one cell is a series and a number. One table may hold records of several kinds, a shape for
 * each. Pure. */
typedef struct _CrmImportShape CrmImportShape;

/* @columns: for each a code of crm_import_header_list_fields(), or "" to leave it out; those of
 * other kinds are left out as well. */
CrmImportShape *
crm_import_shape_new (const char *kind, const char *const *columns, guint n_columns);
void crm_import_shape_free (CrmImportShape *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmImportShape, crm_import_shape_free)
/* (transfer none) (element-type utf8): the names of the import's columns. */
GPtrArray *crm_import_shape_get_header (CrmImportShape *self);
/* Which column of the table an import's column comes from; -1. */
int crm_import_shape_find_column (CrmImportShape *self, const char *name);
/* A row of the table as a row under the header; valid until the next call. (transfer none)
 * (element-type utf8) */
GPtrArray *crm_import_shape_apply (CrmImportShape *self, GPtrArray *row);

/* Which kinds a table with these columns has records of: "customer" first. (transfer container)
 * (element-type utf8): constants */
GPtrArray *crm_import_shape_list_kinds (const char *const *columns, guint n_columns);

G_END_DECLS
