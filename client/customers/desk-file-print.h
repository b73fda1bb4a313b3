/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-file-pictures.h"

G_BEGIN_DECLS

/* Asks for a printer and prints all pages of @file, each on a sheet. */
void desk_file_print (GtkWindow *parent,
                      DeskFilePictures *pictures,
                      GBytes *file,
                      guint n_pages,
                      const char *name);

G_END_DECLS
