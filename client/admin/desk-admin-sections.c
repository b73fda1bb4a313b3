/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of sections. Pure. */

#include "client/admin/desk-admin-sections.h"

#include <glib/gi18n.h>

#include "client/admin/desk-audit-page.h"
#include "client/admin/desk-branches-page.h"
#include "client/admin/desk-deputies-page.h"
#include "client/admin/desk-devices-page.h"
#include "client/admin/desk-people-page.h"

static const DeskAdminSection sections[] = {
  { "people", N_ ("Users and rights"), "system-users-symbolic",
    N_ ("people roles matrix invite password exception disable hand over"), "user", CRM_ACTION_EDIT,
    desk_people_page_new },
  { "branches", N_ ("Branches"), "zontik-building-symbolic", N_ ("offices departments time zone"),
    "branch", CRM_ACTION_EDIT, desk_branches_page_new },
  { "deputies", N_ ("Deputies"), "system-switch-user-symbolic",
    N_ ("absence holiday illness stand in"), "deputy", CRM_ACTION_CREATE, desk_deputies_page_new },
  { "devices", N_ ("Devices"), "computer-symbolic", N_ ("computers sign out wipe lost stolen"),
    "device", CRM_ACTION_SEE, desk_devices_page_new },
  { "audit", N_ ("Action log"), "document-open-recent-symbolic",
    N_ ("audit who did what when export"), "audit", CRM_ACTION_SEE, desk_audit_page_new },
};

const DeskAdminSection *
desk_admin_sections (guint *n_sections)
{
  *n_sections = G_N_ELEMENTS (sections);
  return sections;
}

gboolean
desk_admin_section_is_for (const DeskAdminSection *section, DeskContext *context)
{
  return desk_rights_allow_any (desk_context_get_rights (context), section->subject,
                                section->action);
}
