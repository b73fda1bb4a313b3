/* SPDX-License-Identifier: GPL-3.0-or-later */

/* empty-server CERTIFICATE KEY: the HTTP library with TLS and nothing behind it, as the floor of
 * figures that are about many connections. Prints its port; ends with its standard input. */

#include <gio/gunixinputstream.h>
#include <libsoup/soup.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_main_loop_quit (user_data);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (SoupServer) server = soup_server_new ("server-header", "", NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  struct rlimit files;
  GSList *uris;

  if (getrlimit (RLIMIT_NOFILE, &files) == 0)
    {
      files.rlim_cur = files.rlim_max;
      (void) setrlimit (RLIMIT_NOFILE, &files);
    }
  if (argc == 3)
    certificate = g_tls_certificate_new_from_files (argv[1], argv[2], &error);
  else
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "certificate and key are wanted");
  if (certificate != NULL)
    {
      soup_server_set_tls_certificate (server, certificate);
      soup_server_add_handler (server, NULL, answer_cb, NULL, NULL);
      soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY,
                                &error);
    }
  if (error != NULL)
    {
      fprintf (stderr, "empty-server: %s\n", error->message);
      return 1;
    }

  uris = soup_server_get_uris (server);
  printf ("%d\n", g_uri_get_port (uris->data));
  fflush (stdout);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_input_stream_read_bytes_async (input, 1, G_PRIORITY_DEFAULT, NULL, ended_cb, loop);
  g_main_loop_run (loop);
  return 0;
}
