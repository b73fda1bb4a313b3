/* SPDX-License-Identifier: GPL-3.0-or-later */

/* render-icon IN.svg OUT.png SIZE: draws an icon at build time, so that the program need not. */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdlib.h>

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  int size;

  if (argc != 4)
    {
      g_printerr ("render-icon IN.svg OUT.png SIZE\n");
      return 2;
    }
  size = atoi (argv[3]);
  pixbuf = gdk_pixbuf_new_from_file_at_size (argv[1], size, size, &error);
  if (pixbuf == NULL || !gdk_pixbuf_save (pixbuf, argv[2], "png", &error, NULL))
    {
      g_printerr ("%s: %s\n", argv[1], error->message);
      return 1;
    }
  return 0;
}
