/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of relations in both directions. Pure. */
#include "shared/customers/crm-relation-rules.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  const char *type;
  const char *reverse;
  const char *word; /* when the sex is not known */
  const char *he;
  const char *she;
  gboolean is_household;
  gboolean is_family;
} Relation;

static const Relation relations[] = {
  { "spouse", "spouse", N_ ("spouse"), N_ ("husband"), N_ ("wife"), TRUE, TRUE },
  { "parent", "child", N_ ("parent"), N_ ("father"), N_ ("mother"), TRUE, TRUE },
  { "child", "parent", N_ ("child"), N_ ("son"), N_ ("daughter"), TRUE, TRUE },
  { "sibling", "sibling", N_ ("brother or sister"), N_ ("brother"), N_ ("sister"), FALSE, TRUE },
  { "relative", "relative", N_ ("relative"), N_ ("relative"), N_ ("relative"), FALSE, TRUE },
  { "guardian", "ward", N_ ("guardian"), N_ ("guardian"), N_ ("guardian"), TRUE, TRUE },
  { "ward", "guardian", N_ ("ward"), N_ ("ward"), N_ ("ward"), TRUE, TRUE },
  { "employer", "employee", N_ ("employer"), N_ ("employer"), N_ ("employer"), FALSE, FALSE },
  { "employee", "employer", N_ ("employee"), N_ ("employee"), N_ ("employee"), FALSE, FALSE },
  { "contact-person", "represented", N_ ("contact person"), N_ ("contact person"),
    N_ ("contact person"), FALSE, FALSE },
  { "represented", "contact-person", N_ ("represents"), N_ ("represents"), N_ ("represents"), FALSE,
    FALSE },
  { "friend", "friend", N_ ("friend"), N_ ("friend"), N_ ("friend"), FALSE, FALSE },
  { "other", "other", N_ ("related"), N_ ("related"), N_ ("related"), FALSE, FALSE },
};

static const Relation *
find_relation (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (relations); i++)
    if (g_strcmp0 (relations[i].type, type) == 0)
      return &relations[i];

  return NULL;
}

/**
 * crm_relation_reverse:
 * @type: (nullable): what the other is to this one
 *
 * Returns: (nullable): what this one is to the other
 */
const char *
crm_relation_reverse (const char *type)
{
  const Relation *relation = find_relation (type);

  return relation != NULL ? relation->reverse : type;
}

/**
 * crm_relation_get_word:
 * @type: (nullable): what somebody is to another
 * @sex: (nullable): male or female
 *
 * Returns: (nullable): the word, an unknown type as it is
 */
const char *
crm_relation_get_word (const char *type, const char *sex)
{
  const Relation *relation = find_relation (type);

  if (relation == NULL)
    return type;
  if (g_strcmp0 (sex, "male") == 0)
    return relation->he;
  return g_strcmp0 (sex, "female") == 0 ? relation->she : relation->word;
}

gboolean
crm_relation_is_household (const char *type)
{
  const Relation *relation = find_relation (type);

  return relation != NULL && relation->is_household;
}

gboolean
crm_relation_is_family (const char *type)
{
  const Relation *relation = find_relation (type);

  return relation != NULL && relation->is_family;
}
