# -*- coding: utf-8 -*-
"""What the tree of an expression tells before it is ever searched for: can it run away, and which words does it need.

Only forms are judged whose cost grows at most with the square of a line's length; the others are refused, so that no
line of a log, whoever wrote it, can keep a run busy.
"""
from __future__ import absolute_import, division, print_function

import collections

from plexfix.base.memo import remembered
from plexfix.understand.signatures.regextree import Chars, Choice, Position, Repeat, Sequence, intersect, union

Danger = collections.namedtuple('Danger', 'rule message')

WIDE = 100                  # a repeat whose length may differ by more is as good as endless
NARROW_MOST = 2000          # ways in which the narrow repeats of one expression may be divided up
NARROW_MOST_BESIDE_WIDE = 100
LITERAL_LEAST = 3           # a shorter word is in nearly every line

_MESSAGES = {
    'regex-empty': u'it matches the empty text, so it would match every line',
    'regex-nested': u'a repeat within a repeat can take very long: repeat single characters, classes or fixed groups',
    'regex-overlap': u'alternatives under a repeat begin alike, so there are many ways to match the same text',
    'regex-adjacent': u'two repeats could take the same characters, so there are many ways to match the same text',
    'regex-costly': u'so many optional parts can be divided up in too many ways',
    'regex-leading': u'it begins with a repeat: leave that out, the expression is searched for anywhere in a line',
}


_ORDER = ('regex-empty', 'regex-nested', 'regex-overlap', 'regex-adjacent', 'regex-costly', 'regex-leading')


@remembered(1024)
def dangers(tree):
    """Return the Dangers of a tree, each rule at most once."""
    found = set()
    if matches_empty(tree):
        found.add('regex-empty')
    for repeat in _repeats(tree):
        found.update(_inside(repeat))
    _follow(tree, (), found)
    wide, ways = _ways(tree)
    if ways > (NARROW_MOST_BESIDE_WIDE if wide else NARROW_MOST):
        found.add('regex-costly')
    if _begins_wide(tree):
        found.add('regex-leading')
    return tuple(Danger(rule, _MESSAGES[rule]) for rule in _ORDER if rule in found)


def matches_empty(node):
    """Return whether *node* matches without consuming anything."""
    if isinstance(node, Chars):
        return False
    if isinstance(node, Sequence):
        return all(matches_empty(item) for item in node.items)
    if isinstance(node, Choice):
        return any(matches_empty(option) for option in node.options)
    return isinstance(node, Position) or node.least == 0 or matches_empty(node.item)


def _children(node):
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Choice):
        return node.options
    return (node.item,) if isinstance(node, Repeat) else ()


def _nodes(node):
    yield node
    for child in _children(node):
        for inner in _nodes(child):
            yield inner


def _repeats(tree):
    """Return the repeats that may come round more than once."""
    return [node for node in _nodes(tree) if isinstance(node, Repeat) and (node.most is None or node.most > 1)]


def is_wide(node):
    """Return whether *node* is a repeat without end, or with one that is far away."""
    return isinstance(node, Repeat) and (node.most is None or node.most - node.least > WIDE)


def _inside(repeat):
    """Yield the rules that what is repeated breaks."""
    if matches_empty(repeat.item):
        yield 'regex-nested'
    for node in _nodes(repeat.item):
        if isinstance(node, Repeat) and node.least != node.most:
            yield 'regex-nested'
        elif isinstance(node, Choice):
            begins = [_first(option) for option in node.options]
            if any(intersect(one, other) for index, one in enumerate(begins) for other in begins[:index]):
                yield 'regex-overlap'


def _first(node):
    """Return the ranges of characters that *node* can begin with."""
    if isinstance(node, Chars):
        return node.ranges
    if isinstance(node, Sequence):
        begins = []
        for item in node.items:
            begins.append(_first(item))
            if not matches_empty(item):
                break
        return union(begins)
    return union(_first(child) for child in _children(node))


def _alphabet(node):
    """Return the ranges of all characters that *node* can hold."""
    return union(inner.ranges for inner in _nodes(node) if isinstance(inner, Chars))


def _follow(node, live, found):
    """Return the alphabets of wide repeats that could also have taken all that was read since, *node* included.

    *live* is the same before *node*.  A wide repeat that comes while another lives shares characters with it: where
    one ends and the other begins is then anyone's guess, and the matcher tries all of them.
    """
    if isinstance(node, Chars):
        return tuple(ranges for ranges in live if intersect(ranges, node.ranges))
    if isinstance(node, Sequence):
        for item in node.items:
            live = _follow(item, live, found)
        return live
    if isinstance(node, Choice):
        return tuple(set(ranges for option in node.options for ranges in _follow(option, live, found)))
    if isinstance(node, Position):
        return live
    after = _follow(node.item, live, found)
    if not is_wide(node):
        return tuple(set(live + after)) if node.least == 0 else after
    alphabet = _alphabet(node)
    if any(intersect(ranges, alphabet) for ranges in live):
        found.add('regex-adjacent')
    return tuple(set((live if node.least == 0 else after) + (alphabet,)))


def _ways(tree):
    """Return (whether there is a wide repeat, the product of the choices of all narrow ones)."""
    wide, ways = False, 1
    for node in _nodes(tree):
        if is_wide(node):
            wide = True
        elif isinstance(node, Repeat):
            ways *= node.most - node.least + 1
    return wide, ways


def _begins_wide(node):
    """Return whether a match can begin with a wide repeat."""
    if isinstance(node, Sequence):
        for item in node.items:
            if _begins_wide(item):
                return True
            if not matches_empty(item):
                return False
        return False
    if isinstance(node, Choice):
        return any(_begins_wide(option) for option in node.options)
    return isinstance(node, Repeat) and (is_wide(node) or _begins_wide(node.item))


@remembered(1024)
def needed(regex):
    """Return words of which each text that a Regex finds holds at least one, () where none is long enough.

    Lower case where the expression ignores case.  Looking for a word is far quicker than searching for the expression.
    """
    words = _needed(regex.tree, regex.ignore_case)
    return tuple(sorted(words)) if words and min(len(word) for word in words) >= LITERAL_LEAST else ()


def _needed(node, ignore_case):
    """Return the best set of words, one of which every match holds; empty where there is none."""
    if isinstance(node, Chars):
        return _word(node.literal or u'', ignore_case)
    if isinstance(node, Choice):
        sets = [_needed(option, ignore_case) for option in node.options]
        return frozenset(word for words in sets for word in words) if all(sets) else frozenset()
    if isinstance(node, Repeat):
        return _needed(node.item, ignore_case) if node.least else frozenset()
    if isinstance(node, Position):
        return frozenset()
    return _needed_of_sequence(node.items, ignore_case)


def _needed_of_sequence(items, ignore_case):
    best, run = frozenset(), u''
    for item in items:
        if isinstance(item, Chars) and item.literal is not None:
            run += item.literal
        elif not isinstance(item, Position):            # a word goes on over a position: nothing is read there
            best, run = max(best, _word(run, ignore_case), _needed(item, ignore_case), key=_worth), u''
    return max(best, _word(run, ignore_case), key=_worth)


def _word(run, ignore_case):
    """Return the set of the one word that a run of literal characters gives, empty where it gives none."""
    if ignore_case:
        # Only ASCII letters lose their case in a search; lower() would change more of the text than that.
        run = max(u''.join(character if character < u'\x80' else u'\n' for character in run).split(u'\n'), key=len)
        run = run.lower()
    return frozenset([run]) if run else frozenset()


def _worth(words):
    return (min(len(word) for word in words), -len(words)) if words else (0, 0)
