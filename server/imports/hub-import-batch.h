/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-record-sheet.h"
#include "server/imports/hub-import-plan.h"
#include "server/sync/hub-reach.h"

G_BEGIN_DECLS

#define HUB_IMPORT_WHOLE -1 /* the part of a batch that is all of it */

typedef struct
{
  char *id;
  char *branch; /* (nullable) */
} HubImportPerson;

/* A row of a file as somebody mended it. */
typedef struct
{
  GStrv cells;
  char *decision; /* (nullable): update, skip, create */
} HubImportMend;

/* What a run is about, read once. Immutable but for what is said; reference counted. */
typedef struct
{
  gatomicrefcount refs;
  char *id;
  char *runner;        /* of this process */
  char *state;         /* checking, running, reverting */
  HubSession *session; /* the person and the device that made it */
  HubImportPlan *plan;
  GHashTable *people; /* (element-type utf8 HubImportPerson): by login and by id */
  GHashTable *mends;  /* (element-type utf8 HubImportMend): by "file:line" */
  GHashTable *done;   /* (element-type utf8): "file:batch:part" */
  int next_extra;     /* number of the next batch of mended rows; negative */
  gboolean is_first;  /* nothing was written before */
  /* of a check: what is believed to be there by then; filled by the reader, a file at a time */
  GHashTable *expected_customers; /* (element-type utf8) */
  GHashTable *expected_policies;  /* (element-type utf8) */
} HubImportJob;

HubImportJob *hub_import_job_ref (HubImportJob *self);
void hub_import_job_unref (HubImportJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubImportJob, hub_import_job_unref)
gboolean hub_import_job_is_trial (const HubImportJob *self);
/* "check" or "run" */
const char *hub_import_job_get_phase (const HubImportJob *self);
gboolean hub_import_job_has_done (HubImportJob *self, guint file, int batch, int part);

/* A row on its way. */
typedef struct
{
  guint64 line;
  const char **cells;        /* (owned container): texts of the batch, ended by %NULL */
  HubLoadCustomer *customer; /* (owned) (nullable) */
  HubLoadRecord *record;     /* (owned) (nullable) */
  char *errors;              /* (owned) (nullable): JSON */
  const HubImportMend *mend; /* (nullable) (unowned) */
  gboolean is_known;         /* by its foreign id, found by the worker */
  gboolean is_passed;        /* by the worker: it is there already, and stays as it is */
  guint64 twin_line;         /* of an earlier row that looks the same, 0 without */
  gboolean is_apart;         /* it must find what is before it in the database */

  /* of the worker that writes */
  char *fault; /* (owned) (nullable): JSON */
} HubImportItem;

typedef struct
{
  gint64 n_read;
  gint64 n_new;
  gint64 n_updated;
  gint64 n_unchanged;
  gint64 n_rejected;
  gint64 n_twins;
} HubImportTally;

typedef struct
{
  HubImportJob *job; /* (owned) */
  guint file;
  int number;
  gboolean is_exclusive; /* those before it have to be written first */
  GStringChunk *texts;   /* (owned) */
  GPtrArray *items;      /* (owned) (element-type HubImportItem) */

  /* what to write now */
  int part;
  guint first;
  guint n;

  /* results */
  gboolean is_stopped; /* the import does not run any more, or not here */
  gboolean is_old;     /* it was done already */
  HubImportTally tally;
} HubImportBatch;

HubImportBatch *hub_import_batch_new (HubImportJob *job, guint file, int number);
void hub_import_batch_free (HubImportBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubImportBatch, hub_import_batch_free)
/* (transfer full): JSON of one reason; @column -1: of the row. */
char *hub_import_print_error (int column, const char *field, const char *code, const char *detail);

/* For a pool: writes the part of a #HubImportBatch, or only looks what would come of it. */
gboolean hub_import_batch_write_work (HubDb *db, gpointer data, GError **error);
/* For a pool: takes back some of what a #HubImportRevert says. */
typedef struct
{
  HubImportJob *job; /* (owned) */
  guint limit;
  guint n_done; /* 0: nothing is left */
  gboolean is_stopped;
} HubImportRevert;
gboolean hub_import_revert_work (HubDb *db, gpointer data, GError **error);
/* In a transaction: the rights of the person as they are now; the caller clears them. */
gboolean
hub_import_job_read_rights (HubImportJob *self, HubDb *db, HubRights *rights, GError **error);

G_END_DECLS
