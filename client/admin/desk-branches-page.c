/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A boxed list, written anew when a branch or a person changes: they are few. Main thread. */

#include "client/admin/desk-branches-page.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-act.h"
#include "client/admin/desk-admin-page.h"
#include "client/admin/desk-admin-words.h"
#include "client/ui/desk-empty-state.h"
#include "client/ui/desk-form.h"
#include "shared/base/crm-id.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-user.h"

#define INDENT    24
#define MAX_DEPTH 8 /* the server allows no circle; a cache half-way might have one */

struct _DeskBranchesPage
{
  AdwBin parent_instance;

  DeskContext *context; /* (owned) */
  DeskRecordSet *set;   /* (owned) (nullable) */
  GtkListBox *list;
  GtkStack *stack;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (DeskBranchesPage, desk_branches_page, ADW_TYPE_BIN)

static guint
count_people (DeskBranchesPage *self, const char *branch)
{
  DeskRecordSet *users =
      desk_rights_get_set (desk_context_get_rights (self->context), &crm_user_kind);
  guint n_people = 0;

  for (guint i = 0; i < desk_record_set_get_count (users); i++)
    {
      CrmRecord *user = desk_record_set_get (users, i);

      if (crm_record_get_boolean (user, CRM_USER_ACTIVE) &&
          g_strcmp0 (crm_record_get_text (user, CRM_USER_BRANCH), branch) == 0)
        n_people++;
    }
  return n_people;
}

static gboolean
may (DeskBranchesPage *self, CrmAction action)
{
  return desk_admin_is_online (self->context) &&
         desk_rights_allow_any (desk_context_get_rights (self->context), "branch", action);
}

static void
edit_cb (GtkWidget *button, CrmRecord *branch)
{
  desk_branches_page_edit (DESK_BRANCHES_PAGE (
                               gtk_widget_get_ancestor (button, DESK_TYPE_BRANCHES_PAGE)),
                           branch);
}

static void
delete_cb (GtkWidget *button, CrmRecord *branch)
{
  DeskBranchesPage *self =
      DESK_BRANCHES_PAGE (gtk_widget_get_ancestor (button, DESK_TYPE_BRANCHES_PAGE));
  g_autofree char *path = desk_admin_dup_path (branch, NULL);
  g_autofree char *again = crm_id_new ();
  g_autofree char *text =
      /* Translators: %s is the name of a branch */
      g_strdup_printf (_ ("Branch “%s” deleted"), crm_record_get_text (branch, CRM_BRANCH_NAME));
  DeskAdminAct act = { .method = "DELETE",
                       .path = path,
                       .text = text,
                       .undo_method = "POST",
                       .undo_path = "/admin/branch",
                       .undo_body =
                           desk_admin_make_body (again, 0, desk_admin_copy_record (branch)) };

  desk_admin_act_run (GTK_WIDGET (self), self->context, &act);
}

static void
add_button (DeskBranchesPage *self,
            GtkWidget *row,
            CrmRecord *branch,
            const char *icon_name,
            const char *label,
            GCallback callback)
{
  g_autofree char *spoken =
      g_strdup_printf ("%s: %s", label, crm_record_get_text (branch, CRM_BRANCH_NAME));
  GtkWidget *button = desk_admin_make_icon_button (icon_name, label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect_object (button, "clicked", callback, branch, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_row (DeskBranchesPage *self, CrmRecord *branch, guint depth)
{
  guint n_people = count_people (self, crm_record_get_id (branch));
  const char *zone = crm_record_get_text (branch, CRM_BRANCH_TIME_ZONE);
  g_autofree char *people =
      g_strdup_printf (ngettext ("%u person", "%u people", n_people), n_people);
  g_autofree char *line =
      zone != NULL ? g_strdup_printf ("%s · %s", people, zone) : g_strdup (people);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name ("zontik-building-symbolic");

  g_object_set (row, "title", crm_record_get_text (branch, CRM_BRANCH_NAME), "subtitle", line,
                "use-markup", FALSE, NULL);
  gtk_widget_set_margin_start (image, (int) depth * INDENT);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  if (may (self, CRM_ACTION_EDIT))
    add_button (self, row, branch, "document-edit-symbolic", _ ("Edit"), G_CALLBACK (edit_cb));
  if (may (self, CRM_ACTION_DELETE))
    add_button (self, row, branch, "user-trash-symbolic", _ ("Delete"), G_CALLBACK (delete_cb));
  gtk_list_box_append (self->list, row);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  CrmRecord *const *one = a;
  CrmRecord *const *other = b;

  return g_utf8_collate (crm_record_get_text (*one, CRM_BRANCH_NAME),
                         crm_record_get_text (*other, CRM_BRANCH_NAME));
}

static void
add_children (DeskBranchesPage *self, const char *parent, guint depth)
{
  g_autoptr (GPtrArray) children = g_ptr_array_new ();

  for (guint i = 0; i < desk_record_set_get_count (self->set); i++)
    {
      CrmRecord *branch = desk_record_set_get (self->set, i);
      const char *above = crm_record_get_text (branch, CRM_BRANCH_PARENT);

      /* A branch whose parent is not here stands at the top. */
      if (depth == 0 ? desk_record_set_find (self->set, above) == NULL
                     : g_strcmp0 (above, parent) == 0)
        g_ptr_array_add (children, branch);
    }
  g_ptr_array_sort (children, compare_names);
  for (guint i = 0; i < children->len; i++)
    {
      add_row (self, children->pdata[i], depth);
      if (depth < MAX_DEPTH)
        add_children (self, crm_record_get_id (children->pdata[i]), depth + 1);
    }
}

static void
update_cb (DeskBranchesPage *self)
{
  desk_admin_clear_list (self->list);
  gtk_widget_set_sensitive (self->add, may (self, CRM_ACTION_CREATE));
  if (self->set == NULL)
    return;
  add_children (self, NULL, 0);
  gtk_stack_set_visible_child_name (self->stack,
                                    desk_record_set_get_count (self->set) > 0 ? "list" : "empty");
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

static void
add_cb (DeskBranchesPage *self)
{
  desk_branches_page_edit (self, NULL);
}

static const char *
get_text (CrmRecord *branch, guint field)
{
  return branch != NULL ? crm_record_get_text (branch, field) : NULL;
}

GtkWidget *
desk_branches_page_edit (DeskBranchesPage *self, CrmRecord *branch)
{
  DeskForm *form;
  g_auto (GStrv) ids = NULL;
  g_auto (GStrv) titles = NULL;

  g_return_val_if_fail (DESK_IS_BRANCHES_PAGE (self), NULL);

  form = desk_form_new (GTK_WIDGET (self), self->context,
                        branch != NULL ? _ ("Branch") : _ ("New branch"));
  desk_branches_list_choices (self->context, _ ("None"), &ids, &titles);
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

static void
desk_branches_page_dispose (GObject *object)
{
  g_clear_object (&DESK_BRANCHES_PAGE (object)->set);
  g_clear_object (&DESK_BRANCHES_PAGE (object)->context);
  G_OBJECT_CLASS (desk_branches_page_parent_class)->dispose (object);
}

static void
desk_branches_page_class_init (DeskBranchesPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_branches_page_dispose;
}

static void
desk_branches_page_init (DeskBranchesPage *self)
{
}

GtkWidget *
desk_branches_page_new (DeskContext *context)
{
  DeskBranchesPage *self = g_object_new (DESK_TYPE_BRANCHES_PAGE, NULL);
  GtkWidget *page = desk_admin_page_new (context, _ ("Branches"));
  GtkWidget *empty = g_object_new (DESK_TYPE_EMPTY_STATE, NULL);

  self->context = g_object_ref (context);
  g_set_object (&self->set,
                desk_rights_get_set (desk_context_get_rights (context), &crm_branch_kind));
  self->add = desk_admin_make_button ("list-add-symbolic", _ ("Add Branch"));
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  desk_admin_page_add_end (DESK_ADMIN_PAGE (page), self->add);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  desk_empty_state_set_text (DESK_EMPTY_STATE (empty), "zontik-building-symbolic",
                             _ ("No branches"), _ ("Everybody works in one place."));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, desk_admin_make_column (GTK_WIDGET (self->list)), "list");
  gtk_stack_add_named (self->stack, empty, "empty");
  desk_admin_page_set_child (DESK_ADMIN_PAGE (page), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), page);
  g_signal_connect_object (desk_context_get_rights (context), "changed", G_CALLBACK (update_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_status (context), "notify::state",
                           G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}
