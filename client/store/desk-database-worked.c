/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The end of work whose only answer is that it was done. Main thread. */

#include "client/store/desk-database-private.h"
#include "client/store/desk-database.h"

void
desk_database_worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (desk_database_work_finish (DESK_DATABASE (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}
