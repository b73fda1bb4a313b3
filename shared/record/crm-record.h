/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_RECORD_SYNCED,
  CRM_RECORD_CREATED,
  CRM_RECORD_MODIFIED,
  CRM_RECORD_DELETED,
  CRM_RECORD_REJECTED,
  CRM_RECORD_CONFLICT,
} CrmRecordState;

#define CRM_TYPE_RECORD_STATE (crm_record_state_get_type ())
GType crm_record_state_get_type (void);

/* One record of any kind: its id, its version and the values of its field table. Each field is also
 * a GObject property named as its column with dashes: string, int64 or boolean. */
#define CRM_TYPE_RECORD (crm_record_get_type ())
G_DECLARE_DERIVABLE_TYPE (CrmRecord, crm_record, CRM, RECORD, GObject)

struct _CrmRecordClass
{
  GObjectClass parent_class;
  const CrmKind *kind;
  GParamSpec **properties; /* (owned by the class): by field */
  /* (nullable): a field got another value; for properties made of several fields. */
  void (*field_changed) (CrmRecord *self, guint field);
};

/* For class_init of a record type: sets the kind and installs its properties. */
void crm_record_class_set_kind (CrmRecordClass *klass, const CrmKind *kind);

CrmRecord *crm_record_new (const CrmKind *kind, const char *id);
CrmRecord *crm_record_copy (CrmRecord *self);
const CrmKind *crm_record_get_kind (CrmRecord *self);
const char *crm_record_get_id (CrmRecord *self);
/* Once, for a record made with id %NULL: a row of a list that is not read yet. */
void crm_record_set_id (CrmRecord *self, const char *id);
gint64 crm_record_get_version (CrmRecord *self);
void crm_record_set_version (CrmRecord *self, gint64 version);
CrmRecordState crm_record_get_state (CrmRecord *self);
void crm_record_set_state (CrmRecord *self, CrmRecordState state);
/* %FALSE while the identity map has the object but its row is not read yet. */
gboolean crm_record_is_loaded (CrmRecord *self);

const char *crm_record_get_text (CrmRecord *self, guint field);
gboolean crm_record_set_text (CrmRecord *self, guint field, const char *value);
gint64 crm_record_get_integer (CrmRecord *self, guint field);
gboolean crm_record_get_boolean (CrmRecord *self, guint field);
char **crm_record_dup_list (CrmRecord *self, guint field);
const char *const *crm_record_get_values (CrmRecord *self);
/* Replaces all values (n_fields, borrowed) in one freeze of notifications and marks it loaded. */
void
crm_record_load (CrmRecord *self, gint64 version, CrmRecordState state, const char *const *values);
void crm_record_apply (CrmRecord *self, CrmFieldSet *set);

G_END_DECLS
