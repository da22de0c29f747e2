# -*- coding: utf-8 -*-
"""The rules in the prompt documents are the code's: words, thresholds, exits, settlements, and every number."""
from __future__ import absolute_import, division, print_function

import itertools
import re
from fractions import Fraction

import pytest

from plexfix.base import errors
from plexfix.judge import decide, pairing, selection, statistics, strength
from plexfix.judge.significance import LEVEL
from plexfix.loop import iterations
from plexfix.loop.review import forecasts, lessonuse, postmortemtext, settlement
from plexfix.outside import restart_ways
from plexfix.steps import consent
from plexfix.understand import criterion, lesson, metricnames
from plexfix.understand.diagnosis import records
from prompt_documents import (ASSISTANT, DIAGNOSIS, GUIDE, IMPLEMENTATION, LOOP, POST_MORTEM, PROMPTS, TESTING,
                              own_words, percents, read, section, squeezed, table)


# -- words -------------------------------------------------------------------------------------------------------------

def test_the_language_of_criteria_is_told_as_it_is():
    told = section(read(DIAGNOSIS), u'Expected results, as criteria')
    spans = set(re.findall(u'`([^`]+)`', told))
    assert set(criterion.VERBS) | set(criterion.ROLES) | set(metricnames.PLAIN) | set(metricnames.FORMS) <= spans
    for span in spans:
        word = span.split()[0]
        if re.match(u'[a-z]+_', word):
            assert word in criterion.VERBS or word in metricnames.FORMS or metricnames.read_metric(word), span


def test_fields_states_and_answers_are_told_as_they_are():
    told = read(DIAGNOSIS)
    assert u'Priority (%s)' % u', '.join(records.PRIORITIES) in told
    assert u'`%s`' % records.TODO in told and u'Status: abandoned' in told and u'abandoned' in records.STATUSES
    assert records.test_plan(records.make_fix(u'F', u'', sections=[records.Section(records.TEST_PLAN, u'\n'.join(
        re.findall(u'`(- (?:items|controls): [0-9]+)`', told)))])) == {
            'items': selection.ITEMS, 'controls': selection.CONTROLS}
    told = read(IMPLEMENTATION)
    assert squeezed(u'takes %s' % restart_ways.METHODS.replace(u', none', u' and none')) in squeezed(told)
    assert consent.QUESTION.strip() in told
    for word in (consent.INFO, consent.SKIP, consent.NO):
        assert u'`%s`' % word in told


def test_kinds_of_checks_and_polarities_are_told_as_they_are():
    told = read(POST_MORTEM)
    assert re.findall(u'^- `(\\w+)`: ', told, re.M) == list(lesson.CHECK_KINDS)
    assert u'DO or DON\'T' in squeezed(told)
    for title, _ in postmortemtext.OF_FIX + postmortemtext.OF_CYCLE:
        assert u'*%s*' % title in squeezed(told), title
    assert u'in force in %d iterations and never used' % lessonuse.UNUSED_AFTER in squeezed(told)
    for document in (POST_MORTEM, DIAGNOSIS):
        name, value = re.search(u'`- (\\w+): (80 %)`', read(document)).groups()
        assert forecasts.chance_of(records.make_fix(u'F', u'', fields=[(name, value)])) == 0.8


# -- rules and numbers -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize('document', [GUIDE, TESTING])
def test_the_table_of_decisions_is_the_codes(document):
    rows = table(read(document), u'Score')
    bounds = [percents(row[0]) for row in rows]
    assert bounds == [[bounds[0][0]], [bounds[2][0], bounds[0][0]], [bounds[2][0]]]
    assert (decide.KEEP_FROM, decide.MONITOR_FROM) == (bounds[0][0], bounds[1][0])
    inside = [(bounds[0][0], 100), (bounds[1][0], bounds[1][1] - Fraction(1, 10 ** 9)), (0, bounds[2][0] - Fraction(1, 10 ** 9))]
    for (least, most), (_, unharmed, harmed) in zip(inside, rows):
        for score in (least, most):
            assert [decide.by_score(Fraction(score), False), decide.by_score(Fraction(score), True)] == [unharmed, harmed]


def test_the_assistant_has_the_same_thresholds_in_words():
    told = squeezed(section(read(ASSISTANT), u'Decision thresholds'))
    for sentence in (u'From %d %% on, with no failure criterion met, the decision is KEEP.' % decide.KEEP_FROM,
                     u'From %d %% to under %d %%, with none met, it is MONITOR.' % (decide.MONITOR_FROM, decide.KEEP_FROM),
                     u'From %d %% on with a failure criterion met it is MODIFY.' % decide.MONITOR_FROM,
                     u'Under %d %% it is ROLLBACK.' % decide.MONITOR_FROM,
                     u'retested %d times at most' % pairing.MOST_RETESTS,
                     u'under %d %% improvement' % iterations.PLATEAU_PERCENT):
        assert sentence in told, sentence


def test_the_exit_codes_are_the_codes():
    text = read(GUIDE)
    codes = set(int(number) for row in table(text, u'Code') for number in row[0].split(u','))
    assert codes == set(value for name, value in vars(errors).items() if name.startswith('EXIT_'))
    assert dict((row[0], int(row[1])) for row in table(text, u'Decision')) == decide.EXIT_CODES
    verdicts = [row for row in table(text, u'Code') if u',' in row[0]][0]
    assert verdicts[0].split(u', ') == [u'%d' % decide.EXIT_CODES[name] for name in re.findall(u'[A-Z]{4,}', verdicts[1])]
    told = re.search(u'The exit code is the decision: ([^.]+)\\.', read(TESTING)).group(1)
    assert dict((name, int(code)) for code, name in re.findall(u'([0-9]+) ([A-Z]+)', told)) == decide.EXIT_CODES
    assert u'exit code %d' % errors.EXIT_PRECONDITION in squeezed(read(LOOP))
    assert u'exit code %d.' % errors.EXIT_LOCK in squeezed(read(LOOP))
    assert u'exit code %d ' % errors.EXIT_PRECONDITION in squeezed(read(ASSISTANT))


def test_the_readme_says_the_same_of_decisions_and_exit_codes():
    text = squeezed(read('README.md'))
    told = re.findall(u'from ([0-9]+) % on (KEEP|MONITOR)', text, re.I)
    assert set(told) == {(u'%d' % decide.KEEP_FROM, decide.KEEP), (u'%d' % decide.MONITOR_FROM, decide.MONITOR)}
    codes = set(int(number) for row in table(read('README.md'), u'Code') for number in row[0].split(u','))
    assert codes == set(value for name, value in vars(errors).items() if name.startswith('EXIT_'))
    for told in re.findall(u'(0 KEEP, [^.:]*INVALID)', text):
        assert dict((name, int(code)) for code, name in re.findall(u'([0-9]+) ([A-Z]+)', told)) == decide.EXIT_CODES


def test_the_exits_of_the_loop_are_the_codes_in_their_order():
    rows = table(read(LOOP), u'Exit')
    assert [row[0] for row in rows] == list(iterations.KINDS)
    told = dict((row[0], row[1]) for row in rows)
    assert told[iterations.REGRESSION].endswith(u'exact p at most %s' % iterations.REGRESSION_LEVEL)
    assert u'under %d %% improvement in %d valid iterations' % (
        iterations.PLATEAU_PERCENT, iterations.PLATEAU_STEPS) in told[iterations.PLATEAU]
    assert told[iterations.LIMIT].startswith(u'%d ' % iterations.MAX_ITERATIONS)
    words = {10: u'ten', 2: u'two'}
    for document in (GUIDE, ASSISTANT):
        text = squeezed(read(document))
        assert u'%s iterations.' % words[iterations.MAX_ITERATIONS] in text
        order = [text.index(word, text.index(u'in this order')) for word in (
            u'stop', u'worse than the first baseline', u'the goal is reached', u'every fix was tried', u'plateau',
            u'ten iterations')]
        assert order == sorted(order)
    assert iterations.parse_goal(re.search(u'--goal (\\S+)`', read(LOOP)).group(1)).metric == u'success_rate'


def test_the_table_of_settlements_is_the_codes():
    """Every fix that was measured, whatever was found, is settled by a row of the table, and each row is needed."""
    yes_no = (True, False)
    found = set()
    for state, achieved, partial, improved, harm, broken, new in itertools.product(
            (settlement.APPLIED, settlement.ROLLED_BACK), yes_no, yes_no, yes_no, yes_no, yes_no, yes_no):
        facts = settlement.Facts(state, True, achieved, achieved or partial, improved, [u'harm'] * harm,
                                 [u'broken'] * broken, [u'new'] * new, None, None)
        settled = settlement.settle(facts)
        found.add((settled.rule, settled.action))
    rows = table(read(POST_MORTEM), u'What was measured')
    assert len(rows) == len(found) and set(tuple(row) for row in rows) == found


def test_what_is_said_of_evidence_is_so():
    told = squeezed(read(TESTING))
    assert u'at most once in twenty' in told and LEVEL == 1 / 20.0
    takes = re.search(u'none getting worse that takes ([0-9]+) recoveries, with one getting worse ([0-9]+)', told)
    for worse, better in enumerate(int(number) for number in takes.groups()):
        assert statistics.mcnemar(worse, better).improve_midp <= LEVEL < statistics.mcnemar(worse, better - 1).improve_midp
    strong, better = re.search(u'E has reached ([0-9]+), .*? none getting worse that takes ([0-9]+) rec', told).groups()
    assert int(strong) == strength.STRONG_E
    assert statistics.evalue(0, int(better)) >= strength.STRONG_E > statistics.evalue(0, int(better) - 1)
    assert u'With three items no outcome is evidence' in told and statistics.smallest_paired_p(3) > LEVEL
    assert u'fewer than %d %% of the refreshed items left a trace' % (100 * pairing.LEAST_TRACES) in told
    assert u'be retested, %d times' % pairing.MOST_RETESTS in told
    told = squeezed(read(DIAGNOSIS))
    power = re.search(u'With ([0-9]+) pairs a true improvement of about ([0-9]+) % is seen four times in five', told)
    assert selection.detectable(int(power.group(1))) == (
        u'with them a true improvement of %s %% is seen with %d %% power' % (power.group(2), 80))


# Numbers that are no measurement: statuses and their like, versions, and what the tests above compare with the code.
NUMBERS = {200, 403, 404, 429, 5, 2, 7, 24, 0, 1, 3, 4, 6, 10, 15, 20, 30, 40, 41, 42, 130, 141, 50, 75, 80, 5486, 5500}


@pytest.mark.parametrize('document', PROMPTS)
def test_no_number_is_an_example(document):
    """A figure of some run belongs into a quote, where its source is named; a time as a goal says `min`."""
    text = re.sub(u'\\b[0-9]+(?:-[0-9]+)? min\\b|later [0-9]+-[0-9]+|exact p at most 0\\.05', u' ', own_words(read(document)))
    for number in re.findall(u'(?<![\\w.])[0-9]+(?:[.,][0-9]+)?', text):
        assert number == u'2.7' or (number.isdigit() and int(number) in NUMBERS), number
    known = {decide.KEEP_FROM, decide.MONITOR_FROM, iterations.PLATEAU_PERCENT, 100 * Fraction(str(pairing.LEAST_TRACES)), 30}
    assert set(percents(text)) <= known


def test_an_example_number_would_be_found():
    assert own_words(u'1. In phase 3 of `run 99`\n>     77 items\n').split() == [u'In', u'of']
    assert percents(own_words(u'the rate rose by 62.5 %')) == [Fraction('62.5')]
