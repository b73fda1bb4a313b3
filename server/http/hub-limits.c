/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The limits of a server that faces people (protocol.md, 2); tests use shorter times. */

#include "server/http/hub-limits.h"

#include "shared/protocol/crm-protocol.h"

const HubLimits hub_limits_default = {
  .max_body = CRM_MAX_BODY,
  .max_open_body = 64 * 1024,
  .max_file = CRM_MAX_FILE,
  .max_headers = CRM_MAX_HEADERS,
  .max_connections = 8000,
  .handshake_time = 5000,
  .header_time = 4500,
  .body_time = 5000,
  .body_rate = 1024,
  .work_time = 60000,
  .write_time = 4500,
  .write_rate = 1024,
  .idle_time = 100000,
  .dead_time = 70000,
  .socket_budget = 4096,
};
