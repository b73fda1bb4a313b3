/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  DESK_STEP_WAITING,
  DESK_STEP_RUNNING,
  DESK_STEP_DONE,
} DeskStepState;

/* A step of a long job: mark, name, what is done of it, a bar while it runs. Property "title". */
#define DESK_TYPE_STEP_ROW (desk_step_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskStepRow, desk_step_row, DESK, STEP_ROW, GtkListBoxRow)

/* @fraction below 0: not known. */
void desk_step_row_set_state (DeskStepRow *self,
                              DeskStepState state,
                              const char *subtitle,
                              double fraction);

G_END_DECLS
