/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Functions of PostgreSQL and of our migrations that the server's SQL calls. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-db.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef SimValue (*Function) (SimRun *run, guint n, const SimValue *args);

static gint64
wall_clock (void)
{
  return SIM_START + sim_world ()->now;
}

static SimValue
call_now (SimRun *run, guint n, const SimValue *args)
{
  return sim_text (sim_print_time (wall_clock ()));
}

static SimValue
call_identity (SimRun *run, guint n, const SimValue *args)
{
  return args[0];
}

/* The offices are in Moscow, where no clock changes. */
static SimValue
call_timezone (SimRun *run, guint n, const SimValue *args)
{
  gboolean is_utc = args[1].type == SIM_TEXT && strcmp (args[1].s, "UTC") == 0;

  if (args[0].type == SIM_NULL || is_utc)
    return args[0];
  return sim_text (sim_print_time (sim_parse_time (args[0].s) + 3 * G_TIME_SPAN_HOUR));
}

static SimValue
call_uuid (SimRun *run, guint n, const SimValue *args)
{
  g_autofree char *id = sim_dup_id ();

  return sim_dup_text (id);
}

static SimValue
call_lower (SimRun *run, guint n, const SimValue *args)
{
  g_autofree char *text = NULL;

  if (args[0].type == SIM_NULL)
    return args[0];
  text = g_utf8_strdown (args[0].s, -1);
  return sim_dup_text (text);
}

static SimValue
call_length (SimRun *run, guint n, const SimValue *args)
{
  return args[0].type == SIM_NULL ? args[0] : sim_int (g_utf8_strlen (args[0].s, -1));
}

static SimValue
call_repeat (SimRun *run, guint n, const SimValue *args)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gint64 i = 0; i < args[1].i; i++)
    g_string_append (text, args[0].s);
  return sim_dup_text (text->str);
}

static SimValue
call_right (SimRun *run, guint n, const SimValue *args)
{
  glong length = args[0].type != SIM_NULL ? g_utf8_strlen (args[0].s, -1) : 0;

  if (args[0].type == SIM_NULL || args[1].i >= length)
    return args[0];
  return sim_text (g_utf8_offset_to_pointer (args[0].s, length - (glong) args[1].i));
}

static SimValue
call_substr (SimRun *run, guint n, const SimValue *args)
{
  gsize length = strlen (args[0].s);
  gsize from = MIN ((gsize) args[1].i - 1, length);

  return sim_text (sim_intern (args[0].s + from,
                               n > 2 ? MIN ((gsize) args[2].i, length - from) : length - from));
}

static SimValue
call_replace (SimRun *run, guint n, const SimValue *args)
{
  g_autoptr (GString) text = g_string_new (args[0].s);

  g_string_replace (text, args[1].s, args[2].s, 0);
  return sim_dup_text (text->str);
}

static SimValue
call_nullif (SimRun *run, guint n, const SimValue *args)
{
  return sim_compare (args[0], args[1]) == 0 ? sim_null : args[0];
}

static SimValue
call_greatest (SimRun *run, guint n, const SimValue *args)
{
  SimValue best = sim_null;

  for (guint i = 0; i < n; i++)
    if (args[i].type != SIM_NULL && (best.type == SIM_NULL || sim_compare (args[i], best) > 0))
      best = args[i];
  return best;
}

static SimValue
call_least (SimRun *run, guint n, const SimValue *args)
{
  SimValue best = sim_null;

  for (guint i = 0; i < n; i++)
    if (args[i].type != SIM_NULL && (best.type == SIM_NULL || sim_compare (args[i], best) < 0))
      best = args[i];
  return best;
}

static SimValue
call_nextval (SimRun *run, guint n, const SimValue *args)
{
  gint64 *last = g_hash_table_lookup (run->db->sequences, args[0].s);

  if (last == NULL)
    {
      last = g_new0 (gint64, 1);
      g_hash_table_insert (run->db->sequences, (gpointer) args[0].s, last);
    }
  return sim_int (++*last);
}

/* Only the forms that the server uses: numbers of customers, dates. */
static SimValue
call_to_char (SimRun *run, guint n, const SimValue *args)
{
  g_autofree char *text = NULL;

  if (args[0].type == SIM_TEXT)
    return strcmp (args[1].s, "YYYY-MM-DD") == 0 ? sim_text (sim_intern (args[0].s, 10)) : args[0];
  text = g_strdup_printf ("%06" G_GINT64_FORMAT, args[0].i);
  return sim_dup_text (text);
}

static SimValue
call_cardinality (SimRun *run, guint n, const SimValue *args)
{
  return args[0].type == SIM_ARRAY ? sim_int (args[0].a->n) : sim_null;
}

/* ---- json ----------------------------------------------------------------------------------- */

static JsonNode *
to_node (SimValue value)
{
  JsonNode *node = json_node_alloc ();

  switch (value.type)
    {
    case SIM_NULL:
      return json_node_init_null (node);
    case SIM_BOOL:
      return json_node_init_boolean (node, value.i != 0);
    case SIM_INT:
      return json_node_init_int (node, value.i);
    case SIM_TEXT:
      if (*value.s == '{' || *value.s == '[')
        {
          JsonNode *parsed = json_from_string (value.s, NULL);

          if (parsed != NULL)
            return parsed;
        }
      return json_node_init_string (node, value.s);
    default:
      {
        JsonArray *array = json_array_new ();

        for (guint i = 0; i < value.a->n; i++)
          json_array_add_element (array, to_node (value.a->values[i]));
        json_node_init_array (node, array);
        json_array_unref (array);
        return node;
      }
    }
}

static SimValue
from_node (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  json_node_unref (node);
  return sim_dup_text (text);
}

static SimValue
call_json_object (SimRun *run, guint n, const SimValue *args)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  for (guint i = 0; i + 1 < n; i += 2)
    json_object_set_member (object, sim_to_text (args[i]), to_node (args[i + 1]));
  json_node_take_object (node, object);
  return from_node (node);
}

static SimValue
call_json_array (SimRun *run, guint n, const SimValue *args)
{
  return from_node (to_node (sim_array (n, args)));
}

static SimValue
call_to_json (SimRun *run, guint n, const SimValue *args)
{
  return args[0].type == SIM_NULL ? args[0] : from_node (to_node (args[0]));
}

static SimValue
call_strip_nulls (SimRun *run, guint n, const SimValue *args)
{
  g_autoptr (JsonNode) node = json_from_string (args[0].s, NULL);
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GList) names = json_object_get_members (object);
  g_autofree char *text = NULL;

  for (GList *l = names; l != NULL; l = l->next)
    if (json_object_get_null_member (object, l->data))
      json_object_remove_member (object, l->data);
  text = json_to_string (node, FALSE);
  return sim_dup_text (text);
}

static SimValue
call_array_to_string (SimRun *run, guint n, const SimValue *args)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < args[0].a->n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? args[1].s : "",
                            sim_to_text (args[0].a->values[i]));
  return sim_dup_text (text->str);
}

/* The one pattern that the migrations use: blanks go. */
static SimValue
call_regexp_replace (SimRun *run, guint n, const SimValue *args)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (strcmp (args[1].s, "\\s") != 0)
    sim_give_up ("%s: the model of the database knows no patterns", run->what);
  for (const char *at = args[0].s; *at != '\0'; at++)
    if (!g_ascii_isspace (*at))
      g_string_append_c (text, *at);
  return sim_dup_text (text->str);
}

static SimValue
call_left (SimRun *run, guint n, const SimValue *args)
{
  return sim_text (sim_intern (args[0].s, MIN ((gsize) args[1].i, strlen (args[0].s))));
}

static SimValue
call_make_interval (SimRun *run, guint n, const SimValue *args)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " days", args[0].i);

  return sim_dup_text (text);
}

/* Rights of the database's own roles: the model has one owner. */
static SimValue
call_nothing (SimRun *run, guint n, const SimValue *args)
{
  return sim_null;
}

/* ---- transactions and incarnations ---------------------------------------------------------- */

static const char *
print_timeline (SimRun *run)
{
  g_autofree char *text = g_strdup_printf ("%08X", run->db->timeline);

  return sim_intern (text, strlen (text));
}

static SimValue
call_timeline (SimRun *run, guint n, const SimValue *args)
{
  return sim_text (print_timeline (run));
}

static SimValue
call_lsn (SimRun *run, guint n, const SimValue *args)
{
  if (run->db->log.hides_end && run->db->looked != NULL)
    run->db->looked (run->db->looked_data);
  return sim_int ((gint64) run->db->log.end);
}

static SimValue
call_flushed (SimRun *run, guint n, const SimValue *args)
{
  return sim_int ((gint64) run->db->log.flushed);
}

static SimValue
call_emit (SimRun *run, guint n, const SimValue *args)
{
  sim_db_flush (run->db);
  return sim_int ((gint64) run->db->log.flushed);
}

static SimValue
call_xid (SimRun *run, guint n, const SimValue *args)
{
  return sim_int ((gint64) sim_tx_get_xid (run->db, run->tx));
}

static SimValue
call_xmin (SimRun *run, guint n, const SimValue *args)
{
  gint64 xmin = (gint64) run->tx->snapshot.xmin;

  return sim_int (run->tx->xid != 0 ? MIN (xmin, (gint64) run->tx->xid) : xmin);
}

static SimValue
call_xmax (SimRun *run, guint n, const SimValue *args)
{
  return sim_int ((gint64) run->tx->snapshot.xmax);
}

static const SimValue *
find_epoch (SimRun *run, SimTable *table)
{
  const SimValue *newest = NULL;

  for (guint i = 0; i < table->chains->len; i++)
    {
      SimVersion *version = sim_chain_see (table->chains->pdata[i], run->tx);

      if (version != NULL && (newest == NULL || version->values[0].i > newest[0].i))
        newest = version->values;
    }
  return newest;
}

static SimValue
get_epoch_value (SimRun *run, const SimValue *epoch, const char *name)
{
  SimTable *table = sim_db_find_table (run->db, "sync_epoch");

  return epoch[sim_table_find_column (table, name)];
}

static SimValue
call_sync_ver (SimRun *run, guint n, const SimValue *args)
{
  const SimValue *epoch = find_epoch (run, sim_db_find_table (run->db, "sync_epoch"));

  if (strcmp (get_epoch_value (run, epoch, "timeline").s, print_timeline (run)) != 0)
    {
      sim_run_fail (run, "ZK001", NULL);
      return sim_null;
    }
  return sim_int (get_epoch_value (run, epoch, "n").i << 44 |
                  (gint64) sim_tx_get_xid (run->db, run->tx));
}

/* Only a standby that was promoted knows where it left the others. */
static SimValue
get_branch_lsn (SimRun *run, gboolean is_fresh)
{
  return is_fresh || run->db->branch_place == 0 ? sim_null
                                                : sim_int ((gint64) run->db->branch_place);
}

static void
begin_epoch (SimRun *run, SimTable *table, const SimValue *before, gboolean is_fresh)
{
  SimValue *values = g_new0 (SimValue, table->columns->len);
  gint64 number = before != NULL ? before[0].i + 1 : 1;

  for (guint i = 0; i < table->columns->len; i++)
    {
      SimColumn *column = table->columns->pdata[i];
      SimScope scope = { 0 };

      if (strcmp (column->name, "n") == 0)
        values[i] = sim_int (number);
      else if (strcmp (column->name, "token") == 0)
        {
          g_autofree char *token =
              g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                               sim_random (), sim_random ());

          values[i] = sim_dup_text (token);
        }
      else if (strcmp (column->name, "timeline") == 0)
        values[i] = sim_text (print_timeline (run));
      else if (strcmp (column->name, "branch_xid") == 0)
        values[i] = sim_int ((gint64) run->tx->snapshot.xmax);
      else if (strcmp (column->name, "branch_lsn") == 0)
        values[i] = get_branch_lsn (run, is_fresh);
      else if (strcmp (column->name, "horizon_ver") == 0 && before != NULL)
        values[i] = before[i];
      else if (column->fallback != NULL)
        values[i] = sim_eval (run, column->fallback, &scope);
      else
        values[i] = sim_int (1);
    }
  sim_table_insert (run->db, table, run->tx, values);
}

/* One at a time, by the lock of the newest row. */
static SimValue
call_open_epoch (SimRun *run, guint n, const SimValue *args)
{
  SimTable *table = sim_db_find_table (run->db, "sync_epoch");
  const SimValue *epoch;

  if (table->chains->len > 0 && !sim_chain_lock (run->db, table->chains->pdata[0], run->tx))
    return sim_null;
  sim_tx_take_snapshot (run->db, run->tx);
  epoch = find_epoch (run, table);
  if (epoch == NULL || sim_is_true (args[0]) ||
      strcmp (get_epoch_value (run, epoch, "timeline").s, print_timeline (run)) != 0)
    {
      begin_epoch (run, table, epoch, sim_is_true (args[0]));
      sim_tx_take_snapshot (run->db, run->tx);
      epoch = find_epoch (run, table);
    }
  return get_epoch_value (run, epoch, "token");
}

static SimValue
call_set_config (SimRun *run, guint n, const SimValue *args)
{
  if (run->tx->settings == NULL)
    run->tx->settings = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (run->tx->settings, (gpointer) args[0].s, (gpointer) args[1].s);
  return args[1];
}

static SimValue
call_current_setting (SimRun *run, guint n, const SimValue *args)
{
  return sim_text (run->tx->settings != NULL ? g_hash_table_lookup (run->tx->settings, args[0].s)
                                             : NULL);
}

/* ---- the table ------------------------------------------------------------------------------ */

static const struct
{
  const char *name;
  Function function;
} functions[] = {
  { "now", call_now },
  { "clock_timestamp", call_now },
  { "wire_time", call_identity },
  { "timezone", call_timezone },
  { "gen_random_uuid", call_uuid },
  { "lower", call_lower },
  { "length", call_length },
  { "char_length", call_length },
  { "repeat", call_repeat },
  { "right", call_right },
  { "substr", call_substr },
  { "replace", call_replace },
  { "nullif", call_nullif },
  { "greatest", call_greatest },
  { "least", call_least },
  { "encode", call_identity },
  { "decode", call_identity },
  { "sha256", call_identity },
  { "convert_to", call_identity },
  { "nextval", call_nextval },
  { "to_char", call_to_char },
  { "cardinality", call_cardinality },
  { "array_length", call_cardinality },
  { "json_build_object", call_json_object },
  { "jsonb_build_object", call_json_object },
  { "json_build_array", call_json_array },
  { "to_json", call_to_json },
  { "to_jsonb", call_to_json },
  { "array_to_json", call_to_json },
  { "json_strip_nulls", call_strip_nulls },
  { "jsonb_build_array", call_json_array },
  { "array_to_string", call_array_to_string },
  { "regexp_replace", call_regexp_replace },
  { "left", call_left },
  { "make_interval", call_make_interval },
  { "app_grant", call_nothing },
  { "app_secure", call_nothing },
  { "app_make_kind", sim_call_make_kind },
  { "app_give_rights", sim_call_give_rights },
  { "pg_walfile_name", call_timeline },
  { "pg_current_wal_lsn", call_lsn },
  { "pg_current_wal_insert_lsn", call_lsn },
  { "pg_current_wal_flush_lsn", call_flushed },
  { "pg_logical_emit_message", call_emit },
  { "sync_timeline", call_timeline },
  { "pg_current_xact_id", call_xid },
  { "pg_current_snapshot", call_timeline },
  { "pg_snapshot_xmin", call_xmin },
  { "pg_snapshot_xmax", call_xmax },
  { "sync_ver", call_sync_ver },
  { "sync_open_epoch", call_open_epoch },
  { "set_config", call_set_config },
  { "current_setting", call_current_setting },
};

static Function
find_function (SqlExpr *expr)
{
  if (expr->function == 0)
    {
      expr->function = -1;
      for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
        if (strcmp (functions[i].name, expr->name) == 0)
          expr->function = (int) i + 1;
    }
  return expr->function > 0 ? functions[expr->function - 1].function : NULL;
}

static SimValue
call_sql (SimRun *run, SqlExpr *expr, const SimValue *args)
{
  SimSqlFunction *function = g_hash_table_lookup (run->db->functions, expr->name);
  SimSource source = { .alias = expr->name, .values = args };
  SimScope scope = { .n = 1, .sources = &source };
  SimResult *result;

  if (function == NULL || function->body == NULL)
    sim_give_up ("%s: the model of the database does not know the function %s", run->what,
                 expr->name);
  source.n_columns = function->names->len;
  source.names = (const char *const *) function->names->pdata;
  /* "select …" of nothing but the arguments. */
  if (function->body->from != NULL && function->body->from->len == 0 &&
      function->body->where == NULL && function->body->items->len == 1)
    return sim_eval (run, ((SqlItem *) function->body->items->pdata[0])->expr, &scope);
  result = sim_run_select (run, function->body, &scope);
  return result->rows->len > 0 ? *(SimValue *) result->rows->pdata[0] : sim_null;
}

static SimValue
call_coalesce (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  for (guint i = 0; i < expr->args->len; i++)
    {
      SimValue value = sim_eval (run, expr->args->pdata[i], scope);

      if (value.type != SIM_NULL)
        return value;
    }
  return sim_null;
}

SimValue
sim_call (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  Function function;
  SimValue args[16];

  if (strcmp (expr->name, "coalesce") == 0)
    return call_coalesce (run, expr, scope);
  if (sim_is_aggregate (expr))
    return sim_call_aggregate (run, expr, scope);

  g_assert (expr->args->len <= G_N_ELEMENTS (args));
  for (guint i = 0; i < expr->args->len; i++)
    args[i] = sim_eval (run, expr->args->pdata[i], scope);
  function = find_function (expr);
  if (function == NULL)
    return call_sql (run, expr, args);
  return function (run, expr->args->len, args);
}

/* ---- functions that give rows --------------------------------------------------------------- */

SimResult *
sim_result_new (void)
{
  SimResult *self = g_new0 (SimResult, 1);

  self->names = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  return self;
}

static SimResult *
unnest (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimResult *self = sim_result_new ();
  guint n = expr->args->len;
  g_autofree SimValue *lists = g_new0 (SimValue, n);
  guint longest = 0;

  for (guint i = 0; i < n; i++)
    {
      lists[i] = sim_eval (run, expr->args->pdata[i], scope);
      if (lists[i].type == SIM_ARRAY)
        longest = MAX (longest, lists[i].a->n);
      g_ptr_array_add (self->names, (gpointer) "unnest");
    }
  for (guint row = 0; row < longest; row++)
    {
      SimValue *values = (SimValue *) (gpointer) sim_alloc (n * sizeof *values);

      for (guint i = 0; i < n; i++)
        values[i] =
            lists[i].type == SIM_ARRAY && row < lists[i].a->n ? lists[i].a->values[row] : sim_null;
      g_ptr_array_add (self->rows, values);
    }
  return self;
}

static SimResult *
generate_series (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimResult *self = sim_result_new ();
  gint64 from = sim_eval (run, expr->args->pdata[0], scope).i;
  gint64 to = sim_eval (run, expr->args->pdata[1], scope).i;

  g_ptr_array_add (self->names, (gpointer) "generate_series");
  for (gint64 i = from; i <= to; i++)
    {
      SimValue *value = (SimValue *) (gpointer) sim_alloc (sizeof *value);

      *value = sim_int (i);
      g_ptr_array_add (self->rows, value);
    }
  return self;
}

static SimResult *
json_each (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  SimResult *self = sim_result_new ();
  SimValue object = sim_eval (run, expr->args->pdata[0], scope);
  g_autoptr (JsonNode) node = json_from_string (object.s, NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  g_ptr_array_add (self->names, (gpointer) "key");
  g_ptr_array_add (self->names, (gpointer) "value");
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &member))
    {
      SimValue *values = (SimValue *) (gpointer) sim_alloc (2 * sizeof *values);

      values[0] = sim_dup_text (name);
      values[1] = from_node (json_node_copy (member));
      g_ptr_array_add (self->rows, values);
    }
  return self;
}

SimResult *
sim_call_set (SimRun *run, SqlExpr *expr, SimScope *scope)
{
  if (strcmp (expr->name, "unnest") == 0)
    return unnest (run, expr, scope);
  if (strcmp (expr->name, "generate_series") == 0)
    return generate_series (run, expr, scope);
  if (strcmp (expr->name, "json_each") == 0 || strcmp (expr->name, "jsonb_each") == 0)
    return json_each (run, expr, scope);
  sim_give_up ("%s: the model of the database does not know rows of %s", run->what, expr->name);
}
