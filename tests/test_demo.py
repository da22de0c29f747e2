# -*- coding: utf-8 -*-
"""The demo as a whole, out of a copied suite: every number that it tells is one of its records, and nothing else is touched."""
from __future__ import absolute_import, division, print_function

import glob
import io
import json
import os
import re
import shutil
import socket
import sys
import time

import pytest

from plexfix.base.errors import UsageError
from plexsim.story import command, plot, stage, telling, untouched, words
from plexsim_bench import need_lxml

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMIT_S = 420
# Fewer than in `make demo`, so that it takes less time; the verdicts of this seed are the same.
FILMS = '6'


def read_json(path):
    with io.open(path, encoding='utf-8') as stream:
        return json.load(stream)


def events(run):
    with io.open(os.path.join(run, 'decision_log.jsonl'), encoding='utf-8') as stream:
        return [json.loads(line) for line in stream]


def listing(folder):
    return sorted(os.path.relpath(os.path.join(where, name), folder) for where, _, names in os.walk(folder) for name in names)


class Told(object):
    """One demo that was run: what it printed, its folder, and the folder of the suite with its files before."""

    def __init__(self, code, said, run, suite, before):
        self.code, self.said, self.run, self.suite, self.before = code, said, run, suite, before
        self.plain = re.sub(r'\s+', ' ', said)


@pytest.fixture(scope='module')
def told(tmpdir_factory):
    """The demo, told once, by the coordinator of a suite that was copied into a folder with a space and an accent."""
    need_lxml()
    folder = os.path.join(str(tmpdir_factory.mktemp('demo')), 'my caf\xe9' if sys.version_info[0] > 2 else b'my caf\xc3\xa9')
    suite, output = os.path.join(folder, 'plex_improvement'), os.path.join(folder, 'out')
    for name in ('lib', 'scripts'):
        shutil.copytree(os.path.join(ROOT, name), os.path.join(suite, name))
    before = listing(suite)
    env = {'PYTHONPATH': None, 'PLEX_TOKEN': 'nobody-may-use-this'}
    from conftest import _run_python
    script = os.path.join(suite, 'scripts', 'loop_coordinator.py')
    code, out, err = _run_python([script, '--demo', '--seed', '1', '--films', FILMS, '--output', output], env=env, cwd=folder,
                                 timeout_s=LIMIT_S)
    assert code == 0, (out[-2000:], err[-2000:])
    return Told(code, out.decode('utf-8'), os.path.join(output, 'demo', 'plex_improvement'), suite, before)


def test_the_story_goes_through_two_rounds_to_a_reason_to_end(told):
    names = [one['event'] for one in events(told.run)]
    assert names.count(u'iteration ended') >= 2 and names.count(u'run ended') == 1
    kept = [one['fix'] for one in events(told.run) if one['event'] == u'kept']
    assert len(kept) >= 2
    assert [one for one in events(told.run) if one['event'] == u'skipped' and 'browser_session' in json.dumps(one)]
    for name in ('final_improvement_report.md', 'final_improvement_report.html', 'decision_log.json', 'lessons_learned.md'):
        assert os.path.getsize(os.path.join(told.run, name)) > 100 and name in told.said + 'decision_log.json'


def test_the_lesson_of_the_first_round_guards_the_fix_of_the_second(told):
    first = read_json(os.path.join(told.run, 'iteration_1', 'lessons_learned.json'))
    guards = [one['check']['text'] for one in first['lessons'] if one['check']['kind'] == u'criterion' and one['status'] == u'active']
    assert [guard for guard in guards if 'http_429' in guard]
    records = [read_json(path) for path in glob.glob(os.path.join(told.run, 'iteration_2', 'test_report_*.json'))]
    asked = [one['text'] for record in records for one in record['criteria']]
    assert [guard for guard in guards if 'http_429' in guard and guard in asked]
    assert u'what earlier rounds taught' in told.plain


def test_every_measured_number_is_one_of_the_decision_log(told):
    rows = [one['data'] for one in events(told.run) if one['event'] == u'iteration ended']
    first = [one['data'] for one in events(told.run) if one['event'] == u'aggregated'][0]
    found = re.findall(r'(\d+) of (\d+) finished operations were successful \(([\d.]+) %\), ([\d.]+) failures', told.plain)
    assert [(int(good), int(all_)) for good, all_, _, _ in found] == [(one['successful'], one['finished']) for one in [first] + rows]
    for (good, all_, percent, rate), one in zip(found, [first] + rows):
        assert percent == '%.1f' % (100.0 * one['successful'] / one['finished'])
        assert rate == '%.2f' % (one['failures'] / one['operations'])
    bars = re.findall(r'(?:at first|iteration \d+) +(#*)\.* ([\d.]+) % successful', told.said)
    assert [percent for _, percent in bars] == [percent for _, _, percent, _ in found]


def test_every_decision_is_that_of_its_test_report(told):
    found = re.findall(r'decide +(FIX-\d+): ([A-Z]+), evidence ([a-z]+)\.', told.said)
    decided = [one for one in events(told.run) if one['event'] in (u'kept', u'monitored', u'modify') and 'evidence' in one['data']]
    assert [row[0] for row in found] == [one['fix'] for one in decided]
    for (fix, decision, evidence), one in zip(found, decided):
        record = read_json(os.path.join(told.run, 'iteration_%d' % one['iteration'], str('test_report_%s.json' % fix)))
        assert (decision, evidence) == (record['decision'], record['evidence'])


def test_nothing_outside_of_its_folder_was_touched_and_it_says_so(told):
    assert listing(told.suite) == told.before
    # Compiled code is not counted: Python itself writes that.
    files = [path for path in told.before if not path.endswith('.pyc')]
    assert u'Nothing outside of that folder was touched: the %d files' % len(files) in told.plain
    assert 'nobody-may-use-this' not in told.said
    with io.open(os.path.join(os.path.dirname(told.run), 'commands.txt'), encoding='utf-8') as stream:
        commands = stream.read()
    with io.open(os.path.join(os.path.dirname(told.run), 'token'), encoding='utf-8') as stream:
        token = stream.read().strip()
    assert len(token) > 8 and token not in told.said and token not in commands
    assert 'nobody-may-use-this' not in commands and commands.count('$ loop_coordinator.py') >= 3


def test_no_process_is_left(told):
    port = int(re.search(r'http://127\.0\.0\.1:(\d+)', told.said).group(1))
    with pytest.raises(EnvironmentError):
        socket.create_connection(('127.0.0.1', port), timeout=5).close()


def test_each_fix_that_was_decided_has_the_reasons_of_the_person(told):
    given = set((one['iteration'], one['fix']) for one in events(told.run) if one['event'] == u'why' and one['data']['given'])
    assert given == set((one['iteration'], one['fix']) for one in events(told.run) if one['event'] in (u'kept', u'skipped'))


# -- its parts ---------------------------------------------------------------------------------------------------------

def test_a_folder_of_another_hand_is_refused_and_ones_own_is_made_anew(tmpdir):
    tmpdir.join('demo', 'mine.txt').ensure()
    with pytest.raises(UsageError) as caught:
        command.place_in(str(tmpdir))
    assert 'another hand' in caught.value.evidence and tmpdir.join('demo', 'mine.txt').check()
    other = tmpdir.mkdir('other')
    place = command.place_in(str(other))
    other.join('demo', 'old.txt').ensure()
    assert command.place_in(str(other)) == place and os.listdir(place) == [command.MARK]


def test_without_lxml_it_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr(command.interpreters, 'choose', lambda serves: command.interpreters.Interpreter('x', (2, 7), False))
    assert command.main([]) == 2
    assert 'pip install lxml' in capsys.readouterr()[1]


class Stage(object):
    """As much of a stage as telling needs."""

    def __init__(self, place):
        self.place, self.run = str(place), str(place.mkdir('run'))

    def write(self, path, document):
        path = os.path.join(self.run, *path.split('/'))
        if not os.path.isdir(os.path.dirname(path)):
            os.makedirs(os.path.dirname(path))
        with io.open(path, 'wb') as stream:
            stream.write(json.dumps(document).encode('ascii'))

    def log(self, *entries, **given):
        with io.open(os.path.join(self.run, 'decision_log.jsonl'), 'ab') as stream:
            for entry in entries:
                text = json.dumps(dict({'iteration': 1, 'fix': None, 'data': None, 'reason': None}, **entry))
                stream.write((text + given.get('end', '\n')).encode('ascii'))


class Out(object):
    def __init__(self):
        self.buffer = io.BytesIO()

    @property
    def text(self):
        return re.sub(r'\s+', ' ', self.buffer.getvalue().decode('utf-8'))


@pytest.fixture
def scene(tmpdir):
    """A stage, what is printed, and the Teller."""
    made, out = Stage(tmpdir), Out()
    return made, out, telling.Teller(made, out)


def test_an_entry_that_is_half_written_is_told_when_it_is_whole(scene):
    made, out, teller = scene
    teller.follow({})
    entry = {'event': u'iteration ended', 'data': {'number': 1, 'valid': True, 'successful': 3, 'finished': 4, 'failures': 1, 'operations': 5}}
    made.log(entry, end='')
    teller.follow({})
    assert out.text == ''
    made.log(end='')
    with io.open(os.path.join(made.run, 'decision_log.jsonl'), 'ab') as stream:
        stream.write(b'\n')
    for _ in range(2):
        teller.follow({})
    assert out.text.count(u'3 of 4 finished operations were successful (75.0 %), 0.20 failures per operation') == 1


def test_what_was_not_measured_is_said_to_be_so(scene):
    made, out, teller = scene
    made.log({'event': u'iteration ended', 'data': {'number': 1, 'valid': False, 'why': u'no logs'}})
    teller.follow({})
    assert u'nothing: no logs' in out.text and '%' not in out.text


def test_a_side_effect_is_told_only_where_it_is_new_and_nobody_asked_for_it(scene):
    made, out, teller = scene
    http = {'by_status': {}, 'by_status_host': {}}
    after = {'by_status': {u'429': 4, u'500': 2, u'403': 1}, 'by_status_host': {u'429': {u'a.example': 4}, u'500': {u'b.example': 2}}}
    made.write('iteration_1/test_aggregate_FIX-01_before.json', {'totals': {'http': dict(http, by_status={u'403': 9})}})
    made.write('iteration_1/test_aggregate_FIX-01_after.json', {'totals': {'http': after}})
    rate = {'rate': 0.5, 'of': u'per operation'}
    made.write('iteration_1/test_report_FIX-01.json', {
        'decision': u'MONITOR', 'evidence': u'weak', 'reason': u'half of it', 'paired': None, 'criteria': [
            {'role': u'success', 'metric': u'http_403', 'met': False, 'before': rate, 'after': {'rate': None}, 'text': u'x'},
            {'role': u'failure', 'metric': u'http_500', 'met': True, 'before': rate, 'after': rate, 'text': u'failure: http_500 y'}]})
    made.log({'event': u'monitored', 'fix': u'FIX-01', 'data': {}})
    teller.follow({})
    assert u'FIX-01: MONITOR, evidence weak. http_403 0.50 per operation to not measured (not met); failure criterion met' in out.text
    assert u'half of it' in out.text and u'HTTP 429 from a.example, 4 times' in out.text
    assert u'HTTP 500' not in out.text and u'HTTP 403' not in out.text and teller.decided() == []


def test_a_fix_that_waits_for_a_persons_word_is_known(scene):
    made, _, teller = scene
    assert teller.undecided() is None
    made.log({'event': u'waiting', 'data': {'for': u'a person decides on FIX-03'}})
    teller.follow({})
    assert teller.undecided() == u'FIX-03'
    made.log({'event': u'waiting', 'data': {'for': u'no fix is approved in x'}})
    teller.follow({})
    assert teller.undecided() is None


def test_the_person_takes_back_what_the_numbers_do_not_carry_and_stops_without_ideas(scene, monkeypatch):
    made, out, teller = scene
    run = plot.Run(made, teller, None)
    made.log({'event': u'waiting', 'data': {'for': u'a person decides on FIX-03'}})
    teller.follow({})
    assert run._answer(None)[:3] == ['--override', 'FIX-03', 'ROLLBACK']
    made.log({'event': u'waiting', 'data': {'for': u'no fix is approved in x'}})
    teller.follow({})
    os.makedirs(os.path.join(made.run, 'iteration_1'))
    with io.open(os.path.join(made.run, 'iteration_1', 'diagnostic_report.md'), 'wb') as stream:
        stream.write(b'# Diagnostic report, iteration 1\n')
    assert run._answer(None)[0] == '--stop'


def test_what_a_person_took_back_is_no_verdict_of_the_numbers(scene):
    made, _, teller = scene
    made.log({'event': u'rolled back', 'fix': u'FIX-01', 'data': {}, 'reason': u'worse'},
             {'event': u'override', 'fix': u'FIX-02'}, {'event': u'rolled back', 'fix': u'FIX-02', 'data': {}, 'reason': u'unsure'})
    teller.follow({})
    assert teller.decided() == [(1, u'FIX-01', u'rolled back', u'worse'), (1, u'FIX-02', u'undecided', u'unsure')]


@pytest.mark.parametrize('looks, expected', [(1, u'Of the 4 items that'), (3, u'Of the 12 looks at the 4 items that')])
def test_retests_are_told_as_looks_at_the_same_items(looks, expected):
    paired = {'failed_before': 4, 'could_improve': 4 * looks, 'looks': looks, 'fail_to_pass': 2, 'pass_to_fail': 0, 'midp': 0.125}
    assert words.pairs(paired).startswith(expected) and words.pairs(paired).endswith(u'2 recovered; 0 that worked got worse (mid-p 0.12).')


@pytest.mark.parametrize('decision, retests, expected', [
    (u'KEEP', 0, u'it stays.'), (u'MONITOR', 1, u'tested again.'), (u'MONITOR', 2, u'now a person decides.'), (u'NEW', 0, u'means.')])
def test_the_last_retest_is_followed_by_a_person(decision, retests, expected):
    assert words.meaning(decision, retests).endswith(expected)


def test_a_changed_file_and_a_patch_outside_are_found(tmpdir):
    made = Stage(tmpdir)
    made.suite = str(tmpdir.mkdir('suite'))
    kept = tmpdir.join('suite', 'kept.py').ensure()
    before = untouched.listing(made.suite, made.place)
    assert untouched.compare(made, before).is_clean
    kept.write('x')
    evidence = untouched.compare(made, before)
    assert evidence.changed == [str(kept)] and not evidence.is_clean
    assert u'1 of 1 files changed meanwhile' in u' '.join(evidence.lines())
    made.write('iteration_1/implementation_log.json', {'implementations': [{'files': [{'path': u'/elsewhere/utils.py'}]}]})
    evidence = untouched.compare(made, untouched.listing(made.suite, made.place))
    assert evidence.strange == [u'/elsewhere/utils.py'] and not evidence.is_clean and u'outside were patched' in u' '.join(evidence.lines())


def test_all_processes_have_their_home_and_their_temporary_files_in_the_folder(tmpdir, monkeypatch):
    monkeypatch.setenv('PLEX_TOKEN', 'secret')
    env = stage.Stage(str(tmpdir)).env
    assert 'PLEX_TOKEN' not in env
    for name in ('HOME', 'TMPDIR', 'TEMP', 'APPDATA', 'XDG_CONFIG_HOME'):
        assert env[name].startswith(str(tmpdir) + os.sep) and os.path.isdir(env[name])


def test_a_command_that_does_not_end_is_ended(tmpdir, monkeypatch):
    made = stage.Stage(str(tmpdir))
    monkeypatch.setattr(stage, 'COMMAND_LIMIT_S', 0.5)
    monkeypatch.setattr(stage.Stage, 'command', lambda self, name, arguments: [sys.executable, '-c', 'import time; time.sleep(60)'])
    begun = time.time()
    with pytest.raises(UsageError) as caught:
        made.call('loop_coordinator', [])
    assert 'did not end' in caught.value.what and time.time() - begun < 30


@pytest.mark.parametrize('text, most, expected', [
    (u'a  b\nc', 10, u'a b c'), (u'one two three', 12, u'one two ...'), (u'x' * 20, 10, u'xxxxxx ...')])
def test_long_words_are_cut(text, most, expected):
    assert words.short(text, most) == expected


def test_outcomes_and_names_are_told_in_order():
    assert words.counted([u'failed', u'empty', u'failed']) == u'2 failed, 1 empty'
    assert words.many(1, u'lesson') == u'1 lesson' and words.many(0, u'lesson') == u'0 lessons'
    assert words.listed([u'a']) == u'a' and words.listed([u'a', u'b', u'c']) == u'a, b and c' and words.listed([]) == u''
