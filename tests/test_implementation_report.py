# -*- coding: utf-8 -*-
"""The words around a fix: nothing invented, equal findings said once, secrets out, tables that stay tables."""
from __future__ import absolute_import, division, print_function

from plexfix.base.errors import PlexfixError
from plexfix.show import implementation_report as show

ENTRY = {
    'fix': u'FIX-01', 'title': u'Headers | more', 'status': u'applied', 'reason': None, 'timestamp': u'2026-01-30T14:39:06+01:00',
    'rolled_back_at': None, 'backup_path': u'/x/_BACKUPS/FIX-01', 'expected': {'criteria': [u'success: http_403 reduce_pct >= 20']},
    'files': [{'path': u'/x/A|B.bundle/new.py', 'before_sha256': None, 'after_sha256': u'a' * 64}], 'validation': [],
    'restart': {'method': u'none', 'at': None, 'log_marks': {}, 'agents': {}}}
FACTS = {'report': u'diagnostic_report.md', 'patch': u'fixes/FIX-01.patch', 'failure': [], 'restored': [], 'next': u'Test it.'}
PLAN = {
    'fix': u'FIX-01', 'title': u'x', 'observed': None, 'expected': u'', 'criteria': [], 'files': [
        {'name': u'A.bundle/new.py', 'change': u'new'}], 'bundles': [u'A.bundle'], 'told_variants': u'1 new', 'variants': [],
    'skipped': [{'name': u'B.bundle/x.py', 'reason': u'does not fit'}], 'canary': [u'A.bundle'], 'backups': u'/x/_BACKUPS',
    'restart': {'steps': []}, 'findings': [], 'diffs': [{'names': [u'A.bundle/new.py'], 'diff': u'+x = "X-Plex-Token=abcdefghij0123456789"\n'}]}


def test_a_report_says_what_was_not_done():
    text = show.report(ENTRY, FACTS)
    assert u'**Status: applied**\n' in text and u'Nothing was checked.' in text
    assert u'| /x/A\\|B.bundle/new.py | (not there) | aaaaaaaaaaaa |' in text
    assert u'Restarted at' not in text and u'## What went wrong' not in text and text.endswith(u'## Next\n\nTest it.\n')


def test_a_report_of_a_failure_has_its_lines_without_secrets():
    entry = dict(ENTRY, status=u'rolled back', reason=u'not every agent started', skipped=[{'path': u'B', 'reason': u'drifted'}],
                 validation=[{'check': u'a', 'ok': True, 'detail': u'b'}, {'check': u'c', 'ok': False, 'detail': u'd'},
                             {'check': u'e', 'ok': None, 'detail': u'f'}])
    text = show.report(entry, dict(FACTS, failure=[u'X-Plex-Token=abcdefghij0123456789'], restored=[u'A.bundle/x.py']))
    assert u'**Status: rolled back** (not every agent started)' in text and u'    X-Plex-Token=<token>' in text
    assert u'- good: a (b)' in text and u'- **failed**: c (d)' in text and u'- not done: e (f)' in text
    assert u'| B | left out | drifted |' in text and u'## Put back\n\n    A.bundle/x.py' in text


def test_a_briefing_shows_what_is_special():
    lines = show.briefing(PLAN)
    assert u'  (nothing is written)' in lines and u'  new: A.bundle/new.py' in lines
    assert u'  skipped: B.bundle/x.py: does not fit' in lines and u'First alone: A.bundle' in lines
    assert any(line.startswith(u'Then: nothing is restarted') for line in lines)
    assert u'abcdefghij' not in u''.join(show.diff_lines(PLAN))


def test_equal_findings_of_many_files_are_one_line():
    finding = dict(severity='error', line=3, rule=u'loader/name', what=u'_x', why=u'refused')
    findings = [dict(finding, file=u'%d.bundle/utils.py' % number) for number in range(21)] + [dict(finding, line=4, file=u'z')]
    lines = show.finding_lines(findings)
    assert len(lines) == 2 and u'and 13 more' in lines[0] and lines[1].endswith(u'in z')
    assert show.told_findings(findings + [dict(finding, severity='warning')]) == u'22 that stop it, 1 that are only told'


def test_an_outcome_names_each_agent_or_the_reason():
    started = dict(ENTRY, restart=dict(ENTRY['restart'], method=u'plugin', agents={'A': u'started'}))
    assert show.outcome_lines(started, None, u'r.md')[:2] == [u'FIX-01 is applied: 1 file', u'  A: started']
    failed = show.outcome_lines(started, PlexfixError(u'what', u'evidence'), u'r.md')
    assert failed[:3] == [u'error: what', u'  evidence', u'all files are as before'] and u'  A: started' not in failed
