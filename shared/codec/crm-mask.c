/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers that leave the server without their beginning. Pure. */
#include "shared/codec/crm-mask.h"

#include <string.h>

#define N_SHOWN 3

/**
 * crm_text_mask:
 * @text: (nullable): a value
 *
 * Returns: (transfer full) (nullable): as long as @text, only its last characters readable
 */
char *
crm_text_mask (const char *text)
{
  GString *masked;
  glong length;
  glong n_hidden;

  if (text == NULL)
    return NULL;

  length = g_utf8_strlen (text, -1);
  n_hidden = length <= N_SHOWN ? length : length - N_SHOWN;
  masked = g_string_new (NULL);
  for (glong i = 0; i < n_hidden; i++)
    g_string_append (masked, CRM_MASK);
  g_string_append (masked, g_utf8_offset_to_pointer (text, n_hidden));
  return g_string_free (masked, FALSE);
}

/**
 * crm_text_is_masked:
 * @text: (nullable): a value
 *
 * Returns: whether a part of it is hidden
 */
gboolean
crm_text_is_masked (const char *text)
{
  return text != NULL && strstr (text, CRM_MASK) != NULL;
}

/**
 * crm_field_mask:
 * @field: whose value it is
 * @text: (nullable): a value
 *
 * Returns: (transfer full) (nullable): @text, masked when the field is
 */
char *
crm_field_mask (const CrmField *field, const char *text)
{
  return (field->flags & CRM_FIELD_MASKED) != 0 ? crm_text_mask (text) : g_strdup (text);
}

/**
 * crm_kind_mask_values:
 * @kind: a kind
 * @values: (array): its canonical values
 *
 * Returns: (transfer full) (array): as many, those of masked fields masked
 */
char **
crm_kind_mask_values (const CrmKind *kind, const char *const *values)
{
  char **masked = g_new0 (char *, kind->n_fields);

  for (guint i = 0; i < kind->n_fields; i++)
    masked[i] = crm_field_mask (&kind->fields[i], values[i]);
  return masked;
}

/**
 * crm_kind_free_values:
 * @kind: a kind
 * @values: (transfer full) (array): of crm_kind_mask_values()
 */
void
crm_kind_free_values (const CrmKind *kind, char **values)
{
  for (guint i = 0; i < kind->n_fields; i++)
    g_free (values[i]);
  g_free (values);
}

/**
 * crm_kind_has_masked:
 * @kind: a kind
 *
 * Returns: whether any of its fields leaves the server masked
 */
gboolean
crm_kind_has_masked (const CrmKind *kind)
{
  for (guint i = 0; i < kind->n_fields; i++)
    if ((kind->fields[i].flags & CRM_FIELD_MASKED) != 0)
      return TRUE;
  return FALSE;
}
