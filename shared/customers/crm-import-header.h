/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the columns of a table mean, by their titles in Russian or English as other programs write
 * them, and by what stands in them. A guess for a person to confirm. Pure. */

/* What a row of the table is, for titles like "номер" or "сумма". */
typedef enum
{
  CRM_SHEET_CUSTOMERS = 1 << 0,
  CRM_SHEET_POLICIES = 1 << 1,
  CRM_SHEET_INSTALMENTS = 1 << 2,
  CRM_SHEET_OBJECTS = 1 << 3,
  CRM_SHEET_DOCUMENTS = 1 << 4,
} CrmSheet;

typedef struct
{
  const char *code;  /* "last_name", "passport.number", "policy.starts_on" */
  const char *title; /* for people, in English for gettext */
  gboolean is_many;  /* several columns may have it: phone, email */
} CrmImportField;

/* All there are, each once, in the order of a list to choose from. (transfer container) (array
 * zero-terminated=1) */
const CrmImportField **crm_import_header_list_fields (void);
/* (nullable) */
const CrmImportField *crm_import_header_find_field (const char *code);
/* @quality (optional) (out): 100 for a known title, less for a mistyped one or one with more words.
 * (nullable): nobody knows. */
const CrmImportField *crm_import_header_match (CrmSheet sheet, const char *title, guint *quality);
/* A field for each title, none twice unless it may be; the best match wins. (transfer container)
 * (array length=n) (nullable elements) */
const CrmImportField **
crm_import_header_match_all (CrmSheet sheet, const char *const *titles, guint n);
/* What some values of a column without a title are, when most of them look alike: phones, e-mail
 * addresses, numbers of papers and vehicles. (nullable) */
const CrmImportField *crm_import_header_guess (const char *const *values, guint n);

G_END_DECLS
