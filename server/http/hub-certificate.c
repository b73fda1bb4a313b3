/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making the certificate of a server that was given none. Clients pin it on first use, so it is
 * made once and kept as long as the data. */

#define G_LOG_DOMAIN "hub-tls"

#include "server/http/hub-certificate.h"

#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#include "shared/base/crm-error.h"

#define YEARS  10
#define SERIAL 16

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
} Pair;

static void
pair_clear (Pair *pair)
{
  g_clear_pointer (&pair->key, gnutls_x509_privkey_deinit);
  g_clear_pointer (&pair->certificate, gnutls_x509_crt_deinit);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
check (int code, GError **error)
{
  if (code >= 0)
    return TRUE;

  return crm_fail (error, CRM_ERROR_FAILED, "cannot make a certificate: %s",
                   gnutls_strerror (code));
}

static int
add_name (gnutls_x509_crt_t certificate, const char *name)
{
  g_autoptr (GInetAddress) address = NULL;

  if (name == NULL || *name == '\0')
    return 0;
  if ((address = g_inet_address_new_from_string (name)) == NULL)
    return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, name,
                                                 (unsigned int) strlen (name), GNUTLS_FSAN_APPEND);
  if (g_inet_address_get_is_any (address))
    return 0;
  return gnutls_x509_crt_set_subject_alt_name (
      certificate, GNUTLS_SAN_IPADDRESS, g_inet_address_to_bytes (address),
      (unsigned int) g_inet_address_get_native_size (address), GNUTLS_FSAN_APPEND);
}

static gboolean
set_names (gnutls_x509_crt_t certificate, const char *host, GError **error)
{
  const char *machine = g_get_host_name ();
  const char *const names[] = { "localhost", "127.0.0.1", "::1", machine, host };

  if (!check (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
                                             "Zontik server", strlen ("Zontik server")),
              error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gboolean known = FALSE;

      for (guint j = 0; j < i; j++)
        known = known || g_strcmp0 (names[i], names[j]) == 0;
      if (!known && !check (add_name (certificate, names[i]), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fill (Pair *pair, const char *host, GError **error)
{
  guint8 serial[SERIAL];
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gnutls_x509_crt_t certificate = pair->certificate;

  gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);
  serial[0] &= 0x7f; /* a positive number */
  serial[0] |= 0x40; /* of the same length every time */

  return check (gnutls_x509_crt_set_version (certificate, 3), error) &&
         check (gnutls_x509_crt_set_serial (certificate, serial, sizeof serial), error) &&
         check (gnutls_x509_crt_set_activation_time (certificate, now - 3600), error) &&
         check (gnutls_x509_crt_set_expiration_time (certificate,
                                                     now + YEARS * G_GINT64_CONSTANT (31557600)),
                error) &&
         set_names (certificate, host, error) &&
         check (gnutls_x509_crt_set_basic_constraints (certificate, 0, -1), error) &&
         check (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE), error) &&
         check (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0),
                error) &&
         check (gnutls_x509_crt_set_key (certificate, pair->key), error) &&
         check (gnutls_x509_crt_sign2 (certificate, certificate, pair->key, GNUTLS_DIG_SHA256, 0),
                error);
}

static gboolean
save (const char *file, gnutls_datum_t *text, int mode, GError **error)
{
  gboolean saved =
      g_file_set_contents_full (file, (const char *) text->data, text->size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode,
                                error);

  gnutls_memset (text->data, 0, text->size);
  gnutls_free (text->data);
  return saved;
}

gboolean
hub_certificate_ensure (const char *certificate_file,
                        const char *key_file,
                        const char *host,
                        GError **error)
{
  g_auto (Pair) pair = { NULL, NULL };
  gnutls_datum_t text = { NULL, 0 };

  if (g_file_test (certificate_file, G_FILE_TEST_EXISTS) &&
      g_file_test (key_file, G_FILE_TEST_EXISTS))
    return TRUE;

  if (!check (gnutls_x509_privkey_init (&pair.key), error) ||
      !check (gnutls_x509_crt_init (&pair.certificate), error) ||
      !check (gnutls_x509_privkey_generate (pair.key, GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
              error) ||
      !fill (&pair, host, error))
    return FALSE;

  /* The key first: a certificate without its key is what the next start would repair. */
  if (!check (gnutls_x509_privkey_export2_pkcs8 (pair.key, GNUTLS_X509_FMT_PEM, NULL,
                                                 GNUTLS_PKCS_PLAIN, &text),
              error) ||
      !save (key_file, &text, 0600, error))
    return FALSE;
  return check (gnutls_x509_crt_export2 (pair.certificate, GNUTLS_X509_FMT_PEM, &text), error) &&
         save (certificate_file, &text, 0644, error);
}
