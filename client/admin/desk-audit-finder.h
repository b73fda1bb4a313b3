/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* A popover that finds a client as the palette does: by name, phone, number. Signal "picked"
 * (CrmRecord); it closes by itself. Main thread only. */
#define DESK_TYPE_AUDIT_FINDER (desk_audit_finder_get_type ())
G_DECLARE_FINAL_TYPE (DeskAuditFinder, desk_audit_finder, DESK, AUDIT_FINDER, GtkPopover)

GtkWidget *desk_audit_finder_new (DeskContext *context);

G_END_DECLS
