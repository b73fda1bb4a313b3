/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One part of the program: a sidebar entry, a page, the records it can show. Modules are rows of a
 * table (client/app/desk-module-table.c), not plug-ins; they reach each other by action only. Made
 * by the window with its context, main thread only.
 *
 * The page is a widget that begins with its own AdwHeaderBar (class "flat", title at the left) and,
 * below it, a DeskOfflineBanner. It follows desk_context_get_layout() (notify::layout). Its list
 * and its detail are two states of the same page: open_record() with an id shows that record, with
 * %NULL the list. The module never changes state by itself when a person opens a record or goes
 * back: it activates `win.open-record` or `win.go-back`, the window keeps the history and calls
 * open_record(). */
#define DESK_TYPE_MODULE (desk_module_get_type ())
G_DECLARE_INTERFACE (DeskModule, desk_module, DESK, MODULE, GObject)

struct _DeskModuleInterface
{
  GTypeInterface parent_iface;

  const char *(*get_id) (DeskModule *self);
  const char *(*get_title) (DeskModule *self);
  const char *(*get_icon_name) (DeskModule *self);
  const char *const *(*get_kinds) (DeskModule *self);
  GtkWidget *(*create_page) (DeskModule *self, DeskContext *context);
  GListModel *(*get_attention) (DeskModule *self);
  void (*open_record) (DeskModule *self, const char *id);
  gboolean (*create_record) (DeskModule *self);
};

/* Stable word for actions and settings: "customers". */
const char *desk_module_get_id (DeskModule *self);
/* Translated. */
const char *desk_module_get_title (DeskModule *self);
const char *desk_module_get_icon_name (DeskModule *self);
/* (array zero-terminated=1): names of the kinds that `win.open-record` hands to this module. */
const char *const *desk_module_get_kinds (DeskModule *self);
/* (transfer none): called once, when the page is first shown; the window keeps the widget. */
GtkWidget *desk_module_create_page (DeskModule *self, DeskContext *context);
/* (nullable) (transfer none): what waits for this person; its length is the count in the sidebar.
 */
GListModel *desk_module_get_attention (DeskModule *self);
/* @id (nullable): %NULL goes back to the list. Only after create_page(). */
void desk_module_open_record (DeskModule *self, const char *id);
/* Begins a new record (`win.new-customer`); %FALSE when the module makes none. */
gboolean desk_module_create_record (DeskModule *self);

G_END_DECLS
