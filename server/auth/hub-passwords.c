/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubPasswords: the only place that knows how passwords are kept. One verification costs 64 MiB and
 * some fifty milliseconds on purpose, so it has two threads of its own and a short queue. Main
 * thread, except the functions that end in _work; owned by HubSessions. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-passwords.h"

#include <sodium.h>
#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/base/crm-worker.h"

#define N_WORKERS   2
#define MAX_QUEUE   32
#define GOOD_LENGTH 8

/* Argon2id with the parameters libsodium recommends for interactive sign-in
 * (crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE); above the minimum of
 * the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes). */
static const struct
{
  unsigned long long passes;
  size_t memory;
} cost = { crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE };

struct _HubPasswords
{
  GObject parent_instance;

  CrmWorker *workers[N_WORKERS]; /* (owned) */
  char *nobody;                  /* (owned): hash of a password that nobody knows */
};

G_DEFINE_FINAL_TYPE (HubPasswords, hub_passwords, G_TYPE_OBJECT)

typedef struct
{
  char *password;
  char *hash;
  gboolean is_nobody;
} Verification;

static void
verification_free (gpointer data)
{
  Verification *verification = data;

  sodium_memzero (verification->password, strlen (verification->password));
  g_free (verification->password);
  g_free (verification->hash);
  g_free (verification);
}

static void
verify_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Verification *verification = data;
  int code = crypto_pwhash_str_verify (verification->hash, verification->password,
                                       strlen (verification->password));

  g_task_return_boolean (task, code == 0 && !verification->is_nobody);
}

static void
hub_passwords_finalize (GObject *object)
{
  HubPasswords *self = HUB_PASSWORDS (object);

  for (guint i = 0; i < N_WORKERS; i++)
    {
      crm_worker_stop (self->workers[i]);
      g_clear_object (&self->workers[i]);
    }
  g_free (self->nobody);
  G_OBJECT_CLASS (hub_passwords_parent_class)->finalize (object);
}

static void
hub_passwords_class_init (HubPasswordsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hub_passwords_finalize;
}

static void
hub_passwords_init (HubPasswords *self)
{
  for (guint i = 0; i < N_WORKERS; i++)
    self->workers[i] = crm_worker_new ("hub-password");
}

HubPasswords *
hub_passwords_new (void)
{
  HubPasswords *self = g_object_new (HUB_TYPE_PASSWORDS, NULL);
  guint8 random[32];
  char password[sizeof random * 2 + 1];

  if (sodium_init () < 0)
    g_warning ("libsodium does not work on this machine: nobody can sign in");
  randombytes_buf (random, sizeof random);
  sodium_bin2hex (password, sizeof password, random, sizeof random);
  self->nobody = hub_password_hash (password, NULL);
  return self;
}

void
hub_passwords_verify_async (HubPasswords *self,
                            const char *password,
                            const char *hash,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  guint first = crm_worker_get_depth (self->workers[0]);
  guint second = crm_worker_get_depth (self->workers[1]);
  Verification *verification = NULL;

  g_task_set_source_tag (task, hub_passwords_verify_async);
  if (first + second >= MAX_QUEUE || self->nobody == NULL)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAVAILABLE,
                               "too many people sign in at once");
      return;
    }

  verification = g_new0 (Verification, 1);
  verification->password = g_strdup (password);
  verification->hash = g_strdup (hash != NULL ? hash : self->nobody);
  verification->is_nobody = hash == NULL;
  g_task_set_task_data (task, verification, verification_free);
  crm_worker_queue (self->workers[first <= second ? 0 : 1], task, G_PRIORITY_DEFAULT, verify_work);
}

gboolean
hub_passwords_verify_finish (HubPasswords *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
hub_password_hash (const char *password, GError **error)
{
  char hash[crypto_pwhash_STRBYTES];

  if (sodium_init () < 0 || crypto_pwhash_str_alg (hash, password, strlen (password), cost.passes,
                                                   cost.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
    {
      crm_fail (error, CRM_ERROR_UNAVAILABLE, "there is not enough memory to hash a password");
      return NULL;
    }
  return g_strdup (hash);
}

gboolean
hub_password_check (const char *password, GError **error)
{
  if (!g_utf8_validate (password, -1, NULL))
    return crm_fail (error, CRM_ERROR_INVALID, "The password is not UTF-8 text.");
  if (*password == '\0')
    return crm_fail (error, CRM_ERROR_INVALID, "The password is empty.");
  if (strlen (password) > HUB_PASSWORD_MAX)
    return crm_fail (error, CRM_ERROR_INVALID, "The password is too long.");
  return TRUE;
}

gboolean
hub_password_is_short (const char *password)
{
  return g_utf8_strlen (password, -1) < GOOD_LENGTH;
}
