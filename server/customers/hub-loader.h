/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"

G_BEGIN_DECLS

#define HUB_LOAD_MAX_FIELDS 20

/* A contact point of a customer to be loaded. All texts are canonical and owned by the customer's
 * string chunk or constant. */
typedef struct
{
  const char *type;
  const char *value;
  const char *label; /* (nullable) */
  gboolean is_primary;
} HubLoadPoint;

/* An identity document; it is believed to be right. */
typedef struct
{
  const char *type;
  const char *series; /* (nullable) */
  const char *number;
  const char *issued_by;   /* (nullable) */
  const char *issuer_code; /* (nullable) */
  const char *issued_on;   /* (nullable) */
} HubLoadDocument;

typedef struct
{
  const char *bic;
  const char *account;
  const char *bank_name;
  const char *correspondent_account;
} HubLoadAccount;

typedef struct
{
  const char *action;
  const char *actor; /* (nullable) */
  const char *at;
  const char *changes; /* (nullable): JSON */
} HubLoadEvent;

/* Something else that hangs on a customer, with all its fields; it is believed to be right. */
typedef struct
{
  const CrmKind *kind;
  char id[CRM_ID_LENGTH + 1];
  const char *values[HUB_LOAD_MAX_FIELDS];
} HubLoadChild;

/* A customer to be loaded, with what hangs on it. */
typedef struct
{
  char id[CRM_ID_LENGTH + 1];
  const char *external_id; /* (nullable) */
  const char *twin;        /* (nullable): id of the known one that it is, whatever the foreign id */
  const char *reason;      /* (nullable): why it cannot be taken, found by the worker */
  const char *values[CRM_CUSTOMER_N_FIELDS];
  GArray *points;      /* (owned) (element-type HubLoadPoint) */
  GArray *events;      /* (owned) (nullable) (element-type HubLoadEvent) */
  GArray *documents;   /* (owned) (nullable) (element-type HubLoadDocument) */
  GArray *accounts;    /* (owned) (nullable) (element-type HubLoadAccount) */
  GPtrArray *children; /* (owned) (nullable) (element-type HubLoadChild) */
} HubLoadCustomer;

HubLoadCustomer *hub_load_customer_new (void);
void hub_load_customer_free (HubLoadCustomer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubLoadCustomer, hub_load_customer_free)
void hub_load_customer_add_point (HubLoadCustomer *self, const HubLoadPoint *point);
void hub_load_customer_add_event (HubLoadCustomer *self, const HubLoadEvent *event);
void hub_load_customer_add_document (HubLoadCustomer *self, const HubLoadDocument *document);
void hub_load_customer_add_account (HubLoadCustomer *self, const HubLoadAccount *account);
/* (transfer none): a new one with an id, to be filled. */
HubLoadChild *hub_load_customer_add_child (HubLoadCustomer *self, const CrmKind *kind);

/* Writes all of @customers (element-type HubLoadCustomer) by COPY, within the transaction of @db.
 * Numbers are given to those that have none, times to those without. */
gboolean hub_loader_copy (HubDb *db, GPtrArray *customers, GError **error);

G_END_DECLS
