/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-field.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What both sides compare to find out whether they have the same rows of a kind: the rows fall into
 * buckets by the last byte of their ids; of each bucket the number of rows and the XOR of their
 * hashes. Any one thread at a time. */
#define CRM_DIGEST_BUCKETS 256

typedef struct
{
  guint64 hash;
  guint64 count;
} CrmDigestBucket;

typedef struct
{
  CrmDigestBucket buckets[CRM_DIGEST_BUCKETS];
} CrmDigest;

/* Of one row as it was delivered: kind, id, version, and every value that is not empty, by name, so
 * that a field of tomorrow which is empty changes nothing. @lengths: in bytes, %NULL: measured. */
guint64 crm_digest_hash (const CrmKind *kind,
                         const guint8 id[16],
                         gint64 version,
                         const char *const *values,
                         const int *lengths);
/* Adds a row, or takes one away that was added. */
void crm_digest_add (CrmDigest *self, const guint8 id[16], guint64 hash);
void crm_digest_remove (CrmDigest *self, const guint8 id[16], guint64 hash);
gboolean crm_digest_is_empty (const CrmDigest *self);
gboolean crm_digest_equal (const CrmDigest *self, const CrmDigest *other);
/* [[count,"hash in 16 hex digits"],0,…], one for each bucket, 0 for an empty one. (transfer full)
 */
JsonNode *crm_digest_to_json (const CrmDigest *self);
/* CRM_ERROR_CORRUPT */
gboolean crm_digest_from_json (CrmDigest *self, JsonNode *node, GError **error);

G_END_DECLS
