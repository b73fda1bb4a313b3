/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values as people and other programs write them; what is meant beyond doubt is accepted. Pure. */

/* "31.12.2024", "31/12/24", "2024-12-31", "31 декабря 2024 г.", "20241231", the number of a day of
 * Excel, all with or without a time behind. Two digits of a year mean the latest that is not after
 * @last_year. YYYY-MM-DD (transfer full) (nullable). */
char *crm_import_read_date (const char *text, int last_year);
/* "12 345,67", "12,345.67", "12.345,67", "1'234 руб.": kopecks. */
gboolean crm_import_read_money (const char *text, gint64 *kopecks);
/* "да", "yes", "1", "+", "оплачен"; FALSE when it is neither. */
gboolean crm_import_read_flag (const char *text, gboolean *flag);
/* "male", "female", "person", "company", or the state of a policy or an instalment, for the words
 * people use. (nullable) (transfer none) */
const char *crm_import_read_word (const char *text);
/* Parts of a whole name in either order: "Капелькин Семён Ильич", "Семён Ильич Капелькин",
 * "Капелькин С.И.". (transfer full) (nullable) */
void
crm_import_split_name (const char *text, char **last_name, char **first_name, char **middle_name);

G_END_DECLS
