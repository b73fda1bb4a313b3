/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-pool.h"

/* One database a test, with the table note; the pool has two workers, so that two jobs can meet. */
typedef struct
{
  char *conninfo;
  HubDbPool *pool;
} PoolFixture;

/* For g_test_add(); @postgres is a TempPostgres. */
void pool_fixture_set_up (PoolFixture *self, gconstpointer postgres);
void pool_fixture_tear_down (PoolFixture *self, gconstpointer postgres);
/* How many notes there are, by another connection. */
void pool_fixture_assert_count (PoolFixture *self, const char *expected);
