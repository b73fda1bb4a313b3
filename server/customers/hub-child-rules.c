/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What hangs on a customer. Worker threads, inside the transaction. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-child-rules.h"

#include "server/sync/hub-events.h"
#include "server/sync/hub-merge.h"
#include "shared/customers/crm-customer.h"

void
hub_child_collect (HubNeeds *needs, CrmCommand *command)
{
  const CrmKind *kind = crm_command_get_kind (command);
  CrmFieldSet *set = crm_command_get_set (command);
  const char *customer = set != NULL ? crm_field_set_get (set, kind->root) : NULL;
  const char *above =
      set != NULL && kind->above != NULL ? crm_field_set_get (set, kind->above_field) : NULL;

  if (customer != NULL)
    hub_needs_add_parent (needs, &crm_customer_kind, customer);
  if (above != NULL)
    hub_needs_add_parent (needs, kind->above, above);
}

/* (nullable): the customer, if he is there for this person. */
static HubRow *
find_customer (HubUnit *unit, HubRow *draft)
{
  HubRow *customer = hub_unit_find (unit, &crm_customer_kind, hub_row_get_root (draft));

  return customer != NULL && !customer->is_deleted && hub_unit_sees (unit, customer) ? customer
                                                                                     : NULL;
}

/* (nullable) */
static HubRow *
find_above (HubUnit *unit, HubRow *draft)
{
  const CrmKind *kind = draft->kind->kind;

  return kind->above != NULL
             ? hub_unit_find (unit, kind->above, hub_row_get (draft, kind->above_field))
             : NULL;
}

void
hub_child_prepare (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  const CrmKind *kind = draft->kind->kind;
  HubRow *above = find_above (unit, draft);
  HubRow *customer;

  if (above != NULL && (kind->fields[kind->root].flags & CRM_FIELD_READ_ONLY) != 0)
    hub_row_set (draft, kind->root, hub_row_get_root (above));
  customer = find_customer (unit, draft);
  if (customer != NULL)
    hub_row_set_scope (draft, customer->owner, customer->branch);
}

static void
add_unknown (CrmProblem *problem, const CrmField *field)
{
  g_autofree char *pointer = g_strconcat ("/set/", field->name, NULL);

  if (crm_problem_n_errors (problem) == 0)
    crm_problem_set_code (problem, CRM_ERROR_NOT_FOUND);
  crm_problem_add (problem, pointer, "unknown", "there is no such record");
}

/* What hangs on something of another customer would be seen by the wrong people. */
static gboolean
has_above (HubUnit *unit, HubRow *draft)
{
  HubRow *above = find_above (unit, draft);

  return above != NULL && !above->is_deleted && hub_unit_sees (unit, above) &&
         g_strcmp0 (hub_row_get_root (above), hub_row_get_root (draft)) == 0;
}

void
hub_child_check (HubUnit *unit, HubRow *draft, CrmProblem *problem)
{
  const CrmKind *kind = draft->kind->kind;

  if (kind->above != NULL && hub_row_get (draft, kind->above_field) != NULL &&
      !has_above (unit, draft))
    add_unknown (problem, &kind->fields[kind->above_field]);
  else if (hub_row_get_root (draft) != NULL && find_customer (unit, draft) == NULL)
    add_unknown (problem, &kind->fields[kind->root]);
}

void
hub_child_changed (HubUnit *unit, HubRow *before, HubRow *after)
{
  HubRow *customer = find_customer (unit, after);

  if (before == NULL && customer != NULL && customer->is_stored)
    hub_events_add_history (unit, NULL, after, "create", NULL);
}

/* ---- gone and back ------------------------------------------------------------------------- */

typedef gboolean (*ChildTest) (HubUnit *unit, HubRow *child);

static gboolean
is_alive (HubUnit *unit, HubRow *child)
{
  return !child->is_deleted;
}

/* It went with what it hangs on: what is deleted by itself is stamped with that very version. */
static gboolean
went_along (HubUnit *unit, HubRow *child)
{
  HubRow *above = find_above (unit, child);
  HubGroupRev whole;

  hub_group_rev_read (child->revs, HUB_GROUP_WHOLE, &whole);
  return child->is_deleted && whole.rev != child->rev && (above == NULL || !above->is_deleted);
}

static const char *
get_parent (HubRow *child, HubRow *row)
{
  const CrmKind *kind = child->kind->kind;

  return kind->above == row->kind->kind ? hub_row_get (child, kind->above_field)
                                        : hub_row_get_root (child);
}

/* The step is for what is in the database; this, for what the unit will write over it. Rows of one
 * kind before those that hang on them: the kinds above have the lower numbers. */
static void
flip_below (HubUnit *unit, HubRow *row, ChildTest test)
{
  for (guint number = 1; number <= HUB_N_KINDS; number++)
    {
      const HubKind *kind = hub_kinds_get (number);
      GHashTableIter iter;
      gpointer child;

      if (kind->writer != HUB_WRITER_COMMANDS || !hub_kind_is_below (kind, row->kind))
        continue;
      g_hash_table_iter_init (&iter, unit->rows[number]);
      while (g_hash_table_iter_next (&iter, NULL, &child))
        if (g_strcmp0 (get_parent (child, row), row->id) == 0 && test (unit, child))
          {
            ((HubRow *) child)->is_deleted = !((HubRow *) child)->is_deleted;
            ((HubRow *) child)->rev++;
          }
    }
}

static void
add_step (HubUnit *unit, const HubQuery *query, HubRow *row)
{
  const char *params[] = { row->id };

  if (query != NULL)
    hub_unit_add_step (unit, query, params);
}

void
hub_child_removed (HubUnit *unit, HubRow *before, HubRow *after)
{
  add_step (unit, after->kind->remove_below, after);
  flip_below (unit, after, is_alive);
}

void
hub_child_restored (HubUnit *unit, HubRow *before, HubRow *after)
{
  add_step (unit, after->kind->restore_below, after);
  flip_below (unit, after, went_along);
}
