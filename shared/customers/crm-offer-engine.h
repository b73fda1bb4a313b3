/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/customers/crm-conditions.h"
#include "shared/customers/crm-customer-value.h"

G_BEGIN_DECLS

/* What is offered to whom and why. A rule and all that is known of one customer give hits, each
 * with a reason in words. Pure: the card shows it offline, the server lists it for everybody. */

/* Days for which a won offer is not made again although the policy is not entered yet, and for
 * which a refused one is silent when nobody said until when. */
#define CRM_OFFER_WON_DAYS     30
#define CRM_OFFER_REFUSED_DAYS 180

typedef struct
{
  CrmPolicyFacts facts;
  const char *const *objects; /* (nullable): ids; none: it is taken to cover any */
} CrmOfferPolicy;

typedef struct
{
  const char *id;
  const char *type;
  const char *title;
  int year; /* of make; 0: not known */
} CrmOfferObject;

/* Somebody of the household. */
typedef struct
{
  const char *id;
  const char *name;
  const char *relation; /* what they are to the customer */
  const char *birth_date;
  const char *const *products; /* (nullable): in force for them */
} CrmOfferMember;

/* An offer that was made. */
typedef struct
{
  const char *rule;
  const char *object; /* (nullable) */
  const char *status; /* offered, won, refused */
  const char *decided_on;
  const char *silent_until;
} CrmOfferPast;

typedef struct
{
  const char *today;
  gboolean is_company;
  const char *sex;
  const char *birth_date;
  CrmStanding standing;
  const CrmOfferPolicy *policies;
  guint n_policies;
  const CrmOfferObject *objects;
  guint n_objects;
  const CrmOfferMember *members;
  guint n_members;
  const CrmOfferPast *past;
  guint n_past;
} CrmOfferContext;

typedef struct
{
  char *code;
  char *product;
  char *title;
  char *reason; /* "{object}: {object_age} г., КАСКО нет" */
  int priority;
  char *starts_on; /* (nullable) */
  char *ends_on;   /* (nullable): the last day */
  gboolean is_active;
  CrmConditions *conditions;
} CrmOfferSpec;

typedef struct
{
  int object; /* index in the context, or -1 */
  int member;
  int policy; /* the one that expires */
  char *reason;
} CrmOfferHit;

typedef enum
{
  CRM_OFFER_MADE,    /* there is a hit */
  CRM_OFFER_NOT_NOW, /* the rule is off, or its time is not now */
  CRM_OFFER_UNFIT,   /* the conditions do not hold */
  CRM_OFFER_SILENT,  /* they do, but it was refused, is open, or was won a moment ago */
} CrmOfferVerdict;

/* @hits (optional) (transfer full) (element-type CrmOfferHit): empty unless CRM_OFFER_MADE. */
CrmOfferVerdict
crm_offer_evaluate (const CrmOfferSpec *rule, const CrmOfferContext *context, GPtrArray **hits);
/* Whether the words in braces of a reason are known: object, object_age, person, person_age,
 * product, date, days. CRM_ERROR_INVALID tells which is not. */
gboolean crm_offer_check_reason (const char *reason, GError **error);
/* A rule as in data/offer-rules.json; mistakes are added to @problem under @pointer. (nullable) */
CrmOfferSpec *crm_offer_spec_read (JsonNode *node, const char *pointer, CrmProblem *problem);
/* A list of such. CRM_ERROR_INVALID with the place of the first mistake. (transfer full)
 * (element-type CrmOfferSpec) */
GPtrArray *crm_offer_specs_parse (const char *json, gssize length, GError **error);
void crm_offer_spec_free (CrmOfferSpec *self);
void crm_offer_hit_free (CrmOfferHit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmOfferSpec, crm_offer_spec_free)

G_END_DECLS
