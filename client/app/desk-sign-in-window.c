/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Form and first run in one window. Main thread; passes the signals of its pages on. */

#include "client/app/desk-sign-in-window.h"

#include "client/app/desk-first-run-page.h"

struct _DeskSignInWindow
{
  AdwApplicationWindow parent_instance;

  /* template widgets */
  GtkStack *stack;
  GtkWidget *menu_button;

  DeskSignInPage *page; /* borrowed, in the stack */
};

enum
{
  SIGNED_IN,
  WORK_OFFLINE,
  START,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskSignInWindow, desk_sign_in_window, ADW_TYPE_APPLICATION_WINDOW)

static void
signed_in_cb (DeskSignInWindow *self)
{
  g_signal_emit (self, signals[SIGNED_IN], 0);
}

static void
work_offline_cb (DeskSignInWindow *self)
{
  g_signal_emit (self, signals[WORK_OFFLINE], 0);
}

static void
start_cb (DeskSignInWindow *self)
{
  g_signal_emit (self, signals[START], 0);
}

static void
desk_sign_in_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DESK_TYPE_SIGN_IN_WINDOW);
  G_OBJECT_CLASS (desk_sign_in_window_parent_class)->dispose (object);
}

/* Above the main window it is a dialog: Escape leads back to work. Alone it is the program. */
static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  if (gtk_window_get_transient_for (GTK_WINDOW (widget)) == NULL)
    return FALSE;
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
desk_sign_in_window_class_init (DeskSignInWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const names[] = { "signed-in", "work-offline", "start" };

  G_OBJECT_CLASS (klass)->dispose = desk_sign_in_window_dispose;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], DESK_TYPE_SIGN_IN_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/app/desk-sign-in-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskSignInWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInWindow, menu_button);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
desk_sign_in_window_init (DeskSignInWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DeskSignInWindow *
desk_sign_in_window_new (GtkApplication *application,
                         DeskAccount *account,
                         const char *server,
                         gboolean can_work_offline)
{
  DeskSignInWindow *self =
      g_object_new (DESK_TYPE_SIGN_IN_WINDOW, "application", application, NULL);
  GtkWidget *page = desk_sign_in_page_new (account, server, can_work_offline);

  self->page = DESK_SIGN_IN_PAGE (page);
  gtk_stack_add_named (self->stack, page, "form");
  g_signal_connect_object (page, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "work-offline", G_CALLBACK (work_offline_cb), self,
                           G_CONNECT_SWAPPED);
  desk_sign_in_page_focus (self->page);
  return self;
}

DeskSignInPage *
desk_sign_in_window_get_page (DeskSignInWindow *self)
{
  g_return_val_if_fail (DESK_IS_SIGN_IN_WINDOW (self), NULL);

  return self->page;
}

void
desk_sign_in_window_show_first_run (DeskSignInWindow *self, DeskWorkspace *workspace)
{
  GtkWidget *page;

  g_return_if_fail (DESK_IS_SIGN_IN_WINDOW (self));

  page = desk_first_run_page_new (workspace);
  g_signal_connect_object (page, "start", G_CALLBACK (start_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, page, "first-run");
  gtk_stack_set_visible_child_name (self->stack, "first-run");
  gtk_widget_set_visible (self->menu_button, FALSE);
  desk_first_run_page_focus (DESK_FIRST_RUN_PAGE (page));
}
