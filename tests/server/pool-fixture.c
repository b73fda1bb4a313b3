/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "test"

#include "tests/server/pool-fixture.h"

#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

#define SCHEMA_SQL                                                                                 \
  "create table note (id int primary key, text text not null check (text <> ''));"                 \
  "create function raise_state(state text) returns void language plpgsql as "                      \
  "$$ begin raise exception 'as asked' using errcode = state; end $$"

void
pool_fixture_set_up (PoolFixture *self, gconstpointer postgres)
{
  self->conninfo = temp_postgres_create_empty_database ((TempPostgres *) postgres);
  g_free (temp_postgres_query (self->conninfo, SCHEMA_SQL));
  self->pool = hub_db_pool_new (self->conninfo, 2, 100);
}

void
pool_fixture_tear_down (PoolFixture *self, gconstpointer postgres)
{
  hub_db_pool_close (self->pool);
  crm_test_drain ();
  g_assert_finalize_object (self->pool);
  g_free (self->conninfo);
}

void
pool_fixture_assert_count (PoolFixture *self, const char *expected)
{
  g_autofree char *count = temp_postgres_query (self->conninfo, "select count(*) from note");

  g_assert_cmpstr (count, ==, expected);
}
