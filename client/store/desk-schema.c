/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskSchema: tables and statements of every kind, made from its field table, so that a new field
 * needs no SQL. The only place where SQL is put together from parts; names come from the constant
 * tables of the program, never from outside. Immutable, shared by both threads of a database. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-schema.h"

#include "client/store/desk-store-resources.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-text.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-relation.h"
#include "shared/customers/crm-task.h"
#include "shared/record/crm-conflict.h"
#include "shared/record/crm-history-event.h"

/* Raise when the meaning of what is in the cache changes without a change of tables. */
#define CACHE_FORMAT "1"

/* If normalisation gives something else, the search index must be made again. */
#define SAMPLE_TEXT "Фёдор «Ёлкин–Ивлев» ООО \"Рога\" №7 a🌹b Straße É й +7 900"
#define SAMPLE_NAME "ООО «Хвоинка»"

static void
append_columns (GString *sql, const CrmKind *kind)
{
  g_string_append (sql, "id, version, state");
  for (guint i = 0; i < kind->n_fields; i++)
    g_string_append_printf (sql, ", \"%s\"", kind->fields[i].column);
}

static char *
make_table (const CrmKind *kind)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql,
                          "CREATE TABLE \"%s\" (n INTEGER PRIMARY KEY, id BLOB NOT NULL,"
                          " version INTEGER NOT NULL, state INTEGER NOT NULL",
                          kind->table);
  for (guint i = 0; i < kind->n_fields; i++)
    g_string_append_printf (sql, ", \"%s\"%s", kind->fields[i].column,
                            kind->fields[i].type == CRM_FIELD_INTEGER ? " INTEGER" : "");
  g_string_append (sql, ");");
  return g_string_free (sql, FALSE);
}

/* What is looked for in other ways than by id and root; @is_root: it does for the root too. */
typedef struct
{
  const CrmKind *kind;
  const char *name;
  const char *columns;
  gboolean is_root;
} MoreIndex;

static const MoreIndex more_indexes[] = {
  /* All that the timeline asks of history, so that none of its rows is read for it. */
  { &crm_history_event_kind, "history_event_time", "customer, at, done_at, record_kind, action",
    TRUE },
  /* Who has no e-mail is asked of every customer: answered without the rows themselves. */
  { &crm_contact_point_kind, "contact_point_type", "customer, type, state", TRUE },
  { &crm_task_kind, "task_customer", "customer", FALSE },
  { &crm_relation_kind, "relation_other", "other", FALSE },
  { &crm_policy_kind, "policy_number", "number", FALSE },
  { &crm_policy_kind, "policy_number_end", "substr (number, -4)", FALSE },
  { &crm_insured_object_kind, "insured_object_vin", "vin", FALSE },
  { &crm_insured_object_kind, "insured_object_vin_end", "substr (vin, -4)", FALSE },
  { &crm_insured_object_kind, "insured_object_plate", "plate", FALSE },
  { &crm_identity_document_kind, "identity_document_end", "substr (number, -3)", FALSE },
};

static gboolean
has_root_index (const CrmKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (more_indexes); i++)
    if (more_indexes[i].kind == kind && more_indexes[i].is_root)
      return FALSE;
  return kind->root >= 0;
}

static char *
make_indexes (const CrmKind *kind)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "CREATE UNIQUE INDEX \"%s_id\" ON \"%s\" (id);", kind->table,
                          kind->table);
  if (has_root_index (kind))
    g_string_append_printf (sql, "CREATE INDEX \"%s_root\" ON \"%s\" (\"%s\");", kind->table,
                            kind->table, kind->fields[kind->root].column);
  for (guint i = 0; i < G_N_ELEMENTS (more_indexes); i++)
    if (more_indexes[i].kind == kind)
      g_string_append_printf (sql, "CREATE INDEX %s ON \"%s\" (%s);", more_indexes[i].name,
                              kind->table, more_indexes[i].columns);
  return g_string_free (sql, FALSE);
}

static char *
make_drop_indexes (const CrmKind *kind)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "DROP INDEX IF EXISTS \"%s_id\"; DROP INDEX IF EXISTS \"%s_root\";",
                          kind->table, kind->table);
  for (guint i = 0; i < G_N_ELEMENTS (more_indexes); i++)
    if (more_indexes[i].kind == kind)
      g_string_append_printf (sql, " DROP INDEX IF EXISTS %s;", more_indexes[i].name);
  return g_string_free (sql, FALSE);
}

static char *
make_insert (const CrmKind *kind)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO \"%s\" (", kind->table);
  append_columns (sql, kind);
  g_string_append (sql, ") VALUES (?, ?, ?");
  for (guint i = 0; i < kind->n_fields; i++)
    g_string_append (sql, ", ?");
  g_string_append (sql, ")");
  return g_string_free (sql, FALSE);
}

static char *
make_update (const CrmKind *kind)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "UPDATE \"%s\" SET id = ?, version = ?, state = ?", kind->table);
  for (guint i = 0; i < kind->n_fields; i++)
    g_string_append_printf (sql, ", \"%s\" = ?", kind->fields[i].column);
  g_string_append (sql, " WHERE n = ?");
  return g_string_free (sql, FALSE);
}

static char *
make_select (const CrmKind *kind, const char *condition)
{
  GString *sql = g_string_new ("SELECT n, ");

  append_columns (sql, kind);
  g_string_append_printf (sql, " FROM \"%s\" WHERE %s", kind->table, condition);
  return g_string_free (sql, FALSE);
}

static void
make_kind (DeskSchema *self, guint index)
{
  const CrmKind *kind = self->kinds[index];
  char **sql = self->sql[index];

  self->tables[index] = make_table (kind);
  self->indexes[index] = make_indexes (kind);
  self->drop_indexes[index] = make_drop_indexes (kind);
  sql[DESK_KIND_INSERT] = make_insert (kind);
  sql[DESK_KIND_UPDATE] = make_update (kind);
  sql[DESK_KIND_DELETE] = g_strdup_printf ("DELETE FROM \"%s\" WHERE n = ?1", kind->table);
  sql[DESK_KIND_FIND] =
      g_strdup_printf ("SELECT n, version, state FROM \"%s\" WHERE id = ?1", kind->table);
  sql[DESK_KIND_BY_ID] = make_select (kind, "id = ?1");
  sql[DESK_KIND_BY_N] = make_select (kind, "n = ?1");
  sql[DESK_KIND_SET_STATE] =
      g_strdup_printf ("UPDATE \"%s\" SET state = ?2 WHERE n = ?1", kind->table);
  sql[DESK_KIND_ALL] = make_select (kind, "version <> 0");
  sql[DESK_KIND_IDS] = g_strdup_printf ("SELECT n, id FROM \"%s\" WHERE version <> 0", kind->table);
  if (kind->root >= 0)
    sql[DESK_KIND_CHILDREN] = g_strdup_printf ("SELECT n, id FROM \"%s\" WHERE \"%s\" = ?1",
                                               kind->table, kind->fields[kind->root].column);
}

static char *
make_digest (DeskSchema *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *normalised = crm_text_normalise (SAMPLE_TEXT);
  const char *const sample[CRM_CUSTOMER_N_FIELDS] = {
    [CRM_CUSTOMER_TYPE] = "company",
    [CRM_CUSTOMER_COMPANY_NAME] = SAMPLE_NAME,
  };
  g_autofree char *company_key = crm_customer_values_to_sort_key (sample);
  g_autofree char *key = crm_text_sort_key (SAMPLE_TEXT);
  g_autofree char *tokens = crm_text_phone_tokens ("+79005550123");
  g_autoptr (GBytes) fixed =
      g_resource_lookup_data (desk_store_get_resource (),
                              "/io/github/zontik/Zontik/store/sql/cache.sql", 0, NULL);

  g_checksum_update (checksum, (const guchar *) CACHE_FORMAT, -1);
  g_checksum_update (checksum, (const guchar *) normalised, -1);
  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) company_key, -1);
  g_checksum_update (checksum, (const guchar *) tokens, -1);
  g_checksum_update (checksum, g_bytes_get_data (fixed, NULL), (gssize) g_bytes_get_size (fixed));
  for (guint i = 0; i < self->n_kinds; i++)
    {
      g_checksum_update (checksum, (const guchar *) self->tables[i], -1);
      g_checksum_update (checksum, (const guchar *) self->indexes[i], -1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

DeskSchema *
desk_schema_new (void)
{
  DeskSchema *self = g_new0 (DeskSchema, 1);

  self->kinds = crm_kinds (&self->n_kinds);
  g_assert (self->n_kinds <= DESK_MAX_KINDS);
  for (guint i = 0; i < self->n_kinds; i++)
    make_kind (self, i);
  for (guint i = 0; i < self->n_kinds; i++)
    self->masked[i] = crm_kind_has_masked (self->kinds[i]);
  self->customer = desk_schema_find (self, &crm_customer_kind);
  self->contact_point = desk_schema_find (self, &crm_contact_point_kind);
  self->conflict = desk_schema_find (self, &crm_conflict_kind);
  self->digest = make_digest (self);
  return self;
}

void
desk_schema_free (DeskSchema *self)
{
  for (guint i = 0; i < self->n_kinds; i++)
    {
      g_free (self->tables[i]);
      g_free (self->indexes[i]);
      g_free (self->drop_indexes[i]);
      for (guint j = 0; j < DESK_KIND_N_SQL; j++)
        g_free (self->sql[i][j]);
    }
  g_free (self->digest);
  g_free (self);
}

int
desk_schema_find (const DeskSchema *self, const CrmKind *kind)
{
  for (guint i = 0; i < self->n_kinds; i++)
    if (self->kinds[i] == kind)
      return (int) i;
  return -1;
}

static gboolean
create_indexes (const DeskSchema *self, sqlite3 *db, GError **error)
{
  for (guint i = 0; i < self->n_kinds; i++)
    if (!desk_sqlite_exec (db, self->indexes[i], error))
      return FALSE;
  return desk_sqlite_exec (db, DESK_ORDER_INDEX, error);
}

gboolean
desk_schema_create (const DeskSchema *self, sqlite3 *db, GError **error)
{
  if (!desk_sqlite_exec_resource (db, "cache.sql", error))
    return FALSE;
  for (guint i = 0; i < self->n_kinds; i++)
    if (!desk_sqlite_exec (db, self->tables[i], error))
      return FALSE;
  return create_indexes (self, db, error);
}

/* All definitions, or those of tables, in one text. */
static char *
list_definitions (sqlite3 *db, gboolean tables_only, GError **error)
{
  sqlite3_stmt *statement =
      desk_sqlite_prepare (db,
                           "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND"
                           " (type = 'table' OR ?1 = 0) ORDER BY type, name",
                           error);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean row = FALSE;
  gboolean done = statement != NULL;

  if (statement != NULL)
    sqlite3_bind_int (statement, 1, tables_only);
  while (done && (done = desk_sqlite_step (statement, &row, error)) && row)
    for (int i = 0; i < 3; i++)
      g_string_append_printf (text, "%s\n", (const char *) sqlite3_column_text (statement, i));
  sqlite3_finalize (statement);
  return done ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

gboolean
desk_schema_check (const DeskSchema *self, sqlite3 *db, gboolean loading, GError **error)
{
  sqlite3 *fresh = desk_sqlite_open (":memory:", DESK_FILE_CACHE, error);
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;

  if (fresh == NULL)
    return FALSE;
  if (desk_schema_create (self, fresh, error))
    expected = list_definitions (fresh, loading, error);
  sqlite3_close (fresh);
  if (expected == NULL)
    return FALSE;
  found = list_definitions (db, loading, error);
  if (found == NULL)
    return FALSE;
  return g_str_equal (expected, found) ||
         crm_fail (error, CRM_ERROR_CORRUPT, "A definition in the cache is damaged");
}
