/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Versions, transactions and locks of the model database. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-db.h"

#include <string.h>

#define FIRST_XID 750

SimDb *
sim_db_new (void)
{
  SimDb *self = g_new0 (SimDb, 1);

  self->tables = g_hash_table_new (g_str_hash, g_str_equal);
  self->functions = g_hash_table_new (g_str_hash, g_str_equal);
  self->sequences = g_hash_table_new (g_str_hash, g_str_equal);
  self->active = g_ptr_array_new ();
  self->commits = g_ptr_array_new ();
  self->next_xid = FIRST_XID;
  self->log.last_xid = self->log.durable_xid = FIRST_XID - 1;
  self->timeline = 1;
  return self;
}

SimTable *
sim_db_find_table (SimDb *self, const char *name)
{
  return g_hash_table_lookup (self->tables, name);
}

int
sim_table_find_column (SimTable *self, const char *name)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (strcmp (((SimColumn *) self->columns->pdata[i])->name, name) == 0)
      return (int) i;
  return -1;
}

/* ---- the log -------------------------------------------------------------------------------- */

static void
write_log (SimDb *db, SimTx *tx)
{
  db->log.end++;
  db->log.last_xid = MAX (db->log.last_xid, tx->xid);
}

void
sim_db_flush (SimDb *self)
{
  self->log.flushed = self->log.end;
  self->log.durable_xid = self->log.last_xid;
  self->log.hides_end = FALSE;
}

static void
flush_cb (gpointer data)
{
  sim_db_flush (data);
}

void
sim_db_crash (SimDb *self)
{
  SimLog log = self->log;

  sim_db_abort_all (self);
  self->log = log;
  self->log.end = log.flushed;
  self->log.last_xid = log.durable_xid;
  self->log.hides_end = FALSE;
  self->next_xid = log.durable_xid + 1;
}

/* ---- transactions --------------------------------------------------------------------------- */

SimTx *
sim_tx_new (SimDb *db, gboolean is_repeatable)
{
  SimTx *self = g_new0 (SimTx, 1);

  self->is_repeatable = is_repeatable;
  self->writes = g_ptr_array_new_with_free_func (g_free);
  self->locks = g_ptr_array_new ();
  self->waiters = g_ptr_array_new ();
  return self;
}

void
sim_tx_take_snapshot (SimDb *db, SimTx *tx)
{
  SimSnapshot *snapshot = &tx->snapshot;

  if (tx->has_snapshot && tx->is_repeatable)
    return;
  tx->has_snapshot = TRUE;
  g_free (snapshot->active);
  snapshot->active = g_new (guint64, db->active->len + 1);
  snapshot->n_active = db->active->len;
  snapshot->xmax = db->next_xid;
  snapshot->xmin = db->next_xid;
  for (guint i = 0; i < db->active->len; i++)
    {
      snapshot->active[i] = ((SimTx *) db->active->pdata[i])->xid;
      snapshot->xmin = MIN (snapshot->xmin, snapshot->active[i]);
    }
}

guint64
sim_tx_get_xid (SimDb *db, SimTx *tx)
{
  if (tx->xid == 0)
    {
      tx->xid = db->next_xid++;
      g_ptr_array_add (db->active, tx);
    }
  return tx->xid;
}

static void
end_tx (SimDb *db, SimTx *tx, SimTxState state)
{
  tx->state = state;
  for (guint i = 0; i < tx->locks->len; i++)
    {
      SimChain *chain = tx->locks->pdata[i];

      if (chain->locker == tx)
        chain->locker = NULL;
    }
  g_ptr_array_set_size (tx->locks, 0);
  g_ptr_array_remove_fast (db->active, tx);
  for (guint i = 0; i < tx->waiters->len; i++)
    sim_fiber_wake (tx->waiters->pdata[i]);
  g_ptr_array_set_size (tx->waiters, 0);
}

void
sim_tx_commit (SimDb *db, SimTx *tx)
{
  if (tx->state != SIM_TX_ACTIVE)
    return;
  end_tx (db, tx, SIM_TX_COMMITTED);
  if (tx->xid == 0)
    return;
  write_log (db, tx);
  sim_db_flush (db);
  tx->logged = db->log.end;
  g_ptr_array_add (db->commits, tx);
  if (db->committed != NULL)
    db->committed (tx, db->committed_data);
}

static void
take_back (SimTx *tx)
{
  for (guint i = tx->writes->len; i > 0; i--)
    {
      SimWrite *write = tx->writes->pdata[i - 1];

      if (write->made != NULL)
        write->chain->newest = write->made->older;
      if (write->before != NULL)
        write->before->xmax = 0;
    }
  g_ptr_array_set_size (tx->writes, 0);
}

void
sim_tx_abort (SimDb *db, SimTx *tx)
{
  if (tx->state != SIM_TX_ACTIVE)
    return;
  take_back (tx);
  end_tx (db, tx, SIM_TX_ABORTED);
  if (tx->xid == 0)
    return;
  /* Nobody waits for the disk, which gets it some time later. */
  write_log (db, tx);
  db->log.hides_end = TRUE;
  sim_after (sim_between (0, G_TIME_SPAN_SECOND), NULL, NULL, flush_cb, db);
}

void
sim_db_abort_all (SimDb *self)
{
  while (self->active->len > 0)
    sim_tx_abort (self, self->active->pdata[self->active->len - 1]);
}

guint
sim_db_get_position (SimDb *self)
{
  return self->commits->len;
}

void
sim_db_go_back (SimDb *self, guint position)
{
  sim_db_abort_all (self);
  while (self->commits->len > position)
    {
      SimTx *tx = self->commits->pdata[self->commits->len - 1];

      take_back (tx);
      self->log.end = tx->logged - 1;
      g_ptr_array_set_size (self->commits, (int) self->commits->len - 1);
    }
  self->next_xid = FIRST_XID;
  for (guint i = 0; i < self->commits->len; i++)
    self->next_xid = MAX (self->next_xid, ((SimTx *) self->commits->pdata[i])->xid + 1);
  self->log.last_xid = self->next_xid - 1;
  sim_db_flush (self);
  self->timeline++;
  self->branch_place = self->log.end;
}

/* ---- seeing --------------------------------------------------------------------------------- */

static gboolean
sees (SimTx *tx, guint64 xid)
{
  const SimSnapshot *snapshot = &tx->snapshot;

  if (xid == tx->xid && xid != 0)
    return TRUE;
  if (xid >= snapshot->xmax)
    return FALSE;
  for (guint i = 0; i < snapshot->n_active; i++)
    if (snapshot->active[i] == xid)
      return FALSE;
  return TRUE;
}

SimVersion *
sim_chain_see (SimChain *self, SimTx *tx)
{
  for (SimVersion *version = self->newest; version != NULL; version = version->older)
    if (sees (tx, version->xmin))
      return version->xmax != 0 && sees (tx, version->xmax) ? NULL : version;
  return NULL;
}

SimVersion *
sim_chain_get_latest (SimChain *self, SimTx *tx)
{
  SimVersion *version = self->newest;

  if (self->locker != NULL && self->locker != tx && version != NULL &&
      version->xmin == self->locker->xid)
    version = version->older;
  if (version == NULL)
    return NULL;
  if (version->xmax != 0 &&
      (self->locker == NULL || self->locker == tx || version->xmax != self->locker->xid))
    return NULL;
  return version;
}

/* ---- locks ---------------------------------------------------------------------------------- */

gboolean
sim_chain_is_locked (SimChain *self, SimTx *tx)
{
  return self->locker != NULL && self->locker != tx;
}

gboolean
sim_tx_wait (SimTx *tx, SimTx *other)
{
  for (SimTx *at = other; at != NULL; at = at->waits_for)
    if (at == tx)
      return FALSE;
  /* Its number is taken before, as PostgreSQL has it. */
  g_assert (sim_fiber_get_current () != NULL);
  sim_trace ("tx %" G_GUINT64_FORMAT " waits for %" G_GUINT64_FORMAT, tx->xid, other->xid);
  tx->waits_for = other;
  g_ptr_array_add (other->waiters, sim_fiber_get_current ());
  sim_fiber_wait ();
  tx->waits_for = NULL;
  return tx->state == SIM_TX_ACTIVE;
}

gboolean
sim_chain_lock (SimDb *db, SimChain *self, SimTx *tx)
{
  sim_tx_get_xid (db, tx);
  while (sim_chain_is_locked (self, tx))
    if (!sim_tx_wait (tx, self->locker))
      return FALSE;
  if (self->locker == NULL)
    {
      self->locker = tx;
      g_ptr_array_add (tx->locks, self);
    }
  return TRUE;
}

/* ---- writing -------------------------------------------------------------------------------- */

static SimWrite *
note_write (SimTx *tx, SimTable *table, SimChain *chain)
{
  SimWrite *write = g_new0 (SimWrite, 1);

  write->table = table;
  write->chain = chain;
  g_ptr_array_add (tx->writes, write);
  return write;
}

static SimVersion *
push_version (SimDb *db, SimChain *chain, SimTx *tx, SimValue *values)
{
  SimVersion *version = g_new0 (SimVersion, 1);

  version->xmin = sim_tx_get_xid (db, tx);
  write_log (db, tx);
  version->values = values;
  version->older = chain->newest;
  chain->newest = version;
  return version;
}

void
sim_chain_delete (SimDb *db, SimTable *table, SimChain *self, SimTx *tx)
{
  SimWrite *write = note_write (tx, table, self);

  write->before = self->newest;
  self->newest->xmax = sim_tx_get_xid (db, tx);
  write_log (db, tx);
}

void
sim_chain_update (SimDb *db, SimTable *table, SimChain *self, SimTx *tx, SimValue *values)
{
  SimWrite *write = note_write (tx, table, self);

  write->before = self->newest;
  self->newest->xmax = sim_tx_get_xid (db, tx);
  write->made = push_version (db, self, tx, values);
}

SimChain *
sim_table_insert (SimDb *db, SimTable *table, SimTx *tx, SimValue *values)
{
  SimChain *chain = g_new0 (SimChain, 1);

  g_ptr_array_add (table->chains, chain);
  note_write (tx, table, chain)->made = push_version (db, chain, tx, values);
  chain->locker = tx;
  g_ptr_array_add (tx->locks, chain);
  return chain;
}
