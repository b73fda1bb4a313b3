#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same seeds give the same traces, whatever runs beside them: test-replay.py SIM FROM..TO"""
import subprocess
import sys


def trace(sim, seeds, jobs):
    result = subprocess.run([sim, '--seeds', seeds, '--jobs', str(jobs), '--traces', '--go-on'],
                            stdout=subprocess.PIPE, text=True, check=False)
    return sorted(line for line in result.stdout.splitlines() if ': trace ' in line)


def main():
    sim, seeds = sys.argv[1:]
    first, second = trace(sim, seeds, 1), trace(sim, seeds, 3)
    print('1..2')
    print('ok 1 traces' if first else 'not ok 1 traces: there are none')
    different = [f'# {a}\n# {b}' for a, b in zip(first, second) if a != b]
    print('\n'.join(different), end='\n' if different else '')
    print('ok 2 equal' if first == second else 'not ok 2 equal')
    return 0 if first and first == second else 1


if __name__ == '__main__':
    sys.exit(main())
