/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UUIDv7 (RFC 9562): 48 bits of milliseconds, 12 bits of counter, 62 bits from the kernel's random
 * source. The counter goes on across threads so that ids made in order sort in order. Any thread.
 */
#include "shared/base/crm-id.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#define COUNTER_BITS 12

static const char hex_digits[] = "0123456789abcdef";

static void
fill_random (guint8 *bytes, gsize length)
{
  gsize have = 0;

  while (have < length)
    {
      gssize got = getrandom (bytes + have, length - have, 0);

      if (got < 0 && errno != EINTR)
        g_error ("no random numbers: %s", g_strerror (errno)); /* lint: banned nothing can go on */
      if (got > 0)
        have += got;
    }
}

/* The next value of milliseconds << 12 | counter, greater than any before. A full counter runs into
 * the milliseconds, which RFC 9562, 6.2 allows. */
static guint64
next_stamp (guint seed)
{
  static _Atomic guint64 last; /* lint: static one order of ids for all threads */
  guint64 fresh = (guint64) (g_get_real_time () / 1000) << COUNTER_BITS | seed;
  guint64 seen = atomic_load (&last);
  guint64 next;

  do
    next = MAX (fresh, seen + 1);
  while (!atomic_compare_exchange_weak (&last, &seen, next));

  return next;
}

/**
 * crm_id_new:
 *
 * Returns: (transfer full): a new id, greater than all that this process made before
 */
char *
crm_id_new (void)
{
  guint8 bytes[CRM_ID_BYTES];
  char text[CRM_ID_LENGTH + 1];
  guint64 stamp;

  fill_random (bytes + 6, sizeof bytes - 6);
  /* The counter starts in the lower half of its range, so that it rarely overflows. */
  stamp = next_stamp ((bytes[6] << 8 | bytes[7]) & 0x7ff);

  for (guint i = 0; i < 6; i++)
    bytes[i] = stamp >> (COUNTER_BITS + 8 * (5 - i)) & 0xff;
  bytes[6] = 0x70 | (stamp >> 8 & 0x0f);
  bytes[7] = stamp & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);

  crm_id_from_bytes (bytes, text);
  return g_strdup (text);
}

static int
hex_value (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return -1;
}

/**
 * crm_id_is_valid:
 * @id: (nullable): text
 *
 * Any UUID in canonical lower-case text will do; only those that we make are of version 7.
 */
gboolean
crm_id_is_valid (const char *id)
{
  guint8 bytes[CRM_ID_BYTES];

  return crm_id_to_bytes (id, bytes);
}

/**
 * crm_id_to_bytes:
 * @id: (nullable): text
 * @bytes: (out): where the 16 bytes go
 *
 * Returns: %FALSE when @id is not an id
 */
gboolean
crm_id_to_bytes (const char *id, guint8 bytes[CRM_ID_BYTES])
{
  guint n = 0;

  if (id == NULL)
    return FALSE;

  for (guint i = 0; i < CRM_ID_LENGTH;)
    {
      int high, low;

      if (i == 8 || i == 13 || i == 18 || i == 23)
        {
          if (id[i++] != '-')
            return FALSE;
          continue;
        }

      high = hex_value (id[i]);
      low = high < 0 ? -1 : hex_value (id[i + 1]);
      if (low < 0)
        return FALSE;
      bytes[n++] = high << 4 | low;
      i += 2;
    }

  return id[CRM_ID_LENGTH] == '\0';
}

/**
 * crm_id_from_bytes:
 * @bytes: 16 bytes
 * @id: (out): room for 37 characters
 */
void
crm_id_from_bytes (const guint8 bytes[CRM_ID_BYTES], char id[CRM_ID_LENGTH + 1])
{
  char *to = id;

  for (guint i = 0; i < CRM_ID_BYTES; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *to++ = '-';
      *to++ = hex_digits[bytes[i] >> 4];
      *to++ = hex_digits[bytes[i] & 0x0f];
    }
  *to = '\0';
}
