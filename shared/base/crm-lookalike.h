/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The twelve capital letters that look the same in both alphabets (GOST R 50577: АВЕКМНОРСТУХ). Any
 * other character is given back as it is. */
gunichar crm_lookalike_to_cyrillic (gunichar c);
gunichar crm_lookalike_to_latin (gunichar c);
/* Whether @c is one of the twelve, in Cyrillic. */
gboolean crm_lookalike_is_plate_letter (gunichar c);

typedef enum
{
  CRM_TIDY_PLAIN = 0,         /* upper case without spaces, № and invisible characters */
  CRM_TIDY_DASHES = 1 << 0,   /* dashes go too */
  CRM_TIDY_CYRILLIC = 1 << 1, /* Latin look-alikes become Cyrillic */
  CRM_TIDY_LATIN = 1 << 2,    /* Cyrillic look-alikes become Latin */
} CrmTidyFlags;

/* One way to write a number of a paper. (transfer full); what is not UTF-8 is made so. */
char *crm_lookalike_tidy (const char *text, CrmTidyFlags flags);

G_END_DECLS
