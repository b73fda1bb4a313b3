/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads all customers as cards, lets shared/customers/crm-duplicate-scan.c find the pairs, and
 * writes those down. Any one thread; blocks. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-duplicate-scan.h"

#include <string.h>

#include "server/customers/hub-duplicate-queries.h"
#include "server/customers/hub-import-queries.h"
#include "server/sync/hub-array.h"
#include "server/sync/hub-reach.h"
#include "shared/customers/crm-duplicate-record.h"
#include "shared/customers/crm-duplicate.h"

#define PAGE  5000
#define BATCH 1000
#define NO_ID "00000000-0000-0000-0000-000000000000"
/* Thousandths at which the parts begin. */
#define COMPARE_AT 450
#define WRITE_AT   800
#define ALL        1000

enum
{
  COLUMN_ID,
  COLUMN_TYPE,
  COLUMN_LAST_NAME,
  COLUMN_FIRST_NAME,
  COLUMN_MIDDLE_NAME,
  COLUMN_SEX,
  COLUMN_BIRTH_DATE,
  COLUMN_COMPANY_NAME,
  COLUMN_INN,
  COLUMN_KPP,
  COLUMN_ADDRESS,
  COLUMN_PHONES,
  COLUMN_EMAILS,
  COLUMN_DOCUMENTS,
  COLUMN_VINS,
};

/* A scan at work. */
typedef struct
{
  HubDuplicateScan *scan;
  GPtrArray *cards; /* (owned) (element-type CrmDuplicateCard) */
  GPtrArray *ids;   /* (owned) (element-type utf8): of the same customers, in order */
  GArray *pairs;    /* (owned) (nullable) (element-type CrmDuplicatePair) */
  guint64 total;
  char *ver; /* (owned) (nullable): from then on rows are newer than this scan */

  /* of the job at work */
  guint first; /* of the pairs of a batch, or how many cards there were before */
  guint n_new;
} Work;

static void
work_clear (Work *self)
{
  g_ptr_array_unref (self->cards);
  g_ptr_array_unref (self->ids);
  g_clear_pointer (&self->pairs, g_array_unref);
  g_free (self->ver);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
tell (Work *self, guint done, GError **error)
{
  HubDuplicateScan *scan = self->scan;

  if (scan->progress == NULL || scan->progress (done, scan->user_data))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the search for duplicates was stopped");
  return FALSE;
}

/* ---- reading --------------------------------------------------------------------------------- */

static gboolean
count_work (HubDb *db, gpointer data, GError **error)
{
  Work *self = data;
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_duplicate_query (HUB_DUPLICATE_COUNT_CARDS), NULL, error);
  if (rows == NULL)
    return FALSE;
  self->total = (guint64) hub_db_rows_integer (rows, 0, 0);
  g_free (self->ver);
  self->ver = g_strdup (hub_db_rows_text (rows, 0, 1));
  return TRUE;
}

static GStrv
split (HubDbRows *rows, guint row, guint column)
{
  const char *text = hub_db_rows_text (rows, row, column);

  return g_strsplit (text != NULL ? text : "", "\n", -1);
}

static CrmDuplicateCard *
read_card (HubDbRows *rows, guint row)
{
  g_auto (GStrv) phones = split (rows, row, COLUMN_PHONES);
  g_auto (GStrv) emails = split (rows, row, COLUMN_EMAILS);
  g_auto (GStrv) documents = split (rows, row, COLUMN_DOCUMENTS);
  g_auto (GStrv) vins = split (rows, row, COLUMN_VINS);
  const CrmDuplicateInput input = {
    .is_company = g_strcmp0 (hub_db_rows_text (rows, row, COLUMN_TYPE), "company") == 0,
    .last_name = hub_db_rows_text (rows, row, COLUMN_LAST_NAME),
    .first_name = hub_db_rows_text (rows, row, COLUMN_FIRST_NAME),
    .middle_name = hub_db_rows_text (rows, row, COLUMN_MIDDLE_NAME),
    .sex = hub_db_rows_text (rows, row, COLUMN_SEX),
    .birth_date = hub_db_rows_text (rows, row, COLUMN_BIRTH_DATE),
    .company_name = hub_db_rows_text (rows, row, COLUMN_COMPANY_NAME),
    .inn = hub_db_rows_text (rows, row, COLUMN_INN),
    .kpp = hub_db_rows_text (rows, row, COLUMN_KPP),
    .address = hub_db_rows_text (rows, row, COLUMN_ADDRESS),
    .phones = (const char *const *) phones,
    .emails = (const char *const *) emails,
    .documents = (const char *const *) documents,
    .vins = (const char *const *) vins,
  };

  return crm_duplicate_card_new (&input);
}

static gboolean
read_work (HubDb *db, gpointer data, GError **error)
{
  Work *self = data;
  const char *params[] = { self->first > 0 ? self->ids->pdata[self->first - 1] : NO_ID,
                           G_STRINGIFY (PAGE) };
  g_autoptr (HubDbRows) rows = NULL;

  g_ptr_array_set_size (self->cards, self->first);
  g_ptr_array_set_size (self->ids, self->first);
  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_duplicate_query (HUB_DUPLICATE_LIST_CARDS), params, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      g_ptr_array_add (self->cards, read_card (rows, i));
      g_ptr_array_add (self->ids, g_strdup (hub_db_rows_text (rows, i, COLUMN_ID)));
    }
  return TRUE;
}

static gboolean
read_all (Work *self, GError **error)
{
  HubDbPool *pool = self->scan->pool;

  if (!hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, count_work, self, error))
    return FALSE;
  do
    {
      guint64 done;

      self->first = self->cards->len;
      if (!hub_db_pool_run_sync (pool, HUB_DB_READ_ONLY, read_work, self, error))
        return FALSE;
      done = MIN (self->cards->len, self->total);
      if (!tell (self, (guint) (COMPARE_AT * done / MAX (self->total, 1)), error))
        return FALSE;
    }
  while (self->cards->len - self->first == PAGE);
  self->scan->n_customers = self->cards->len;
  return TRUE;
}

/* ---- comparing ------------------------------------------------------------------------------- */

static gboolean
compared (double fraction, gpointer data)
{
  return tell (data, COMPARE_AT + (guint) ((WRITE_AT - COMPARE_AT) * fraction), NULL);
}

static gboolean
compare (Work *self, GError **error)
{
  self->pairs = crm_duplicate_scan ((CrmDuplicateCard *const *) self->cards->pdata,
                                    self->cards->len, CRM_DUPLICATE_LIKELY, compared, self);
  if (self->pairs == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                   "the search for duplicates was stopped");
      return FALSE;
    }
  self->scan->n_pairs = self->pairs->len;
  return TRUE;
}

/* ---- writing --------------------------------------------------------------------------------- */

enum
{
  ARRAY_CUSTOMER,
  ARRAY_OTHER,
  ARRAY_ID,
  ARRAY_SCORE,
  ARRAY_REASONS,
  N_ARRAYS,
};

static void
append_pair (Work *self, const CrmDuplicatePair *pair, HubArray **arrays)
{
  const char *a = self->ids->pdata[pair->a];
  const char *b = self->ids->pdata[pair->b];
  g_autofree char *id = crm_duplicate_make_id (a, b);
  g_autofree char *score = g_strdup_printf ("%u", pair->score);
  g_autofree char *reasons = crm_duplicate_print_reasons (pair->reasons);

  hub_array_add (arrays[ARRAY_CUSTOMER], strcmp (a, b) < 0 ? a : b);
  hub_array_add (arrays[ARRAY_OTHER], strcmp (a, b) < 0 ? b : a);
  hub_array_add (arrays[ARRAY_ID], id);
  hub_array_add (arrays[ARRAY_SCORE], score);
  hub_array_add (arrays[ARRAY_REASONS], reasons);
}

/* The pairs from @first on, before @end. */
static HubDbRows *
select_with_pairs (Work *self,
                   HubDb *db,
                   const HubQuery *query,
                   guint end,
                   const char **more,
                   GError **error)
{
  HubArray *arrays[N_ARRAYS];
  const char *params[N_ARRAYS];
  HubDbRows *rows;

  for (guint i = 0; i < N_ARRAYS; i++)
    arrays[i] = hub_array_new ();
  for (guint i = self->first; i < end; i++)
    append_pair (self, &g_array_index (self->pairs, CrmDuplicatePair, i), arrays);
  for (guint i = 0; i < N_ARRAYS; i++)
    params[i] = hub_array_end (arrays[i]);
  if (more != NULL)
    {
      params[3] = params[ARRAY_OTHER];
      params[1] = more[0];
      params[2] = more[1];
    }
  rows = hub_reach_open_all (db, error) ? hub_db_select (db, query, params, error) : NULL;
  for (guint i = 0; i < N_ARRAYS; i++)
    hub_array_free (arrays[i]);
  return rows;
}

static gboolean
write_work (HubDb *db, gpointer data, GError **error)
{
  Work *self = data;
  guint end = MIN (self->first + BATCH, self->pairs->len);
  g_autoptr (HubDbRows) rows =
      select_with_pairs (self, db, hub_duplicate_query (HUB_DUPLICATE_SAVE_PAIRS), end, NULL,
                         error);

  if (rows == NULL)
    return FALSE;
  self->n_new = (guint) hub_db_rows_integer (rows, 0, 0);
  return TRUE;
}

static gboolean
drop_work (HubDb *db, gpointer data, GError **error)
{
  Work *self = data;
  const char *more[] = { self->ver, G_STRINGIFY (CRM_DUPLICATE_LIKELY) };
  g_autoptr (HubDbRows) rows = NULL;

  self->first = 0;
  rows = select_with_pairs (self, db, hub_duplicate_query (HUB_DUPLICATE_DROP_STALE),
                            self->pairs->len, more, error);
  if (rows == NULL)
    return FALSE;
  self->scan->n_stale = (guint) hub_db_rows_integer (rows, 0, 0);
  return TRUE;
}

static gboolean
write_all (Work *self, GError **error)
{
  HubDbPool *pool = self->scan->pool;

  for (self->first = 0; self->first < self->pairs->len; self->first += BATCH)
    {
      if (!hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, write_work, self, error) ||
          !tell (self, WRITE_AT + (ALL - WRITE_AT) * self->first / self->pairs->len, error))
        return FALSE;
      self->scan->n_new += self->n_new;
    }
  return hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, drop_work, self, error) &&
         tell (self, ALL, error);
}

static gboolean
notify_work (HubDb *db, gpointer data, GError **error)
{
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_import_query (HUB_IMPORT_NOTIFY), NULL, error);

  return rows != NULL;
}

gboolean
hub_duplicate_scan_run (HubDuplicateScan *self, GError **error)
{
  g_auto (Work)
      work = { self, g_ptr_array_new_with_free_func ((GDestroyNotify) crm_duplicate_card_free),
               g_ptr_array_new_with_free_func (g_free) };

  self->n_customers = self->n_pairs = self->n_new = self->n_stale = 0;
  return read_all (&work, error) && compare (&work, error) && write_all (&work, error) &&
         hub_db_pool_run_sync (self->pool, HUB_DB_READ_WRITE, notify_work, self, error);
}
