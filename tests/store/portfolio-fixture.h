/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/store/store-fixture.h"

G_BEGIN_DECLS

/* People with contacts, policies, instalments, notes and tasks around today, from a seed: the same
 * numbers give the same ids, so that they can be changed and taken away. */
typedef struct
{
  guint64 seed;
  guint version;
  GStringChunk *texts;
  int today; /* days since 1970 */
} Portfolio;

Portfolio *portfolio_new (guint64 seed);
void portfolio_free (Portfolio *self);
guint portfolio_pick (Portfolio *self, guint n);
/* "01980000-0000-7000-800K-…": the id of number @n of a kind 'K'. Lives as long as @self. */
const char *portfolio_id (Portfolio *self, char kind, guint n);
/* Days from today as a date. */
const char *portfolio_day (Portfolio *self, int days);
void portfolio_write_customer (Portfolio *self, CrmChangeWriter *writer, guint n);
void portfolio_write_contact (Portfolio *self, CrmChangeWriter *writer, guint n, guint customer);
void portfolio_write_policy (Portfolio *self, CrmChangeWriter *writer, guint n, guint customer);
void portfolio_write_instalment (Portfolio *self,
                                 CrmChangeWriter *writer,
                                 guint n,
                                 guint policy,
                                 guint customer);
void portfolio_write_note (Portfolio *self, CrmChangeWriter *writer, guint n, guint customer);
void portfolio_write_task (Portfolio *self, CrmChangeWriter *writer, guint n, guint customer);
/* @n people with all that; policy i belongs to person i / 2, instalment i to policy i / 2. */
void portfolio_write_all (Portfolio *self, CrmChangeWriter *writer, guint n);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Portfolio, portfolio_free)

G_END_DECLS
