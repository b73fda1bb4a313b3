/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-config.h"

G_BEGIN_DECLS

#define HUB_PASSWORD_MAX 1024 /* bytes; a longer one is a way to waste our time */

/* What a new password must be: long enough, not one that everybody tries first, not just the
 * person's login or name. Immutable; any thread. */
typedef struct _HubPasswordRules HubPasswordRules;

/* [passwords] of @config. A list of the organisation's own that cannot be read is logged; the
 * configuration was checked before. */
HubPasswordRules *hub_password_rules_new (const HubConfig *config);
void hub_password_rules_free (HubPasswordRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubPasswordRules, hub_password_rules_free)

/* (nullable): %NULL when @password may be one, else a stable word: "format", "too-short",
 * "too-long", "contains-login", "contains-name", "common". @login and @name: (nullable).
 * @detail: (out) (transfer full): a sentence. */
const char *hub_password_rules_check (const HubPasswordRules *self,
                                      const char *password,
                                      const char *login,
                                      const char *name,
                                      char **detail);
/* The same as CRM_ERROR_INVALID. */
gboolean hub_password_rules_require (const HubPasswordRules *self,
                                     const char *password,
                                     const char *login,
                                     const char *name,
                                     GError **error);
guint hub_password_rules_get_min_length (const HubPasswordRules *self);
/* (transfer full): a password nobody had before, easy to read out: four groups of four letters and
 * digits (79 bits). */
char *hub_password_make (void);

G_END_DECLS
