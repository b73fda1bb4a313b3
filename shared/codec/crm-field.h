/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/base/crm-types.h"

G_BEGIN_DECLS

/* Every value of every field is held as text in one canonical form, in records, in SQLite, in
 * PostgreSQL parameters and in the row stream; %NULL means empty. The type says what the text may
 * be and how it looks in JSON. */
typedef enum
{
  CRM_FIELD_TEXT,    /* JSON string */
  CRM_FIELD_ID,      /* JSON string, UUID */
  CRM_FIELD_ENUM,    /* JSON string, one of values[] */
  CRM_FIELD_DATE,    /* JSON string, YYYY-MM-DD */
  CRM_FIELD_TIME,    /* JSON string, RFC 3339 UTC with microseconds */
  CRM_FIELD_DECIMAL, /* JSON string, "0.95" */
  CRM_FIELD_INTEGER, /* JSON number; money in kopecks too */
  CRM_FIELD_BOOLEAN, /* JSON true or false; text "true", false is %NULL */
  CRM_FIELD_LIST,    /* JSON array of strings, compact text */
  CRM_FIELD_OBJECT,  /* any JSON object, compact text with sorted keys */
} CrmFieldType;

typedef enum
{
  CRM_FIELD_READ_ONLY = 1 << 0, /* only the server writes it; refused in a command */
  CRM_FIELD_STRICT = 1 << 1,    /* its group clashes strictly: the whole command is a conflict */
  CRM_FIELD_SEARCH = 1 << 2,    /* its words are in the search text */
  CRM_FIELD_BOTH = 1 << 3,      /* a clash keeps both texts (notes) */
  CRM_FIELD_FIXED = 1 << 4,     /* may be set at creation only */
  CRM_FIELD_MASKED = 1 << 5,    /* leaves the server masked; whole only by a reveal */
} CrmFieldFlags;

struct _CrmField
{
  const char *name;   /* on the wire; "address.city" is member city of object address */
  const char *column; /* in both databases; with dashes the GObject property */
  const char *group;  /* unit of merge; %NULL for read-only fields */
  CrmFieldType type;
  CrmFieldFlags flags;
  guint max_length;          /* in characters; 0 is 1000 */
  const char *const *values; /* of an enum, %NULL-terminated */
};

typedef enum
{
  CRM_KIND_CREATE = 1 << 0,
  CRM_KIND_UPDATE = 1 << 1,
  CRM_KIND_DELETE = 1 << 2,
  CRM_KIND_COMMANDS = CRM_KIND_CREATE | CRM_KIND_UPDATE | CRM_KIND_DELETE,
} CrmKindFlags;

struct _CrmKind
{
  const char *name;  /* "contact-point" */
  const char *table; /* "contact_point", in both databases */
  const CrmField *fields;
  guint n_fields;
  CrmKindFlags flags; /* which ordinary commands exist */
  int root;           /* index of the field naming the customer it hangs on, or -1 */
  GType (*get_type) (void);
  const char *subject;  /* (nullable): of rights, when it is not its own */
  const CrmKind *above; /* (nullable): of the record it hangs on, between it and the customer */
  guint above_field;    /* names that record; with @above only */
};

#define CRM_MAX_FIELDS 64

/* The kinds in the order in which they are synced: parents first. */
const CrmKind *const *crm_kinds (guint *n_kinds);
const CrmKind *crm_kind_find (const char *name);
/* Index of the field with this wire name, or -1. */
int crm_kind_find_field (const CrmKind *self, const char *name);
/* What rights to it are about: "contact-point". */
const char *crm_kind_get_subject (const CrmKind *self);
gboolean crm_field_group_is_strict (const CrmKind *kind, const char *group);
/* Checks text against the field's type, length and characters (no NUL, no control characters but
 * newline and tab, valid UTF-8) and gives the canonical form. CRM_ERROR_INVALID. */
gboolean
crm_field_canonical (const CrmField *self, const char *text, char **canonical, GError **error);

/* Some fields of one record with their values; the `set` and `was` of a command. Reference counted,
 * immutable once handed on. */
#define CRM_TYPE_FIELD_SET (crm_field_set_get_type ())
GType crm_field_set_get_type (void);
CrmFieldSet *crm_field_set_new (const CrmKind *kind);
CrmFieldSet *crm_field_set_copy (CrmFieldSet *self);
CrmFieldSet *crm_field_set_ref (CrmFieldSet *self);
void crm_field_set_unref (CrmFieldSet *self);
const CrmKind *crm_field_set_get_kind (CrmFieldSet *self);
void crm_field_set_put (CrmFieldSet *self, guint field, const char *value);
void crm_field_set_remove (CrmFieldSet *self, guint field);
gboolean crm_field_set_has (CrmFieldSet *self, guint field);
const char *crm_field_set_get (CrmFieldSet *self, guint field);
guint crm_field_set_size (CrmFieldSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmFieldSet, crm_field_set_unref)

G_END_DECLS
