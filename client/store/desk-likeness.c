/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking for the likes of a customer: those with the heaviest keys in common are read and
 * compared, so that it is done between two key presses. Main thread, except the functions that end
 * in _work and what they call. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-likeness.h"

#include "client/store/desk-likeness-keys.h"
#include "client/store/desk-record-store.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-duplicate-record.h"
#include "shared/customers/crm-merge-choice.h"

#include <string.h>

#define MAX_OF_KEY 300 /* customers under one key that are looked at */
#define MAX_READ   80  /* of all that are looked at, read and compared */
#define MAX_ANSWER 20
#define ENOUGH     2 /* weight of keys in common with which it is worth reading */
#define MAX_LISTED 5000

DeskLike *
desk_like_new (void)
{
  return g_new0 (DeskLike, 1);
}

void
desk_like_free (gpointer self)
{
  DeskLike *like = self;

  g_free (like->name);
  g_free (like->birth);
  g_free (like->phone);
  g_free (like->owner);
  g_free (like);
}

void
desk_like_pair_free (gpointer self)
{
  DeskLikePair *pair = self;

  g_clear_pointer (&pair->first, desk_like_free);
  g_clear_pointer (&pair->second, desk_like_free);
  g_free (pair);
}

/* ---- looking --------------------------------------------------------------------------------- */

typedef struct
{
  CrmDuplicateCard *card;           /* (owned) (nullable): made of the input */
  char customer[CRM_ID_LENGTH + 1]; /* or what the cache has of this one */
  GPtrArray *likes;                 /* (owned) (element-type DeskLike) */
} Find;

typedef struct
{
  gint64 n;
  guint weight;
} Candidate;

static void
find_free (gpointer data)
{
  Find *find = data;

  g_clear_pointer (&find->card, crm_duplicate_card_free);
  g_ptr_array_unref (find->likes);
  g_free (find);
}

/* Many share a birthday or the sound of a name, few a telephone. */
static guint
weigh (char kind)
{
  return kind == 's' ? 1 : kind == 'b' ? 2 : 4;
}

static gboolean
add_candidates (DeskConnection *connection, const char *key, GHashTable *found, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_LIKENESS_FIND, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, desk_likeness_hash (key));
  sqlite3_bind_int (statement, 2, MAX_OF_KEY);
  while (desk_sqlite_step (statement, &row, error))
    {
      gint64 n;
      Candidate *candidate;

      if (!row)
        return TRUE;
      n = sqlite3_column_int64 (statement, 0);
      candidate = g_hash_table_lookup (found, &n);
      if (candidate == NULL)
        {
          candidate = g_new0 (Candidate, 1);
          candidate->n = n;
          g_hash_table_insert (found, &candidate->n, candidate);
        }
      candidate->weight += weigh (*key);
    }
  return FALSE;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *first = *(Candidate *const *) a;
  const Candidate *second = *(Candidate *const *) b;

  if (first->weight != second->weight)
    return first->weight > second->weight ? -1 : 1;
  return first->n < second->n ? -1 : first->n > second->n;
}

/* (element-type Candidate) (nullable): the most promising first; they live in @found. */
static GPtrArray *
list_candidates (DeskConnection *connection,
                 CrmDuplicateCard *card,
                 GHashTable *found,
                 GError **error)
{
  const char *const *keys = crm_duplicate_card_get_keys (card);
  GPtrArray *list;
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; keys[i] != NULL; i++)
    if (!add_candidates (connection, keys[i], found, error))
      return NULL;
  list = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Candidate *) value)->weight >= ENOUGH)
      g_ptr_array_add (list, value);
  g_ptr_array_sort (list, compare_candidates);
  return list;
}

static int
compare_likes (gconstpointer a, gconstpointer b)
{
  const DeskLike *first = *(DeskLike *const *) a;
  const DeskLike *second = *(DeskLike *const *) b;

  if (first->score != second->score)
    return first->score > second->score ? -1 : 1;
  return strcmp (first->id, second->id);
}

static gboolean
compare_with (DeskConnection *connection, Find *find, gint64 n, GError **error)
{
  g_autoptr (GError) failed = NULL;
  DeskLike *like = desk_like_new ();
  g_autoptr (CrmDuplicateCard) card = desk_likeness_read_card (connection, n, like, &failed);

  if (card != NULL && strcmp (like->id, find->customer) != 0)
    like->score = crm_duplicate_compare (find->card, card, &like->reasons);
  if (like->score >= CRM_DUPLICATE_POSSIBLE)
    g_ptr_array_add (find->likes, like);
  else
    desk_like_free (like);
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static gboolean
look (DeskConnection *connection, Find *find, GError **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_autoptr (GPtrArray) candidates = list_candidates (connection, find->card, found, error);

  if (candidates == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (candidates->len, MAX_READ); i++)
    if (!compare_with (connection, find, ((Candidate *) candidates->pdata[i])->n, error))
      return FALSE;
  g_ptr_array_sort (find->likes, compare_likes);
  if (find->likes->len > MAX_ANSWER)
    g_ptr_array_set_size (find->likes, MAX_ANSWER);
  return TRUE;
}

static gboolean
find_work (DeskConnection *connection, gpointer data, GError **error)
{
  Find *find = data;

  g_ptr_array_set_size (find->likes, 0);
  return look (connection, find, error);
}

/* ---- one of the cache ------------------------------------------------------------------------ */

static DeskLike *
find_like (GPtrArray *likes, const char *id)
{
  for (guint i = 0; i < likes->len; i++)
    if (strcmp (((DeskLike *) likes->pdata[i])->id, id) == 0)
      return likes->pdata[i];
  return NULL;
}

static gboolean
find_row (DeskConnection *connection, const char *id, gint64 *n, GError **error)
{
  guint8 bytes[CRM_ID_BYTES];
  DeskFound found = { 0 };

  *n = 0;
  if (!crm_id_to_bytes (id, bytes))
    return TRUE;
  if (!desk_record_store_find (connection, connection->schema->customer, bytes, &found, error))
    return FALSE;
  *n = found.n;
  return TRUE;
}

static guint32
read_reasons (const char *text)
{
  const CrmDuplicateRule *rules = crm_duplicate_get_rules ();
  guint32 reasons = 0;

  for (guint i = 0; text != NULL && i < CRM_DUPLICATE_N_REASONS; i++)
    {
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", rules[i].code);

      if (strstr (text, quoted) != NULL)
        reasons |= (guint32) 1 << i;
    }
  return reasons;
}

/* (nullable): somebody the server found, who is seen here. */
static gboolean
read_like (DeskConnection *connection, const char *id, DeskLike **like, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (CrmDuplicateCard) card = NULL;
  gint64 n;

  *like = NULL;
  if (!find_row (connection, id, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  *like = desk_like_new ();
  card = desk_likeness_read_card (connection, n, *like, &failed);
  if (card == NULL)
    g_clear_pointer (like, desk_like_free);
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static void
take_id (DeskLike *like, sqlite3_stmt *statement)
{
  guint8 bytes[CRM_ID_BYTES];

  if (desk_sqlite_get_id (statement, 5, bytes))
    crm_id_from_bytes (bytes, like->record);
  like->version = sqlite3_column_int64 (statement, 6);
}

static gboolean
take_record (DeskConnection *connection, Find *find, sqlite3_stmt *statement, GError **error)
{
  g_autofree char *reasons = g_strdup ((const char *) sqlite3_column_text (statement, 3));
  g_autofree char *status = g_strdup ((const char *) sqlite3_column_text (statement, 4));
  gint64 score = sqlite3_column_int64 (statement, 2);
  guint8 bytes[CRM_ID_BYTES];
  char id[CRM_ID_LENGTH + 1];
  DeskLike *like;

  if (!desk_sqlite_get_id (statement, 0, bytes))
    return TRUE;
  crm_id_from_bytes (bytes, id);
  if (strcmp (id, find->customer) == 0 && desk_sqlite_get_id (statement, 1, bytes))
    crm_id_from_bytes (bytes, id);
  like = find_like (find->likes, id);
  if (like == NULL)
    {
      if (!read_like (connection, id, &like, error))
        return FALSE;
      if (like == NULL || g_strcmp0 (status, "merged") == 0)
        {
          g_clear_pointer (&like, desk_like_free);
          return TRUE;
        }
      g_ptr_array_add (find->likes, like);
    }
  if ((guint) score > like->score)
    {
      like->score = (guint) score;
      like->reasons = read_reasons (reasons);
    }
  like->is_distinct = g_strcmp0 (status, "distinct") == 0;
  take_id (like, statement);
  return TRUE;
}

static gboolean
take_records (DeskConnection *connection, Find *find, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_LIKENESS_RECORDS, error);
  guint8 id[CRM_ID_BYTES];
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  crm_id_to_bytes (find->customer, id);
  desk_sqlite_bind_id (statement, 1, id);
  while (desk_sqlite_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      if (!take_record (connection, find, statement, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
of_work (DeskConnection *connection, gpointer data, GError **error)
{
  Find *find = data;
  g_autoptr (GError) failed = NULL;
  gint64 n;

  g_ptr_array_set_size (find->likes, 0);
  g_clear_pointer (&find->card, crm_duplicate_card_free);
  if (!find_row (connection, find->customer, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  find->card = desk_likeness_read_card (connection, n, NULL, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (find->card == NULL)
    return TRUE;
  if (!look (connection, find, error) || !take_records (connection, find, error))
    return FALSE;
  g_ptr_array_sort (find->likes, compare_likes);
  return TRUE;
}

static Find *
find_new (const char *customer)
{
  Find *find = g_new0 (Find, 1);

  find->likes = g_ptr_array_new_with_free_func (desk_like_free);
  g_strlcpy (find->customer, customer != NULL ? customer : "", sizeof find->customer);
  return find;
}

void
desk_likeness_find_async (DeskDatabase *database,
                          const CrmDuplicateInput *input,
                          const char *except,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Find *find = find_new (except);

  find->card = crm_duplicate_card_new (input);
  desk_database_read_async (database, DESK_PRIORITY_SCREEN, find_work, find, find_free, cancellable,
                            callback, user_data);
}

void
desk_likeness_of_async (DeskDatabase *database,
                        const char *customer,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  desk_database_read_async (database, DESK_PRIORITY_SCREEN, of_work, find_new (customer), find_free,
                            cancellable, callback, user_data);
}

GPtrArray *
desk_likeness_finish (DeskDatabase *database, GAsyncResult *result, GError **error)
{
  Find *find = desk_database_work_finish (database, result, error);

  return find != NULL ? g_ptr_array_ref (find->likes) : NULL;
}

/* ---- the work list --------------------------------------------------------------------------- */

/* Sure enough that nobody needs to look. */
static gboolean
are_identical (const DeskRow *a, const DeskRow *b)
{
  gboolean is_company = g_strcmp0 (a->values[CRM_CUSTOMER_TYPE], "company") == 0;
  const guint person[] = { CRM_CUSTOMER_LAST_NAME, CRM_CUSTOMER_FIRST_NAME,
                           CRM_CUSTOMER_BIRTH_DATE };
  const guint company[] = { CRM_CUSTOMER_INN };
  const guint *proofs = is_company ? company : person;
  guint n_proofs = is_company ? G_N_ELEMENTS (company) : G_N_ELEMENTS (person);

  if (g_strcmp0 (a->values[CRM_CUSTOMER_TYPE], b->values[CRM_CUSTOMER_TYPE]) != 0 ||
      g_strcmp0 (a->values[CRM_CUSTOMER_OWNER], b->values[CRM_CUSTOMER_OWNER]) != 0)
    return FALSE;
  for (guint i = 0; i < n_proofs; i++)
    if (a->values[proofs[i]] == NULL || b->values[proofs[i]] == NULL)
      return FALSE;
  for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
    if (crm_merge_has_choice (i) && a->values[i] != NULL && b->values[i] != NULL &&
        crm_merge_suggest (i, (const char *const *) a->values, (const char *const *) b->values) !=
            CRM_MERGE_TAKE_BOTH &&
        strcmp (a->values[i], b->values[i]) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
judge_pair (DeskConnection *connection,
            DeskLikePair *pair,
            const guint8 *first,
            const guint8 *second,
            GError **error)
{
  const int kind = connection->schema->customer;
  g_autoptr (DeskRow) a = NULL;
  g_autoptr (DeskRow) b = NULL;

  if (!desk_record_store_read (connection, kind, first, &a, error) ||
      !desk_record_store_read (connection, kind, second, &b, error))
    return FALSE;
  pair->is_identical = a != NULL && b != NULL && are_identical (a, b);
  return TRUE;
}

static gboolean
take_pair (DeskConnection *connection, GPtrArray *pairs, sqlite3_stmt *statement, GError **error)
{
  DeskLikePair *pair = g_new0 (DeskLikePair, 1);
  guint8 bytes[2][CRM_ID_BYTES];
  char ids[2][CRM_ID_LENGTH + 1];

  if (desk_sqlite_get_id (statement, 0, bytes[0]) && desk_sqlite_get_id (statement, 1, bytes[1]))
    {
      crm_id_from_bytes (bytes[0], ids[0]);
      crm_id_from_bytes (bytes[1], ids[1]);
      if (!read_like (connection, ids[0], &pair->first, error) ||
          !read_like (connection, ids[1], &pair->second, error))
        {
          desk_like_pair_free (pair);
          return FALSE;
        }
    }
  if (pair->first == NULL || pair->second == NULL)
    {
      desk_like_pair_free (pair);
      return TRUE;
    }
  pair->second->score = (guint) sqlite3_column_int64 (statement, 2);
  pair->second->reasons = read_reasons ((const char *) sqlite3_column_text (statement, 3));
  take_id (pair->second, statement);
  g_ptr_array_add (pairs, pair);
  return judge_pair (connection, pair, bytes[0], bytes[1], error);
}

static gboolean
list_work (DeskConnection *connection, gpointer data, GError **error)
{
  GPtrArray *pairs = data;
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_LIKENESS_OPEN, error);
  gboolean row = FALSE;

  g_ptr_array_set_size (pairs, 0);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, MAX_LISTED);
  while (desk_sqlite_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      if (!take_pair (connection, pairs, statement, error))
        return FALSE;
    }
  return FALSE;
}

void
desk_likeness_list_async (DeskDatabase *database,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  desk_database_read_async (database, DESK_PRIORITY_SCREEN, list_work,
                            g_ptr_array_new_with_free_func (desk_like_pair_free),
                            (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

GPtrArray *
desk_likeness_list_finish (DeskDatabase *database, GAsyncResult *result, GError **error)
{
  GPtrArray *pairs = desk_database_work_finish (database, result, error);

  return pairs != NULL ? g_ptr_array_ref (pairs) : NULL;
}
