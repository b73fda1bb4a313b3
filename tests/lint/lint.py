# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lint programs share: the files of the tree and a report in TAP."""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREES = ('shared', 'client', 'server', 'tests')


def files(*suffixes, trees=TREES):
    """Files with one of the suffixes, sorted, as paths relative to the root."""
    found = []
    for tree in trees:
        for path in (ROOT / tree).rglob('*'):
            if path.suffix in suffixes and path.is_file():
                found.append(path.relative_to(ROOT))
    return sorted(found)


def read(path):
    return (ROOT / path).read_text(encoding='utf-8')


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


class Report:
    """Findings by rule; one TAP line a rule, so that a failure is named."""

    def __init__(self, *rules):
        self.findings = {rule: [] for rule in rules}

    def add(self, rule, path, line, message):
        where = f'{path}:{line}' if line else str(path)
        self.findings[rule].append(f'{where}: {message}')

    def finish(self):
        print(f'1..{len(self.findings)}')
        for number, (rule, found) in enumerate(self.findings.items(), start=1):
            for finding in found:
                print(f'# {finding}')
            print(f'{"not ok" if found else "ok"} {number} - {rule}')
        return 1 if any(self.findings.values()) else 0


def skip(reason):
    print(f'1..0 # SKIP {reason}')
    sys.exit(0)
