/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* The group «Files» of the card: files of the client himself, and a row that adds some. */
#define DESK_TYPE_FILES_BLOCK (desk_files_block_get_type ())
G_DECLARE_FINAL_TYPE (DeskFilesBlock, desk_files_block, DESK, FILES_BLOCK, DeskCardBlock)

DeskCardBlock *desk_files_block_new (DeskContext *context);

G_END_DECLS
