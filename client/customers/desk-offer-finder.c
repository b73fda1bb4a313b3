/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts together what the engine asks for and asks it anew, once a turn of the main loop, when any
 * of that changes. Main thread; owned by the block. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-offer-finder.h"

#include <gio/gio.h>

#include "client/customers/desk-policy-facts.h"
#include "client/customers/desk-policy-words.h"
#include "client/ui/desk-products.h"
#include "shared/base/crm-date.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-offer-engine.h"
#include "shared/customers/crm-offer-rule.h"
#include "shared/customers/crm-relation-rules.h"
#include "shared/customers/crm-relation.h"

#define SHIPPED_RULES "/io/github/zontik/Zontik/customers/offer-rules.json"
#define PAST_DAYS     400 /* what was decided earlier is in the timeline */

enum
{
  POLICIES,
  OBJECTS,
  OFFERS,
  RULES,
  RELATIONS,
  REVERSE_RELATIONS,
  N_SETS,
};

struct _DeskOfferFinder
{
  GObject parent_instance;

  DeskContext *context; /* (owned) */
  CrmRecord *customer;  /* (owned) */
  DeskRecordSet *sets[N_SETS];
  GHashTable *people;  /* id → CrmCustomer (owned) */
  GPtrArray *shipped;  /* (owned) (nullable) (element-type CrmOfferSpec) */
  GPtrArray *found;    /* (owned) (element-type DeskOffer) */
  guint search_source; /* 0: none */
};

/* What the engine is given, as long as it looks. */
typedef struct
{
  CrmOfferContext context;
  GArray *policies;
  GArray *objects;
  GArray *members;
  GArray *past;
  GPtrArray *texts; /* (element-type utf8): that the others point to */
  GPtrArray *lists; /* (element-type GStrv) */
} Question;

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskOfferFinder, desk_offer_finder, G_TYPE_OBJECT)

static void
offer_free (DeskOffer *offer)
{
  g_free (offer->rule);
  g_free (offer->title);
  g_free (offer->product);
  g_free (offer->object);
  g_free (offer->reason);
  g_clear_object (&offer->offer);
  g_free (offer);
}

/* ---- the question -----------------------------------------------------------------------------
 */

static void
clear_question (Question *question)
{
  g_array_unref (question->policies);
  g_array_unref (question->objects);
  g_array_unref (question->members);
  g_array_unref (question->past);
  g_ptr_array_unref (question->texts);
  g_ptr_array_unref (question->lists);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Question, clear_question)

/* Takes @list (nullable). */
static const char *const *
keep_list (Question *question, char **list)
{
  if (list == NULL)
    return NULL;
  g_ptr_array_add (question->lists, list);
  return (const char *const *) list;
}

/* Takes @text. */
static const char *
keep_text (Question *question, char *text)
{
  g_ptr_array_add (question->texts, text);
  return text;
}

static void
add_policies (DeskOfferFinder *self, Question *question)
{
  for (guint i = 0; i < desk_record_set_get_count (self->sets[POLICIES]); i++)
    {
      CrmRecord *record = desk_record_set_get (self->sets[POLICIES], i);
      CrmOfferPolicy policy = {
        .objects = keep_list (question, crm_record_dup_list (record, CRM_POLICY_OBJECTS))
      };

      desk_policy_read_facts (record, &policy.facts);
      g_array_append_val (question->policies, policy);
    }
}

static void
add_objects (DeskOfferFinder *self, Question *question)
{
  for (guint i = 0; i < desk_record_set_get_count (self->sets[OBJECTS]); i++)
    {
      CrmRecord *record = desk_record_set_get (self->sets[OBJECTS], i);
      CrmOfferObject object = {
        .id = crm_record_get_id (record),
        .type = crm_record_get_text (record, CRM_INSURED_OBJECT_TYPE),
        .title = keep_text (question, desk_object_dup_title (record)),
        .year = (int) crm_record_get_integer (record, CRM_INSURED_OBJECT_YEAR),
      };

      g_array_append_val (question->objects, object);
    }
}

static void
add_past (DeskOfferFinder *self, Question *question)
{
  for (guint i = 0; i < desk_record_set_get_count (self->sets[OFFERS]); i++)
    {
      CrmRecord *record = desk_record_set_get (self->sets[OFFERS], i);
      CrmOfferPast past = {
        .rule = crm_record_get_text (record, CRM_OFFER_BY_RULE),
        .object = crm_record_get_text (record, CRM_OFFER_OBJECT),
        .status = crm_record_get_text (record, CRM_OFFER_STATUS),
        .decided_on = crm_record_get_text (record, CRM_OFFER_DECIDED_ON),
        .silent_until = crm_record_get_text (record, CRM_OFFER_SILENT_UNTIL),
      };

      g_array_append_val (question->past, past);
    }
}

/* A relation is kept on one card and read on both. */
static void
add_members (DeskOfferFinder *self, Question *question, guint set)
{
  const gboolean reverse = set == REVERSE_RELATIONS;

  for (guint i = 0; i < desk_record_set_get_count (self->sets[set]); i++)
    {
      CrmRecord *record = desk_record_set_get (self->sets[set], i);
      const char *id =
          crm_record_get_text (record, reverse ? CRM_RELATION_CUSTOMER : CRM_RELATION_OTHER);
      const char *type = crm_record_get_text (record, CRM_RELATION_TYPE);
      CrmRecord *person = id != NULL ? g_hash_table_lookup (self->people, id) : NULL;
      CrmOfferMember member = { .id = id };

      if (person == NULL || !crm_record_is_loaded (person) || !crm_relation_is_family (type))
        continue;
      member.name = keep_text (question, crm_customer_dup_display_name (CRM_CUSTOMER (person)));
      member.relation = reverse ? crm_relation_reverse (type) : type;
      member.birth_date = crm_record_get_text (person, CRM_CUSTOMER_BIRTH_DATE);
      member.products =
          keep_list (question,
                     g_strsplit (crm_customer_get_summary (CRM_CUSTOMER (person))->products, ",",
                                 -1));
      g_array_append_val (question->members, member);
    }
}

static void
fill_question (DeskOfferFinder *self, Question *question, const char *today)
{
  CrmCustomer *customer = CRM_CUSTOMER (self->customer);

  question->policies = g_array_new (FALSE, FALSE, sizeof (CrmOfferPolicy));
  question->objects = g_array_new (FALSE, FALSE, sizeof (CrmOfferObject));
  question->members = g_array_new (FALSE, FALSE, sizeof (CrmOfferMember));
  question->past = g_array_new (FALSE, FALSE, sizeof (CrmOfferPast));
  question->texts = g_ptr_array_new_with_free_func (g_free);
  question->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  add_policies (self, question);
  add_objects (self, question);
  add_past (self, question);
  add_members (self, question, RELATIONS);
  add_members (self, question, REVERSE_RELATIONS);
  question->context = (CrmOfferContext){
    .today = today,
    .is_company = crm_customer_is_company (customer),
    .sex = crm_record_get_text (self->customer, CRM_CUSTOMER_SEX),
    .birth_date = crm_record_get_text (self->customer, CRM_CUSTOMER_BIRTH_DATE),
    .standing = crm_customer_get_summary (customer)->standing,
    .policies = (const CrmOfferPolicy *) (gpointer) question->policies->data,
    .n_policies = question->policies->len,
    .objects = (const CrmOfferObject *) (gpointer) question->objects->data,
    .n_objects = question->objects->len,
    .members = (const CrmOfferMember *) (gpointer) question->members->data,
    .n_members = question->members->len,
    .past = (const CrmOfferPast *) (gpointer) question->past->data,
    .n_past = question->past->len,
  };
}

/* ---- the rules --------------------------------------------------------------------------------
 */

static void
read_shipped (DeskOfferFinder *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_resources_lookup_data (SHIPPED_RULES, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (bytes != NULL)
    self->shipped = crm_offer_specs_parse (g_bytes_get_data (bytes, NULL),
                                           (gssize) g_bytes_get_size (bytes), &error);
  if (self->shipped == NULL)
    {
      g_warning ("Cannot read the rules of offers: %s", error->message);
      self->shipped = g_ptr_array_new ();
    }
}

/* (nullable) (transfer full): a rule the server let pass but this program does not know makes no
 * offers here. */
static CrmOfferSpec *
read_rule (CrmRecord *record)
{
  const char *conditions = crm_record_get_text (record, CRM_OFFER_RULE_CONDITIONS);
  g_autoptr (CrmOfferSpec) spec = g_new0 (CrmOfferSpec, 1);

  spec->code = g_strdup (crm_record_get_text (record, CRM_OFFER_RULE_CODE));
  spec->product = g_strdup (crm_record_get_text (record, CRM_OFFER_RULE_PRODUCT));
  spec->title = g_strdup (crm_record_get_text (record, CRM_OFFER_RULE_TITLE));
  spec->reason = g_strdup (crm_record_get_text (record, CRM_OFFER_RULE_REASON));
  spec->priority = (int) crm_record_get_integer (record, CRM_OFFER_RULE_PRIORITY);
  spec->starts_on = g_strdup (crm_record_get_text (record, CRM_OFFER_RULE_STARTS_ON));
  spec->ends_on = g_strdup (crm_record_get_text (record, CRM_OFFER_RULE_ENDS_ON));
  spec->is_active = crm_record_get_boolean (record, CRM_OFFER_RULE_ACTIVE);
  spec->conditions = conditions == NULL ? NULL : crm_conditions_new (conditions, -1, NULL);
  if (spec->code == NULL || spec->product == NULL || spec->title == NULL || spec->reason == NULL ||
      spec->conditions == NULL || !crm_offer_check_reason (spec->reason, NULL))
    return NULL;
  return g_steal_pointer (&spec);
}

/* (transfer full) (element-type CrmOfferSpec) */
static GPtrArray *
dup_rules (DeskOfferFinder *self)
{
  const guint n = desk_record_set_get_count (self->sets[RULES]);
  GPtrArray *rules;

  if (n == 0)
    {
      if (self->shipped == NULL)
        read_shipped (self);
      return g_ptr_array_ref (self->shipped);
    }
  rules = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_offer_spec_free);
  for (guint i = 0; i < n; i++)
    {
      CrmOfferSpec *spec = read_rule (desk_record_set_get (self->sets[RULES], i));

      if (spec != NULL)
        g_ptr_array_add (rules, spec);
    }
  return rules;
}

/* ---- the answer -------------------------------------------------------------------------------
 */

static void
add_hits (DeskOfferFinder *self, const CrmOfferSpec *rule, Question *question)
{
  g_autoptr (GPtrArray) hits = NULL;

  if (crm_offer_evaluate (rule, &question->context, &hits) != CRM_OFFER_MADE)
    return;
  for (guint i = 0; i < hits->len; i++)
    {
      const CrmOfferHit *hit = g_ptr_array_index (hits, i);
      DeskOffer *offer = g_new0 (DeskOffer, 1);

      offer->rule = g_strdup (rule->code);
      offer->title = g_strdup (rule->title);
      offer->product = g_strdup (rule->product);
      offer->reason = g_strdup (hit->reason);
      offer->priority = rule->priority;
      if (hit->object >= 0)
        offer->object = g_strdup (question->context.objects[hit->object].id);
      g_ptr_array_add (self->found, offer);
    }
}

static const CrmOfferSpec *
find_rule (GPtrArray *rules, const char *code)
{
  for (guint i = 0; i < rules->len; i++)
    if (g_strcmp0 (((const CrmOfferSpec *) g_ptr_array_index (rules, i))->code, code) == 0)
      return g_ptr_array_index (rules, i);
  return NULL;
}

static gboolean
is_long_ago (CrmRecord *offer, const char *today)
{
  int decided, now;

  return crm_date_to_days (crm_record_get_text (offer, CRM_OFFER_DECIDED_ON), &decided) &&
         crm_date_to_days (today, &now) && now - decided > PAST_DAYS;
}

static void
add_made (DeskOfferFinder *self, GPtrArray *rules, const char *today)
{
  for (guint i = 0; i < desk_record_set_get_count (self->sets[OFFERS]); i++)
    {
      CrmRecord *record = desk_record_set_get (self->sets[OFFERS], i);
      const char *code = crm_record_get_text (record, CRM_OFFER_BY_RULE);
      const char *product = crm_record_get_text (record, CRM_OFFER_PRODUCT);
      const CrmOfferSpec *rule = find_rule (rules, code);
      DeskOffer *offer;

      if (is_long_ago (record, today))
        continue;
      offer = g_new0 (DeskOffer, 1);
      offer->rule = g_strdup (code);
      offer->title =
          g_strdup (rule != NULL ? rule->title : desk_product_get_name (self->context, product));
      offer->product = g_strdup (product);
      offer->object = g_strdup (crm_record_get_text (record, CRM_OFFER_OBJECT));
      offer->reason = g_strdup (crm_record_get_text (record, CRM_OFFER_REASON));
      offer->offer = g_object_ref (record);
      g_ptr_array_add (self->found, offer);
    }
}

/* 0 is to be offered, 1 waits for a decision, 2 was decided. */
static int
get_rank (const DeskOffer *offer)
{
  if (offer->offer == NULL)
    return 0;
  return g_strcmp0 (crm_record_get_text (offer->offer, CRM_OFFER_STATUS), "offered") == 0 ? 1 : 2;
}

static int
compare_offers (gconstpointer a, gconstpointer b)
{
  const DeskOffer *first = *(const DeskOffer *const *) a;
  const DeskOffer *second = *(const DeskOffer *const *) b;
  const int rank = get_rank (first);

  if (rank != get_rank (second))
    return rank - get_rank (second);
  if (rank == 0)
    return second->priority != first->priority ? second->priority - first->priority
                                               : g_strcmp0 (first->rule, second->rule);
  return g_strcmp0 (crm_record_get_text (second->offer,
                                         rank == 1 ? CRM_OFFER_OFFERED_ON : CRM_OFFER_DECIDED_ON),
                    crm_record_get_text (first->offer,
                                         rank == 1 ? CRM_OFFER_OFFERED_ON : CRM_OFFER_DECIDED_ON));
}

static gboolean
search_cb (gpointer user_data)
{
  DeskOfferFinder *self = user_data;
  g_autofree char *today = desk_rights_dup_today ();
  g_autoptr (GPtrArray) rules = NULL;
  g_auto (Question) question = { 0 };

  self->search_source = 0;
  rules = dup_rules (self);
  fill_question (self, &question, today);
  g_ptr_array_set_size (self->found, 0);
  for (guint i = 0; i < rules->len; i++)
    add_hits (self, g_ptr_array_index (rules, i), &question);
  add_made (self, rules, today);
  g_ptr_array_sort (self->found, compare_offers);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* What is not wholly known would propose what they have long had. */
static void
queue_search (DeskOfferFinder *self)
{
  if (self->search_source == 0 && desk_offer_finder_is_complete (self))
    self->search_source = g_idle_add (search_cb, self);
}

static void
learn_people (DeskOfferFinder *self, guint set, guint field)
{
  for (guint i = 0; i < desk_record_set_get_count (self->sets[set]); i++)
    {
      const char *id = crm_record_get_text (desk_record_set_get (self->sets[set], i), field);
      CrmRecord *person;

      if (id == NULL || g_hash_table_contains (self->people, id))
        continue;
      person = desk_database_ref_record (desk_context_get_database (self->context),
                                         &crm_customer_kind, id);
      g_hash_table_insert (self->people, g_strdup (id), person);
      g_signal_connect_object (person, "notify", G_CALLBACK (queue_search), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
relations_changed_cb (DeskOfferFinder *self)
{
  learn_people (self, RELATIONS, CRM_RELATION_OTHER);
  learn_people (self, REVERSE_RELATIONS, CRM_RELATION_CUSTOMER);
  queue_search (self);
}

static void
desk_offer_finder_dispose (GObject *object)
{
  DeskOfferFinder *self = DESK_OFFER_FINDER (object);

  g_clear_handle_id (&self->search_source, g_source_remove);
  for (guint i = 0; i < N_SETS; i++)
    g_clear_object (&self->sets[i]);
  g_hash_table_remove_all (self->people);
  g_clear_object (&self->customer);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_offer_finder_parent_class)->dispose (object);
}

static void
desk_offer_finder_finalize (GObject *object)
{
  DeskOfferFinder *self = DESK_OFFER_FINDER (object);

  g_hash_table_unref (self->people);
  g_ptr_array_unref (self->found);
  g_clear_pointer (&self->shipped, g_ptr_array_unref);
  G_OBJECT_CLASS (desk_offer_finder_parent_class)->finalize (object);
}

static void
desk_offer_finder_class_init (DeskOfferFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_offer_finder_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_offer_finder_finalize;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_OFFER_FINDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_offer_finder_init (DeskOfferFinder *self)
{
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->found = g_ptr_array_new_with_free_func ((GDestroyNotify) offer_free);
}

DeskOfferFinder *
desk_offer_finder_new (DeskContext *context, CrmRecord *customer)
{
  DeskOfferFinder *self = g_object_new (DESK_TYPE_OFFER_FINDER, NULL);
  DeskDatabase *db = desk_context_get_database (context);
  const char *id = crm_record_get_id (customer);

  self->context = g_object_ref (context);
  self->customer = g_object_ref (customer);
  self->sets[POLICIES] = desk_record_set_new_where (db, &crm_policy_kind, CRM_POLICY_CUSTOMER, id);
  self->sets[OBJECTS] =
      desk_record_set_new_where (db, &crm_insured_object_kind, CRM_INSURED_OBJECT_CUSTOMER, id);
  self->sets[OFFERS] = desk_record_set_new_where (db, &crm_offer_kind, CRM_OFFER_CUSTOMER, id);
  self->sets[RULES] = desk_record_set_new (db, &crm_offer_rule_kind);
  self->sets[RELATIONS] =
      desk_record_set_new_where (db, &crm_relation_kind, CRM_RELATION_CUSTOMER, id);
  self->sets[REVERSE_RELATIONS] =
      desk_record_set_new_where (db, &crm_relation_kind, CRM_RELATION_OTHER, id);
  for (guint i = 0; i < N_SETS; i++)
    g_signal_connect_object (self->sets[i], "changed",
                             i < RELATIONS ? G_CALLBACK (queue_search)
                                           : G_CALLBACK (relations_changed_cb),
                             self, G_CONNECT_SWAPPED);
  g_signal_connect_object (customer, "notify", G_CALLBACK (queue_search), self, G_CONNECT_SWAPPED);
  return self;
}

GPtrArray *
desk_offer_finder_get (DeskOfferFinder *self)
{
  g_return_val_if_fail (DESK_IS_OFFER_FINDER (self), NULL);
  return self->found;
}

gboolean
desk_offer_finder_is_complete (DeskOfferFinder *self)
{
  g_return_val_if_fail (DESK_IS_OFFER_FINDER (self), FALSE);

  for (guint i = 0; i < N_SETS; i++)
    if (self->sets[i] == NULL || !desk_record_set_is_complete (self->sets[i]))
      return FALSE;
  return TRUE;
}

DeskRecordSet *
desk_offer_finder_get_offers (DeskOfferFinder *self)
{
  g_return_val_if_fail (DESK_IS_OFFER_FINDER (self), NULL);
  return self->sets[OFFERS];
}
