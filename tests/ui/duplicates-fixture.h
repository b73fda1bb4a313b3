/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

/* Somebody much like "Капелькин Семён Ильич", typed here; @birth, @note may be %NULL. (transfer
 * full): the id. */
char *
ui_duplicates_add_person (UiFixture *self, const char *last, const char *birth, const char *note);
/* As the server writes them: a pair that it found, and that somebody was merged. */
void ui_duplicates_add_pair (UiFixture *self, const char *a, const char *b, const char *score);
void ui_duplicates_add_merge (UiFixture *self, const char *customer, const char *name);

G_END_DECLS
