/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What administrators do behind everybody's back: roles, branches, people who are shut out. In a
 * transaction of its own that meets the others. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-seed.h"

typedef struct
{
  SimSeed *seed;
  const char *sql;
  const char *params[6];
} Order;

static void
order_work (gpointer data)
{
  Order *order = data;

  sim_db_query (order->seed->server->db, order->sql, order->params);
  g_free (order);
}

static void
give_order (SimSeed *self, const char *sql, const char *first, const char *second)
{
  Order *order = g_new0 (Order, 1);

  order->seed = self;
  order->sql = sql;
  order->params[0] = first;
  order->params[1] = second;
  sim_trace ("order: %s %s", sql, second != NULL ? second : "");
  sim_fiber_start (0, order_work, order);
}

void
sim_admin_prepare (SimSeed *self)
{
}

typedef struct
{
  SimSeed *seed;
  SimUser *user;
} Trouble;

static void
end_trouble (gpointer data)
{
  g_autofree Trouble *trouble = data;
  SimSeed *self = trouble->seed;

  self->server->broken_user = NULL;
  give_order (self,
              "update app_user set role = 'agent', rev = rev + 1, ver = sync_ver() "
              "where role = 'nobody' and id <> $1",
              "00000000-0000-0000-0000-000000000000", NULL);
}

static void
know_trouble (gpointer data)
{
  Trouble *trouble = data;

  trouble->seed->server->broken_user = trouble->user->id;
  sim_after (sim_between (1, 60) * G_TIME_SPAN_SECOND, NULL, NULL, end_trouble, trouble);
}

/* Somebody has a role that does not exist: what he may see cannot be told for a while. */
static void
make_trouble (SimSeed *self, SimUser *user)
{
  Trouble *trouble;

  if (self->server->broken_user != NULL || self->is_calm)
    return;
  trouble = g_new0 (Trouble, 1);
  trouble->seed = self;
  trouble->user = user;
  self->server->broken_user = "somebody";
  give_order (self,
              "update app_user set role = 'nobody', rev = rev + 1, ver = sync_ver() where id = $1",
              user->id, NULL);
  sim_after (G_TIME_SPAN_SECOND, NULL, NULL, know_trouble, trouble);
}

static void
give_exception (SimSeed *self, SimUser *user)
{
  static const char *const scopes[] = { "none", "own", "branch", "all" };
  static const char *const subjects[] = { "customer", "contact-point", "history-event",
                                          "identity-document", "bank-account" };
  g_autofree char *id = sim_dup_id ();
  Order *order = g_new0 (Order, 1);

  order->seed = self;
  order->sql =
      "insert into right_exception (id, ver, owner, branch, user_id, subject, action, scope, "
      "starts_on) select $2, sync_ver(), u.id, u.branch, u.id, $3, 'see', $4, '2025-01-01' "
      "from app_user u where u.id = $1";
  order->params[0] = user->id;
  order->params[1] = g_intern_string (id);
  order->params[2] = subjects[sim_pick (G_N_ELEMENTS (subjects))];
  order->params[3] = scopes[sim_pick (G_N_ELEMENTS (scopes))];
  sim_trace ("order: exception %s %s %s", user->id, order->params[2], order->params[3]);
  sim_fiber_start (0, order_work, order);
}

static void
give_deputy (SimSeed *self, SimUser *user)
{
  SimUser *other = self->users->pdata[sim_pick (self->users->len)];
  g_autofree char *id = sim_dup_id ();
  Order *order;

  if (other == user)
    return;
  order = g_new0 (Order, 1);
  order->seed = self;
  order->sql = "insert into deputy (id, ver, absent, deputy, starts_on, ends_on) "
               "values ($2, sync_ver(), $1, $3, '2025-01-01', '2099-01-01')";
  order->params[0] = user->id;
  order->params[1] = g_intern_string (id);
  order->params[2] = other->id;
  sim_trace ("order: %s stands in for %s", other->id, user->id);
  sim_fiber_start (0, order_work, order);
}

/* (nullable) */
static const char *
pick_customer (SimSeed *self)
{
  SimResult *result = sim_db_query (self->server->db,
                                    "select id from customer where not deleted order by id", NULL);

  return result->rows->len > 0 ? (*(SimValue *) result->rows->pdata[sim_pick (result->rows->len)]).s
                               : NULL;
}

/* As the server's own administration does it: whose he is now is read under a lock, what is shared
 * gets a new place in the feed. */
static void
give_share (SimSeed *self, SimUser *user)
{
  const char *customer = pick_customer (self);
  g_autofree char *id = sim_dup_id ();
  Order *order;

  if (customer == NULL)
    return;
  order = g_new0 (Order, 1);
  order->seed = self;
  order->sql =
      "with shown as (insert into share (id, ver, owner, branch, customer, user_id) "
      "select $2, (select sync_ver()), owner, branch, id, $3 from customer where id = $1 for share "
      "on conflict do nothing), "
      "a as (update customer set ver = (select sync_ver()) where id = $1), "
      "b as (update contact_point set ver = (select sync_ver()) where customer = $1), "
      "e as (update identity_document set ver = (select sync_ver()) where customer = $1), "
      "f as (update bank_account set ver = (select sync_ver()) where customer = $1), "
      "c as (update conflict set ver = (select sync_ver()) where customer = $1), "
      "d as (update share set ver = (select sync_ver()) where customer = $1) "
      "update history_event set ver = (select sync_ver()) where customer = $1";
  order->params[0] = customer;
  order->params[1] = g_intern_string (id);
  order->params[2] = user->id;
  sim_trace ("order: %s is shared with %s", customer, user->id);
  sim_fiber_start (0, order_work, order);
}

static void
end_shares (SimSeed *self, SimUser *user)
{
  give_order (self,
              "with ended as (update share set deleted = true, rev = rev + 1, "
              "ver = (select sync_ver()) where user_id = $1 and not deleted "
              "returning user_id, customer) "
              "insert into sync_exit (level, scope, id, ver, reason, kind) "
              "select 's', user_id, customer, (select sync_ver()), 'share-ended', 3 from ended "
              "on conflict (level, scope, id) do update set ver = excluded.ver, "
              "reason = excluded.reason",
              user->id, NULL);
}

static void
end_shares_cb (gpointer data)
{
  sim_office_end_shares (data);
}

/* Of somebody who has any. */
static void
shorten_shares (SimSeed *self, SimUser *user)
{
  SimResult *result =
      sim_db_query (self->server->db, "select user_id from share where not deleted order by id",
                    NULL);
  const char *id;

  if (result->rows->len == 0)
    return;
  id = (*(SimValue *) result->rows->pdata[sim_pick (result->rows->len)]).s;
  give_order (self,
              "update share set ends_on = '2025-12-31', rev = rev + 1, ver = sync_ver() "
              "where user_id = $1 and not deleted",
              id, NULL);
  sim_after (sim_between (1, 30) * G_TIME_SPAN_SECOND, NULL, NULL, end_shares_cb, self);
}

static void
change_person (SimSeed *self, SimUser *user)
{
  static const char *const roles[] = { "agent", "head", "director", "adjuster", "administrator" };

  switch (sim_pick (5))
    {
    case 3:
      give_order (self,
                  "update session set ended_at = now(), wipe = true "
                  "where user_id = $1 and ended_at is null",
                  user->id, NULL);
      break;
    case 0:
      if (self->server->broken_user == NULL)
        give_order (self,
                    "update app_user set role = $2, rev = rev + 1, ver = sync_ver() where id = $1",
                    user->id, roles[sim_pick (G_N_ELEMENTS (roles))]);
      break;
    case 1:
      give_order (self,
                  "update app_user set branch = $2, rev = rev + 1, ver = sync_ver() where id = $1",
                  user->id, self->branches[sim_pick (G_N_ELEMENTS (self->branches))]);
      break;
    case 2:
      give_order (self,
                  "update app_user set active = not active, rev = rev + 1, ver = sync_ver() "
                  "where id = $1",
                  user->id, NULL);
      break;
    default:
      give_order (self,
                  "update session set ended_at = now() where user_id = $1 and ended_at is null",
                  user->id, NULL);
      break;
    }
}

static void
end_exceptions (SimSeed *self, SimUser *user)
{
  give_order (self,
              "update right_exception set deleted = true, rev = rev + 1, ver = sync_ver() "
              "where user_id = $1 and not deleted",
              user->id, NULL);
}

static void
end_deputies (SimSeed *self, SimUser *user)
{
  give_order (self,
              "update deputy set deleted = true, rev = rev + 1, ver = sync_ver() "
              "where absent = $1 and not deleted",
              user->id, NULL);
}

static void
hand_over (SimSeed *self, SimUser *user)
{
  sim_office_hand_over (self);
}

static void
purge (SimSeed *self, SimUser *user)
{
  sim_office_purge (self);
}

void
sim_admin_act (SimSeed *self)
{
  static void (*const acts[]) (SimSeed * self, SimUser * user) = {
    change_person,  change_person,  change_person,  change_person, make_trouble,
    give_exception, give_exception, end_exceptions, give_deputy,   end_deputies,
    give_share,     give_share,     give_share,     end_shares,    shorten_shares,
    hand_over,      hand_over,      purge,          purge,
  };

  acts[sim_pick (G_N_ELEMENTS (acts))](self, self->users->pdata[sim_pick (self->users->len)]);
}

void
sim_admin_restore_order (SimSeed *self)
{
  self->server->broken_user = NULL;
  give_order (self,
              "update app_user set role = 'agent', rev = rev + 1, ver = sync_ver() "
              "where role = 'nobody' and id <> $1",
              "00000000-0000-0000-0000-000000000000", NULL);
  give_order (self,
              "update app_user set active = true, rev = rev + 1, ver = sync_ver() where not active",
              NULL, NULL);
  sim_office_end_shares (self);
  sim_office_keep_epoch (self);
}
