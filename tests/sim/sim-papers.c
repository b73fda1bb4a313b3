/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Papers and accounts of a client. Their numbers leave the server masked, whoever asks: what went
 * to it is on no wire back. */

#define G_LOG_DOMAIN "sim"

#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/sim/sim-seed.h"

#include <string.h>

#define SOME_BIC "044525225"

/* The ninth digit is the one that the bank's number asks for. */
static char *
dup_account (void)
{
  g_autofree char *text = g_strdup_printf ("408178100%011" G_GINT64_MODIFIER "d",
                                           (gint64) (sim_random () % 100000000000));

  for (char digit = '0'; digit <= '9'; digit++)
    {
      text[8] = digit;
      if (crm_account_key_is_valid (text, SOME_BIC))
        break;
    }
  return g_steal_pointer (&text);
}

static char *
dup_number (void)
{
  return g_strdup_printf ("77%010" G_GINT64_MODIFIER "d", (gint64) (sim_random () % 10000000000));
}

static guint
get_secret_field (const CrmKind *kind)
{
  return kind == &crm_bank_account_kind ? (guint) CRM_BANK_ACCOUNT_ACCOUNT
                                        : (guint) CRM_IDENTITY_DOCUMENT_NUMBER;
}

static void
put_number (SimSeed *seed, const CrmKind *kind, CrmFieldSet *set)
{
  char *number = kind == &crm_bank_account_kind ? dup_account () : dup_number ();

  crm_field_set_put (set, get_secret_field (kind), number);
  g_ptr_array_add (seed->secrets, number);
}

const CrmKind *
sim_papers_pick_kind (guint64 chance)
{
  return chance % 2 == 0 ? &crm_bank_account_kind : &crm_identity_document_kind;
}

CrmCommand *
sim_papers_create (SimSeed *seed, const CrmKind *kind, const char *customer)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (kind);
  g_autofree char *id = sim_dup_id ();
  g_autofree char *token = sim_dup_token ("paper");

  crm_field_set_put (set, (guint) kind->root, customer);
  put_number (seed, kind, set);
  if (kind == &crm_bank_account_kind)
    {
      crm_field_set_put (set, CRM_BANK_ACCOUNT_BIC, SOME_BIC);
      crm_field_set_put (set, CRM_BANK_ACCOUNT_BANK_NAME, token);
    }
  else
    {
      crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_TYPE, "other");
      crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_ISSUED_BY, token);
    }
  return crm_command_new_create (kind, id, set);
}

static void
put_change (CrmFieldSet *now, CrmFieldSet *was, DeskRow *row, guint field, const char *value)
{
  if (g_strcmp0 (row->values[field], value) == 0)
    return;
  crm_field_set_put (now, field, value);
  crm_field_set_put (was, field, row->values[field]);
}

/* As the form does it: a number that nobody touched stays out of what is sent. */
CrmCommand *
sim_papers_change (SimSeed *seed, const CrmKind *kind, const char *id, DeskRow *row)
{
  g_autoptr (CrmFieldSet) now = crm_field_set_new (kind);
  g_autoptr (CrmFieldSet) was = crm_field_set_new (kind);
  g_autofree char *token = sim_dup_token ("paper");
  guint secret = get_secret_field (kind);

  if (sim_one_in (2))
    put_change (now, was, row,
                kind == &crm_bank_account_kind ? (guint) CRM_BANK_ACCOUNT_RECIPIENT
                                               : (guint) CRM_IDENTITY_DOCUMENT_ISSUED_BY,
                token);
  else
    {
      put_number (seed, kind, now);
      crm_field_set_put (was, secret, row->values[secret]);
    }
  return crm_command_new_update (kind, id, row->version, now, was);
}

void
sim_papers_look_at_wire (SimSeed *seed, GBytes *body)
{
  gsize size = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  for (guint i = 0; data != NULL && i < seed->secrets->len; i++)
    {
      const char *secret = seed->secrets->pdata[i];

      if (memmem (data, size, secret, strlen (secret)) != NULL)
        sim_fail ("the number %s left the server unmasked", secret);
    }
}
