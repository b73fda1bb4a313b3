/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every number that people copy from a paper, checked in one place: while it is typed, in an
 * import, and on the server. Sources: Order ММВ-7-6/435@ of the Federal Tax Service (INN, KPP), the
 * Pension Fund's rule of the control number (SNILS), Order 165n of the Ministry of Finance (OGRN),
 * Regulation 732-P (BIC) and Procedure 515 (key of an account) of the Bank of Russia, ISO 3779 and
 * 49 CFR 565 (VIN), GOST R 50577 (plates), Government Resolution 828 (passport), Order 877 of the
 * Ministry of Economic Development (cadastral numbers). ru-domain.md 3.3 says what was seen and
 * what is from memory. */
typedef enum
{
  CRM_IDENTIFIER_INN,         /* 10 or 12 digits */
  CRM_IDENTIFIER_INN_COMPANY, /* 10 */
  CRM_IDENTIFIER_INN_PERSON,  /* 12 */
  CRM_IDENTIFIER_SNILS,
  CRM_IDENTIFIER_OGRN,   /* 13 */
  CRM_IDENTIFIER_OGRNIP, /* 15 */
  CRM_IDENTIFIER_KPP,
  CRM_IDENTIFIER_BIC,
  CRM_IDENTIFIER_ACCOUNT, /* context: the BIC */
  CRM_IDENTIFIER_CORRESPONDENT_ACCOUNT,
  CRM_IDENTIFIER_VIN,
  CRM_IDENTIFIER_BODY_NUMBER, /* of a body or a chassis */
  CRM_IDENTIFIER_PLATE,
  CRM_IDENTIFIER_PASSPORT,
  CRM_IDENTIFIER_FOREIGN_PASSPORT,
  CRM_IDENTIFIER_BIRTH_CERTIFICATE,
  CRM_IDENTIFIER_DRIVING_LICENCE,
  CRM_IDENTIFIER_VEHICLE_CERTIFICATE, /* СТС */
  CRM_IDENTIFIER_VEHICLE_PASSPORT,    /* ПТС on paper */
  CRM_IDENTIFIER_E_VEHICLE_PASSPORT,
  CRM_IDENTIFIER_OMS,
  CRM_IDENTIFIER_OSAGO,
  CRM_IDENTIFIER_CADASTRAL,
  CRM_IDENTIFIER_ISSUER_CODE,
  CRM_IDENTIFIER_N_KINDS,
} CrmIdentifierKind;

typedef enum
{
  CRM_SEVERITY_OK,
  CRM_SEVERITY_WARNING, /* shown, never refused */
  CRM_SEVERITY_ERROR,
} CrmSeverity;

/* @normal (optional) (transfer full): one way to write it, also when it is wrong; %NULL when there
 * is nothing. @code (optional): %NULL when all is well, else a stable word: "required", "format",
 * "checksum", "replaced" (letters a VIN cannot have were read as digits), "unusual" (rare, or
 * foreign), "absent" (the paper says there is none). */
CrmSeverity crm_identifier_check (CrmIdentifierKind kind,
                                  const char *text,
                                  const char *context,
                                  char **normal,
                                  const char **code);
/* For people: "112-233-445 95", "45 03 123456", "А 123 ВС 777". (transfer full) */
char *crm_identifier_format (CrmIdentifierKind kind, const char *text);
/* Parts a normal form: the passport 4503123456 is of series 4503. (transfer full) (nullable) both;
 * %FALSE when the kind has no series. */
gboolean
crm_identifier_split (CrmIdentifierKind kind, const char *normal, char **series, char **number);
/* "10 or 12 digits": what the code "format" means, in English for gettext. */
const char *crm_identifier_get_form (CrmIdentifierKind kind);
/* "inn", "vehicle-certificate": also the types of identity documents. */
const char *crm_identifier_get_name (CrmIdentifierKind kind);
gboolean crm_identifier_find (const char *name, CrmIdentifierKind *kind);

G_END_DECLS
