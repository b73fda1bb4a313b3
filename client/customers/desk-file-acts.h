/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* What people do with files on the card. A file is copied into the profile first, then its record
 * is made; the rest happens in the background. */

/* Where a file is put. Plain value with borrowed members. */
typedef struct
{
  GtkWidget *from; /* whose window shows the toast */
  DeskContext *context;
  const char *customer;
  const char *owner_kind; /* "identity-document"; of what it belongs to */
  const char *owner;
} DeskFileTarget;

void desk_file_add (const DeskFileTarget *target, GFile *file);
/* (element-type GFile) */
void desk_file_add_list (const DeskFileTarget *target, GSList *files);
/* A picture without a file: a screenshot from the clipboard. */
void desk_file_add_texture (const DeskFileTarget *target, GdkTexture *texture);
/* Asks which. */
void desk_file_choose (const DeskFileTarget *target);
/* A file or a picture from the clipboard; says so when there is none. */
void desk_file_paste (const DeskFileTarget *target);
/* A value of a drop; %FALSE when it is neither. */
gboolean desk_file_take_drop (const DeskFileTarget *target, const GValue *value);
/* (transfer full): for files and pictures. */
GtkDropTarget *desk_file_drop_target_new (void);

/* Asks where to. */
void desk_file_save_copy (GtkWidget *from, DeskContext *context, CrmRecord *file);
/* With undo. */
void desk_file_remove (GtkWidget *from, DeskContext *context, CrmRecord *file);

G_END_DECLS
