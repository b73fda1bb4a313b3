/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/server/sync-fixture.h"

G_BEGIN_DECLS

/* People of all roles in some branches, each with a client that pulls now and then, while rights,
 * owners, shares and days change at random. What a client has is compared with what plain SQL says
 * its person may see. The same seed is the same world. */
typedef struct
{
  SyncFixture *sync;
  guint64 seed;
  GPtrArray *sessions;  /* (element-type HubSession) */
  GPtrArray *views;     /* (element-type SyncView) */
  GPtrArray *customers; /* (element-type utf8) */
  guint n_steps;
  guint n_pages;
} LeakWorld;

/* @n_customers with two or three rows of each kind that hangs on them. */
LeakWorld *leak_world_new (TempPostgres *postgres, guint64 seed, guint n_people, guint n_customers);
void leak_world_free (LeakWorld *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LeakWorld, leak_world_free)

/* One random change, named in @what for the report of a failure. */
const char *leak_world_step (LeakWorld *self);
/* Somebody pulls all there is, or only a piece of it. */
void leak_world_pull_piece (LeakWorld *self);
/* Pulls for @person until the end and compares; %NULL, or what is wrong. (transfer full) */
char *leak_world_check (LeakWorld *self, guint person);

G_END_DECLS
