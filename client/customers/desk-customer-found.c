/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Marks what was typed in what was found. The index finds words by their beginning, in both
 * keyboard layouts, and phones by any run of digits at either end; the same is repeated here on the
 * shown text. Pure; main thread. */

#include "client/customers/desk-customer-found.h"

#include <string.h>

#include "shared/base/crm-text.h"

struct _DeskCustomerFound
{
  GStrv terms;   /* (owned) */
  GStrv swapped; /* (owned): the same keys in the other layout, in the same order */
  char *number;  /* (owned) (nullable): digits of a query that is one phone with signs between */
};

/* One sign as the index sees it. */
static gunichar
fold (gunichar sign)
{
  sign = g_unichar_tolower (sign);
  return sign == 0x451 ? 0x435 : sign;
}

/* Bytes of @text that @term covers at its beginning, or 0. */
static gsize
match_prefix (const char *text, const char *term)
{
  const char *p = text;

  for (; *term != '\0'; term = g_utf8_next_char (term), p = g_utf8_next_char (p))
    if (*p == '\0' || fold (g_utf8_get_char (p)) != fold (g_utf8_get_char (term)))
      return 0;
  return (gsize) (p - text);
}

/* The same among digits, across the spaces and dashes of a phone. */
static gsize
match_digits (const char *text, const char *term)
{
  const char *p = text;

  while (*term != '\0')
    {
      if (*p == '\0')
        return 0;
      if (g_ascii_isdigit (*p))
        {
          if (*p != *term)
            return 0;
          term++;
        }
      p++;
    }
  return (gsize) (p - text);
}

static void
add_mark (PangoAttrList *marks, gsize start, gsize length)
{
  PangoAttribute *back = pango_attr_background_new (0xf5f5, 0xc2c2, 0x1111);
  PangoAttribute *alpha = pango_attr_background_alpha_new (0x4800);

  back->start_index = alpha->start_index = (guint) start;
  back->end_index = alpha->end_index = (guint) (start + length);
  pango_attr_list_insert (marks, back);
  pango_attr_list_insert (marks, alpha);
}

static gboolean
mark_words (PangoAttrList *marks, const char *text, const char *term)
{
  gboolean inside = FALSE;
  gboolean found = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean letter = g_unichar_isalnum (g_utf8_get_char (p));
      gsize length = letter && !inside ? match_prefix (p, term) : 0;

      if (length > 0)
        {
          add_mark (marks, (gsize) (p - text), length);
          found = TRUE;
        }
      inside = letter;
    }
  return found;
}

static gboolean
mark_phone (PangoAttrList *marks, const char *text, const char *term)
{
  gsize digits = strspn (term, "0123456789");

  if (digits < 3 || term[digits] != '\0')
    return FALSE;
  /* People begin a number with 8 that is shown with +7. */
  if (digits > 4 && *term == '8')
    term++;
  for (const char *p = text; *p != '\0'; p++)
    {
      gsize length = g_ascii_isdigit (*p) ? match_digits (p, term) : 0;

      if (length > 0)
        {
          add_mark (marks, (gsize) (p - text), length);
          return TRUE;
        }
    }
  return FALSE;
}

/* "(900) 555-01" is one number for the index too. (nullable) (transfer full) */
static char *
join_digits (const char *query)
{
  GString *digits;

  if (query[strspn (query, " +-()0123456789")] != '\0')
    return NULL;
  digits = g_string_new (NULL);
  for (const char *p = query; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
  return g_string_free (digits, FALSE);
}

DeskCustomerFound *
desk_customer_found_new (const char *query)
{
  g_auto (GStrv) terms = crm_text_split_terms (query);
  DeskCustomerFound *self;
  guint n;

  if (terms == NULL || terms[0] == NULL)
    return NULL;
  n = g_strv_length (terms);
  self = g_new0 (DeskCustomerFound, 1);
  self->swapped = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->swapped[i] = crm_text_swap_layout (terms[i]);
  self->number = join_digits (query);
  self->terms = g_steal_pointer (&terms);
  return self;
}

void
desk_customer_found_free (DeskCustomerFound *self)
{
  g_strfreev (self->terms);
  g_strfreev (self->swapped);
  g_free (self->number);
  g_free (self);
}

PangoAttrList *
desk_customer_found_mark (DeskCustomerFound *self, const char *text, gboolean phone)
{
  g_autoptr (PangoAttrList) marks = NULL;
  gboolean found = FALSE;

  if (self == NULL || text == NULL)
    return NULL;
  marks = pango_attr_list_new ();
  if (phone && self->number != NULL)
    found = mark_phone (marks, text, self->number);
  for (guint i = 0; !found && phone && self->terms[i] != NULL; i++)
    found = mark_phone (marks, text, self->terms[i]);
  for (guint i = 0; !phone && self->terms[i] != NULL; i++)
    {
      if (mark_words (marks, text, self->terms[i]))
        found = TRUE;
      else if (self->swapped[i] != NULL)
        found |= mark_words (marks, text, self->swapped[i]);
    }
  return found ? g_steal_pointer (&marks) : NULL;
}
