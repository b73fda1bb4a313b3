/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests of rows: what makes them differ, what does not, and their way over the wire. */
#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/protocol/crm-digest.h"
#include "tests/lib/crm-test.h"

#include <string.h>

#define N_ROWS 300

static const guint8 some_id[CRM_ID_BYTES] = "0123456789abcde";

static guint64
hash_customer (gint64 version, const char *last_name, const char *first_name)
{
  const char *values[CRM_MAX_FIELDS] = { NULL };

  values[CRM_CUSTOMER_LAST_NAME] = last_name;
  values[CRM_CUSTOMER_FIRST_NAME] = first_name;
  return crm_digest_hash (&crm_customer_kind, some_id, version, values, NULL);
}

static void
test_hash (void)
{
  guint64 hash = hash_customer (1, "Иванов", "Пётр");
  const char *values[CRM_MAX_FIELDS] = { NULL };
  int lengths[CRM_MAX_FIELDS] = { 0 };
  guint8 id[CRM_ID_BYTES];

  g_assert_cmpuint (hash, ==, hash_customer (1, "Иванов", "Пётр"));
  g_assert_cmpuint (hash, !=, hash_customer (2, "Иванов", "Пётр"));
  g_assert_cmpuint (hash, !=, hash_customer (1, "Иванов", "Пётр "));
  g_assert_cmpuint (hash, !=, hash_customer (1, "Пётр", "Иванов"));
  g_assert_cmpuint (hash_customer (1, "ab", "c"), !=, hash_customer (1, "a", "bc"));
  g_assert_cmpuint (hash_customer (1, "a", NULL), ==, hash_customer (1, "a", ""));
  g_assert_cmpuint (hash_customer (1, "a", NULL), !=, hash_customer (1, NULL, "a"));

  values[CRM_CUSTOMER_LAST_NAME] = "Иванов, и ещё";
  lengths[CRM_CUSTOMER_LAST_NAME] = (int) strlen ("Иванов");
  g_assert_cmpuint (crm_digest_hash (&crm_customer_kind, some_id, 1, values, lengths), ==,
                    hash_customer (1, "Иванов", NULL));
  memcpy (id, some_id, sizeof id);
  id[0] ^= 1;
  g_assert_cmpuint (crm_digest_hash (&crm_customer_kind, id, 1, values, lengths), !=,
                    hash_customer (1, "Иванов", NULL));
  memset (values, 0, sizeof values);
  g_assert_cmpuint (crm_digest_hash (&crm_customer_kind, some_id, 1, values, NULL), !=,
                    crm_digest_hash (&crm_contact_point_kind, some_id, 1, values, NULL));
}

static void
test_sum (void)
{
  g_autofree CrmDigest *one = g_new0 (CrmDigest, 1);
  g_autofree CrmDigest *other = g_new0 (CrmDigest, 1);
  guint8 ids[N_ROWS][CRM_ID_BYTES];
  guint64 seed = 3;

  for (guint i = 0; i < N_ROWS; i++)
    {
      for (guint j = 0; j < CRM_ID_BYTES; j++)
        ids[i][j] = crm_test_random (&seed);
      crm_digest_add (one, ids[i], i + 1);
    }
  for (guint i = N_ROWS; i-- > 0;)
    crm_digest_add (other, ids[i], i + 1);
  g_assert_true (crm_digest_equal (one, other));

  crm_digest_remove (other, ids[7], 8);
  g_assert_false (crm_digest_equal (one, other));
  crm_digest_add (other, ids[7], 9);
  g_assert_false (crm_digest_equal (one, other));
  crm_digest_remove (other, ids[7], 9);
  crm_digest_add (other, ids[7], 8);
  g_assert_true (crm_digest_equal (one, other));
  /* Twice the same is not nothing. */
  crm_digest_add (other, ids[7], 8);
  crm_digest_add (other, ids[7], 8);
  g_assert_false (crm_digest_equal (one, other));
}

static void
test_json (void)
{
  static const char *const damaged[] = { "{}", "[]", "[[1,\"0123456789abcdef\"]]" };
  g_autofree CrmDigest *digest = g_new0 (CrmDigest, 1);
  g_autofree CrmDigest *back = g_new0 (CrmDigest, 1);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  digest->buckets[0] = (CrmDigestBucket){ G_MAXUINT64, 3 };
  digest->buckets[255] = (CrmDigestBucket){ 1, 1 };
  node = crm_digest_to_json (digest);
  g_assert_true (crm_digest_from_json (back, node, &error));
  g_assert_no_error (error);
  g_assert_true (crm_digest_equal (digest, back));
  g_assert_cmpint (json_array_get_int_element (json_node_get_array (node), 7), ==, 0);
  g_assert_false (crm_digest_is_empty (digest));
  *digest = (CrmDigest){ 0 };
  g_assert_true (crm_digest_is_empty (digest));

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (JsonNode) bad = json_from_string (damaged[i], NULL);
      g_autoptr (GError) local = NULL;

      g_assert_false (crm_digest_from_json (back, bad, &local));
      g_assert_error (local, CRM_ERROR, CRM_ERROR_CORRUPT);
    }
  json_array_remove_element (json_node_get_array (node), 4);
  json_array_add_int_element (json_node_get_array (node), 5);
  g_assert_false (crm_digest_from_json (back, node, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/hash", test_hash);
  g_test_add_func ("/digest/sum", test_sum);
  g_test_add_func ("/digest/json", test_json);
  return g_test_run ();
}
