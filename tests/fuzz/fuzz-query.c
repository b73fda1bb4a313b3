/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is typed into the search field is never an error of SQL, in an index exactly like that
 * of the client, and every name is found by itself. */
#include <sqlite3.h>
#include <string.h>

#include "shared/base/crm-text.h"
#include "tests/fuzz/fuzz-target.h"

static const char *const schema =
    "create virtual table f using fts5 (text, content='', detail=none, prefix='1 2 3', "
    "tokenize='unicode61 remove_diacritics 0')";

static sqlite3 *
open_index (const char *text)
{
  g_autofree char *normal = crm_text_normalise (text);
  sqlite3 *db;
  sqlite3_stmt *insert;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, schema, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "insert into f (rowid, text) values (1, ?)", -1, &insert,
                                       NULL),
                   ==, SQLITE_OK);
  sqlite3_bind_text (insert, 1, normal, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
  sqlite3_finalize (insert);
  return db;
}

static gboolean
find (sqlite3 *db, const char *match)
{
  sqlite3_stmt *select;
  int result;

  g_assert_cmpint (sqlite3_prepare_v2 (db, "select rowid from f (?)", -1, &select, NULL), ==,
                   SQLITE_OK);
  sqlite3_bind_text (select, 1, match, -1, SQLITE_STATIC);
  result = sqlite3_step (select);
  if (result != SQLITE_ROW && result != SQLITE_DONE)
    g_error ("%s", sqlite3_errmsg (db)); /* lint: banned a finding ends the fuzzer */
  sqlite3_finalize (select);
  return result == SQLITE_ROW;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *normal = crm_text_normalise (text);
  g_autofree char *again = crm_text_normalise (normal);
  g_autofree char *swapped = crm_text_swap_layout (normal);
  g_autofree char *key = crm_text_sort_key (text);
  g_autofree char *tokens = crm_text_phone_tokens (text);
  g_autofree char *match = crm_text_to_match (text);

  g_assert_true (g_utf8_validate (normal, -1, NULL));
  g_assert_true (g_utf8_validate (swapped, -1, NULL));
  g_assert_true (g_utf8_validate (key, -1, NULL));
  g_assert_true (g_utf8_validate (tokens, -1, NULL));
  g_assert_cmpstr (again, ==, normal);

  if (match != NULL)
    {
      sqlite3 *db = open_index (text);

      g_autofree char *shown = g_strescape (normal, NULL);

      if (!find (db, match))
        g_error ("\"%s\" does not find itself", shown); /* lint: banned a finding */
      sqlite3_close (db);
    }

  return 0;
}
