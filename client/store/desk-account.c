/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskAccount: who is signed in on a profile and where. What is not secret is in account.ini,
 * written whole and at once; the token is in the Secret Service, or, without one, in memory for as
 * long as the program runs. Main thread; owned by the context. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-account.h"

#include "client/store/desk-lease.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"
#include "shared/base/crm-util.h"

#include <libsecret/secret.h>

#define GROUP "account"

static const SecretSchema token_schema = {
  "io.github.zontik.Token",
  SECRET_SCHEMA_NONE,
  {
      { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

enum
{
  PROP_0,
  PROP_SERVER,
  PROP_LOGIN,
  PROP_USER_ID,
  PROP_USER_NAME,
  PROP_ROLE,
  PROP_BRANCH,
  PROP_DEVICE_ID,
  PROP_FINGERPRINT,
  PROP_EPOCH,
  PROP_LEASE_DAYS,
  N_PROPS
};

struct _DeskAccount
{
  GObject parent_instance;

  char *profile;
  char *folder;
  char *values[N_PROPS];
  char *token; /* (nullable): kept while the program runs */
};

static const char *const names[N_PROPS] = {
  [PROP_SERVER] = "server",       [PROP_LOGIN] = "login",
  [PROP_USER_ID] = "user-id",     [PROP_USER_NAME] = "user-name",
  [PROP_ROLE] = "role",           [PROP_BRANCH] = "branch",
  [PROP_DEVICE_ID] = "device-id", [PROP_FINGERPRINT] = "fingerprint",
  [PROP_EPOCH] = "epoch",         [PROP_LEASE_DAYS] = "lease-days",
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskAccount, desk_account, G_TYPE_OBJECT)

static char *
make_file_name (DeskAccount *self)
{
  return g_build_filename (self->folder, "account.ini", NULL);
}

static void
read_file (DeskAccount *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *name = make_file_name (self);
  g_autoptr (GError) error = NULL;

  if (!g_key_file_load_from_file (file, name, G_KEY_FILE_NONE, &error))
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_message ("%s: %s", name, error->message);
      return;
    }
  for (guint i = PROP_SERVER; i < N_PROPS; i++)
    self->values[i] = g_key_file_get_string (file, GROUP, names[i], NULL);
}

static gboolean
write_file (DeskAccount *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *name = make_file_name (self);
  g_autofree char *data = NULL;
  gsize length;

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    return crm_fail (error, CRM_ERROR_FAILED, "%s cannot be made", self->folder);
  for (guint i = PROP_SERVER; i < N_PROPS; i++)
    if (self->values[i] != NULL)
      g_key_file_set_string (file, GROUP, names[i], self->values[i]);
  data = g_key_file_to_data (file, &length, NULL);
  return g_file_set_contents_full (name, data, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static void
desk_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DeskAccount *self = DESK_ACCOUNT (object);

  if (id > PROP_0 && id < N_PROPS)
    g_value_set_string (value, self->values[id]);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
forget_token (DeskAccount *self)
{
  g_clear_pointer (&self->token, secret_password_free);
}

static void
desk_account_finalize (GObject *object)
{
  DeskAccount *self = DESK_ACCOUNT (object);

  forget_token (self);
  for (guint i = 0; i < N_PROPS; i++)
    g_free (self->values[i]);
  g_free (self->profile);
  g_free (self->folder);
  G_OBJECT_CLASS (desk_account_parent_class)->finalize (object);
}

static void
desk_account_class_init (DeskAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_account_get_property;
  object_class->finalize = desk_account_finalize;
  for (guint i = PROP_SERVER; i < N_PROPS; i++)
    properties[i] =
        g_param_spec_string (names[i], NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_account_init (DeskAccount *self)
{
}

DeskAccount *
desk_account_new (const char *profile)
{
  DeskAccount *self = g_object_new (DESK_TYPE_ACCOUNT, NULL);
  g_autofree char *part = g_strdup (profile != NULL && *profile != '\0' ? profile : "default");

  g_strdelimit (part, G_DIR_SEPARATOR_S, '-');
  if (*part == '.')
    *part = '-';
  self->profile = g_steal_pointer (&part);
  self->folder = g_build_filename (g_get_user_data_dir (), "zontik", self->profile, NULL);
  read_file (self);
  if (self->values[PROP_DEVICE_ID] == NULL)
    {
      g_autoptr (GError) error = NULL;

      self->values[PROP_DEVICE_ID] = crm_id_new ();
      if (!write_file (self, &error))
        g_message ("%s", error->message);
    }
  return self;
}

const char *
desk_account_get_folder (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->folder;
}

char *
desk_account_dup_database_folder (DeskAccount *self)
{
  g_autofree char *whose = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  if (self->values[PROP_SERVER] == NULL || self->values[PROP_USER_ID] == NULL)
    return NULL;
  whose = g_strdup_printf ("%s\n%s", self->values[PROP_SERVER], self->values[PROP_USER_ID]);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whose, -1);
  name = g_strdup_printf ("db-%.16s", digest);
  return g_build_filename (self->folder, name, NULL);
}

const char *
desk_account_get_server (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->values[PROP_SERVER];
}

const char *
desk_account_get_login (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->values[PROP_LOGIN];
}

const char *
desk_account_get_user_id (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->values[PROP_USER_ID];
}

const char *
desk_account_get_user_name (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->values[PROP_USER_NAME];
}

const char *
desk_account_get_role (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->values[PROP_ROLE];
}

const char *
desk_account_get_branch (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->values[PROP_BRANCH];
}

const char *
desk_account_get_device_id (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->values[PROP_DEVICE_ID];
}

const char *
desk_account_get_fingerprint (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->values[PROP_FINGERPRINT];
}

const char *
desk_account_get_epoch (DeskAccount *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self), NULL);
  return self->values[PROP_EPOCH];
}

guint
desk_account_get_lease_days (DeskAccount *self)
{
  guint64 days = 0;

  g_return_val_if_fail (DESK_IS_ACCOUNT (self), DESK_LEASE_DAYS);
  if (self->values[PROP_LEASE_DAYS] == NULL ||
      !g_ascii_string_to_unsigned (self->values[PROP_LEASE_DAYS], 10, 1, 3650, &days, NULL))
    return DESK_LEASE_DAYS;
  return (guint) days;
}

gboolean
desk_account_set (DeskAccount *self, const char *property, const char *value, GError **error)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT (self) && property != NULL, FALSE);
  for (guint i = PROP_SERVER; i < N_PROPS; i++)
    if (g_str_equal (names[i], property))
      {
        gboolean done;

        if (!crm_set_string (&self->values[i], value))
          return TRUE;
        done = write_file (self, error);
        g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
        return done;
      }
  g_return_val_if_reached (FALSE);
}

/* Without a Secret Service there is no token, which only means to sign in again. */
static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskAccount *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  char *token = secret_password_lookup_finish (result, &error);

  if (error != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    g_message ("The Secret Service does not answer: %s", error->message);
  if (token != NULL)
    {
      forget_token (self);
      self->token = token;
    }
  g_task_return_pointer (task, g_strdup (self->token), g_free);
}

void
desk_account_load_token_async (DeskAccount *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DESK_IS_ACCOUNT (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_account_load_token_async);
  if (self->token != NULL || self->values[PROP_SERVER] == NULL || self->values[PROP_LOGIN] == NULL)
    {
      g_task_return_pointer (task, g_strdup (self->token), g_free);
      return;
    }
  secret_password_lookup (&token_schema, cancellable, looked_up_cb, g_steal_pointer (&task),
                          "profile", self->profile, "server", self->values[PROP_SERVER], "user",
                          self->values[PROP_LOGIN], NULL);
}

char *
desk_account_load_token_finish (DeskAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
answer_stored (GTask *task, GError *error)
{
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    {
      g_message ("The Secret Service does not answer: %s", error->message);
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "%s", error->message);
    }
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_store_finish (result, &error);
  answer_stored (task, error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  answer_stored (task, error);
}

void
desk_account_save_token_async (DeskAccount *self,
                               const char *token,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autofree char *label = NULL;
  GTask *task;

  g_return_if_fail (DESK_IS_ACCOUNT (self));
  g_return_if_fail (self->values[PROP_SERVER] != NULL && self->values[PROP_LOGIN] != NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_account_save_token_async);
  forget_token (self);
  if (token == NULL)
    {
      secret_password_clear (&token_schema, cancellable, cleared_cb, task, "profile", self->profile,
                             "server", self->values[PROP_SERVER], "user", self->values[PROP_LOGIN],
                             NULL);
      return;
    }
  self->token = g_strdup (token);
  label = g_strdup_printf ("Zontik: %s, %s", self->values[PROP_LOGIN], self->values[PROP_SERVER]);
  secret_password_store (&token_schema, SECRET_COLLECTION_DEFAULT, label, token, cancellable,
                         stored_cb, task, "profile", self->profile, "server",
                         self->values[PROP_SERVER], "user", self->values[PROP_LOGIN], NULL);
}

gboolean
desk_account_save_token_finish (DeskAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
