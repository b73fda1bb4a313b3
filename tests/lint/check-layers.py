#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom: the table of house style, 2.5, for the folders that exist."""
import re
import sys

import lint

# Folder: (our folders or headers it may include besides itself, libraries besides GLib and json-glib).
LAYERS = {
    'shared': (['shared'], []),
    'shared/base': ([], []),
    # A field that cannot be read is told as an error of a problem.
    'shared/codec': (['shared/base', 'shared/protocol/crm-problem.h'], []),
    'shared/record': (['shared/base', 'shared/codec'], []),
    'shared/customers': (['shared/base', 'shared/codec', 'shared/record',
                          'shared/protocol/crm-problem.h'], []),
    'shared/protocol': (['shared/base', 'shared/codec', 'shared/record'], ['sodium']),
    'client': (['client/app'], []),
    'client/store': (['shared'], ['sqlite', 'secret', 'sodium']),
    'client/sync': (['shared', 'client/store'], ['soup', 'gnutls']),
    'client/ui': (['shared', 'client/store'], ['gtk', 'adwaita', 'qrencode', 'poppler']),
    'client/printing': (['shared', 'client/store', 'client/ui'], ['gtk']),
    'client/customers': (['shared', 'client/store', 'client/ui', 'client/printing'],
                         ['gtk', 'adwaita', 'xlsxwriter']),
    'client/admin': (['shared', 'client/store', 'client/ui'], ['gtk', 'adwaita']),
    'client/imports': (['shared', 'client/store', 'client/ui'], ['gtk', 'adwaita']),
    'client/app': (['shared', 'client'], ['gtk', 'adwaita']),
    'server': (['server/cli', 'server/base'], []),
    # The context hands the pool down; everybody who answers knows who asks.
    'server/base': (['shared', 'server/db/hub-db-pool.h'], []),
    # hub-sql.h is made of the SQL files.
    'server/db': (['shared/base', 'server/base', 'server/hub-sql.h'], ['libpq']),
    # Who writes something down only needs the connection it happens on.
    'server/audit': (['shared', 'server/base', 'server/db'], []),
    'server/http': (['shared', 'server/base', 'server/auth/hub-session.h'], ['soup', 'gnutls']),
    'server/auth': (['shared', 'server/base', 'server/db', 'server/audit', 'server/http'],
                    ['sodium', 'soup', 'oath']),
    'server/live': (['shared', 'server/base', 'server/db', 'server/http', 'server/auth'], ['soup']),
    # hub-kinds-table.h is made of kinds.table, by hub-list-kinds.c among others.
    'server/sql': (['shared/codec'], []),
    'server/sync': (['shared', 'server/base', 'server/db', 'server/audit', 'server/http',
                     'server/auth', 'server/hub-kinds-table.h'], []),
    'server/customers': (['shared', 'server/base', 'server/db', 'server/http', 'server/auth',
                          'server/sync'], []),
    'server/files': (['shared', 'server/base', 'server/db', 'server/audit', 'server/http', 'server/auth',
                      'server/sync'], ['soup']),
    'server/imports': (['shared', 'server/base', 'server/db', 'server/audit', 'server/http', 'server/auth',
                       'server/sync', 'server/customers'], ['soup']),
    'server/admin': (['shared', 'server/base', 'server/db', 'server/audit', 'server/http', 'server/auth',
                      'server/sync', 'server/customers'], ['soup']),
    'server/cli': (['shared', 'server'], ['soup', 'libpq', 'gnutls', 'sodium']),
}

LIBRARIES = {
    'gtk': r'(gtk|gdk|gsk|pango|cairo|graphene)[/.-]',
    'adwaita': r'adwaita\.h',
    'qrencode': r'qrencode\.h',
    'xlsxwriter': r'xlsxwriter\.h',
    'poppler': r'poppler',
    'soup': r'libsoup/',
    'sqlite': r'sqlite3\.h',
    'secret': r'libsecret/',
    'libpq': r'(libpq-fe|pg_config|postgres_ext)\.h|libpq/',
    'sodium': r'sodium\.h',
    'gnutls': r'gnutls/',
    'oath': r'liboath/',
}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


def layer_of(path):
    """The longest folder of the table above the file."""
    for folder in [path.parent, *path.parent.parents]:
        if str(folder) in LAYERS:
            return str(folder)
    return None


def is_allowed(include, layer):
    # shared/ itself and client/main.c stand above their folders; the folders do not inherit that.
    own = include.rsplit('/', 1)[0] == layer or (layer.count('/') > 0
                                                 and include.startswith(layer + '/'))
    return own or any(include == entry or include.startswith(entry + '/')
                      for entry in LAYERS[layer][0])


def check(path, report):
    layer = layer_of(path)
    if layer is None:
        report.add('every folder is in the table', path, 0, 'add its folder to LAYERS')
        return

    for number, line in enumerate(lint.read(path).splitlines(), start=1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, include = match.groups()
        if quote == '"':
            check_own(path, number, include, layer, report)
        for library, pattern in LIBRARIES.items():
            if re.match(pattern, include) and library not in LAYERS[layer][1]:
                report.add('libraries stay in their folders', path, number,
                           f'{layer} may not include <{include}>')


def check_own(path, number, include, layer, report):
    if '/' not in include:
        # Without a folder only what the build makes.
        if (lint.ROOT / path.parent / include).exists():
            report.add('includes start at the root', path, number, f'"{include}"')
        return
    if not is_allowed(include, layer):
        report.add('includes go downwards', path, number, f'{layer} may not include "{include}"')


def main():
    report = lint.Report('every folder is in the table', 'includes start at the root',
                         'includes go downwards', 'libraries stay in their folders')
    for path in lint.files('.c', '.h', trees=('shared', 'client', 'server')):
        check(path, report)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
