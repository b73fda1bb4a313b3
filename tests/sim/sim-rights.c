/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may see what, written a second time from the papers and not from the server's code: the
 * matrix of the role, the exceptions of today, those somebody stands in for, his branch, and what
 * is shared with him. */

#define G_LOG_DOMAIN "sim"

#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer.h"
#include "tests/sim/sim-seed.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef enum
{
  NONE,
  OWN,
  BRANCH,
  ALL,
} Level;

struct _SimRights
{
  SimSeed *seed;
  const char *user;
  const char *branch; /* (nullable) */
  JsonObject *matrix; /* (owned) */
  GPtrArray *owners;  /* (element-type utf8) */
  GPtrArray *shared;  /* (element-type utf8) */
};

static Level
read_level (const char *word)
{
  static const char *const words[] = { "none", "own", "branch", "all" };

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i], word) == 0)
      return (Level) i;
  return NONE;
}

static const char *
get_today (void)
{
  g_autofree char *text = crm_time_to_string (SIM_START + sim_world ()->now + 3 * G_TIME_SPAN_HOUR);

  return sim_intern (text, 10);
}

static GPtrArray *
list_ids (SimSeed *seed, const char *sql, const char *user)
{
  const char *params[] = { user, get_today (), NULL };
  SimResult *result = sim_db_query (seed->server->db, sql, params);
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < result->rows->len; i++)
    g_ptr_array_add (ids, (gpointer) sim_to_text (*(SimValue *) result->rows->pdata[i]));
  return ids;
}

static void
set_cell (SimRights *self, const char *subject, const char *action, const char *scope)
{
  JsonObject *cells = json_object_has_member (self->matrix, subject)
                          ? json_object_get_object_member (self->matrix, subject)
                          : NULL;

  if (cells == NULL)
    {
      cells = json_object_new ();
      json_object_set_object_member (self->matrix, subject, cells);
    }
  json_object_set_string_member (cells, action, scope);
}

static void
add_exceptions (SimRights *self)
{
  const char *params[] = { self->user, get_today (), NULL };
  SimResult *result = sim_db_query (
      self->seed->server->db,
      "select subject, action, scope from right_exception where user_id = $1 and not deleted "
      "and starts_on <= $2 and (ends_on is null or ends_on >= $2) order by starts_on, id",
      params);

  for (guint i = 0; i < result->rows->len; i++)
    {
      SimValue *cell = result->rows->pdata[i];

      set_cell (self, cell[0].s, cell[1].s, cell[2].s);
    }
}

SimRights *
sim_rights_new (SimSeed *seed, const char *user)
{
  SimRights *self = g_new0 (SimRights, 1);
  const char *params[] = { user, NULL };
  const char *text =
      sim_db_execute (seed->server->db,
                      "select r.rights from app_user u join role r on r.code = u.role "
                      "where u.id = $1",
                      params);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  self->seed = seed;
  self->user = user;
  self->branch =
      sim_db_execute (seed->server->db, "select branch from app_user where id = $1", params);
  self->matrix = json_node_dup_object (node);
  self->owners = list_ids (seed,
                           "select absent from deputy where deputy = $1 and not deleted "
                           "and starts_on <= $2 and ends_on >= $2",
                           user);
  g_ptr_array_add (self->owners, (gpointer) user);
  self->shared = list_ids (seed,
                           "select customer from share where user_id = $1 and not deleted "
                           "and (ends_on is null or ends_on >= $2)",
                           user);
  add_exceptions (self);
  return self;
}

static Level
get_level (SimRights *self, const CrmKind *kind)
{
  Level level = NONE;

  if (json_object_has_member (self->matrix, kind->name))
    level = read_level (json_object_get_string_member_with_default (
        json_object_get_object_member (self->matrix, kind->name), "see", "none"));
  if (level == BRANCH && self->branch == NULL)
    level = OWN;
  return kind->root >= 0 ? MIN (level, get_level (self, &crm_customer_kind)) : level;
}

static gboolean
holds (GPtrArray *ids, SimValue id)
{
  return id.type == SIM_TEXT && g_ptr_array_find_with_equal_func (ids, id.s, g_str_equal, NULL);
}

static SimValue
get_value (SimTable *table, const SimValue *values, const char *name)
{
  int column = sim_table_find_column (table, name);

  return column >= 0 ? values[column] : sim_null;
}

static gboolean
covers (SimRights *self,
        const CrmKind *kind,
        const SimValue *values,
        SimTable *table,
        SimValue root)
{
  Level level = get_level (self, kind);
  SimValue branch = get_value (table, values, "branch");

  if (level == ALL || level == NONE)
    return level == ALL;
  if (holds (self->owners, get_value (table, values, "owner")) || holds (self->shared, root))
    return TRUE;
  return level == BRANCH && branch.type == SIM_TEXT && strcmp (branch.s, self->branch) == 0;
}

gboolean
sim_rights_see (SimRights *self, const CrmKind *kind, const SimValue *values, SimTable *table)
{
  SimValue root = kind == &crm_customer_kind ? get_value (table, values, "id")
                  : kind->root >= 0          ? get_value (table, values, "customer")
                                             : sim_null;

  return covers (self, kind, values, table, root);
}

gboolean
sim_rights_see_about (SimRights *self, const SimValue *values, SimTable *table)
{
  const CrmKind *kind = crm_kind_find (get_value (table, values, "record_kind").s);

  return kind != NULL && covers (self, kind, values, table, get_value (table, values, "customer"));
}
