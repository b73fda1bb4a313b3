#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fuzz one target with libFuzzer, ASan and UBSan for some time.

    tests/fuzz/run.py command --seconds 600

Builds into build-fuzz/ with clang. Findings and new inputs stay there; copy what is worth keeping
into tests/fuzz/corpus/TARGET.
"""
import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / 'tests' / 'fuzz'


def build(folder, target):
    if not (folder / 'build.ninja').exists():
        subprocess.run(
            ['meson', 'setup', str(folder), str(ROOT), '-Db_sanitize=address,undefined',
             '-Db_lundef=false', '-Dbuildtype=debugoptimized', '-Dc_args=-fsanitize=fuzzer-no-link'],
            check=True, env={**os.environ, 'CC': 'clang'})
    name = f'fuzz-{target}-libfuzzer'
    subprocess.run(['ninja', '-C', str(folder), f'tests/fuzz/{name}'], check=True)


def main():
    targets = sorted(path.name for path in (HERE / 'corpus').iterdir())
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('target', choices=targets)
    parser.add_argument('--seconds', type=int, default=60)
    parser.add_argument('--runs', type=int)
    parser.add_argument('--build', type=Path, default=ROOT / 'build-fuzz')
    parser.add_argument('--build-only', action='store_true')
    parser.add_argument('--no-build', action='store_true')
    args = parser.parse_args()

    args.build = args.build.resolve()
    program = args.build / 'tests' / 'fuzz' / f'fuzz-{args.target}-libfuzzer'
    if not args.no_build:
        build(args.build, args.target)
    if args.build_only:
        return 0
    found = args.build / 'inputs' / args.target
    found.mkdir(parents=True, exist_ok=True)
    command = [str(program), str(found), str(HERE / 'corpus' / args.target),
               f'-max_total_time={args.seconds}', '-max_len=8192', '-timeout=10',
               f'-artifact_prefix={found}/finding-', '-print_final_stats=1', '-detect_leaks=1']
    if args.runs:
        command.append(f'-runs={args.runs}')
    dictionary = HERE / f'fuzz-{args.target}.dict'
    if dictionary.exists():
        command.append(f'-dict={dictionary}')
    env = {**os.environ, 'ASAN_OPTIONS': 'detect_leaks=1', 'UBSAN_OPTIONS': 'halt_on_error=1',
           'G_DEBUG': 'fatal-criticals', 'GSETTINGS_BACKEND': 'memory', 'GIO_USE_VFS': 'local',
           'LSAN_OPTIONS': f'suppressions={ROOT / "tests" / "lsan.supp"}:print_suppressions=0'}
    return subprocess.run(command, env=env).returncode


if __name__ == '__main__':
    sys.exit(main())
