/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

#define HUB_IMPORT_MAX_FILES 20
#define HUB_IMPORT_MAX_SIZE  (G_GINT64_CONSTANT (256) * 1024 * 1024)

/* What becomes of rows that look like somebody who is there already. */
typedef enum
{
  HUB_TWINS_UPDATE,
  HUB_TWINS_SKIP,
  HUB_TWINS_CREATE,
  HUB_TWINS_ASK,
} HubTwins;

/* Records of one kind in a file. */
typedef struct
{
  char *name;
  char *kind;
  guint upload; /* which file has the bytes: several kinds may come out of one */
  gint64 size;
  char *charset;  /* (nullable): as guessed */
  char delimiter; /* 0: as guessed */
  GStrv columns;  /* (nullable): names of the import's columns instead of the first line */
  GStrv fields;   /* (nullable): codes of crm-import-header for the columns instead */
  char *owner;    /* (nullable): id of whom customers belong to that name nobody */
} HubImportFile;

/* How files are to be brought in. Immutable, reference counted. */
typedef struct
{
  gatomicrefcount refs;
  char *title;
  HubTwins twins;
  GPtrArray *files; /* (element-type HubImportFile) */
} HubImportPlan;

/* What is wrong is added to @problem. (transfer full) (nullable) */
HubImportPlan *hub_import_plan_parse (JsonNode *node, CrmProblem *problem);
HubImportPlan *hub_import_plan_ref (HubImportPlan *self);
void hub_import_plan_unref (HubImportPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubImportPlan, hub_import_plan_unref)
HubImportFile *hub_import_plan_get_file (HubImportPlan *self, guint index);
gboolean hub_twins_from_text (const char *text, HubTwins *twins);

G_END_DECLS
