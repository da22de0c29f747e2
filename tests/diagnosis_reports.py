# -*- coding: utf-8 -*-
"""Diagnostic reports for tests: one as a person left it, and any that a document can hold."""
from __future__ import absolute_import, division, print_function

from hypothesis import strategies as st

from plexfix.understand import diagnosis
from plexfix.understand.diagnosis import Report, Section, make_fix

PATTERN, OTHER_PATTERN = u'a1b2c3d4e5f6', u'0123456789ab'

SECTIONS = [
    Section(diagnosis.OBSERVED, u'12 of 40 operations failed.\n\n> `HTTP Error 403: Forbidden`'),
    Section(diagnosis.EXPECTED, u'1. The agent asks for the page.\n2. The site answers with it.'),
    Section(diagnosis.DIVERGENCE, u'utils.py, getURLElement(), line 120 of today.'),
    Section(diagnosis.CAUSE, u'The site refuses clients without headers; refuted if a plain request succeeds.'),
    Section(diagnosis.RESULTS, u'- success: http_403 reduce_pct >= 20\n- failure: network_errors increase_pct > 10'),
    Section(diagnosis.TEST_PLAN, u'- items: 20\n- controls: 10'),
    Section(diagnosis.CONTINGENCY, u'Roll back, and look at the answers in a browser.'),
]


def complete_fix(fix_id=u'FIX-01', title=u'Enhanced headers for IAFD', **given):
    """A fix to which nothing is missing, not approved yet."""
    values = dict(priority=u'HIGH', patterns=[PATTERN], agents=[u'AEBN', u'GEVI'],
                  files=[u'*.bundle/Contents/Code/utils.py'], patch=u'fixes/%s.patch' % fix_id, restart=u'yes',
                  sections=list(SECTIONS))
    values.update(given)
    return make_fix(fix_id, title, **values)


def with_section(fix, title, body):
    """*fix* with another text in that section; with None, without the section."""
    return fix._replace(sections=[Section(one.title, body) if one.title == title else one for one in fix.sections
                                  if one.title != title or body is not None])


def report(*fixes, **given):
    """A report of iteration 1 that holds *fixes*; of one complete fix where none is given."""
    values = dict(title=u'Diagnostic report', iteration=1, intro=u'', parts=list(fixes) or [complete_fix()])
    values.update(given)
    return Report(**values)


def line_of(text, start):
    """The number, from 1, of the only line of *text* that begins with *start*."""
    found = [number for number, line in enumerate(text.split(u'\n'), 1) if line.startswith(start)]
    assert len(found) == 1, (start, found)
    return found[0]


# What has a meaning in the document, so that plain random text would seldom hold it.
PIECES = [u'#', u'##', u'###', u'## ', u'### ', u'## FIX-02: x', u'FIX-1', u'- ', u'- Status: x', u'- **Status:** x',
          u'Status', u':', u'\\', u'\n', u'\r', u'\r\n', u'\t', u' ', u'  ', u'|', u'`', u'``', u'*', u'**', u',', u'&',
          u'&#13;', u'&#38;#13;', u'&#38;', u'#38;', u'#13;', u'&#44;', u'&#10;', u'&#39;', u'TODO', u'\ufeff',
          u'\u2028', u'\u2029', u'\x85', u'\x0b', u'\x0c', u'\x1c', u'\xa0', u'\0', u'\u0130', u'\U0001f600', u'- items: 20',
          u', iteration 7', u'iteration', u'---', u'> ', u'<!--', u'# ']
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=8).map(u''.join), st.text(max_size=20),
                  st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=8).map(u''.join))


def _filled(texts):
    return texts.filter(lambda text: text)


def _has_text(text):
    return text.replace(u'\n', u'').strip(u' \t') != u''


def _names_nothing_known(name):
    known = [field.lower() for field, _ in diagnosis.FIELDS] + [u'patterns', u'agent', u'file']
    return u' '.join(name.lower().split()) not in known


IDS = st.one_of(st.sampled_from([u'FIX-01', u'fix-2', u'FIX-', u'HDR', u'&#44;', u'#', u'`', u'\\']),
                _filled(TEXTS.map(lambda text: u''.join(character for character in text if character not in u' \t\r\n:'))))
LISTS = st.lists(_filled(TEXTS), max_size=3)
SECTION = st.builds(Section, _filled(TEXTS), TEXTS)
LEADS = st.lists(st.builds(Section, st.just(u''), TEXTS.filter(_has_text)), max_size=1)
FIXES = st.builds(diagnosis.Fix, id=IDS, title=TEXTS, status=TEXTS, priority=TEXTS, patterns=LISTS, agents=LISTS,
                  files=LISTS, patch=TEXTS, restart=TEXTS, approved_by=TEXTS,
                  fields=st.lists(st.tuples(_filled(TEXTS).filter(_names_nothing_known), TEXTS), max_size=2),
                  sections=st.builds(lambda lead, more: lead + more, LEADS, st.lists(SECTION, max_size=3)))
REPORTS = st.builds(Report, title=TEXTS, iteration=st.one_of(st.none(), st.integers(0, 999999999)), intro=TEXTS,
                    parts=st.lists(st.one_of(SECTION, FIXES), max_size=3))
