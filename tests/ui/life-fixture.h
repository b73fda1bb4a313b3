/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

#define UI_NOTE     "01980000-0004-7000-8000-000000000001"
#define UI_TASK     "01980000-0004-7000-8000-000000000002"
#define UI_POLICY   "01980000-0004-7000-8000-000000000003"
#define UI_RELATION "01980000-0004-7000-8000-000000000004"
#define UI_CONSENT  "01980000-0004-7000-8000-000000000005"

/* A value of a field by its name on the wire. */
typedef struct
{
  const char *name;
  const char *value;
} UiValue;

typedef struct
{
  const CrmKind *kind;
  const char *id; /* (nullable): any */
  UiValue values[12];
} UiLine;

/* Rows as they arrive from the server. */
void ui_feed_lines (UiFixture *fixture, const UiLine *lines, guint n_lines);
/* Notes, tasks, consents and relations of customer 2. */
void ui_feed_bonds (UiFixture *fixture);
/* These, and a policy with instalments and an offer. */
void ui_feed_life (UiFixture *fixture);
/* Scrolls a card to @row: popovers need a place on the screen. */
void ui_reveal_row (GtkWidget *row);
/* So many changes of customer @index, one each hour before now. */
void ui_feed_changes (UiFixture *fixture, guint index, guint n);

G_END_DECLS
