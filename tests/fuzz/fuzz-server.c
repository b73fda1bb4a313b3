/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A malicious server: any bytes as a change stream into a real store that holds what a person
 * typed. The store works afterwards, the outbox has every command with the very same text, and its
 * search index agrees with its rows. The first byte chooses: 1 NDJSON, 2 a confirmed answer, 4 a
 * first load. */

#include "tests/fuzz/fuzz-target.h"
#include "tests/lib/fault-disk.h"
#include "tests/store/store-fixture.h"

#include <string.h>

static const char customer[] = "01980000-0000-7000-8000-000000000001";
static const char typed[] = "01980000-0000-7000-8000-000000000002";
static const char contact[] = "01980000-0000-7000-8000-000000000003";

static Store *
make_store (gboolean loaded)
{
  Store *store = loaded ? store_new_loaded () : store_new ();

  if (loaded)
    store_pull_customer (store, customer, 1, "Known");
  store_submit (store, command_edit (customer, 1, "Typed over", "Known"));
  store_submit (store, command_create (typed, "Typed new"));
  store_submit (store, command_contact (contact, customer, "+79001112233"));
  return store;
}

static void
feed (Store *store, const guint8 *data, gsize size)
{
  const guint8 flags = data[0];
  const CrmChangeFormat format = (flags & 1) != 0 ? CRM_CHANGE_NDJSON : CRM_CHANGE_ROWS;
  g_autoptr (DeskChangeApplier) applier = desk_change_applier_new (store->database, format);
  g_autoptr (GBytes) bytes = g_bytes_new (data + 1, size - 1);
  g_autoptr (GAsyncResult) fed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;

  if ((flags & 2) != 0)
    desk_change_applier_confirm (applier);
  desk_change_applier_feed_async (applier, bytes, NULL, crm_test_take_result, &fed);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  while (fed == NULL || ended == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_change_applier_feed_finish (applier, fed, NULL);
  desk_change_applier_end_finish (applier, ended, NULL);
}

/* Three commands with the texts they were made with; a conflict record may have closed one, but
 * none is gone or changed. */
static void
check_outbox (Store *store)
{
  static const char *const texts[] = { "Typed over", "Typed new", "+79001112233" };
  g_autoptr (GPtrArray) commands = store_take (store, 10);

  g_assert_cmpuint (commands->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < commands->len; i++)
    {
      g_autoptr (JsonNode) node = crm_command_to_json (g_ptr_array_index (commands, i));
      g_autofree char *text = crm_json_to_text (node);

      g_assert_nonnull (strstr (text, texts[i]));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Store *store;

  /* A store for each input is slow; one in so many lengths is enough. */
  if (size == 0 || (size % 9 != 0 && data[size - 1] != '\n'))
    return 0;
  store = make_store ((data[0] & 4) == 0);
  feed (store, data, size);
  if (desk_database_is_complete (store->database))
    store_assert_index (store);
  store_close (store);
  store_open (store);
  check_outbox (store);
  store_free (store);
  return 0;
}
