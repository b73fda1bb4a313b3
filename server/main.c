/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server program. */

#include "server/cli/hub-cli.h"

int
main (int argc, char **argv)
{
  return hub_cli_main (argc, argv);
}
