# -*- coding: utf-8 -*-
"""The numbers behind a decision: an oracle of other programs' results, definitions worked out in full, and extremes."""
from __future__ import absolute_import, division, print_function

import io
import itertools
import json
import math
import os
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from plexfix.base import intervals
from plexfix.judge import statistics
from plexfix.judge.numbers import exact, ranks

with io.open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'statistics_oracle.json'),
             encoding='utf-8') as _SOURCE:
    # Computed with scipy and statsmodels; `meta` says which, and what each function means.
    ORACLE = json.load(_SOURCE)
MILLION = 10 ** 6
SMALL = st.integers(0, 12)


def same(value, expected, relative=1e-9, absolute=0.0):
    if expected is None or isinstance(expected, bool):
        return value is expected
    return abs(value - expected) <= max(absolute, relative * abs(expected))


def rows(name, arguments, call):
    """Return the cases of an oracle's part: (the record or number that *call* gives, the row with what is expected)."""
    return [pytest.param(call, [row[argument] for argument in arguments], row, id='%s-%d' % (name, number))
            for number, row in enumerate(ORACLE[name])]


CASES = (rows('mcnemar', 'bc', statistics.mcnemar) + rows('fisher', 'abcd', statistics.fisher)
         + rows('two_prop', ('k1', 'n1', 'k2', 'n2'), statistics.two_prop)
         + rows('poisson_rate', ('x1', 'e1', 'x2', 'e2'), statistics.poisson_rate)
         + rows('mann_whitney', 'xy', statistics.mann_whitney)
         + rows('beta_gt', ('k1', 'n1', 'k2', 'n2'), statistics.beta_gt)
         + rows('mcnemar_or_ci', 'bc', statistics.mcnemar_or_ci))


@pytest.mark.parametrize('call, arguments, row', CASES)
def test_the_oracle(call, arguments, row):
    found = call(*arguments)._asdict()
    expected = dict((name, value) for name, value in row.items() if name in found)
    assert len(expected) >= len(row) - len(arguments) and expected
    wrong = dict((name, (found[name], value)) for name, value in expected.items() if not same(found[name], value))
    assert wrong == {}


@pytest.mark.parametrize('row', ORACLE['wilson'])
def test_the_oracle_of_intervals(row):
    low, high = statistics.wilson(row['k'], row['n'], row['alpha'])
    assert same(low, row['lo'], 0, 1e-12) and same(high, row['hi'], 0, 1e-12)


@pytest.mark.parametrize('row', ORACLE['evalue'])
def test_the_oracle_of_evidence(row):
    assert same(statistics.evalue(row['b'], row['c']), row['e'])


@pytest.mark.parametrize('row', ORACLE['multiple'])
def test_the_oracle_of_many_tests(row):
    for call, prefix in ((statistics.benjamini_hochberg, ''), (statistics.holm, 'holm_')):
        found = call(row['p'], row['alpha'])
        assert found.reject == row[prefix + 'reject']
        assert all(same(*pair) for pair in zip(found.adj, row[prefix + 'adj'])) and len(found.adj) == len(row['p'])


def test_the_whole_oracle_is_there():
    assert set(ORACLE) - set(['meta', 'published']) == set([
        'mcnemar', 'fisher', 'two_prop', 'poisson_rate', 'mann_whitney', 'beta_gt', 'mcnemar_or_ci', 'wilson', 'evalue',
        'multiple'])
    assert len(CASES) + len(ORACLE['wilson']) + len(ORACLE['evalue']) + len(ORACLE['multiple']) == 180


# Published: Armitage and Berry 1994 p. 127; statsmodels' tests after R; Hollander and Wolfe 1973 p. 69; R's manual.

def test_published_pairs():
    found = statistics.mcnemar(12, 2)
    assert [round(number, 4) for number in (found.two_sided, found.chi2_cc_p)] == [0.0129, 0.0162]
    assert round(found.chi2_cc, 6) == 5.785714
    odds = statistics.mcnemar_or_ci(12, 2)
    assert [round(number, 6) for number in odds[:2]] == [1.335744, 55.197091]
    assert [round(number, 7) for number in statistics.mcnemar(121, 59)[6:]] == [20.6722222, 0.0000055]


def test_published_ranks():
    assert round(statistics.mann_whitney([1, 2, 3, 4], [.9, 1.1, .7]).p_exact, 10) == 0.1142857143
    found = statistics.mann_whitney([19, 22, 16, 29, 24], [20, 11, 17, 12])
    assert (found.U1, round(found.p_exact, 4)) == (17, 0.1111)


# Definitions worked out in full

def choose(n, k):
    return math.factorial(n) // (math.factorial(k) * math.factorial(n - k)) if 0 <= k <= n else 0


@given(SMALL, SMALL)
def test_pairs_by_definition(b, c):
    n = b + c
    terms = [Fraction(choose(n, k), 2 ** n) for k in range(n + 1)]
    found = statistics.mcnemar(b, c)
    improve, worsen = sum(terms[c:]), sum(terms[b:])
    assert same(found.improve, float(improve)) and same(found.worsen, float(worsen))
    assert same(found.improve_midp, float(improve - terms[c] / 2))
    assert same(found.worsen_midp, float(worsen - terms[b] / 2))
    assert same(found.two_sided, float(min(1, 2 * min(improve, worsen))))


@given(SMALL, SMALL)
def test_evidence_by_definition(b, c):
    n = b + c
    beta = Fraction(math.factorial(b) * math.factorial(c), math.factorial(n + 1))
    tail = sum(Fraction(choose(n + 1, k), 2 ** (n + 1)) for k in range(c + 1))
    assert same(statistics.evalue(b, c), float(2 ** (n + 1) * beta * tail))


@given(st.integers(0, 25))
def test_evidence_is_a_fair_bet_when_nothing_helps(n):
    # The mean of E over all results of n items that are coins is 1: that is what makes it hold at every look.
    mean = sum(choose(n, c) / 2.0 ** n * statistics.evalue(n - c, c) for c in range(n + 1))
    assert same(mean, 1.0)


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))
def test_tables_by_definition(a, b, c, d):
    drawn, marked, total = a + b, a + c, a + b + c + d
    ways = dict((k, choose(marked, k) * choose(total - marked, drawn - k)) for k in range(drawn + 1))
    every = sum(ways.values())
    found = statistics.fisher(a, b, c, d)
    assert same(found.less, sum(ways[k] for k in ways if k <= a) / every)
    assert same(found.greater, sum(ways[k] for k in ways if k >= a) / every)
    assert same(found.two_sided, sum(way for way in ways.values() if way <= ways[a]) / every)


@given(SMALL, SMALL, st.integers(1, 9), st.integers(1, 9))
def test_rates_by_definition(x1, x2, e1, e2):
    n, p = x1 + x2, Fraction(e2, e1 + e2)
    terms = [choose(n, k) * p ** k * (1 - p) ** (n - k) for k in range(n + 1)]
    found = statistics.poisson_rate(x1, e1, x2, e2)
    assert same(found.p_after_less, float(sum(terms[:x2 + 1]))) and same(found.p_after_greater, float(sum(terms[x2:])))
    assert same(found.p_two, float(sum(term for term in terms if term <= terms[x2])))


@given(st.lists(st.integers(0, 99), min_size=2, max_size=8, unique=True), st.integers(1, 7))
def test_ranks_by_all_orders(values, split):
    x, y = values[:split], values[split:]
    if not y:
        return
    found = statistics.mann_whitney(x, y)
    us = [sum(one > other for one in part for other in values if other not in part)
          for part in itertools.combinations(values, len(x))]
    u = sum(one > other for one in x for other in y)
    assert (found.U1, found.A12, found.ties) == (u, u / (len(x) * len(y)), False)
    assert same(found.p_exact_greater, sum(other >= u for other in us) / len(us))
    low = sum(other <= u for other in us) / len(us)
    assert same(found.p_exact, min(1.0, 2 * min(low, found.p_exact_greater)))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_ranks_with_ties_count_half(x, y):
    found = statistics.mann_whitney(x, y)
    u = sum((one > other) + (one == other) / 2.0 for one in x for other in y)
    assert found.U1 == u and same(found.A12, u / (len(x) * len(y)))
    values = x + y
    assert found.ties == (len(set(values)) < len(values)) and (found.p_exact is None) == found.ties
    assert 0 <= found.p_asym_nocc <= found.p_asym_cc <= 1
    assert statistics.mann_whitney(y, x).p_asym_cc == found.p_asym_cc


@given(st.lists(st.floats(0, 1), max_size=12), st.floats(0.001, 0.5))
def test_many_tests_by_definition(p_values, alpha):
    found = statistics.benjamini_hochberg(p_values, alpha)
    count = len(p_values)
    for p, adjusted, reject in zip(p_values, found.adj, found.reject):
        # The least over all that are as large, each by its place among all.
        least = min(other * count / sum(one <= other for one in p_values) for other in p_values if other >= p)
        assert same(adjusted, min(1.0, least), 1e-12, 1e-300) and reject == (adjusted <= alpha)
    stricter = statistics.holm(p_values, alpha)
    assert all(one >= other * (1 - 1e-12) for one, other in zip(stricter.adj, found.adj))


def test_of_no_tests_there_is_nothing():
    assert statistics.benjamini_hochberg([]) == statistics.holm([]) == ([], [])


@given(st.integers(0, 300), st.integers(1, 300), st.integers(0, 300), st.integers(1, 300))
def test_shares_the_other_way_round(k1, more1, k2, more2):
    n1, n2 = k1 + more1, k2 + more2
    found, other = statistics.two_prop(k1, n1, k2, n2), statistics.two_prop(k2, n2, k1, n1)
    assert same(found.z, -other.z) and same(found.p_two, other.p_two)
    assert same(found.p_larger, 1 - other.p_larger, 1e-9, 1e-15)
    assert same(found.newcombe_lo, -other.newcombe_hi, 1e-9, 1e-12)
    assert found.newcombe_lo <= k1 / n1 - k2 / n2 <= found.newcombe_hi


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_which_share_is_larger_by_definition(k1, more1, k2, more2):
    # Under the uniform prior: a sum over the successes of the second, worked out in fractions.
    a, b, c, d = k2 + 1, more2 + 1, k1 + 1, more1 + 1

    def beta(x, y):
        return Fraction(math.factorial(x - 1) * math.factorial(y - 1), math.factorial(x + y - 1))
    total = sum(beta(c + i, d + b) / ((b + i) * beta(1 + i, b) * beta(c, d)) for i in range(a))
    found = statistics.beta_gt(k1, k1 + more1, k2, k2 + more2)
    assert same(found.uniform, float(total), 1e-9, 1e-12)
    other = statistics.beta_gt(k2, k2 + more2, k1, k1 + more1)
    assert same(found.jeffreys + other.jeffreys, 1.0) and 0 <= found.jeffreys <= 1


# What a test can show at all

@pytest.mark.parametrize('worse, exactly, midp', [(0, 5, 4), (1, 7, 6), (2, 9, 8), (3, 10, 9)])
def test_how_many_must_improve(worse, exactly, midp):
    assert statistics.improvements_needed(worse, midp=False) == exactly
    assert statistics.improvements_needed(worse) == midp
    for better, mid in ((exactly, False), (midp, True)):
        p = [statistics.mcnemar(worse, number) for number in (better, better - 1)]
        assert [(one.improve_midp if mid else one.improve) <= 0.05 for one in p] == [True, False]


@given(st.integers(0, 60))
def test_the_smallest_p_is_that_of_the_best_result(items):
    best = statistics.mcnemar(0, items)
    assert same(statistics.smallest_paired_p(items), best.improve_midp)
    assert same(statistics.smallest_paired_p(items, midp=False), best.improve)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60))
def test_the_smallest_p_of_a_rate_is_that_of_no_event_after(events, e1, e2):
    assert same(statistics.smallest_rate_p(events, e1, e2), statistics.poisson_rate(events, e1, 0, e2).p_after_less)


def test_three_items_can_never_show_anything():
    assert statistics.smallest_paired_p(3) > 0.05 >= statistics.smallest_paired_p(4)
    assert statistics.smallest_paired_p(0) == 0.5 and statistics.smallest_rate_p(0, 1, 1) == 1.0


def test_the_known_power_of_the_exact_test():
    # 25 % needs 26 items, 20 % needs 33; 20 items are near enough to 30 %.
    assert statistics.items_needed(0.25, midp=False) == 26 and statistics.items_needed(0.2, midp=False) == 33
    assert 0.75 < statistics.power(20, 0.3, midp=False) < 0.8 < statistics.power(20, 0.3)


@given(st.integers(0, 7), st.sampled_from([0, 1, 2, 3]), st.sampled_from([0, 1, 2]), st.booleans())
def test_power_by_all_results(items, improve, worsen, midp):
    chances = {1: improve / 8.0, -1: worsen / 8.0, 0: 1 - (improve + worsen) / 8.0}
    total = 0.0
    for result in itertools.product(chances, repeat=items):
        found = statistics.mcnemar(result.count(-1), result.count(1))
        if (found.improve_midp if midp else found.improve) <= 0.2:
            chance = 1.0
            for one in result:
                chance *= chances[one]
            total += chance
    assert same(statistics.power(items, chances[1], chances[-1], 0.2, midp), total, 1e-9, 1e-12)


@pytest.mark.parametrize('improve, worsen, midp', [
    (0.3, 0.0, True), (0.5, 0.0, False), (0.5, 0.1, True), (0.9, 0.05, True)])
def test_from_the_items_needed_on_the_power_stays(improve, worsen, midp):
    needed = statistics.items_needed(improve, 0.8, worsen, 0.05, midp)
    assert statistics.power(needed - 1, improve, worsen, 0.05, midp) < 0.8
    assert all(statistics.power(needed + more, improve, worsen, 0.05, midp) >= 0.8 for more in range(60))


def test_the_power_table_says_what_the_items_needed_are():
    table = statistics.power_table()
    assert [row[0] for row in table] == [0.5, 0.4, 0.3, 0.25, 0.2]
    assert all(needed == statistics.items_needed(improve) for improve, needed in table)
    assert [row[1] for row in table] == sorted(row[1] for row in table)


def test_no_improvement_needs_no_number_of_items():
    assert statistics.items_needed(0.0) is None and statistics.items_needed(0.1, worsen=0.1) is None
    assert statistics.items_needed(1e-7) is None
    assert statistics.items_needed(1.0) == 4 and statistics.power(3, 1.0) == 0.0 and statistics.power(0, 0.5) == 0.0


def test_what_a_clean_baseline_excludes():
    assert statistics.unseen_bound(0) == 1.0 and same(statistics.unseen_bound(1), 0.95)
    for n in (2, 20, 1000, MILLION):
        bound = statistics.unseen_bound(n)
        assert same((1 - bound) ** n, 0.05, 1e-7) and bound < 3.0 / n
    # It is the exact interval's upper end, one-sided.
    assert same(statistics.unseen_bound(50), statistics.clopper_pearson(0, 50, 0.1)[1])
    assert statistics.unseen_bound(100, 0.5) < statistics.unseen_bound(100)


# Extremes

@pytest.mark.parametrize('call', [statistics.mcnemar, statistics.evalue])
@pytest.mark.parametrize('b', [0, 1, 1000, 499000, MILLION])
@pytest.mark.parametrize('c', [0, 1, 1000, 501000, MILLION])
def test_very_many_pairs(call, b, c):
    found = call(b, c)
    for number in found if isinstance(found, tuple) else (found,):
        assert number is None or 0 <= number < float('inf')
    if call is statistics.mcnemar:
        assert all(number <= 1 for number in found[:6]) and same(found.improve_midp + found.worsen_midp, 1.0)


def test_evidence_has_an_end_that_json_can_write():
    assert statistics.evalue(0, MILLION) == exact.LARGEST
    assert same(statistics.evalue(MILLION, 0), 1.0 / (MILLION + 1))
    json.dumps(statistics.evalue(0, 1100), allow_nan=False)


def test_a_million_pairs_as_the_normal_law_has_it():
    found = statistics.mcnemar(499000, 501000)
    assert same(found.improve_midp, 0.022750131948, 1e-4) and same(found.two_sided, 2 * found.improve)


@pytest.mark.parametrize('table', [
    (0, 0, 0, 0), (0, 1, 0, 0), (1, 0, 0, 1), (0, 5, 0, 7), (MILLION, 0, 0, MILLION),
    (MILLION, MILLION, MILLION, MILLION),
    (500000, 500000, 499000, 501000), (5, MILLION, 1, MILLION), (0, MILLION, MILLION, 0), (MILLION, 1, 1, 1)])
def test_very_large_tables(table):
    found = statistics.fisher(*table)
    assert all(0 <= number <= 1 for number in found) and found.less + found.greater >= 1 - 1e-9
    a, b, c, d = table
    turned = statistics.fisher(a, c, b, d)
    assert all(same(*pair) for pair in zip(found, turned))
    swapped = statistics.fisher(c, d, a, b)
    assert same(found.less, swapped.greater) and same(found.two_sided, swapped.two_sided)


@pytest.mark.parametrize('x1, e1, x2, e2', [
    (0, 0, 0, 0), (0, 1, 0, 0), (3, 1, 0, 0), (0, 0, 3, 1), (MILLION, 1e6, MILLION, 1e6), (MILLION, 1.0, 0, 1.0),
    (5, 1e-9, 3, 1e9), (0, 1e-300, 1, 1e300), (1, 10, 2, 10)])
def test_extreme_rates(x1, e1, x2, e2):
    found = statistics.poisson_rate(x1, e1, x2, e2)
    assert all(0 <= number <= 1 for number in found)
    other = statistics.poisson_rate(x2, e2, x1, e1)
    assert same(found.p_after_less, other.p_after_greater) and same(found.p_two, other.p_two)


@pytest.mark.parametrize('k1, n1, k2, n2', [(0, 1, 0, 1), (1, 1, 1, 1), (0, MILLION, MILLION, MILLION), (5, 5, 0, 5)])
def test_extreme_shares(k1, n1, k2, n2):
    found = statistics.two_prop(k1, n1, k2, n2)
    assert 0 <= found.p_two <= 1 and -1 <= found.newcombe_lo <= found.newcombe_hi <= 1
    if k1 * n2 == k2 * n1:
        assert (found.z, found.p_two, found.p_larger) == (0, 1, 0.5)


def test_extreme_odds():
    assert statistics.mcnemar_or_ci(0, 5).or_lo == 0 and statistics.mcnemar_or_ci(5, 0).or_hi is None
    assert statistics.mcnemar_or_ci(MILLION, MILLION).share_lo < 0.5


def test_extreme_ranks():
    assert statistics.mann_whitney([1], [1])[:5] == (0.5, 0.5, None, None, 1.0)
    assert statistics.mann_whitney([3] * 50, [3] * 70).p_asym_cc == 1.0
    assert statistics.mann_whitney([float('inf')], [1, -float('inf')]).A12 == 1.0
    side = int((ranks.EXACT_WORK + 1) ** (1 / 3.0)) + 2
    many = statistics.mann_whitney([2 * n for n in range(side)], [2 * n + 1 for n in range(side)])
    assert many.p_exact is None and not many.ties and 0 < many.p_asym_cc < 1
    fewer = statistics.mann_whitney([2 * n for n in range(50)], [2 * n + 1 for n in range(50)])
    assert same(fewer.p_exact, fewer.p_asym_cc, 0.01)


def test_a_hundred_thousand_of_each_share():
    found = statistics.beta_gt(50000, 100000, 50400, 100000)
    # The normal law: the shares are 0.004 apart, and their difference has 0.002236 as its deviation.
    assert same(found.uniform, 0.96319, 1e-3) and same(found.jeffreys, found.uniform, 1e-6)
    assert statistics.beta_gt(0, 0, 0, 0) == (0.5, 0.5)


@pytest.mark.parametrize('call', [
    lambda: statistics.mcnemar(-1, 2), lambda: statistics.mcnemar(1.5, 2), lambda: statistics.mcnemar(True, 2),
    lambda: statistics.mcnemar(None, 2), lambda: statistics.evalue(-1, 2), lambda: statistics.evalue('1', 2),
    lambda: statistics.fisher(1, 2, 3, -4), lambda: statistics.fisher(1, 2.0, 3, 4),
    lambda: statistics.poisson_rate(-1, 1, 1, 1), lambda: statistics.poisson_rate(1, 0, 1, 1),
    lambda: statistics.poisson_rate(1, 1, 1, 0), lambda: statistics.poisson_rate(1, -1, 1, 1),
    lambda: statistics.poisson_rate(1, float('nan'), 1, 1), lambda: statistics.poisson_rate(1, float('inf'), 1, 1),
    lambda: statistics.two_prop(0, 0, 1, 2), lambda: statistics.two_prop(3, 2, 1, 2),
    lambda: statistics.two_prop(1, 2, 1, 0),
    lambda: statistics.two_prop(1, 2, 1, 2, alpha=0), lambda: statistics.mann_whitney([], [1]),
    lambda: statistics.mann_whitney([1], []), lambda: statistics.mann_whitney([float('nan')], [1]),
    lambda: statistics.benjamini_hochberg([0.5, 1.5]), lambda: statistics.benjamini_hochberg([float('nan')]),
    lambda: statistics.benjamini_hochberg([0.5], alpha=0), lambda: statistics.holm([-0.1]),
    lambda: statistics.mcnemar_or_ci(0, 0), lambda: statistics.beta_gt(2, 1, 0, 0), lambda: statistics.power(-1, 0.5),
    lambda: statistics.power(5, 0.8, 0.3), lambda: statistics.power(5, -0.1), lambda: statistics.power(5, 0.5, alpha=2),
    lambda: statistics.items_needed(0.5, wanted=1), lambda: statistics.smallest_rate_p(1, 0, 1),
    lambda: statistics.smallest_paired_p(-1), lambda: statistics.improvements_needed(0, alpha=0),
    lambda: statistics.unseen_bound(-1), lambda: statistics.unseen_bound(5, alpha=1)])
def test_what_cannot_be_is_refused(call):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value)


def test_one_name_for_the_interval():
    assert statistics.wilson is intervals.wilson and statistics.poisson_rate_interval is intervals.poisson_rate_interval
