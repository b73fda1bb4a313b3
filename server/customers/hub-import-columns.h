/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-loader.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* What each column of a file means: the field names of protocol.md, 6, parts of the address with or
 * without "address.", phone, phone2, email, email2 …, external_id, owner (a login). */
typedef struct _HubImportColumns HubImportColumns;

/* @header (element-type utf8). Names that mean nothing are left out and told by
 * hub_import_columns_get_unknown(). CRM_ERROR_INVALID when nothing is known. */
HubImportColumns *hub_import_columns_new (GPtrArray *header, GError **error);
void hub_import_columns_free (HubImportColumns *self);
/* (transfer none): names, maybe none. */
const char *const *hub_import_columns_get_unknown (HubImportColumns *self);
/* One record as a customer; what is wrong is added to @problem. @owner (out): the login, %NULL when
 * the file does not say. Texts are kept in @texts. (transfer full) */
HubLoadCustomer *hub_import_columns_read (HubImportColumns *self,
                                          GPtrArray *record,
                                          GStringChunk *texts,
                                          const char **owner,
                                          CrmProblem *problem);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubImportColumns, hub_import_columns_free)

G_END_DECLS
