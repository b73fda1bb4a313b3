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

#define N_WORKERS 2

/* How many may wait, by HubPasswordsGuest. Between the look at hub_passwords_is_full() and the
 * queue a few more get through. */
static const int places[] = { 32, 64 };
#define LATE_COMERS 32

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
  HubPasswordRules *rules;       /* (owned) */
  HubMetric *checks;
  HubMetric *hashes;
  int n_waiting[G_N_ELEMENTS (places)]; /* (atomic) */
};

G_DEFINE_FINAL_TYPE (HubPasswords, hub_passwords, G_TYPE_OBJECT)

typedef struct
{
  HubPasswordsGuest guest;
  char *password;
  char *hash; /* (nullable): it is to be made */
  gboolean is_nobody;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  sodium_memzero (job->password, strlen (job->password));
  g_free (job->password);
  g_free (job->hash);
  g_free (job);
}

static void
verify_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HubPasswords *self = source;
  Job *job = data;
  int code = crypto_pwhash_str_verify (job->hash, job->password, strlen (job->password));

  g_atomic_int_add (&self->n_waiting[job->guest], -1);
  g_task_return_boolean (task, code == 0 && !job->is_nobody);
}

static void
hash_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HubPasswords *self = source;
  Job *job = data;
  GError *error = NULL;
  char *hash = hub_password_hash (job->password, &error);

  g_atomic_int_add (&self->n_waiting[job->guest], -1);
  if (hash != NULL)
    g_task_return_pointer (task, hash, g_free);
  else
    g_task_return_error (task, error);
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
  hub_password_rules_free (self->rules);
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

/* What no password has: salt and result are made up, so that starting does not cost a hash.
 * Comparing with it takes as long as with any other, which libsodium confirms. */
static char *
make_nobody (void)
{
  guint8 random[16 + 32];
  char salt[23], result[44];
  g_autofree char *hash = NULL;

  randombytes_buf (random, sizeof random);
  sodium_bin2base64 (salt, sizeof salt, random, 16, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  sodium_bin2base64 (result, sizeof result, random + 16, 32,
                     sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  hash = g_strdup_printf ("$argon2id$v=19$m=%" G_GSIZE_FORMAT ",t=%llu,p=1$%s$%s",
                          cost.memory / 1024, cost.passes, salt, result);
  if (crypto_pwhash_str_needs_rehash (hash, cost.passes, cost.memory) == 0)
    return g_steal_pointer (&hash);
  return hub_password_hash (result, NULL);
}

HubPasswords *
hub_passwords_new (const HubConfig *config, HubMetrics *metrics)
{
  HubPasswords *self = g_object_new (HUB_TYPE_PASSWORDS, NULL);

  if (sodium_init () < 0)
    g_warning ("libsodium does not work on this machine: nobody can sign in");
  self->nobody = make_nobody ();
  self->rules = hub_password_rules_new (config);
  self->checks = hub_metrics_counter (metrics, "zontik_password_checks_total", NULL,
                                      "Passwords that were compared with a hash.");
  self->hashes = hub_metrics_counter (metrics, "zontik_password_hashes_total", NULL,
                                      "Passwords that were hashed to be kept.");
  return self;
}

const HubPasswordRules *
hub_passwords_get_rules (HubPasswords *self)
{
  return self->rules;
}

gboolean
hub_passwords_is_full (HubPasswords *self)
{
  return g_atomic_int_get (&self->n_waiting[HUB_PASSWORDS_STRANGER]) >=
         places[HUB_PASSWORDS_STRANGER];
}

/* Takes @job; the shorter queue gets it. */
static void
queue_job (HubPasswords *self, GTask *task, Job *job, GTaskThreadFunc work)
{
  int waiting = g_atomic_int_get (&self->n_waiting[job->guest]);
  guint first = crm_worker_get_depth (self->workers[0]);
  guint second = crm_worker_get_depth (self->workers[1]);

  g_task_set_task_data (task, job, job_free);
  if (waiting >= places[job->guest] + LATE_COMERS || self->nobody == NULL)
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAVAILABLE,
                               "too many people sign in at once");
      return;
    }
  g_atomic_int_inc (&self->n_waiting[job->guest]);
  crm_worker_queue (self->workers[first <= second ? 0 : 1], task,
                    job->guest == HUB_PASSWORDS_KNOWN ? G_PRIORITY_HIGH : G_PRIORITY_DEFAULT, work);
}

void
hub_passwords_verify_async (HubPasswords *self,
                            HubPasswordsGuest guest,
                            const char *password,
                            const char *hash,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, hub_passwords_verify_async);
  job->guest = guest;
  job->password = g_strdup (password);
  job->hash = g_strdup (hash != NULL ? hash : self->nobody);
  job->is_nobody = hash == NULL;
  hub_metric_add (self->checks, 1);
  queue_job (self, task, job, verify_work);
}

gboolean
hub_passwords_verify_finish (HubPasswords *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hub_passwords_hash_async (HubPasswords *self,
                          const char *password,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, hub_passwords_hash_async);
  job->guest = HUB_PASSWORDS_KNOWN;
  job->password = g_strdup (password);
  hub_metric_add (self->hashes, 1);
  queue_job (self, task, job, hash_work);
}

char *
hub_passwords_hash_finish (HubPasswords *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
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
