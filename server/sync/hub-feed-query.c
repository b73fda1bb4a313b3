/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The questions that a page of the feed asks. Several statements travel in one round trip; settings
 * for row security stand in front of what they are meant for, in the same implicit transaction.
 * Worker threads. */

#define G_LOG_DOMAIN "hub-change-feed"

#include "server/sync/hub-feed-query.h"

#include "server/sync/hub-sync-queries.h"

#include <string.h>

#define INTEGER_TEXT 24
#define MAX_LISTS    6
#define MAX_BATCH    (HUB_N_KINDS + 4)
#define MAX_PARAMS   11

/* Statements of one round trip. */
typedef struct
{
  guint n;
  const HubQuery *queries[MAX_BATCH];
  const char *params[MAX_BATCH][MAX_PARAMS];
  const char *const *param_lists[MAX_BATCH];
  HubDbRows *results[MAX_BATCH]; /* (owned) (nullable) */
} Batch;

static void
batch_clear (Batch *self)
{
  for (guint i = 0; i < self->n; i++)
    g_clear_pointer (&self->results[i], hub_db_rows_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

/* @params: as many as the query has. */
static guint
batch_add_query (Batch *self, const HubQuery *query, const char *const *params)
{
  g_return_val_if_fail (self->n < MAX_BATCH, 0);

  self->queries[self->n] = query;
  for (guint i = 0; i < self->queries[self->n]->n_params; i++)
    self->params[self->n][i] = params[i];
  self->param_lists[self->n] = self->params[self->n];
  return self->n++;
}

static guint
batch_add (Batch *self, HubSyncQuery query, const char *const *params)
{
  return batch_add_query (self, hub_sync_query (query), params);
}

static void
batch_add_reach (Batch *self, const HubReachText *reach, const char *shared)
{
  const char *params[] = { reach->levels, reach->owners, reach->branch, shared };

  batch_add (self, HUB_SYNC_SET_REACH, params);
}

static gboolean
batch_run (Batch *self, HubDb *db, GError **error)
{
  return hub_db_select_many (db, self->n, self->queries, self->param_lists, self->results, error);
}

static const char *
print_integer (char text[INTEGER_TEXT], gint64 value)
{
  g_snprintf (text, INTEGER_TEXT, "%" G_GINT64_FORMAT, value);
  return text;
}

static const char *
get_shared (const HubRights *rights)
{
  return rights->shared != NULL ? rights->shared : "{}";
}

static gboolean
has_level (const HubReach *reach, CrmScope level)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (reach->levels[i] == level)
      return TRUE;
  return FALSE;
}

/* ---- places -------------------------------------------------------------------------------- */

/* The exits that matter: "{o,o,b,s}" and "{owner,owner,branch,person}". */
typedef struct
{
  char levels[2 * (HUB_MAX_OWNERS + 3) + 2];
  char scopes[(HUB_MAX_OWNERS + 3) * (CRM_ID_LENGTH + 1) + 2];
} ExitText;

static void
append (char *text, gsize size, const char *item)
{
  g_strlcat (text, *text == '\0' ? "{" : ",", size);
  g_strlcat (text, item, size);
}

static void
add_scope (ExitText *self, const char *level, const char *scope)
{
  append (self->levels, sizeof self->levels, level);
  append (self->scopes, sizeof self->scopes, scope);
}

static void
print_exits (ExitText *self, const HubReach *reach, const char *user)
{
  *self->levels = *self->scopes = '\0';
  for (guint i = 0; i < reach->n_owners; i++)
    add_scope (self, "o", reach->owners[i]);
  if (has_level (reach, CRM_SCOPE_BRANCH))
    {
      add_scope (self, "b", reach->branch);
      /* What was everybody's. */
      if (strcmp (reach->branch, HUB_NO_ID) != 0)
        add_scope (self, "b", HUB_NO_ID);
    }
  add_scope (self, "s", user);
  g_strlcat (self->levels, "}", sizeof self->levels);
  g_strlcat (self->scopes, "}", sizeof self->scopes);
}

/* Kinds of @kinds whose level is one of @levels (bits). */
static HubKindSet
select_kinds (const HubReach *reach, HubKindSet kinds, guint levels)
{
  HubKindSet selected = 0;

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if ((kinds & HUB_KIND_BIT (i)) != 0 && (levels & 1u << reach->levels[i]) != 0)
      selected |= HUB_KIND_BIT (i);
  return selected;
}

static void
add_list (Batch *batch,
          HubSyncQuery list,
          const char *const *common,
          char text[INTEGER_TEXT],
          HubKindSet kinds,
          const char *whose)
{
  const char *params[] = { common[0], common[1], common[2], common[3], common[4], text, whose };

  if (kinds == 0)
    return;
  print_integer (text, kinds);
  batch_add (batch, list, params);
}

static gint64
get_ver (HubDbRows *rows, guint row)
{
  return hub_db_rows_integer (rows, row, 0);
}

static int
compare_places (HubDbRows *a, guint row_a, HubDbRows *b, guint row_b)
{
  gint64 vers[] = { get_ver (a, row_a), get_ver (b, row_b) };
  gint64 kinds[] = { hub_db_rows_integer (a, row_a, 1), hub_db_rows_integer (b, row_b, 1) };

  if (vers[0] != vers[1])
    return vers[0] < vers[1] ? -1 : 1;
  if (kinds[0] != kinds[1])
    return kinds[0] < kinds[1] ? -1 : 1;
  return strcmp (hub_db_rows_text (a, row_a, 2), hub_db_rows_text (b, row_b, 2));
}

static void
take_place (GArray *places, HubDbRows *rows, guint row)
{
  HubPlace place = { .ver = get_ver (rows, row), .kind = hub_db_rows_integer (rows, row, 1) };

  g_strlcpy (place.id, hub_db_rows_text (rows, row, 2), sizeof place.id);
  if (place.kind == HUB_KIND_EXIT)
    {
      place.exit_kind = hub_db_rows_integer (rows, row, 3);
      place.reason = g_intern_string (hub_db_rows_text (rows, row, 4));
    }
  g_array_append_val (places, place);
}

/* The next of all lists; what several of them have is one. %FALSE: nothing more, or not known
 * because a list was cut there. */
static gboolean
take_next (HubDbRows **lists,
           guint *rows,
           guint n_lists,
           guint limit,
           GArray *places,
           gboolean *is_cut)
{
  int best = -1;

  for (guint i = 0; i < n_lists; i++)
    {
      guint n = hub_db_rows_count (lists[i]);

      if (rows[i] == n && n == limit)
        {
          *is_cut = TRUE;
          return FALSE;
        }
      if (rows[i] < n &&
          (best < 0 || compare_places (lists[i], rows[i], lists[best], rows[best]) < 0))
        best = i;
    }
  if (best < 0)
    return FALSE;

  take_place (places, lists[best], rows[best]);
  for (guint i = n_lists; i-- > 0;)
    if (rows[i] < hub_db_rows_count (lists[i]) &&
        compare_places (lists[i], rows[i], lists[best], rows[best]) == 0 && (int) i != best)
      rows[i]++;
  rows[best]++;
  return TRUE;
}

static GArray *
merge (HubDbRows **lists, guint n_lists, guint limit, gboolean *is_end)
{
  GArray *places = g_array_sized_new (FALSE, FALSE, sizeof (HubPlace), MIN (limit, 256));
  guint rows[MAX_LISTS] = { 0 };
  gboolean is_cut = FALSE;

  while (places->len < limit && take_next (lists, rows, n_lists, limit, places, &is_cut))
    continue;
  *is_end = places->len < limit && !is_cut;
  return places;
}

/* ---- the state ------------------------------------------------------------------------------ */

static void
take_state (HubFeedState *state, HubDbRows *rows)
{
  state->seen = hub_db_rows_integer (rows, 0, 0);
  state->flushed = hub_db_rows_integer (rows, 0, 1);
  state->horizon = hub_db_rows_integer (rows, 0, 2);
  state->mark = hub_db_rows_integer (rows, 0, 3);
}

gboolean
hub_feed_read_state (HubDb *db, HubFeedState *state, GError **error)
{
  g_autoptr (HubDbRows) rows = hub_db_select (db, hub_sync_query (HUB_SYNC_READ_SEEN), NULL, error);

  if (rows != NULL)
    take_state (state, rows);
  return rows != NULL;
}

/* The watermark stands behind all that has ended, and what tells of that was in the log before the
 * place that was read with it. */
gint64
hub_feed_get_safe (const HubRights *rights, const HubFeedState *state)
{
  return state->flushed >= rights->seen ? rights->watermark : MIN (state->mark, rights->watermark);
}

/* ---- lists ---------------------------------------------------------------------------------- */

GArray *
hub_feed_list_places (HubDb *db,
                      const HubPlaceQuery *query,
                      gboolean *is_end,
                      HubFeedState *state,
                      GError **error)
{
  const HubReach *reach = &query->rights->reach;
  HubKindSet own = select_kinds (reach, query->kinds, 1u << CRM_SCOPE_OWN | 1u << CRM_SCOPE_BRANCH);
  char ver[INTEGER_TEXT], kind[INTEGER_TEXT], to[INTEGER_TEXT], limit[INTEGER_TEXT];
  char masks[4][INTEGER_TEXT];
  const char *common[] = { print_integer (ver, query->ver), print_integer (kind, query->kind),
                           query->id, print_integer (to, query->to_ver),
                           print_integer (limit, query->limit) };
  ExitText exits;
  HubReachText text;
  guint n_lists;
  g_auto (Batch) batch = { 0 };

  hub_reach_print (reach, &text);
  batch_add_reach (&batch, &text, get_shared (query->rights));
  add_list (&batch, HUB_SYNC_LIST_ALL, common, masks[0],
            select_kinds (reach, query->kinds, 1u << CRM_SCOPE_ALL), NULL);
  add_list (&batch, HUB_SYNC_LIST_OWN, common, masks[1], own, text.owners);
  add_list (&batch, HUB_SYNC_LIST_BRANCH, common, masks[2],
            select_kinds (reach, query->kinds, 1u << CRM_SCOPE_BRANCH), text.branch);
  if (query->rights->shared != NULL)
    add_list (&batch, HUB_SYNC_LIST_SHARED, common, masks[3], own, query->rights->shared);
  if (query->has_exits && own != 0)
    {
      const char *params[] = { common[0], common[1],    common[2],   common[3],
                               common[4], exits.levels, exits.scopes };

      print_exits (&exits, reach, query->rights->user);
      batch_add (&batch, HUB_SYNC_LIST_EXITS, params);
    }
  n_lists = batch.n - 1;
  if (state != NULL)
    batch_add (&batch, HUB_SYNC_READ_SEEN, NULL);
  if (!batch_run (&batch, db, error))
    return NULL;
  if (state != NULL)
    take_state (state, batch.results[n_lists + 1]);
  return merge (batch.results + 1, n_lists, query->limit, is_end);
}

GArray *
hub_feed_list_lost (HubDb *db, const HubLostQuery *query, GError **error)
{
  char since[INTEGER_TEXT], kinds[INTEGER_TEXT], kind[INTEGER_TEXT], limit[INTEGER_TEXT];
  HubReachText text;
  ExitText exits;
  const char *params[] = { text.levels,
                           text.owners,
                           query->before->branch,
                           print_integer (since, query->since),
                           exits.levels,
                           exits.scopes,
                           query->user,
                           print_integer (kinds, query->kinds),
                           print_integer (kind, query->kind),
                           query->id,
                           print_integer (limit, query->limit) };
  g_auto (Batch) batch = { 0 };
  GArray *places;

  hub_reach_print (query->before, &text);
  print_exits (&exits, query->before, query->user);
  batch_add (&batch, HUB_SYNC_OPEN_REACH, NULL);
  batch_add (&batch, HUB_SYNC_LIST_LOST, params);
  if (!batch_run (&batch, db, error))
    return NULL;

  places = g_array_new (FALSE, TRUE, sizeof (HubPlace));
  for (guint i = 0; i < hub_db_rows_count (batch.results[1]); i++)
    {
      HubPlace place = { .kind = hub_db_rows_integer (batch.results[1], i, 0) };

      g_strlcpy (place.id, hub_db_rows_text (batch.results[1], i, 1), sizeof place.id);
      g_array_append_val (places, place);
    }
  return places;
}

/* ---- rows ---------------------------------------------------------------------------------- */

void
hub_feed_answer_clear (HubFeedAnswer *self)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    g_clear_pointer (&self->rows[i], hub_db_rows_free);
  g_clear_pointer (&self->gone, hub_db_rows_free);
}

typedef struct
{
  GString *ids[HUB_N_KINDS + 1]; /* (owned) (nullable): "{id,…}" by kind */
  GString *gone_kinds;           /* (owned) (nullable) */
  GString *gone_ids;             /* (owned) (nullable) */
  gboolean has_deleted;
} Asked;

static void
free_text (GString *text)
{
  if (text != NULL)
    g_string_free (text, TRUE);
}

static void
asked_clear (Asked *self)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    free_text (self->ids[i]);
  free_text (self->gone_kinds);
  free_text (self->gone_ids);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asked, asked_clear)

static void
add_item (GString **list, const char *item)
{
  if (*list == NULL)
    *list = g_string_new ("{");
  else
    g_string_append_c (*list, ',');
  g_string_append (*list, item);
}

static void
ask (Asked *self, const HubPlace *place, gboolean is_gone)
{
  char number[INTEGER_TEXT];

  if (is_gone || place->kind == HUB_KIND_EXIT)
    {
      guint kind = place->kind == HUB_KIND_EXIT ? place->exit_kind : place->kind;

      add_item (&self->gone_kinds, print_integer (number, kind));
      add_item (&self->gone_ids, place->id);
    }
  else if (place->kind >= 1 && place->kind <= HUB_N_KINDS)
    add_item (&self->ids[place->kind], place->id);
}

static void
end_lists (Asked *self)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (self->ids[i] != NULL)
      g_string_append_c (self->ids[i], '}');
  if (self->gone_ids != NULL)
    {
      g_string_append_c (self->gone_kinds, '}');
      g_string_append_c (self->gone_ids, '}');
    }
}

/* Kinds that hang on customers and are seen less far: they may have to go although the customer
 * stays. */
static HubKindSet
find_narrow (const HubReach *reach)
{
  HubKindSet narrow = 0;

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (hub_kinds_get (i)->kind->root >= 0 && reach->levels[i] < reach->levels[HUB_KIND_CUSTOMER])
      narrow |= HUB_KIND_BIT (i);
  return narrow;
}

/* What a batch needs until it was run. */
typedef struct
{
  HubReachText reach;
  char levels[HUB_N_KINDS + 1][INTEGER_TEXT];
  char narrow[INTEGER_TEXT];
  guint row_at[HUB_N_KINDS + 1]; /* in the batch; 0: not asked for */
  guint gone_at;
  guint seen_at;
} Reading;

static void
add_rows (Batch *batch, Reading *reading, const HubRights *rights, Asked *asked)
{
  batch_add_reach (batch, &reading->reach, get_shared (rights));
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (asked->ids[i] != NULL && rights->reach.levels[i] != CRM_SCOPE_NONE)
      {
        const char *params[] = { asked->ids[i]->str,
                                 asked->has_deleted ? "true" : "false",
                                 print_integer (reading->levels[i], rights->reach.levels[i]),
                                 reading->reach.owners,
                                 reading->reach.branch,
                                 get_shared (rights) };

        reading->row_at[i] = batch_add_query (batch, hub_kinds_get (i)->rows, params);
      }
}

static void
add_gone (Batch *batch, Reading *reading, const HubRights *rights, Asked *asked)
{
  const char *params[] = { asked->gone_kinds->str,
                           asked->gone_ids->str,
                           reading->reach.levels,
                           reading->reach.owners,
                           reading->reach.branch,
                           get_shared (rights),
                           print_integer (reading->narrow, find_narrow (&rights->reach)) };

  batch_add (batch, HUB_SYNC_OPEN_REACH, NULL);
  reading->gone_at = batch_add (batch, HUB_SYNC_LIST_GONE, params);
}

static gboolean
read_asked (HubDb *db, const HubRights *rights, Asked *asked, HubFeedAnswer *answer, GError **error)
{
  g_auto (Batch) batch = { 0 };
  Reading reading = { 0 };

  end_lists (asked);
  hub_reach_print (&rights->reach, &reading.reach);
  add_rows (&batch, &reading, rights, asked);
  if (asked->gone_ids != NULL)
    add_gone (&batch, &reading, rights, asked);
  reading.seen_at = batch_add (&batch, HUB_SYNC_READ_SEEN, NULL);
  if (!batch_run (&batch, db, error))
    return FALSE;

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (reading.row_at[i] > 0)
      answer->rows[i] = g_steal_pointer (&batch.results[reading.row_at[i]]);
  if (reading.gone_at > 0)
    answer->gone = g_steal_pointer (&batch.results[reading.gone_at]);
  take_state (&answer->state, batch.results[reading.seen_at]);
  return TRUE;
}

static void
ask_all (Asked *self, GArray *places, gboolean is_gone)
{
  for (guint i = 0; i < places->len; i++)
    ask (self, &g_array_index (places, HubPlace, i), is_gone);
}

gboolean
hub_feed_read (HubDb *db,
               const HubRights *rights,
               GArray *places,
               gboolean has_deleted,
               HubFeedAnswer *answer,
               GError **error)
{
  g_auto (Asked) asked = { .has_deleted = has_deleted };

  ask_all (&asked, places, FALSE);
  return places->len == 0 || read_asked (db, rights, &asked, answer, error);
}

gboolean
hub_feed_read_gone (HubDb *db,
                    const HubRights *rights,
                    GArray *places,
                    HubFeedAnswer *answer,
                    GError **error)
{
  g_auto (Asked) asked = { .has_deleted = FALSE };

  ask_all (&asked, places, TRUE);
  return places->len == 0 || read_asked (db, rights, &asked, answer, error);
}

/* ---- both at once -------------------------------------------------------------------------- */

/* The scan of the kind that fits, or %NULL. */
static const HubQuery *
find_scan (const HubRights *rights, guint number)
{
  const HubKind *kind = hub_kinds_get (number);

  switch (rights->reach.levels[number])
    {
    case CRM_SCOPE_ALL:
      return kind->scan_all;
    case CRM_SCOPE_OWN:
      return rights->reach.n_owners == 1 && rights->shared == NULL ? kind->scan_own : NULL;
    default:
      return NULL;
    }
}

gboolean
hub_feed_can_scan (const HubRights *rights, guint number)
{
  return find_scan (rights, number) != NULL;
}

static void
take_last (HubDbRows *rows, HubPlace *place)
{
  guint last = hub_db_rows_count (rows) - 1;

  place->ver = hub_db_rows_integer (rows, last, 1);
  g_strlcpy (place->id, hub_db_rows_text (rows, last, 0), sizeof place->id);
}

gboolean
hub_feed_scan (HubDb *db,
               const HubPlaceQuery *query,
               HubPlace *place,
               gboolean *is_end,
               HubFeedAnswer *answer,
               GError **error)
{
  const HubReach *reach = &query->rights->reach;
  char ver[INTEGER_TEXT], level[INTEGER_TEXT], to[INTEGER_TEXT], limit[INTEGER_TEXT];
  HubReachText text;
  const char *params[] = { print_integer (ver, query->ver),
                           query->id,
                           print_integer (level, reach->levels[query->kind]),
                           text.owners,
                           reach->branch,
                           get_shared (query->rights),
                           print_integer (to, query->to_ver),
                           print_integer (limit, query->limit),
                           reach->owners[0] };
  g_auto (Batch) batch = { 0 };
  HubDbRows *rows;

  hub_reach_print (reach, &text);
  batch_add_reach (&batch, &text, get_shared (query->rights));
  batch_add_query (&batch, find_scan (query->rights, query->kind), params);
  batch_add (&batch, HUB_SYNC_READ_SEEN, NULL);
  if (!batch_run (&batch, db, error))
    return FALSE;

  rows = answer->rows[query->kind] = g_steal_pointer (&batch.results[1]);
  take_state (&answer->state, batch.results[2]);
  *is_end = hub_db_rows_count (rows) < query->limit;
  if (hub_db_rows_count (rows) > 0)
    take_last (rows, place);
  return TRUE;
}
