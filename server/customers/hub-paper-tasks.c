/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tasks about documents that end. The work on the bulk pool, page by page, under a lock that only
 * one process gets; what is on its way keeps the timer's object. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-paper-tasks.h"

#include <string.h>

#include "server/customers/hub-customers-queries.h"
#include "server/sync/hub-reach.h"
#include "shared/base/crm-date.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-document-expiry.h"

#define LOOK_SECONDS 60
#define PAGE         1000
#define FIRST_ID     "00000000-0000-0000-0000-000000000000"
/* In the morning of the company's clocks, so that it is among the tasks of that day. */
#define DUE_TIME "T06:00:00.000000Z"

enum
{
  COLUMN_ID,
  COLUMN_TYPE,
  COLUMN_ISSUED_ON,
  COLUMN_VALID_TO,
  COLUMN_GONE,
  COLUMN_BIRTH_DATE,
  COLUMN_CUSTOMER,
  COLUMN_OWNER,
  COLUMN_BRANCH,
  COLUMN_TASK,
  COLUMN_ENDS_ON,
};

/* What people read; the papers of Russian law have names in no other language. */
static const struct
{
  const char *type;
  const char *title;
} titles[] = {
  { "passport", "паспорт" },
  { "foreign-passport", "загранпаспорт" },
  { "driving-licence", "водительское удостоверение" },
  { "birth-certificate", "свидетельство о рождении" },
  { "vehicle-certificate", "СТС" },
  { "vehicle-passport", "ПТС" },
  { "oms", "полис ОМС" },
};

/* One document of a page. */
typedef struct
{
  HubDb *db;
  HubDbRows *rows;
  guint row;
  HubPaperPage *page;
} Paper;

static const char *
get (const Paper *paper, guint column)
{
  return hub_db_rows_text (paper->rows, paper->row, column);
}

static char *
make_text (const Paper *paper, const char *end)
{
  const char *title = "документ";

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i].type, get (paper, COLUMN_TYPE)) == 0)
      title = titles[i].title;
  return g_strdup_printf ("Заканчивается %s: %.2s.%.2s.%.4s", title, end + 8, end + 5, end);
}

/* When somebody is to look after it. */
static char *
make_due (const Paper *paper, int end)
{
  g_autofree char *day =
      crm_date_from_days (MAX (end - (int) paper->page->days_ahead, paper->page->today));

  return g_strconcat (day, DUE_TIME, NULL);
}

static void
tell (const Paper *paper)
{
  hub_tickle_add_owner (paper->page->tickle, get (paper, COLUMN_OWNER));
  hub_tickle_add_branch (paper->page->tickle, get (paper, COLUMN_BRANCH));
}

static gboolean
make_task (const Paper *paper, const char *date, int end, GError **error)
{
  g_autofree char *id = crm_id_new ();
  g_autofree char *text = make_text (paper, date);
  g_autofree char *due = make_due (paper, end);
  const char *params[] = { id,
                           get (paper, COLUMN_ID),
                           date,
                           get (paper, COLUMN_OWNER),
                           get (paper, COLUMN_BRANCH),
                           get (paper, COLUMN_CUSTOMER),
                           text,
                           due };

  paper->page->n_made++;
  tell (paper);
  return hub_db_queue (paper->db, hub_customers_query (HUB_CUSTOMERS_INSERT_PAPER_TASK), params,
                       error);
}

static gboolean
move_task (const Paper *paper, const char *date, int end, GError **error)
{
  g_autofree char *due = make_due (paper, end);
  g_autofree char *text = make_text (paper, date);
  const char *params[] = { get (paper, COLUMN_ID),     date, due, get (paper, COLUMN_OWNER),
                           get (paper, COLUMN_BRANCH), text };

  paper->page->n_moved++;
  tell (paper);
  return hub_db_queue (paper->db, hub_customers_query (HUB_CUSTOMERS_MOVE_PAPER_TASK), params,
                       error);
}

static gboolean
end_task (const Paper *paper, GError **error)
{
  const char *params[] = { get (paper, COLUMN_ID) };

  paper->page->n_ended++;
  tell (paper);
  return hub_db_queue (paper->db, hub_customers_query (HUB_CUSTOMERS_END_PAPER_TASK), params,
                       error);
}

/* One that ended long ago tells nobody anything new. */
static gboolean
is_due (const Paper *paper, int end)
{
  const int ahead = (int) paper->page->days_ahead;

  return end - ahead <= paper->page->today && end + ahead >= paper->page->today;
}

static gboolean
look_at (const Paper *paper, GError **error)
{
  const CrmPaperDates dates = { get (paper, COLUMN_TYPE), get (paper, COLUMN_BIRTH_DATE),
                                get (paper, COLUMN_ISSUED_ON), get (paper, COLUMN_VALID_TO) };
  const gboolean is_gone = hub_db_rows_boolean (paper->rows, paper->row, COLUMN_GONE);
  const gboolean has_task = get (paper, COLUMN_TASK) != NULL;
  g_autofree char *date = is_gone ? NULL : crm_document_dup_expiry (&dates);
  int end = 0;

  if (date == NULL || !crm_date_to_days (date, &end) ||
      (end - (int) paper->page->days_ahead > paper->page->today))
    return !has_task || end_task (paper, error);
  if (has_task)
    return strcmp (get (paper, COLUMN_ENDS_ON), date) == 0 || move_task (paper, date, end, error);
  return !is_due (paper, end) || make_task (paper, date, end, error);
}

static gboolean
take_lock (HubDb *db, HubPaperPage *page, GError **error)
{
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_customers_query (HUB_CUSTOMERS_LOCK_PAPERS), NULL, error);

  if (rows == NULL)
    return FALSE;
  page->is_mine = hub_db_rows_boolean (rows, 0, 0);
  page->seen = hub_db_rows_integer (rows, 0, 1);
  return TRUE;
}

gboolean
hub_paper_tasks_work (HubDb *db, gpointer data, GError **error)
{
  HubPaperPage *page = data;
  g_autofree char *since = g_strdup_printf ("%" G_GINT64_FORMAT, page->since);
  g_autofree char *limit = g_strdup_printf ("%u", page->limit);
  g_autofree char *after = g_strdup (*page->after != '\0' ? page->after : FIRST_ID);
  const char *params[] = { after, since, limit };
  g_autoptr (HubDbRows) rows = NULL;

  page->n_read = page->n_made = page->n_moved = page->n_ended = 0;
  if (!hub_reach_open_all (db, error) || !take_lock (db, page, error))
    return FALSE;
  if (!page->is_mine)
    return TRUE;
  rows = hub_db_select (db, hub_customers_query (HUB_CUSTOMERS_LIST_PAPERS), params, error);
  if (rows == NULL)
    return FALSE;

  page->n_read = hub_db_rows_count (rows);
  for (guint i = 0; i < page->n_read; i++)
    if (!look_at (&(const Paper){ db, rows, i, page }, error))
      return FALSE;
  if (page->n_read > 0)
    g_strlcpy (page->after, hub_db_rows_text (rows, page->n_read - 1, COLUMN_ID),
               sizeof page->after);
  return TRUE;
}

/* ---- the timer ------------------------------------------------------------------------------ */

struct _HubPaperTasks
{
  grefcount refs;
  HubContext *context; /* (borrowed) */
  HubTickleFunc func;
  gpointer user_data;
  GSource *timer; /* (owned) (nullable): until the end */
  int day;        /* of the last time all were looked at */
  gint64 seen;    /* place in the feed up to which they were */
  gboolean is_looking;
};

static void
tasks_unref (HubPaperTasks *self)
{
  if (g_ref_count_dec (&self->refs))
    g_free (self);
}

static void
page_free (gpointer data)
{
  hub_tickle_free (((HubPaperPage *) data)->tickle);
  g_free (data);
}

static void read_page (HubPaperTasks *self, HubPaperPage *page);

static void
go_on (HubPaperTasks *self, const HubPaperPage *page)
{
  HubPaperPage *next;

  if (page->n_made + page->n_moved + page->n_ended > 0)
    self->func (page->tickle, self->user_data);
  if (page->is_mine && page->n_read == page->limit)
    {
      next = g_memdup2 (page, sizeof *page);
      next->tickle = hub_tickle_new ();
      read_page (self, next);
      return;
    }
  self->is_looking = FALSE;
  self->day = page->today;
  self->seen = page->seen;
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubPaperTasks *self = user_data;
  g_autoptr (GError) error = NULL;
  HubPaperPage *page = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (page != NULL && self->timer != NULL)
    go_on (self, page);
  else
    self->is_looking = FALSE;
  if (page == NULL)
    g_message ("cannot look for documents that end: %s", error->message);
  tasks_unref (self);
}

static void
read_page (HubPaperTasks *self, HubPaperPage *page)
{
  self->is_looking = TRUE;
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->context->bulk_pool, HUB_DB_READ_WRITE, hub_paper_tasks_work, page,
                         page_free, NULL, page_cb, self);
}

static gboolean
look_cb (gpointer user_data)
{
  HubPaperTasks *self = user_data;
  g_autofree char *now = crm_time_to_string (crm_time_now ());
  HubPaperPage *page;

  if (self->is_looking)
    return G_SOURCE_CONTINUE;
  page = g_new0 (HubPaperPage, 1);
  page->days_ahead = self->context->config->document_days;
  page->limit = PAGE;
  page->tickle = hub_tickle_new ();
  crm_date_to_days (now, &page->today);
  page->since = page->today == self->day ? self->seen : 0;
  read_page (self, page);
  return G_SOURCE_CONTINUE;
}

HubPaperTasks *
hub_paper_tasks_new (HubContext *context, HubTickleFunc func, gpointer user_data)
{
  HubPaperTasks *self = g_new0 (HubPaperTasks, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  self->func = func;
  self->user_data = user_data;
  self->timer = g_timeout_source_new_seconds (LOOK_SECONDS);
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  look_cb (self);
  return self;
}

void
hub_paper_tasks_free (HubPaperTasks *self)
{
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  tasks_unref (self);
}
