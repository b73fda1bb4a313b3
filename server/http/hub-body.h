/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A request body on its way in. Beyond a mebibyte it lies in an unnamed file, so that many large
 * ones at once do not fill the memory. */
typedef struct _HubBody HubBody;

HubBody *hub_body_new (gsize limit);
void hub_body_free (HubBody *self);
/* CRM_ERROR_TOO_LARGE beyond the limit. */
gboolean hub_body_add (HubBody *self, const void *data, gsize size, GError **error);
gsize hub_body_get_size (HubBody *self);
/* (transfer full): all of it. */
GBytes *hub_body_finish (HubBody *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubBody, hub_body_free)

G_END_DECLS
