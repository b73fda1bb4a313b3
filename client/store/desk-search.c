/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Searching for one thing, ranked. The index answers in the order of names, so a few of everybody,
 * a few of one's own and those opened lately are read and sorted: enough for a short list, and as
 * cheap for a million customers as for a hundred. Main thread; the work is the reader's. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-search.h"

#include "client/store/desk-database-private.h"
#include "client/store/desk-query-sql.h"
#include "client/store/desk-record-store.h"
#include "client/store/desk-summary.h"
#include "client/store/desk-text-index.h"
#include "client/store/desk-text-words.h"
#include "shared/base/crm-lookalike.h"
#include "shared/base/crm-text.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-vin.h"

#include <string.h>

#define MAX_CANDIDATES 60 /* of everybody, and as many of one's own */
#define MAX_OPENED     30
#define MIN_NUMBER     4
#define OPENED         "opened" /* in meta: "id instant" lines, the last one first */

typedef enum
{
  MATCH_WHOLE,
  MATCH_START,
  MATCH_OTHER, /* one wrong key, or something else of theirs */
} Match;

typedef struct
{
  DeskSearchHit *hit;
  gint64 pos;
  Match match;
  gboolean own;
  char recent[32];
} Candidate;

typedef struct
{
  char *text;
  char *user;
  GPtrArray *hits;
  char **opened;      /* while it works: lines of meta */
  GArray *candidates; /* while it works: (element-type Candidate) */
} Search;

static void
free_hit (gpointer data)
{
  DeskSearchHit *hit = data;

  if (hit == NULL)
    return;
  g_free (hit->id);
  g_free (hit->customer);
  g_free (hit->found);
  for (guint i = 0; i < G_N_ELEMENTS (hit->values); i++)
    g_free (hit->values[i]);
  g_free (hit);
}

static void
clear_candidate (gpointer data)
{
  free_hit (((Candidate *) data)->hit);
}

static void
free_search (gpointer data)
{
  Search *self = data;

  g_free (self->text);
  g_free (self->user);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_free (self);
}

/* ---- customers ----------------------------------------------------------------------------- */

static Match
match_word (const char *const *have, const char *word)
{
  g_autofree char *swapped = crm_text_swap_layout (word);
  g_autofree char *other = crm_text_normalise (swapped);
  Match best = MATCH_OTHER;

  for (guint i = 0; have[i] != NULL && best != MATCH_WHOLE; i++)
    if (g_str_equal (have[i], word) || g_str_equal (have[i], other))
      best = MATCH_WHOLE;
    else if (g_str_has_prefix (have[i], word) ||
             (*other != '\0' && g_str_has_prefix (have[i], other)))
      best = MATCH_START;
  return best;
}

static gboolean
match_customer (DeskConnection *connection,
                const DeskRow *row,
                const char *text,
                Match *match,
                GError **error)
{
  g_autofree char *all = desk_text_words_make (connection, row, error);
  g_auto (GStrv) words = crm_text_split_terms (text);
  g_auto (GStrv) have = NULL;

  if (all == NULL)
    return FALSE;
  have = g_strsplit_set (all, " -.@", -1);
  *match = MATCH_WHOLE;
  for (guint i = 0; words[i] != NULL; i++)
    *match = MAX (*match, match_word ((const char *const *) have, words[i]));
  return TRUE;
}

static const char *
find_opened (char **opened, const char *id)
{
  for (guint i = 0; opened[i] != NULL; i++)
    if (g_str_has_prefix (opened[i], id) && opened[i][CRM_ID_LENGTH] == ' ')
      return opened[i] + CRM_ID_LENGTH + 1;
  return "";
}

static gboolean
is_known (GArray *candidates, gint64 pos)
{
  for (guint i = 0; i < candidates->len; i++)
    if (g_array_index (candidates, Candidate, i).pos == pos)
      return TRUE;
  return FALSE;
}

/* @only_words: it is one only if its words are those. */
static gboolean
add_candidate (DeskConnection *connection,
               Search *self,
               const DeskRow *row,
               gboolean only_words,
               GError **error)
{
  Candidate candidate = { 0 };
  g_autofree CrmCustomerSummary *summary = NULL;
  char id[CRM_ID_LENGTH + 1];

  if (row == NULL || row->state == CRM_RECORD_DELETED)
    return TRUE;
  if (!desk_text_index_find (connection, row->n, &candidate.pos, error) ||
      !match_customer (connection, row, self->text, &candidate.match, error) ||
      !desk_summary_read (connection, row->n, &summary, error))
    return FALSE;
  crm_id_from_bytes (row->id, id);
  g_strlcpy (candidate.recent, find_opened (self->opened, id), sizeof candidate.recent);
  if (summary != NULL && strcmp (summary->last_contact, candidate.recent) > 0)
    g_strlcpy (candidate.recent, summary->last_contact, sizeof candidate.recent);
  if (is_known (self->candidates, candidate.pos) || (only_words && candidate.match == MATCH_OTHER))
    return TRUE;
  candidate.own =
      self->user != NULL && g_strcmp0 (row->values[CRM_CUSTOMER_OWNER], self->user) == 0;
  candidate.hit = g_new0 (DeskSearchHit, 1);
  candidate.hit->kind = &crm_customer_kind;
  candidate.hit->id = g_strdup (id);
  candidate.hit->customer = g_strdup (id);
  g_array_append_val (self->candidates, candidate);
  return TRUE;
}

static gboolean
add_found (DeskConnection *connection, Search *self, DeskQuery *query, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!desk_query_run (query, connection, MAX_CANDIDATES, keys, error))
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    {
      const gint64 pos = g_array_index (keys, gint64, i);
      g_autoptr (DeskRow) row = NULL;
      gint64 n = 0;

      if (is_known (self->candidates, pos))
        continue;
      if (!desk_text_index_get_row (connection, pos, &n, error) ||
          !desk_record_store_read_n (connection, connection->schema->customer, n, &row, error) ||
          !add_candidate (connection, self, row, FALSE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_opened (DeskConnection *connection, Search *self, GError **error)
{
  for (guint i = 0; self->opened[i] != NULL; i++)
    {
      g_autofree char *text = g_strndup (self->opened[i], CRM_ID_LENGTH);
      g_autoptr (DeskRow) row = NULL;
      guint8 id[CRM_ID_BYTES];

      if (!crm_id_to_bytes (text, id))
        continue;
      if (!desk_record_store_read (connection, connection->schema->customer, id, &row, error) ||
          !add_candidate (connection, self, row, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;
  int order = (int) x->match - (int) y->match;

  if (order == 0)
    order = y->own - x->own;
  if (order == 0)
    order = strcmp (y->recent, x->recent);
  if (order == 0)
    order = x->pos < y->pos ? -1 : x->pos > y->pos;
  return order;
}

static char **
read_opened (DeskConnection *connection)
{
  g_autofree char *text = desk_connection_get_meta (connection, OPENED);

  return g_strsplit (text != NULL ? text : "", "\n", MAX_OPENED);
}

static gboolean
find_customers (DeskConnection *connection, Search *self, GError **error)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, TRUE, sizeof (Candidate));
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) found = desk_query_search (all, self->text);
  g_auto (GStrv) opened = read_opened (connection);

  self->opened = opened;
  self->candidates = candidates;
  g_array_set_clear_func (candidates, clear_candidate);
  if (self->user != NULL)
    {
      g_autoptr (DeskQuery) own = desk_query_where (found, CRM_CUSTOMER_OWNER, self->user);

      if (!add_found (connection, self, own, error))
        return FALSE;
    }
  if (!add_found (connection, self, found, error) || !add_opened (connection, self, error))
    return FALSE;
  g_array_sort (candidates, compare_candidates);
  for (guint i = 0; i < MIN (candidates->len, DESK_SEARCH_MAX_CUSTOMERS); i++)
    g_ptr_array_add (self->hits, g_steal_pointer (&g_array_index (candidates, Candidate, i).hit));
  return TRUE;
}

/* ---- what hangs on them -------------------------------------------------------------------- */

/* One way to find rows of a kind; answers id, customer, the value found and three to show. */
typedef struct
{
  const CrmKind *kind;
  guint field;
  const char *sql;
} Source;

#define BEGINS(column) " x." column " >= ?1 AND x." column " < ?1 || char (0x10ffff)"
#define ENDS(column)                                                                               \
  " substr (x." column ", -4) = substr (?1, -4) AND substr (x." column ", -length (?1)) = ?1"
#define POLICIES(condition)                                                                        \
  "SELECT x.id, x.customer, x.number, x.product, x.starts_on, x.ends_on FROM policy x "            \
  "WHERE" condition " AND x.state <> 3 ORDER BY x.ends_on DESC, x.id LIMIT ?2"
#define OBJECTS(column, condition)                                                                 \
  "SELECT x.id, x.customer, x." column                                                             \
  ", x.title, x.make, x.model FROM insured_object x WHERE" condition                               \
  " AND x.state <> 3 ORDER BY x." column ", x.id LIMIT ?2"

static const Source policy_start = { &crm_policy_kind, CRM_POLICY_NUMBER,
                                     POLICIES (BEGINS ("number")) };
static const Source policy_end = { &crm_policy_kind, CRM_POLICY_NUMBER,
                                   POLICIES (ENDS ("number")) };
static const Source vin_start = { &crm_insured_object_kind, CRM_INSURED_OBJECT_VIN,
                                  OBJECTS ("vin", BEGINS ("vin")) };
static const Source vin_end = { &crm_insured_object_kind, CRM_INSURED_OBJECT_VIN,
                                OBJECTS ("vin", ENDS ("vin")) };
static const Source plate = { &crm_insured_object_kind, CRM_INSURED_OBJECT_PLATE,
                              OBJECTS ("plate", BEGINS ("plate")) };

static gboolean
has_hit (Search *self, const char *id)
{
  for (guint i = 0; i < self->hits->len; i++)
    if (g_str_equal (((DeskSearchHit *) g_ptr_array_index (self->hits, i))->id, id))
      return TRUE;
  return FALSE;
}

static void
add_hit (Search *self, const Source *source, sqlite3_stmt *statement)
{
  char id[CRM_ID_LENGTH + 1], customer[CRM_ID_LENGTH + 1];
  guint8 bytes[CRM_ID_BYTES];
  DeskSearchHit *hit;

  if (!desk_sqlite_get_id (statement, 0, bytes))
    return;
  crm_id_from_bytes (bytes, id);
  if (has_hit (self, id))
    return;
  hit = g_new0 (DeskSearchHit, 1);
  hit->kind = source->kind;
  hit->id = g_strdup (id);
  if (desk_sqlite_get_id (statement, 1, bytes))
    {
      crm_id_from_bytes (bytes, customer);
      hit->customer = g_strdup (customer);
    }
  hit->why = source->kind;
  hit->field = source->field;
  hit->found = g_strdup ((const char *) sqlite3_column_text (statement, 2));
  for (int i = 0; i < (int) G_N_ELEMENTS (hit->values); i++)
    hit->values[i] = g_strdup ((const char *) sqlite3_column_text (statement, 3 + i));
  g_ptr_array_add (self->hits, hit);
}

static gboolean
find_source (DeskConnection *connection,
             Search *self,
             const Source *source,
             const char *number,
             GError **error)
{
  sqlite3_stmt *statement = desk_sqlite_prepare (connection->cache, source->sql, error);
  gboolean row = FALSE;
  gboolean done = statement != NULL;

  if (!done)
    return FALSE;
  sqlite3_bind_text (statement, 1, number, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, DESK_SEARCH_MAX_CHILDREN);
  while ((done = desk_sqlite_step (statement, &row, error)) && row)
    add_hit (self, source, statement);
  sqlite3_finalize (statement);
  return done;
}

/* The digits at the end of "ХХХ0001234567". */
static const char *
find_digits (const char *squeezed)
{
  const char *at = squeezed;

  while (*at != '\0' && !g_ascii_isdigit (*at))
    at = g_utf8_next_char (at);
  return strspn (at, "0123456789") == strlen (at) ? at : "";
}

static gboolean
find_policies (DeskConnection *connection, Search *self, GError **error)
{
  g_autofree char *squeezed = crm_lookalike_tidy (self->text, CRM_TIDY_DASHES);
  const char *digits = find_digits (squeezed);

  return strlen (digits) < MIN_NUMBER ||
         (find_source (connection, self, &policy_start, digits, error) &&
          find_source (connection, self, &policy_end, digits, error));
}

static gboolean
find_objects (DeskConnection *connection, Search *self, GError **error)
{
  g_autofree char *squeezed = crm_lookalike_tidy (self->text, CRM_TIDY_DASHES);
  g_autofree char *vin = crm_vin_normalise (squeezed, NULL);
  g_autofree char *sign = crm_lookalike_tidy (squeezed, CRM_TIDY_DASHES | CRM_TIDY_CYRILLIC);
  guint n_digits = 0;

  for (const char *at = squeezed; *at != '\0'; at++)
    n_digits += g_ascii_isdigit (*at) != 0;
  if (g_utf8_strlen (squeezed, -1) < MIN_NUMBER || n_digits < MIN_NUMBER - 1)
    return TRUE;
  return find_source (connection, self, &vin_start, vin, error) &&
         find_source (connection, self, &plate, sign, error) &&
         find_source (connection, self, &vin_end, vin, error);
}

/* ---- the search ---------------------------------------------------------------------------- */

static gboolean
search_work (DeskConnection *connection, gpointer data, GError **error)
{
  Search *self = data;

  g_clear_pointer (&self->hits, g_ptr_array_unref);
  self->hits = g_ptr_array_new_with_free_func (free_hit);
  return find_customers (connection, self, error) && find_policies (connection, self, error) &&
         find_objects (connection, self, error);
}

void
desk_search_async (DeskDatabase *database,
                   const char *text,
                   const char *user,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  Search *self;

  g_return_if_fail (DESK_IS_DATABASE (database));
  self = g_new0 (Search, 1);
  self->text = g_strdup (text);
  self->user = g_strdup (user);
  desk_database_read_async (database, DESK_PRIORITY_TYPED, search_work, self, free_search,
                            cancellable, callback, user_data);
}

GPtrArray *
desk_search_finish (DeskDatabase *database, GAsyncResult *result, GError **error)
{
  Search *self = desk_database_work_finish (database, result, error);

  return self != NULL ? g_steal_pointer (&self->hits) : NULL;
}

static gboolean
note_work (DeskConnection *connection, gpointer data, GError **error)
{
  const char *customer = data;
  g_auto (GStrv) opened = read_opened (connection);
  g_autofree char *now = crm_time_to_string (g_get_real_time ());
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s", customer, now);
  for (guint i = 0, n = 1; opened[i] != NULL && n < MAX_OPENED; i++)
    if (*opened[i] != '\0' && strchr (opened[i], '\n') == NULL &&
        !g_str_has_prefix (opened[i], customer))
      {
        g_string_append_printf (text, "\n%s", opened[i]);
        n++;
      }
  return desk_connection_put_meta (connection, OPENED, text->str, error);
}

void
desk_search_note_opened (DeskDatabase *database, const char *customer)
{
  g_return_if_fail (DESK_IS_DATABASE (database));
  g_return_if_fail (crm_id_is_valid (customer));

  desk_database_write_async (database, DESK_PRIORITY_SCREEN, note_work, g_strdup (customer), g_free,
                             NULL, NULL, NULL);
}
