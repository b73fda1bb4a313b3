/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Walks the relations of a household in the cache and sums up its members. Reader thread; the
 * answer is the main thread's. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-household.h"

#include "client/store/desk-record-store.h"
#include "client/store/desk-summary.h"
#include "shared/customers/crm-household.h"

/* People who are linked in a row without an end are no household. */
#define MAX_MEMBERS 100

#define LINKS                                                                                      \
  "SELECT customer, other FROM relation WHERE customer = ?1 AND household = 'true'"                \
  " AND other IS NOT NULL AND state <> ?2"                                                         \
  " UNION ALL SELECT customer, other FROM relation WHERE other = ?1 AND household = 'true'"        \
  " AND state <> ?2"

typedef struct
{
  char *customer;
  DeskHousehold household;
} Reading;

/* One walk through the links. */
typedef struct
{
  sqlite3_stmt *statement;
  GPtrArray *texts;  /* (owned) (element-type utf8) */
  GArray *links;     /* (element-type CrmHouseholdLink) */
  GHashTable *known; /* (element-type utf8): of texts */
  GPtrArray *queue;  /* (element-type utf8): of texts */
} Walk;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_free (reading->customer);
  g_ptr_array_unref (reading->household.ids);
  g_free (reading);
}

/* (transfer none) */
static const char *
note_id (Walk *walk, const char *id)
{
  char *text;

  if (g_hash_table_contains (walk->known, id))
    return g_hash_table_lookup (walk->known, id);
  text = g_strdup (id);
  g_ptr_array_add (walk->texts, text);
  g_hash_table_insert (walk->known, text, text);
  g_ptr_array_add (walk->queue, text);
  return text;
}

static gboolean
read_links (Walk *walk, const char *id, GError **error)
{
  guint8 bytes[CRM_ID_BYTES];
  gboolean row = FALSE;

  if (!crm_id_to_bytes (id, bytes))
    return TRUE;
  desk_sqlite_bind_id (walk->statement, 1, bytes);
  sqlite3_bind_int (walk->statement, 2, CRM_RECORD_DELETED);
  while (TRUE)
    {
      char first[CRM_ID_LENGTH + 1], second[CRM_ID_LENGTH + 1];
      guint8 customer[CRM_ID_BYTES], other[CRM_ID_BYTES];
      CrmHouseholdLink link;

      if (!desk_sqlite_step (walk->statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (!desk_sqlite_get_id (walk->statement, 0, customer) ||
          !desk_sqlite_get_id (walk->statement, 1, other))
        continue;
      crm_id_from_bytes (customer, first);
      crm_id_from_bytes (other, second);
      link.customer = note_id (walk, first);
      link.other = note_id (walk, second);
      g_array_append_val (walk->links, link);
    }
}

static gboolean
find_members (Walk *walk, const char *customer, GPtrArray *ids, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;

  note_id (walk, customer);
  for (guint i = 0; i < walk->queue->len && i < MAX_MEMBERS; i++)
    if (!read_links (walk, g_ptr_array_index (walk->queue, i), error))
      return FALSE;
  found = crm_household_find (customer, (const CrmHouseholdLink *) (gpointer) walk->links->data,
                              walk->links->len);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (ids, g_strdup (g_ptr_array_index (found, i)));
  return TRUE;
}

static gboolean
add_member (DeskConnection *connection, DeskHousehold *self, const char *id, GError **error)
{
  g_autofree CrmCustomerSummary *summary = NULL;
  guint8 bytes[CRM_ID_BYTES];
  DeskFound found = { 0 };

  if (!crm_id_to_bytes (id, bytes) ||
      !desk_record_store_find (connection, connection->schema->customer, bytes, &found, error))
    return FALSE;
  if (found.n == 0)
    return TRUE;
  if (!desk_summary_read (connection, found.n, &summary, error))
    return FALSE;
  if (summary == NULL)
    return TRUE;
  self->n_insured += summary->n_in_force > 0;
  self->n_policies += summary->n_in_force;
  self->premium += summary->premium;
  self->overdue += summary->overdue;
  return TRUE;
}

static gboolean
read_work (DeskConnection *connection, gpointer data, GError **error)
{
  Reading *reading = data;
  DeskHousehold *self = &reading->household;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (CrmHouseholdLink));
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();
  Walk walk = { .texts = texts, .links = links, .known = known, .queue = queue };
  gboolean done;

  g_ptr_array_set_size (self->ids, 0);
  self->n_insured = self->n_policies = 0;
  self->premium = self->overdue = 0;
  walk.statement = desk_sqlite_prepare (connection->cache, LINKS, error);
  done = walk.statement != NULL && find_members (&walk, reading->customer, self->ids, error);
  sqlite3_finalize (walk.statement);
  for (guint i = 0; done && i < self->ids->len; i++)
    done = add_member (connection, self, g_ptr_array_index (self->ids, i), error);
  return done;
}

void
desk_household_read_async (DeskDatabase *database,
                           const char *customer,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Reading *reading;

  g_return_if_fail (DESK_IS_DATABASE (database) && customer != NULL);
  reading = g_new0 (Reading, 1);
  reading->customer = g_strdup (customer);
  reading->household.ids = g_ptr_array_new_with_free_func (g_free);
  desk_database_read_async (database, DESK_PRIORITY_SCREEN, read_work, reading, free_reading,
                            cancellable, callback, user_data);
}

const DeskHousehold *
desk_household_read_finish (DeskDatabase *database, GAsyncResult *result, GError **error)
{
  Reading *reading = desk_database_work_finish (database, result, error);

  return reading == NULL ? NULL : &reading->household;
}
