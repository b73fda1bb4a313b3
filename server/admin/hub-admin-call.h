/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/admin/hub-admin-private.h"

G_BEGIN_DECLS

typedef struct _HubAdminCall HubAdminCall;
typedef void (*HubAdminCallFunc) (HubAdminCall *call);

/* A request about one person (or a job, or the audit) that is no change of a record: what it asks,
 * what came of it. Made and freed on the main thread, filled by the worker. */
struct _HubAdminCall
{
  HubAdmin *admin;       /* (owned) */
  HubExchange *exchange; /* (owned) */
  HubSession *session;   /* (owned): who asks */
  const char *subject;   /* of the rights */
  CrmAction action;
  char *id;      /* (owned): the first part of the path, or HUB_NO_ID */
  char *other;   /* (owned) (nullable) */
  char *reason;  /* (owned) (nullable) */
  char *hash;    /* (owned) (nullable): of a password */
  char *secret;  /* (owned) (nullable): the password itself, shown once */
  gpointer data; /* (owned) (nullable): of the route */
  GDestroyNotify data_free;

  /* of the transaction */
  HubDb *db;
  HubRights rights;
  HubAdminPerson person;
  CrmProblem *problem; /* (owned) */
  GPtrArray *ended;    /* (owned) (element-type utf8): sessions */
  gboolean wipes;      /* their devices wipe what they have */
  JsonObject *reply;   /* (owned) (nullable) */
  guint status;
  char *job; /* (owned) (nullable) */

  HubAdminCallFunc next; /* (nullable): goes on with it instead of the answer */
};

HubAdminCall *
hub_admin_call_new (HubExchange *exchange, HubAdmin *admin, const char *subject, CrmAction action);
void hub_admin_call_free (gpointer call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubAdminCall, hub_admin_call_free)

/* Takes @call, runs @work with it and answers: with @status and @reply, or with what went wrong. */
void hub_admin_call_run (HubAdminCall *call, HubDbMode mode, HubDbWork work);

/* The same, but after success @next takes @call. */
void
hub_admin_call_run_then (HubAdminCall *call, HubDbMode mode, HubDbWork work, HubAdminCallFunc next);

/* For works: forgets a run before, reads the rights and, with @person, who the call is about.
 * CRM_ERROR_DENIED when the matrix has nothing for the subject and the action; what lies outside of
 * the scope is CRM_ERROR_NOT_FOUND as what does not exist. */
gboolean
hub_admin_call_begin (HubAdminCall *call, HubDb *db, gboolean needs_person, GError **error);
/* CRM_ERROR_INVALID for the problem of @call. */
gboolean hub_admin_call_fail (HubAdminCall *call,
                              const char *pointer,
                              const char *code,
                              const char *detail,
                              GError **error);
gboolean hub_admin_call_write_down (HubAdminCall *call,
                                    HubAuditAction action,
                                    const char *details,
                                    GError **error);

G_END_DECLS
