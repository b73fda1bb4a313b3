/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fingerprints of certificates. Pure. */

#include "client/sync/desk-pin.h"

char *
desk_pin_dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *hex = NULL;
  GString *text = g_string_new (NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  for (guint i = 0; hex[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (hex[i]));
    }
  return g_string_free (text, FALSE);
}

static const char *
skip_to_digit (const char *text)
{
  while (*text != '\0' && !g_ascii_isxdigit (*text))
    text++;
  return text;
}

gboolean
desk_pin_equal (const char *a, const char *b)
{
  guint digits = 0;

  if (a == NULL || b == NULL)
    return FALSE;
  for (;;)
    {
      a = skip_to_digit (a);
      b = skip_to_digit (b);
      if (*a == '\0' || *b == '\0')
        return *a == *b && digits == 64;
      if (g_ascii_tolower (*a) != g_ascii_tolower (*b))
        return FALSE;
      a++;
      b++;
      digits++;
    }
}
