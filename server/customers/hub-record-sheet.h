/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-import-queries.h"
#include "server/customers/hub-loader.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-field.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* A kind of records that hang on others, as files bring them in. */
typedef struct
{
  const CrmKind *kind;
  const char *reference; /* column that names what it hangs on: "customer_external_id" */
  guint parent_field;    /* where the id of that goes */
  HubImportQuery find;   /* what the references name */
  HubImportQuery list;   /* what hangs on these already: id, parent, the keys */
  HubImportQuery copy;   /* columns: id, ver, owner, branch, then the fields in their order */
  const guint *keys;     /* fields; the first that is given says which record of its parent it is */
  guint n_keys;
  gboolean forgets; /* what is deleted is still found by its keys, unless they are gone */
  void (*finish) (const char **values, GStringChunk *texts); /* (nullable): canonical forms */
  void (*complete) (const char **values);                    /* (nullable): what new ones get */
  void (*check) (const char *const *values, CrmProblem *problem);
} HubRecordSheet;

/* A record on its way in. Texts belong to the chunk it was read into. */
typedef struct
{
  char id[CRM_ID_LENGTH + 1];
  const char *reference;
  const char *values[HUB_LOAD_MAX_FIELDS];
  /* of its parent, found by the worker */
  const char *owner;  /* (nullable) */
  const char *branch; /* (nullable) */
  const char *reason; /* (nullable): why it cannot be taken */
  gboolean is_fresh;  /* it is made, not changed */
} HubLoadRecord;

/* (nullable): for "policy", "instalment", "insured-object", "contact-point", "identity-document".
 */
const HubRecordSheet *hub_record_sheet_find (const char *name);

/* What each column of a file means. */
typedef struct _HubRecordColumns HubRecordColumns;

/* @header (element-type utf8). CRM_ERROR_INVALID without the reference. */
HubRecordColumns *
hub_record_columns_new (const HubRecordSheet *sheet, GPtrArray *header, GError **error);
void hub_record_columns_free (HubRecordColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRecordColumns, hub_record_columns_free)
/* (transfer none): names that mean nothing here, ended by %NULL. */
const char *const *hub_record_columns_get_unknown (HubRecordColumns *self);
/* One record; what is wrong is added to @problem. (transfer full) */
HubLoadRecord *hub_record_columns_read (HubRecordColumns *self,
                                        GPtrArray *record,
                                        GStringChunk *texts,
                                        CrmProblem *problem);
/* (transfer full): the same for records that mean the same thing in the database. @parent: an id or
 * a reference; (nullable): there is nothing to tell it by. */
char *hub_record_sheet_print_key (const HubRecordSheet *self,
                                  const char *parent,
                                  const char *const *values);
/* (transfer full): of one of its keys. */
char *hub_record_sheet_print_one (const char *parent, guint key, const char *value);

G_END_DECLS
