#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaks the program in known ways and sees whether the simulator notices.

run-mutants.py --check                       every patch applies to the sources as they are
run-mutants.py [--seeds N] [--work DIR] [NAME…]   builds each, runs seeds until one fails

A mutant is a patch in mutants/; its first line says what is broken. The sources are copied, the
copy is built once and then patch by patch."""
import argparse
import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PATCHES = os.path.join(HERE, 'mutants')


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, **options)


def list_patches(names):
    found = sorted(name[:-6] for name in os.listdir(PATCHES) if name.endswith('.patch'))
    unknown = [name for name in names if name not in found]
    if unknown:
        sys.exit(f'no such mutant: {unknown[0]}')
    return names or found


def get_path(name):
    return os.path.join(PATCHES, name + '.patch')


def apply(name, folder, *options):
    return run('patch', '-p1', '--force', '--fuzz=2', '-i', get_path(name), *options, cwd=folder)


def list_touched(name):
    with open(get_path(name), encoding='utf-8') as patch:
        return re.findall(r'^\+\+\+ b/(\S+)', patch.read(), re.M)


def check(names):
    """Each patch onto a copy of the files that it touches."""
    failed = 0
    print(f'1..{len(names)}')
    for number, name in enumerate(names, 1):
        with tempfile.TemporaryDirectory() as folder:
            for path in list_touched(name):
                os.makedirs(os.path.join(folder, os.path.dirname(path)), exist_ok=True)
                shutil.copy(os.path.join(ROOT, path), os.path.join(folder, path))
            result = apply(name, folder)
        if result.returncode != 0:
            failed += 1
            print('\n'.join('# ' + line for line in result.stdout.splitlines()))
        print(f'{"not ok" if result.returncode else "ok"} {number} {name}')
    return 1 if failed else 0


def list_sources():
    """What git knows, as it is in the working tree; without git, everything."""
    listed = run('git', '-c', f'safe.directory={ROOT}', 'ls-files', '-z', cwd=ROOT)
    if listed.returncode == 0:
        return filter(None, listed.stdout.split('\0'))
    return [os.path.relpath(os.path.join(folder, name), ROOT)
            for folder, _, names in os.walk(ROOT) for name in names]


def copy_sources(work):
    """What is the same stays as it is, so that it need not be built again; what is gone goes."""
    wanted = set(list_sources())
    for folder, _, names in os.walk(work):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.relpath(path, work) not in wanted:
                os.unlink(path)
    for path in wanted:
        source, target = os.path.join(ROOT, path), os.path.join(work, path)
        if not os.path.isfile(source):
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target) or not filecmp.cmp(source, target, shallow=False):
            shutil.copy(source, target)


def build(work, build_dir):
    result = run('ninja', '-C', build_dir, 'tests/sim/sim', cwd=work)
    if result.returncode != 0:
        print(result.stdout[-3000:])
    return result.returncode == 0


def hunt(program, seeds, jobs):
    """How many seeds until one fails; None: all passed."""
    step = 50
    for first in range(1, seeds + 1, step):
        result = run(program, '--seeds', f'{first}..{min(first + step - 1, seeds)}', '--jobs',
                     str(jobs))
        failure = re.search(r'^seed (\d+) FAILED.*$', result.stdout, re.M)
        if failure:
            return int(failure.group(1)), failure.group(0)
        if result.returncode != 0:
            return first, result.stdout.strip().splitlines()[-1]
    return None


def try_one(name, work, build_dir, options):
    if apply(name, work).returncode != 0:
        return 'DOES NOT APPLY', ''
    try:
        if not build(work, build_dir):
            return 'DOES NOT BUILD', ''
        found = hunt(os.path.join(build_dir, 'tests/sim/sim'), options.seeds, options.jobs)
        return (f'caught by seed {found[0]}', found[1]) if found else ('NOT CAUGHT', '')
    finally:
        apply(name, work, '-R')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--check', action='store_true')
    parser.add_argument('--seeds', type=int, default=2000)
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--work', default=os.path.join(tempfile.gettempdir(), 'zontik-mutants'))
    parser.add_argument('names', nargs='*')
    options = parser.parse_args()
    names = list_patches(options.names)
    if options.check:
        return check(names)

    work, build_dir = os.path.join(options.work, 'src'), os.path.join(options.work, 'build')
    copy_sources(work)
    if not os.path.exists(build_dir):
        print(run('meson', 'setup', build_dir, work, '--buildtype=debugoptimized').stdout[-500:])
    if not build(work, build_dir):
        return 1
    failure = hunt(os.path.join(build_dir, 'tests/sim/sim'), 50, options.jobs)
    if failure:
        print(f'without a mutant, already seed {failure[0]} fails: {failure[1]}')
        return 1
    caught = 0
    for name in names:
        verdict, detail = try_one(name, work, build_dir, options)
        caught += verdict.startswith('caught')
        print(f'{name:32} {verdict:22} {detail[:120]}', flush=True)
    print(f'{caught}/{len(names)} caught')
    return 0 if caught == len(names) else 1


if __name__ == '__main__':
    sys.exit(main())
