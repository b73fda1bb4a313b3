/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form and, after it, the progress of the job: as the server tells it by itself, and asked for
 * when it is silent. Main thread; owned by its form. */

#include "client/admin/desk-hand-over.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-act.h"
#include "client/admin/desk-admin-words.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-answer-text.h"
#include "client/ui/desk-form.h"
#include "client/ui/desk-format.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-user.h"

#define SILENCE_MS 3000

typedef struct
{
  DeskForm *form;       /* (unowned): owns this */
  DeskContext *context; /* (owned) */
  char *user;           /* id */
  char *name;           /* of that person */
  char *job;            /* (nullable): id */
  DeskRemote *remote;   /* (owned) (nullable): with a job */
  gulong news;
  GCancellable *cancellable; /* (owned) */
  guint source;              /* 0: none */
  gint64 done;               /* clients, as was shown last */
  gboolean is_over;
  GtkLabel *label;
  GtkProgressBar *bar;
} HandOver;

static void look (HandOver *self);

static void
free_hand_over (gpointer data, GClosure *closure)
{
  HandOver *self = data;

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_signal_handler (&self->news, self->remote);
  g_clear_object (&self->remote);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->context);
  g_free (self->user);
  g_free (self->name);
  g_free (self->job);
  g_free (self);
}

static gboolean
look_cb (gpointer user_data)
{
  HandOver *self = user_data;

  self->source = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_news (HandOver *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (SILENCE_MS, look_cb, self);
}

/* An answer may be older than what was told meanwhile. */
static void
show_progress (HandOver *self, JsonObject *job)
{
  const char *state = crm_json_get_text (json_object_get_member (job, "state"));
  gint64 done = json_object_get_int_member_with_default (job, "done", 0);
  gint64 total = json_object_get_int_member_with_default (job, "total", 0);
  g_autofree char *text = NULL;

  if (self->is_over || done < self->done)
    return;
  self->done = done;
  self->is_over = g_strcmp0 (state, "running") != 0;
  g_clear_handle_id (&self->source, g_source_remove);
  gtk_progress_bar_set_fraction (self->bar, total > 0 ? (double) done / (double) total : 1);
  if (g_strcmp0 (state, "failed") == 0)
    text = g_strdup_printf (_ ("It stopped at %d of %d: what is handed over stays so. Begin again "
                               "for the rest."),
                            (int) done, (int) total);
  else if (g_strcmp0 (state, "done") == 0)
    /* Translators: %d clients were handed over */
    text = g_strdup_printf (ngettext ("Done: %d client is handed over",
                                      "Done: %d clients are handed over", (gulong) done),
                            (int) done);
  else
    {
      text = g_strdup_printf (_ ("%d of %d handed over. The window may be closed: the server goes "
                                 "on."),
                              (int) done, (int) total);
      wait_for_news (self);
    }
  gtk_label_set_label (self->label, text);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);
  HandOver *self = user_data;

  /* The form is gone and this with it. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer != NULL && JSON_NODE_HOLDS_OBJECT (answer))
    show_progress (self, json_node_get_object (answer));
  else if (error != NULL)
    {
      g_autofree char *text = desk_answer_dup_text (error);

      gtk_label_set_label (self->label, text);
      wait_for_news (self);
    }
}

static void
look (HandOver *self)
{
  g_autofree char *path = g_strconcat ("/admin/job/", self->job, NULL);

  desk_remote_call_async (self->remote, "GET", path, NULL, self->cancellable, looked_cb, self);
}

static void
news_cb (DeskRemote *remote, JsonObject *news, HandOver *self)
{
  if (g_strcmp0 (crm_json_get_text (json_object_get_member (news, "job")), self->job) == 0)
    show_progress (self, news);
}

static void
show_job (HandOver *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->label = GTK_LABEL (gtk_label_new (_ ("Handing over…")));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_label_set_wrap (self->label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Clients handed over"), -1);
  gtk_widget_add_css_class (box, "desk-form");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  desk_form_show_result (self->form, box);
}

static void
done_cb (DeskForm *form, JsonNode *answer, HandOver *self)
{
  if (answer == NULL || !JSON_NODE_HOLDS_OBJECT (answer))
    return;
  self->job =
      g_strdup (crm_json_get_text (json_object_get_member (json_node_get_object (answer), "job")));
  if (self->job == NULL)
    return;
  self->remote = g_object_ref (desk_context_get_remote (self->context));
  self->news = g_signal_connect (self->remote, "news::job-progress", G_CALLBACK (news_cb), self);
  show_job (self);
  look (self);
}

static void
submit_cb (DeskForm *form, HandOver *self)
{
  g_autofree char *path = g_strdup_printf ("/admin/user/%s/hand-over", self->user);
  g_autofree char *to = desk_form_dup_value (form, "to");
  JsonNode *body = json_node_new (JSON_NODE_OBJECT);

  if (to == NULL)
    {
      desk_form_complain (form, "to", _ ("Choose who gets them"));
      json_node_unref (body);
      return;
    }
  json_node_take_object (body, desk_form_dup_set (form, FALSE));
  desk_form_send (form, "POST", path, body);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 count = desk_query_count_finish (result, &error);
  HandOver *self = user_data;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  if (error != NULL)
    return;
  number = desk_format_count (count);
  /* Translators: the name of a person and a number of clients */
  text = g_strdup_printf (ngettext ("%s has %s client. It moves with all that belongs to it.",
                                    "%s has %s clients. They move with all that belongs to them.",
                                    (gulong) count),
                          self->name, number);
  desk_form_set_words (self->form, NULL, text);
}

GtkWidget *
desk_hand_over_open (GtkWidget *from, DeskContext *context, CrmRecord *user)
{
  DeskForm *form = desk_form_new (from, context, _ ("Hand over all clients"));
  HandOver *self = g_new0 (HandOver, 1);
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query =
      desk_query_where (all, CRM_CUSTOMER_OWNER, crm_record_get_id (user));
  g_auto (GStrv) ids = NULL;
  g_auto (GStrv) titles = NULL;

  self->form = form;
  self->context = g_object_ref (context);
  self->user = g_strdup (crm_record_get_id (user));
  self->name = g_strdup (crm_user_get_name (CRM_USER (user)));
  self->cancellable = g_cancellable_new ();
  desk_people_list_choices (context, _ ("Choose…"), self->user, &ids, &titles);
  desk_form_set_words (form, _ ("Hand Over"), self->name);
  desk_form_add (form, &(DeskFormField){ .name = "to",
                                         .title = _ ("To whom"),
                                         .type = DESK_FORM_CHOICE,
                                         .ids = (const char *const *) ids,
                                         .titles = (const char *const *) titles });
  desk_form_add (form, &(DeskFormField){ .name = "reason", .title = _ ("Reason") });
  g_signal_connect_data (form, "submit", G_CALLBACK (submit_cb), self, free_hand_over, 0);
  g_signal_connect (form, "done", G_CALLBACK (done_cb), self);
  desk_query_count_async (query, desk_context_get_database (context), self->cancellable, counted_cb,
                          self);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}
