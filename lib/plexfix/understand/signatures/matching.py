# -*- coding: utf-8 -*-
"""Known errors as data: read signatures, find those that a pattern or an agent's numbers show.

The files are JSON, in this folder or a person's own; which rules they keep is `rules`' business,
finding and reading the files is left to the outside.
"""
from __future__ import absolute_import, division, print_function

import collections
import fnmatch

from plexfix.base.errors import UsageError
from plexfix.understand.signatures import measured, regexrules, rules
from plexfix.understand.signatures.regextree import compile_regex, read
from plexfix.understand.signatures.rules import SEVERITIES, lint
from plexfix.understand.signatures.saidtext import speaks, texts_of

# A share of hits in operations that succeeded above this tells that a signature names no failure.
BAD_ABOVE = 0.10

# *agents* are globs, none for all agents; *must* and *must_not* expressions as text; *numbers* Comparisons.  *benign* is
# what an operation that succeeds is expected to show, *partial* a failure of a part, with which it may still succeed.
# A *quiet* one looks at plain information too; a *general* one stands back behind those that say more.
Signature = collections.namedtuple('Signature', [
    'id', 'title', 'agents', 'category', 'severity', 'meaning', 'checks', 'evidence', 'benign', 'quiet', 'must',
    'must_not', 'numbers', 'partial', 'general'])
Signature.__new__.__defaults__ = (False, False)


def parse(document, name):
    """Return the Signatures of a *document* read from the file *name* (text); raises UsageError where it is not good."""
    problems = lint(document, name)
    if problems:
        first = problems[0]
        raise UsageError(u'%s: %s' % (first.place, first.message),
                         u'rule %s; problems in this file: %d' % (first.rule, len(problems)),
                         u'correct it, or take the file out of the folder')
    return [_signature(row) for row in document['signatures']]


def _signature(row):
    return Signature(
        row['id'], row['title'], tuple(row.get('agents', ())), row['category'], row['severity'], row['meaning'],
        tuple(row['checks']), tuple(row['evidence']), bool(row.get('benign')), bool(row.get('quiet')),
        tuple(row.get('must', ())), tuple(row.get('must_not', ())),
        rules.comparisons(row) if 'numbers' in row else (), bool(row.get('partial')),
        bool(row.get('general')))


def joined(files):
    """Return the Signatures of *files*, [(name, Signatures)], in one list; raises UsageError where two share an id."""
    origin, signatures = {}, []
    for name, rows in files:
        for signature in rows:
            if signature.id in origin:
                raise UsageError(u'%s: signature %s, id: this id is taken already' % (name, signature.id),
                                 u'it is in %s too' % origin[signature.id], u'give it another id')
            origin[signature.id] = name
            signatures.append(signature)
    return signatures


def precision(hits):
    """Return the share of *hits* (patterns) in operations that succeeded; None where nothing was measured."""
    successful = sum(pattern['operations']['successful'] for pattern in hits)
    total = successful + sum(pattern['operations']['other'] for pattern in hits)
    return successful / total if total else None


def is_bad(signature, hits):
    """Return whether *hits* show that *signature* names no failure: too many of them are in operations that succeeded.

    Never of one that claims none: what is benign or partial, or found in plain information.
    """
    share = precision(hits)
    claims = not (signature.benign or signature.partial or signature.quiet)
    return claims and share is not None and share > BAD_ABOVE


class Matcher(object):
    """Finds which signatures a pattern, an agent or a whole aggregate shows; the most specific come first."""

    def __init__(self, signatures):
        rows = [_Row(signature) for signature in sorted(signatures, key=_order)]
        self._of_patterns = [row for row in rows if row.signature.must]
        self._of_numbers = [row for row in rows if row.signature.numbers]
        self._for_agent = {}

    def of_pattern(self, agent, pattern):
        """Return the Signatures that *pattern* (a dict of the aggregate) of *agent* shows; [] for an unknown one."""
        every, quiet = self._searches(agent)
        search = every if speaks(pattern) else quiet
        return [row.signature for row in search.find(texts_of(pattern))] if search.rows else []

    def of_agent(self, agent, counts, document=None):
        """Return the Signatures that an agent's numbers show, without those about the aggregate as a whole."""
        rows = [row for row in self._of_numbers if not row.about_document and row.is_about(agent)]
        return [row.signature for row in rows
                if row.numbers_hold(lambda name: measured.value_of(name, counts, document))]

    def of_document(self, document):
        """Return the Signatures that the numbers of the aggregate as a whole show, of no agent in particular."""
        return [row.signature for row in self._of_numbers if row.about_document
                and row.numbers_hold(lambda name: measured.value_of(name, {}, document))]

    def _searches(self, agent):
        """Return (the _Search of all rows about *agent*, that of those which look at plain information too)."""
        if agent not in self._for_agent:
            rows = [row for row in self._of_patterns if row.is_about(agent)]
            self._for_agent[agent] = (_Search(rows), _Search([row for row in rows if row.signature.quiet]))
        return self._for_agent[agent]


class _Search(object):
    """Some rows, and the words without which they cannot match: these are looked for first, which is far quicker."""

    def __init__(self, rows):
        self.rows = rows
        words = sorted(set(word for row in rows for alternatives in row.needed for word in alternatives))
        self._cased = [word for word in words if not word[0]]
        self._lowered = [word for word in words if word[0]]

    def find(self, texts):
        """Return the rows that match *texts*, in their order."""
        whole = u'\n'.join(texts)
        there = set(word for word in self._cased if word[1] in whole)
        if self._lowered:
            whole = whole.lower()
            there.update(word for word in self._lowered if word[1] in whole)
        return [row for row in self.rows if row.may_match(there) and row.matches(texts)]


class _Row(object):
    """A Signature, made ready for searching; *needed* are sets of words (whether case is ignored, word)."""

    __slots__ = ('signature', 'about_document', 'needed', '_must', '_must_not', '_globs')

    def __init__(self, signature):
        self.signature = signature
        self._globs = [glob.lower() for glob in signature.agents]
        self._must = [compile_regex(text) for text in signature.must]
        self._must_not = [compile_regex(text) for text in signature.must_not]
        self.needed = []
        for regex in [read(text) for text in signature.must]:
            words = frozenset((regex.ignore_case, word) for word in regexrules.needed(regex))
            self.needed += [words] if words else []
        names = [name for one in signature.numbers for name in (one.name, one.per) if name]
        self.about_document = bool(names) and all(name.startswith(measured.DOCUMENT + '.') for name in names)

    def is_about(self, agent):
        """Return whether the signature is about *agent*."""
        return not self._globs or any(fnmatch.fnmatchcase(agent.lower(), glob) for glob in self._globs)

    def may_match(self, there):
        """Return whether one of each set of needed words is among the words *there*."""
        for words in self.needed:
            if words.isdisjoint(there):
                return False
        return True

    def matches(self, texts):
        """Return whether one text has all that must be there, and none of the texts what must not."""
        for text in texts:
            if all(regex.search(text) for regex in self._must):
                return not any(regex.search(other) for regex in self._must_not for other in texts)
        return False

    def numbers_hold(self, number_of):
        """Return whether all comparisons of the signature hold."""
        return all(measured.holds(one, number_of) for one in self.signature.numbers)


def _order(signature):
    """Return what signatures are sorted by: failures, not general, about some agents, more said."""
    if signature.must:
        said = sum(min([len(word) for word in regexrules.needed(read(text))] or [0]) for text in signature.must)
    else:
        said = len(signature.numbers)
    return (signature.quiet, signature.general, not signature.agents, -said, SEVERITIES.index(signature.severity),
            signature.id)
