# -*- coding: utf-8 -*-
"""Write plexsim.json anew: what a simulated Plex's agents logged, aggregated, with its folders under made-up names.

    python tests/data/golden_diagnosis/make.py

Times and thread names differ from run to run, so the golden reports change with it: read the differences before you keep
them.  Needs lxml.
"""
from __future__ import absolute_import, division, print_function

import io
import os
import re
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.path[:0] = [os.path.join(ROOT, 'lib')]

from plexfix.outside import logfiles  # noqa: E402
from plexfix.steps import aggregation  # noqa: E402
from plexfix.steps.counting import Wish  # noqa: E402
from plexsim.simulation import Simulation  # noqa: E402

RUN = {'generated_at': u'2026-02-01T10:00:00+01:00', 'version': u'0.1.0', 'run_id': u'abcdefabcdef'}
FILMS = 8


def main():
    folder = tempfile.mkdtemp()
    try:
        logs = os.path.join(folder, 'Logs')
        with Simulation(plugins=os.path.join(folder, 'Plug-ins'), logs=logs, items=FILMS) as plex:
            plex.refresh_all()
        done = aggregation.count(logfiles.find([logs]), Wish(None, None, False, 5, False, True), None, RUN,
                                 os.path.join(folder, 'x.txt'))
        with io.open(done.json_path, encoding='ascii') as source:
            text = source.read()
    finally:
        shutil.rmtree(folder)
    text = re.sub(u'(?:%s|%s/plexsim-\\w+)' % (re.escape(folder), re.escape(tempfile.gettempdir())), u'/srv/plex', text)
    text = re.sub(u'/[^" ]*/(?=python\\d\\.\\d+/)', u'/usr/lib/', text)
    with io.open(os.path.join(HERE, 'plexsim.json'), 'w', encoding='ascii', newline='\n') as target:
        target.write(text)


if __name__ == '__main__':
    main()
