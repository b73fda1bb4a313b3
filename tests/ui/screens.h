/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  guint customers;
  void (*show) (UiFixture *self);
} Scene;

/* For the eye only: animations and the server's drawing come to rest. */
void screens_settle (guint milliseconds);
/* The main window, as large as the screen. */
DeskWindow *screens_open_window (UiFixture *self);
/* (array length=n): what the blocks of the card look like. */
const Scene *screens_get_cards (guint *n);

G_END_DECLS
