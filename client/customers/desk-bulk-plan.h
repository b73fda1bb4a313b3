/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"
#include "shared/customers/crm-customer.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_BULK_ADD_TAG,
  DESK_BULK_REMOVE_TAG,
  DESK_BULK_SET_SOURCE,
  DESK_BULK_REASSIGN,
} DeskBulkAct;

/* What an act would do to each of many clients, before anything is done. */
typedef struct
{
  DeskBulkAct act;
  char *value;         /* a tag, a text, a user */
  GPtrArray *commands; /* (element-type CrmCommand) */
  GPtrArray *inverses; /* (element-type CrmCommand) */
  GHashTable *names;   /* id of a command → name of the client */
  GPtrArray *ids;      /* (element-type utf8): clients that change */
  guint n_same;        /* are so already */
  guint n_denied;      /* may not be changed by this person */
  guint n_missing;     /* are not read yet, or deleted */
  guint n_policies;    /* in force, of those that change */
  gint64 premium;      /* kopecks a year, of the same */
} DeskBulkPlan;

/* @records (element-type CrmCustomer) */
DeskBulkPlan *
desk_bulk_plan_new (DeskContext *context, GPtrArray *records, DeskBulkAct act, const char *value);
void desk_bulk_plan_free (DeskBulkPlan *self);
/* "Tag “vip” added to 12 clients": for the toast and the list of operations. (transfer full) */
char *desk_bulk_plan_dup_text (const DeskBulkPlan *self, DeskContext *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskBulkPlan, desk_bulk_plan_free)

G_END_DECLS
