/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some fields of one record with their values. Filled by one thread, then shared unchanged. */
#include "shared/codec/crm-field.h"

#include "shared/base/crm-util.h"

struct _CrmFieldSet
{
  gatomicrefcount ref_count;
  const CrmKind *kind;
  guint64 present; /* bit by field */
  char *values[];  /* (owned) (nullable): n_fields */
};

G_STATIC_ASSERT (CRM_MAX_FIELDS <= 64);

G_DEFINE_BOXED_TYPE (CrmFieldSet, crm_field_set, crm_field_set_ref, crm_field_set_unref)

/**
 * crm_field_set_new:
 * @kind: a kind
 *
 * Returns: (transfer full): an empty set
 */
CrmFieldSet *
crm_field_set_new (const CrmKind *kind)
{
  CrmFieldSet *self;

  g_return_val_if_fail (kind != NULL && kind->n_fields <= CRM_MAX_FIELDS, NULL);

  self = g_malloc0 (sizeof (CrmFieldSet) + kind->n_fields * sizeof (char *));
  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  return self;
}

/**
 * crm_field_set_copy:
 * @self: a set
 *
 * Returns: (transfer full): a set of its own with the same values
 */
CrmFieldSet *
crm_field_set_copy (CrmFieldSet *self)
{
  CrmFieldSet *copy = crm_field_set_new (self->kind);

  copy->present = self->present;
  for (guint i = 0; i < self->kind->n_fields; i++)
    copy->values[i] = g_strdup (self->values[i]);
  return copy;
}

CrmFieldSet *
crm_field_set_ref (CrmFieldSet *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
crm_field_set_unref (CrmFieldSet *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->kind->n_fields; i++)
    g_free (self->values[i]);
  g_free (self);
}

const CrmKind *
crm_field_set_get_kind (CrmFieldSet *self)
{
  return self->kind;
}

/**
 * crm_field_set_put:
 * @self: a set that nobody else has yet
 * @field: index of the field
 * @value: (nullable): canonical text; %NULL clears the field
 */
void
crm_field_set_put (CrmFieldSet *self, guint field, const char *value)
{
  g_return_if_fail (field < self->kind->n_fields);

  self->present |= G_GUINT64_CONSTANT (1) << field;
  crm_set_string (&self->values[field], value);
}

/**
 * crm_field_set_remove:
 * @self: a set that nobody else has yet
 * @field: index of the field
 *
 * Afterwards the set says nothing about @field.
 */
void
crm_field_set_remove (CrmFieldSet *self, guint field)
{
  g_return_if_fail (field < self->kind->n_fields);

  self->present &= ~(G_GUINT64_CONSTANT (1) << field);
  g_clear_pointer (&self->values[field], g_free);
}

gboolean
crm_field_set_has (CrmFieldSet *self, guint field)
{
  g_return_val_if_fail (field < self->kind->n_fields, FALSE);

  return (self->present >> field & 1) != 0;
}

/**
 * crm_field_set_get:
 * @self: a set
 * @field: index of the field
 *
 * Returns: (transfer none) (nullable): %NULL when empty or not in the set
 */
const char *
crm_field_set_get (CrmFieldSet *self, guint field)
{
  g_return_val_if_fail (field < self->kind->n_fields, NULL);

  return self->values[field];
}

guint
crm_field_set_size (CrmFieldSet *self)
{
  return __builtin_popcountll (self->present);
}
