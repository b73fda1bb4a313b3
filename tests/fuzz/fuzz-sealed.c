/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed values and the outbox's mirror in a profile that somebody else wrote to: what is not
 * sealed with the key does not open, one changed bit is seen, a mirror is read up to its first
 * damage. */
#include "client/store/desk-outbox-log.h"
#include "client/store/desk-vault.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz-target.h"

static const guint8 keys[DESK_VAULT_N_PARTS][DESK_VAULT_KEY] = { { 1, 2, 3 }, { 4, 5, 6 } };

static void
check_seal (DeskVault *vault, const char *text)
{
  g_autofree char *sealed = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *changed = NULL;
  const gsize bits = strlen (text) * 8 + 1;
  gsize bit;

  if (desk_vault_is_sealed (text))
    {
      opened = desk_vault_open (vault, DESK_VAULT_CACHE, "here", text);
      g_assert_null (opened);
      return;
    }
  sealed = desk_vault_seal (vault, DESK_VAULT_CACHE, "here", text);
  opened = desk_vault_open (vault, DESK_VAULT_CACHE, "here", sealed);
  g_assert_cmpstr (opened, ==, text);
  g_clear_pointer (&opened, g_free);
  bit = (bits * 2654435761u) % (strlen (sealed) * 8);
  sealed[bit / 8] ^= (char) (1 << bit % 8);
  opened = desk_vault_open (vault, DESK_VAULT_CACHE, "here", sealed);
  /* Without its first byte there is no text at all. */
  g_assert_true (opened == NULL || *sealed == '\0');
}

static guint32
compute_crc (const guint8 *data, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
    }
  return ~crc;
}

/* Every line as a record with the right check sum. */
static GByteArray *
frame_lines (const guint8 *data, gsize size)
{
  GByteArray *log = g_byte_array_new ();

  for (gsize at = 0; at < size;)
    {
      const guint8 *end = memchr (data + at, '\n', size - at);
      const gsize length = end != NULL ? (gsize) (end - data) - at : size - at;
      const guint32 header[2] = { GUINT32_TO_LE ((guint32) length),
                                  GUINT32_TO_LE (compute_crc (data + at, length)) };

      g_byte_array_append (log, (const guint8 *) header, sizeof header);
      g_byte_array_append (log, data + at, (guint) length);
      at += length + 1;
    }
  return log;
}

static void
check_mirror (DeskVault *vault, const guint8 *data, gsize size)
{
  g_autoptr (GHashTable) entries = NULL;
  g_autoptr (GHashTable) drafts = NULL;
  g_autofree char *path = NULL;
  GHashTableIter iter;
  gpointer key, value;
  int fd = memfd_create ("log", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  if (desk_outbox_log_read (path, vault, &entries, &drafts, NULL))
    {
      g_hash_table_iter_init (&iter, entries);
      while (g_hash_table_iter_next (&iter, &key, &value))
        g_assert_cmpint (((DeskEntry *) value)->seq, ==, *(gint64 *) key);
      g_hash_table_iter_init (&iter, drafts);
      while (g_hash_table_iter_next (&iter, &key, &value))
        g_assert_true (g_utf8_validate (key, -1, NULL));
    }
  desk_outbox_log_is_whole (path);
  close (fd);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (DeskVault) vault = desk_vault_new (keys);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GByteArray) log = NULL;

  check_seal (vault, text);
  check_mirror (vault, data, size);
  log = frame_lines (data, size);
  check_mirror (vault, log->data, log->len);
  return 0;
}
