/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log: one line an event on standard error, for people or as JSON. Stateless apart from the
 * format, which is fixed before any thread exists and travels as the writer's user data. One line
 * is one write(), so lines of several threads do not mix. */

#define G_LOG_DOMAIN "hub"

#include "server/base/hub-log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Structured fields of ours start with this; the rest are GLib's own. */
#define FIELD_PREFIX "HUB_"
#define MAX_PAIRS    16

static const char *
name_level (GLogLevelFlags level)
{
  switch ((int) (level & G_LOG_LEVEL_MASK))
    {
    case G_LOG_LEVEL_ERROR:
      return "fatal";
    case G_LOG_LEVEL_CRITICAL:
      return "critical";
    case G_LOG_LEVEL_WARNING:
      return "warning";
    case G_LOG_LEVEL_MESSAGE:
      return "notice";
    case G_LOG_LEVEL_INFO:
      return "info";
    default:
      return "debug";
    }
}

/* Quotes as JSON does; used for both formats, so that a line break in a value never ends the line.
 */
static void
append_quoted (GString *line, const char *text, gssize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, length);

  g_string_append_c (line, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      guchar c = (guchar) *p;

      if (c == '"' || c == '\\')
        g_string_append_printf (line, "\\%c", c);
      else if (c == '\n')
        g_string_append (line, "\\n");
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (line, "\\u%04x", c);
      else
        g_string_append_c (line, (char) c);
    }
  g_string_append_c (line, '"');
}

static gboolean
is_plain (const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;

  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isgraph (text[i]) || strchr ("\"\\=", text[i]) != NULL)
      return FALSE;

  return n > 0;
}

static const GLogField *
find_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, key) == 0)
      return &fields[i];

  return NULL;
}

static void
append_member (GString *line,
               HubLogFormat format,
               const char *name,
               const char *value,
               gssize length)
{
  if (format == HUB_LOG_JSON)
    {
      g_string_append_printf (line, "%c\"%s\":", line->len == 0 ? '{' : ',', name);
      append_quoted (line, value, length);
      return;
    }

  g_string_append_printf (line, " %s=", name);
  if (is_plain (value, length))
    g_string_append_len (line, value, length);
  else
    append_quoted (line, value, length);
}

static void
append_head (GString *line,
             HubLogFormat format,
             GLogLevelFlags level,
             const GLogField *domain,
             const GLogField *message,
             gint64 now)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autofree char *day = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *time = g_strdup_printf ("%s.%06dZ", day, (int) (now % G_USEC_PER_SEC));
  const char *domain_text = domain != NULL ? domain->value : "-";
  const char *text = message != NULL ? message->value : "";
  gssize length = message != NULL ? message->length : -1;

  if (format == HUB_LOG_JSON)
    {
      append_member (line, format, "time", time, -1);
      append_member (line, format, "level", name_level (level), -1);
      append_member (line, format, "domain", domain_text, -1);
      append_member (line, format, "event", text, length);
      return;
    }

  g_string_append_printf (line, "%s %s %s ", time, name_level (level), domain_text);
  append_quoted (line, text, length);
}

char *
hub_log_format_line (HubLogFormat format,
                     GLogLevelFlags level,
                     const GLogField *fields,
                     gsize n_fields,
                     gint64 now)
{
  GString *line = g_string_sized_new (256);

  append_head (line, format, level, find_field (fields, n_fields, "GLIB_DOMAIN"),
               find_field (fields, n_fields, "MESSAGE"), now);

  for (gsize i = 0; i < n_fields; i++)
    if (g_str_has_prefix (fields[i].key, FIELD_PREFIX))
      {
        g_autofree char *name = g_ascii_strdown (fields[i].key + strlen (FIELD_PREFIX), -1);

        append_member (line, format, name, fields[i].value, fields[i].length);
      }

  g_string_append (line, format == HUB_LOG_JSON ? "}\n" : "\n");

  return g_string_free (line, FALSE);
}

static void
write_line (const char *line)
{
  gsize left = strlen (line);

  while (left > 0)
    {
      gssize n = write (STDERR_FILENO, line, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      line += n;
      left -= (gsize) n;
    }
}

static GLogWriterOutput
write_event_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  const GLogField *domain = find_field (fields, n_fields, "GLIB_DOMAIN");
  g_autofree char *line = NULL;

  /* What is of info level is for everybody here, unlike in GLib, so only debug is filtered. */
  if ((level & G_LOG_LEVEL_DEBUG) != 0 &&
      g_log_writer_default_would_drop (level, domain != NULL ? domain->value : NULL))
    return G_LOG_WRITER_HANDLED;

  line = hub_log_format_line ((HubLogFormat) GPOINTER_TO_INT (user_data), level, fields, n_fields,
                              g_get_real_time ());
  write_line (line);

  return G_LOG_WRITER_HANDLED;
}

void
hub_log_init (HubLogFormat format)
{
  g_log_set_writer_func (write_event_cb, GINT_TO_POINTER (format), NULL);
}

void
hub_log (GLogLevelFlags level, const char *event, ...)
{
  GLogField fields[MAX_PAIRS + 2] = {
    { "GLIB_DOMAIN", G_LOG_DOMAIN, -1 },
    { "MESSAGE", event, -1 },
  };
  char keys[MAX_PAIRS][32];
  gsize n = 0;
  const char *name;
  va_list args;

  va_start (args, event);
  while (n < MAX_PAIRS && (name = va_arg (args, const char *)) != NULL)
    {
      const char *value = va_arg (args, const char *);

      if (value == NULL)
        continue;
      g_snprintf (keys[n], sizeof keys[n], FIELD_PREFIX "%s", name);
      fields[n + 2] = (GLogField){ keys[n], value, -1 };
      n++;
    }
  va_end (args);

  g_log_structured_array (level, fields, n + 2);
}
