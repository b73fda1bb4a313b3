/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* Stands in `revs` for the record as a whole: deleted or restored. */
#define HUB_GROUP_WHOLE "*"

/* Who changed a field group last, from the `revs` of a row. Everything is borrowed. */
typedef struct
{
  gint64 rev; /* 0: not since the creation */
  const char *device;
  const char *user;
  const char *at;
} HubGroupRev;

void hub_group_rev_read (JsonObject *revs, const char *group, HubGroupRev *rev);
void hub_group_rev_write (JsonObject *revs, const char *group, const HubGroupRev *rev);

/* What an update meets. Everything is borrowed; @revs may be %NULL, @was too. */
typedef struct
{
  const CrmKind *kind;
  const char *const *current;
  gint64 rev;
  JsonObject *revs;
  CrmFieldSet *set;
  CrmFieldSet *was;
  gint64 base;
  const char *device;
  const char *author_line; /* put between two texts that are both kept */
} HubMergeInput;

/* The verdict, by field group. Pure: nothing of the input is changed. */
typedef struct
{
  CrmFieldSet *apply;  /* (owned): the values to write, without those that are there already */
  GPtrArray *applied;  /* (owned) (element-type utf8): groups, names of the field table */
  GPtrArray *clashed;  /* (owned) (element-type utf8) */
  gboolean is_strict;  /* a strict group clashed: nothing may be applied */
  gboolean has_others; /* somebody else changed the record since base */
} HubMerge;

HubMerge *hub_merge_run (const HubMergeInput *input);
void hub_merge_free (HubMerge *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubMerge, hub_merge_free)

/* Whether a device other than @device changed any group after @base. */
gboolean hub_merge_has_others (JsonObject *revs, gint64 rev, gint64 base, const char *device);
/* The fields of @group: of @set (nullable), and of @values. (transfer full): an object. */
JsonObject *hub_merge_dup_group_set (const CrmKind *kind, const char *group, CrmFieldSet *set);
JsonObject *
hub_merge_dup_group_values (const CrmKind *kind, const char *group, const char *const *values);

G_END_DECLS
