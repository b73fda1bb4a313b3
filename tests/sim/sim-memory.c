/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In the place of malloc(): a seed is one thread and one short process, which gives nothing back to
 * the system. Free blocks wait in a list for each size; each block has its size before it. The
 * sanitizers have their own. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-memory.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)

void
sim_memory_begin_seed (void)
{
}

#else

#define RESERVED   ((size_t) 4 << 30)
#define HUGE_PAGE  ((size_t) 2 << 20)
#define HEADER     16
#define N_CLASSES  160
#define N_SMALL    64
#define SMALL_STEP 16

typedef struct _Block Block;

struct _Block
{
  Block *next;
};

typedef struct
{
  char *at;
  char *end;
  Block *free[N_CLASSES];
  gboolean is_alone; /* a forked process has one thread; before, libraries may have begun others */
  int lock;
} Memory;

/* Here and not in a slot of the world: it is needed before there is one. */
Memory sim_the_memory;

static Memory *
get_memory (void)
{
  return &sim_the_memory;
}

/* Above the small ones four sizes for each power of two. */
static unsigned int
find_class (size_t size)
{
  unsigned int log, quarter;

  if (size <= N_SMALL * SMALL_STEP)
    return size == 0 ? 0 : (unsigned int) ((size - 1) / SMALL_STEP);
  log = 63 - (unsigned int) __builtin_clzl (size - 1);
  quarter = (unsigned int) ((size - 1) >> (log - 2)) & 3;
  return N_SMALL + (log - 10) * 4 + quarter;
}

static size_t
get_class_size (unsigned int number)
{
  unsigned int log = 10 + (number - N_SMALL) / 4;

  if (number < N_SMALL)
    return (number + 1) * (size_t) SMALL_STEP;
  return (size_t) (5 + (number - N_SMALL) % 4) << (log - 2);
}

static void
die (const char *why)
{
  if (write (STDERR_FILENO, why, strlen (why)) >= 0)
    abort ();
}

static void
align (Memory *self, size_t to)
{
  self->at = (char *) (((uintptr_t) self->at + to - 1) & ~(uintptr_t) (to - 1));
}

static void
reserve (Memory *self)
{
  self->at = mmap (NULL, RESERVED, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (self->at == MAP_FAILED)
    die ("no memory can be reserved\n");
  self->end = self->at + RESERVED;
  align (self, HUGE_PAGE);
  madvise (self->at, (size_t) (self->end - self->at), MADV_HUGEPAGE);
}

static size_t
get_size (void *data)
{
  return get_class_size (*(unsigned int *) (void *) ((char *) data - HEADER));
}

static void
lock (Memory *self)
{
  while (!self->is_alone && __atomic_exchange_n (&self->lock, 1, __ATOMIC_ACQUIRE) != 0)
    ;
}

static void
unlock (Memory *self)
{
  if (!self->is_alone)
    __atomic_store_n (&self->lock, 0, __ATOMIC_RELEASE);
}

static void *
cut (Memory *self, unsigned int number)
{
  size_t size = get_class_size (number) + HEADER;
  char *data;

  if (self->at == NULL)
    reserve (self);
  if (size > (size_t) (self->end - self->at))
    die ("all memory is used\n");
  data = self->at + HEADER;
  self->at += size;
  *(unsigned int *) (void *) (data - HEADER) = number;
  return data;
}

/* Not by the names of the library, of which the compiler thinks to know what they do. */
static void *
take (size_t size)
{
  Memory *self = get_memory ();
  unsigned int number = find_class (size);
  Block *block;
  void *data;

  lock (self);
  block = self->free[number];
  if (block != NULL)
    self->free[number] = block->next;
  data = block != NULL ? block : cut (self, number);
  unlock (self);
  return data;
}

static void
give (void *data)
{
  Memory *self = get_memory ();
  Block *block = data;
  unsigned int number;

  if (data == NULL)
    return;
  number = *(unsigned int *) (void *) ((char *) data - HEADER);
  lock (self);
  block->next = self->free[number];
  self->free[number] = block;
  unlock (self);
}

void *
malloc (size_t size)
{
  return take (size);
}

void
free (void *data)
{
  give (data);
}

void *
calloc (size_t n, size_t size)
{
  size_t total;
  void *data;

  if (__builtin_mul_overflow (n, size, &total))
    return NULL;
  data = take (total);
  return memset (data, 0, total);
}

void *
realloc (void *data, size_t size)
{
  size_t before = data != NULL ? get_size (data) : 0;
  void *grown;

  if (data != NULL && size <= before)
    return data;
  grown = take (size);
  if (before > 0)
    memcpy (grown, data, before);
  give (data);
  return grown;
}

/* Rare, and not taken back: what stands before it is not ours. */
static void *
take_aligned (size_t alignment, size_t size)
{
  Memory *self = get_memory ();
  char *data;

  if (alignment <= HEADER)
    return take (size);
  lock (self);
  if (self->at == NULL)
    reserve (self);
  self->at += HEADER;
  align (self, alignment);
  self->at -= HEADER;
  data = cut (self, find_class (size));
  unlock (self);
  return data;
}

int
posix_memalign (void **data, size_t alignment, size_t size)
{
  *data = take_aligned (alignment, size);
  return 0;
}

void *
aligned_alloc (size_t alignment, size_t size)
{
  return take_aligned (alignment, size);
}

void *
memalign (size_t alignment, size_t size)
{
  return take_aligned (alignment, size);
}

size_t
malloc_usable_size (void *data)
{
  return data != NULL ? get_size (data) : 0;
}

void
sim_memory_begin_seed (void)
{
  Memory *self = get_memory ();

  self->is_alone = TRUE;
  memset (self->free, 0, sizeof self->free);
  align (self, HUGE_PAGE);
}

#endif
