/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a target without libFuzzer, as an ordinary test: the corpus, each of its files cut short,
 * and a number of mutations that is the same everywhere and every time. fuzz-NAME CORPUS-FOLDER
 * RUNS */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz-target.h"
#include "tests/lib/crm-test.h"

#define MAX_SIZE 65536

typedef struct
{
  GPtrArray *inputs; /* (element-type GBytes) */
  guint runs;
} Corpus;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
read_corpus (const char *folder)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  /* The order of a folder is different everywhere. */
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      char *text;
      gsize length;

      g_assert_true (g_file_get_contents (g_ptr_array_index (names, i), &text, &length, NULL));
      g_ptr_array_add (inputs, g_bytes_new_take (text, length));
    }

  g_assert_cmpuint (inputs->len, >, 0);
  return g_steal_pointer (&inputs);
}

/* In memory of exactly this size, so that reading behind it is seen. */
static void
run_one (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, MAX (size, 1));

  LLVMFuzzerTestOneInput (copy, size);
}

static void
test_corpus (gconstpointer data)
{
  const Corpus *corpus = data;

  run_one ((const guint8 *) "", 0);
  for (guint i = 0; i < corpus->inputs->len; i++)
    {
      gsize size;
      const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (corpus->inputs, i), &size);

      run_one (bytes, size);
      for (gsize cut = 0; cut < MIN (size, 512); cut++)
        run_one (bytes, cut);
    }
}

static void
insert_bytes (GByteArray *input, gsize at, const guint8 *bytes, gsize n)
{
  gsize tail = input->len - at;

  g_byte_array_set_size (input, input->len + n);
  memmove (input->data + at + n, input->data + at, tail);
  memcpy (input->data + at, bytes, n);
}

static const guint8 *
random_part (GPtrArray *inputs, guint64 *seed, gsize *length)
{
  GBytes *other = g_ptr_array_index (inputs, crm_test_random (seed) % inputs->len);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (other, &size);
  gsize start = size > 0 ? crm_test_random (seed) % size : 0;

  *length = 1 + crm_test_random (seed) % 64;
  *length = MIN (*length, size - start);
  return bytes + start;
}

static void
mutate (GByteArray *input, GPtrArray *inputs, guint64 *seed)
{
  static const guint8 nasty[] = {
    0x00, 0xff, 0x7f, 0x80, '"', '\\', '{', '[', '\n', '0', 0xd0, 0xed
  };
  gsize at = input->len > 0 ? crm_test_random (seed) % input->len : 0;
  gsize length = 1 + crm_test_random (seed) % 16;
  const guint8 *part;
  guint8 byte;

  switch (input->len > 0 ? crm_test_random (seed) % 6 : 4)
    {
    case 0:
      input->data[at] ^= 1 << crm_test_random (seed) % 8;
      break;
    case 1:
      input->data[at] = nasty[crm_test_random (seed) % sizeof nasty];
      break;
    case 2:
      g_byte_array_remove_range (input, at, MIN (input->len - at, length));
      break;
    case 3:
      g_byte_array_set_size (input, at);
      break;
    case 4:
      part = random_part (inputs, seed, &length);
      insert_bytes (input, at, part, length);
      break;
    default:
      byte = crm_test_random (seed);
      insert_bytes (input, at, &byte, 1);
    }
}

static void
test_mutations (gconstpointer data)
{
  const Corpus *corpus = data;
  guint64 seed = 42;

  for (guint run = 0; run < corpus->runs; run++)
    {
      GBytes *base =
          g_ptr_array_index (corpus->inputs, crm_test_random (&seed) % corpus->inputs->len);
      g_autoptr (GByteArray) input = g_byte_array_new ();

      g_byte_array_append (input, g_bytes_get_data (base, NULL), g_bytes_get_size (base));
      for (guint i = 1 + crm_test_random (&seed) % 8; i > 0; i--)
        mutate (input, corpus->inputs, &seed);
      if (input->len < MAX_SIZE)
        run_one (input->data, input->len);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) inputs = NULL;
  Corpus corpus;
  int result;

  g_test_init (&argc, &argv, NULL);
  if (argc < 3)
    {
      g_printerr ("usage: %s CORPUS-FOLDER RUNS\n", argv[0]);
      return 2;
    }

  inputs = read_corpus (argv[1]);
  corpus.inputs = inputs;
  corpus.runs = (guint) atoi (argv[2]);
  g_test_add_data_func ("/fuzz/corpus", &corpus, test_corpus);
  g_test_add_data_func ("/fuzz/mutations", &corpus, test_mutations);
  result = g_test_run ();

  return result;
}
