/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Comparisons until nothing differs: see the header. */

#include "client/sync/desk-verifier.h"

/* Between the digest and the rows others go on working: what differs after so many rounds is their
 * work, and every row in it was just read. */
#define MAX_ROUNDS 4

struct _DeskVerifier
{
  GPtrArray *tasks; /* (element-type GTask) */
  gboolean wanted;
  guint rounds;
  guint64 rows;
};

DeskVerifier *
desk_verifier_new (void)
{
  DeskVerifier *self = g_new0 (DeskVerifier, 1);

  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static GPtrArray *
end (DeskVerifier *self)
{
  GPtrArray *tasks = self->tasks;

  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->wanted = FALSE;
  self->rounds = 0;
  self->rows = 0;
  return tasks;
}

void
desk_verifier_fail (DeskVerifier *self, const GError *error, gboolean gives_up)
{
  const gboolean wanted = self->wanted;
  g_autoptr (GPtrArray) tasks = end (self);

  self->wanted = wanted && !gives_up;
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_error (g_ptr_array_index (tasks, i), g_error_copy (error));
}

void
desk_verifier_free (DeskVerifier *self)
{
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The exchange has ended");
  desk_verifier_fail (self, error, TRUE);
  g_ptr_array_unref (self->tasks);
  g_free (self);
}

void
desk_verifier_want (DeskVerifier *self, GTask *task)
{
  self->wanted = TRUE;
  if (task != NULL)
    g_ptr_array_add (self->tasks, task);
}

gboolean
desk_verifier_is_wanted (DeskVerifier *self)
{
  return self->wanted;
}

gboolean
desk_verifier_note (DeskVerifier *self, const DeskReconciled *outcome)
{
  const guint64 rows = self->rows + outcome->rows;
  g_autoptr (GPtrArray) tasks = NULL;

  self->rows = rows;
  if (outcome->buckets > 0 && ++self->rounds < MAX_ROUNDS)
    return TRUE;
  tasks = end (self);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_int (g_ptr_array_index (tasks, i), (gssize) rows);
  return FALSE;
}
