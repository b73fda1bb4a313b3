/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DESK_STRENGTH_NONE,
  DESK_STRENGTH_SHORT, /* too short to be taken */
  DESK_STRENGTH_WEAK,  /* long enough, but soon guessed: not taken either */
  DESK_STRENGTH_FAIR,
  DESK_STRENGTH_GOOD,
  DESK_STRENGTH_STRONG,
} DeskStrength;

#define DESK_PASSPHRASE_MIN 8

/* A rough word on how long it takes to guess a passphrase: a hint while it is typed. Pure. */
DeskStrength desk_passphrase_rate (const char *passphrase);
/* What to say about it; empty for none. (transfer none) */
const char *desk_passphrase_describe (DeskStrength strength);

G_END_DECLS
