/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rights of a role as somebody wrote them: read without harm, the same again when written, and
 * never wider after the clamp than seeing is. */
#include "shared/record/crm-rights.h"

#include <string.h>

#include "shared/base/crm-error.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_clamp (CrmRights rights)
{
  CrmRights once = rights;
  CrmRights twice;
  guint n_subjects;
  const CrmSubject *subjects = crm_subjects (&n_subjects);

  crm_rights_clamp (&once);
  twice = once;
  crm_rights_clamp (&twice);
  g_assert_true (memcmp (&once, &twice, sizeof once) == 0);
  for (guint i = 0; i < n_subjects; i++)
    for (CrmAction action = 0; action < CRM_N_ACTIONS; action++)
      {
        const CrmScope scope = crm_rights_get (&once, subjects[i].name, action);

        g_assert_cmpint (scope, <=, crm_rights_get (&rights, subjects[i].name, action));
        g_assert_cmpint (scope, <=, crm_rights_get (&once, subjects[i].name, CRM_ACTION_SEE));
      }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *written = NULL;
  g_autoptr (GError) error = NULL;
  CrmRights rights = { 0 };
  CrmRights back = { 0 };

  if (!crm_rights_parse (&rights, text, &error))
    {
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
      return 0;
    }
  written = crm_rights_to_text (&rights);
  g_assert_true (crm_rights_parse (&back, written, NULL));
  g_assert_true (memcmp (&rights, &back, sizeof rights) == 0);
  check_clamp (rights);
  return 0;
}
