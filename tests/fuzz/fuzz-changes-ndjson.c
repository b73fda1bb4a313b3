/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz-changes.h"
#include "tests/fuzz/fuzz-target.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  fuzz_changes_check (CRM_CHANGE_NDJSON, data, size);
  return 0;
}
