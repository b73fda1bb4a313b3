/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One consent: what for, by which way, whether it holds. Enter shows all of it. */
#define DESK_TYPE_CONSENT_ROW (desk_consent_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskConsentRow, desk_consent_row, DESK, CONSENT_ROW, GtkListBoxRow)

GtkWidget *desk_consent_row_new (DeskContext *context, CrmRecord *consent);
CrmRecord *desk_consent_row_get_consent (DeskConsentRow *self);
/* Whether it holds today. */
gboolean desk_consent_row_is_valid (DeskConsentRow *self);

G_END_DECLS
