/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CHANGE_ROW,
  CRM_CHANGE_DELETED,
  CRM_CHANGE_SCOPE,  /* no longer visible to this person */
  CRM_CHANGE_CURSOR, /* a safe point */
  CRM_CHANGE_END,    /* last line, a safe point too */
} CrmChangeType;

/* One line of the change stream. Everything in it is borrowed from the reader. */
typedef struct
{
  CrmChangeType type;
  const CrmKind *kind;
  guint8 id[16];
  gint64 version;
  const char *values[CRM_MAX_FIELDS]; /* of a row: n_fields, %NULL is empty */
  int lengths[CRM_MAX_FIELDS];        /* in bytes, where values are not %NULL */
  const char *cursor;
  const char *reason; /* (nullable): of CRM_CHANGE_SCOPE, a word */
} CrmChange;

typedef enum
{
  CRM_CHANGE_NDJSON, /* application/x-ndjson */
  CRM_CHANGE_ROWS,   /* application/x-zontik-rows: the same stream, a fifth of the CPU */
} CrmChangeFormat;

#define CRM_MEDIA_NDJSON "application/x-ndjson"
#define CRM_MEDIA_ROWS   "application/x-zontik-rows"

/* Turns changes into bytes. The row format (all integers LEB128, all texts length, bytes, NUL):
 *   'K' code kind-name n field-name…   before the first row of a kind
 *   'R' code id[16] version n×(0 | length+1 bytes NUL)
 *   'D' code id[16] version   'S' code id[16] reason   'C' cursor   'E' cursor */
typedef struct _CrmChangeWriter CrmChangeWriter;
CrmChangeWriter *crm_change_writer_new (CrmChangeFormat format);
void crm_change_writer_free (CrmChangeWriter *self);
void crm_change_writer_add (CrmChangeWriter *self, const CrmChange *change);
gsize crm_change_writer_size (CrmChangeWriter *self);
/* What was written since the last call. (transfer full) */
GBytes *crm_change_writer_take (CrmChangeWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmChangeWriter, crm_change_writer_free)

typedef gboolean (*CrmChangeFunc) (const CrmChange *change, gpointer user_data, GError **error);

/* Incremental: bytes may be cut anywhere. Unknown kinds and fields are skipped. Fails with
 * CRM_ERROR_CORRUPT; a line or row may have at most 1 MiB. */
typedef struct _CrmChangeReader CrmChangeReader;
CrmChangeReader *crm_change_reader_new (CrmChangeFormat format);
void crm_change_reader_free (CrmChangeReader *self);
gboolean crm_change_reader_feed (CrmChangeReader *self,
                                 const guint8 *data,
                                 gsize length,
                                 CrmChangeFunc func,
                                 gpointer user_data,
                                 GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmChangeReader, crm_change_reader_free)

G_END_DECLS
