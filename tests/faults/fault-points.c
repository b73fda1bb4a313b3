/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into the real server: ends it as kill -9 would at a named point of a push, which is one
 * of those that $ZONTIK_FAULT_POINT names, and of those one in $ZONTIK_FAULT_CHANCE:
 *
 *   before-insert   nothing of the push was written
 *   after-insert    the commands' ids were written, nothing else, nothing is committed
 *   before-commit   everything was written, nothing is committed
 *   after-commit    the database has said that it is committed
 *   before-answer   the same, and the server is about to say something to its clients
 *
 * A file that $ZONTIK_FAULT_FILE names may say the point instead, and change its mind at any time.
 * With "stop" in $ZONTIK_FAULT_ACT it stands still there instead. So the program that is tested is
 * the one that is shipped. */

#include <dlfcn.h>
#include <fcntl.h>
#include <libpq-events.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define INSERT "sync/insert-commands"
#define COMMIT "commit"

typedef enum
{
  PHASE_NONE,
  PHASE_INSERTED,
  PHASE_COMMITTING,
} Phase;

/* A push was committed, and the next word to a client is the last. */
int fault_points_is_armed;

static int
is_point (const char *name)
{
  const char *point = getenv ("ZONTIK_FAULT_POINT"), *path = getenv ("ZONTIK_FAULT_FILE");
  char text[32] = { 0 };
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;

  if (fd >= 0)
    {
      if (read (fd, text, sizeof text - 1) > 0)
        point = text;
      close (fd);
    }
  return point != NULL && strcmp (point, name) == 0;
}

static int
is_chosen (const char *name)
{
  const char *chance = getenv ("ZONTIK_FAULT_CHANCE");
  unsigned int number = 0;

  return is_point (name) && getrandom (&number, sizeof number, 0) == sizeof number &&
         number % (unsigned int) (chance != NULL ? atoi (chance) : 1) == 0;
}

static void
die (void)
{
  const char *act = getenv ("ZONTIK_FAULT_ACT");

  kill (getpid (), act != NULL && strcmp (act, "stop") == 0 ? SIGSTOP : SIGKILL);
  pause ();
}

/* The phase of a connection is kept where libpq keeps things for others. */
static int
event_cb (PGEventId id, void *info, void *data)
{
  return 1;
}

static Phase
get_phase (const PGconn *conn)
{
  return (Phase) (size_t) PQinstanceData (conn, event_cb);
}

static void
set_phase (PGconn *conn, Phase phase)
{
  PQregisterEventProc (conn, event_cb, "fault-points", NULL);
  PQsetInstanceData (conn, event_cb, (void *) (size_t) phase);
}

/* All that was sent has been done when the answer to the last of it is there; all that is sent here
 * is the writes, and the first answer comes after a flush, so the end is waited for. */
static void
settle (PGconn *conn)
{
  struct pollfd fd = { PQsocket (conn), POLLIN, 0 };

  PQsendFlushRequest (conn);
  while (PQflush (conn) > 0)
    poll (&fd, 1, 10);
  /* As long as something comes it is being done. */
  while (poll (&fd, 1, 50) > 0 && PQconsumeInput (conn) == 1)
    continue;
}

int
PQsendQueryPrepared (PGconn *conn,
                     const char *name,
                     int n,
                     const char *const *values,
                     const int *lengths,
                     const int *formats,
                     int result)
{
  int (*real) (PGconn *, const char *, int, const char *const *, const int *, const int *, int) =
      dlsym (RTLD_NEXT, "PQsendQueryPrepared");
  int is_insert = strcmp (name, INSERT) == 0;
  int is_commit = strcmp (name, COMMIT) == 0;
  int sent;

  if (is_insert && is_chosen ("before-insert"))
    die ();
  if (is_commit && get_phase (conn) == PHASE_INSERTED && is_chosen ("before-commit"))
    {
      settle (conn);
      die ();
    }

  sent = real (conn, name, n, values, lengths, formats, result);
  if (is_insert)
    set_phase (conn, PHASE_INSERTED);
  else if (is_commit && get_phase (conn) == PHASE_INSERTED)
    set_phase (conn, PHASE_COMMITTING);
  if (is_insert && is_chosen ("after-insert"))
    {
      settle (conn);
      die ();
    }
  return sent;
}

PGresult *
PQgetResult (PGconn *conn)
{
  PGresult *(*real) (PGconn *) = dlsym (RTLD_NEXT, "PQgetResult");
  PGresult *result = real (conn);

  if (result == NULL || get_phase (conn) != PHASE_COMMITTING ||
      strcmp (PQcmdStatus (result), "COMMIT") != 0)
    return result;

  set_phase (conn, PHASE_NONE);
  if (is_chosen ("after-commit"))
    die ();
  if (is_chosen ("before-answer"))
    __atomic_store_n (&fault_points_is_armed, 1, __ATOMIC_SEQ_CST);
  return result;
}

static void
die_before_answer (int fd)
{
  struct sockaddr_storage address;
  socklen_t length = sizeof address;

  if (__atomic_load_n (&fault_points_is_armed, __ATOMIC_SEQ_CST) != 0 &&
      getsockname (fd, (struct sockaddr *) &address, &length) == 0 &&
      (address.ss_family == AF_INET || address.ss_family == AF_INET6))
    die ();
}

ssize_t
send (int fd, const void *data, size_t size, int flags)
{
  ssize_t (*real) (int, const void *, size_t, int) = dlsym (RTLD_NEXT, "send");

  die_before_answer (fd);
  return real (fd, data, size, flags);
}

ssize_t
sendmsg (int fd, const struct msghdr *message, int flags)
{
  ssize_t (*real) (int, const struct msghdr *, int) = dlsym (RTLD_NEXT, "sendmsg");

  die_before_answer (fd);
  return real (fd, message, flags);
}
