/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first load, step by step, with time left. Main thread; follows the sync status of the
 * workspace and gives no orders. */

#include "client/app/desk-first-run-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/app/desk-step-row.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-role.h"

struct _DeskFirstRunPage
{
  AdwBin parent_instance;

  /* template widgets */
  GtkLabel *title_label;
  GtkLabel *hint_label;
  DeskStepRow *profile_row;
  DeskStepRow *customers_row;
  DeskStepRow *search_row;
  GtkWidget *start_button;

  DeskWorkspace *workspace; /* (owned) */
  gint64 began;             /* monotonic µs: the first row; 0 before */
  gint64 began_rows;
};

enum
{
  START,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskFirstRunPage, desk_first_run_page, ADW_TYPE_BIN)

static DeskContext *
get_context (DeskFirstRunPage *self)
{
  return desk_workspace_get_context (self->workspace);
}

static char *
describe_profile (DeskFirstRunPage *self)
{
  DeskAccount *account = desk_context_get_account (get_context (self));
  const char *branch =
      desk_context_get_branch_name (get_context (self), desk_account_get_branch (account));
  const char *role = desk_role_get_title (desk_account_get_role (account));

  if (branch != NULL)
    /* Translators: role, name of the branch */
    return g_strdup_printf (_ ("%s, branch “%s”"), role, branch);
  return g_strdup (role);
}

/* «4 120 из 11 480, ещё 20 секунд» */
static char *
describe_progress (DeskFirstRunPage *self, gint64 rows, gint64 total)
{
  g_autofree char *done = desk_format_count (rows);
  g_autofree char *all = desk_format_count (total);
  gint64 now = g_get_monotonic_time ();
  gint64 left;

  if (self->began == 0)
    {
      self->began = now;
      self->began_rows = rows;
    }
  if (total <= 0)
    return rows > 0 ? g_strdup (done) : g_strdup ("");
  if (now - self->began < G_USEC_PER_SEC || rows <= self->began_rows)
    return g_strdup_printf (_ ("%s of %s"), done, all);
  left = (now - self->began) * (total - rows) / (rows - self->began_rows) / G_USEC_PER_SEC + 1;
  return g_strdup_printf (g_dngettext (NULL, "%s of %s, %d more second",
                                       "%s of %s, %d more seconds", (gulong) left),
                          done, all, (int) left);
}

static void
show_done (DeskFirstRunPage *self, gint64 rows)
{
  g_autofree char *count = desk_format_count (rows);
  g_autofree char *text =
      rows > 0
          ? g_strdup_printf (g_dngettext (NULL, "%s record", "%s records", (gulong) rows), count)
          : g_strdup ("");

  desk_step_row_set_state (self->customers_row, DESK_STEP_DONE, text, -1);
  desk_step_row_set_state (self->search_row, DESK_STEP_DONE,
                           _ ("by name, phone, e-mail, address and INN"), -1);
  gtk_label_set_label (self->hint_label, _ ("Everything is here, you can start."));
}

static void
show_loading (DeskFirstRunPage *self, gint64 rows, gint64 total)
{
  gboolean all = total > 0 && rows >= total;
  g_autofree char *text = describe_progress (self, rows, total);

  desk_step_row_set_state (self->customers_row, all ? DESK_STEP_DONE : DESK_STEP_RUNNING, text,
                           total > 0 ? (double) rows / (double) total : -1);
  desk_step_row_set_state (self->search_row, all ? DESK_STEP_RUNNING : DESK_STEP_WAITING,
                           _ ("by name, phone, e-mail, address and INN"), -1);
  gtk_label_set_label (self->hint_label,
                       _ ("You can start, the rest is loaded in the background."));
}

static void
update (DeskFirstRunPage *self)
{
  DeskSyncStatus *status = desk_context_get_status (get_context (self));
  DeskSyncState state = desk_sync_status_get_state (status);
  g_autofree char *profile = describe_profile (self);
  gint64 rows;
  gint64 total;

  g_object_get (status, "progress-rows", &rows, "progress-total", &total, NULL);
  desk_step_row_set_state (self->profile_row, DESK_STEP_DONE, profile, -1);
  if (desk_workspace_is_complete (self->workspace))
    show_done (self, rows);
  else
    show_loading (self, rows, total);
  if (state == DESK_SYNC_OFFLINE)
    gtk_label_set_label (self->hint_label,
                         _ ("The connection is lost; loading goes on as soon as it is back."));
}

static void
greet (DeskFirstRunPage *self)
{
  const char *name = desk_account_get_user_name (desk_context_get_account (get_context (self)));
  const char *space = name != NULL ? strchr (name, ' ') : NULL;
  g_autofree char *first = space != NULL ? g_strndup (name, space - name) : g_strdup (name);
  /* Translators: %s is a first name */
  g_autofree char *title =
      first != NULL ? g_strdup_printf (_ ("Hello, %s"), first) : g_strdup (_ ("Hello"));

  gtk_label_set_label (self->title_label, title);
}

static void
start_cb (DeskFirstRunPage *self)
{
  g_signal_emit (self, signals[START], 0);
}

static void
desk_first_run_page_dispose (GObject *object)
{
  DeskFirstRunPage *self = DESK_FIRST_RUN_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_FIRST_RUN_PAGE);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (desk_first_run_page_parent_class)->dispose (object);
}

static void
desk_first_run_page_class_init (DeskFirstRunPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_first_run_page_dispose;
  signals[START] = g_signal_new ("start", DESK_TYPE_FIRST_RUN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (DESK_TYPE_STEP_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/app/desk-first-run-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskFirstRunPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskFirstRunPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, DeskFirstRunPage, profile_row);
  gtk_widget_class_bind_template_child (widget_class, DeskFirstRunPage, customers_row);
  gtk_widget_class_bind_template_child (widget_class, DeskFirstRunPage, search_row);
  gtk_widget_class_bind_template_child (widget_class, DeskFirstRunPage, start_button);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
}

static void
desk_first_run_page_init (DeskFirstRunPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
desk_first_run_page_new (DeskWorkspace *workspace)
{
  DeskFirstRunPage *self = g_object_new (DESK_TYPE_FIRST_RUN_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  greet (self);
  g_signal_connect_object (desk_context_get_status (get_context (self)), "notify",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_context (self), "users-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

void
desk_first_run_page_focus (DeskFirstRunPage *self)
{
  g_return_if_fail (DESK_IS_FIRST_RUN_PAGE (self));

  gtk_widget_grab_focus (self->start_button);
}
