/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubTls: certificate, key, cipher list and ticket key of one server, straight on GnuTLS. The
 * connections do not go through GTlsConnection: that makes its handshakes on GLib's shared threads,
 * where a few silent clients would keep honest ones waiting. Main thread; owned by the server. */

#define G_LOG_DOMAIN "hub-tls"

#include "server/http/hub-tls.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "server/http/hub-certificate.h"
#include "shared/base/crm-error.h"

struct _HubTls
{
  gnutls_certificate_credentials_t credentials;
  gnutls_priority_t priority;
  gnutls_datum_t ticket_key;
  char *fingerprint;
};

/* TLS 1.2 and 1.3, forward secrecy and AEAD ciphers only. The first group is the one that clients
 * guess, which saves a round trip. */
#define PRIORITY                                                                                   \
  "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-AES-128-CBC:-AES-256-CBC:"                  \
  "-AES-128-CCM:-AES-256-CCM:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1"

static gboolean
check (int code, GError **error, const char *what)
{
  if (code >= 0)
    return TRUE;

  return crm_fail (error, CRM_ERROR_INVALID, "%s: %s", what, gnutls_strerror (code));
}

static char *
make_fingerprint (gnutls_certificate_credentials_t credentials)
{
  gnutls_datum_t der = { NULL, 0 };

  if (gnutls_certificate_get_crt_raw (credentials, 0, 0, &der) < 0)
    return NULL;
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der.data, der.size);
}

static gboolean
load (HubTls *self, const char *certificate_file, const char *key_file, GError **error)
{
  g_autofree char *what = g_strdup_printf ("the certificate %s", certificate_file);

  if (!check (gnutls_certificate_allocate_credentials (&self->credentials), error, "TLS") ||
      !check (gnutls_priority_init (&self->priority, PRIORITY, NULL), error, "TLS") ||
      !check (gnutls_session_ticket_key_generate (&self->ticket_key), error, "TLS"))
    return FALSE;

  if (!check (gnutls_certificate_set_x509_key_file (self->credentials, certificate_file, key_file,
                                                    GNUTLS_X509_FMT_PEM),
              error, what))
    return FALSE;

  self->fingerprint = make_fingerprint (self->credentials);
  return TRUE;
}

HubTls *
hub_tls_new (const char *certificate_file,
             const char *key_file,
             const char *directory,
             const char *host,
             GError **error)
{
  g_autoptr (HubTls) self = g_new0 (HubTls, 1);
  g_autofree char *own_certificate = NULL;
  g_autofree char *own_key = NULL;

  if ((certificate_file == NULL) != (key_file == NULL))
    {
      crm_fail (error, CRM_ERROR_INVALID, "tls-cert and tls-key belong together");
      return NULL;
    }
  if (certificate_file == NULL)
    {
      own_certificate = g_build_filename (directory, "tls-cert.pem", NULL);
      own_key = g_build_filename (directory, "tls-key.pem", NULL);
      if (!hub_certificate_ensure (own_certificate, own_key, host, error))
        return NULL;
    }
  if (!load (self, certificate_file != NULL ? certificate_file : own_certificate,
             key_file != NULL ? key_file : own_key, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_tls_free (HubTls *self)
{
  if (self->credentials != NULL)
    gnutls_certificate_free_credentials (self->credentials);
  if (self->priority != NULL)
    gnutls_priority_deinit (self->priority);
  if (self->ticket_key.data != NULL)
    {
      gnutls_memset (self->ticket_key.data, 0, self->ticket_key.size);
      gnutls_free (self->ticket_key.data);
    }
  g_free (self->fingerprint);
  g_free (self);
}

const char *
hub_tls_get_fingerprint (HubTls *self)
{
  return self->fingerprint;
}

char *
hub_tls_dup_fingerprint_text (HubTls *self)
{
  g_autofree char *upper = g_ascii_strup (self->fingerprint, -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; upper[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, upper[i]);
    }
  return g_string_free (text, FALSE);
}

gpointer
hub_tls_new_session (HubTls *self)
{
  static const char protocol[] = "http/1.1";
  const gnutls_datum_t alpn = { (unsigned char *) protocol, sizeof protocol - 1 };
  gnutls_session_t session = NULL;

  if (gnutls_init (&session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0)
    return NULL;

  gnutls_priority_set (session, self->priority);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, self->credentials);
  gnutls_session_ticket_enable_server (session, &self->ticket_key);
  gnutls_alpn_set_protocols (session, &alpn, 1, 0);
  gnutls_certificate_server_set_request (session, GNUTLS_CERT_IGNORE);
  return session;
}
