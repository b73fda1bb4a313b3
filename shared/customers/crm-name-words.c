/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of names, folded by crm_name_fold(); a constant. */
#include "shared/customers/crm-name-words.h"

/* In the order of strcmp(). */
/* clang-format off */
const char *const crm_name_words_first[] = {
  "Zana", "adelina", "agata", "ala", "albina", "aleksandr", "aleksandra", "aleksei", "alena",
  "alina", "alisa", "anZelika", "ana", "anastasia", "anatoli", "andrei", "angelina", "anton",
  "antonina", "arina", "arkadi", "arseni", "artem", "artur", "bogdan", "boris", "danil", "daria",
  "darina", "demid", "denis", "diana", "dina", "dmitri", "eduard", "efim", "egor", "ekaterina",
  "elena", "elina", "elizaveta", "elvira", "ema", "esenia", "eva", "evelina", "evgeni", "evgenia",
  "faina", "fedor", "filip", "foma", "galina", "genadi", "georgi", "german", "gleb", "grigori",
  "iakov", "ian", "iana", "iaroslav", "iaroslava", "igor", "ilia", "ina", "irina", "iulia", "iuri",
  "ivan", "kamila", "karina", "kira", "kiril", "klavdia", "konstantin", "kristina", "ksenia",
  "larisa", "leonid", "lev", "lidia", "lilia", "liubov", "liudmila", "luka", "maia", "makar",
  "maksim", "marat", "margarita", "maria", "marina", "mark", "marta", "matvei", "mihail", "milana",
  "milena", "miron", "miroslava", "nadeZda", "natalia", "nika", "nikita", "nikolai", "nina",
  "oksana", "oleg", "olesia", "olga", "pavel", "petr", "platon", "polina", "prohor", "raisa",
  "regina", "renat", "rima", "rinat", "roden", "roman", "roza", "ruslan", "saveli", "semen",
  "sergei", "sneZana", "sofia", "stanislav", "stefania", "stepan", "svetlana", "taisia", "tamara",
  "tatiana", "timofei", "timur", "tit", "trofim", "uliana", "vadim", "valentin", "valentina",
  "valeri", "valeria", "varvara", "vasili", "vasilisa", "vera", "veronika", "viaCeslav", "viktor",
  "viktoria", "vitali", "vladimir", "vladislav", "vladislava", "vsevolod", "zahar", "zinaida",
  "zoia",
};
/* clang-format on */

const guint crm_name_words_n_first = G_N_ELEMENTS (crm_name_words_first);
