/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenes of bringing in files. To add one: a function and its line in the table. */

#include "import-fixture.h"
#include "screens.h"

static ImportFixture *
open_imports (void)
{
  ImportFixture *self = import_fixture_new ();

  g_object_set (desk_application_get_settings (self->admin->ui->application), "color-scheme",
                g_getenv ("UI_THEME") != NULL ? g_getenv ("UI_THEME") : "light", NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->admin->ui->window), FALSE);
  gtk_window_maximize (GTK_WINDOW (self->window));
  return self;
}

static void
show_empty (UiFixture *ui)
{
  open_imports ();
}

static void
show_columns (UiFixture *ui)
{
  import_fixture_add_table (open_imports ());
}

static void
show_checked (UiFixture *ui)
{
  ImportFixture *self = open_imports ();

  import_fixture_add_table (self);
  import_fixture_check (self);
}

static void
show_running (UiFixture *ui)
{
  ImportFixture *self = open_imports ();

  import_fixture_add_table (self);
  import_fixture_check (self);
  import_fixture_answer (self, "running");
  desk_import_job_act (desk_import_window_get_job (self->window), "run");
}

static const Scene imports[] = {
  { "import", 0, show_empty },
  { "import-columns", 0, show_columns },
  { "import-checked", 0, show_checked },
  { "import-running", 0, show_running },
};

const Scene *
screens_get_imports (guint *n)
{
  *n = G_N_ELEMENTS (imports);
  return imports;
}
