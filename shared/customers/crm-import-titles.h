/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/customers/crm-import-header.h"

G_BEGIN_DECLS

#define CRM_SHEET_ALL 0x1f

/* What the column of a table is called; constants. The first row of a code has its title. */
typedef struct
{
  CrmImportField field;
  guint sheets;       /* where these words mean it */
  const char *titles; /* normalised, apart by bars */
} CrmImportTitle;

extern const CrmImportTitle crm_import_titles[];
extern const guint crm_import_titles_n;

G_END_DECLS
