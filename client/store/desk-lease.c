/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lease of a cache: see the header. Owned by the engine. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-lease.h"

#include <gio/gio.h>

#define GROUP "lease"
/* What may be forgotten when the machine stops. */
#define SAVE_EVERY (10 * G_TIME_SPAN_MINUTE)
/* A clock that is put right by hand. */
#define MAX_BACK G_TIME_SPAN_DAY

struct _DeskLease
{
  char *path;
  gint64 contact; /* when the server was reached last; 0: never */
  gint64 latest;  /* the latest time seen since */
  gint64 ran;     /* how long the program ran since, in earlier runs */
  guint days;
  gint64 monotonic; /* from when on this run counts; 0: not yet */
  gint64 saved;     /* time of the last write */
};

static void
load (DeskLease *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, NULL);
  self->contact = g_key_file_get_int64 (file, GROUP, "contact", NULL);
  self->latest = g_key_file_get_int64 (file, GROUP, "latest", NULL);
  self->ran = g_key_file_get_int64 (file, GROUP, "ran", NULL);
  self->days = (guint) g_key_file_get_integer (file, GROUP, "days", NULL);
  if (self->days == 0)
    self->days = DESK_LEASE_DAYS;
}

static void
save (DeskLease *self, gint64 time, gint64 monotonic)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_key_file_set_int64 (file, GROUP, "contact", self->contact);
  g_key_file_set_int64 (file, GROUP, "latest", self->latest);
  g_key_file_set_int64 (file, GROUP, "ran", self->ran + monotonic - self->monotonic);
  g_key_file_set_integer (file, GROUP, "days", (int) self->days);
  data = g_key_file_to_data (file, &length, NULL);
  if (!g_file_set_contents_full (self->path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600, &error))
    g_info ("%s", error->message);
  self->saved = time;
}

DeskLease *
desk_lease_new (const char *folder)
{
  DeskLease *self = g_new0 (DeskLease, 1);

  self->path = g_build_filename (folder, "lease.ini", NULL);
  load (self);
  return self;
}

void
desk_lease_free (DeskLease *self)
{
  g_free (self->path);
  g_free (self);
}

void
desk_lease_renew (DeskLease *self, gint64 time, gint64 monotonic, guint days)
{
  const gboolean soon = self->contact != 0 && self->days == days && time >= self->saved &&
                        time - self->saved < SAVE_EVERY && self->latest <= time;

  self->contact = time;
  self->latest = time;
  self->ran = 0;
  self->days = days;
  self->monotonic = monotonic;
  if (!soon)
    save (self, time, monotonic);
}

gboolean
desk_lease_is_over (DeskLease *self, gint64 time, gint64 monotonic)
{
  gint64 ran, passed;

  if (self->monotonic == 0)
    self->monotonic = monotonic;
  /* A cache of before there were leases begins now. */
  if (self->contact == 0)
    self->contact = self->latest = time;
  if (time < self->latest - MAX_BACK)
    return TRUE;
  self->latest = MAX (self->latest, time);
  if (time < self->saved || time - self->saved > SAVE_EVERY)
    save (self, time, monotonic);
  ran = self->ran + monotonic - self->monotonic;
  passed = MAX (ran, self->latest - self->contact);
  return passed > (gint64) self->days * G_TIME_SPAN_DAY;
}
