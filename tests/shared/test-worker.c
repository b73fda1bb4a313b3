/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shared/base/crm-worker.h"
#include "tests/lib/crm-test.h"

/* A job that waits until the test lets it go. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean started;
  gboolean open;
} Gate;

static void
gate_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->started = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->open)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
  g_task_return_boolean (task, TRUE);
}

static void
wait_until_busy (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  while (!gate->started)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->open = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->lock);
}

/* Appends its letter to a text that only the worker touches. */
typedef struct
{
  GString *to;
  char letter;
  CrmWorker *worker;
} Letter;

static void
append_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Letter *letter = data;

  g_assert_true (crm_worker_is_current (letter->worker));
  g_string_append_c (letter->to, letter->letter);
  g_task_return_boolean (task, TRUE);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *left = user_data;

  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  (*left)--;
}

static gboolean
none_left (gpointer data)
{
  return *(guint *) data == 0;
}

static void
test_order (void)
{
  g_autoptr (CrmWorker) worker = crm_worker_new ("test");
  g_autoptr (GString) text = g_string_new (NULL);
  static const struct
  {
    char letter;
    int priority;
  } jobs[] = { { 'c', 10 }, { 'e', 20 }, { 'a', 0 }, { 'd', 10 }, { 'b', 0 }, { 'f', 20 } };
  guint left = G_N_ELEMENTS (jobs) + 1;
  g_autoptr (GTask) blocker = g_task_new (NULL, NULL, done_cb, &left);
  Gate gate = { 0 };

  g_task_set_task_data (blocker, &gate, NULL);
  crm_worker_queue (worker, blocker, 0, gate_work);
  wait_until_busy (&gate);

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, done_cb, &left);
      Letter *letter = g_new0 (Letter, 1);

      letter->to = text;
      letter->letter = jobs[i].letter;
      letter->worker = worker;
      g_task_set_task_data (task, letter, g_free);
      crm_worker_queue (worker, task, jobs[i].priority, append_work);
    }

  g_assert_cmpuint (crm_worker_get_depth (worker), ==, G_N_ELEMENTS (jobs));
  g_assert_false (crm_worker_is_current (worker));
  open_gate (&gate);
  crm_test_wait_until (none_left, &left, 5000);
  g_assert_cmpstr (text->str, ==, "abcdef");
  g_assert_cmpuint (crm_worker_get_depth (worker), ==, 0);
}

static void
test_stop (void)
{
  g_autoptr (CrmWorker) worker = crm_worker_new ("test");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GTask) queued = NULL;
  g_autoptr (GTask) late = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  Letter letter = { text, 'x', worker };
  guint left = 1;

  queued = g_task_new (NULL, NULL, done_cb, &left);
  g_task_set_task_data (queued, &letter, NULL);
  crm_worker_queue (worker, queued, 0, append_work);
  crm_worker_stop (worker);
  g_assert_cmpstr (text->str, ==, "x");

  late = g_task_new (NULL, NULL, crm_test_take_result, &result);
  crm_worker_queue (worker, late, 0, append_work);
  g_object_unref (crm_test_wait_result (&result, 5000));
  g_assert_false (g_task_propagate_boolean (late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  crm_worker_stop (worker);
  crm_test_wait_until (none_left, &left, 5000);
}

/* Data and source of a task are freed on the thread of the maker, never on the worker's. */
static void
check_thread_free (gpointer data)
{
  GThread **expected = data;

  g_assert_true (g_thread_self () == *expected);
  *expected = NULL;
}

static void
return_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
}

static void
test_released_here (void)
{
  g_autoptr (CrmWorker) worker = crm_worker_new ("test");
  GThread *marks[500];
  guint left = G_N_ELEMENTS (marks);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      GTask *task = g_task_new (NULL, NULL, done_cb, &left);

      marks[i] = g_thread_self ();
      g_task_set_task_data (task, &marks[i], check_thread_free);
      crm_worker_queue (worker, task, 0, return_work);
      g_object_unref (task);
    }

  crm_test_wait_until (none_left, &left, 5000);
  crm_worker_stop (worker);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_assert_null (marks[i]);
}

static gpointer
queue_many_work (gpointer data)
{
  CrmWorker *worker = data;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      crm_worker_queue (worker, task, (int) (i % 7), return_work);
    }

  return NULL;
}

static void
test_many_threads (void)
{
  g_autoptr (CrmWorker) worker = crm_worker_new ("test");
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("queue", queue_many_work, worker);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  crm_worker_stop (worker);
  g_assert_cmpuint (crm_worker_get_depth (worker), ==, 0);
  crm_test_drain ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/worker/order", test_order);
  g_test_add_func ("/worker/stop", test_stop);
  g_test_add_func ("/worker/released-here", test_released_here);
  g_test_add_func ("/worker/many-threads", test_many_threads);

  return g_test_run ();
}
