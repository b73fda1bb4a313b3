/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change stream from a stranger: the same changes however it is cut, and the same again when what
 * was read is written in the other format and read once more. */
#include "tests/fuzz/fuzz-changes.h"

#include <string.h>

#include "shared/base/crm-id.h"

typedef struct
{
  GString *seen;
  CrmChangeWriter *copy; /* (nullable) */
} Sink;

static gboolean
take (const CrmChange *change, gpointer user_data, GError **error)
{
  Sink *sink = user_data;

  g_string_append_printf (sink->seen, "%d ", change->type);
  if (change->type == CRM_CHANGE_CURSOR || change->type == CRM_CHANGE_END)
    g_string_append (sink->seen, change->cursor);
  else
    {
      char id[CRM_ID_LENGTH + 1];

      crm_id_from_bytes (change->id, id);
      g_string_append_printf (sink->seen, "%s %s %" G_GINT64_FORMAT, change->kind->name, id,
                              change->version);
      for (guint i = 0; change->type == CRM_CHANGE_ROW && i < change->kind->n_fields; i++)
        {
          if (change->values[i] == NULL || *change->values[i] == '\0')
            continue;
          g_assert_true (g_utf8_validate (change->values[i], -1, NULL));
          g_assert_cmpuint (strlen (change->values[i]), ==, change->lengths[i]);
          g_string_append_printf (sink->seen, " %u=%s", i, change->values[i]);
        }
    }
  g_string_append_c (sink->seen, '\n');

  if (sink->copy != NULL)
    crm_change_writer_add (sink->copy, change);
  return TRUE;
}

static gboolean
read_pieces (CrmChangeFormat format, const guint8 *data, gsize size, gsize piece, Sink *sink)
{
  g_autoptr (CrmChangeReader) reader = crm_change_reader_new (format);

  for (gsize at = 0; at < size; at += piece)
    {
      gsize length = MIN (piece, size - at);
      g_autofree guint8 *copy = g_memdup2 (data + at, length);

      if (!crm_change_reader_feed (reader, copy, length, take, sink, NULL))
        return FALSE;
    }

  return TRUE;
}

void
fuzz_changes_check (CrmChangeFormat format, const guint8 *data, gsize size)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) pieces = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (GBytes) copy = NULL;
  Sink sink = { whole, writer };
  Sink sink_pieces = { pieces, NULL };
  Sink sink_again = { again, NULL };
  gsize piece = size > 0 ? 1 + data[size - 1] % 61 : 1;
  gboolean good = read_pieces (format, data, size, MAX (size, 1), &sink);

  g_assert_true (read_pieces (format, data, size, piece, &sink_pieces) == good);
  g_assert_cmpstr (pieces->str, ==, whole->str);

  copy = crm_change_writer_take (writer);
  g_assert_true (read_pieces (CRM_CHANGE_ROWS, g_bytes_get_data (copy, NULL),
                              g_bytes_get_size (copy), G_MAXSSIZE, &sink_again));
  g_assert_cmpstr (again->str, ==, whole->str);
}
