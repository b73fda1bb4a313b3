/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The client program. */

#include "client/app/desk-application.h"

int
main (int argc, char **argv)
{
  g_autoptr (DeskApplication) application = desk_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
