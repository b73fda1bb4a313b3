/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Every target defines this, for libFuzzer and for fuzz-driver.c alike. It ends the process when
 * something is wrong and gives back 0 otherwise. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

G_END_DECLS
