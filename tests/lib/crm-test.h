/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "shared/base/crm-error.h"

G_BEGIN_DECLS

/* What every test needs. Failures end the test at once, as g_assert does. */

typedef gboolean (*CrmTestCondition) (gpointer data);

/* Turns the thread-default main context until @condition holds; the test fails when @deadline
 * milliseconds have passed. The deadline is multiplied by $CRM_TEST_SLOW (slow machines). */
void crm_test_wait_until (CrmTestCondition condition, gpointer data, guint deadline);
/* The same for a boolean that a callback sets. */
void crm_test_wait_for (const gboolean *flag, guint deadline);
/* For an asynchronous call with `crm_test_take_result` as callback and &result as user data:
 * (transfer full). */
void crm_test_take_result (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *crm_test_wait_result (GAsyncResult **result, guint deadline);
/* Turns the main context until nothing is ready. */
void crm_test_drain (void);

/* A fresh folder, removed with its content by crm_test_remove_dir(). (transfer full) */
char *crm_test_make_dir (void);
void crm_test_remove_dir (char *path);
typedef char CrmTestDir;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmTestDir, crm_test_remove_dir)

/* Drops the reference and waits until the object is really gone. */
void crm_test_assert_finalized (gpointer object);

/* (transfer full): parsed JSON; the test fails when it is not. */
JsonNode *crm_test_json (const char *text);
/* Compares canonical texts, so the order of members does not count. */
void crm_test_assert_json (JsonNode *node, const char *expected);
/* Text of what a path like "errors.0.code" leads to, strings bare; %NULL when there is nothing.
 * (transfer full) */
char *crm_test_json_at (JsonNode *node, const char *path);
void crm_test_assert_json_at (JsonNode *node, const char *path, const char *expected);

/* One row of a case table begins with its name:
 *   static const Case cases[] = { { .name = "empty", … }, … };
 *   crm_test_add_cases ("/phone/normalise", cases, sizeof cases[0], G_N_ELEMENTS (cases),
 * test_one); adds /phone/normalise/empty and so on, each called with its row. */
void crm_test_add_cases (const char *path,
                         gconstpointer cases,
                         gsize size,
                         guint n_cases,
                         GTestDataFunc func);

/* Repeatable noise: the same @seed gives the same numbers everywhere. */
guint32 crm_test_random (guint64 *seed);

G_END_DECLS
