# -*- coding: utf-8 -*-
"""The benchmark's own tools: a generator whose truth is true, and scores that are right on cases counted by hand."""
from __future__ import absolute_import, division, print_function

import collections
import hashlib
import io
import json
import os
import re
import sys

import pytest

BENCH = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'bench')
sys.path.insert(0, BENCH)

import check_counts  # noqa: E402
import generate  # noqa: E402
import measure  # noqa: E402
import run_bench  # noqa: E402
import score  # noqa: E402
import straightforward  # noqa: E402
from words import Dice, zipf_table  # noqa: E402

MEGABYTES = 1.2
HEADER = re.compile(br'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \([0-9a-f]{12}\) :  ([A-Z]+) \(([\w.\-]+):\d+\) - ([^\n]*)')
needs_wait4 = pytest.mark.skipif(not hasattr(os, 'wait4'), reason='no os.wait4 on this system')


def read_json(path):
    with io.open(path, encoding='utf-8') as handle:
        return json.load(handle)


def digest(folder):
    """Return a hash over the names and bytes of all files below *folder*."""
    total = hashlib.sha256()
    for base, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            total.update(name.encode('ascii'))
            with open(os.path.join(base, name), 'rb') as handle:
                total.update(handle.read())
    return total.hexdigest()


@pytest.fixture(scope='module', params=['a', 'b'])
def made(request, tmpdir_factory):
    """A small set of each style."""
    folder = str(tmpdir_factory.mktemp('set_' + request.param))
    generate.generate(folder, MEGABYTES, seed=5, style=request.param)
    return folder


def lines_by_agent(folder):
    """Return {agent: its lines, oldest first} of a set."""
    found = collections.defaultdict(list)
    logs = os.path.join(folder, 'logs')
    for name in sorted(os.listdir(logs), key=lambda name: -int(name.rpartition('.')[2]) if name[-1].isdigit() else 0):
        with open(os.path.join(logs, name), 'rb') as handle:
            found[name.split('.')[3]].extend(handle.read().splitlines())
    return found


class TestDice(object):
    def test_stream_is_the_same_on_every_python(self):
        dice = Dice(7)
        assert [dice.below(1000), dice.hexes(16), dice.between(3, 9), dice.pick('abcdef')] == [
            323, b'269e0d2ca264a6a3', 3, 'd']

    def test_hexes_have_the_length_asked_for(self):
        assert [len(Dice(1).hexes(length)) for length in (1, 12, 13, 40)] == [1, 12, 13, 40]

    def test_zipf_table_holds_each_index_and_the_first_most_often(self):
        table = zipf_table(50, 1.2, 100)
        counts = collections.Counter(table)
        assert set(counts) == set(range(50))
        assert counts[0] == max(counts.values()) > counts[1] > counts[49]


class TestGenerator(object):
    def test_same_seed_gives_the_same_bytes_and_another_seed_others(self, tmpdir):
        digests = []
        for name, seed in (('one', 3), ('two', 3), ('three', 4)):
            generate.generate(str(tmpdir.join(name)), .2, seed=seed)
            digests.append(digest(str(tmpdir.join(name, 'logs'))))
        assert digests[0] == digests[1] != digests[2]

    def test_bytes_are_those_of_every_other_python(self, tmpdir):
        # Fixed, so that a difference between interpreters shows; change it with the generator's wording.
        digests = []
        for style in ('a', 'b'):
            generate.generate(str(tmpdir.join(style)), .3, seed=1, style=style)
            digests.append(digest(str(tmpdir.join(style, 'logs')))[:16])
        assert digests == ['b5c66646a136d553', '725955062b4d42b4']

    def test_size_is_what_was_asked(self, made):
        assert MEGABYTES <= run_bench.size_mb(made) < MEGABYTES * 1.2

    def test_files_rotate_at_the_limit_into_at_most_six(self, tmpdir):
        generate.generate(str(tmpdir), 9, agents=1)
        paths = run_bench.log_files(str(tmpdir))
        assert [os.path.basename(path) for path in paths] == ['com.plexapp.agents.AEBN.log'] + [
            'com.plexapp.agents.AEBN.log.%d' % number for number in range(1, 6)]
        for path in paths:
            with open(path, 'rb') as handle:
                data = handle.read()
            assert HEADER.match(data) and data.endswith(b'\n')
        assert min(os.path.getsize(path) for path in paths[1:]) > generate.MIB

    def test_times_never_run_back(self, made):
        for lines in lines_by_agent(made).values():
            times = [line[:23] for line in lines if HEADER.match(line)]
            assert times == sorted(times)

    def test_records_of_threads_interleave(self, made):
        lines = max(lines_by_agent(made).values(), key=len)
        threads = [line[25:37] for line in lines if HEADER.match(line)]
        changes = sum(1 for one, other in zip(threads, threads[1:]) if one != other)
        assert changes > 20 and changes > 3 * len(set(threads))

    def test_about_three_in_a_hundred_records_are_severe(self, made):
        levels = read_json(os.path.join(made, 'expected.json'))['totals']['levels']
        severe = sum(levels[level] for level in ('WARNING', 'ERROR', 'CRITICAL'))
        assert .02 < severe / sum(levels.values()) < .05

    def test_unique_messages_are_unlike_one_another_and_often_severe(self, tmpdir):
        generate.generate(str(tmpdir), .5, unique=True)
        messages = [match.group(3) for lines in lines_by_agent(str(tmpdir)).values()
                    for match in map(HEADER.match, lines) if match and match.group(1) == b'WARNING']
        assert len(messages) > 500
        assert len(set(straightforward.mask(message.decode('utf-8')) for message in messages)) == len(messages)


class TestTruth(object):
    """Each figure is counted anew from the logs, by other means than the generator's."""

    def counted(self, made):
        expected = read_json(os.path.join(made, 'expected.json'))
        for agent, lines in lines_by_agent(made).items():
            yield lines, [match.groups() for match in map(HEADER.match, lines) if match], expected['agents'][agent]

    def test_lines_records_and_levels(self, made):
        for lines, records, expected in self.counted(made):
            assert (len(lines), len(records)) == (expected['lines'], expected['records'])
            levels = collections.Counter(level.decode('ascii') for level, _, _ in records)
            assert dict(expected['levels'], **levels) == expected['levels']

    def test_operations_started_and_settled(self, made):
        for _, records, expected in self.counted(made):
            searches = sum(1 for _, _, text in records if text.startswith(b'Searching for matches for {'))
            updates = sum(1 for _, module, text in records
                          if text.startswith(b'Handling request') and b'/X0FnZW50S2l0OlVwZGF0ZU1ldGFkYXRh/' in text)
            operations = expected['operations']
            assert (searches, updates) == (operations['search']['started'], operations['update']['started'])
            for counts in operations.values():
                assert counts['started'] == sum(counts[outcome] for outcome in counts if outcome != 'started')
            for operation in ('search', 'update'):
                needle = b'Exception in the %s function' % operation.encode('ascii')
                assert sum(1 for _, _, text in records if needle in text) == operations[operation]['crashed']

    def test_figures_that_a_text_search_finds(self, made):
        for lines, records, expected in self.counted(made):
            def count(needle):
                return sum(1 for _, _, text in records if needle in text)
            hashes = count(b"/resourceHashes'") // 2
            assert count(b'Error opening URL') - hashes == expected['url_fetch_errors']
            assert expected['benign']['resource_hashes'] == 2 * hashes
            assert count(b'Cannot read model from') == expected['model_read_errors']
            assert count(b'Started plug-in') == expected['starts']['ok']
            assert count(b'Exception starting plug-in') == expected['starts']['failed']
            assert count(b':: Processing                    Page') == expected['candidates']['processed']
            assert count(b'Release Date Match Failure!') == expected['candidates']['rejected']['release_date']
            assert count(b'Found on IAFD                 Yes') == expected['enriched']
            found = [re.search(br'Titles Found {18}(\d+) ', text) for _, _, text in records]
            assert sum(int(match.group(1)) for match in found if match) == expected['titles_found']
            tracebacks = sum(1 for line in lines if line.endswith(b'(most recent call last):'))
            assert tracebacks - hashes == sum(expected['exceptions'].values())

    def test_http_failures_add_up(self, made):
        for _, _, expected in self.counted(made):
            http = expected['http']
            assert sum(http['by_status'].values()) + http['without_status'] == http['failures'] <= expected['failures']
            assert sum(http['by_host'].values()) == expected['url_fetch_errors']

    def test_totals_are_the_sums_of_the_agents(self, made):
        expected = read_json(os.path.join(made, 'expected.json'))
        assert expected['totals']['records'] == sum(part['records'] for part in expected['agents'].values())
        assert len(expected['agents']) == 21

    def test_kinds_sum_to_the_records_and_are_many(self, made):
        with io.open(os.path.join(made, 'kinds.jsonl'), encoding='utf-8') as handle:
            kinds = [json.loads(line) for line in handle]
        totals = read_json(os.path.join(made, 'expected.json'))['totals']
        assert sum(kind['count'] for kind in kinds) == totals['records']
        assert 100 < len(set(kind['label'] for kind in kinds)) < 250

    def test_sample_lines_name_the_record_that_stands_there(self, made):
        for which in ('severe', 'all'):
            samples = score.read_samples(made, which)
            assert len(samples) > 50
            texts = {}
            for sample in samples:
                path = os.path.join(made, 'logs', sample.file)
                if path not in texts:
                    with open(path, 'rb') as handle:
                        texts[path] = handle.read().split(b'\n')
                match = HEADER.match(texts[path][int(sample.line) - 1])
                assert match.group(1).decode('ascii') == sample.level
                assert match.group(2).decode('ascii') == sample.module
                assert match.group(3) == sample.message.split(b'\n')[0]

    def test_a_sampled_exception_has_its_whole_traceback(self, made):
        tracebacks = [sample.message for sample in score.read_samples(made, 'severe')
                      if b'(most recent call last):\n' in sample.message]
        assert len(tracebacks) > 20
        for message in tracebacks:
            assert b'\n  File "' in message
            assert re.search(br'\n\w+: [^\n]+\n$', message)


class TestScore(object):
    def test_perfect_grouping_under_other_names(self):
        pairs = [('a', 1), ('a', 1), ('b', 2)]
        assert (score.grouping_accuracy(pairs), score.group_f1(pairs)) == (1.0, 1.0)

    def test_a_split_group_counts_for_nothing(self):
        pairs = [('a', 1), ('a', 1), ('a', 2), ('b', 3)]
        # Of 4 messages only b's is grouped exactly; of 2 true and 3 found groups one is.
        assert score.grouping_accuracy(pairs) == .25
        assert score.group_f1(pairs) == pytest.approx(.4)

    def test_merged_groups_count_for_nothing(self):
        pairs = [('a', 1), ('b', 1), ('c', 2), ('c', 2)]
        assert score.grouping_accuracy(pairs) == .5
        assert score.group_f1(pairs) == pytest.approx(.4)

    def test_nothing_right_is_zero(self):
        pairs = [('a', 1), ('a', 2)]
        assert (score.grouping_accuracy(pairs), score.group_f1(pairs)) == (0.0, 0.0)

    def make(self, agent, label, keys, message):
        return score.Sample('f', '1', agent, 'ERROR', 'utils', label, keys, message)

    def test_strict_truth_keeps_keys_apart_and_wording_does_not(self):
        samples = [self.make('A', 'refused', status, b'') for status in ('403', '404')]
        apart = score.score(samples, ['x 403', 'x 404'])
        assert (apart['strict']['ga'], apart['wording']['ga']) == (1.0, 0.0)
        together = score.score(samples, ['x', 'x'])
        assert (together['strict']['ga'], together['wording']['ga']) == (0.0, 1.0)

    def test_a_group_never_spans_agents(self):
        samples = [self.make(agent, 'refused', '', b'') for agent in ('A', 'B')]
        scores = score.score(samples, ['x', 'x'])
        assert (scores['strict']['ga'], scores['strict']['groups'], scores['strict']['found']) == (1.0, 2, 2)

    def test_worst_names_split_and_mixed_groups_only(self):
        samples = [self.make('A', label, '', b'') for label in ('good', 'split', 'split', 'mixed', 'mixed too')]
        bad = score.worst(samples, ['1', '2', '3', '4', '4'], 10)
        assert sorted(entry[1][3] for entry in bad) == ['mixed', 'mixed too', 'split']

    def test_command_prints_both_samples(self, made, capsys):
        assert score.main([made, '--by', 'five-masks']) == 0
        printed = json.loads(capsys.readouterr().out)
        assert set(printed) == {'severe', 'all'}
        assert 0 < printed['all']['strict']['ga'] < 1


class TestCheckCounts(object):
    def test_equal_figures_agree_and_absent_ones_are_zero(self):
        assert check_counts.differences({'a': 1, 'b': {'c': 0}}, {'a': 1, 'more': 7}) == []

    def test_a_wrong_figure_is_named(self):
        assert check_counts.differences({'b': {'c': 2}}, {'b': {'c': 3}}) == [('b.c', 2, 3)]

    def test_a_status_that_nobody_expected_is_a_difference(self):
        expected = {'http': {'by_status': {'403': 1}}}
        assert check_counts.differences(expected, {'http': {'by_status': {'403': 1, '404': 2}}}) == [
            ('http.by_status.404', 0, 2)]

    def test_an_unmeasured_figure_is_a_difference_even_from_zero(self):
        assert check_counts.differences({'a': 0}, {'a': None}) == [('a', 0, None)]

    def test_command_tells_by_its_exit_code(self, made, tmpdir, capsys):
        path = os.path.join(made, 'expected.json')
        assert check_counts.main([path, path]) == 0
        document = read_json(path)
        document['totals']['failures'] += 1
        other = tmpdir.join('other.json')
        other.write(json.dumps(document))
        assert check_counts.main([path, str(other)]) == 1
        assert 'totals.failures' in capsys.readouterr().out


class TestStraightforward(object):
    @pytest.mark.parametrize('message, masked', [
        ("Requesting 'https://x.example/a?b=1'", 'Requesting <quoted>'),
        ('see https://x.example/a/1 now', 'see <url> now'),
        ('read /a/b/c.txt in 12 s', 'read <path> in <n> s'),
        ('id 0123456789abcdef', 'id <hex>'),
    ])
    def test_masks(self, message, masked):
        # The URL inside quotes takes its closing quote along when it is masked first: that is how simple masks are.
        assert straightforward.mask(message).replace("'<url>", '<quoted>') == masked

    def test_counts_templates_errors_and_statuses(self, tmpdir):
        start = '2026-01-30 14:39:06,711 (7ae1b6527b38) :  '
        tmpdir.join('com.plexapp.agents.X.log').write(
            'torn\n' + start + 'ERROR (utils:1) - HTTP Error 403: 7 times\n' + start
            + 'ERROR (utils:1) - HTTP Error 403: 8 times\n  more\n' + start + 'INFO (utils:2) - fine\n')
        found = straightforward.aggregate(str(tmpdir))
        assert found == {'lines': 5, 'templates': {'ERROR': 1, 'INFO': 1}, 'errors': {'X': 2}, 'statuses': {'403': 2}}
        assert straightforward.aggregate(str(tmpdir), severe_only=True)['templates'] == {'ERROR': 1}

    def test_agrees_with_the_truth_of_a_set(self, made):
        found = straightforward.aggregate(os.path.join(made, 'logs'))
        expected = read_json(os.path.join(made, 'expected.json'))
        assert found['lines'] == expected['totals']['lines']
        for agent, part in expected['agents'].items():
            severe = sum(part['levels'][level] for level in ('WARNING', 'ERROR', 'CRITICAL'))
            assert found['errors'].get(agent, 0) == severe


def test_drain_gives_one_id_to_messages_of_one_shape():
    pytest.importorskip('drain3')
    import drain
    ids = drain.group([u'opened file 1 of 3', u'opened file 2 of 3', u'something else altogether happened'])
    assert ids[0] == ids[1] != ids[2]


class TestMeasure(object):
    def test_median(self):
        assert (measure.median([3, 1, 2]), measure.median([4, 1, 3, 2])) == (2, 2.5)

    @needs_wait4
    def test_run_tells_cpu_time_and_memory_of_the_child(self):
        code = 'block = bytearray(90000000)\nblock[::4096] = b"x" * len(block[::4096])\nsum(range(2000000))\nprint("done")'
        run, printed = measure.run([sys.executable, '-c', code])
        assert printed == b'done\n'
        assert run.peak_mb > 90
        assert .01 < run.cpu_s < 60

    @needs_wait4
    def test_a_failure_is_told_with_its_words(self):
        command = [sys.executable, '-c', 'import sys; sys.stderr.write("no such luck"); sys.exit(3)']
        with pytest.raises(measure.CommandFailed) as caught:
            measure.run(command)
        assert 'exit code 3' in str(caught.value) and 'no such luck' in str(caught.value)
        measure.run(command, allowed=(0, 3))


class TestRunBench(object):
    @needs_wait4
    def test_measures_a_stand_in_and_fits_the_page(self, tmpdir, capfd):
        stand_in = "{python} -B '%s' --severe-only {logs}" % os.path.join(BENCH, 'straightforward.py')
        arguments = ['--mb', '.4', '--repetitions', '1', '--drain-mb', '.05', '--quality-mb', '.4', '--ours', stand_in,
                     '--cache', str(tmpdir), '--skip', 'jobs', '--skip', 'quality']
        assert run_bench.main(arguments + ['--json']) == 0
        figures = list(json.loads(capfd.readouterr().out)['interpreters'].values())[0]
        assert set(figures['speed']) >= {'ours', 'straightforward', 'straightforward/severe', 'grep'}
        assert figures['speed']['ours']['slower'] == 1
        assert figures['memory']['0.4 MB, unique']['peak_mb'] > 1
        assert run_bench.main(arguments) == 0
        table = capfd.readouterr().out
        assert 'ours is faster' in table
        assert max(len(line) for line in table.splitlines()) <= 100

    @needs_wait4
    def test_a_contender_that_fails_is_told_and_leaves_nothing(self, tmpdir, capfd, monkeypatch):
        scratch = tmpdir.mkdir('scratch')
        monkeypatch.setattr(run_bench.tempfile, 'mkdtemp', lambda prefix: str(scratch))
        code = run_bench.main(['--mb', '.1', '--drain-mb', '.01', '--cache', str(tmpdir), '--repetitions', '1',
                               '--ours', '{python} -c "import sys; sys.exit(9)"'])
        assert code == 1
        assert 'exit code 9' in capfd.readouterr().err
        assert not scratch.check()

    def test_refuses_sizes_of_nothing(self, capsys):
        with pytest.raises(SystemExit) as caught:
            run_bench.parse(['--mb', '0'])
        assert caught.value.code == 2
