/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A listener that trusts nothing a list model says. Main thread. */

#include "tests/lib/crm-model-validator.h"

struct _CrmModelValidator
{
  GListModel *model; /* (owned) */
  GPtrArray *items;  /* (element-type GObject): the copy */
  gulong handler;
  guint n_changes;
};

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  CrmModelValidator *self = user_data;

  self->n_changes++;
  g_assert_true (removed != 0 || added != 0);
  g_assert_cmpuint (position, <=, self->items->len);
  g_assert_cmpuint (removed, <=, self->items->len - position);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, self->items->len - removed + added);
  if (removed > 0)
    g_ptr_array_remove_range (self->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->items, (int) (position + i),
                        g_list_model_get_item (model, position + i));
  crm_model_validator_check (self);
}

CrmModelValidator *
crm_model_validator_new (GListModel *model)
{
  CrmModelValidator *self = g_new0 (CrmModelValidator, 1);

  self->model = g_object_ref (model);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (self->items, g_list_model_get_item (model, i));
  self->handler = g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), self);
  return self;
}

void
crm_model_validator_free (CrmModelValidator *self)
{
  g_signal_handler_disconnect (self->model, self->handler);
  g_ptr_array_unref (self->items);
  g_object_unref (self->model);
  g_free (self);
}

void
crm_model_validator_check (CrmModelValidator *self)
{
  g_assert_cmpuint (g_list_model_get_n_items (self->model), ==, self->items->len);
  for (guint i = 0; i < self->items->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (self->model, i);

      g_assert_true (item == g_ptr_array_index (self->items, i));
    }
  g_assert_null (g_list_model_get_item (self->model, self->items->len));
}

guint
crm_model_validator_get_changes (CrmModelValidator *self)
{
  return self->n_changes;
}
