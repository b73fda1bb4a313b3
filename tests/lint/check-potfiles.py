#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text of the program can be translated and is translated."""
import re
import shutil
import sys
import tempfile
from pathlib import Path

import lint

CALLS = re.compile(r'(?<!\w)(_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?) ?\("')
MARKED = {
    '.c': CALLS,
    '.h': CALLS,
    '.ui': re.compile(r'translatable="(yes|true|1)"'),
    '.xml': re.compile(r'translatable="(yes|true|1)"'),
    '.in': re.compile(r'^(Name|GenericName|Comment|Keywords)=|<(summary|name|caption)>', re.M),
}
MAX_SHOWN = 20
KEYWORDS = ['--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2',
            '--keyword=ngettext:1,2', '--keyword=g_dngettext:2,3', '--keyword=g_dpgettext2:2c,3']


def listed():
    lines = lint.read('po/POTFILES.in').splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith('#')]


def check_list(report, names):
    for name in names:
        if not (lint.ROOT / name).is_file():
            report.add('POTFILES.in names files that exist', 'po/POTFILES.in', 0, name)
    for path in lint.files(*MARKED, trees=('shared', 'client', 'data')):
        if MARKED[path.suffix].search(lint.read(path)) and str(path) not in names:
            report.add('POTFILES.in is complete', path, 0, 'has texts but is not listed')


def check_language(report, language, template):
    path = f'po/{language}.po'
    result = lint.run('msgfmt', '--check', '--statistics', '-o', '/dev/null', path,
                      env={'LC_ALL': 'C', 'PATH': '/usr/bin:/bin:/usr/local/bin'})
    if result.returncode != 0 or re.search(r'untranslated|fuzzy', result.stderr):
        report.add('translations are complete', path, 0, result.stderr.strip().replace('\n', ' | '))

    result = lint.run('msgcmp', path, template,
                      env={'LC_ALL': 'C', 'PATH': '/usr/bin:/bin:/usr/local/bin'})
    missing = re.findall(r':(\d+): this message is used but not defined', result.stderr)
    source = Path(template).read_text(encoding='utf-8').splitlines()
    for line in missing[:MAX_SHOWN]:
        start = max(i for i in range(int(line)) if source[i].startswith('msgid '))
        report.add('translations are complete', path, 0, 'lacks ' + ' '.join(source[start:int(line)]))
    if len(missing) > MAX_SHOWN:
        report.add('translations are complete', path, 0, f'and {len(missing) - MAX_SHOWN} more')


def make_template(folder, names):
    template = str(Path(folder) / 'zontik.pot')
    existing = [name for name in names if (lint.ROOT / name).is_file()]
    result = lint.run('xgettext', '--from-code=UTF-8', *KEYWORDS, '-o', template, *existing)
    return template if result.returncode == 0 and Path(template).exists() else None


def main():
    report = lint.Report('POTFILES.in names files that exist', 'POTFILES.in is complete',
                         'translations are complete')
    if not (lint.ROOT / 'po/POTFILES.in').exists():
        lint.skip('there is no po/POTFILES.in yet')
    names = listed()
    check_list(report, names)

    missing = [tool for tool in ('msgfmt', 'msgcmp', 'xgettext') if shutil.which(tool) is None]
    if missing:
        print(f'# translations are not checked: {", ".join(missing)} not installed')
        return report.finish()

    with tempfile.TemporaryDirectory() as folder:
        template = make_template(folder, names)
        if template is None:
            report.add('translations are complete', 'po/POTFILES.in', 0, 'xgettext failed')
        else:
            for language in lint.read('po/LINGUAS').split():
                check_language(report, language, template)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
