/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cursor: bytes in network order, then 16 bytes of HMAC-SHA256, all in base64url. Pure. */

#define G_LOG_DOMAIN "hub-cursor"

#include "server/sync/hub-cursor.h"

#include <string.h>

#define FORMAT     3
#define MAC_LENGTH 16
#define MAX_BYTES  1408

/* The format before told the levels of as many kinds as there were. */
#define OLD_FORMAT  2
#define OLD_N_KINDS 12

typedef struct
{
  guint8 data[MAX_BYTES];
  gsize length;
} Writer;

typedef struct
{
  const guint8 *data;
  gsize left;
  gboolean failed;
  gboolean is_old;
} Reader;

static void
put (Writer *to, const void *data, gsize length)
{
  memcpy (to->data + to->length, data, length);
  to->length += length;
}

static void
put_byte (Writer *to, guint byte)
{
  to->data[to->length++] = byte;
}

static void
put_integer (Writer *to, gint64 value)
{
  guint64 wire = GUINT64_TO_BE ((guint64) value);

  put (to, &wire, sizeof wire);
}

static void
put_id (Writer *to, const char *id)
{
  guint8 bytes[CRM_ID_BYTES] = { 0 };

  crm_id_to_bytes (id, bytes);
  put (to, bytes, sizeof bytes);
}

static void
put_reach (Writer *to, const HubReach *reach)
{
  put_byte (to, HUB_N_KINDS);
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    put_byte (to, reach->levels[i]);
  put_byte (to, reach->n_owners);
  for (guint i = 0; i < reach->n_owners; i++)
    put_id (to, reach->owners[i]);
  put_id (to, reach->branch);
}

static void
take (Reader *from, void *data, gsize length)
{
  if (from->left < length)
    {
      from->failed = TRUE;
      memset (data, 0, length);
      return;
    }

  memcpy (data, from->data, length);
  from->data += length;
  from->left -= length;
}

static guint
take_byte (Reader *from, guint limit)
{
  guint8 byte;

  take (from, &byte, 1);
  if (byte >= limit)
    from->failed = TRUE;
  return byte;
}

static gint64
take_integer (Reader *from)
{
  guint64 wire;

  take (from, &wire, sizeof wire);
  if (GUINT64_FROM_BE (wire) > G_MAXINT64)
    from->failed = TRUE;
  return GUINT64_FROM_BE (wire);
}

static void
take_id (Reader *from, char id[CRM_ID_LENGTH + 1])
{
  guint8 bytes[CRM_ID_BYTES];

  take (from, bytes, sizeof bytes);
  crm_id_from_bytes (bytes, id);
}

/* A kind that is newer than the cursor was not seen. */
static void
take_reach (Reader *from, HubReach *reach)
{
  guint n_kinds = from->is_old ? OLD_N_KINDS : take_byte (from, 256);

  for (guint i = 1; i <= n_kinds; i++)
    {
      guint level = take_byte (from, CRM_N_SCOPES);

      if (i <= HUB_N_KINDS)
        reach->levels[i] = level;
    }
  reach->n_owners = take_byte (from, HUB_MAX_OWNERS + 1);
  for (guint i = 0; i < reach->n_owners && !from->failed; i++)
    take_id (from, reach->owners[i]);
  take_id (from, reach->branch);
}

static void
write_epoch (guint8 epoch[8], const char *token)
{
  memset (epoch, 0, 8);
  for (guint i = 0; i < 8 && token[2 * i] != '\0' && token[2 * i + 1] != '\0'; i++)
    epoch[i] = g_ascii_xdigit_value (token[2 * i]) << 4 | g_ascii_xdigit_value (token[2 * i + 1]);
}

void
hub_cursor_set_position (HubCursor *self, gint64 ver, guint kind, const char *id)
{
  self->ver = ver;
  self->kind = kind;
  g_strlcpy (self->id, id, sizeof self->id);
}

static void
begin (HubCursor *self, const HubRights *rights)
{
  memset (self, 0, sizeof *self);
  write_epoch (self->epoch, rights->epoch);
  g_strlcpy (self->user, rights->user, sizeof self->user);
  self->reach = rights->reach;
  self->day = rights->day;
  self->since = rights->watermark;
}

void
hub_cursor_begin (HubCursor *self, const HubRights *rights)
{
  begin (self, rights);
  self->phase = HUB_CURSOR_SNAPSHOT;
  self->kinds = HUB_ALL_KINDS;
  hub_cursor_set_position (self, 0, 1, HUB_NO_ID);
}

void
hub_cursor_begin_feed (HubCursor *self, const HubRights *rights, gint64 safe)
{
  begin (self, rights);
  self->phase = HUB_CURSOR_FEED;
  self->seen = rights->seen;
  hub_cursor_set_position (self, safe, 0, HUB_NO_ID);
}

gboolean
hub_cursor_is_of (const HubCursor *self, const HubRights *rights)
{
  guint8 epoch[8];

  write_epoch (epoch, rights->epoch);
  return memcmp (epoch, self->epoch, sizeof epoch) == 0;
}

void
hub_cursor_print_epoch (const HubCursor *self, char token[17])
{
  for (guint i = 0; i < sizeof self->epoch; i++)
    g_snprintf (token + 2 * i, 3, "%02x", self->epoch[i]);
}

/* What the client may have of the reach so far. While it still hears of earlier ones it has at most
 * what it had of those. */
static gboolean
remember_reach (HubCursor *self, GError **error)
{
  if (self->phase == HUB_CURSOR_LOST)
    return TRUE;
  if (self->n_past == HUB_CURSOR_MAX_PAST)
    return crm_fail (error, CRM_ERROR_EPOCH_CHANGED, "the rights changed too often");

  self->past[self->n_past].reach = self->reach;
  self->past[self->n_past].since = self->since;
  self->n_past++;
  return TRUE;
}

/* The feed goes on from where it was, so of the kinds that have grown only what is older is
 * needed. A snapshot that was not finished begins again. */
static gboolean
change_reach (HubCursor *self, const HubRights *rights, GError **error)
{
  HubKindSet more = hub_reach_find_more (&rights->reach, &self->reach) |
                    hub_reach_find_retold (&rights->reach, &self->reach);

  if (self->phase == HUB_CURSOR_FEED)
    {
      self->since = self->ver;
      self->kinds = 0;
    }
  if (!remember_reach (self, error))
    return FALSE;

  self->kinds |= more;
  self->reach = rights->reach;
  self->phase = HUB_CURSOR_LOST;
  hub_cursor_set_position (self, 0, 0, HUB_NO_ID);
  return TRUE;
}

gboolean
hub_cursor_adopt (HubCursor *self, const HubRights *rights, gboolean is_kept, GError **error)
{
  gboolean has_lapsed = rights->lapsed >= self->day && rights->lapsed > 0;

  if (strcmp (self->user, rights->user) != 0)
    return crm_fail (error, CRM_ERROR_INVALID, "the cursor is not of this person");
  if (!is_kept)
    return crm_fail (error, CRM_ERROR_EPOCH_CHANGED, "the cursor is of another epoch");
  if ((self->phase == HUB_CURSOR_FEED ? self->ver : self->since) < rights->horizon)
    return crm_fail (error, CRM_ERROR_RECONCILE, "what happened since then is forgotten");

  write_epoch (self->epoch, rights->epoch);
  self->day = MAX (self->day, rights->day);
  if (!has_lapsed && hub_reach_equal (&self->reach, &rights->reach))
    return TRUE;
  return change_reach (self, rights, error);
}

static void
sign (const guint8 *data, gsize length, GBytes *secret, guint8 mac[MAC_LENGTH])
{
  guint8 digest[32];
  gsize digest_length = sizeof digest;
  gsize key_length;
  const guint8 *key = g_bytes_get_data (secret, &key_length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);

  g_hmac_update (hmac, data, length);
  g_hmac_get_digest (hmac, digest, &digest_length);
  memcpy (mac, digest, MAC_LENGTH);
}

char *
hub_cursor_to_text (const HubCursor *self, GBytes *secret)
{
  Writer to = { .length = 0 };
  char *text;

  put_byte (&to, FORMAT);
  put (&to, self->epoch, sizeof self->epoch);
  put_id (&to, self->user);
  put_reach (&to, &self->reach);
  put_byte (&to, self->phase);
  put_integer (&to, self->kinds);
  put_integer (&to, self->day);
  put_integer (&to, self->since);
  put_integer (&to, self->seen);
  put_integer (&to, self->ver);
  put_byte (&to, self->kind);
  put_id (&to, self->id);
  put_byte (&to, self->n_past);
  for (guint i = 0; i < self->n_past; i++)
    {
      put_reach (&to, &self->past[i].reach);
      put_integer (&to, self->past[i].since);
    }
  sign (to.data, to.length, secret, to.data + to.length);
  to.length += MAC_LENGTH;

  text = g_base64_encode (to.data, to.length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/* Strict: one text for one sequence of bytes. */
static guint8 *
decode_base64url (const char *text, gsize *length)
{
  gsize n = strlen (text);
  g_autofree char *padded = NULL;
  g_autofree char *again = NULL;
  g_autofree guint8 *data = NULL;

  if (n == 0 || n > HUB_CURSOR_MAX_LENGTH || n % 4 == 1 ||
      strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_") != n)
    return NULL;

  padded = g_strconcat (text, n % 4 == 2 ? "==" : n % 4 == 3 ? "=" : "", NULL);
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  data = g_base64_decode (padded, length);
  again = g_base64_encode (data, *length);
  if (strcmp (again, padded) != 0)
    return NULL;
  return g_steal_pointer (&data);
}

static gboolean
equal_in_constant_time (const guint8 *a, const guint8 *b, gsize length)
{
  guint8 difference = 0;

  for (gsize i = 0; i < length; i++)
    difference |= a[i] ^ b[i];
  return difference == 0;
}

gboolean
hub_cursor_decode (HubCursor *self, const guint8 *data, gsize length)
{
  Reader from = { .data = data, .left = length };
  guint format;

  memset (self, 0, sizeof *self);
  format = take_byte (&from, FORMAT + 1);
  if (format < OLD_FORMAT)
    return FALSE;
  from.is_old = format == OLD_FORMAT;

  take (&from, self->epoch, sizeof self->epoch);
  take_id (&from, self->user);
  take_reach (&from, &self->reach);
  self->phase = take_byte (&from, HUB_CURSOR_N_PHASES);
  self->kinds = take_integer (&from) & HUB_ALL_KINDS;
  self->day = take_integer (&from) & G_MAXINT;
  self->since = take_integer (&from);
  self->seen = take_integer (&from);
  self->ver = take_integer (&from);
  self->kind = take_byte (&from, 256);
  take_id (&from, self->id);
  self->n_past = take_byte (&from, HUB_CURSOR_MAX_PAST + 1);
  for (guint i = 0; i < self->n_past && !from.failed; i++)
    {
      take_reach (&from, &self->past[i].reach);
      self->past[i].since = take_integer (&from);
    }
  return !from.failed && from.left == 0;
}

gboolean
hub_cursor_parse (HubCursor *self, const char *text, GBytes *secret, GError **error)
{
  gsize length = 0;
  g_autofree guint8 *data = decode_base64url (text, &length);
  guint8 mac[MAC_LENGTH];

  if (data == NULL || length <= MAC_LENGTH)
    return crm_fail (error, CRM_ERROR_INVALID, "not a cursor");

  sign (data, length - MAC_LENGTH, secret, mac);
  if (!equal_in_constant_time (mac, data + length - MAC_LENGTH, MAC_LENGTH) ||
      !hub_cursor_decode (self, data, length - MAC_LENGTH))
    return crm_fail (error, CRM_ERROR_INVALID, "not a cursor of this server");
  return TRUE;
}
