/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of what hangs on a customer beside contacts, papers and policies. Pure. */
#include "shared/customers/crm-card-rules.h"

#include <string.h>

#include "shared/base/crm-phone.h"
#include "shared/customers/crm-attachment.h"
#include "shared/customers/crm-consent.h"
#include "shared/customers/crm-duplicate-record.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-offer.h"
#include "shared/customers/crm-relation.h"
#include "shared/customers/crm-saved-view.h"
#include "shared/customers/crm-task.h"

#define SHA256_LENGTH 64
#define DATE_LENGTH   10

static void
require (const char *value, const char *pointer, CrmProblem *problem)
{
  if (value == NULL)
    crm_problem_add (problem, pointer, "required", "it may not be empty");
}

static void
check_not_self (const char *customer, const char *other, CrmProblem *problem)
{
  if (other != NULL && g_strcmp0 (customer, other) == 0)
    crm_problem_add (problem, "/set/other", "range", "it is the same customer");
}

void
crm_relation_normalise_set (CrmFieldSet *set)
{
  const char *phone = crm_field_set_get (set, CRM_RELATION_PHONE);
  g_autofree char *normal = phone != NULL ? crm_phone_normalise (phone) : NULL;

  if (normal != NULL)
    crm_field_set_put (set, CRM_RELATION_PHONE, normal);
}

void
crm_relation_check (const char *const *values, CrmProblem *problem)
{
  require (values[CRM_RELATION_CUSTOMER], "/set/customer", problem);
  require (values[CRM_RELATION_TYPE], "/set/type", problem);
  if (values[CRM_RELATION_OTHER] == NULL)
    require (values[CRM_RELATION_NAME], "/set/name", problem);
  check_not_self (values[CRM_RELATION_CUSTOMER], values[CRM_RELATION_OTHER], problem);
}

void
crm_consent_check (const char *const *values, CrmProblem *problem)
{
  const char *given = values[CRM_CONSENT_GIVEN_AT];
  const char *withdrawn = values[CRM_CONSENT_WITHDRAWN_AT];
  const char *valid_to = values[CRM_CONSENT_VALID_TO];

  require (values[CRM_CONSENT_CUSTOMER], "/set/customer", problem);
  require (values[CRM_CONSENT_PURPOSE], "/set/purpose", problem);
  require (values[CRM_CONSENT_CHANNEL], "/set/channel", problem);
  require (given, "/set/given_at", problem);
  require (values[CRM_CONSENT_EVIDENCE], "/set/evidence", problem);
  if (given != NULL && withdrawn != NULL && strcmp (withdrawn, given) < 0)
    crm_problem_add (problem, "/set/withdrawn_at", "range", "it was given later");
  if (given != NULL && valid_to != NULL && strncmp (valid_to, given, DATE_LENGTH) < 0)
    crm_problem_add (problem, "/set/valid_to", "range", "it ends before it was given");
}

static gboolean
is_hash (const char *text)
{
  return strlen (text) == SHA256_LENGTH && strspn (text, "0123456789abcdef") == SHA256_LENGTH;
}

void
crm_attachment_check (const char *const *values, CrmProblem *problem)
{
  const char *size = values[CRM_ATTACHMENT_SIZE];
  const char *hash = values[CRM_ATTACHMENT_SHA256];

  require (values[CRM_ATTACHMENT_CUSTOMER], "/set/customer", problem);
  require (values[CRM_ATTACHMENT_OWNER_KIND], "/set/owner_kind", problem);
  require (values[CRM_ATTACHMENT_OWNER], "/set/owner", problem);
  require (values[CRM_ATTACHMENT_NAME], "/set/name", problem);
  require (size, "/set/size", problem);
  require (hash, "/set/sha256", problem);
  if (values[CRM_ATTACHMENT_OWNER_KIND] != NULL &&
      crm_kind_find (values[CRM_ATTACHMENT_OWNER_KIND]) == NULL)
    crm_problem_add (problem, "/set/owner_kind", "unknown", "there is no such kind");
  if (size != NULL && *size == '-')
    crm_problem_add (problem, "/set/size", "range", "it is less than nothing");
  if (hash != NULL && !is_hash (hash))
    crm_problem_add (problem, "/set/sha256", "format", "64 hexadecimal digits");
}

/* The pair has one way to be written, so that two people mean the same one. */
void
crm_duplicate_check (const char *const *values, CrmProblem *problem)
{
  const char *customer = values[CRM_DUPLICATE_CUSTOMER];
  const char *other = values[CRM_DUPLICATE_OTHER];

  require (customer, "/set/customer", problem);
  require (other, "/set/other", problem);
  if (customer != NULL && other != NULL && strcmp (customer, other) >= 0)
    crm_problem_add (problem, "/set/other", "range", "the smaller id comes first");
}

void
crm_offer_check (const char *const *values, CrmProblem *problem)
{
  const char *premium = values[CRM_OFFER_PREMIUM_KOPECKS];

  require (values[CRM_OFFER_CUSTOMER], "/set/customer", problem);
  require (values[CRM_OFFER_PRODUCT], "/set/product", problem);
  require (values[CRM_OFFER_OFFERED_ON], "/set/offered_on", problem);
  if (premium != NULL && *premium == '-')
    crm_problem_add (problem, "/set/premium_kopecks", "range", "it is less than nothing");
}

void
crm_note_check (const char *const *values, CrmProblem *problem)
{
  require (values[CRM_NOTE_CUSTOMER], "/set/customer", problem);
  require (values[CRM_NOTE_TEXT], "/set/text", problem);
}

void
crm_task_check (const char *const *values, CrmProblem *problem)
{
  require (values[CRM_TASK_TEXT], "/set/text", problem);
}

void
crm_saved_view_check (const char *const *values, CrmProblem *problem)
{
  require (values[CRM_SAVED_VIEW_PAGE], "/set/page", problem);
  require (values[CRM_SAVED_VIEW_NAME], "/set/name", problem);
}
