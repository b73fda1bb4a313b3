/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CRM_TYPE_WORKER (crm_worker_get_type ())
G_DECLARE_FINAL_TYPE (CrmWorker, crm_worker, CRM, WORKER, GObject)

CrmWorker *crm_worker_new (const char *name);
/* Runs @work with the task's own data on the worker's thread, smaller @priority first, then in
 * order. The queue holds a reference to @task. After crm_worker_stop() the task is answered with
 * G_IO_ERROR_CANCELLED. Any thread. */
void crm_worker_queue (CrmWorker *self, GTask *task, int priority, GTaskThreadFunc work);
gboolean crm_worker_is_current (CrmWorker *self);
guint crm_worker_get_depth (CrmWorker *self);
/* Finishes what is queued and joins the thread; blocks. */
void crm_worker_stop (CrmWorker *self);

G_END_DECLS
