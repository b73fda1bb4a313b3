/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes pictures of foreign files, images and PDF, on a thread of its own, never larger than what a
 * screen needs. Main thread. CRM_ERROR_UNSUPPORTED is CRM_ERROR_INVALID here: it is no picture. */
#define DESK_TYPE_FILE_PICTURES (desk_file_pictures_get_type ())
G_DECLARE_FINAL_TYPE (DeskFilePictures, desk_file_pictures, DESK, FILE_PICTURES, GObject)

DeskFilePictures *desk_file_pictures_new (void);
/* Whether files of this type can be shown. */
gboolean desk_file_pictures_can_show (const char *media_type);
/* @page counts from 0; @size: pixels of its longer side at the most. */
void desk_file_pictures_draw_async (DeskFilePictures *self,
                                    GBytes *file,
                                    guint page,
                                    int size,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* (transfer full) (nullable). @n_pages (out) (optional) */
GdkTexture *desk_file_pictures_draw_finish (DeskFilePictures *self,
                                            GAsyncResult *result,
                                            guint *n_pages,
                                            GError **error);

G_END_DECLS
