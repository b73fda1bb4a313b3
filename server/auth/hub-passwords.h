/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-password-rules.h"
#include "server/base/hub-metrics.h"

G_BEGIN_DECLS

/* Argon2id on two threads of its own. Async calls: main thread. */
#define HUB_TYPE_PASSWORDS (hub_passwords_get_type ())
G_DECLARE_FINAL_TYPE (HubPasswords, hub_passwords, HUB, PASSWORDS, GObject)

/* Who waits for a thread. Those who are known pass the others and have places of their own in the
 * queue, so that whoever guesses cannot keep them out. */
typedef enum
{
  HUB_PASSWORDS_STRANGER,
  HUB_PASSWORDS_KNOWN, /* signed in, or on a device that its owner has used before */
} HubPasswordsGuest;

/* @config and @metrics are borrowed for the call. */
HubPasswords *hub_passwords_new (const HubConfig *config, HubMetrics *metrics);
const HubPasswordRules *hub_passwords_get_rules (HubPasswords *self);
/* Strangers would be sent away now. */
gboolean hub_passwords_is_full (HubPasswords *self);
/* @hash (nullable): %NULL is a person who does not exist; it takes as long and is never right.
 * CRM_ERROR_UNAVAILABLE at once when too many wait. */
void hub_passwords_verify_async (HubPasswords *self,
                                 HubPasswordsGuest guest,
                                 const char *password,
                                 const char *hash,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Whether it is right; %FALSE with @error set when nobody looked. */
gboolean hub_passwords_verify_finish (HubPasswords *self, GAsyncResult *result, GError **error);
/* For somebody who is signed in: what the database keeps of @password. The same error. */
void hub_passwords_hash_async (HubPasswords *self,
                               const char *password,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer full) (nullable) */
char *hub_passwords_hash_finish (HubPasswords *self, GAsyncResult *result, GError **error);

/* Blocking, for the command line. (transfer full) (nullable): what the database keeps. */
char *hub_password_hash (const char *password, GError **error);

G_END_DECLS
