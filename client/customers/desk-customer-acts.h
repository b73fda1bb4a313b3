/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"

G_BEGIN_DECLS

/* What people do to clients, from the list and from the card alike: submitted at once, with an undo
 * where there is something to undo. @from: the widget whose window shows the toast. */

/* @records (element-type CrmCustomer); @contacts (element-type CrmRecord) (nullable): what hangs on
 * them, which undo has to bring back beside them. */
void desk_customer_delete (GtkWidget *from,
                           DeskContext *context,
                           GPtrArray *records,
                           GPtrArray *contacts);
void desk_customer_reassign (GtkWidget *from,
                             DeskContext *context,
                             GPtrArray *records,
                             const char *owner);
/* A contact, a document, an account; @text: what the toast says. */
void desk_customer_remove_child (GtkWidget *from,
                                 DeskContext *context,
                                 CrmRecord *child,
                                 const char *text);
/* (nullable) (transfer full): the update that brings @set to the record, %NULL when nothing
 * differs.
 * @inverse (out) (transfer full) (nullable): the one that takes it back, unless what was there is
 * masked. */
CrmCommand *desk_customer_make_update (CrmRecord *record, CrmFieldSet *set, CrmCommand **inverse);
/* Submits @commands (element-type CrmCommand); once they are stored a toast says @text and offers
 * to take them back by @undoes (element-type CrmCommand). */
void desk_customer_submit (GtkWidget *from,
                           DeskContext *context,
                           GPtrArray *commands,
                           GPtrArray *undoes,
                           const char *text);
/* The same for a new record of what is in @set. */
void
desk_customer_create (GtkWidget *from, DeskContext *context, CrmFieldSet *set, const char *text);
/* The same for other values of @record; nothing happens when they are no others. */
void desk_customer_change (GtkWidget *from,
                           DeskContext *context,
                           CrmRecord *record,
                           CrmFieldSet *set,
                           const char *text);
/* After @command was stored: lets Ctrl+Z in the window of @from take it back, without a toast.
 * @inverse (nullable): nothing can. */
void desk_customer_push_undo (GtkWidget *from,
                              const char *text,
                              CrmCommand *command,
                              CrmCommand *inverse);
/* (element-type CrmRecord) (transfer full): all items of a short list. A list keeps keys only: who
 * wants its records to be read, not just drawn, has to hold them. */
GPtrArray *desk_customer_hold_items (GListModel *list);
/* Says in a toast that something could not be stored. */
void desk_customer_tell_failure (GtkWidget *from, const GError *error);
/* Whether the signed-in person may do that to a client or to what hangs on one; the server decides,
 * this is for what is offered. */
gboolean desk_customer_may (DeskContext *context, CrmRecord *record, CrmAction action);
/* The same for something of @kind that would hang on @customer. */
gboolean desk_customer_may_add (DeskContext *context, CrmRecord *customer, const CrmKind *kind);
/* Whether there can be any @kind to see. */
gboolean desk_customer_sees_kind (DeskContext *context, const CrmKind *kind);
/* Whether the signed-in person may hand clients over. */
gboolean desk_customer_may_reassign (DeskContext *context);
/* Whether the signed-in person sees more than their own clients. */
gboolean desk_customer_sees_others (DeskContext *context);

G_END_DECLS
