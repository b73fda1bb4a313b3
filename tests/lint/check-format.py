#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-format changes nothing."""
import re
import shutil
import sys

import lint


def main():
    program = shutil.which('clang-format-14') or shutil.which('clang-format')
    if program is None:
        lint.skip('clang-format is not installed')
    version = re.search(r'version (\d+)', lint.run(program, '--version').stdout)
    if version is None or version.group(1) != '14':
        lint.skip('the format is that of clang-format 14')

    report = lint.Report('format')
    paths = [str(path) for path in lint.files('.c', '.h')]
    for start in range(0, len(paths), 50):
        result = lint.run(program, '--dry-run', '-Werror', *paths[start:start + 50])
        for path in sorted(set(re.findall(r'^(\S+?):\d+:\d+: error', result.stderr, re.M))):
            report.add('format', path, 0, 'clang-format would change it')
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
