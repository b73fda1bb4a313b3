/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads beside the lists of the card; the records are the same live objects. Main thread; owned by
 * the facts of the header. */

#include "client/customers/desk-customer-worth.h"

#include "client/customers/desk-policy-words.h"
#include "client/ui/desk-record-set.h"

struct _DeskCustomerWorth
{
  GObject parent_instance;

  DeskRecordSet *policies;    /* (owned) (nullable) */
  DeskRecordSet *instalments; /* (owned) (nullable) */
  CrmCustomerValue value;
  gboolean is_known;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskCustomerWorth, desk_customer_worth, G_TYPE_OBJECT)

/* Nothing is owed for what was cancelled. */
static gboolean
counts (DeskCustomerWorth *self, CrmRecord *instalment)
{
  CrmRecord *policy =
      desk_record_set_find (self->policies,
                            crm_record_get_text (instalment, CRM_INSTALMENT_POLICY));

  return policy == NULL ||
         g_strcmp0 (crm_record_get_text (policy, CRM_POLICY_STATUS), "cancelled") != 0;
}

static void
compute_cb (DeskCustomerWorth *self)
{
  g_autofree char *today = desk_rights_dup_today ();
  g_autofree CrmPolicyFacts *policies = NULL;
  g_autofree CrmInstalmentFacts *instalments = NULL;
  CrmCustomerFacts facts = { 0 };

  if (!desk_record_set_is_complete (self->policies) ||
      !desk_record_set_is_complete (self->instalments))
    return;
  policies = g_new0 (CrmPolicyFacts, desk_record_set_get_count (self->policies) + 1);
  instalments = g_new0 (CrmInstalmentFacts, desk_record_set_get_count (self->instalments) + 1);
  for (guint i = 0; i < desk_record_set_get_count (self->policies); i++)
    desk_policy_read_facts (desk_record_set_get (self->policies, i), &policies[facts.n_policies++]);
  for (guint i = 0; i < desk_record_set_get_count (self->instalments); i++)
    if (counts (self, desk_record_set_get (self->instalments, i)))
      desk_instalment_read_facts (desk_record_set_get (self->instalments, i),
                                  &instalments[facts.n_instalments++]);
  facts.policies = policies;
  facts.instalments = instalments;
  crm_customer_value_compute (&facts, today, &self->value);
  self->is_known = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
desk_customer_worth_dispose (GObject *object)
{
  DeskCustomerWorth *self = DESK_CUSTOMER_WORTH (object);

  g_clear_object (&self->policies);
  g_clear_object (&self->instalments);
  G_OBJECT_CLASS (desk_customer_worth_parent_class)->dispose (object);
}

static void
desk_customer_worth_class_init (DeskCustomerWorthClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_customer_worth_dispose;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_CUSTOMER_WORTH, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_customer_worth_init (DeskCustomerWorth *self)
{
}

DeskCustomerWorth *
desk_customer_worth_new (DeskContext *context, CrmRecord *customer)
{
  DeskCustomerWorth *self = g_object_new (DESK_TYPE_CUSTOMER_WORTH, NULL);
  DeskDatabase *database = desk_context_get_database (context);
  const char *id = crm_record_get_id (customer);

  self->policies = desk_record_set_new_where (database, &crm_policy_kind, CRM_POLICY_CUSTOMER, id);
  self->instalments =
      desk_record_set_new_where (database, &crm_instalment_kind, CRM_INSTALMENT_POLICYHOLDER, id);
  g_signal_connect_object (self->policies, "changed", G_CALLBACK (compute_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->instalments, "changed", G_CALLBACK (compute_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

const CrmCustomerValue *
desk_customer_worth_get (DeskCustomerWorth *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_WORTH (self), NULL);
  return self->is_known ? &self->value : NULL;
}
