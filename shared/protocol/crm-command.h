/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "shared/codec/crm-field.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_VERB_CREATE,
  CRM_VERB_UPDATE,
  CRM_VERB_DELETE,
  CRM_VERB_OTHER, /* a business command: see crm_command_get_name() */
} CrmVerb;

/* One thing a person did to one record (protocol.md, 4). Immutable after construction, reference
 * counted, safe to hand to a worker. */
#define CRM_TYPE_COMMAND (crm_command_get_type ())
GType crm_command_get_type (void);
CrmCommand *crm_command_new_create (const CrmKind *kind, const char *record, CrmFieldSet *set);
CrmCommand *crm_command_new_update (const CrmKind *kind,
                                    const char *record,
                                    gint64 base,
                                    CrmFieldSet *set,
                                    CrmFieldSet *was);
CrmCommand *crm_command_new_delete (const CrmKind *kind, const char *record, gint64 base);
/* @name: "customer.reassign"; @args (nullable). */
CrmCommand *crm_command_new (const char *name, const char *record, JsonObject *args);
/* An update that also closes a conflict. */
CrmCommand *crm_command_new_resolve (const CrmKind *kind,
                                     const char *record,
                                     gint64 base,
                                     CrmFieldSet *set,
                                     const char *conflict);
CrmCommand *crm_command_ref (CrmCommand *self);
void crm_command_unref (CrmCommand *self);
/* (nullable): with errors in @problem, which always has the pointers inside this command. */
CrmCommand *crm_command_from_json (JsonNode *node, CrmProblem *problem);
JsonNode *crm_command_to_json (CrmCommand *self);
const char *crm_command_get_id (CrmCommand *self);
const char *crm_command_get_name (CrmCommand *self);
const CrmKind *crm_command_get_kind (CrmCommand *self);
CrmVerb crm_command_get_verb (CrmCommand *self);
const char *crm_command_get_record (CrmCommand *self);
gint64 crm_command_get_at (CrmCommand *self);
gint64 crm_command_get_base (CrmCommand *self);
CrmFieldSet *crm_command_get_set (CrmCommand *self);
CrmFieldSet *crm_command_get_was (CrmCommand *self);
JsonObject *crm_command_get_args (CrmCommand *self);
/* (nullable) (transfer none): an argument that is a text. */
const char *crm_command_get_argument (CrmCommand *self, const char *name);
/* A copy that continues the same act: used by the outbox to fold and rebase. */
CrmCommand *crm_command_with_base (CrmCommand *self, gint64 base);
/* SHA-256 in hex of the canonical body: the same id with another body is refused. */
char *crm_command_dup_digest (CrmCommand *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmCommand, crm_command_unref)

typedef enum
{
  CRM_STATUS_DONE,
  CRM_STATUS_MERGED,
  CRM_STATUS_CONFLICT,
  CRM_STATUS_REJECTED,
} CrmStatus;

/* What became of a command. Plain struct, freed by crm_result_free(). */
typedef struct
{
  char *id;
  CrmStatus status;
  gboolean repeated;
  gint64 version;      /* 0 when absent */
  JsonObject *record;  /* (nullable) (owned): the record after it, as the person may see it */
  GStrv applied;       /* (nullable): groups */
  JsonNode *conflicts; /* (nullable) (owned): array of {group, base, mine, theirs, by, at} */
  CrmProblem *problem; /* (nullable) (owned) */
} CrmResult;

CrmResult *crm_result_new (const char *id, CrmStatus status);
void crm_result_free (CrmResult *self);
JsonNode *crm_result_to_json (CrmResult *self);
CrmResult *crm_result_from_json (JsonNode *node, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmResult, crm_result_free)

G_END_DECLS
