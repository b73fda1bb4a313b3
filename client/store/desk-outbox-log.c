/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskOutboxLog: the second copy of what the person typed. A record is its length and its CRC-32,
 * four bytes each, little endian, then JSON: {"entry":…}, {"gone":SEQ} or {"draft":KEY,"text":…}.
 * Writer thread; owned by the writer's connection. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-outbox-log.h"

#include "shared/base/crm-error.h"
#include "shared/codec/crm-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define HEADER_SIZE 8
#define MAX_RECORD  (16 * 1024 * 1024)
#define LONG        (1024 * 1024)

struct _DeskOutboxLog
{
  char *path;
  int fd;
  gint64 size;      /* of what is on the disk */
  gint64 previous;  /* size before the last flush */
  gboolean is_torn; /* behind size lies what could not be cut off */
  gint64 compacted; /* size after it was last written anew, 0: not yet */
  GByteArray *pending;
  DeskVault *vault; /* (owned) (nullable) */
};

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

static void
append_record (GByteArray *to, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = crm_json_to_text (node);
  const guint32 length = (guint32) strlen (text);
  const guint32 header[2] = { GUINT32_TO_LE (length),
                              GUINT32_TO_LE (compute_crc ((const guint8 *) text, length)) };

  g_byte_array_append (to, (const guint8 *) header, sizeof header);
  g_byte_array_append (to, (const guint8 *) text, length);
}

static void
append_entry (GByteArray *to, const DeskEntry *entry, DeskVault *vault)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_object_member (object, "entry", desk_entry_to_json (entry, vault));
  append_record (to, object);
}

char *
desk_outbox_log_dup_context (const char *key)
{
  return g_strconcat ("draft:", key, NULL);
}

static void
append_draft (GByteArray *to, const char *key, const char *text, DeskVault *vault)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *context = desk_outbox_log_dup_context (key);
  g_autofree char *sealed = desk_vault_seal (vault, DESK_VAULT_OUTBOX, context, text);

  json_object_set_string_member (object, "draft", key);
  if (sealed != NULL)
    json_object_set_string_member (object, "text", sealed);
  append_record (to, object);
}

static gboolean
fail_errno (GError **error, const char *what)
{
  const int code = errno;

  return crm_fail (error,
                   code == ENOSPC || code == EDQUOT || code == EFBIG ? CRM_ERROR_FULL
                                                                     : CRM_ERROR_FAILED,
                   "%s: %s", what, g_strerror (code));
}

static gboolean
write_all (int fd, const guint8 *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail_errno (error, "Writing the outbox log");
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* Where the good records end; calls @func for each. */
static gsize
read_records (const guint8 *data,
              gsize length,
              void (*func) (JsonObject *, gpointer),
              gpointer user_data)
{
  gsize at = 0;

  while (length - at >= HEADER_SIZE)
    {
      guint32 header[2];
      g_autoptr (JsonNode) node = NULL;

      memcpy (header, data + at, sizeof header);
      header[0] = GUINT32_FROM_LE (header[0]);
      if (header[0] > MAX_RECORD || header[0] > length - at - HEADER_SIZE ||
          compute_crc (data + at + HEADER_SIZE, header[0]) != GUINT32_FROM_LE (header[1]))
        break;
      node = crm_json_parse ((const char *) data + at + HEADER_SIZE, header[0], NULL);
      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        break;
      if (func != NULL)
        func (json_node_get_object (node), user_data);
      at += HEADER_SIZE + header[0];
    }
  return at;
}

DeskOutboxLog *
desk_outbox_log_open (const char *path, DeskVault *vault, GError **error)
{
  g_autoptr (DeskOutboxLog) self = g_new0 (DeskOutboxLog, 1);
  g_autofree char *data = NULL;
  gsize length = 0;

  self->path = g_strdup (path);
  self->vault = vault != NULL ? desk_vault_ref (vault) : NULL;
  self->pending = g_byte_array_new ();
  self->fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0600);
  if (self->fd < 0)
    {
      fail_errno (error, path);
      return NULL;
    }
  /* A record that was cut by a crash was never answered. */
  if (g_file_get_contents (path, &data, &length, NULL))
    self->size = (gint64) read_records ((const guint8 *) data, length, NULL, NULL);
  if (self->size < (gint64) length && ftruncate (self->fd, self->size) != 0)
    {
      fail_errno (error, path);
      return NULL;
    }
  self->previous = self->size;
  return g_steal_pointer (&self);
}

void
desk_outbox_log_close (DeskOutboxLog *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_byte_array_unref (self->pending);
  g_clear_pointer (&self->vault, desk_vault_unref);
  g_free (self->path);
  g_free (self);
}

void
desk_outbox_log_put_entry (DeskOutboxLog *self, const DeskEntry *entry)
{
  append_entry (self->pending, entry, self->vault);
}

void
desk_outbox_log_delete_entry (DeskOutboxLog *self, gint64 seq)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "gone", seq);
  append_record (self->pending, object);
}

void
desk_outbox_log_put_draft (DeskOutboxLog *self, const char *key, const char *text)
{
  append_draft (self->pending, key, text, self->vault);
}

/* Nobody reads past the first damaged record. */
static gboolean
cut_back (DeskOutboxLog *self, GError **error)
{
  if (self->is_torn && ftruncate (self->fd, self->size) != 0)
    return fail_errno (error, "Cutting back the outbox log");
  self->is_torn = FALSE;
  return TRUE;
}

gboolean
desk_outbox_log_flush (DeskOutboxLog *self, GError **error)
{
  self->previous = self->size;
  if (self->pending->len == 0)
    return TRUE;
  if (!cut_back (self, error))
    return FALSE;
  if (!write_all (self->fd, self->pending->data, self->pending->len, error))
    {
      desk_outbox_log_undo (self);
      return FALSE;
    }
  if (fdatasync (self->fd) != 0)
    {
      fail_errno (error, "Flushing the outbox log");
      desk_outbox_log_undo (self);
      return FALSE;
    }
  self->size += self->pending->len;
  desk_outbox_log_drop (self);
  return TRUE;
}

void
desk_outbox_log_drop (DeskOutboxLog *self)
{
  g_byte_array_set_size (self->pending, 0);
}

void
desk_outbox_log_undo (DeskOutboxLog *self)
{
  self->size = self->previous;
  self->is_torn = ftruncate (self->fd, self->size) != 0;
  if (self->is_torn)
    g_warning ("The outbox log could not be cut back: %s", g_strerror (errno));
}

gboolean
desk_outbox_log_is_long (DeskOutboxLog *self)
{
  return self->size >= LONG && self->size >= 2 * self->compacted;
}

gint64
desk_outbox_log_size (DeskOutboxLog *self)
{
  return self->size;
}

gboolean
desk_outbox_log_compact (DeskOutboxLog *self,
                         GPtrArray *entries,
                         GHashTable *drafts,
                         GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  GHashTableIter iter;
  gpointer key, text;
  int fd;

  for (guint i = 0; i < entries->len; i++)
    append_entry (data, g_ptr_array_index (entries, i), self->vault);
  g_hash_table_iter_init (&iter, drafts);
  while (g_hash_table_iter_next (&iter, &key, &text))
    append_draft (data, key, text, self->vault);
  if (!g_file_set_contents_full (self->path, (const char *) data->data, data->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 error))
    return FALSE;
  fd = g_open (self->path, O_RDWR | O_CLOEXEC | O_APPEND, 0600);
  if (fd < 0)
    return fail_errno (error, self->path);
  close (self->fd);
  self->fd = fd;
  self->is_torn = FALSE;
  self->size = data->len;
  self->previous = self->size;
  self->compacted = self->size;
  return TRUE;
}

typedef struct
{
  GHashTable *entries;
  GHashTable *drafts;
  DeskVault *vault;
} Contents;

static void
take_draft (Contents *contents, const char *key, const char *text)
{
  g_autofree char *context = desk_outbox_log_dup_context (key);
  char *opened = desk_vault_open (contents->vault, DESK_VAULT_OUTBOX, context, text);

  g_hash_table_replace (contents->drafts, g_strdup (key),
                        opened != NULL ? opened : g_strdup (text));
}

static void
take_entry (Contents *contents, JsonNode *node)
{
  DeskEntry *entry = JSON_NODE_HOLDS_OBJECT (node)
                         ? desk_entry_new_from_json (json_node_get_object (node), contents->vault)
                         : NULL;

  if (entry != NULL)
    g_hash_table_replace (contents->entries, g_memdup2 (&entry->seq, sizeof entry->seq), entry);
}

/* One that is of no known form is passed over: a later version may know it. */
static void
take_record (JsonObject *object, gpointer user_data)
{
  Contents *contents = user_data;
  JsonNode *entry = json_object_get_member (object, "entry");
  const char *draft = crm_json_get_text (json_object_get_member (object, "draft"));
  const char *text = crm_json_get_text (json_object_get_member (object, "text"));
  gint64 seq;

  if (entry != NULL)
    take_entry (contents, entry);
  else if (crm_json_get_integer (object, "gone", &seq, NULL))
    g_hash_table_remove (contents->entries, &seq);
  else if (draft != NULL && text != NULL)
    take_draft (contents, draft, text);
  else if (draft != NULL && !json_object_has_member (object, "text"))
    g_hash_table_remove (contents->drafts, draft);
}

gboolean
desk_outbox_log_read (const char *path,
                      DeskVault *vault,
                      GHashTable **entries,
                      GHashTable **drafts,
                      GError **error)
{
  g_autofree char *data = NULL;
  gsize length = 0;
  Contents contents;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return crm_fail (error, CRM_ERROR_CORRUPT, "There is no outbox log");
  contents.vault = vault;
  contents.entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                            (GDestroyNotify) desk_entry_unref);
  contents.drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (read_records ((const guint8 *) data, length, take_record, &contents) == 0 && length > 0)
    {
      g_hash_table_unref (contents.entries);
      g_hash_table_unref (contents.drafts);
      return crm_fail (error, CRM_ERROR_CORRUPT, "The outbox log is damaged");
    }
  *entries = contents.entries;
  *drafts = contents.drafts;
  return TRUE;
}

gboolean
desk_outbox_log_is_whole (const char *path)
{
  g_autofree char *data = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &data, &length, NULL) &&
         read_records ((const guint8 *) data, length, NULL, NULL) == length;
}
