/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys under a passphrase: see the header. Each key is wrapped by itself, so that one can be
 * destroyed without asking for the passphrase. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-key-file.h"

#include "shared/base/crm-error.h"

#include <sodium.h>
#include <string.h>

/* 64 MiB, three passes: about a quarter of a second on an office computer. */
#define MEMORY (64 * 1024 * 1024)
#define PASSES 3

static const char *const members[DESK_VAULT_N_PARTS] = { "outbox", "cache" };

DeskKeyFile *
desk_key_file_new (const char *path, const char *group)
{
  DeskKeyFile *self = g_new0 (DeskKeyFile, 1);
  const int ready = sodium_init ();

  g_assert (ready >= 0);
  self->path = g_strdup (path);
  self->group = g_strdup (group);
  return self;
}

void
desk_key_file_free (DeskKeyFile *self)
{
  sodium_memzero (self->keys, sizeof self->keys);
  g_free (self->path);
  g_free (self->group);
  g_free (self);
}

static GKeyFile *
load (const DeskKeyFile *self)
{
  GKeyFile *file = g_key_file_new ();

  g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, NULL);
  return file;
}

static gboolean
save (const DeskKeyFile *self, GKeyFile *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  gsize length;
  g_autofree char *data = g_key_file_to_data (file, &length, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return crm_fail (error, CRM_ERROR_FAILED, "%s cannot be made", folder);
  return g_file_set_contents_full (self->path, data, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static guint8 *
read_bytes (GKeyFile *file, const char *group, const char *member, gsize length)
{
  g_autofree char *text = g_key_file_get_string (file, group, member, NULL);
  g_autofree guint8 *bytes = NULL;
  gsize size = 0;

  if (text == NULL)
    return NULL;
  bytes = g_base64_decode (text, &size);
  return size == length ? g_steal_pointer (&bytes) : NULL;
}

static void
write_bytes (GKeyFile *file, const char *group, const char *member, const guint8 *b, gsize length)
{
  g_autofree char *text = g_base64_encode (b, length);

  g_key_file_set_string (file, group, member, text);
}

gboolean
desk_key_file_has_passphrase (const DeskKeyFile *self)
{
  g_autoptr (GKeyFile) file = load (self);

  return g_key_file_has_key (file, self->group, "salt", NULL);
}

char *
desk_key_file_dup_check (const DeskKeyFile *self)
{
  g_autoptr (GKeyFile) file = load (self);

  return g_key_file_get_string (file, self->group, "check", NULL);
}

void
desk_key_file_make_keys (DeskKeyFile *self)
{
  randombytes_buf (self->keys, sizeof self->keys);
}

gboolean
desk_key_file_note_service (const DeskKeyFile *self, GError **error)
{
  g_autoptr (GKeyFile) file = load (self);
  g_autofree char *check = desk_vault_fingerprint (self->keys[DESK_VAULT_OUTBOX]);

  g_key_file_set_string (file, self->group, "check", check);
  return save (self, file, error);
}

static gboolean
derive (const char *passphrase, const guint8 *salt, GKeyFile *file, const char *group, guint8 *key)
{
  const guint64 passes = g_key_file_get_uint64 (file, group, "passes", NULL);
  const guint64 memory = g_key_file_get_uint64 (file, group, "memory", NULL);

  return passes >= crypto_pwhash_OPSLIMIT_MIN && memory >= crypto_pwhash_MEMLIMIT_MIN &&
         memory <= 16 * (guint64) MEMORY &&
         crypto_pwhash (key, crypto_secretbox_KEYBYTES, passphrase, strlen (passphrase), salt,
                        passes, (gsize) memory, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

gboolean
desk_key_file_wrap (const DeskKeyFile *self, const char *passphrase, GError **error)
{
  g_autoptr (GKeyFile) file = load (self);
  guint8 salt[crypto_pwhash_SALTBYTES];
  guint8 key[crypto_secretbox_KEYBYTES];

  randombytes_buf (salt, sizeof salt);
  g_key_file_set_uint64 (file, self->group, "passes", PASSES);
  g_key_file_set_uint64 (file, self->group, "memory", MEMORY);
  write_bytes (file, self->group, "salt", salt, sizeof salt);
  if (!derive (passphrase, salt, file, self->group, key))
    return crm_fail (error, CRM_ERROR_FAILED, "not enough memory to take the passphrase");
  for (guint i = 0; i < DESK_VAULT_N_PARTS; i++)
    {
      guint8 wrapped[crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + DESK_VAULT_KEY];

      randombytes_buf (wrapped, crypto_secretbox_NONCEBYTES);
      crypto_secretbox_easy (wrapped + crypto_secretbox_NONCEBYTES, self->keys[i], DESK_VAULT_KEY,
                             wrapped, key);
      write_bytes (file, self->group, members[i], wrapped, sizeof wrapped);
    }
  sodium_memzero (key, sizeof key);
  return save (self, file, error);
}

/* A cache key that was destroyed is replaced by a new one at the next wrap. */
static gboolean
unwrap_key (DeskKeyFile *self, GKeyFile *file, guint part, const guint8 *key)
{
  const gsize length = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + DESK_VAULT_KEY;
  g_autofree guint8 *wrapped = read_bytes (file, self->group, members[part], length);

  return wrapped != NULL &&
         crypto_secretbox_open_easy (self->keys[part], wrapped + crypto_secretbox_NONCEBYTES,
                                     length - crypto_secretbox_NONCEBYTES, wrapped, key) == 0;
}

gboolean
desk_key_file_unwrap (DeskKeyFile *self, const char *passphrase, GError **error)
{
  g_autoptr (GKeyFile) file = load (self);
  g_autofree guint8 *salt = read_bytes (file, self->group, "salt", crypto_pwhash_SALTBYTES);
  guint8 key[crypto_secretbox_KEYBYTES];
  gboolean opened, whole;

  if (salt == NULL)
    return crm_fail (error, CRM_ERROR_CORRUPT, "%s is damaged", self->path);
  if (!derive (passphrase, salt, file, self->group, key))
    return crm_fail (error, CRM_ERROR_FAILED, "not enough memory to take the passphrase");
  opened = unwrap_key (self, file, DESK_VAULT_OUTBOX, key);
  whole = opened && unwrap_key (self, file, DESK_VAULT_CACHE, key);
  sodium_memzero (key, sizeof key);
  if (!opened)
    return crm_fail (error, CRM_ERROR_DENIED, "the passphrase is wrong");
  if (whole)
    return TRUE;
  randombytes_buf (self->keys[DESK_VAULT_CACHE], DESK_VAULT_KEY);
  return desk_key_file_wrap (self, passphrase, error);
}

gboolean
desk_key_file_drop_cache (const DeskKeyFile *self, GError **error)
{
  g_autoptr (GKeyFile) file = load (self);

  if (!g_key_file_remove_key (file, self->group, members[DESK_VAULT_CACHE], NULL))
    return TRUE;
  return save (self, file, error);
}

gboolean
desk_key_file_forget (const DeskKeyFile *self, GError **error)
{
  g_autoptr (GKeyFile) file = load (self);

  if (!g_key_file_remove_group (file, self->group, NULL))
    return TRUE;
  return save (self, file, error);
}
