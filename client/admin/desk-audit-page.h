/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/admin/desk-audit-bar.h"

G_BEGIN_DECLS

/* The action log with its filters. Main thread only. */
#define DESK_TYPE_AUDIT_PAGE (desk_audit_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskAuditPage, desk_audit_page, DESK, AUDIT_PAGE, AdwBin)

GtkWidget *desk_audit_page_new (DeskContext *context);
DeskAuditList *desk_audit_page_get_list (DeskAuditPage *self);
DeskAuditBar *desk_audit_page_get_bar (DeskAuditPage *self);

G_END_DECLS
