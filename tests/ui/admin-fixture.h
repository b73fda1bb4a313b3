/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/admin/desk-admin-window.h"
#include "client/store/desk-remote.h"
#include "ui-fixture.h"

G_BEGIN_DECLS

/* A server for pages that ask it directly: keeps what it was asked and answers with what the test
 * gave it, by method and the beginning of the path; to what it was not told about: not-found. */
#define ADMIN_TYPE_REMOTE (admin_remote_get_type ())
G_DECLARE_FINAL_TYPE (AdminRemote, admin_remote, ADMIN, REMOTE, GObject)

/* @answer: JSON, "" for none. The newest for a path holds. */
void
admin_remote_answer (AdminRemote *self, const char *method, const char *path, const char *answer);
/* A problem, as the server writes it. */
void
admin_remote_refuse (AdminRemote *self, const char *method, const char *path, const char *problem);
guint admin_remote_count (AdminRemote *self, const char *method, const char *path);
/* Body of the newest call, as canonical text; (transfer full) (nullable). */
char *admin_remote_dup_body (AdminRemote *self, const char *method, const char *path);
/* Path of the newest call; (transfer full) (nullable). */
char *admin_remote_dup_path (AdminRemote *self, const char *method, const char *path);
/* Answers wait until they are let go. */
void admin_remote_hold (AdminRemote *self);
void admin_remote_let_go (AdminRemote *self);

/* The company of the picture: nine people in seven roles, four branches, an exception, a deputy.
 * Anna, the person of the fixture, becomes @role. */
typedef struct
{
  UiFixture *ui;
  AdminRemote *remote; /* (owned) */
  GtkWindow *window;   /* (nullable) weak */
} AdminFixture;

#define ADMIN_PETER     "01980000-0000-7000-8000-00000000a011"
#define ADMIN_HEAD      "01980000-0000-7000-8000-00000000a014"
#define ADMIN_LEFT      "01980000-0000-7000-8000-00000000a018"
#define ADMIN_EXCEPTION "01980000-0000-7000-8000-00000000e001"
#define ADMIN_DEPUTY    "01980000-0000-7000-8000-00000000e002"
#define ADMIN_BRANCH    "01980000-0000-7000-8000-00000000b002"

AdminFixture *admin_fixture_new (const char *role, guint n_customers);
void admin_fixture_free (AdminFixture *self);
/* Opens the window of administration by its action. */
DeskAdminWindow *admin_fixture_open (AdminFixture *self);
/* The server's rows: a role's rights became another text. */
void admin_fixture_change_role (AdminFixture *self,
                                const char *code,
                                const char *rights,
                                gint64 version);
/* The newest DeskForm that is open; (nullable). */
GtkWidget *admin_find_form (void);

G_END_DECLS
