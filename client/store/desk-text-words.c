/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words under which a customer is found: its own, those of its contact points, and marks for
 * the values that lists filter by. Any thread that owns the connection. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-text-words.h"

#include "client/store/desk-text-index.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-customer.h"

/* Fields with a mark in the index; few values each, so that the lists under them are long. */
static const guint marked_fields[] = {
  CRM_CUSTOMER_OWNER,
  CRM_CUSTOMER_TYPE,
  CRM_CUSTOMER_STATUS,
  CRM_CUSTOMER_BRANCH,
};

static const char mark_letters[] = "otsb";

char *
desk_text_index_dup_mark (guint field, const char *value)
{
  for (guint i = 0; value != NULL && i < G_N_ELEMENTS (marked_fields); i++)
    if (marked_fields[i] == field)
      {
        GString *mark = g_string_new (DESK_TEXT_MARK);

        g_string_append_c (mark, mark_letters[i]);
        for (const char *at = value; *at != '\0'; at++)
          if (g_ascii_isalnum (*at))
            g_string_append_c (mark, g_ascii_tolower (*at));
        return g_string_free (mark, FALSE);
      }
  return NULL;
}

char *
desk_text_words_make_key (const DeskRow *row)
{
  return crm_customer_values_to_sort_key ((const char *const *) row->values);
}

static void
append_part (GString *words, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (words->len > 0)
    g_string_append_c (words, ' ');
  g_string_append (words, part);
}

static gboolean
append_contacts (DeskConnection *connection,
                 const guint8 id[CRM_ID_BYTES],
                 GString *plain,
                 GString *words,
                 GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_CONTACTS, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  desk_sqlite_bind_id (statement, 1, id);
  while (TRUE)
    {
      const char *value;

      if (!desk_sqlite_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      value = (const char *) sqlite3_column_text (statement, 1);
      if (g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "phone") == 0)
        {
          g_autofree char *tokens = crm_text_phone_tokens (value);

          append_part (words, tokens);
        }
      else
        append_part (plain, value);
    }
}

gboolean
desk_text_words_append (DeskConnection *connection,
                        const guint8 id[CRM_ID_BYTES],
                        const char *const *values,
                        GString *words,
                        GError **error)
{
  const CrmKind *kind = &crm_customer_kind;
  g_autoptr (GString) plain = g_string_sized_new (256);
  g_autofree char *normalised = NULL;

  for (guint i = 0; i < kind->n_fields; i++)
    if ((kind->fields[i].flags & CRM_FIELD_SEARCH) != 0)
      append_part (plain, values[i]);
  for (guint i = 0; i < G_N_ELEMENTS (marked_fields); i++)
    {
      g_autofree char *mark = desk_text_index_dup_mark (marked_fields[i], values[marked_fields[i]]);

      append_part (words, mark);
    }
  if (!append_contacts (connection, id, plain, words, error))
    return FALSE;
  normalised = crm_text_normalise (plain->str);
  append_part (words, normalised);
  return TRUE;
}

char *
desk_text_words_make (DeskConnection *connection, const DeskRow *row, GError **error)
{
  g_autoptr (GString) words = g_string_sized_new (256);

  if (!desk_text_words_append (connection, row->id, (const char *const *) row->values, words,
                               error))
    return NULL;
  return g_string_free (g_steal_pointer (&words), FALSE);
}
