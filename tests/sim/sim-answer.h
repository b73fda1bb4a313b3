/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * sim_answer_return:
 * @task: of the caller
 * @path: the request's
 * @status: the answer's
 * @body: (nullable): the answer's
 *
 * Ends @task with what the answer says.
 */
void sim_answer_return (GTask *task, const char *path, guint status, GBytes *body);

G_END_DECLS
