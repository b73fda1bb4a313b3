#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subjects of commits: "component: do something", at most 72 characters."""
import re
import sys

import lint

MAX_SUBJECT = 72
FORM = re.compile(r'^[a-z0-9][a-z0-9/_.+-]*(, [a-z0-9/_.+-]+)*: \S')


def main():
    try:
        result = lint.run('git', '-c', f'safe.directory={lint.ROOT}', 'log', '--no-merges',
                          '--format=%h%x09%s')
    except FileNotFoundError:
        lint.skip('git is not installed')
    if result.returncode != 0:
        lint.skip('this is not a git checkout')

    report = lint.Report('length', 'form')
    for line in result.stdout.splitlines():
        commit, subject = line.split('\t', 1)
        if len(subject) > MAX_SUBJECT:
            report.add('length', commit, 0, f'{len(subject)} characters: {subject}')
        if not FORM.match(subject) or subject.endswith('.'):
            report.add('form', commit, 0, subject)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
