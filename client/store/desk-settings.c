/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskSettings: the person's preferences as typed properties, bound to GSettings under a path of
 * the profile. Without an installed schema (run from a build folder) they last for the session
 * only. Main thread; owned by the context. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-settings.h"

#include "shared/base/crm-util.h"

#define SCHEMA_ID "io.github.zontik.Zontik"

struct _DeskSettings
{
  GObject parent_instance;

  GSettings *settings; /* (nullable) (owned) */
  char *profile;
  char *color_scheme;
  char *language;
  int window_width;
  int window_height;
  gboolean window_maximized;
  gboolean show_preview;
  gboolean first_run_done;
  int files_limit;
};

enum
{
  PROP_0,
  PROP_PROFILE,
  PROP_COLOR_SCHEME,
  PROP_LANGUAGE,
  PROP_WINDOW_WIDTH,
  PROP_WINDOW_HEIGHT,
  PROP_WINDOW_MAXIMIZED,
  PROP_SHOW_PREVIEW,
  PROP_FIRST_RUN_DONE,
  PROP_FILES_LIMIT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskSettings, desk_settings, G_TYPE_OBJECT)

static void
set_string (DeskSettings *self, char **target, const char *value, guint property)
{
  if (crm_set_string (target, value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_integer (DeskSettings *self, int *target, int value, guint property)
{
  if (*target == value)
    return;
  *target = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
desk_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DeskSettings *self = DESK_SETTINGS (object);

  switch (id)
    {
    case PROP_PROFILE:
      g_value_set_string (value, self->profile);
      break;
    case PROP_COLOR_SCHEME:
      g_value_set_string (value, self->color_scheme);
      break;
    case PROP_LANGUAGE:
      g_value_set_string (value, self->language);
      break;
    case PROP_WINDOW_WIDTH:
      g_value_set_int (value, self->window_width);
      break;
    case PROP_WINDOW_HEIGHT:
      g_value_set_int (value, self->window_height);
      break;
    case PROP_WINDOW_MAXIMIZED:
      g_value_set_boolean (value, self->window_maximized);
      break;
    case PROP_SHOW_PREVIEW:
      g_value_set_boolean (value, self->show_preview);
      break;
    case PROP_FILES_LIMIT:
      g_value_set_int (value, self->files_limit);
      break;
    case PROP_FIRST_RUN_DONE:
      g_value_set_boolean (value, self->first_run_done);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
desk_settings_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DeskSettings *self = DESK_SETTINGS (object);

  switch (id)
    {
    case PROP_PROFILE:
      self->profile = g_value_dup_string (value);
      break;
    case PROP_COLOR_SCHEME:
      set_string (self, &self->color_scheme, g_value_get_string (value), id);
      break;
    case PROP_LANGUAGE:
      set_string (self, &self->language, g_value_get_string (value), id);
      break;
    case PROP_WINDOW_WIDTH:
      set_integer (self, &self->window_width, g_value_get_int (value), id);
      break;
    case PROP_WINDOW_HEIGHT:
      set_integer (self, &self->window_height, g_value_get_int (value), id);
      break;
    case PROP_WINDOW_MAXIMIZED:
      set_integer (self, &self->window_maximized, g_value_get_boolean (value), id);
      break;
    case PROP_SHOW_PREVIEW:
      set_integer (self, &self->show_preview, g_value_get_boolean (value), id);
      break;
    case PROP_FILES_LIMIT:
      set_integer (self, &self->files_limit, g_value_get_int (value), id);
      break;
    case PROP_FIRST_RUN_DONE:
      set_integer (self, &self->first_run_done, g_value_get_boolean (value), id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* The profile is part of the path, so that two of them never share a key. */
static char *
make_path (const char *profile)
{
  g_autofree char *part = g_strdup (profile != NULL ? profile : "default");

  g_strcanon (part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", '-');
  return g_strdup_printf ("/io/github/zontik/Zontik/%s/", part);
}

static void
desk_settings_constructed (GObject *object)
{
  DeskSettings *self = DESK_SETTINGS (object);
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autofree char *path = make_path (self->profile);

  G_OBJECT_CLASS (desk_settings_parent_class)->constructed (object);
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SCHEMA_ID, TRUE);
  if (schema == NULL)
    {
      g_info ("Settings schema %s is not installed; preferences are not kept", SCHEMA_ID);
      return;
    }
  self->settings = g_settings_new_full (schema, NULL, path);
  for (guint i = PROP_COLOR_SCHEME; i < N_PROPS; i++)
    g_settings_bind (self->settings, properties[i]->name, self, properties[i]->name,
                     G_SETTINGS_BIND_DEFAULT);
}

static void
desk_settings_finalize (GObject *object)
{
  DeskSettings *self = DESK_SETTINGS (object);

  g_clear_object (&self->settings);
  g_free (self->profile);
  g_free (self->color_scheme);
  g_free (self->language);
  G_OBJECT_CLASS (desk_settings_parent_class)->finalize (object);
}

static void
desk_settings_class_init (DeskSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = desk_settings_get_property;
  object_class->set_property = desk_settings_set_property;
  object_class->constructed = desk_settings_constructed;
  object_class->finalize = desk_settings_finalize;

  properties[PROP_PROFILE] =
      g_param_spec_string ("profile", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_COLOR_SCHEME] = g_param_spec_string ("color-scheme", NULL, NULL, "system", flags);
  properties[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, "system", flags);
  properties[PROP_WINDOW_WIDTH] =
      g_param_spec_int ("window-width", NULL, NULL, 360, 16384, 1440, flags);
  properties[PROP_WINDOW_HEIGHT] =
      g_param_spec_int ("window-height", NULL, NULL, 300, 16384, 900, flags);
  properties[PROP_WINDOW_MAXIMIZED] =
      g_param_spec_boolean ("window-maximized", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW_PREVIEW] = g_param_spec_boolean ("show-preview", NULL, NULL, TRUE, flags);
  properties[PROP_FILES_LIMIT] =
      g_param_spec_int ("files-limit", NULL, NULL, 16, 1048576, 512, flags);
  properties[PROP_FIRST_RUN_DONE] =
      g_param_spec_boolean ("first-run-done", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_settings_init (DeskSettings *self)
{
  self->color_scheme = g_strdup ("system");
  self->language = g_strdup ("system");
  self->window_width = 1440;
  self->window_height = 900;
  self->show_preview = TRUE;
  self->files_limit = 512;
}

DeskSettings *
desk_settings_new (const char *profile)
{
  return g_object_new (DESK_TYPE_SETTINGS, "profile", profile, NULL);
}
