/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface between the window and its modules; see the header. */

#include "client/ui/desk-module.h"

G_DEFINE_INTERFACE (DeskModule, desk_module, G_TYPE_OBJECT)

static void
desk_module_default_init (DeskModuleInterface *iface)
{
}

const char *
desk_module_get_id (DeskModule *self)
{
  g_return_val_if_fail (DESK_IS_MODULE (self), NULL);

  return DESK_MODULE_GET_IFACE (self)->get_id (self);
}

const char *
desk_module_get_title (DeskModule *self)
{
  g_return_val_if_fail (DESK_IS_MODULE (self), NULL);

  return DESK_MODULE_GET_IFACE (self)->get_title (self);
}

const char *
desk_module_get_icon_name (DeskModule *self)
{
  g_return_val_if_fail (DESK_IS_MODULE (self), NULL);

  return DESK_MODULE_GET_IFACE (self)->get_icon_name (self);
}

const char *const *
desk_module_get_kinds (DeskModule *self)
{
  g_return_val_if_fail (DESK_IS_MODULE (self), NULL);

  return DESK_MODULE_GET_IFACE (self)->get_kinds (self);
}

GtkWidget *
desk_module_create_page (DeskModule *self, DeskContext *context)
{
  g_return_val_if_fail (DESK_IS_MODULE (self), NULL);
  g_return_val_if_fail (DESK_IS_CONTEXT (context), NULL);

  return DESK_MODULE_GET_IFACE (self)->create_page (self, context);
}

GListModel *
desk_module_get_attention (DeskModule *self)
{
  DeskModuleInterface *iface;

  g_return_val_if_fail (DESK_IS_MODULE (self), NULL);

  iface = DESK_MODULE_GET_IFACE (self);
  return iface->get_attention != NULL ? iface->get_attention (self) : NULL;
}

void
desk_module_open_record (DeskModule *self, const char *id)
{
  g_return_if_fail (DESK_IS_MODULE (self));

  DESK_MODULE_GET_IFACE (self)->open_record (self, id);
}

gboolean
desk_module_create_record (DeskModule *self)
{
  DeskModuleInterface *iface;

  g_return_val_if_fail (DESK_IS_MODULE (self), FALSE);

  iface = DESK_MODULE_GET_IFACE (self);
  return iface->create_record != NULL && iface->create_record (self);
}
