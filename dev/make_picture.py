# -*- coding: utf-8 -*-
"""Photograph the head of the demo's final report, as the README shows it.

usage: make_picture.py [--report FILE.html] [--seed N] [--output FILE.png]

Plays the demo, opens its final report in a real Chromium without a window, and writes the page down to its first chart
into docs/demo_report.png: nothing in it is drawn by hand.  --report takes the report of a run that was made before.
Exit codes: 0 done, 1 the demo failed, 2 there is no Chromium, or the picture could not be made.
"""
from __future__ import absolute_import, division, print_function

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path.insert(0, os.path.join(ROOT, 'tests'))

import chromium  # noqa: E402

REPORT = 'final_improvement_report.html'
PICTURE = os.path.join(ROOT, 'docs', 'demo_report.png')
WIDTH = 900
# A page without a chart would be photographed whole.
MOST_HIGH = 1400
MARGIN = 16
FIRST_CHART = "(document.querySelector('figure') || document.body).getBoundingClientRect().bottom + window.scrollY"


class PictureError(Exception):
    """There is nothing to photograph, or nothing to do it with; the text says why."""


def played(folder, seed):
    """Play the demo into *folder*, and return the path of its final report."""
    command = [sys.executable, '-B', os.path.join(ROOT, 'scripts', 'loop_coordinator.py'), '--demo', '--output', folder]
    if subprocess.call(command + (['--seed', str(seed)] if seed is not None else [])) != 0:
        raise PictureError('the demo did not come to its end')
    return report_in(folder)


def report_in(folder):
    """Return the path of the one final report in *folder*."""
    found = [os.path.join(place, REPORT) for place, _, names in os.walk(folder) if REPORT in names]
    if len(found) != 1:
        raise PictureError('%d files named %s in %s' % (len(found), REPORT, folder))
    return found[0]


def photographed(report, program):
    """Return the PNG of a page down to the end of its first chart."""
    browser = chromium.Chromium(program)
    try:
        browser.open('file://' + os.path.abspath(report), width=WIDTH)
        return browser.photograph(height=min(browser.value(FIRST_CHART) + MARGIN, MOST_HIGH))
    finally:
        browser.close()


def write(path, data):
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        os.makedirs(folder)
    with open(path, 'wb') as target:
        target.write(data)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--report')
    parser.add_argument('--seed', type=int)
    parser.add_argument('--output', default=PICTURE)
    args = parser.parse_args(argv)
    program = chromium.find()
    if program is None:
        sys.stderr.write('error: there is no Chromium on PATH\n')
        return 2
    folder = tempfile.mkdtemp(prefix='plexfix-picture-')
    try:
        report = args.report or played(folder, args.seed)
        picture = photographed(report, program)
    except PictureError as error:
        sys.stderr.write('error: %s\n' % error)
        return 1
    except RuntimeError as error:
        sys.stderr.write('error: %s\n' % error)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    write(args.output, picture)
    return 0


if __name__ == '__main__':
    sys.exit(main())
