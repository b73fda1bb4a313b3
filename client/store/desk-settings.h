/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* GSettings behind typed properties: "color-scheme" (system, light, dark), "language" (system, ru,
 * en), "window-width", "window-height", "window-maximized", "show-preview", "first-run-done",
 * "files-limit" (MiB of copies of files). No
 * key name appears anywhere else. */
#define DESK_TYPE_SETTINGS (desk_settings_get_type ())
G_DECLARE_FINAL_TYPE (DeskSettings, desk_settings, DESK, SETTINGS, GObject)

DeskSettings *desk_settings_new (const char *profile);

G_END_DECLS
