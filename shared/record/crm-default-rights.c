/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table. Pure. */
#include "shared/record/crm-default-rights.h"

static const struct
{
  const char *code;
  const char *rights;
} roles[] = {
  { "agent",
    "{\"customer\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"delete\":\"own\","
    "\"reassign\":\"own\"},"
    "\"contact-point\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"identity-document\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"delete\":\"own\","
    "\"reveal\":\"own\"},"
    "\"bank-account\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"delete\":\"own\","
    "\"reveal\":\"own\"},"
    "\"policy\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"task\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"saved-view\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"settings\":{\"see\":\"all\"},"
    "\"share\":{\"see\":\"own\"},"
    "\"conflict\":{\"see\":\"own\",\"edit\":\"own\"},"
    "\"history-event\":{\"see\":\"own\"},"
    "\"user\":{\"see\":\"all\"},"
    "\"branch\":{\"see\":\"all\"},"
    "\"role\":{\"see\":\"all\"},"
    "\"right-exception\":{\"see\":\"own\"},"
    "\"deputy\":{\"see\":\"all\"},"
    "\"device\":{\"see\":\"own\",\"delete\":\"own\"}}" },
  { "adjuster",
    "{\"customer\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\"},"
    "\"contact-point\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\"},"
    "\"identity-document\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"reveal\":\"own\"}"
    ","
    "\"bank-account\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"reveal\":\"own\"},"
    "\"policy\":{\"see\":\"own\"},"
    "\"task\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"saved-view\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"settings\":{\"see\":\"all\"},"
    "\"share\":{\"see\":\"own\"},"
    "\"conflict\":{\"see\":\"own\",\"edit\":\"own\"},"
    "\"history-event\":{\"see\":\"own\"},"
    "\"user\":{\"see\":\"all\"},"
    "\"branch\":{\"see\":\"all\"},"
    "\"role\":{\"see\":\"all\"},"
    "\"right-exception\":{\"see\":\"own\"},"
    "\"deputy\":{\"see\":\"all\"},"
    "\"device\":{\"see\":\"own\",\"delete\":\"own\"}}" },
  { "marketer",
    "{\"customer\":{\"see\":\"all\",\"export\":\"all\"},"
    "\"contact-point\":{\"see\":\"all\",\"export\":\"all\"},"
    "\"policy\":{\"see\":\"all\",\"export\":\"all\"},"
    "\"task\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"saved-view\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"settings\":{\"see\":\"all\"},"
    "\"user\":{\"see\":\"all\"},"
    "\"branch\":{\"see\":\"all\"},"
    "\"role\":{\"see\":\"all\"},"
    "\"right-exception\":{\"see\":\"own\"},"
    "\"deputy\":{\"see\":\"all\"},"
    "\"device\":{\"see\":\"own\",\"delete\":\"own\"}}" },
  { "accountant",
    "{\"customer\":{\"see\":\"all\",\"export\":\"all\"},"
    "\"contact-point\":{\"see\":\"all\"},"
    "\"bank-account\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"reveal\":\"all\"},"
    "\"history-event\":{\"see\":\"all\"},"
    "\"policy\":{\"see\":\"all\",\"edit\":\"all\",\"export\":\"all\"},"
    "\"task\":{\"see\":\"own\",\"create\":\"own\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"saved-view\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"own\",\"delete\":\"own\"},"
    "\"settings\":{\"see\":\"all\"},"
    "\"user\":{\"see\":\"all\"},"
    "\"branch\":{\"see\":\"all\"},"
    "\"role\":{\"see\":\"all\"},"
    "\"right-exception\":{\"see\":\"own\"},"
    "\"deputy\":{\"see\":\"all\"},"
    "\"device\":{\"see\":\"own\",\"delete\":\"own\"}}" },
  { "head",
    "{\"customer\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"branch\",\"delete\":"
    "\"branch\",\"export\":\"branch\",\"reassign\":\"branch\",\"mass-change\":\"branch\"},"
    "\"contact-point\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"branch\",\"delete\":"
    "\"branch\",\"export\":\"branch\"},"
    "\"identity-document\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"branch\","
    "\"delete\":\"branch\",\"reveal\":\"branch\"},"
    "\"bank-account\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"branch\",\"delete\":"
    "\"branch\",\"reveal\":\"branch\"},"
    "\"policy\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"branch\",\"delete\":"
    "\"branch\",\"export\":\"branch\"},"
    "\"task\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"branch\",\"delete\":\"branch\"},"
    "\"saved-view\":{\"see\":\"branch\",\"create\":\"branch\",\"edit\":\"branch\",\"delete\":"
    "\"branch\"},"
    "\"settings\":{\"see\":\"all\"},"
    "\"share\":{\"see\":\"branch\",\"create\":\"branch\",\"delete\":\"branch\"},"
    "\"conflict\":{\"see\":\"branch\",\"edit\":\"branch\"},"
    "\"history-event\":{\"see\":\"branch\",\"export\":\"branch\"},"
    "\"user\":{\"see\":\"all\"},"
    "\"branch\":{\"see\":\"all\"},"
    "\"role\":{\"see\":\"all\"},"
    "\"right-exception\":{\"see\":\"branch\"},"
    "\"deputy\":{\"see\":\"all\",\"create\":\"branch\",\"delete\":\"branch\"},"
    "\"device\":{\"see\":\"own\",\"delete\":\"own\"},"
    "\"audit\":{\"see\":\"branch\"}}" },
  { "director",
    "{\"customer\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":"
    "\"all\",\"export\":\"all\",\"reassign\":\"all\",\"mass-change\":\"all\"},"
    "\"contact-point\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":"
    "\"all\",\"export\":\"all\"},"
    "\"identity-document\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\","
    "\"delete\":\"all\",\"export\":\"all\",\"reveal\":\"all\"},"
    "\"bank-account\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":"
    "\"all\",\"export\":\"all\",\"reveal\":\"all\"},"
    "\"policy\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\",\"export\":"
    "\"all\"},"
    "\"task\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\"},"
    "\"saved-view\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\"},"
    "\"settings\":{\"see\":\"all\"},"
    "\"share\":{\"see\":\"all\",\"create\":\"all\",\"delete\":\"all\"},"
    "\"conflict\":{\"see\":\"all\",\"edit\":\"all\"},"
    "\"history-event\":{\"see\":\"all\",\"export\":\"all\"},"
    "\"user\":{\"see\":\"all\"},"
    "\"branch\":{\"see\":\"all\"},"
    "\"role\":{\"see\":\"all\"},"
    "\"right-exception\":{\"see\":\"all\"},"
    "\"deputy\":{\"see\":\"all\",\"create\":\"all\",\"delete\":\"all\"},"
    "\"device\":{\"see\":\"own\",\"delete\":\"own\"},"
    "\"audit\":{\"see\":\"all\",\"export\":\"all\"}}" },
  { "administrator",
    "{\"customer\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\","
    "\"export\":\"all\",\"reassign\":\"all\",\"mass-change\":\"all\"},"
    "\"contact-point\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\","
    "\"export\":\"all\"},"
    "\"identity-document\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\"}"
    ","
    "\"bank-account\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\"},"
    "\"policy\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\",\"export\":"
    "\"all\"},"
    "\"task\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\"},"
    "\"saved-view\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\"},"
    "\"settings\":{\"see\":\"all\",\"edit\":\"all\"},"
    "\"share\":{\"see\":\"all\",\"create\":\"all\",\"delete\":\"all\"},"
    "\"conflict\":{\"see\":\"all\",\"edit\":\"all\"},"
    "\"history-event\":{\"see\":\"all\"},"
    "\"user\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\"},"
    "\"branch\":{\"see\":\"all\",\"create\":\"all\",\"edit\":\"all\",\"delete\":\"all\"},"
    "\"role\":{\"see\":\"all\",\"edit\":\"all\"},"
    "\"right-exception\":{\"see\":\"all\",\"create\":\"all\",\"delete\":\"all\"},"
    "\"deputy\":{\"see\":\"all\",\"create\":\"all\",\"delete\":\"all\"},"
    "\"device\":{\"see\":\"all\",\"delete\":\"all\"},"
    "\"audit\":{\"see\":\"all\",\"export\":\"all\"}}" },
};

const char *
crm_default_rights_get (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (roles[i].code, code) == 0)
      return roles[i].rights;
  return NULL;
}
