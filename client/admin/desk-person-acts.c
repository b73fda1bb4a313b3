/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The forms about people. Main thread; each owns itself. */

#include "client/admin/desk-person-acts.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-act.h"
#include "client/admin/desk-admin-words.h"
#include "client/admin/desk-password-result.h"
#include "client/ui/desk-form.h"
#include "shared/base/crm-id.h"
#include "shared/record/crm-right-exception.h"
#include "shared/record/crm-user.h"

/* Where a form sends what is in it. */
typedef struct
{
  char *method;
  char *path;
  char *id;        /* (nullable): of what is made */
  gint64 base;     /* 0: none */
  JsonObject *set; /* (nullable): what is sent besides the fields */
} Target;

static void
free_target (gpointer data, GClosure *closure)
{
  Target *target = data;

  g_free (target->method);
  g_free (target->path);
  g_free (target->id);
  g_clear_pointer (&target->set, json_object_unref);
  g_free (target);
}

static void
put_member (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (node));
}

static void
submit_cb (DeskForm *form, Target *target)
{
  JsonObject *set = desk_form_dup_set (form, target->base > 0);

  if (target->set != NULL)
    json_object_foreach_member (target->set, put_member, set);
  desk_form_send (form, target->method, target->path,
                  desk_admin_make_body (target->id, target->base, set));
}

static void
empty_submit_cb (DeskForm *form, Target *target)
{
  JsonNode *body = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (body, json_object_new ());
  desk_form_send (form, target->method, target->path, body);
}

static Target *
make_target (const char *method, const char *path)
{
  Target *target = g_new0 (Target, 1);

  target->method = g_strdup (method);
  target->path = g_strdup (path);
  return target;
}

static void
connect_target (DeskForm *form, GCallback callback, Target *target)
{
  g_signal_connect_data (form, "submit", callback, target, free_target, 0);
}

static const char *
get_name (CrmRecord *user)
{
  return crm_user_get_name (CRM_USER (user));
}

static void
add_person_fields (DeskForm *form, DeskContext *context, CrmRecord *user)
{
  g_auto (GStrv) roles = NULL;
  g_auto (GStrv) role_titles = NULL;
  g_auto (GStrv) branches = NULL;
  g_auto (GStrv) branch_titles = NULL;
  g_auto (GStrv) skills = user != NULL ? crm_record_dup_list (user, CRM_USER_SKILLS) : NULL;
  g_autofree char *words = skills != NULL ? g_strjoinv (", ", skills) : NULL;
  const char *role = user != NULL ? crm_record_get_text (user, CRM_USER_ROLE) : "agent";
  const char *branch = user != NULL ? crm_record_get_text (user, CRM_USER_BRANCH) : NULL;
  const char *name = user != NULL ? crm_record_get_text (user, CRM_USER_NAME) : NULL;
  const char *login = user != NULL ? crm_record_get_text (user, CRM_USER_LOGIN) : NULL;

  desk_roles_list_choices (context, &roles, &role_titles);
  desk_branches_list_choices (context, _ ("No branch"), NULL, &branches, &branch_titles);
  desk_form_add (form, &(DeskFormField){
                           .name = "name", .title = _ ("First and last name"), .value = name });
  desk_form_add (form, &(DeskFormField){ .name = "login", .title = _ ("Login"), .value = login });
  desk_form_add (form, &(DeskFormField){ .name = "role",
                                         .title = _ ("Role"),
                                         .type = DESK_FORM_CHOICE,
                                         .value = role,
                                         .ids = (const char *const *) roles,
                                         .titles = (const char *const *) role_titles });
  desk_form_add (form, &(DeskFormField){ .name = "branch",
                                         .title = _ ("Branch"),
                                         .type = DESK_FORM_CHOICE,
                                         .value = branch,
                                         .ids = (const char *const *) branches,
                                         .titles = (const char *const *) branch_titles });
  desk_form_add (form, &(DeskFormField){ .name = "skills",
                                         .title = _ ("Skills, with commas between them"),
                                         .type = DESK_FORM_LIST,
                                         .value = words });
}

/* The person is there now: the second half is a password. */
static void
invited_cb (DeskForm *form, JsonNode *answer, Target *target)
{
  if (desk_password_result_show (form, answer))
    return;
  desk_form_send (form, "POST", target->path, NULL);
}

GtkWidget *
desk_person_invite (GtkWidget *from, DeskContext *context)
{
  DeskForm *form = desk_form_new (from, context, _ ("Invite"));
  Target *target = make_target ("POST", "/admin/user");
  Target *password;
  g_autofree char *path = NULL;

  target->id = crm_id_new ();
  path = g_strdup_printf ("/admin/user/%s/password", target->id);
  password = make_target ("POST", path);
  desk_form_set_words (form, _ ("Invite"),
                       _ ("The server makes a password that is shown once. It has to be changed at "
                          "the first sign-in."));
  add_person_fields (form, context, NULL);
  connect_target (form, G_CALLBACK (submit_cb), target);
  g_signal_connect_data (form, "done", G_CALLBACK (invited_cb), password, free_target, 0);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

GtkWidget *
desk_person_edit (GtkWidget *from, DeskContext *context, CrmRecord *user)
{
  DeskForm *form = desk_form_new (from, context, get_name (user));
  g_autofree char *path = desk_admin_dup_path (user, NULL);
  Target *target = make_target ("PATCH", path);

  target->base = crm_record_get_version (user);
  desk_form_set_words (
      form, NULL,
      _ ("With another branch the clients move as well, step by step. Another role "
         "takes effect at once."));
  add_person_fields (form, context, user);
  connect_target (form, G_CALLBACK (submit_cb), target);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

static void
password_made_cb (DeskForm *form, JsonNode *answer, gpointer user_data)
{
  desk_password_result_show (form, answer);
}

GtkWidget *
desk_person_reset_password (GtkWidget *from, DeskContext *context, CrmRecord *user)
{
  DeskForm *form = desk_form_new (from, context, _ ("New password"));
  g_autofree char *path = desk_admin_dup_path (user, "/password");
  /* Translators: %s is the name of a person */
  g_autofree char *text =
      g_strdup_printf (_ ("%s is signed out everywhere and gets a new password. You see it once: "
                          "tell it to that person only."),
                       get_name (user));

  desk_form_set_words (form, _ ("Make a Password"), text);
  connect_target (form, G_CALLBACK (empty_submit_cb), make_target ("POST", path));
  g_signal_connect (form, "done", G_CALLBACK (password_made_cb), NULL);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

GtkWidget *
desk_person_reset_totp (GtkWidget *from, DeskContext *context, CrmRecord *user)
{
  DeskForm *form = desk_form_new (from, context, _ ("Two-factor sign-in"));
  g_autofree char *path = desk_admin_dup_path (user, "/totp-reset");
  /* Translators: %s is the name of a person */
  g_autofree char *text =
      g_strdup_printf (_ ("%s signs in by password alone until it is turned on again. Do this only "
                          "when the telephone with the codes is lost."),
                       get_name (user));

  desk_form_set_words (form, _ ("Turn Off"), text);
  desk_form_set_destructive (form);
  connect_target (form, G_CALLBACK (empty_submit_cb), make_target ("POST", path));
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

GtkWidget *
desk_person_disable (GtkWidget *from, DeskContext *context, CrmRecord *user)
{
  /* Translators: %s is the name of a person */
  g_autofree char *title = g_strdup_printf (_ ("Disable %s?"), get_name (user));
  DeskForm *form = desk_form_new (from, context, title);
  g_autofree char *path = desk_admin_dup_path (user, NULL);
  Target *target = make_target ("PATCH", path);

  target->base = crm_record_get_version (user);
  target->set = json_object_new ();
  json_object_set_boolean_member (target->set, "active", FALSE);
  desk_form_set_words (
      form, _ ("Disable"),
      _ ("All devices are signed out and wiped at once. The clients stay with this "
         "person, seen by the branch and by deputies, until you hand them over. "
         "Nothing is deleted, and it can be taken back."));
  desk_form_set_destructive (form);
  connect_target (form, G_CALLBACK (submit_cb), target);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

void
desk_person_enable (GtkWidget *from, DeskContext *context, CrmRecord *user)
{
  g_autofree char *path = desk_admin_dup_path (user, NULL);
  /* Translators: %s is the name of a person */
  g_autofree char *text = g_strdup_printf (_ ("%s works here again"), get_name (user));
  DeskAdminAct act = { .method = "PATCH",
                       .path = path,
                       .body = desk_admin_make_change (user, TRUE, "active", "true"),
                       .text = text,
                       .undo_method = "PATCH",
                       .undo_path = path,
                       .undo_body = desk_admin_make_change (user, FALSE, "active", "false") };

  desk_admin_act_run (from, context, &act);
}

static void
add_subjects (DeskForm *form)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();
  g_auto (GStrv) all_ids = NULL;
  g_auto (GStrv) all_titles = NULL;
  guint n_subjects;
  const CrmSubject *subjects = crm_subjects (&n_subjects);

  for (guint i = 0; i < n_subjects; i++)
    for (guint action = 0; action < CRM_N_ACTIONS; action++)
      if ((subjects[i].actions & (1 << action)) != 0)
        {
          g_autofree char *id =
              g_strdup_printf ("%s/%s", subjects[i].name, crm_action_to_text (action));
          g_autofree char *title =
              g_strdup_printf ("%s: %s", desk_subject_get_title (subjects[i].name),
                               desk_action_get_title (subjects[i].name, action));

          g_strv_builder_add (ids, id);
          g_strv_builder_add (titles, title);
        }
  all_ids = g_strv_builder_end (ids);
  all_titles = g_strv_builder_end (titles);
  desk_form_add (form, &(DeskFormField){ .name = "subject",
                                         .title = _ ("Right"),
                                         .type = DESK_FORM_CHOICE,
                                         .value = "customer/see",
                                         .ids = (const char *const *) all_ids,
                                         .titles = (const char *const *) all_titles });
}

static void
exception_submit_cb (DeskForm *form, Target *target)
{
  JsonObject *set = desk_form_dup_set (form, FALSE);
  g_autofree char *cell = desk_form_dup_value (form, "subject");
  g_autofree char *open = desk_form_dup_value (form, "open");
  char *slash = strchr (cell, '/');
  JsonNode *body;

  json_object_set_string_member (set, "action", slash + 1);
  *slash = '\0';
  json_object_set_string_member (set, "subject", cell);
  json_object_remove_member (set, "open");
  json_object_foreach_member (target->set, put_member, set);
  body = desk_admin_make_body (target->id, 0, set);
  json_object_set_boolean_member (json_node_get_object (body), "open", g_str_equal (open, "true"));
  desk_form_send (form, target->method, target->path, body);
}

GtkWidget *
desk_person_add_exception (GtkWidget *from, DeskContext *context, CrmRecord *user)
{
  static const char *const ids[] = { "none", "own", "branch", "all", NULL };
  const char *titles[] = { _ ("nothing"), desk_scope_get_title (CRM_SCOPE_OWN, FALSE),
                           desk_scope_get_title (CRM_SCOPE_BRANCH, FALSE),
                           desk_scope_get_title (CRM_SCOPE_ALL, FALSE), NULL };
  /* Translators: %s is the name of a person */
  g_autofree char *title = g_strdup_printf (_ ("Exception for %s"), get_name (user));
  DeskForm *form = desk_form_new (from, context, title);
  Target *target = make_target ("POST", "/admin/right-exception");

  target->id = crm_id_new ();
  target->set = json_object_new ();
  json_object_set_string_member (target->set, "user", crm_record_get_id (user));
  desk_form_set_words (form, _ ("Give"), _ ("It holds instead of the role until its last day."));
  add_subjects (form);
  desk_form_add (form, &(DeskFormField){ .name = "scope",
                                         .title = _ ("Reach"),
                                         .type = DESK_FORM_CHOICE,
                                         .value = "branch",
                                         .ids = ids,
                                         .titles = titles });
  desk_form_add (form, &(DeskFormField){ .name = "starts_on",
                                         .title = _ ("From (today when empty)"),
                                         .type = DESK_FORM_DATE });
  desk_form_add (form, &(DeskFormField){
                           .name = "ends_on", .title = _ ("Last day"), .type = DESK_FORM_DATE });
  desk_form_add (form, &(DeskFormField){ .name = "open",
                                         .title = _ ("Without an end"),
                                         .type = DESK_FORM_SWITCH });
  desk_form_add (form, &(DeskFormField){ .name = "reason", .title = _ ("Reason") });
  connect_target (form, G_CALLBACK (exception_submit_cb), target);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

void
desk_person_remove_exception (GtkWidget *from, DeskContext *context, CrmRecord *exception)
{
  desk_admin_act_delete (from, context, exception, _ ("Exception removed"));
}

GtkWidget *
desk_person_add_deputy (GtkWidget *from, DeskContext *context, CrmRecord *absent)
{
  g_auto (GStrv) ids = NULL;
  g_auto (GStrv) titles = NULL;
  g_autofree char *today = desk_rights_dup_today ();
  DeskForm *form = desk_form_new (from, context, _ ("Deputy"));
  Target *target = make_target ("POST", "/admin/deputy");

  target->id = crm_id_new ();
  desk_people_list_choices (context, NULL, NULL, &ids, &titles);
  desk_form_set_words (form, _ ("Appoint"),
                       _ ("The deputy sees and does with the clients of that person what the own "
                          "role allows, both days included."));
  desk_form_add (form,
                 &(DeskFormField){ .name = "absent",
                                   .title = _ ("Who is away"),
                                   .type = DESK_FORM_CHOICE,
                                   .value = absent != NULL ? crm_record_get_id (absent) : NULL,
                                   .ids = (const char *const *) ids,
                                   .titles = (const char *const *) titles });
  desk_form_add (form, &(DeskFormField){ .name = "deputy",
                                         .title = _ ("Who stands in"),
                                         .type = DESK_FORM_CHOICE,
                                         .ids = (const char *const *) ids,
                                         .titles = (const char *const *) titles });
  desk_form_add (form, &(DeskFormField){ .name = "starts_on",
                                         .title = _ ("First day"),
                                         .type = DESK_FORM_DATE,
                                         .value = today });
  desk_form_add (form, &(DeskFormField){
                           .name = "ends_on", .title = _ ("Last day"), .type = DESK_FORM_DATE });
  desk_form_add (form, &(DeskFormField){ .name = "reason", .title = _ ("Reason") });
  connect_target (form, G_CALLBACK (submit_cb), target);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}
