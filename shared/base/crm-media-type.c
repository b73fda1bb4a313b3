/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is by its first bytes. Pure. */
#include "shared/base/crm-media-type.h"

#include <string.h>

#define UNKNOWN "application/octet-stream"

typedef struct
{
  gsize offset;
  const char *bytes;
  gsize size;
  const char *media_type;
} Magic;

#define AT(offset, bytes, media_type)                                                              \
  {                                                                                                \
    offset, bytes, sizeof (bytes) - 1, media_type                                                  \
  }

static const Magic magics[] = {
  AT (0, "%PDF-", "application/pdf"),
  AT (0, "\xff\xd8\xff", "image/jpeg"),
  AT (0, "\x89PNG\r\n\x1a\n", "image/png"),
  AT (0, "GIF87a", "image/gif"),
  AT (0, "GIF89a", "image/gif"),
  AT (8, "WEBP", "image/webp"),
  AT (0, "II*\0", "image/tiff"),
  AT (0, "MM\0*", "image/tiff"),
  AT (4, "ftypheic", "image/heic"),
  AT (4, "ftypmif1", "image/heic"),
  AT (4, "ftypavif", "image/avif"),
  AT (0, "BM", "image/bmp"),
  AT (0, "PK\3\4", "application/zip"),
  AT (0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
  AT (0, "{\\rtf", "application/rtf"),
  AT (4, "ftyp", "video/mp4"),
  AT (0, "OggS", "application/ogg"),
  AT (0, "ID3", "audio/mpeg"),
};

static gboolean
fits (const Magic *magic, const guint8 *bytes, gsize size)
{
  return size >= magic->offset + magic->size &&
         memcmp (bytes + magic->offset, magic->bytes, magic->size) == 0;
}

/* What was cut may end within a character. */
static gboolean
is_text (const guint8 *bytes, gsize size)
{
  const char *end = NULL;

  for (gsize i = 0; i < size; i++)
    if (bytes[i] < ' ' && strchr ("\t\n\r\f", bytes[i]) == NULL)
      return FALSE;
  if (size == 0 || memchr (bytes, '\0', size) != NULL)
    return FALSE;
  return g_utf8_validate ((const char *) bytes, (gssize) size, &end) ||
         (const guint8 *) end + 4 > bytes + size;
}

/**
 * crm_media_type_guess:
 * @bytes: (array length=size): the beginning of a file
 * @size: how many of them; more than %CRM_MEDIA_TYPE_BYTES are not looked at
 *
 * Returns: (transfer none): its media type
 */
const char *
crm_media_type_guess (const guint8 *bytes, gsize size)
{
  size = MIN (size, CRM_MEDIA_TYPE_BYTES);
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if (fits (&magics[i], bytes, size))
      return magics[i].media_type;
  return is_text (bytes, size) ? "text/plain" : UNKNOWN;
}

gboolean
crm_media_type_is_image (const char *media_type)
{
  return media_type != NULL && g_str_has_prefix (media_type, "image/");
}
