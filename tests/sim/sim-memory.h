/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In a process that was just forked: what is taken from now on shares no page with the others. */
void sim_memory_begin_seed (void);

G_END_DECLS
