/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealing of single texts: see the header. A sealed text is a mark, then base64 of nonce and
 * ciphertext. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-vault.h"

#include <sodium.h>
#include <string.h>

/* No text that a person types begins with a control character. */
#define MARK  "\x01zv1:"
#define CHECK "zontik key 1"

struct _DeskVault
{
  guint8 *keys; /* (owned): memory that is locked and wiped */
};

DeskVault *
desk_vault_new (const guint8 keys[DESK_VAULT_N_PARTS][DESK_VAULT_KEY])
{
  DeskVault *self;
  int ready;

  G_STATIC_ASSERT (DESK_VAULT_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  ready = sodium_init ();
  g_assert (ready >= 0);
  self = g_atomic_rc_box_new0 (DeskVault);
  self->keys = sodium_malloc (DESK_VAULT_N_PARTS * DESK_VAULT_KEY);
  g_assert (self->keys != NULL);
  memcpy (self->keys, keys, DESK_VAULT_N_PARTS * DESK_VAULT_KEY);
  return self;
}

DeskVault *
desk_vault_ref (DeskVault *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_vault (gpointer data)
{
  sodium_free (((DeskVault *) data)->keys);
}

void
desk_vault_unref (DeskVault *self)
{
  g_atomic_rc_box_release_full (self, clear_vault);
}

/* Also when one bit of the mark was changed: such a text is nobody's, and must not be shown. */
gboolean
desk_vault_is_sealed (const char *text)
{
  const gsize length = strlen (MARK);
  guint changed = 0;

  if (text == NULL || strnlen (text, length) < length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    changed += (guint) __builtin_popcount ((guint8) (text[i] ^ MARK[i]));
  return changed <= 1;
}

/* (transfer full) (nullable): %NULL when it is not just as g_base64_encode() writes it, which
 * g_base64_decode() alone does not see. */
static guint8 *
decode (const char *text, gsize *size)
{
  g_autofree guint8 *bytes = g_base64_decode (text, size);
  g_autofree char *again = g_base64_encode (bytes, *size);

  return strcmp (again, text) == 0 ? g_steal_pointer (&bytes) : NULL;
}

char *
desk_vault_seal (DeskVault *self, DeskVaultPart part, const char *context, const char *text)
{
  const gsize length = text != NULL ? strlen (text) : 0;
  const gsize header = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  g_autofree guint8 *bytes = NULL;
  g_autofree char *encoded = NULL;
  unsigned long long sealed = 0;

  if (self == NULL || text == NULL || desk_vault_is_sealed (text))
    return g_strdup (text);
  bytes = g_malloc (header + length + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  randombytes_buf (bytes, header);
  crypto_aead_xchacha20poly1305_ietf_encrypt (bytes + header, &sealed, (const guint8 *) text,
                                              length, (const guint8 *) context, strlen (context),
                                              NULL, bytes, self->keys + part * DESK_VAULT_KEY);
  encoded = g_base64_encode (bytes, header + sealed);
  return g_strconcat (MARK, encoded, NULL);
}

char *
desk_vault_open (DeskVault *self, DeskVaultPart part, const char *context, const char *text)
{
  const gsize header = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  g_autofree guint8 *bytes = NULL;
  g_autofree char *opened = NULL;
  unsigned long long length = 0;
  gsize size = 0;

  if (!desk_vault_is_sealed (text))
    return g_strdup (text);
  if (self == NULL || !g_str_has_prefix (text, MARK))
    return NULL;
  bytes = decode (text + strlen (MARK), &size);
  if (bytes == NULL || size < header + crypto_aead_xchacha20poly1305_ietf_ABYTES)
    return NULL;
  opened = g_malloc0 (size);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt ((guint8 *) opened, &length, NULL, bytes + header,
                                                  size - header, (const guint8 *) context,
                                                  strlen (context), bytes,
                                                  self->keys + part * DESK_VAULT_KEY) != 0)
    return NULL;
  return g_steal_pointer (&opened);
}

gboolean
desk_vault_derive (DeskVault *self,
                   DeskVaultPart part,
                   const char *context,
                   guint8 key[DESK_VAULT_KEY])
{
  if (self == NULL)
    return FALSE;
  crypto_generichash (key, DESK_VAULT_KEY, (const guint8 *) context, strlen (context),
                      self->keys + part * DESK_VAULT_KEY, DESK_VAULT_KEY);
  return TRUE;
}

char *
desk_vault_fingerprint (const guint8 key[DESK_VAULT_KEY])
{
  guint8 hash[crypto_generichash_BYTES_MIN];
  char hex[2 * sizeof hash + 1];

  crypto_generichash (hash, sizeof hash, (const guint8 *) CHECK, strlen (CHECK), key,
                      DESK_VAULT_KEY);
  sodium_bin2hex (hex, sizeof hex, hash, sizeof hash);
  return g_strdup (hex);
}
