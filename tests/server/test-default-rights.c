/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a new database gives to each role is what both programs call the default. */

#include <string.h>

#include "shared/record/crm-default-rights.h"
#include "shared/record/crm-rights.h"
#include "tests/lib/temp-postgres.h"

static void
test_same (void)
{
  g_autoptr (TempPostgres) postgres = temp_postgres_new ();
  g_autofree char *conninfo = NULL;
  g_autofree char *codes = NULL;
  g_auto (GStrv) roles = NULL;

  if (postgres == NULL)
    return;
  conninfo = temp_postgres_create_database (postgres);
  codes = temp_postgres_query (conninfo, "select string_agg (code, ',' order by code) from role");
  roles = g_strsplit (codes, ",", -1);
  g_assert_cmpuint (g_strv_length (roles), ==, 7);
  for (guint i = 0; roles[i] != NULL; i++)
    {
      g_autofree char *sql =
          g_strdup_printf ("select rights from role where code = '%s'", roles[i]);
      g_autofree char *text = temp_postgres_query (conninfo, sql);
      const char *expected = crm_default_rights_get (roles[i]);
      CrmRights there;
      CrmRights here;

      g_assert_nonnull (expected);
      g_assert_true (crm_rights_parse (&there, text, NULL));
      g_assert_true (crm_rights_parse (&here, expected, NULL));
      g_assert_cmpmem (&there, sizeof there, &here, sizeof here);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/default-rights/same", test_same);
  return g_test_run ();
}
