/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/app/desk-application.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* A signed-in program without a network: a store filled with invented clients through the ordinary
 * change stream, the application with its actions, a window when asked for. */
typedef struct
{
  /* (owned) */
  DeskApplication *application;
  DeskDatabase *database;
  DeskOutbox *outbox;
  DeskSyncStatus *status;
  DeskContext *context;
  DeskWindow *window; /* (nullable) weak */
  char *folder;       /* of the database */
} UiFixture;

#define UI_ME        "01980000-0000-7000-8000-00000000a001" /* Анна Ливнева, agent */
#define UI_COLLEAGUE "01980000-0000-7000-8000-00000000a002" /* Мария Радугина */
#define UI_DIRECTOR  "01980000-0000-7000-8000-00000000a003" /* Дмитрий Облачкин */
#define UI_BRANCH    "01980000-0000-7000-8000-00000000b001"
#define UI_PASSPORT  "01980000-0000-7000-8000-00000000d001" /* of customer 2, as UI_LICENCE */
#define UI_LICENCE   "01980000-0000-7000-8000-00000000d002"
#define UI_ACCOUNT   "01980000-0000-7000-8000-00000000d003"
#define UI_CONFLICT  "01980000-0000-7000-8000-00000000c001" /* about customer 11 */

/* A registered application alone, whose going without a run is no warning. (transfer full) */
DeskApplication *ui_make_application (void);
/* @n_customers: the first are those of the design pictures. */
UiFixture *ui_fixture_new (guint n_customers);
void ui_fixture_free (UiFixture *self);
/* The program ends and begins again over the same files. Takes @self. */
UiFixture *ui_fixture_restart (UiFixture *self);
/* Id of customer @index. (transfer full) */
char *ui_fixture_dup_customer (guint index);
/* Makes and presents the main window and waits until it is drawn. */
DeskWindow *ui_fixture_open (UiFixture *self);
/* Turns the main loop until the next frame of @widget was painted. */
void ui_fixture_wait_frame (GtkWidget *widget);
/* Submits the command and waits. (transfer full): its id. Takes @command. */
char *ui_fixture_submit (UiFixture *self, CrmCommand *command);
/* An update of customer @index that sets one field. (transfer full) */
CrmCommand *ui_fixture_make_edit (guint index, guint field, const char *value);
/* The server's answer to a command. */
void
ui_fixture_reject (UiFixture *self, const char *command, const char *pointer, const char *code);
/* The first mapped widget of @type below @root. (nullable) */
GtkWidget *ui_find_widget (GtkWidget *root, GType type);
/* The first mapped label or button below @root that says @text. (nullable) */
GtkWidget *ui_find_text (GtkWidget *root, const char *text);

G_END_DECLS
