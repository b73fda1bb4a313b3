/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* A section that is a list of few cached records with a button for a new one. Written anew when
 * anything changes; the keyboard stays where it was. Main thread only. */
#define DESK_TYPE_ADMIN_LIST (desk_admin_list_get_type ())
G_DECLARE_FINAL_TYPE (DeskAdminList, desk_admin_list, DESK, ADMIN_LIST, AdwBin)

/* What makes one list different from the others; the texts are translated and copied. */
typedef struct
{
  const CrmKind *kind;
  const char *title;
  const char *icon_name; /* of the empty list */
  const char *add;       /* of the button */
  const char *empty;
  const char *empty_text;
  /* Calls desk_admin_list_add_row() for what is to be seen of @records (element-type CrmRecord). */
  void (*fill) (DeskAdminList *list, GPtrArray *records);
  /* The button. */
  GtkWidget *(*open) (GtkWidget *from, DeskContext *context);
} DeskAdminListSpec;

GtkWidget *desk_admin_list_new (DeskContext *context, const DeskAdminListSpec *spec);
DeskContext *desk_admin_list_get_context (DeskAdminList *self);
/* Whether it can be done now: the right is there, and the server. */
gboolean desk_admin_list_may (DeskAdminList *self, CrmAction action);
void desk_admin_list_add_row (DeskAdminList *self, GtkWidget *row);

typedef void (*DeskAdminListFunc) (GtkWidget *button, CrmRecord *record);

/* A button at the end of a row that is only an icon; spoken "@label: @name". */
void desk_admin_list_add_button (GtkWidget *row,
                                 CrmRecord *record,
                                 const char *icon_name,
                                 const char *label,
                                 const char *name,
                                 DeskAdminListFunc clicked);
/* Of a widget in a row. */
DeskAdminList *desk_admin_list_find (GtkWidget *widget);

G_END_DECLS
