/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests of rows. The hash is SipHash-2-4 with a public key: against accidents, nobody gains by
 * deceiving himself. Pure. */
#include "shared/protocol/crm-digest.h"

#include <sodium.h>
#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"

#define HASH_DIGITS 16

G_STATIC_ASSERT (crypto_shorthash_BYTES == sizeof (guint64));

static void
append_number (GByteArray *to, guint64 number)
{
  guint64 wire = GUINT64_TO_BE (number);

  g_byte_array_append (to, (const guint8 *) &wire, sizeof wire);
}

/* With its length in front, so that no two lists of texts are the same bytes. */
static void
append_text (GByteArray *to, const char *text, gsize length)
{
  append_number (to, length);
  g_byte_array_append (to, (const guint8 *) text, length);
}

/**
 * crm_digest_hash:
 * @kind: its kind
 * @id: its id
 * @version: its version
 * @values: (array): the n_fields canonical texts as delivered, %NULL or "" when empty
 * @lengths: (array) (nullable): their lengths in bytes
 *
 * Returns: the hash of the row
 */
guint64
crm_digest_hash (const CrmKind *kind,
                 const guint8 id[16],
                 gint64 version,
                 const char *const *values,
                 const int *lengths)
{
  static const guint8 key[crypto_shorthash_KEYBYTES] = "zontik digest 1";
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (1024);
  guint64 hash;

  append_text (bytes, kind->name, strlen (kind->name));
  g_byte_array_append (bytes, id, CRM_ID_BYTES);
  append_number (bytes, version);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      gsize length = values[i] == NULL ? 0
                     : lengths != NULL ? (gsize) lengths[i]
                                       : strlen (values[i]);

      if (length == 0)
        continue;
      append_text (bytes, kind->fields[i].name, strlen (kind->fields[i].name));
      append_text (bytes, values[i], length);
    }
  crypto_shorthash ((guint8 *) &hash, bytes->data, bytes->len, key);
  return GUINT64_FROM_LE (hash);
}

void
crm_digest_add (CrmDigest *self, const guint8 id[16], guint64 hash)
{
  CrmDigestBucket *bucket = &self->buckets[id[CRM_ID_BYTES - 1]];

  bucket->hash ^= hash;
  bucket->count++;
}

void
crm_digest_remove (CrmDigest *self, const guint8 id[16], guint64 hash)
{
  CrmDigestBucket *bucket = &self->buckets[id[CRM_ID_BYTES - 1]];

  bucket->hash ^= hash;
  bucket->count--;
}

gboolean
crm_digest_is_empty (const CrmDigest *self)
{
  static const CrmDigest empty;

  return crm_digest_equal (self, &empty);
}

gboolean
crm_digest_equal (const CrmDigest *self, const CrmDigest *other)
{
  return memcmp (self, other, sizeof *self) == 0;
}

/**
 * crm_digest_to_json:
 * @self: a digest
 *
 * Returns: (transfer full): a list of [count, hash], or 0 when it is empty, for each bucket
 */
JsonNode *
crm_digest_to_json (const CrmDigest *self)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *buckets = json_array_sized_new (CRM_DIGEST_BUCKETS);

  for (guint i = 0; i < CRM_DIGEST_BUCKETS; i++)
    {
      JsonArray *pair;
      g_autofree char *hex = NULL;

      if (self->buckets[i].count == 0 && self->buckets[i].hash == 0)
        {
          json_array_add_int_element (buckets, 0);
          continue;
        }
      pair = json_array_sized_new (2);
      hex = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", self->buckets[i].hash);
      json_array_add_int_element (pair, (gint64) self->buckets[i].count);
      json_array_add_string_element (pair, hex);
      json_array_add_array_element (buckets, pair);
    }
  json_node_take_array (node, buckets);
  return node;
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
}

static gboolean
read_bucket (CrmDigestBucket *self, JsonNode *node)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonNode *count, *hash;
  const char *hex;

  if (is_number (node))
    return json_node_get_int (node) == 0;
  if (pair == NULL || json_array_get_length (pair) != 2)
    return FALSE;
  count = json_array_get_element (pair, 0);
  hash = json_array_get_element (pair, 1);
  if (!is_number (count) || json_node_get_int (count) < 0 ||
      json_node_get_value_type (hash) != G_TYPE_STRING)
    return FALSE;

  hex = json_node_get_string (hash);
  if (strlen (hex) != HASH_DIGITS || strspn (hex, G_CSET_DIGITS "abcdef") != HASH_DIGITS)
    return FALSE;
  self->count = json_node_get_int (count);
  self->hash = g_ascii_strtoull (hex, NULL, 16);
  return TRUE;
}

/**
 * crm_digest_from_json:
 * @self: (out caller-allocates): the digest
 * @node: what crm_digest_to_json() gave
 */
gboolean
crm_digest_from_json (CrmDigest *self, JsonNode *node, GError **error)
{
  JsonArray *buckets = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  memset (self, 0, sizeof *self);
  if (buckets == NULL || json_array_get_length (buckets) != CRM_DIGEST_BUCKETS)
    return crm_fail (error, CRM_ERROR_CORRUPT, "a digest has %d buckets", CRM_DIGEST_BUCKETS);
  for (guint i = 0; i < CRM_DIGEST_BUCKETS; i++)
    if (!read_bucket (&self->buckets[i], json_array_get_element (buckets, i)))
      return crm_fail (error, CRM_ERROR_CORRUPT, "bucket %u of a digest is damaged", i);
  return TRUE;
}
