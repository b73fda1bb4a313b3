/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "shared/base/crm-error.h"
#include "shared/base/crm-types.h"

G_BEGIN_DECLS

#define CRM_PROBLEM_MAX_ERRORS 20

typedef struct
{
  char *pointer; /* "/set/birth_date" */
  char *code;    /* stable word: required, type, format, length, read-only, unknown, checksum … */
  char *detail;
} CrmProblemError;

/* RFC 9457 body: what went wrong, by field. Reference counted. */
#define CRM_TYPE_PROBLEM (crm_problem_get_type ())
GType crm_problem_get_type (void);
CrmProblem *crm_problem_new (CrmError code, const char *detail);
CrmProblem *crm_problem_new_from_error (const GError *error);
CrmProblem *crm_problem_new_from_json (JsonNode *node);
CrmProblem *crm_problem_ref (CrmProblem *self);
void crm_problem_unref (CrmProblem *self);
JsonNode *crm_problem_to_json (CrmProblem *self);
CrmError crm_problem_get_code (CrmProblem *self);
void crm_problem_set_code (CrmProblem *self, CrmError code);
const char *crm_problem_get_detail (CrmProblem *self);
void crm_problem_set_detail (CrmProblem *self, const char *detail);
/* (nullable): a stable word for a code that has several: "totp", "must-change-password". */
const char *crm_problem_get_reason (CrmProblem *self);
void crm_problem_set_reason (CrmProblem *self, const char *reason);
/* The session has ended and the device is to wipe what it keeps. */
gboolean crm_problem_get_wipe (CrmProblem *self);
void crm_problem_set_wipe (CrmProblem *self, gboolean wipe);
const char *crm_problem_get_correlation_id (CrmProblem *self);
void crm_problem_set_correlation_id (CrmProblem *self, const char *id);
void
crm_problem_add (CrmProblem *self, const char *pointer, const char *code, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
guint crm_problem_n_errors (CrmProblem *self);
const CrmProblemError *crm_problem_get_error (CrmProblem *self, guint index);
/* (nullable): the first error at this pointer. */
const CrmProblemError *crm_problem_find (CrmProblem *self, const char *pointer);
void crm_problem_to_error (CrmProblem *self, GError **error);
/* (nullable) (transfer none): what an error was made of, while it lives. */
CrmProblem *crm_problem_find_of_error (const GError *error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmProblem, crm_problem_unref)

G_END_DECLS
