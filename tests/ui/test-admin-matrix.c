/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The matrix of rights where it is narrow, and its place in the order of the Tab key. */

#include "admin-fixture.h"
#include "client/admin/desk-people-page.h"
#include "client/admin/desk-rights-table.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000

typedef struct
{
  AdminFixture *fixture;
  GtkWindow *window;
  DeskRightsMatrix *matrix;
  GtkWidget *awaited;
  int below;
} Test;

static void
open_matrix (Test *test)
{
  test->fixture = admin_fixture_new ("administrator", 12);
  admin_remote_answer (test->fixture->remote, "GET", "/admin/sessions", "{\"sessions\":[]}");
  test->window = GTK_WINDOW (admin_fixture_open (test->fixture));
  test->matrix = desk_people_page_get_matrix (
      DESK_PEOPLE_PAGE (ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_PEOPLE_PAGE)));
}

static void
close_matrix (Test *test)
{
  admin_fixture_free (test->fixture);
}

static GtkWidget *
get_cell (Test *test, const char *role, CrmAction action)
{
  GtkWidget *cell = desk_rights_matrix_get_cell (test->matrix, role, "customer", action);

  g_assert_nonnull (cell);
  return cell;
}

static GtkWidget *
get_focus (Test *test)
{
  return gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (test->matrix)));
}

static void
test_one_stop (void)
{
  Test test = { NULL };
  GtkWidget *cell;

  open_matrix (&test);
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (test.matrix), GTK_DIR_TAB_FORWARD));
  g_assert_true (get_focus (&test) == get_cell (&test, "agent", CRM_ACTION_SEE));
  g_assert_false (gtk_widget_child_focus (GTK_WIDGET (test.matrix), GTK_DIR_TAB_FORWARD));

  cell = get_cell (&test, "head", CRM_ACTION_EDIT);
  g_assert_true (gtk_widget_grab_focus (cell));
  g_assert_false (gtk_widget_child_focus (GTK_WIDGET (test.matrix), GTK_DIR_TAB_BACKWARD));
  gtk_root_set_focus (gtk_widget_get_root (cell), NULL);
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (test.matrix), GTK_DIR_TAB_BACKWARD));
  g_assert_true (get_focus (&test) == cell);
  close_matrix (&test);
}

static gboolean
is_narrower (gpointer data)
{
  Test *test = data;

  return gtk_widget_get_width (GTK_WIDGET (test->window)) <= test->below &&
         gtk_widget_get_width (GTK_WIDGET (test->matrix)) > 0;
}

static void
make_narrow (Test *test, int width)
{
  gtk_window_set_default_size (test->window, width, 700);
  test->below = width;
  crm_test_wait_until (is_narrower, test, DEADLINE);
}

static gboolean
is_in_sight (gpointer data)
{
  Test *test = data;
  GtkWidget *matrix = GTK_WIDGET (test->matrix);
  graphene_rect_t box;

  return gtk_widget_compute_bounds (test->awaited, matrix, &box) && box.origin.x >= 0 &&
         box.origin.x + box.size.width <= (float) gtk_widget_get_width (matrix);
}

static void
wait_in_sight (Test *test, GtkWidget *cell)
{
  test->awaited = cell;
  crm_test_wait_until (is_in_sight, test, DEADLINE);
}

/* The first label is the one above the titles. */
static float
get_title_place (Test *test)
{
  GtkWidget *title = ui_find_widget (GTK_WIDGET (test->matrix), GTK_TYPE_LABEL);
  graphene_rect_t box;

  g_assert_true (gtk_widget_compute_bounds (title, GTK_WIDGET (test->matrix), &box));
  return box.origin.x;
}

static void
test_narrow (void)
{
  Test test = { NULL };
  GtkWidget *first;
  GtkWidget *last;
  float place;

  open_matrix (&test);
  first = get_cell (&test, "agent", CRM_ACTION_SEE);
  last = get_cell (&test, "administrator", CRM_ACTION_SEE);
  make_narrow (&test, 1024);
  wait_in_sight (&test, first);
  wait_in_sight (&test, last);
  place = get_title_place (&test);

  /* All at once do not fit now: the cell with the keyboard comes into sight, the titles stay. */
  make_narrow (&test, 900);
  g_assert_true (gtk_widget_grab_focus (last));
  wait_in_sight (&test, last);
  g_assert_cmpfloat_with_epsilon (get_title_place (&test), place, 0.5);
  g_assert_true (gtk_widget_grab_focus (first));
  wait_in_sight (&test, first);
  close_matrix (&test);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/admin/matrix/one-stop", test_one_stop);
  g_test_add_func ("/ui/admin/matrix/narrow", test_narrow);
  return g_test_run ();
}
