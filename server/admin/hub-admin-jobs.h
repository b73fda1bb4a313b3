/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"
#include "server/base/hub-tickle.h"

G_BEGIN_DECLS

/* How far one job is. Plain value with borrowed texts. */
typedef struct
{
  const char *id;
  const char *kind;  /* "hand-over", "move-branch" */
  const char *actor; /* who is told */
  const char *state; /* "running", "done", "failed" */
  gint64 done;
  gint64 total;
} HubAdminProgress;

typedef void (*HubAdminProgressFunc) (const HubAdminProgress *progress, gpointer user_data);

/* Drives the jobs of the database, step by step, each step a transaction of its own; what a process
 * left behind that died is taken up by the next one that looks. Main thread; reference counted. */
typedef struct _HubAdminJobs HubAdminJobs;

/* @tickle and @progress (nullable) are called after each step. */
HubAdminJobs *hub_admin_jobs_new (HubContext *context,
                                  HubTickleFunc tickle,
                                  HubAdminProgressFunc progress,
                                  gpointer user_data);
/* Nothing new begins and nobody is called any more. */
void hub_admin_jobs_close (HubAdminJobs *self);
/* A job was made. */
void hub_admin_jobs_start (HubAdminJobs *self, const char *id);

/* Queues a new job. @receiver (nullable): the customers stay with @person and go with him. */
typedef struct
{
  const char *id;
  const char *kind;
  const char *actor;
  const char *device;
  const char *person;
  const char *receiver;
  const char *reason;
} HubAdminJob;

gboolean hub_admin_job_add (HubDb *db, const HubAdminJob *job, GError **error);

G_END_DECLS
