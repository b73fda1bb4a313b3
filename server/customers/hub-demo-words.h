/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What demo people and firms are made of. All of it is invented; lists are ended by %NULL. */

typedef struct
{
  const char *he;
  const char *she;
} HubDemoPair;

typedef struct
{
  const char *region;
  const char *city;
  const char *postcode; /* its first three digits */
} HubDemoPlace;

/* People who stand at fixed places, so that pictures of the demo look alike. */
typedef struct
{
  const char *last_name;
  const char *first_name;
  const char *middle_name;
  const char *sex;
  const char *birth_date;
  const char *phone;
  const char *email;
  const char *street;
  const char *note;
} HubDemoPerson;

extern const char *const hub_demo_surnames[]; /* of men; women add "а" */
extern const char *const hub_demo_men[];
extern const char *const hub_demo_women[];
extern const HubDemoPair hub_demo_patronymics[];
extern const guint hub_demo_n_patronymics;
extern const HubDemoPlace hub_demo_places[];
extern const guint hub_demo_n_places;
extern const char *const hub_demo_streets[];
extern const char *const hub_demo_firms[];
extern const char *const hub_demo_sources[];
extern const char *const hub_demo_tags[];
extern const char *const hub_demo_notes[];
extern const HubDemoPerson hub_demo_people[];
extern const guint hub_demo_n_people;

G_END_DECLS
