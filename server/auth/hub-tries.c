/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubTries: the counts in the table sign_in_try. What is free, and then how long the waits are: 10
 * seconds after the last free failure, twice as long after each further one, at most a quarter of
 * an hour, so that from places nobody knows ten passwords of a login are looked at in ten minutes.
 * Rows come only with tries that are really looked at, at the speed of Argon2, and go after an
 * hour: the table stays small whatever comes. Pure values; the functions with a HubDb on its
 * worker. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-tries.h"

#include <sodium.h>
#include <string.h>

#include "server/auth/hub-auth-queries.h"

#define FREE_UNKNOWN "5"
#define FREE_DEVICE  "10"
#define FREE_ADDRESS "5"

/* People also type their password where the login belongs, so it is not written down. */
static void
make_key (char *key, GBytes *secret, const char *kind, const char *one, const char *other)
{
  guint8 hash[(HUB_TRY_KEY_SIZE - 1) / 2];
  g_autofree char *text = g_strjoin ("\n", kind, one, other, NULL);

  crypto_generichash (hash, sizeof hash, (const guint8 *) text, strlen (text),
                      g_bytes_get_data (secret, NULL),
                      MIN (g_bytes_get_size (secret), crypto_generichash_KEYBYTES_MAX));
  sodium_bin2hex (key, HUB_TRY_KEY_SIZE, hash, sizeof hash);
}

/* (transfer full): whoever has one IPv6 address has all with its first half. */
static char *
find_network (const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autoptr (GInetAddress) network = NULL;
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };
  const guint8 *all = NULL;
  guint8 bytes[16] = { 0 };

  if (inet == NULL || g_inet_address_get_family (inet) != G_SOCKET_FAMILY_IPV6)
    return g_strdup (address);

  all = g_inet_address_to_bytes (inet);
  /* Who comes over IPv4 to a server that listens to both. */
  if (memcmp (all, mapped, sizeof mapped) == 0)
    return g_strdup_printf ("%u.%u.%u.%u", all[12], all[13], all[14], all[15]);
  memcpy (bytes, all, 8);
  network = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (network);
}

void
hub_tries_init (HubTries *self,
                GBytes *secret,
                const char *login,
                const char *device,
                const char *address)
{
  g_autofree char *network = find_network (address);

  make_key (self->login, secret, "login", login, "");
  make_key (self->device, secret, "device", login, device);
  make_key (self->address, secret, "address", network, "");
  make_key (self->pair, secret, "pair", login, network);
  self->is_known = FALSE;
}

static const char *
get_key (const HubTries *self)
{
  return self->is_known ? self->device : self->login;
}

static gboolean
queue (HubDb *db, HubAuthQuery query, const char *key, GError **error)
{
  const char *params[] = { key };

  return hub_db_queue (db, hub_auth_query (query), params, error);
}

gboolean
hub_tries_take (const HubTries *self, HubDb *db, guint *wait, GError **error)
{
  /* On a device that is known the address does not count either. */
  const char *params[] = { get_key (self), self->is_known ? FREE_DEVICE : FREE_UNKNOWN,
                           self->is_known ? NULL : self->address, FREE_ADDRESS };
  g_autoptr (HubDbRows) rows = NULL;

  *wait = 0;
  if (!queue (db, HUB_AUTH_LOCK_TRY, params[0], error))
    return FALSE;
  rows = hub_db_select (db, hub_auth_query (HUB_AUTH_TAKE_TRY), params, error);
  if (rows == NULL)
    return FALSE;

  *wait = (guint) hub_db_rows_integer (rows, 0, 0);
  return *wait == 0 || crm_fail (error, CRM_ERROR_TOO_MANY, "too many failures; try later");
}

gboolean
hub_tries_release (const HubTries *self, HubDb *db, GError **error)
{
  return queue (db, HUB_AUTH_RELEASE_TRY, get_key (self), error);
}

/* Elsewhere only this try is given back: whoever guesses must not gain by somebody's success. */
gboolean
hub_tries_succeed (const HubTries *self, HubDb *db, GError **error)
{
  return queue (db, self->is_known ? HUB_AUTH_CLEAR_TRY : HUB_AUTH_RELEASE_TRY, get_key (self),
                error);
}

gboolean
hub_tries_fail (const HubTries *self, HubDb *db, GError **error)
{
  /* An office is behind one address: each of its people counts once, however often he mistypes. */
  const char *params[] = { self->address, self->pair };

  if (!hub_db_queue (db, hub_auth_query (HUB_AUTH_PURGE_TRIES), NULL, error))
    return FALSE;
  return self->is_known || hub_db_queue (db, hub_auth_query (HUB_AUTH_ADD_FAILURE), params, error);
}
