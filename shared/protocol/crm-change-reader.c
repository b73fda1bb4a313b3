/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes into changes. A row that lies whole in the fed bytes is not copied: its values point into
 * them; only what is cut at the end of a chunk is carried over. Any one thread at a time. */
#include "shared/base/crm-error.h"
#include "shared/protocol/crm-change-item.h"

#define STEP 4096 /* first piece of a chunk that is copied to complete what was cut */

struct _CrmChangeReader
{
  CrmChangeRows *rows;   /* (owned) (nullable): one of these two is there */
  CrmChangeLines *lines; /* (owned) (nullable) */
  GByteArray *carry;     /* the beginning of a cut item */
  CrmChange change;
  gboolean ended;
  gboolean failed;

  /* where the changes go, during feed only */
  CrmChangeFunc func;
  gpointer user_data;
};

CrmChangeReader *
crm_change_reader_new (CrmChangeFormat format)
{
  CrmChangeReader *self = g_new0 (CrmChangeReader, 1);

  if (format == CRM_CHANGE_ROWS)
    self->rows = crm_change_rows_new ();
  else
    self->lines = crm_change_lines_new ();
  self->carry = g_byte_array_new ();
  return self;
}

void
crm_change_reader_free (CrmChangeReader *self)
{
  g_clear_pointer (&self->rows, crm_change_rows_free);
  g_clear_pointer (&self->lines, crm_change_lines_free);
  g_byte_array_unref (self->carry);
  g_free (self);
}

static gboolean
deliver (CrmChangeReader *self, GError **error)
{
  if (self->ended)
    return crm_fail (error, CRM_ERROR_CORRUPT, "the stream goes on after its end");

  self->ended = self->change.type == CRM_CHANGE_END;
  return self->func (&self->change, self->user_data, error);
}

static CrmItemResult
read_item (CrmChangeReader *self, const guint8 *data, gsize length, gsize *used)
{
  if (self->rows != NULL)
    return crm_change_rows_read (self->rows, data, length, &self->change, used);

  return crm_change_lines_read (self->lines, data, length, &self->change, used);
}

/* All whole items; @used is how many bytes they have. */
static gboolean
take_items (CrmChangeReader *self, const guint8 *data, gsize length, gsize *used, GError **error)
{
  *used = 0;
  while (*used < length)
    {
      gsize size = 0;
      CrmItemResult result = read_item (self, data + *used, length - *used, &size);

      if (result == CRM_ITEM_CUT)
        return TRUE;
      if (result == CRM_ITEM_CORRUPT || size > CRM_ITEM_MAX)
        return crm_fail (error, CRM_ERROR_CORRUPT, "the stream is damaged");
      if (result == CRM_ITEM_DONE && !deliver (self, error))
        return FALSE;

      *used += size;
    }

  return TRUE;
}

/* Completes the item that was cut with as little copying as possible. @used: bytes of @data that
 * are done. */
static gboolean
finish_carry (CrmChangeReader *self, const guint8 *data, gsize length, gsize *used, GError **error)
{
  *used = 0;
  while (self->carry->len > 0 && *used < length)
    {
      gsize piece = MIN (length - *used, MAX (STEP, self->carry->len));
      gsize done;

      g_byte_array_append (self->carry, data + *used, piece);
      *used += piece;
      if (!take_items (self, self->carry->data, self->carry->len, &done, error))
        return FALSE;

      if (done > 0)
        {
          /* What is left came with this piece, so it is read again where it lies. */
          *used -= self->carry->len - done;
          g_byte_array_set_size (self->carry, 0);
        }
      else if (self->carry->len > CRM_ITEM_MAX)
        return crm_fail (error, CRM_ERROR_CORRUPT, "the stream is damaged: no end of a row");
    }

  return TRUE;
}

static gboolean
feed (CrmChangeReader *self, const guint8 *data, gsize length, GError **error)
{
  gsize used, done;

  if (!finish_carry (self, data, length, &used, error) ||
      !take_items (self, data + used, length - used, &done, error))
    return FALSE;

  used += done;
  if (length - used > CRM_ITEM_MAX)
    return crm_fail (error, CRM_ERROR_CORRUPT, "the stream is damaged: no end of a row");
  if (used < length)
    g_byte_array_append (self->carry, data + used, length - used);
  return TRUE;
}

/**
 * crm_change_reader_feed:
 * @self: a reader
 * @data: the next bytes of the stream
 * @length: how many
 * @func: gets each change; what it gets is gone when it returns
 * @user_data: for @func
 * @error: CRM_ERROR_CORRUPT, or what @func says
 *
 * Returns: %FALSE when the stream cannot go on; every later call fails too
 */
gboolean
crm_change_reader_feed (CrmChangeReader *self,
                        const guint8 *data,
                        gsize length,
                        CrmChangeFunc func,
                        gpointer user_data,
                        GError **error)
{
  if (self->failed)
    return crm_fail (error, CRM_ERROR_CORRUPT, "the stream was damaged before");
  if (length == 0)
    return TRUE;

  self->func = func;
  self->user_data = user_data;
  self->failed = !feed (self, data, length, error);
  return !self->failed;
}
