/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The question of a request for the audit, and the place in the answer at which the next one goes
 * on. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-audit-filter.h"

#include <string.h>

#include "shared/base/crm-time.h"

#define MAC_LENGTH    16
#define CURSOR_LENGTH (8 + CRM_ID_BYTES + MAC_LENGTH)
#define MAX_WORD      64

static const char *const names[] = {
  [HUB_AUDIT_FILTER_FROM] = "from",   [HUB_AUDIT_FILTER_TO] = "to",
  [HUB_AUDIT_FILTER_ACTOR] = "actor", [HUB_AUDIT_FILTER_ACTION] = "action",
  [HUB_AUDIT_FILTER_KIND] = "kind",   [HUB_AUDIT_FILTER_RECORD] = "record",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == HUB_AUDIT_FILTER_N);

/* Reading */

static gboolean
is_word (const char *text)
{
  return strlen (text) <= MAX_WORD &&
         strspn (text, G_CSET_a_2_z G_CSET_DIGITS "-") == strlen (text);
}

static gboolean
is_time (const char *text)
{
  gint64 time;

  return crm_time_parse (text, &time, NULL);
}

static gboolean
is_value (HubAuditFilterField field, const char *text)
{
  switch (field)
    {
    case HUB_AUDIT_FILTER_FROM:
    case HUB_AUDIT_FILTER_TO:
      return is_time (text);
    case HUB_AUDIT_FILTER_ACTOR:
    case HUB_AUDIT_FILTER_RECORD:
      return crm_id_is_valid (text);
    case HUB_AUDIT_FILTER_ACTION:
    case HUB_AUDIT_FILTER_KIND:
      return is_word (text);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static void
read_value (HubAuditFilter *self,
            HubAuditFilterField field,
            HubExchange *exchange,
            CrmProblem *problem)
{
  const char *text = hub_exchange_get_query (exchange, names[field]);
  g_autofree char *pointer = g_strconcat ("/", names[field], NULL);

  if (text == NULL || *text == '\0')
    return;
  if (is_value (field, text))
    self->values[field] = g_strdup (text);
  else
    crm_problem_add (problem, pointer, "format", "it cannot be read");
}

static void
read_limit (HubAuditFilter *self, HubExchange *exchange, guint max_limit, CrmProblem *problem)
{
  const char *text = hub_exchange_get_query (exchange, "limit");
  guint64 limit = MIN (100, max_limit);

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, max_limit, &limit, NULL))
    crm_problem_add (problem, "/limit", "range", "from 1 to %u", max_limit);
  self->limit = (guint) limit;
}

/* Cursors */

static void
sign (HubAuditFilter *self, GBytes *secret, const char *user, guint8 cursor[CURSOR_LENGTH])
{
  guint8 digest[32];
  gsize length = sizeof digest;
  gsize key_length;
  const guint8 *key = g_bytes_get_data (secret, &key_length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  g_autofree char *filter = hub_audit_filter_describe (self);

  g_hmac_update (hmac, (const guchar *) "audit", -1);
  g_hmac_update (hmac, cursor, CURSOR_LENGTH - MAC_LENGTH);
  g_hmac_update (hmac, (const guchar *) user, -1);
  g_hmac_update (hmac, (const guchar *) filter, -1);
  g_hmac_get_digest (hmac, digest, &length);
  memcpy (cursor + CURSOR_LENGTH - MAC_LENGTH, digest, MAC_LENGTH);
}

char *
hub_audit_filter_dup_cursor (HubAuditFilter *self, GBytes *secret, const char *user)
{
  guint8 cursor[CURSOR_LENGTH];
  guint64 ver = GUINT64_TO_BE ((guint64) self->ver);
  char *text = NULL;

  memcpy (cursor, &ver, sizeof ver);
  crm_id_to_bytes (self->id, cursor + sizeof ver);
  sign (self, secret, user, cursor);
  text = g_base64_encode (cursor, sizeof cursor);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/* What this server gave this person for this very question, and nothing else, is a cursor. */
static gboolean
read_cursor (HubAuditFilter *self, GBytes *secret, const char *user, const char *text)
{
  g_autofree char *padded = g_strconcat (text, "==", NULL);
  gsize length = 0;
  g_autofree guint8 *data = NULL;
  g_autofree char *again = NULL;
  guint64 ver;

  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  data = g_base64_decode (padded, &length);
  if (length != CURSOR_LENGTH)
    return FALSE;
  memcpy (&ver, data, sizeof ver);
  self->ver = (gint64) GUINT64_FROM_BE (ver);
  crm_id_from_bytes (data + sizeof ver, self->id);
  again = hub_audit_filter_dup_cursor (self, secret, user);
  return strcmp (again, text) == 0;
}

void
hub_audit_filter_read (HubAuditFilter *self,
                       HubExchange *exchange,
                       guint max_limit,
                       CrmProblem *problem)
{
  const char *cursor = hub_exchange_get_query (exchange, "cursor");

  memset (self, 0, sizeof *self);
  self->ver = G_MAXINT64;
  g_strlcpy (self->id, HUB_LAST_ID, sizeof self->id);
  for (guint i = 0; i < HUB_AUDIT_FILTER_N; i++)
    read_value (self, i, exchange, problem);
  read_limit (self, exchange, max_limit, problem);
  if (cursor != NULL && !read_cursor (self, hub_exchange_get_context (exchange)->secret,
                                      hub_exchange_get_session (exchange)->user, cursor))
    crm_problem_add (problem, "/cursor", "format", "not a cursor of this question");
}

void
hub_audit_filter_clear (HubAuditFilter *self)
{
  for (guint i = 0; i < HUB_AUDIT_FILTER_N; i++)
    g_clear_pointer (&self->values[i], g_free);
}

void
hub_audit_filter_advance (HubAuditFilter *self, HubDbRows *rows)
{
  guint last = hub_db_rows_count (rows) - 1;

  self->ver = hub_db_rows_integer (rows, last, HUB_AUDIT_COLUMN_VER);
  g_strlcpy (self->id, hub_db_rows_text (rows, last, HUB_AUDIT_COLUMN_ID), sizeof self->id);
}

char *
hub_audit_filter_describe (HubAuditFilter *self)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < HUB_AUDIT_FILTER_N; i++)
    if (self->values[i] != NULL)
      json_object_set_string_member (object, names[i], self->values[i]);
  json_node_take_object (node, object);
  return json_to_string (node, FALSE);
}

/* Reading the audit */

/* There is an index for each of the two that leave little; a statement for both would use none. */
static HubAdminQuery
choose_query (HubAuditFilter *self)
{
  if (self->values[HUB_AUDIT_FILTER_RECORD] != NULL)
    return HUB_ADMIN_LIST_AUDIT_RECORD;
  return self->values[HUB_AUDIT_FILTER_ACTOR] != NULL ? HUB_ADMIN_LIST_AUDIT_ACTOR
                                                      : HUB_ADMIN_LIST_AUDIT;
}

HubDbRows *
hub_audit_filter_select (HubAuditFilter *self, HubAdminCall *call, GError **error)
{
  const HubRights *rights = &call->rights;
  CrmScope scope = crm_rights_get (&rights->matrix, call->subject, call->action);
  char ver[24];
  char limit[16];
  const char *params[] = { ver,
                           self->id,
                           self->values[HUB_AUDIT_FILTER_FROM],
                           self->values[HUB_AUDIT_FILTER_TO],
                           self->values[HUB_AUDIT_FILTER_ACTOR],
                           self->values[HUB_AUDIT_FILTER_ACTION],
                           self->values[HUB_AUDIT_FILTER_KIND],
                           self->values[HUB_AUDIT_FILTER_RECORD],
                           crm_scope_to_text (scope),
                           rights->user,
                           *rights->branch != '\0' ? rights->branch : NULL,
                           limit };

  g_snprintf (ver, sizeof ver, "%" G_GINT64_FORMAT, self->ver);
  g_snprintf (limit, sizeof limit, "%u", self->limit);
  return hub_db_select (call->db, hub_admin_query (choose_query (self)), params, error);
}
