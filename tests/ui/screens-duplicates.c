/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenes with clients who are there twice. */

#include "client/customers/desk-customer-new.h"
#include "client/customers/desk-duplicates-window.h"
#include "client/customers/desk-merge-dialog.h"
#include "duplicates-fixture.h"
#include "screens.h"

#define KAPELKIN 2

static char *
add_twin (UiFixture *self)
{
  return ui_duplicates_add_person (self, "Капелкин", "1987-03-14", "звонить после 18");
}

void
screens_show_typed (UiFixture *self)
{
  DeskWindow *window = screens_open_window (self);
  GtkWidget *form = desk_customer_new_new (self->context);

  gtk_window_set_transient_for (GTK_WINDOW (form), GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (form));
  desk_customer_new_type (DESK_CUSTOMER_NEW (form), DESK_CUSTOMER_FORM_NAME,
                          "Капелкин Семен Ильич");
  desk_customer_new_type (DESK_CUSTOMER_NEW (form), DESK_CUSTOMER_FORM_BIRTH, "14.03.1987");
  screens_settle (500);
}

void
screens_show_twice (UiFixture *self)
{
  g_autofree char *id = ui_fixture_dup_customer (KAPELKIN);

  g_free (add_twin (self));
  ui_duplicates_add_merge (self, id, "Капелькин С. И.");
  desk_window_open (screens_open_window (self), "customers", id);
  screens_settle (500);
}

void
screens_show_merge (UiFixture *self)
{
  DeskWindow *window = screens_open_window (self);
  g_autofree char *id = ui_fixture_dup_customer (KAPELKIN);
  g_autofree char *twin = add_twin (self);

  desk_merge_dialog_new (GTK_WIDGET (window), self->context, id, twin);
  screens_settle (500);
}

void
screens_show_duplicates (UiFixture *self)
{
  DeskWindow *window = screens_open_window (self);
  DeskDuplicatesWindow *list;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = ui_fixture_dup_customer (KAPELKIN + i);
      g_autofree char *twin = add_twin (self);
      g_autofree char *score = g_strdup_printf ("%u", 98 - 5 * i);

      ui_duplicates_add_pair (self, id, twin, score);
    }
  list = desk_duplicates_window_new (GTK_WIDGET (window), self->context);
  gtk_window_present (GTK_WINDOW (list));
  screens_settle (500);
}
