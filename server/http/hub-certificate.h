/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes a self-signed certificate (ECDSA P-256, ten years) unless both files are there. The key is
 * readable by its owner only; both appear whole or not at all. */
gboolean hub_certificate_ensure (const char *certificate_file,
                                 const char *key_file,
                                 const char *host,
                                 GError **error);

G_END_DECLS
