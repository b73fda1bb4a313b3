/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;
  const char *title; /* msgid */
  const char *icon_name;
  const char *words; /* msgid: what else it is found by */
  const char *subject;
  CrmAction action; /* the right that makes it useful */
  GtkWidget *(*create) (DeskContext *context);
} DeskAdminSection;

/* The sections there are; one that a person has no right to is absent. */
const DeskAdminSection *desk_admin_sections (guint *n_sections);
gboolean desk_admin_section_is_for (const DeskAdminSection *section, DeskContext *context);

G_END_DECLS
