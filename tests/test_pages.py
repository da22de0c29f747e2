# -*- coding: utf-8 -*-
"""The pages: verdict and numbers as the documents have them, hostile text anywhere stays text, golden bytes on all Pythons.

After a change of a page that is wanted, `PLEXFIX_GOLDEN=write` writes the golden pages anew; look at them in a browser then.
"""
from __future__ import absolute_import, division, print_function

import io
import json
import os
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import page_bench
import test_finalreport
from decision_bench import agent, aggregate, item, pattern
from page_bench import HOSTILE, decided, options, poisoned, sides, summaries_of
from plexfix import __version__
from plexfix.base.compat import to_bytes, to_text
from plexfix.show import aggregate_page, comparison_page, final_page, grid, html, parts

# A run of two iterations, and its final report.
run, final = test_finalreport.run, test_finalreport.final
GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'golden_pages')
# Elements and attributes that pages are made of: what is not here came out of a text.
ELEMENTS = set('html head meta title style body main section h1 h2 h3 p ul li dl dt dd figure figcaption div table caption thead tbody '
               'tr th td code bdi span strong br footer svg desc g text line path rect circle polyline'.split())
ATTRIBUTES = set('lang charset content name http-equiv class scope tabindex role aria-label id xmlns viewBox width height font-size '
                 'font-family aria-labelledby x y x1 y1 x2 y2 cx cy r d points fill stroke stroke-width stroke-dasharray '
                 'text-anchor'.split())


def of_aggregate(document, **others):
    return aggregate_page.render(document, summaries_of(document), options(**others))


def of_comparison(names=(u'FilmVault', u'ReelHouse', u'StageDoor'), **others):
    before, after = sides(names)
    return comparison_page.render(decided(before, after, **others), before, after)


def read(page):
    return ElementTree.fromstring(to_bytes(page.replace(u' xmlns="http://www.w3.org/2000/svg"', u'')))


def words(element):
    return u' '.join(u''.join(element.itertext()).split())


def check_made_of_ours(page):
    """Assert that nothing but our own elements and attributes is in a page, and that ids are unique."""
    root = read(page)
    assert set(one.tag for one in root.iter()) <= ELEMENTS
    assert set(name for one in root.iter() for name in one.attrib) <= ATTRIBUTES
    ids = [one.get('id') for one in root.iter() if one.get('id')]
    assert len(ids) == len(set(ids))
    for svg in root.iter('svg'):
        assert svg.get('aria-labelledby').split() == [svg[0].get('id'), svg[1].get('id')]
    assert not re.search(u'[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]', page)
    return root


def table(root, caption):
    """The rows of the table whose caption begins so, each a list of texts, heads first."""
    for one in root.iter('table'):
        if one.find('caption').text.startswith(caption):
            return [[words(cell) for cell in row] for row in one.iter('tr')]
    raise AssertionError('no table %s' % caption)


def a_run(**others):
    """The final document of a run on the simulated Plex, as it was written."""
    with io.open(os.path.join(GOLDEN, 'final.json'), encoding='utf-8') as source:
        return dict(json.load(source), **others)


def unfinished():
    """The document of a run of which next to nothing is known."""
    row = dict.fromkeys(a_run()['iterations'][0])
    row.update(number=0, name=u'before the first iteration', valid=False, why=u'the logs hold no operation', kept=[], basis=u'logs')
    return a_run(exit=None, change=None, ended_at=None, iterations=[row], fixes=[], undo=[], side_effects=[], open=[], agents=[],
                 aggregates={'first': None, 'last': None}, left=[], problems=[u'iteration_1/a.json: no JSON'])


# -- golden ------------------------------------------------------------------------------------------------------------

NAMES = ['aggregate', 'comparison', 'final', 'hostile', 'hostile_run', 'nothing', 'record_alone', 'unfinished']


_MADE = {}


def made_pages():
    """{name: page} of NAMES, made once."""
    if not _MADE:
        _MADE.update(_pages())
    return _MADE


def _pages():
    before, after = sides()
    record = decided(before, after)
    empty = aggregate({}, (None, None))
    return {'final': final_page.render(a_run()), 'unfinished': final_page.render(unfinished()),
            'hostile_run': final_page.render(poisoned(a_run())), 'aggregate': of_aggregate(before), 'comparison': comparison_page.render(record, before, after),
            'record_alone': comparison_page.render(record), 'nothing': of_aggregate(empty),
            'hostile': comparison_page.render(poisoned(record), poisoned(before), poisoned(after))}


@pytest.mark.parametrize('name', NAMES)
def test_golden(name):
    text = made_pages()[name].replace(u'plexfix %s' % __version__, u'plexfix VERSION')
    path = os.path.join(GOLDEN, name + '.html')
    if os.environ.get('PLEXFIX_GOLDEN') == 'write':
        with io.open(path, 'wb') as target:
            target.write(to_bytes(text))
    with io.open(path, 'rb') as golden:
        assert golden.read() == to_bytes(text)


# -- the aggregate -----------------------------------------------------------------------------------------------------

def test_the_page_of_an_aggregate_shows_its_numbers():
    root = check_made_of_ours(of_aggregate(sides()[0]))
    assert words(root.find('body/main/p')) == u'480 operations started, 480 finished, 240 of them successful (50.0 %); 186 failure events.'
    agents = table(root, u'An operation is')
    assert agents[1] == [u'FilmVault', u'120', u'60', u'60', u'0', u'0', u'0', u'50.0 %', u'49', u'0.408 (0.302 to 0.540)']
    assert [u'HTTP 403', u'159', u'0.331 (0.282 to 0.387)'] in table(root, u'Per operation')
    assert table(root, u'Each hour')[1] == [u'2026-01-30 10 h', u'120', u'171', u'1.43']


def test_every_number_in_a_picture_stands_in_a_table_too():
    for page in (of_aggregate(sides()[0]), of_comparison()):
        root = read(page)
        cells = u' '.join(words(cell) for one in root.iter('table') for cell in one.iter() if cell.tag in ('td', 'th'))
        told = [title.text for group in root.iter('g') for title in group.findall('title')]
        rates = [re.search(u'= (.*)$', one) for one in told]
        assert len([one for one in rates if one]) > 5
        for one in rates:
            assert one is None or one.group(1) in cells
        for one in told:
            found = re.match(u'from (.* h): ([0-9]+) operations, ([0-9]+) failure', one)
            assert found is None or u' '.join(found.groups()) in cells


def test_an_agent_without_operations_is_no_healthy_one():
    root = check_made_of_ours(of_aggregate(aggregate({u'Idle': agent(0, 0), u'Busy': agent(10, 5, {u'403': 3})})))
    rows = table(root, u'An operation is')
    assert rows[2][0] == u'Idle' and rows[2][7] == rows[2][9] == html.NOT_MEASURED
    assert u'no evidence of health or failure: Idle' in words(root)
    assert u'Idle' not in [one.text for one in root.iter('text')]


def test_nothing_read_is_said():
    shown = words(check_made_of_ours(of_aggregate(aggregate({}, (None, None)))))
    for said in (u'No operation was seen: these logs are no evidence of health or of failure.', u'Nothing was read.', u'no record in it',
                 u'No operation and no failure has a time.'):
        assert said in shown


def test_what_is_left_out_of_long_lists_is_counted():
    many = dict((u'Agent%03d' % number, agent(10, 5, {u'403': 3}, patterns=[
        pattern(100 * number + index, index + 1) for index in range(20)])) for number in range(150))
    root = check_made_of_ours(of_aggregate(aggregate(many)))
    assert u'and 50 more agents, left out' in words(root) and u'and 50 more files, left out' in words(root)
    assert u'and 2,950 more patterns, left out' in words(root)
    assert len(table(root, u'An operation')) == 101 and u'only the first 40 are drawn' in words(root)


def test_files_that_could_not_be_read_are_named():
    shown = words(read(of_aggregate(sides()[0], problems=[(u'a<b>.log', u'no permission')])))
    assert u'Not read: a<b>.log: no permission' in shown


def test_a_page_is_redacted_even_where_the_report_is_not():
    secret = u'http://www.iafd.com/?api_key=0123456789abcdef0123456789abcdef'
    one = pattern(1, 5, u'Error opening URL', text=secret)
    page = of_aggregate(aggregate({u'A': agent(patterns=[one])}, redacted=None), shown_as_is=True)
    assert u'0123456789abcdef' not in page and u'api_key' in page


# -- the comparison ----------------------------------------------------------------------------------------------------

def test_the_page_of_a_comparison_begins_with_the_verdict():
    root = check_made_of_ours(of_comparison())
    assert words(root.find('body/main/p')).startswith(u'✓ Decision: KEEP, the fix stays. 2 of 2 success criteria met')
    assert root.find('body/main/p').get('class') == 'lead good'


@pytest.mark.parametrize('decision', [u'KEEP', u'MONITOR', u'MODIFY', u'ROLLBACK', u'INVALID'])
def test_every_decision_has_a_sign_and_words(decision):
    before, after = sides()
    record = dict(decided(before, after), decision=decision)
    lead = words(read(comparison_page.render(record)).find('body/main/p'))
    assert re.match(u'[^A-Za-z]{1,2}Decision: %s, [a-z]' % decision, lead)


def test_numbers_stand_beside_their_pair():
    root = read(of_comparison())
    criteria = table(root, u'Criteria from')
    assert criteria[1][:6] == [u'success: http_403 reduce_pct >= 20', u'159 of 4800.331 (0.282 to 0.387)', u'18 of 4800.037 (0.022 to 0.059)',
                               u'-88.7 %', u'1.09e-29', u'yes']
    assert [u'HTTP 429', u'0', u'0.000 (0.000 to 0.0077)', u'15', u'0.031 (0.017 to 0.052)'] in table(root, u'Per operation')
    assert [u'FilmVault', u'60', u'0.500 (0.412 to 0.588)', u'108', u'0.900 (0.833 to 0.942)'] in table(root, u'Successful operations')
    assert table(root, u'Each item')[1] == [u'0', u'FilmVault', u'failing', u'failed', u'successful, successful']


def test_the_record_alone_makes_a_page_without_what_only_the_aggregates_know():
    before, after = sides()
    shown = words(check_made_of_ours(comparison_page.render(decided(before, after))))
    assert u'Errors by kind' not in shown and u'Failures over time' not in shown and u'Items' in shown


def test_without_an_active_test_no_items_are_drawn():
    shown = words(check_made_of_ours(of_comparison(passes=False)))
    assert u'No items were refreshed on the old code and on the new one.' in shown


def test_only_the_agents_that_were_compared_are_drawn():
    before, after = sides()
    del after['agents'][u'StageDoor']
    root = read(comparison_page.render(decided(before, after), before, after))
    assert [row[0] for row in table(root, u'Successful operations')[1:]] == [u'FilmVault', u'ReelHouse']


def test_a_decision_on_another_schema_has_a_page():
    before, after = sides()
    before['schema'] = u'plexfix.aggregate/9'
    made = decided(before, after, passes=False)
    assert made['decision'] == u'INVALID' and u'INVALID' in words(check_made_of_ours(comparison_page.render(made, None, after)))


def test_many_items_are_drawn_and_listed_up_to_a_limit():
    before, after = sides()
    record = decided(before, after)
    rows = [dict(record['paired']['rows'][0], rating_key=u'%d' % number) for number in range(1000)]
    root = check_made_of_ours(comparison_page.render(dict(record, paired=dict(record['paired'], rows=rows))))
    assert len(table(root, u'Each item')) == parts.ITEMS + 1 and u'and 600 more items, left out' in words(root)
    assert u'Only the first %d items are drawn.' % grid.MOST in words(root)


# -- the run -----------------------------------------------------------------------------------------------------------

def test_the_page_of_a_run_begins_with_what_was_reached_and_shows_each_iteration():
    document = a_run()
    root = check_made_of_ours(final_page.render(document))
    assert words(root.find('body/main/p')) == u' '.join(document['said'])
    rows = table(root, u'Each iteration')
    assert rows[2] == [u'iteration 1', u'7', u'0.875 (0.529 to 0.978)', u'1', u'0.125 (0.0032 to 0.696)', u'-66.7 %', u'yes',
                       u'the panel: the same items each time', u'FIX-91']
    assert rows[1][5] == u'-'
    told = [title.text for title in root.iter('title')]
    assert u'iteration 1: 7 of 8 = 0.875 (0.529 to 0.978)' in told
    assert table(root, u'Each fix')[1] == [u'FIX-91 (iteration 1)', u'Change FIX-91', u'kept', u'✓ KEEP', u'100 %', u'strong', u'yes']
    assert table(root, u'In this order')[1][2] == document['undo'][0]['command']
    assert len(list(root.iter('svg'))) >= 8


@pytest.mark.parametrize('p, direction, kind', [
    (0.01, u'fall', 'lead good'), (0.01, u'rise', 'lead bad'), (0.2, u'fall', 'lead'), (0.2, u'rise', 'lead'), (None, u'fall', 'lead')])
def test_what_may_be_chance_is_framed_as_neither_good_nor_bad(p, direction, kind):
    root = read(final_page.render(a_run(change=dict(a_run()['change'], p=p, direction=direction))))
    assert root.find('body/main/p').get('class') == kind


@pytest.mark.parametrize('goal, shown', [(u'success_rate=0.9', True), (u'success_rate=90%', True), (u'failure_rate=0.1', False),
                                         (None, False), (u'nonsense', False)])
def test_a_goal_that_is_a_success_rate_has_its_line(goal, shown):
    root = read(final_page.render(a_run(goal=goal)))
    line = root.find('.//svg')
    assert (u'goal 0.9' in [one.text for one in line.iter('text')]) == shown


def test_iterations_that_do_not_count_and_were_not_measured_are_told():
    rows = a_run()['iterations']
    rows[1].update(valid=False, why=u'the panel was not whole')
    rows[2].update(success_rate=None, interval=None, successful=None, finished=None, valid=False, why=u'the logs hold no operation')
    root = check_made_of_ours(final_page.render(a_run(iterations=rows)))
    told = [title.text for title in root.find('.//svg').iter('title')]
    assert u'iteration 1: 7 of 8 = 0.875 (0.529 to 0.978); it does not count' in told and u'iteration 2: not measured' in told
    assert table(root, u'Each iteration')[3][1:3] == [html.NOT_MEASURED] * 2
    assert table(root, u'Each iteration')[2][6] == u'no: the panel was not whole'


def test_a_run_of_which_little_is_known_invents_nothing():
    shown = words(check_made_of_ours(final_page.render(unfinished())))
    for said in (u'it has not ended', u'None was tried.', u'The aggregates are not at hand.', u'No fix is on the disk.', u'not measured',
                 u'Nothing that the records show.', u'No fix, no side effects.', u'Not known: the last aggregate is not at hand.',
                 u'iteration_1/a.json: no JSON', u'the logs hold no operation'):
        assert said in shown
    assert u'0.000' not in shown


def test_one_aggregate_alone_is_drawn_once_and_compared_with_nothing():
    document = a_run()
    root = check_made_of_ours(final_page.render(dict(document, aggregates=dict(document['aggregates'], first=document['aggregates']['last']))))
    assert u'The only aggregate' in words(root) and len(table(root, u'Per operation')[0]) == 3


def test_what_was_not_measured_on_the_same_operations_is_said():
    assert u'not measured on the same operations' not in words(read(final_page.render(a_run())))
    assert u'not measured on the same operations' in words(read(final_page.render(a_run(change=dict(a_run()['change'], same_basis=False)))))


def test_many_fixes_are_all_counted_and_some_drawn():
    fixes = [dict(a_run()['fixes'][0], fix=u'FIX-%d' % number) for number in range(130)]
    root = check_made_of_ours(final_page.render(a_run(fixes=fixes)))
    assert u'and 30 more fixs, left out' not in words(root) and u'and 30 more fixes, left out' in words(root)
    assert u'Only the first 10 are shown one by one.' in words(root)


def test_what_a_person_said_of_a_fix_is_told_and_nothing_else():
    why = {'given': True, 'by': u'Ann', 'expected': None, 'observed': u'', 'why': u'The headers.', 'missed': u'The <limit>.', 'measured': [u'x']}
    root = check_made_of_ours(final_page.render(a_run(fixes=[dict(a_run()['fixes'][0], why=why)])))
    told = [words(one) for one in root.iter('li')]
    assert u'Why it came out so: The headers.' in told and u'What was missed: The <limit>.' in told
    assert u'None' not in words(root) and not [one for one in told if one.startswith((u'Expected', u'Observed', u'measured'))]


def test_a_command_keeps_the_path_that_has_to_be_typed():
    row = {'fix': u'FIX-01', 'iteration': 1, 'command': u'implement_fix.py --rollback --run-dir /home/annabell/run'}
    assert row['command'] in words(read(final_page.render(a_run(undo=[row]))))


def test_the_document_that_a_run_makes_has_a_page(run):
    document = final(run).document
    root = check_made_of_ours(final_page.render(document))
    assert u'goal 0.99' in [one.text for one in root.find('.//svg').iter('text')]
    assert words(root.find('body/main/p')) == u' '.join(document['said']) and root.find('body/main/p').get('class') == 'lead good'


# -- hostile text ------------------------------------------------------------------------------------------------------

def test_hostile_names_and_texts_everywhere_stay_text():
    before, after = sides(HOSTILE)
    for side in (before, after):
        for one in side['agents'].values():
            one['exceptions'] = dict((text, 3) for text in HOSTILE)
            one['http']['by_status'] = dict((text, 4) for text in HOSTILE)
            one['by_hour'] = dict((text, {'operations': 1, 'failures': 1}) for text in HOSTILE)
            one['items'] = [item(text, u'failed') for text in HOSTILE]
    record = decided(before, after, texts=[u'success: success_rate increase_pp >= 20'])
    plain = check_made_of_ours(of_comparison())
    for page in (comparison_page.render(poisoned(record), poisoned(before), poisoned(after)), of_aggregate(poisoned(before)),
                 comparison_page.render(record, before, after), of_aggregate(before, problems=[(text, text) for text in HOSTILE])):
        root = check_made_of_ours(page)
        assert [one.tag for one in root.find('head')] == [one.tag for one in plain.find('head')]
    assert u'<script>document.title="owned"</script>' in words(root)
    assert u'<script>document.title="owned"</script>' in words(check_made_of_ours(final_page.render(poisoned(a_run()))))


@given(st.lists(st.text(st.characters(), max_size=40) | st.sampled_from(HOSTILE), min_size=1, max_size=4, unique=True))
def test_any_name_of_an_agent_and_any_message_stay_text(names):
    agents = dict((name, page_bench.busy(20, 10, {u'403': 3}, {name: 1}, name)) for name in names)
    check_made_of_ours(of_aggregate(aggregate(agents)))


SMALL = sides((u'A',))
SMALL_RECORD = decided(*SMALL)


@given(st.lists(st.text(st.characters(), max_size=40), min_size=1, max_size=6))
def test_any_text_in_a_record_stays_text(texts):
    (before, after), record = SMALL, SMALL_RECORD
    numbered = [0]

    def put(value):
        if isinstance(value, dict):
            return dict((key, value[key] if key in page_bench._FORM else put(value[key])) for key in value)
        if isinstance(value, list):
            return [put(one) for one in value]
        if isinstance(value, (type(u''), str)):
            numbered[0] += 1
            return texts[numbered[0] % len(texts)]
        return value
    check_made_of_ours(comparison_page.render(put(record), put(before), put(after)))


def test_a_foreign_name_is_shown_as_it_is():
    name = u'Bär \u4e2d\u6587 \U0001f600'
    assert name in to_text(words(read(of_aggregate(sides((name,))[0]))))
