/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Paths and limits of protocol.md, 2. */
#define CRM_API_BASE      "/api/v1"
#define CRM_MAX_BODY      (16 * 1024 * 1024)
#define CRM_MAX_FILE      (64 * 1024 * 1024)
#define CRM_MAX_HEADERS   (16 * 1024)
#define CRM_MAX_COMMANDS  1000
#define CRM_LIVE_PROTOCOL "zontik.v1"
/* Of answers of /changes: another one means that commands may have been lost. */
#define CRM_EPOCH_HEADER  "Zontik-Epoch"
#define CRM_CHANGES_PAGE  5000 /* rows between two safe points */
#define CRM_PING_INTERVAL 30   /* seconds */
#define CRM_JOURNAL_DAYS  30
#define CRM_JOURNAL_LEAST 10000 /* commands kept whatever a clock says of their age */
