/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* What the outbox does on the writer thread: functions for desk_database_write_async(). */

/* @data: GPtrArray of CrmCommand. */
gboolean desk_outbox_submit_work (DeskConnection *connection, gpointer data, GError **error);

typedef struct
{
  GStrv ids;
  GStrv taken; /* (nullable): answer */
} DeskDiscard;

gboolean desk_outbox_discard_work (DeskConnection *connection, gpointer data, GError **error);

typedef struct
{
  guint limit;
  GPtrArray *commands; /* (element-type CrmCommand): answer */
  char *epoch;         /* (nullable): answer, the one that knows the journal */
} DeskTake;

typedef struct
{
  gboolean reached; /* the server may have what was sent */
} DeskRequeue;

gboolean desk_outbox_take_work (DeskConnection *connection, gpointer data, GError **error);
/* @data: GPtrArray of CrmResult. */
gboolean desk_outbox_settle_work (DeskConnection *connection, gpointer data, GError **error);
/* @data: DeskRequeue. */
gboolean desk_outbox_requeue_work (DeskConnection *connection, gpointer data, GError **error);
/* @data: GPtrArray that takes the ids. */
gboolean desk_outbox_journal_work (DeskConnection *connection, gpointer data, GError **error);
/* @data: GStrv of ids. */
gboolean desk_outbox_offer_again_work (DeskConnection *connection, gpointer data, GError **error);

typedef struct
{
  char *key;
  char *text; /* (nullable): forgets it */
} DeskDraft;

gboolean desk_outbox_draft_work (DeskConnection *connection, gpointer data, GError **error);

G_END_DECLS
