/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries rules on a customer. Pure. */
#include "shared/customers/crm-offer-engine.h"

#include <string.h>

#include "shared/base/crm-date.h"
#include "shared/customers/crm-conditions-private.h"

/* What a rule is being tried with. */
typedef struct
{
  const CrmOfferContext *context;
  int now;
  const CrmOfferObject *object; /* (nullable) */
  const CrmOfferMember *member; /* (nullable) */
  int policy;                   /* found by "expires"; -1 */
} Trial;

/* ---- policies ------------------------------------------------------------------------------ */

static gboolean
is_held (const CrmOfferPolicy *policy, const char *today)
{
  CrmPolicyState state = crm_policy_state_get (&policy->facts, today);

  return state == CRM_POLICY_ACTIVE || state == CRM_POLICY_ISSUED || state == CRM_POLICY_SUSPENDED;
}

static gboolean
covers (const CrmOfferPolicy *policy, const char *id)
{
  return id == NULL || policy->objects == NULL || policy->objects[0] == NULL ||
         g_strv_contains (policy->objects, id);
}

/* Whether a policy of one of @products is held, for @id or at all. */
static gboolean
holds_any (const CrmOfferContext *context, char **products, const char *id)
{
  for (guint i = 0; i < context->n_policies; i++)
    {
      const CrmOfferPolicy *policy = &context->policies[i];

      if (policy->facts.product != NULL &&
          g_strv_contains ((const char *const *) products, policy->facts.product) &&
          is_held (policy, context->today) && covers (policy, id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
member_holds_any (const Trial *trial, char **products)
{
  const CrmOfferMember *member = trial->member;

  for (guint i = 0; member->products != NULL && member->products[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) products, member->products[i]))
      return TRUE;
  /* Policies of the customer that name this person. */
  for (guint i = 0; i < trial->context->n_policies; i++)
    {
      const CrmOfferPolicy *policy = &trial->context->policies[i];

      if (policy->objects != NULL && g_strv_contains (policy->objects, member->id) &&
          policy->facts.product != NULL && is_held (policy, trial->context->today) &&
          g_strv_contains ((const char *const *) products, policy->facts.product))
        return TRUE;
    }
  return FALSE;
}

/* ---- conditions ---------------------------------------------------------------------------- */

static int
get_object_age (const Trial *trial)
{
  return trial->object->year > 0
             ? (int) g_ascii_strtoll (trial->context->today, NULL, 10) - trial->object->year
             : -1;
}

/* An age nobody knows is in no range, unless the range is everything. */
static gboolean
is_in_range (const CrmConditions *self, int age)
{
  if (self->least == 0 && self->most == G_MAXINT)
    return TRUE;
  return age >= self->least && age <= self->most;
}

static gboolean
check_object (const CrmConditions *self, const Trial *trial)
{
  const CrmOfferObject *object = trial->object;

  return object != NULL && (self->word == NULL || g_strcmp0 (self->word, object->type) == 0) &&
         is_in_range (self, MAX (get_object_age (trial), object->year > 0 ? 0 : -1)) &&
         (self->holds == NULL || holds_any (trial->context, self->holds, object->id)) &&
         (self->lacks == NULL || !holds_any (trial->context, self->lacks, object->id));
}

static gboolean
check_person (const CrmConditions *self, const Trial *trial)
{
  const CrmOfferContext *context = trial->context;

  return !context->is_company &&
         (self->word == NULL || g_strcmp0 (self->word, context->sex) == 0) &&
         is_in_range (self, crm_date_full_years (context->birth_date, context->today));
}

static gboolean
check_member (const CrmConditions *self, const Trial *trial)
{
  const CrmOfferMember *member = trial->member;

  return member != NULL && (self->word == NULL || g_strcmp0 (self->word, member->relation) == 0) &&
         is_in_range (self, crm_date_full_years (member->birth_date, trial->context->today)) &&
         (self->holds == NULL || member_holds_any (trial, self->holds)) &&
         (self->lacks == NULL || !member_holds_any (trial, self->lacks));
}

/* The first of those in force that end in time; a later one of the product means it was renewed. */
static gboolean
check_expires (const CrmConditions *self, Trial *trial)
{
  const CrmOfferContext *context = trial->context;
  const char *object = trial->object != NULL ? trial->object->id : NULL;
  int last = G_MININT, found = -1;

  for (guint i = 0; i < context->n_policies; i++)
    {
      const CrmOfferPolicy *policy = &context->policies[i];
      int day;

      if ((self->word != NULL && g_strcmp0 (self->word, policy->facts.product) != 0) ||
          !is_held (policy, context->today) || !covers (policy, object))
        continue;
      if (!crm_date_to_days (policy->facts.ends_on, &day))
        return FALSE;
      if (day > last)
        {
          last = day;
          found = (int) i;
        }
    }
  if (found < 0 || last > trial->now + self->most)
    return FALSE;
  trial->policy = found;
  return TRUE;
}

/* From May to August, or from November to February. */
static gboolean
check_season (const CrmConditions *self, const Trial *trial)
{
  const char *day = trial->context->today + strlen ("2000-");
  gboolean is_begun = strncmp (day, self->from, 5) >= 0;
  gboolean is_not_over = strncmp (day, self->to, 5) <= 0;

  return strcmp (self->from, self->to) <= 0 ? is_begun && is_not_over : is_begun || is_not_over;
}

static gboolean
check (const CrmConditions *self, Trial *trial)
{
  switch (self->type)
    {
    case CRM_CONDITION_ALL:
    case CRM_CONDITION_ANY:
      for (guint i = 0; i < self->parts->len; i++)
        if (check (self->parts->pdata[i], trial) != (self->type == CRM_CONDITION_ALL))
          return self->type == CRM_CONDITION_ANY;
      return self->type == CRM_CONDITION_ALL;
    case CRM_CONDITION_NOT:
      return !check (self->parts->pdata[0], trial);
    case CRM_CONDITION_HOLDS:
      return holds_any (trial->context, self->words, NULL);
    case CRM_CONDITION_LACKS:
      return !holds_any (trial->context, self->words, NULL);
    case CRM_CONDITION_OBJECT:
      return check_object (self, trial);
    case CRM_CONDITION_PERSON:
      return check_person (self, trial);
    case CRM_CONDITION_FAMILY:
      return check_member (self, trial);
    case CRM_CONDITION_EXPIRES:
      return check_expires (self, trial);
    case CRM_CONDITION_SEASON:
      return check_season (self, trial);
    case CRM_CONDITION_STANDING:
      return g_strv_contains ((const char *const *) self->words,
                              crm_standing_get_name (trial->context->standing));
    default:
      return trial->context->is_company == self->expected;
    }
}

/* ---- silence ------------------------------------------------------------------------------- */

static gboolean
is_within (const char *date, int days, int now)
{
  int day;

  return crm_date_to_days (date, &day) && now < day + days;
}

static gboolean
is_silent (const CrmOfferSpec *rule, const Trial *trial)
{
  const char *object = trial->object != NULL ? trial->object->id : NULL;

  for (guint i = 0; i < trial->context->n_past; i++)
    {
      const CrmOfferPast *past = &trial->context->past[i];

      if (g_strcmp0 (past->rule, rule->code) != 0 ||
          (past->object != NULL && object != NULL && strcmp (past->object, object) != 0))
        continue;
      if (g_strcmp0 (past->status, "offered") == 0)
        return TRUE;
      if (g_strcmp0 (past->status, "won") == 0 &&
          is_within (past->decided_on, CRM_OFFER_WON_DAYS, trial->now))
        return TRUE;
      if (g_strcmp0 (past->status, "refused") == 0 &&
          (past->silent_until != NULL
               ? is_within (past->silent_until, 1, trial->now)
               : is_within (past->decided_on, CRM_OFFER_REFUSED_DAYS, trial->now)))
        return TRUE;
    }
  return FALSE;
}

/* ---- reasons ------------------------------------------------------------------------------- */

static const char *const words[] = { "object",  "object_age", "person", "person_age",
                                     "product", "date",       "days" };

static gboolean
is_word (const char *word, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == length && strncmp (words[i], word, length) == 0)
      return TRUE;
  return FALSE;
}

/**
 * crm_offer_check_reason:
 * @reason: text with words in braces
 * @error: CRM_ERROR_INVALID
 *
 * Returns: whether all of them are known
 */
gboolean
crm_offer_check_reason (const char *reason, GError **error)
{
  for (const char *open = strchr (reason, '{'); open != NULL; open = strchr (open + 1, '{'))
    {
      gsize length = strcspn (open + 1, "{}");

      if (open[1 + length] != '}')
        return crm_fail (error, CRM_ERROR_INVALID, "a brace is not closed");
      if (!is_word (open + 1, length))
        return crm_fail (error, CRM_ERROR_INVALID, "there is no value “%.*s”",
                         (int) MIN (length, 40), open + 1);
    }
  return TRUE;
}

static char *
format_date (const char *date)
{
  int day;

  return crm_date_to_days (date, &day)
             ? g_strdup_printf ("%.2s.%.2s.%.4s", date + 8, date + 5, date)
             : g_strdup ("");
}

static char *
format_age (int age)
{
  return age >= 0 ? g_strdup_printf ("%d", age) : g_strdup ("?");
}

/* (transfer full) */
static char *
get_value (const char *word, const CrmOfferSpec *rule, const Trial *trial)
{
  const CrmOfferContext *context = trial->context;
  const char *ends_on = trial->policy >= 0 ? context->policies[trial->policy].facts.ends_on : NULL;
  const char *born = trial->member != NULL ? trial->member->birth_date : context->birth_date;
  int day;

  if (strcmp (word, "object") == 0)
    return g_strdup (trial->object != NULL && trial->object->title != NULL ? trial->object->title
                                                                           : "");
  if (strcmp (word, "object_age") == 0)
    return format_age (trial->object != NULL ? MAX (get_object_age (trial), -1) : -1);
  if (strcmp (word, "person") == 0)
    return g_strdup (trial->member != NULL && trial->member->name != NULL ? trial->member->name
                                                                          : "");
  if (strcmp (word, "person_age") == 0)
    return format_age (crm_date_full_years (born, context->today));
  if (strcmp (word, "product") == 0)
    return g_strdup (rule->product);
  if (strcmp (word, "date") == 0)
    return format_date (ends_on);
  return crm_date_to_days (ends_on, &day) ? g_strdup_printf ("%d", day - trial->now)
                                          : g_strdup ("");
}

/* crm_offer_check_reason() has seen it. */
static char *
fill_in (const CrmOfferSpec *rule, const Trial *trial)
{
  GString *text = g_string_new (NULL);
  const char *at = rule->reason;

  while (*at != '\0')
    {
      gsize length = strcspn (at, "{");

      g_string_append_len (text, at, (gssize) length);
      at += length;
      if (*at == '{')
        {
          g_autofree char *word = g_strndup (at + 1, strcspn (at + 1, "}"));
          g_autofree char *value = get_value (word, rule, trial);

          g_string_append (text, value);
          at += strlen (word) + 1;
          at += *at == '}';
        }
    }
  return g_string_free (text, FALSE);
}

/* ---- public -------------------------------------------------------------------------------- */

void
crm_offer_hit_free (CrmOfferHit *self)
{
  g_free (self->reason);
  g_free (self);
}

static CrmOfferVerdict
try_once (const CrmOfferSpec *rule, Trial *trial, GPtrArray *hits)
{
  const CrmOfferContext *context = trial->context;
  CrmOfferHit *hit;

  trial->policy = -1;
  if (!check (rule->conditions, trial))
    return CRM_OFFER_UNFIT;
  if (is_silent (rule, trial))
    return CRM_OFFER_SILENT;

  hit = g_new0 (CrmOfferHit, 1);
  hit->object = trial->object != NULL ? (int) (trial->object - context->objects) : -1;
  hit->member = trial->member != NULL ? (int) (trial->member - context->members) : -1;
  hit->policy = trial->policy;
  hit->reason = fill_in (rule, trial);
  g_ptr_array_add (hits, hit);
  return CRM_OFFER_MADE;
}

static gboolean
is_on (const CrmOfferSpec *rule, int now)
{
  int day;

  return rule->is_active && !(crm_date_to_days (rule->starts_on, &day) && day > now) &&
         !(crm_date_to_days (rule->ends_on, &day) && day < now);
}

/**
 * crm_offer_evaluate:
 * @rule: a rule
 * @context: a customer
 * @hits: (out) (optional) (transfer full) (element-type CrmOfferHit): what is offered
 *
 * Returns: whether anything is, or why not
 */
CrmOfferVerdict
crm_offer_evaluate (const CrmOfferSpec *rule, const CrmOfferContext *context, GPtrArray **hits)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_offer_hit_free);
  gboolean by_object = crm_conditions_use_objects (rule->conditions);
  gboolean by_member = crm_conditions_use_family (rule->conditions);
  guint n_objects = by_object ? context->n_objects : 1;
  guint n_members = by_member ? context->n_members : 1;
  CrmOfferVerdict verdict = CRM_OFFER_UNFIT;
  Trial trial = { .context = context };
  gboolean is_now = crm_date_to_days (context->today, &trial.now) && is_on (rule, trial.now);

  for (guint i = 0; is_now && i < n_objects * n_members; i++)
    {
      CrmOfferVerdict one;

      trial.object = by_object ? &context->objects[i / n_members] : NULL;
      trial.member = by_member ? &context->members[i % n_members] : NULL;
      one = try_once (rule, &trial, found);
      if (one == CRM_OFFER_MADE || (one == CRM_OFFER_SILENT && verdict == CRM_OFFER_UNFIT))
        verdict = one;
    }

  if (hits != NULL)
    *hits = g_steal_pointer (&found);
  return is_now ? verdict : CRM_OFFER_NOT_NOW;
}
