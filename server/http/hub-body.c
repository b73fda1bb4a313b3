/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubBody: counts and keeps the bytes of one request body. Main thread; owned by its exchange. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-body.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "shared/base/crm-error.h"

#define IN_MEMORY (1024 * 1024)

struct _HubBody
{
  gsize limit;
  gsize size;
  GByteArray *bytes; /* (owned) (nullable): the first mebibyte */
  int fd;            /* the rest and all, or -1 */
};

static gboolean
write_all (int fd, const guint8 *data, gsize size, GError **error)
{
  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return crm_fail (error, CRM_ERROR_UNAVAILABLE, "cannot keep a request body: %s",
                         g_strerror (errno));
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
move_to_file (HubBody *self, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GByteArray) bytes = g_steal_pointer (&self->bytes);

  self->fd = g_file_open_tmp ("zontik-body-XXXXXX", &name, error);
  if (self->fd < 0)
    return FALSE;

  g_unlink (name);
  return write_all (self->fd, bytes->data, bytes->len, error);
}

HubBody *
hub_body_new (gsize limit)
{
  HubBody *self = g_new0 (HubBody, 1);

  self->limit = limit;
  self->fd = -1;
  return self;
}

void
hub_body_free (HubBody *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

gboolean
hub_body_add (HubBody *self, const void *data, gsize size, GError **error)
{
  if (size > self->limit - self->size)
    return crm_fail (error, CRM_ERROR_TOO_LARGE,
                     "the body is larger than %" G_GSIZE_FORMAT " bytes", self->limit);

  self->size += size;
  if (self->fd < 0 && self->size > IN_MEMORY)
    {
      if (self->bytes == NULL)
        self->bytes = g_byte_array_new ();
      if (!move_to_file (self, error))
        return FALSE;
    }
  if (self->fd >= 0)
    return write_all (self->fd, data, size, error);

  if (self->bytes == NULL)
    self->bytes = g_byte_array_new ();
  g_byte_array_append (self->bytes, data, (guint) size);
  return TRUE;
}

gsize
hub_body_get_size (HubBody *self)
{
  return self->size;
}

GBytes *
hub_body_finish (HubBody *self, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;

  if (self->fd < 0 && self->bytes == NULL)
    return g_bytes_new_static ("", 0);
  if (self->fd < 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));

  if ((file = g_mapped_file_new_from_fd (self->fd, FALSE, error)) == NULL)
    return NULL;
  return g_mapped_file_get_bytes (file);
}
