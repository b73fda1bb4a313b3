/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two customers who may be the same, and what people decided about them. It hangs on the one with
 * the smaller id. */
#include "shared/customers/crm-duplicate-record.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-duplicate.h"

#define DIGEST_BYTES 32

struct _CrmDuplicate
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmDuplicate, crm_duplicate, CRM_TYPE_RECORD)

static const char *const statuses[] = { "open", "distinct", "merged", NULL };

static const CrmField fields[] = {
  [CRM_DUPLICATE_CUSTOMER] = { .name = "customer",
                               .column = "customer",
                               .group = "customer",
                               .type = CRM_FIELD_ID,
                               .flags = CRM_FIELD_FIXED },
  [CRM_DUPLICATE_OTHER] = { .name = "other",
                            .column = "other",
                            .group = "other",
                            .type = CRM_FIELD_ID,
                            .flags = CRM_FIELD_FIXED },
  [CRM_DUPLICATE_SCORE] = { .name = "score",
                            .column = "score",
                            .type = CRM_FIELD_INTEGER,
                            .flags = CRM_FIELD_READ_ONLY },
  [CRM_DUPLICATE_REASONS] = { .name = "reasons",
                              .column = "reasons",
                              .type = CRM_FIELD_LIST,
                              .flags = CRM_FIELD_READ_ONLY },
  [CRM_DUPLICATE_STATUS] = { .name = "status",
                             .column = "status",
                             .group = "status",
                             .type = CRM_FIELD_ENUM,
                             .values = statuses },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_DUPLICATE_N_FIELDS);

const CrmKind crm_duplicate_kind = {
  .name = "duplicate",
  .table = "duplicate",
  .fields = fields,
  .n_fields = CRM_DUPLICATE_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_DUPLICATE_CUSTOMER,
  .get_type = crm_duplicate_get_type,
  .subject = "customer",
};

static void
crm_duplicate_class_init (CrmDuplicateClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_duplicate_kind);
}

static void
crm_duplicate_init (CrmDuplicate *self)
{
}

/**
 * crm_duplicate_make_id:
 * @a: a customer
 * @b: another one
 *
 * Returns: (transfer full): an id, of the version for ids of one's own making
 */
char *
crm_duplicate_make_id (const char *a, const char *b)
{
  gboolean is_first = strcmp (a, b) < 0;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[DIGEST_BYTES];
  gsize length = sizeof digest;
  char id[CRM_ID_LENGTH + 1];

  g_checksum_update (checksum, (const guchar *) "duplicate:", -1);
  g_checksum_update (checksum, (const guchar *) (is_first ? a : b), -1);
  g_checksum_update (checksum, (const guchar *) (is_first ? b : a), -1);
  g_checksum_get_digest (checksum, digest, &length);
  digest[6] = (digest[6] & 0x0f) | 0x80;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  crm_id_from_bytes (digest, id);
  return g_strdup (id);
}

/**
 * crm_duplicate_print_reasons:
 * @reasons: a bit for each #CrmDuplicateReason
 *
 * Returns: (transfer full): a list of codes, those with most weight first
 */
char *
crm_duplicate_print_reasons (guint32 reasons)
{
  g_autofree const char **codes = crm_duplicate_list_reasons (reasons);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; codes[i] != NULL; i++)
    json_array_add_string_element (array, codes[i]);
  json_node_take_array (node, array);
  return crm_json_to_text (node);
}
