# -*- coding: utf-8 -*-
"""Group the records of one agent by template: counts, first and last time, the earliest samples, in bounded memory.

What a template is, is `templates`' business; what a record means is `events`'.
"""
from __future__ import absolute_import, division, print_function

from plexfix.base.clip import clip
from plexfix.base.compat import to_text
from plexfix.base.redact import redact_counted
from plexfix.observe import logline, templates

PATTERNS_KEPT = 50000       # for an agent and level
PRUNE_AT = 60000            # rare ones go in batches: sorting at each new pattern would cost far more
SAMPLES_KEPT = 5
SAMPLE_CHARS = 2000
SAMPLE_BYTES = 8192         # raw, before redaction: 2,000 characters even where each takes four bytes
OTHER = '(other)'
# What the records of a pattern are, the later the stronger: the first record of a marker pair, a rejected candidate,
# noise, what follows in a failure that has begun, a failure.  None: an ERROR or WARNING record that is none of these,
# or a record of a lower level.
ROLES = (None, 'marker', 'rejection', 'benign', 'evidence', 'failure')

_LEVEL_NAMES = [name.encode('ascii') for name in logline.LEVELS]


def stronger(one, other):
    """Return the stronger of two ROLES: a pattern is a failure's where one of its records is."""
    return max(one, other, key=ROLES.index)


class Pattern(object):
    """Counts of one pattern.  *items* holds the hashes of the rating keys it touched, a set from the second on."""

    __slots__ = ('name', 'hashed', 'level', 'count', 'successful', 'other', 'first', 'last', 'hours', 'role', 'items',
                 'left_items', 'samples')

    def __init__(self, name, level, time):
        self.name = name                        # (module, template)
        self.hashed = None
        self.level = level
        self.role = None
        self.hours = None                       # by hour, from the second hour on
        self.count = self.successful = self.other = 0
        self.first = self.last = time
        self.items = None
        self.left_items = 0                     # of patterns that were merged into this one
        self.samples = []

    def id(self):
        """Return the pattern's id, the same for the same records everywhere."""
        if self.hashed is None:
            self.hashed = to_text(templates.id_of(_LEVEL_NAMES[self.level], self.name[0], self.name[1]))
        return self.hashed

    def touch(self, item):
        """Note that the pattern was met while *item* (a rating key) was worked on."""
        if item is None:
            return
        if self.items is None:
            self.items = item
        elif isinstance(self.items, set):
            self.items.add(item)
        elif self.items != item:
            self.items = set((self.items, item))

    def add(self, time, place, text, role):
        """Count one record: its time, (file name, line number), whole text, and one of ROLES."""
        self.count += 1
        if role is not None and self.role is not role:
            self.role = stronger(self.role, role)
        hour = time[:13]
        if self.hours is not None:
            self.hours[hour] = self.hours.get(hour, 0) + 1
        elif hour != self.first[:13]:
            self.hours = {self.first[:13]: self.count - 1, hour: 1}
        if time < self.first:
            self.first = time
        if time > self.last:
            self.last = time
        if len(self.samples) < SAMPLES_KEPT or time <= self.samples[-1][0]:
            self.keep_sample((time, place[0], place[1], cut(text)))

    def item_count(self):
        """Return the number of distinct items touched."""
        return self.left_items + (len(self.items) if isinstance(self.items, set) else int(self.items is not None))

    def by_hour(self):
        """Return {hour: records}."""
        return dict(self.hours) if self.hours is not None else {self.first[:13]: self.count}

    def keep_sample(self, sample):
        """Keep *sample* (time, file, line, text) if it is among the earliest."""
        samples = self.samples
        if len(samples) < SAMPLES_KEPT:
            samples.append(sample)
            samples.sort()
        elif sample < samples[-1]:
            samples[-1] = sample
            samples.sort()


class PatternTable(object):
    """The patterns of one agent.  Exact below PATTERNS_KEPT a level; above, the rarest are counted together."""

    def __init__(self, kept=PATTERNS_KEPT, prune_at=PRUNE_AT):
        self._kept, self._prune_at = kept, prune_at
        self._by_level = [{} for _ in logline.LEVELS]
        self._left_out = [None] * len(logline.LEVELS)
        self.pruned = 0

    def find(self, header, text, time=None):
        """Return the Pattern of a record with this Header and whole *text*; its *time* where that is another's.

        The caller may remember it for records that are alike, as long as `pruned` stays the same: then some have gone.
        """
        level, time = header.level, time or header.time
        patterns = self._by_level[level]
        name = (header.module, templates.template_of(level, header.module, text))
        pattern = patterns.get(name)
        if pattern is None:
            if len(patterns) >= self._prune_at:
                self._prune(level)
            pattern = patterns[name] = Pattern(name, level, time)
        return pattern

    def _prune(self, level):
        """Merge the rarest patterns of *level* into one, down to the number that is kept."""
        patterns = self._by_level[level]
        order = sorted(patterns, key=lambda name: (-patterns[name].count, name))
        gone = self._left_out[level]
        for name in order[self._kept:]:
            pattern = patterns.pop(name)
            if gone is None:
                gone = self._left_out[level] = Pattern((b'', OTHER.encode('ascii')), level, pattern.first)
                gone.hours = {}
            gone.count += pattern.count
            gone.successful += pattern.successful
            gone.other += pattern.other
            gone.left_items += pattern.item_count()
            for hour, number in pattern.by_hour().items():
                gone.hours[hour] = gone.hours.get(hour, 0) + number
            gone.first, gone.last = min(gone.first, pattern.first), max(gone.last, pattern.last)
        self.pruned += 1

    def finish(self, hide=True):
        """Yield the patterns as (dict of the aggregate, {kind: number of secrets taken out}), most frequent first.

        With *hide* False samples are shown as they are.  Ids and templates never hold a secret.
        """
        rows = []
        for level, patterns in enumerate(self._by_level):
            if len(patterns) > self._kept:
                self._prune(level)
            rows.extend((-pattern.count, pattern.id(), pattern) for pattern in patterns.values())
        rows.sort(key=lambda row: row[:2])
        rows.extend((0, u'', pattern) for pattern in self._left_out if pattern is not None)
        for _, _, pattern in rows:
            yield as_dict(pattern, hide)


def cut(text):
    """Return the raw *text* (bytes) of a sample, cut where nothing is cut in two that redaction would know when whole."""
    if len(text) <= SAMPLE_BYTES:
        return text
    end = max(text.rfind(space, SAMPLE_BYTES // 2, SAMPLE_BYTES) for space in (b' ', b'\n'))
    return text[:end if end > 0 else SAMPLE_BYTES // 2]


def is_left_out(pattern):
    """Return whether a dict of the aggregate stands for the rare patterns of a level; a message may read the same."""
    return pattern['template'] == OTHER and pattern['module'] == ''


def as_dict(pattern, hide):
    """Return (the aggregate's dict of a Pattern, {kind: number of secrets taken out of its samples})."""
    samples, redacted = [], {}
    for time, name, line, text in pattern.samples:
        text = to_text(text)
        if hide:
            text, kinds = redact_counted(text)
            for kind, number in kinds.items():
                redacted[kind] = redacted.get(kind, 0) + number
        samples.append({'file': to_text(name), 'line': line, 'time': to_text(time), 'text': clip(text, SAMPLE_CHARS)})
    record = {
        'id': pattern.id(), 'level': logline.LEVELS[pattern.level], 'module': to_text(pattern.name[0]),
        'template': to_text(pattern.name[1]), 'count': pattern.count, 'items': pattern.item_count(),
        'operations': {'successful': pattern.successful, 'other': pattern.other},
        'first': to_text(pattern.first), 'last': to_text(pattern.last), 'benign': pattern.role == 'benign',
        'role': pattern.role, 'by_hour': dict((to_text(hour), number) for hour, number in pattern.by_hour().items()),
        'samples': samples}
    return record, redacted
