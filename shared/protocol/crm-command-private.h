/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-command.h"

G_BEGIN_DECLS

/* For crm-command*.c only. */
struct _CrmCommand
{
  gatomicrefcount ref_count;
  char *id;
  char *name; /* "customer.update" */
  const CrmKind *kind;
  CrmVerb verb;
  char *record;
  gint64 at; /* 0: not told, the server's time stands */
  gint64 base;
  CrmFieldSet *set; /* (nullable) */
  CrmFieldSet *was; /* (nullable) */
  JsonNode *args;   /* (nullable): an object that nobody else has */
};

CrmCommand *crm_command_new_empty (void);
/* Kind and verb out of a name like "contact-point.update"; %FALSE when the kind is unknown. */
gboolean crm_command_take_name (CrmCommand *self, const char *name);

/* (transfer full): an object node of our own. */
JsonNode *crm_command_copy_args (JsonObject *args);

G_END_DECLS
