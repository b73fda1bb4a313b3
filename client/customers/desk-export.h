/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-customers-view.h"
#include "client/customers/desk-export-file.h"
#include "client/store/desk-query.h"

G_BEGIN_DECLS

/* Clients on their way into a file: the server writes it down first, then they are read a few at a
 * time and written by a thread of its own, as the list shows them. Those whom the person may see
 * but not take out are left out. Property "fraction"; signal "ended" (text for people, whether it
 * is good). Main thread. */
#define DESK_TYPE_EXPORT (desk_export_get_type ())
G_DECLARE_FINAL_TYPE (DeskExport, desk_export, DESK, EXPORT, GObject)

typedef struct
{
  DeskContext *context;
  DeskQuery *query;   /* (nullable): all that it finds */
  GPtrArray *records; /* (nullable) (element-type CrmRecord): these instead */
  const DeskCustomersView *view;
  GFile *file;
  const char *text; /* what was looked for, for the audit */
} DeskExportWish;

DeskExport *desk_export_new (const DeskExportWish *wish);
void desk_export_start (DeskExport *self);
/* Nothing is left of the file. */
void desk_export_cancel (DeskExport *self);
double desk_export_get_fraction (DeskExport *self);

G_END_DECLS
