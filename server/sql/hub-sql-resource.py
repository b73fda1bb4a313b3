#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Embeds every .sql file below SQL_DIR: hub-sql-resource.py COMPILER SQL_DIR OUT.c OUT.h DEPFILE.

The depfile names the folders too, so that a new file is noticed without a list to maintain."""
import os
import subprocess
import sys

compiler, sql_dir, out_c, out_h, depfile = sys.argv[1:]
files, seen = [], []
for folder, subfolders, names in os.walk(sql_dir):
    subfolders.sort()
    seen.append(folder)
    files += [os.path.relpath(os.path.join(folder, n), sql_dir) for n in sorted(names) if n.endswith('.sql')]

xml = os.path.join(os.path.dirname(out_c) or '.', 'hub-sql.gresource.xml')
with open(xml, 'w', encoding='utf-8') as out:
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<gresources>\n  <gresource prefix="/io/github/zontik/sql">\n')
    out.writelines(f'    <file>{name}</file>\n' for name in files)
    out.write('  </gresource>\n</gresources>\n')

for kind, target in (('--generate-source', out_c), ('--generate-header', out_h)):
    subprocess.run([compiler, kind, '--internal', '--c-name', 'hub_sql', '--sourcedir', sql_dir,
                    '--target', target, xml], check=True)

with open(depfile, 'w', encoding='utf-8') as out:
    inputs = seen + [os.path.join(sql_dir, n) for n in files]
    out.write(f"{out_c} {out_h}: {' '.join(p.replace(' ', chr(92) + ' ') for p in inputs)}\n")
