/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cursor from a stranger: without the signature never taken, and what is inside is the same again
 * when written. */
#include "server/sync/hub-cursor.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_inside (const guint8 *data, gsize size, GBytes *secret, GBytes *other)
{
  HubCursor cursor, back;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  if (!hub_cursor_decode (&cursor, data, size))
    return;

  text = hub_cursor_to_text (&cursor, secret);
  g_assert_true (hub_cursor_parse (&back, text, secret, NULL));
  again = hub_cursor_to_text (&back, secret);
  g_assert_cmpstr (again, ==, text);
  g_assert_false (hub_cursor_parse (&back, text, other, NULL));

  /* One letter otherwise is another cursor, which nobody signed. */
  text[size % 20] = text[size % 20] == 'A' ? 'B' : 'A';
  g_assert_false (hub_cursor_parse (&back, text, secret, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (GBytes) other = g_bytes_new_static ("0123456789abcdef0123456789abcdeF", 32);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  HubCursor cursor;

  if (!hub_cursor_parse (&cursor, text, secret, &error))
    g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  check_inside (data, size, secret, other);
  return 0;
}
