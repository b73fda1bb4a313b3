/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"
#include "server/base/hub-tickle.h"
#include "shared/base/crm-id.h"

G_BEGIN_DECLS

/* A document that ends soon makes a task for whose client it is, once; the task moves when the end
 * does, and is done by itself when the document is renewed or removed. */

/* One page of documents. Plain value. */
typedef struct
{
  guint days_ahead;
  int today; /* days since 1970 */
  guint limit;
  char after[CRM_ID_LENGTH + 1]; /* (inout) */
  gint64 since;                  /* place in the feed; 0: all */
  HubTickle *tickle;             /* whom to tell after the commit; added to */

  /* (out) */
  gint64 seen;
  gboolean is_mine; /* %FALSE: another process is at it */
  guint n_read;     /* fewer than the limit: it was the last page */
  guint n_made;
  guint n_moved;
  guint n_ended;
} HubPaperPage;

/* @data: HubPaperPage. Repeated without harm. */
gboolean hub_paper_tasks_work (HubDb *db, gpointer data, GError **error);

/* At the start all documents, then every minute those that changed, once a day all again. Main
 * thread; owned by HubService. */
typedef struct _HubPaperTasks HubPaperTasks;

HubPaperTasks *hub_paper_tasks_new (HubContext *context, HubTickleFunc func, gpointer user_data);
void hub_paper_tasks_free (HubPaperTasks *self);

G_END_DECLS
