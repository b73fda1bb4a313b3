/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "shared/customers/crm-instalment-state.h"

G_BEGIN_DECLS

/* The payment schedule of a policy: a segment for each instalment in the colour of its state, with
 * day, sum and state in words below; where there is no room for that, how many are paid and what is
 * next. Properties: "compact". Main thread only. */
#define DESK_TYPE_SCHEDULE_BAR (desk_schedule_bar_get_type ())
G_DECLARE_FINAL_TYPE (DeskScheduleBar, desk_schedule_bar, DESK, SCHEDULE_BAR, GtkWidget)

GtkWidget *desk_schedule_bar_new (void);
/* @facts: in the order of their days; copied as far as needed. @today: "2026-11-23" */
void desk_schedule_bar_set (DeskScheduleBar *self,
                            const CrmInstalmentFacts *facts,
                            guint n,
                            const char *today,
                            gboolean compact);
/* What it says to those who do not see it. */
const char *desk_schedule_bar_get_text (DeskScheduleBar *self);

G_END_DECLS
