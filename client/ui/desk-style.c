/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The styles of the program. Main thread. AdwApplication would load them too, from the resource
 * base path of the application; but with one GTK adds an icon path as well, waits for the thread
 * that reads the icon themes and throws away what it read. Our icons are where GTK looks by itself.
 */

#include "client/ui/desk-style.h"

#define FONT "Inter"

/* Each over the former. */
enum
{
  PRIORITY_BASE = GTK_STYLE_PROVIDER_PRIORITY_APPLICATION,
  PRIORITY_DARK,
  PRIORITY_DISPLAY,
};

static void
load (GdkDisplay *display, const char *path, guint priority)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, path);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider), priority);
}

/* The theme names one family only: for each of a list Pango looks everything up twice. */
static gboolean
has_font (void)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  PangoContext *context = pango_font_map_create_context (map);
  PangoFontDescription *wanted = pango_font_description_from_string (FONT " 10");
  PangoFont *font = pango_font_map_load_font (map, context, wanted);
  PangoFontDescription *found = font != NULL ? pango_font_describe (font) : NULL;
  gboolean has = found != NULL && g_strcmp0 (pango_font_description_get_family (found), FONT) == 0;

  g_clear_pointer (&found, pango_font_description_free);
  g_clear_object (&font);
  pango_font_description_free (wanted);
  g_object_unref (context);
  return has;
}

static void
update_dark_cb (AdwStyleManager *manager, GParamSpec *pspec, gpointer user_data)
{
  GtkCssProvider *provider = user_data;
  GdkDisplay *display = adw_style_manager_get_display (manager);

  gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (provider));
  if (!adw_style_manager_get_dark (manager))
    return;
  gtk_css_provider_load_from_resource (provider, "/io/github/zontik/Zontik/style-dark.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              PRIORITY_DARK);
}

void
desk_style_load (GdkDisplay *display)
{
  AdwStyleManager *manager;
  GtkCssProvider *dark;

  g_return_if_fail (GDK_IS_DISPLAY (display));

  manager = adw_style_manager_get_for_display (display);
  dark = gtk_css_provider_new ();
  load (display, "/io/github/zontik/Zontik/style.css", PRIORITY_BASE);
  if (!has_font ())
    load (display, "/io/github/zontik/Zontik/style-font.css", PRIORITY_BASE);
  g_signal_connect_data (manager, "notify::dark", G_CALLBACK (update_dark_cb), dark,
                         (GClosureNotify) g_object_unref, 0);
  update_dark_cb (manager, NULL, dark);
  /* Without a compositor shadows and round corners are drawn on black. */
  if (!gdk_display_is_composited (display))
    load (display, "/io/github/zontik/Zontik/style-plain.css", PRIORITY_DISPLAY);
}

void
desk_style_mark_wrong (GtkWidget *field, gboolean is_wrong)
{
  g_return_if_fail (GTK_IS_WIDGET (field));

  if (is_wrong)
    gtk_widget_add_css_class (field, "error");
  else
    gtk_widget_remove_css_class (field, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE
                                        : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}
