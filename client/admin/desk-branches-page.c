/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of the list and its form. Main thread; no state of their own. */

#include "client/admin/desk-branches-page.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-act.h"
#include "client/admin/desk-admin-list.h"
#include "client/admin/desk-admin-words.h"
#include "client/ui/desk-form.h"
#include "shared/base/crm-id.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-user.h"

#define INDENT    24
#define MAX_DEPTH 8 /* the server allows no circle; a cache half-way might have one */

static guint
count_people (DeskAdminList *list, const char *branch)
{
  DeskRecordSet *users =
      desk_rights_get_set (desk_context_get_rights (desk_admin_list_get_context (list)),
                           &crm_user_kind);
  guint n_people = 0;

  for (guint i = 0; users != NULL && i < desk_record_set_get_count (users); i++)
    {
      CrmRecord *user = desk_record_set_get (users, i);

      if (crm_record_get_boolean (user, CRM_USER_ACTIVE) &&
          g_strcmp0 (crm_record_get_text (user, CRM_USER_BRANCH), branch) == 0)
        n_people++;
    }
  return n_people;
}

static void
edit_cb (GtkWidget *button, CrmRecord *branch)
{
  desk_branch_edit (button, desk_admin_list_get_context (desk_admin_list_find (button)), branch);
}

static void
delete_cb (GtkWidget *button, CrmRecord *branch)
{
  /* Translators: %s is the name of a branch */
  g_autofree char *text =
      g_strdup_printf (_ ("Branch “%s” deleted"), crm_record_get_text (branch, CRM_BRANCH_NAME));

  desk_admin_act_delete (button, desk_admin_list_get_context (desk_admin_list_find (button)),
                         branch, text);
}

static void
add_row (DeskAdminList *list, CrmRecord *branch, guint depth)
{
  guint n_people = count_people (list, crm_record_get_id (branch));
  const char *name = crm_record_get_text (branch, CRM_BRANCH_NAME);
  const char *zone = crm_record_get_text (branch, CRM_BRANCH_TIME_ZONE);
  g_autofree char *people =
      g_strdup_printf (ngettext ("%u person", "%u people", n_people), n_people);
  g_autofree char *line =
      zone != NULL ? g_strdup_printf ("%s · %s", people, zone) : g_strdup (people);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name ("zontik-building-symbolic");

  g_object_set (row, "title", name, "subtitle", line, "use-markup", FALSE, NULL);
  gtk_widget_set_margin_start (image, (int) depth * INDENT);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  if (desk_admin_list_may (list, CRM_ACTION_EDIT))
    desk_admin_list_add_button (row, branch, "document-edit-symbolic", _ ("Edit"), name, edit_cb);
  if (desk_admin_list_may (list, CRM_ACTION_DELETE))
    desk_admin_list_add_button (row, branch, "user-trash-symbolic", _ ("Delete"), name, delete_cb);
  desk_admin_list_add_row (list, row);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  CrmRecord *const *one = a;
  CrmRecord *const *other = b;

  return g_utf8_collate (crm_record_get_text (*one, CRM_BRANCH_NAME),
                         crm_record_get_text (*other, CRM_BRANCH_NAME));
}

static gboolean
is_there (GPtrArray *branches, const char *id)
{
  for (guint i = 0; i < branches->len; i++)
    if (g_strcmp0 (crm_record_get_id (branches->pdata[i]), id) == 0)
      return TRUE;
  return FALSE;
}

static void
add_children (DeskAdminList *list, GPtrArray *branches, const char *parent, guint depth)
{
  for (guint i = 0; i < branches->len; i++)
    {
      CrmRecord *branch = branches->pdata[i];
      const char *above = crm_record_get_text (branch, CRM_BRANCH_PARENT);

      /* A branch whose parent is not here stands at the top. */
      if (depth == 0 ? is_there (branches, above) : g_strcmp0 (above, parent) != 0)
        continue;
      add_row (list, branch, depth);
      if (depth < MAX_DEPTH)
        add_children (list, branches, crm_record_get_id (branch), depth + 1);
    }
}

static void
fill (DeskAdminList *list, GPtrArray *branches)
{
  g_ptr_array_sort (branches, compare_names);
  add_children (list, branches, NULL, 0);
}

static void
submit_cb (DeskForm *form, CrmRecord *branch)
{
  g_autofree char *path = NULL;

  path = desk_admin_dup_path (branch, NULL);
  desk_form_send (form, "PATCH", path,
                  desk_admin_make_body (NULL, crm_record_get_version (branch),
                                        desk_form_dup_set (form, TRUE)));
}

static void
create_cb (DeskForm *form, gpointer user_data)
{
  g_autofree char *id = crm_id_new ();

  desk_form_send (form, "POST", "/admin/branch",
                  desk_admin_make_body (id, 0, desk_form_dup_set (form, FALSE)));
}

static const char *
get_text (CrmRecord *branch, guint field)
{
  return branch != NULL ? crm_record_get_text (branch, field) : NULL;
}

GtkWidget *
desk_branch_edit (GtkWidget *from, DeskContext *context, CrmRecord *branch)
{
  DeskForm *form;
  g_auto (GStrv) ids = NULL;
  g_auto (GStrv) titles = NULL;

  form = desk_form_new (from, context, branch != NULL ? _ ("Branch") : _ ("New branch"));
  desk_branches_list_choices (context, _ ("None"), branch, &ids, &titles);
  desk_form_add (form, &(DeskFormField){ .name = "name",
                                         .title = _ ("Name"),
                                         .value = get_text (branch, CRM_BRANCH_NAME) });
  desk_form_add (form, &(DeskFormField){ .name = "parent",
                                         .title = _ ("Below the branch"),
                                         .type = DESK_FORM_CHOICE,
                                         .value = get_text (branch, CRM_BRANCH_PARENT),
                                         .ids = (const char *const *) ids,
                                         .titles = (const char *const *) titles });
  desk_form_add (form, &(DeskFormField){ .name = "time_zone",
                                         .title = _ ("Time zone, like Europe/Samara"),
                                         .value = get_text (branch, CRM_BRANCH_TIME_ZONE) });
  if (branch != NULL)
    g_signal_connect_object (form, "submit", G_CALLBACK (submit_cb), branch, 0);
  else
    g_signal_connect (form, "submit", G_CALLBACK (create_cb), NULL);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

static GtkWidget *
open_new (GtkWidget *from, DeskContext *context)
{
  return desk_branch_edit (from, context, NULL);
}

GtkWidget *
desk_branches_page_new (DeskContext *context)
{
  const DeskAdminListSpec spec = {
    .kind = &crm_branch_kind,
    .title = _ ("Branches"),
    .icon_name = "zontik-building-symbolic",
    .add = _ ("Add Branch"),
    .empty = _ ("No branches"),
    .empty_text = _ ("Everybody works in one place."),
    .fill = fill,
    .open = open_new,
  };

  return desk_admin_list_new (context, &spec);
}
