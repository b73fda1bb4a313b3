/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-kinds.h"

G_BEGIN_DECLS

/* What some commands will look at; gathered before anything is read, so that all of it comes in one
 * round trip. */
typedef struct
{
  GHashTable **records; /* (owned): by number of the kind, sets of ids */
  GHashTable **below;   /* (owned): the same, of the records above, all of whose rows are needed */
  GHashTable *made;     /* (owned) (element-type utf8 utf8): ids that are not looked for */
  GHashTable *people;   /* (owned) (element-type utf8 utf8): set of ids */
  GHashTable *phones;   /* (owned) (element-type utf8 utf8): set of customers */
  GHashTable
      *coming; /* (owned) (element-type utf8 utf8): customers that are about to get a phone */
  guint n_numbers;
  /* Believes that commands are new and that what they create does not exist: nothing is read to see
   * whether it is so, the unique indexes will tell. */
  gboolean is_trusting;
} HubNeeds;

HubNeeds *hub_needs_new (void);
void hub_needs_free (HubNeeds *self);
void hub_needs_add_record (HubNeeds *self, const CrmKind *kind, const char *id);
/* One that a command makes. */
void hub_needs_add_new_record (HubNeeds *self, const CrmKind *kind, const char *id);
/* On which a new one will hang; maybe it is made just before. */
void hub_needs_add_parent (HubNeeds *self, const CrmKind *kind, const char *id);
/* All records of @kind that hang on the record @above, which somebody else makes needed. */
void hub_needs_add_below (HubNeeds *self, const CrmKind *kind, const char *above);
/* @id may be %NULL. */
void hub_needs_add_person (HubNeeds *self, const char *id);
void hub_needs_add_phones (HubNeeds *self, const char *customer);
void hub_needs_add_coming_phone (HubNeeds *self, const char *customer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubNeeds, hub_needs_free)

G_END_DECLS
