/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "client/ui/desk-record-set.h"
#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* A popover in which a consent is noted, with the version of the text that was signed, or
 * withdrawn. Signal "made" (CrmFieldSet): of a consent, without its customer. */
#define DESK_TYPE_CONSENT_EDITOR (desk_consent_editor_get_type ())
G_DECLARE_FINAL_TYPE (DeskConsentEditor, desk_consent_editor, DESK, CONSENT_EDITOR, GtkPopover)

/* @texts: of consents; @is_withdrawal: only by which way and when. */
GtkWidget *desk_consent_editor_new (DeskRecordSet *texts, gboolean is_withdrawal);

G_END_DECLS
