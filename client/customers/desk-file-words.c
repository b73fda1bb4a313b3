/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words about files. Pure functions over gettext. */

#include "client/customers/desk-file-words.h"

#include <glib/gi18n.h>

#include "shared/base/crm-media-type.h"
#include "shared/customers/crm-attachment.h"

char *
desk_file_format_size (gint64 size)
{
  if (size < 1024 * 1024)
    return g_strdup_printf (_ ("%d KB"), (int) MAX (1, (size + 1023) / 1024));
  return g_strdup_printf (_ ("%.1f MB"), (double) size / (1024 * 1024));
}

static const char *
get_reason (DeskBlob *blob)
{
  CrmError code;
  const char *reason;

  if (!desk_blob_get_failure (blob, &code, &reason))
    return NULL;
  if (g_strcmp0 (reason, "disk-full") == 0)
    return _ ("the server has no room");
  if (g_strcmp0 (reason, "lost") == 0)
    return _ ("the server has lost it");
  if (g_strcmp0 (reason, "not-stored") == 0)
    return _ ("not sent yet from another computer");
  switch (code)
    {
    case CRM_ERROR_TOO_LARGE:
      return _ ("too large for the server");
    case CRM_ERROR_DENIED:
    case CRM_ERROR_NOT_FOUND:
      return _ ("the server refused it");
    case CRM_ERROR_CORRUPT:
      return _ ("damaged on the way");
    case CRM_ERROR_FULL:
      return _ ("no room on this computer");
    default:
      return _ ("it did not work");
    }
}

static char *
describe_place (CrmRecord *file, DeskBlob *blob, gboolean online)
{
  const int percent = (int) (desk_blob_get_progress (blob) * 100);
  const char *reason = get_reason (blob);

  switch (desk_blob_get_state (blob))
    {
    case DESK_BLOB_SENDING:
      return g_strdup_printf (_ ("sending, %d %%"), percent);
    case DESK_BLOB_FETCHING:
      return g_strdup_printf (_ ("loading, %d %%"), percent);
    case DESK_BLOB_WAITING:
      if (reason != NULL)
        return g_strdup_printf (_ ("not sent: %s"), reason);
      return g_strdup (online ? _ ("waits to be sent")
                              : _ ("will be sent when there is a connection"));
    case DESK_BLOB_KEPT:
      return desk_blob_is_pinned (blob) ? g_strdup (_ ("kept for work offline")) : NULL;
    case DESK_BLOB_ABSENT:
    default:
      if (reason != NULL)
        return g_strdup_printf (_ ("not loaded: %s"), reason);
      if (!crm_record_get_boolean (file, CRM_ATTACHMENT_STORED))
        return g_strdup (_ ("not sent yet from another computer"));
      return g_strdup (online ? _ ("not on this computer")
                              : _ ("not on this computer, no connection"));
    }
}

char *
desk_file_describe (CrmRecord *file, DeskBlob *blob, gboolean online)
{
  g_autofree char *size =
      desk_file_format_size (crm_record_get_integer (file, CRM_ATTACHMENT_SIZE));
  g_autofree char *place = describe_place (file, blob, online);

  return place != NULL ? g_strdup_printf ("%s · %s", size, place) : g_steal_pointer (&size);
}

const char *
desk_file_get_icon (const char *media_type)
{
  return crm_media_type_is_image (media_type) ? "image-x-generic-symbolic"
                                              : "x-office-document-symbolic";
}
