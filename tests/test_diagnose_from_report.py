# -*- coding: utf-8 -*-
"""diagnose_from_report.py: every flag and every error; a person's words are never lost; both forms of a report read."""
from __future__ import absolute_import, division, print_function

import copy
import io
import json
import os
import shutil

import pytest

import aggregate_plex_logs
import diagnose_from_report
from agent_log import AgentLog, write
from plexfix.base.compat import native, to_bytes, to_text
from plexfix.base.errors import PreconditionFailed, UsageError
from plexfix.understand import diagnosis, lessons

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, 'scripts', 'diagnose_from_report.py')
STORED = os.path.join(ROOT, 'tests', 'data', 'golden_diagnosis', 'plexsim.json')
FOREIGN = native(u'r\xe9sum\xe9 \u2764')


class Desk(object):
    """A folder with an aggregate in it, and the command run there."""

    def __init__(self, folder, capsys):
        self.folder, self._capsys = str(folder), capsys
        self.aggregate, self.output = self.path('aggregated_logs.json'), self.path('diagnostic_report.md')
        shutil.copy(STORED, self.aggregate)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *arguments):
        """Run the command; returns (exit code, standard output, standard error)."""
        self._capsys.readouterr()
        code = diagnose_from_report.main([native(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        return code, to_text(out), to_text(err)

    def make(self, *arguments):
        code, out, err = self.run('--report', self.aggregate, '--output', self.output, *arguments)
        assert code == 0, err
        return out

    def json(self, *arguments):
        """Run with --json; returns (exit code, the one document on standard output)."""
        code, out, _ = self.run('--json', '--quiet', *arguments)
        return code, json.loads(out)

    @property
    def text(self):
        return read(self.output)

    @text.setter
    def text(self, text):
        write(self.output, to_bytes(text))

    @property
    def twin(self):
        return json.loads(read(self.path('diagnostic_report.json')))

    @property
    def document(self):
        return json.loads(read(self.aggregate))

    @document.setter
    def document(self, document):
        write(self.aggregate, to_bytes(json.dumps(document)))


@pytest.fixture
def desk(tmpdir, capsys):
    return Desk(tmpdir, capsys)


def read(path):
    with io.open(path, encoding='utf-8', newline='') as source:
        return source.read()


def filled(text):
    """Return a report whose first fix a person has completed."""
    start = text.index(u'## FIX-01')
    end = text.index(u'## FIX-02')
    fix = text[start:end]
    for old, new in ((u'- Priority: TODO', u'- Priority: HIGH'), (u'- Files: TODO', u'- Files: *.bundle/Contents/Code/utils.py'),
                     (u'- Restart: TODO', u'- Restart: yes'), (u'TODO: what the agent should do', u'1. It reads the titles; what the agent should do'),
                     (u'TODO: file, function', u'utils.py; file, function'), (u'TODO: a hypothesis', u'The layout changed; a hypothesis'),
                     (u'TODO: criteria, one', u'- success: failure_rate reduce_pct >= 20\n- failure: failure_rate increase_pct > 10\n\nCriteria, one'),
                     (u'TODO: how many failing', u'- items: 5\n- controls: 5\n\nHow many failing'), (u'TODO: what to do if', u'Undo it; what to do if')):
        assert old in fix
        fix = fix.replace(old, new)
    return text[:start] + fix + text[end:]


# -- making a report ---------------------------------------------------------------------------------------------------

def test_a_report_and_its_reading_are_made(desk):
    out = desk.make()
    assert u'48 operations started, 48 finished, 27 successful' in out and u'FIX-01: ' in out
    report = diagnosis.parse(desk.text)
    assert diagnosis.from_json(desk.twin) == report and len(diagnosis.fixes(report)) == 5
    analysis = desk.twin['analysis']
    assert analysis['classified']['events'] == {'of': 32, 'text': 11, 'known': 0, 'follows': 21, 'unclassified': 0, 'share': 1.0}
    assert dict((row['id'], row['count']) for row in analysis['categories'])['http_403'] == 18
    assert not [name for name in os.listdir(desk.folder) if name.startswith('.plexfix')]


def test_a_text_report_finds_its_twin_and_one_of_another_run_is_refused(tmpdir, desk):
    logs = str(tmpdir.mkdir('logs'))
    AgentLog(u'GEVI').start().begin(60).url_error(u'http://a.example/x').end(u'failed').save(logs)
    text = desk.path('logs.txt')
    assert aggregate_plex_logs.main(['--log-dir', logs, '--output', text, '--quiet']) == 0
    assert desk.run('--report', text, '--output', desk.output)[0] == 0
    document = json.loads(read(desk.path('logs.json')))
    write(desk.path('logs.json'), to_bytes(json.dumps(dict(document, run_id=u'000000000000'))))
    code, _, err = desk.run('--report', text, '--output', desk.output)
    assert code == 2 and u'are of different runs' in err
    os.remove(desk.path('logs.json'))
    code, _, err = desk.run('--report', text, '--output', desk.output)
    assert code == 2 and u'aggregate_plex_logs.py' in err


def test_without_flags_it_reads_and_writes_where_the_steps_before_and_after_do(desk, monkeypatch):
    monkeypatch.chdir(desk.folder)
    assert desk.run()[0] == 2                       # there is no text report, whose name is the default
    os.mkdir('iteration_3')
    shutil.copy(STORED, os.path.join('iteration_3', 'aggregated_logs_iteration_3.json'))
    write(os.path.join('iteration_3', 'aggregated_logs_iteration_3.txt'), b'run abcdefabcdef, made x, plexfix 0.1.0\n')
    output = os.path.join('iteration_3', 'diagnostic_report.md')
    assert desk.run('--output', output)[0] == 0
    assert read(output).startswith(u'# Diagnostic report, iteration 3\n')


@pytest.mark.parametrize('content, words', [
    (b'{"schema": "plexfix.aggregate/9"}', u'its schema is "plexfix.aggregate/9"'), (b'[]', u'its schema is null'), (b'{', u'JSON'),
    (b'{"schema": "plexfix.aggregate/1"}', u'it lacks: agents'),
    (b'{"schema": "plexfix.aggregate/1", "agents": {"X": {}}, "files": [], "totals": {}, "window": {}}', u'agent X'),
    (b'some text\n', u'name no run')])
def test_an_aggregate_that_cannot_be_read_is_told_in_three_lines(desk, content, words):
    path = desk.path('bad.json' if content[:1] in b'[{' else 'bad.txt')
    write(path, content)
    code, out, err = desk.run('--report', path, '--output', desk.output)
    assert code == 2 and out == u'' and words in err and err.startswith(u'error: ') and u'unexpected' not in err
    assert not os.path.exists(desk.output)


def test_a_missing_file_is_told_with_the_next_command(desk):
    code, _, err = desk.run('--report', desk.path('none.txt'), '--output', desk.output)
    assert code == 2 and u'none.txt' in err and u'aggregate_plex_logs.py' in err


def test_dry_run_does_everything_but_write(desk):
    code, out, err = desk.run('--report', desk.aggregate, '--output', desk.path('new/r.md'), '--dry-run')
    assert code == 0 and u'would write' in err and u'FIX-01' in out and not os.path.exists(desk.path('new'))
    desk.make()
    before = desk.text
    assert desk.run('--output', desk.output, '--add-fix', u'0ae564b6c843', '--report', desk.aggregate, '--dry-run')[0] == 1
    desk.text = filled(before)
    assert u'would be approved' in desk.run('--output', desk.output, '--approve', 'FIX-01', '--by', 'A', '--dry-run')[1]
    assert desk.text == filled(before)


def test_json_is_one_document_and_nothing_else(desk):
    code, document = desk.json('--report', desk.aggregate, '--output', desk.output)
    assert code == 0 and document == desk.twin and document['schema'] == 'plexfix.diagnosis/1'


@pytest.mark.parametrize('top, fixes', [('1', 1), ('3', 3), ('99', 5)])
def test_top_says_how_many_patterns_get_a_section(desk, top, fixes):
    desk.make('--top', top)
    assert len(diagnosis.fixes(diagnosis.parse(desk.text))) == fixes


@pytest.mark.parametrize('arguments, words', [
    (('--top', '0'), u'--top'), (('--approve', 'FIX-01'), u'go together'), (('--by', 'Ann'), u'go together'),
    (('--output', 'x.json'), u'cannot be called'), (('--lint', 'a', '--priority'), u'not allowed with'),
    (('--signatures', 'nowhere'), u'nowhere'), (('--lessons', 'nowhere.md'), u'nowhere.md')])
def test_wrong_usage_is_told(desk, arguments, words):
    code, _, err = desk.run('--report', desk.aggregate, *(('--output', desk.output) * ('--output' not in arguments) + arguments))
    assert code == 2 and words in err and not os.path.exists(desk.output)


def test_signatures_of_ones_own_are_used_beside_the_packages(desk):
    folder = desk.path('mine')
    os.mkdir(folder)
    row = {'id': 'my-own', 'title': 'Mine', 'category': 'other', 'severity': 'low', 'meaning': 'It is mine.', 'checks': ['Is it?'],
           'evidence': ['seen'], 'must': ['IndexError: list index'], 'matches': ['IndexError: list index out of range', 'x IndexError: list index'],
           'does_not_match': ['KeyError: 1', 'IndexError']}
    write(os.path.join(folder, 'mine.json'), to_bytes(json.dumps({'schema': 'plexfix.signatures/1', 'signatures': [row]})))
    desk.make('--signatures', folder)
    assert u'`my-own`' in desk.text and len(desk.twin['analysis']['known_errors']) > 2


def test_lessons_are_read_from_json_and_markdown_alike(desk):
    rows = [lessons.new(u'DO', 2, u'Look at it in a browser.', status=lessons.ACTIVE)]
    write(desk.path('lessons.json'), to_bytes(json.dumps(lessons.to_json(rows))))
    write(desk.path('lessons.md'), to_bytes(lessons.render(rows)))
    desk.make('--lessons', desk.path('lessons.json'))
    text = desk.text
    assert u'- **DO** Look at it in a browser.' in text
    desk.make('--lessons', desk.path('lessons.md'))
    assert desk.text == text
    write(desk.path('lessons.json'), b'{')
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.output, '--lessons', desk.path('lessons.json'))
    assert code == 2 and u'lessons.json' in err


# -- a person's words --------------------------------------------------------------------------------------------------

def test_a_report_that_nobody_touched_may_be_made_again(desk):
    desk.make()
    before = desk.text
    desk.make('--top', '2')
    assert desk.text != before


@pytest.mark.parametrize('change', [
    lambda desk: setattr(desk, 'text', desk.text.replace(u'TODO: a hypothesis', u'It is the layout. A hypothesis', 1)),
    lambda desk: setattr(desk, 'text', desk.text + u'\n## My notes\n\nmine\n'),
    lambda desk: setattr(desk, 'text', u'no report at all'),
    lambda desk: os.remove(desk.path('diagnostic_report.json')),
    lambda desk: write(desk.path('diagnostic_report.json'), b'{"schema": "other"}')])
def test_what_a_person_wrote_is_never_written_over(desk, change):
    desk.make()
    change(desk)
    before = desk.text
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.output)
    assert code == 40 and u'refusing to write over' in err and (u'--previous' in err or u'--output' in err)
    assert desk.text == before


def test_line_ends_of_windows_are_no_change(desk):
    desk.make()
    desk.text = desk.text.replace(u'\n', u'\r\n')
    desk.make()
    assert u'\r' not in desk.text


def test_another_json_is_never_written_over(desk):
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.path('aggregated_logs.md'))
    assert code == 40 and u'aggregated_logs.json' in err and desk.document['schema'] == 'plexfix.aggregate/1'


def test_previous_keeps_a_persons_words_and_marks_what_changed(desk):
    desk.make()
    desk.text = desk.text.replace(u'TODO: a hypothesis', u'It is the layout. A hypothesis', 1) + u'\n## My notes\n\nmine\n'
    document = desk.document
    gone = diagnosis.fixes(diagnosis.parse(desk.text))[1].patterns[0]
    for agent in document['agents'].values():
        agent['patterns'] = [pattern for pattern in agent['patterns'] if pattern['id'] != gone]
        agent['items'] = [dict(item, failures=[one for one in item['failures'] if one != gone]) for item in agent['items']]
    new = copy.deepcopy(document['agents']['StageDoor']['patterns'][0])
    new.update(id=u'123456123456', role=u'failure', benign=False, count=30, items=8, template=u'a new riddle')
    document['agents']['StageDoor']['patterns'].append(new)
    desk.document = dict(document, run_id=u'bbbbbbbbbbbb')
    out = desk.make('--previous', desk.output)
    fixes = dict((fix.patterns[0], fix) for fix in diagnosis.fixes(diagnosis.parse(desk.text)))
    assert u'It is the layout.' in desk.text and u'## My notes\n\nmine' in desk.text
    assert dict(fixes[gone].fields)[u'Change'].startswith(u'gone: ')
    assert dict(fixes[u'123456123456'].fields)[u'Change'].startswith(u'new: ') and fixes[u'123456123456'].id == u'FIX-06'
    assert fixes[u'123456123456'].patch == u'fixes/FIX-06.patch'
    assert u'FIX-06' in out and u'run bbbbbbbbbbbb' in desk.text
    # And once more, from what was carried over.
    desk.make('--previous', desk.output)
    assert u'It is the layout.' in desk.text and desk.text.count(u'## My notes') == 1


def test_previous_may_lie_elsewhere_and_is_not_changed(desk):
    desk.make()
    desk.text = filled(desk.text)
    before = desk.text
    output = desk.path('next.md')
    assert desk.run('--report', desk.aggregate, '--output', output, '--previous', desk.output)[0] == 0
    assert desk.text == before and u'1. It reads the titles' in read(output)
    write(output, to_bytes(read(output) + u'\nmine'))
    assert desk.run('--report', desk.aggregate, '--output', output, '--previous', desk.output)[0] == 40
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.path('third.md'), '--previous', desk.path('none.md'))
    assert code == 2 and u'none.md' in err


def test_previous_without_its_json_keeps_the_words_and_compares_nothing(desk):
    desk.make()
    desk.text = filled(desk.text)
    os.remove(desk.path('diagnostic_report.json'))
    desk.make('--previous', desk.output)
    assert u'1. It reads the titles' in desk.text and u'- Change: not measured: the numbers of the last report are lost' in desk.text


# -- a report that is there --------------------------------------------------------------------------------------------

def test_lint_tells_what_is_missing_with_file_and_line(desk):
    desk.make()
    code, out, err = desk.run('--lint', desk.output)
    lines = out.splitlines()
    assert code == 1 and all(line.startswith(u'%s:' % to_text(desk.output)) for line in lines) and err == u''
    place, rest = lines[0][len(desk.output) + 1:].split(u':', 1)
    assert int(place) > 0 and rest
    code, document = desk.json('--lint', desk.output)
    assert code == 1 and len(document['problems']) == len(lines)
    assert set(document['problems'][0]) == {'line', 'field', 'rule', 'message'}


def test_lint_is_silent_on_a_complete_report_and_knows_the_aggregate(desk):
    desk.make('--top', '2')
    text = filled(desk.text)
    start, end = text.index(u'## FIX-02'), text.index(u'## Unclassified')
    desk.text = text[:start] + text[end:]
    assert desk.run('--lint', desk.output)[:2] == (0, u'')
    assert desk.run('--lint', desk.output, '--report', desk.aggregate)[:2] == (0, u'')
    desk.text = desk.text.replace(u'failure_rate reduce_pct', u'http_403@nowhere.example reduce_pct')
    code, out, _ = desk.run('--lint', desk.output, '--report', desk.aggregate)
    assert code == 1 and u'not-measurable' in out and u'http_403@nowhere.example was never seen' in out
    assert desk.run('--lint', desk.path('none.md'))[0] == 2


def test_a_complete_fix_is_approved_and_nothing_else_is_changed(desk):
    desk.make()
    code, _, err = desk.run('--output', desk.output, '--approve', 'FIX-01', '--by', 'Ann')
    assert code == 40 and u'FIX-01 is not ready' in err and u'line ' in err
    desk.text = filled(desk.text)
    before = desk.text
    code, out, _ = desk.run('--output', desk.output, '--approve', 'fix-01', '--by', u'Ann \xc9xample')
    assert code == 0 and out == u'FIX-01 is approved by Ann \xc9xample\n'
    changed = [(old, new) for old, new in zip(before.split(u'\n'), desk.text.split(u'\n')) if old != new]
    assert changed == [(u'- Status: draft', u'- Status: approved'), (u'- Approved by:', u'- Approved by: Ann \xc9xample')]
    assert diagnosis.from_json(desk.twin) == diagnosis.parse(desk.text)
    # It is a person's word: not to be lost, and kept by --previous.
    assert desk.run('--report', desk.aggregate, '--output', desk.output)[0] == 40
    desk.make('--previous', desk.output)
    assert u'- Status: approved' in desk.text
    assert desk.run('--output', desk.output, '--approve', 'FIX-99', '--by', 'Ann')[0] == 2


def test_what_is_not_utf_8_is_not_edited(desk):
    desk.make()
    with io.open(desk.output, 'ab') as target:
        target.write(b'\xff')
    code, _, err = desk.run('--output', desk.output, '--approve', 'FIX-01', '--by', 'Ann')
    assert code == 2 and u'not in UTF-8' in err


def test_a_section_is_added_for_a_pattern(desk):
    desk.make('--top', '1')
    before = desk.text
    wanted = [row['pattern'] for row in desk.twin['analysis']['cascades']][0]
    code, out, _ = desk.run('--report', desk.aggregate, '--output', desk.output, '--add-fix', wanted)
    assert code == 0 and out == u'FIX-02 is added to %s\n' % to_text(desk.output)
    added = diagnosis.fixes(diagnosis.parse(desk.text))[1]
    assert desk.text.startswith(before) and (added.id, added.patterns, added.status) == (u'FIX-02', [wanted], u'draft')
    assert diagnosis.from_json(desk.twin) == diagnosis.parse(desk.text)
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.output, '--add-fix', wanted)
    assert code == 1 and u'FIX-02' in err
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.output, '--add-fix', 'nonsense')
    assert code == 2 and u'worth fixing: ' in err
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.path('none.md'), '--add-fix', wanted)
    assert code == 2 and u'none.md' in err


def test_a_section_that_was_added_is_known_as_made_and_yet_not_dropped(desk):
    desk.make('--top', '1')
    wanted = [row['pattern'] for row in desk.twin['analysis']['cascades']][0]
    assert desk.run('--report', desk.aggregate, '--output', desk.output, '--add-fix', wanted)[0] == 0
    assert desk.twin['generated']['parts'][-1]['patterns'] == [wanted] and desk.twin['counts']['operations']
    assert desk.run('--report', desk.aggregate, '--output', desk.output)[0] == 40
    desk.make('--previous', desk.output)
    assert u'FIX-02' in desk.text and u', last report' not in desk.text


def test_a_pattern_that_fell_off_the_shortlist_gets_its_new_numbers(desk):
    desk.make()
    document = desk.document
    pattern = diagnosis.fixes(diagnosis.parse(desk.text))[4].patterns[0]
    for agent in document['agents'].values():
        for row in agent['patterns']:
            row['first'] = u'2027-05-05 05:05:05,555'
    desk.document = document
    desk.make('--previous', desk.output, '--top', '1')
    fix = [one for one in diagnosis.fixes(diagnosis.parse(desk.text)) if pattern in one.patterns][0]
    assert u'2027-05-05 05:05:05,555' in diagnosis.section(fix, diagnosis.OBSERVED)
    assert u'the last report\'s' not in desk.text and len(diagnosis.fixes(diagnosis.parse(desk.text))) == 5


def test_lessons_that_only_lie_there_are_told_and_not_taken_in(desk):
    lesson = lessons.new(u'DO', 2, u'Look at the page first.', status=lessons.ACTIVE)
    write(desk.path('lessons_learned.md'), to_bytes(lessons.render([lesson])))
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.output)
    assert code == 0 and u'--lessons %s' % to_text(desk.path('lessons_learned.md')) in err
    assert u'Look at the page first' not in desk.text
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.output, '--lessons', desk.path('lessons_learned.md'))
    assert code == 0 and u'lessons learned lie' not in err and u'Look at the page first' in desk.text


def test_a_remark_is_shown_and_is_no_problem(desk):
    desk.make('--top', '2')
    desk.text = filled(desk.text)
    one = diagnosis.fixes(diagnosis.parse(desk.text))[0]
    approved = one._replace(status=u'approved', approved_by=u'Ann')
    again = approved._replace(id=u'FIX-02', patch=u'fixes/FIX-02.patch')
    desk.text = diagnosis.render(diagnosis.Report(u'Diagnostic report', 1, u'', [approved, again]))
    code, out, err = desk.run('--lint', desk.output)
    assert code == 0 and u'same-files (a remark): ' in out and u'is complete' in err
    code, document = desk.json('--lint', desk.output)
    assert code == 0 and document['problems'] == [] and [row['rule'] for row in document['remarks']] == ['same-files']


def test_a_previous_report_that_is_not_utf_8_is_refused_before_its_words_are_lost(desk):
    desk.make()
    write(desk.output, to_bytes(desk.text).replace(b'TODO: what the', b'caf\xe9: what the', 1))
    before = io.open(desk.output, 'rb').read()
    code, _, err = desk.run('--report', desk.aggregate, '--output', desk.output, '--previous', desk.output)
    assert code == 2 and u'not in UTF-8' in err and io.open(desk.output, 'rb').read() == before
    code, out, _ = desk.run('--lint', desk.output)
    assert code == 1 and u':1: encoding: ' in out


def test_priority_tells_the_order_and_never_an_abandoned_one(desk):
    desk.make()
    text = desk.text
    rows = text.split(u'- Priority: TODO')
    desk.text = rows[0] + u'- Priority: LOW' + rows[1] + u'- Priority: MEDIUM' + rows[2] + u'- Priority: HIGH' + u'- Priority: TODO'.join(rows[3:])
    code, document = desk.json('--priority', '--output', desk.output, '--report', desk.aggregate)
    assert code == 0 and [row['fix'] for row in document['next']][:3] == [u'FIX-03', u'FIX-02', u'FIX-01']
    assert all(row['reach'] > 0 for row in document['next'])
    desk.text = desk.text.replace(u'- Status: draft', u'- Status: abandoned', 1)
    _, out, _ = desk.run('--priority', '--output', desk.output)
    assert u'FIX-01' not in out and out.startswith(u'FIX-03  HIGH')
    desk.text = desk.text.replace(u'- Status: draft', u'- Status: abandoned')
    code, out, err = desk.run('--priority', '--output', desk.output)
    assert (code, out) == (0, u'') and u'no fix is left' in err


# -- for programs, and in bad surroundings -----------------------------------------------------------------------------

def test_the_documented_class_does_it_in_three_steps(desk):
    categorizer = diagnose_from_report.ErrorCategorizer(desk.aggregate, desk.output)
    assert categorizer.parse_report()['schema'] == 'plexfix.aggregate/1'
    categories = categorizer.categorize_errors()
    assert categories['http_403']['count'] == 18 and categories['http_403']['agents'][0] == {'name': u'FilmVault', 'count': 8}
    assert categories['start_failed']['count'] == 0 and list(categories)[0] == 'title_match'
    assert categorizer.generate_report() == desk.output and u'## FIX-01' in desk.text
    assert categorizer.generate_report() == desk.output
    other = desk.path('other.md')
    assert diagnose_from_report.ErrorCategorizer(desk.aggregate, other).generate_report() == other
    desk.text += u'\nmine'
    with pytest.raises(PreconditionFailed):
        categorizer.generate_report()
    with pytest.raises(UsageError):
        diagnose_from_report.ErrorCategorizer(desk.path('none.txt'), other).parse_report()


def test_the_documented_class_takes_paths_of_any_kind(desk):
    pathlib = pytest.importorskip('pathlib')
    paths = [pathlib.Path(desk.aggregate), pathlib.Path(desk.output)] if str is not bytes else [to_text(desk.aggregate), to_text(desk.output)]
    assert diagnose_from_report.ErrorCategorizer(*paths).generate_report() == desk.output


def test_the_documented_class_counts_anew_what_it_read_anew(desk):
    categorizer = diagnose_from_report.ErrorCategorizer(desk.aggregate, desk.output)
    assert categorizer.categorize_errors()['http_403']['count'] == 18
    desk.document = dict(desk.document, agents={})
    categorizer.parse_report()
    categorizer.generate_report()
    assert u'## FIX-01' not in desk.text


def test_it_runs_as_a_command_with_foreign_names_and_without_a_locale(tmpdir, run_python):
    folder = os.path.join(str(tmpdir), FOREIGN)
    os.mkdir(folder)
    document = json.loads(read(STORED))
    document['agents'][u'B\xe4r \u2764'] = document['agents'].pop('FilmVault')
    write(os.path.join(folder, 'a.json'), to_bytes(json.dumps(document)))
    output = os.path.join(folder, FOREIGN + '.md')
    env = {'LC_ALL': 'C', 'LANG': 'C', 'PYTHONIOENCODING': None, 'PYTHONUTF8': None}
    code, out, err = run_python([SCRIPT, '--report', os.path.join(folder, 'a.json'), '--output', output], env=env)
    assert code == 0, err
    assert u'B\xe4r \u2764' in out.decode('utf-8') and u'r\xe9sum\xe9 \u2764.md' in err.decode('utf-8')
    assert u'B\xe4r \u2764' in read(output)
    code, out, err = run_python([SCRIPT, '--lint', output], env=env)
    assert code == 1 and u'r\xe9sum\xe9 \u2764.md:' in out.decode('utf-8')
    code, out, err = run_python([SCRIPT, '--output', output, '--approve', 'FIX-01', '--by', native(u'\xc9va')], env=env)
    assert code == 40, err


def test_what_it_prints_and_writes_holds_no_secret(desk):
    document = desk.document
    secret = u'http://a.example/?X-Plex-Token=abcdefghij0123456789'
    for agent in document['agents'].values():
        for pattern in agent['patterns']:
            for sample in pattern['samples']:
                sample['text'] = secret
    desk.document = document
    out = desk.make()
    for text in (out, desk.text, read(desk.path('diagnostic_report.json'))):
        assert u'abcdefghij0123' not in text


def test_help_tells_of_all_and_names_the_exit_codes(run_python):
    code, out, _ = run_python([SCRIPT, '--help'])
    assert code == 0 and b'exit codes: 0 done; 1 --lint found something' in out and b'--add-fix PATTERN' in out
