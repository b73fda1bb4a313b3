/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskQuery: what a list wants. Immutable and atomically reference counted, so that the main thread
 * keeps one while a worker reads it. Turning it into SQL is the work of desk-query-sql.c. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-query.h"

#include "client/store/desk-query-private.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (DeskQuery, desk_query, desk_query_ref, desk_query_unref)

static void
clear_condition (gpointer data)
{
  DeskCondition *condition = data;

  g_free (condition->value);
}

static void
clear_sort (gpointer data)
{
  g_free (((DeskSort *) data)->key);
}

static DeskQuery *
copy_query (DeskQuery *self)
{
  DeskQuery *copy = desk_query_new (self->kind);

  for (guint i = 0; i < self->conditions->len; i++)
    {
      const DeskCondition *from = &g_array_index (self->conditions, DeskCondition, i);
      DeskCondition to = { from->field, g_strdup (from->value) };

      g_array_append_val (copy->conditions, to);
    }
  for (guint i = 0; i < self->sorts->len; i++)
    {
      const DeskSort *from = &g_array_index (self->sorts, DeskSort, i);
      DeskSort to = { g_strdup (from->key), from->descending };

      g_array_append_val (copy->sorts, to);
    }
  copy->filter = self->filter != NULL ? desk_filter_ref (self->filter) : NULL;
  copy->group = g_strdup (self->group);
  copy->text = g_strdup (self->text);
  copy->order = self->order;
  copy->descending = self->descending;
  return copy;
}

DeskQuery *
desk_query_new (const CrmKind *kind)
{
  DeskQuery *self = g_new0 (DeskQuery, 1);

  g_return_val_if_fail (kind != NULL, NULL);
  self->references = 1;
  self->kind = kind;
  self->order = -1;
  self->conditions = g_array_new (FALSE, FALSE, sizeof (DeskCondition));
  g_array_set_clear_func (self->conditions, clear_condition);
  self->sorts = g_array_new (FALSE, FALSE, sizeof (DeskSort));
  g_array_set_clear_func (self->sorts, clear_sort);
  return self;
}

DeskQuery *
desk_query_ref (DeskQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->references);
  return self;
}

void
desk_query_unref (DeskQuery *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  g_array_unref (self->conditions);
  g_array_unref (self->sorts);
  g_clear_pointer (&self->filter, desk_filter_unref);
  g_free (self->group);
  g_free (self->text);
  g_free (self);
}

DeskQuery *
desk_query_where (DeskQuery *self, guint field, const char *value)
{
  DeskQuery *copy;
  DeskCondition condition;

  g_return_val_if_fail (self != NULL && field < self->kind->n_fields, NULL);
  copy = copy_query (self);
  condition = (DeskCondition){ field, g_strdup (value) };
  g_array_append_val (copy->conditions, condition);
  return copy;
}

DeskQuery *
desk_query_search (DeskQuery *self, const char *text)
{
  DeskQuery *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = copy_query (self);
  g_free (copy->text);
  copy->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  return copy;
}

DeskQuery *
desk_query_order (DeskQuery *self, guint field, gboolean descending)
{
  DeskQuery *copy;

  g_return_val_if_fail (self != NULL && field < self->kind->n_fields, NULL);
  copy = copy_query (self);
  copy->order = (int) field;
  copy->descending = descending;
  return copy;
}

DeskQuery *
desk_query_filter (DeskQuery *self, DeskFilter *filter)
{
  DeskQuery *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = copy_query (self);
  g_clear_pointer (&copy->filter, desk_filter_unref);
  if (!desk_filter_is_empty (filter))
    copy->filter = desk_filter_ref (filter);
  return copy;
}

DeskQuery *
desk_query_sort (DeskQuery *self, const char *key, gboolean descending)
{
  const DeskSort sort = { g_strdup (key), descending };
  DeskQuery *copy;

  g_return_val_if_fail (self != NULL && key != NULL, NULL);
  copy = copy_query (self);
  g_array_append_val (copy->sorts, sort);
  return copy;
}

DeskQuery *
desk_query_group (DeskQuery *self, const char *key)
{
  DeskQuery *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = copy_query (self);
  g_free (copy->group);
  copy->group = g_strdup (key);
  return copy;
}

const char *
desk_query_get_group (DeskQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->group;
}

const CrmKind *
desk_query_get_kind (DeskQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->kind;
}

static gboolean
have_equal_sorts (DeskQuery *a, DeskQuery *b)
{
  if (a->sorts->len != b->sorts->len)
    return FALSE;
  for (guint i = 0; i < a->sorts->len; i++)
    {
      const DeskSort *x = &g_array_index (a->sorts, DeskSort, i);
      const DeskSort *y = &g_array_index (b->sorts, DeskSort, i);

      if (x->descending != y->descending || strcmp (x->key, y->key) != 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
desk_query_equal (DeskQuery *a, DeskQuery *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->kind != b->kind || a->order != b->order ||
      a->descending != b->descending || a->conditions->len != b->conditions->len ||
      g_strcmp0 (a->text, b->text) != 0 || g_strcmp0 (a->group, b->group) != 0 ||
      !desk_filter_equal (a->filter, b->filter) || !have_equal_sorts (a, b))
    return FALSE;
  for (guint i = 0; i < a->conditions->len; i++)
    {
      const DeskCondition *x = &g_array_index (a->conditions, DeskCondition, i);
      const DeskCondition *y = &g_array_index (b->conditions, DeskCondition, i);

      if (x->field != y->field || g_strcmp0 (x->value, y->value) != 0)
        return FALSE;
    }
  return TRUE;
}
