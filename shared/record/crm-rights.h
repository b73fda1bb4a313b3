/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/base/crm-types.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  CRM_ACTION_SEE,
  CRM_ACTION_CREATE,
  CRM_ACTION_EDIT,
  CRM_ACTION_DELETE,
  CRM_ACTION_EXPORT,
  CRM_ACTION_REASSIGN,
  CRM_ACTION_REVEAL, /* a masked field, with a reason, audited */
  CRM_ACTION_MASS_CHANGE,
  CRM_N_ACTIONS,
} CrmAction;

/* Whose records; a wider scope holds the narrower ones. */
typedef enum
{
  CRM_SCOPE_NONE,
  CRM_SCOPE_OWN,
  CRM_SCOPE_BRANCH,
  CRM_SCOPE_ALL,
  CRM_N_SCOPES,
} CrmScope;

#define CRM_MAX_SUBJECTS 32

/* What rights are about: the record kinds and what else is guarded. */
typedef struct
{
  const char *name;  /* of the kind, or "audit", "device" */
  guint actions;     /* bits 1 << CrmAction that make sense */
  gboolean is_plain; /* belongs to nobody: scopes are none or all */
} CrmSubject;

/* The matrix subject × action → scope of one person. Plain value; zeroed, it allows nothing. */
typedef struct
{
  guint8 scopes[CRM_MAX_SUBJECTS][CRM_N_ACTIONS]; /* CrmScope */
} CrmRights;

const CrmSubject *crm_subjects (guint *n_subjects);
/* Index, or -1. */
int crm_subject_find (const char *name);

const char *crm_action_to_text (CrmAction action);
gboolean crm_action_from_text (const char *text, CrmAction *action);
const char *crm_scope_to_text (CrmScope scope);
gboolean crm_scope_from_text (const char *text, CrmScope *scope);

/* Reads {"customer":{"see":"own",…},…}; what is not named is none. Unknown words are
 * CRM_ERROR_INVALID with their place, so that a typing mistake never means a right. */
gboolean crm_rights_parse (CrmRights *self, const char *json, GError **error);
/* (transfer full): canonical, what is none is absent. */
char *crm_rights_to_text (const CrmRights *self);
/* CRM_SCOPE_NONE for an unknown subject. */
CrmScope crm_rights_get (const CrmRights *self, const char *subject, CrmAction action);
/* Puts one cell; nothing can be done with what may not be seen, see crm_rights_clamp(). */
void crm_rights_set (CrmRights *self, guint subject, CrmAction action, CrmScope scope);
/* No action reaches further than seeing does. */
void crm_rights_clamp (CrmRights *self);

G_END_DECLS
