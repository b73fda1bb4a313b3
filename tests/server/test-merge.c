/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Merging by field group: a table of cases, then random pairs of edits against a model that is too
 * simple to be wrong. */

#define G_LOG_DOMAIN "test"

#include "server/sync/hub-merge.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"

#include <string.h>

#define ME    "me"
#define OTHER "other"

typedef struct
{
  const char *name;
  gint64 base;
  gint64 rev;
  const char *changed_group; /* last changed at rev */
  const char *changed_by;    /* device */
  CrmCustomerField field;
  const char *was; /* NULL: not told */
  const char *now;
  const char *current;
  gboolean clashes;
  gboolean has_others;
  const char *result; /* what is applied, NULL: nothing */
} Case;

static const Case cases[] = {
  { "untouched", 3, 3, NULL, NULL, CRM_CUSTOMER_SEX, "male", "female", "male", FALSE, FALSE,
    "female" },
  { "other-group", 3, 4, "birth", OTHER, CRM_CUSTOMER_SEX, "male", "female", "male", FALSE, TRUE,
    "female" },
  { "clash", 3, 4, "source", OTHER, CRM_CUSTOMER_SOURCE, "a", "b", "c", TRUE, TRUE, NULL },
  { "same-wish", 3, 4, "source", OTHER, CRM_CUSTOMER_SOURCE, "a", "b", "b", FALSE, TRUE, NULL },
  { "changed-back", 3, 4, "source", OTHER, CRM_CUSTOMER_SOURCE, "a", "b", "a", FALSE, TRUE, "b" },
  { "own-change", 3, 4, "source", ME, CRM_CUSTOMER_SOURCE, "a", "b", "c", FALSE, FALSE, "b" },
  { "was-unknown", 3, 4, "source", OTHER, CRM_CUSTOMER_SOURCE, NULL, "b", "c", TRUE, TRUE, NULL },
  { "part-of-group", 3, 4, "name", OTHER, CRM_CUSTOMER_LAST_NAME, "a", "b", "a", TRUE, TRUE, NULL },
  { "set-back-same", 9, 4, NULL, NULL, CRM_CUSTOMER_LAST_NAME, "a", "b", "a", FALSE, TRUE, "b" },
  { "set-back-other", 9, 4, NULL, NULL, CRM_CUSTOMER_LAST_NAME, "a", "b", "c", TRUE, TRUE, NULL },
  { "strict", 3, 4, "owner", OTHER, CRM_CUSTOMER_OWNER, "a", "b", "c", TRUE, TRUE, NULL },
  { "cleared", 3, 3, NULL, NULL, CRM_CUSTOMER_SOURCE, "a", NULL, "a", FALSE, FALSE, "" },
  { "note-both", 3, 4, "note", OTHER, CRM_CUSTOMER_NOTE, "x", "mine", "theirs", FALSE, TRUE,
    "theirs\n\n— me:\nmine" },
  { "note-added", 3, 4, "note", OTHER, CRM_CUSTOMER_NOTE, "x", "x more", "x theirs", FALSE, TRUE,
    "x theirs\n\n— me:\nmore" },
  { "note-there", 3, 4, "note", OTHER, CRM_CUSTOMER_NOTE, "x", "mine", "theirs mine", FALSE, TRUE,
    NULL },
};

static JsonObject *
make_revs (const char *group, gint64 rev, const char *device)
{
  JsonObject *revs = json_object_new ();
  HubGroupRev value = { rev, device, "user", "2026-11-22T09:00:00.000000Z" };

  if (group != NULL)
    hub_group_rev_write (revs, group, &value);
  return revs;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  const char *current[CRM_CUSTOMER_N_FIELDS] = { NULL };
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autoptr (CrmFieldSet) was = crm_field_set_new (&crm_customer_kind);
  g_autoptr (JsonObject) revs = make_revs (c->changed_group, c->rev, c->changed_by);
  HubMergeInput input = {
    &crm_customer_kind, current, c->rev, revs, set, was, c->base, ME, "— me:"
  };
  g_autoptr (HubMerge) merge = NULL;

  current[c->field] = c->current;
  crm_field_set_put (set, c->field, c->now);
  if (c->was != NULL)
    crm_field_set_put (was, c->field, c->was);
  merge = hub_merge_run (&input);

  g_assert_cmpuint (merge->clashed->len, ==, c->clashes);
  g_assert_cmpuint (merge->applied->len, ==, !c->clashes);
  g_assert_cmpint (merge->has_others, ==, c->has_others);
  g_assert_cmpint (merge->is_strict, ==, c->clashes && c->field == CRM_CUSTOMER_OWNER);
  g_assert_cmpuint (crm_field_set_size (merge->apply), ==, c->result != NULL);
  if (c->result != NULL)
    g_assert_cmpstr (crm_field_set_get (merge->apply, c->field), ==,
                     *c->result != '\0' ? c->result : NULL);
}

/* ---- random pairs -------------------------------------------------------------------------- */

static const char *const groups[] = {
  "name", "birth", "sex", "company", "tax", "source", "address"
};

typedef struct
{
  char *before[CRM_CUSTOMER_N_FIELDS];
  char *theirs[CRM_CUSTOMER_N_FIELDS];
  char *mine[CRM_CUSTOMER_N_FIELDS];
  gboolean they_touched[G_N_ELEMENTS (groups)];
  gboolean i_touched[G_N_ELEMENTS (groups)];
} Pair;

static int
get_group (guint field)
{
  const char *group = crm_customer_kind.fields[field].group;

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_strcmp0 (group, groups[i]) == 0)
      return i;
  return -1;
}

static char *
random_value (guint64 *seed)
{
  return g_strdup_printf ("%c", 'a' + crm_test_random (seed) % 3);
}

static void
fill_pair (Pair *pair, guint64 *seed)
{
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      pair->they_touched[g] = crm_test_random (seed) % 3 == 0;
      pair->i_touched[g] = crm_test_random (seed) % 2 == 0;
    }
  for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
    {
      int g = get_group (i);

      if (g < 0)
        continue;
      pair->before[i] = random_value (seed);
      pair->theirs[i] = pair->they_touched[g] ? random_value (seed) : g_strdup (pair->before[i]);
      pair->mine[i] = pair->i_touched[g] ? random_value (seed) : g_strdup (pair->before[i]);
    }
}

static void
clear_pair (Pair *pair)
{
  for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
    {
      g_free (pair->before[i]);
      g_free (pair->theirs[i]);
      g_free (pair->mine[i]);
    }
}

static gboolean
is_equal (char **a, char **b, guint group)
{
  for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
    if (get_group (i) == (int) group && g_strcmp0 (a[i], b[i]) != 0)
      return FALSE;
  return TRUE;
}

static void
check_pair (Pair *pair, HubMerge *merge)
{
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      gboolean clashes = pair->i_touched[g] && pair->they_touched[g] &&
                         !is_equal (pair->theirs, pair->before, g) &&
                         !is_equal (pair->theirs, pair->mine, g);
      gboolean is_clashed =
          g_ptr_array_find_with_equal_func (merge->clashed, groups[g], g_str_equal, NULL);

      g_assert_cmpint (is_clashed, ==, clashes);
      for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
        {
          const char *after;

          if (get_group (i) != (int) g)
            continue;
          after = crm_field_set_has (merge->apply, i) ? crm_field_set_get (merge->apply, i)
                                                      : pair->theirs[i];
          g_assert_cmpstr (after, ==,
                           pair->i_touched[g] && !clashes ? pair->mine[i] : pair->theirs[i]);
        }
    }
}

static void
test_random (void)
{
  guint64 seed = 42;

  for (guint round = 0; round < 5000; round++)
    {
      Pair pair = { 0 };
      g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
      g_autoptr (CrmFieldSet) was = crm_field_set_new (&crm_customer_kind);
      g_autoptr (JsonObject) revs = json_object_new ();
      g_autoptr (HubMerge) merge = NULL;
      HubMergeInput input = {
        &crm_customer_kind, (const char *const *) pair.theirs, 2, revs, set, was, 1, ME, "— me:"
      };
      HubGroupRev rev = { 2, OTHER, "user", "2026-11-22T09:00:00.000000Z" };

      fill_pair (&pair, &seed);
      for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
        if (pair.they_touched[g])
          hub_group_rev_write (revs, groups[g], &rev);
      for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
        if (get_group (i) >= 0 && pair.i_touched[get_group (i)])
          {
            crm_field_set_put (set, i, pair.mine[i]);
            crm_field_set_put (was, i, pair.before[i]);
          }
      merge = hub_merge_run (&input);
      check_pair (&pair, merge);
      clear_pair (&pair);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/merge", cases, sizeof cases[0], G_N_ELEMENTS (cases), test_case);
  g_test_add_func ("/merge-random", test_random);
  return g_test_run ();
}
