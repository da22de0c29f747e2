# -*- coding: utf-8 -*-
"""Style b: agents that log sentences, key=value pairs and quoted parts at every level, without footers or columns.

It shares nothing with style a but the framework's own records, so that grouping that was tuned to one of them shows.
"""

from __future__ import absolute_import, division, print_function

import re

from framework import Framework, Operation, status_line
from words import COUNTRIES, GENRES, zipf_table

AGENTS = (
    'kinoteka filmharbor reelbase moviemill cinearchive localshelf showkeeper animetrail docuvault silverscreen '
    'subtitler trailerbox discshop festivalguide castbook posterhall classicreel shortfilms tvtracker '
    'audiovault archivist'
).split()

# Level, module, line, text; most frequent first.  <word> is a value of that sort.
_CHATTER = """\
DEBUG|__init__|407|update() - Serie XML: loaded ok, <count> nodes
INFO|__init__|169|Scoring <title> (<year>): <count> of 100
INFO|localmedia|198|Looking for movie media (<title>) in <count> paths (root file: <file>) with <count> media files.
DEBUG|__init__|546|update - title changed: '<title>' original title: '<title>'
INFO|localmedia|276|Paths: <path>
DEBUG|__init__|666|metadata_download - url: '<cdn>', num: '<count>', filename: '<path>'
INFO|logkit|16|[match] <title> -> <title> (<count>%)
INFO|__init__|478|Skipping title/year match (doesn't meet percentage threshold): <title> (<year>) percentage=<count>
INFO|logkit|16|cast: <people>
DEBUG|logkit|13|cache hit key=<hex> age=<count>s size=<count>
INFO|__init__|473|Adding title_year match: <title> (<year>) score=<count>, key=tt<count>
DEBUG|__init__|546|mapping episode summary - ep: 's<digit>e<digit>', title: '<title>', summary: '<text>'
INFO|logkit|16|studio=<studio>; released=<date>; runtime=<count> min
INFO|localmedia|198|Added <digit> extras
DEBUG|logkit|13|parsed <count> rows in 0.<count>s
INFO|logkit|16|Now processing <title>
INFO|__init__|465|{'tt<count>': [0, u'<title>', u'<year>', <count>, <count>, <count>]}
INFO|__init__|464|---- TITLE_YEAR RESULTS MAP ----
DEBUG|logkit|13|connection <hex> reused
INFO|logkit|16|genre <genre> kept
INFO|logkit|16|Director is <person>
DEBUG|__init__|728|xmlElementFromFile - Serie XML url: <cdn>, Data filename: <file>
INFO|localmedia|225|Found <digit> valid things for pattern (poster|default|cover)-?[0-9]? (ext: ['jpg', 'png', 'tbn'])
INFO|logkit|16|<person> plays <title>
DEBUG|logkit|13|sleeping <digit>.<digit>s before the next page
INFO|logkit|16|Title        : <title>
INFO|logkit|16|Studio       : <studio>
INFO|logkit|16|Summary      : <text>
INFO|logkit|16|Released     : <date>
DEBUG|__init__|595|anidbCollectionMapping - anidbid is not part of any collection, related_anime_list: '['<count>']'
INFO|logkit|16|poster <digit>/<digit> stored as <hex>.jpg
INFO|__init__|481|Found perfect match with title/year query.
DEBUG|logkit|13|xpath //div[@class="film"] gave <count> nodes
INFO|logkit|16|Country of "<title>": <country>
INFO|__init__|121|Creating season <digit>
DEBUG|logkit|13|page <digit> of <digit>, <count> results
INFO|logkit|16|rating <digit>.<digit> from <count> votes
INFO|logkit|16|<studio> | <title> | <date>
DEBUG|__init__|92|getMainTitle - LANGUAGE_PRIORITY: ['main', 'x-jat', 'en']
INFO|__init__|146|Looking for season media for <title> season <digit>.
DEBUG|logkit|13|normalised "<title>" to "<title>"
INFO|logkit|16|Trailer for <title> found at <cdn>
DEBUG|logkit|13|hash of <path> is <hex>
INFO|logkit|16|Collection <title> now has <count> members
INFO|localmedia|275|Looking for subtitle media in <digit> paths with <digit> media files.
DEBUG|logkit|13|cookie jar holds <count> cookies
INFO|logkit|16|language guess for '<title>' is <country>
INFO|logkit|16|Art: <count>x<count> (<count> bytes)
DEBUG|__init__|138|checking hash search vector: <cdn>
INFO|logkit|16|Set review by <person>
DEBUG|logkit|13|queue length <count>
INFO|logkit|16|Similar titles: <titles>
INFO|logkit|16|Preferred name of <person> is <person>
DEBUG|logkit|13|regex matched groups ('<title>', '<year>', None)
INFO|logkit|16|Copyright <year> <studio>
DEBUG|logkit|13|thread pool: <digit> busy, <digit> idle
INFO|logkit|16|Alternate title for <title>: <title>
INFO|logkit|16|Tagline "<text>" set
DEBUG|logkit|13|etag "<hex>" unchanged
INFO|logkit|16|Disc count: <digit>
INFO|logkit|16|Writer <person> added to <title>
DEBUG|logkit|13|config {"lang": "<country>", "limit": <count>, "deep": true}
INFO|logkit|16|Theme music missing for <title>
INFO|logkit|16|Episode order taken from <country> list""".splitlines()
_TROUBLE = """\
WARNING|logkit|19|No poster for <title>, falling back to <file>
WARNING|logkit|19|Year mismatch for '<title>': <year> against <year>
ERROR|logkit|22|Giving up on <title> after <digit> tries
WARNING|logkit|19|Only <count> requests left until midnight
ERROR|logkit|22|Could not read '<path>': [Errno 13] Permission denied
ERROR|__init__|407|update() - AniDB title
WARNING|logkit|19|Unknown studio "<studio>" in <title>
ERROR|agentkit|462|We seem to be missing the hash for media item [<path>]
ERROR|logkit|22|Failed to parse date '<date>' (film <count>)
WARNING|logkit|19|Dropping <count> duplicate cast members: <people>
ERROR|logkit|22|invalid literal for int() with base 10: '<title>'
ERROR|logkit|22|No match: <title> (<year>)
WARNING|logkit|19|Slow page, <count> ms
ERROR|logkit|22|Bad node <hex> in tree of <file>
CRITICAL|logkit|25|Preferences damaged: key <hex> is not known
WARNING|logkit|19|Genre <genre> has no translation
ERROR|logkit|22|Cannot write <path>: disk quota of <count> MB reached
WARNING|logkit|19|<person> credited twice""".splitlines()
_FIELD = re.compile(r'<(\w+)>')
_NETWORK = (
    ('timed out', b'<urlopen error timed out>'),
    ('read timed out', b'The read operation timed out'),
    ('refused', b'<urlopen error [Errno 111] Connection refused>'),
    ('unknown name', b'<urlopen error [Errno -2] Name or service not known>'),
)


def _rotated(items, count):
    return items[count:] + items[:count]


class StyleB(Framework):
    """The operations of one such agent."""

    def __init__(self, agent, index, dice, book):
        Framework.__init__(self, agent, index, dice, book)
        # Each agent says its own things most often, so the lists are rotated by its number.
        self._chatter = self._compiled(_rotated(_CHATTER, index % 7), 'chatter')
        self._trouble = self._compiled(_rotated(_TROUBLE, index % 5), 'trouble')
        self._tables = (zipf_table(len(self._chatter), 1.0, 2048), zipf_table(len(self._trouble), 1.0, 256))

    def _compiled(self, templates, family):
        """Return (kind, literals, names of values) for each template; literals stand around and between values."""
        compiled = []
        for template in templates:
            level, module, line, text = template.split('|', 3)
            parts = _FIELD.split(text)
            kind = self.book.kind('%s: %s' % (family, text), level, module, int(line))
            compiled.append((kind, [part.encode('utf-8') for part in parts[::2]], parts[1::2]))
        return compiled

    def value(self, what):
        """Return a value of the sort that *what* names."""
        dice = self.dice
        if what in ('title', 'studio', 'person', 'date'):
            return getattr(dice, what)()
        if what == 'count':
            return b'%d' % int(10 ** (4 * dice.random()))
        if what == 'digit':
            return b'%d' % dice.below(10)
        if what == 'year':
            return b'%d' % dice.year()
        if what == 'hex':
            return dice.hexes(16)
        if what == 'people':
            return b', '.join(dice.people())
        if what == 'titles':
            return b', '.join([dice.title() for _ in range(dice.between(1, 5))])
        if what == 'genre':
            return dice.pick(GENRES)
        if what == 'country':
            return dice.pick(COUNTRIES)
        if what == 'cdn':
            return b'http://cdn.%s.example/%s/%d.jpg' % (self.name, dice.hexes(6), dice.below(100000))
        if what == 'path':
            return b'/volume1/video/%s (%d)/%s.mkv' % (dice.title(), dice.year(), dice.hexes(4))
        if what == 'file':
            return b'%s (%d)' % (dice.title(), dice.year())
        return dice.sentence(4, 25)

    def say(self, out, which, count):
        """Log *count* lines of chatter (0) or trouble (1)."""
        compiled, table, dice, value = (
            (self._chatter, self._trouble)[which],
            self._tables[which],
            self.dice,
            self.value,
        )
        for _ in range(count):
            kind, literals, names = compiled[dice.pick(table)]
            parts = [literals[0]]
            for name, literal in zip(names, literals[1:]):
                parts.append(value(name))
                parts.append(literal)
            out.log(kind, b''.join(parts))

    def failure(self, out):
        """Log one failure: a refused fetch with or without its status, or a status or network error alone."""
        dice, shape = self.dice, self.dice.below(10)
        url = self.url(self.host, b'api')
        if shape < 7:
            status = self.status()
            self.requesting(out, self.host, url)
            self.url_error(out, self.host, url)
            stated = (('without_status', -1), ('status.%d' % status, 1))
            if shape < 3:
                out.log(
                    self.book.kind('lookup failed', 'INFO', '__init__', 165, '%d' % status, fixed=True),
                    b'proxy hash lookup failed: ' + status_line(status),
                    stated,
                )
            elif shape < 5:
                out.log(
                    self.book.kind('could not fetch', 'ERROR', 'logkit', 22, '%d' % status, fixed=True),
                    b"Could not fetch '%s': %s" % (url, status_line(status)),
                    stated,
                )
        elif shape < 8:
            status = self.status()
            out.log(
                self.book.kind('summary failed', 'WARNING', 'logkit', 19, '%d' % status, fixed=True),
                b'Summary of %s not fetched (%s)' % (dice.title(), status_line(status)),
                (('failures', 1), ('http', 1), ('status.%d' % status, 1)),
            )
        else:
            name, why = dice.pick(_NETWORK)
            self.requesting(out, self.host, url)
            out.log(
                self.book.kind('network', 'ERROR', 'logkit', 22, name, fixed=True),
                b'Lookup of "%s" failed: %s' % (dice.title(), why),
                (('failures', 1), ('network_errors', 1)),
            )

    def dump(self, out):
        """Log a document: continuation lines, or one long line."""
        dice = self.dice
        if dice.chance(0.5):
            rows = [
                b'    <film id="%d"><name>%s</name><year>%d</year></film>'
                % (dice.below(99999), dice.title(), dice.year())
                for _ in range(dice.between(2, 12))
            ]
            text = b'Answer of the catalogue:\n<?xml version="1.0"?>\n<films>\n%s\n</films>' % b'\n'.join(rows)
            out.log(self.book.kind('answer xml', 'DEBUG', 'logkit', 13), text)
            return
        films = [
            b"'%s': {'year': %d, 'cast': [%s]}"
            % (dice.title(), dice.year(), b', '.join([b"u'%s'" % name for name in dice.people(2, 5)]))
            for _ in range(dice.between(3, 6))
        ]
        out.log(self.book.kind('answer dict', 'DEBUG', 'logkit', 13), b'Known films: {%s}' % b', '.join(films))

    def search(self):
        """Return the records of one search; only the framework's answer tells its outcome."""
        dice, out = self.dice, Operation()
        self.open_search(out)
        self.say(out, 0, dice.between(4, 40))
        self._middle(out)
        fate = dice.random()
        if fate < 0.01:
            url = self.url(self.host)
            self.requesting(out, self.host, url)
            self.url_error(out, self.host, url)
            self.crash(out, 'search', self.host)
            return out
        if fate < 0.06:
            self.close(out, 'search', dice.pick((300, 320)), 'empty')
            return out
        self.close(out, 'search', self.results_size(), 'successful')
        return out

    def update(self):
        """Return the records of one update."""
        dice, out = self.dice, Operation()
        self.open_update(out)
        self.say(out, 0, dice.between(10, 60))
        if dice.chance(0.01):
            self.crash(out, 'update')
            return out
        self._middle(out)
        self.say(out, 0, dice.between(0, 20))
        self.close(out, 'update', 16, 'successful')
        return out

    def _middle(self, out):
        dice = self.dice
        if dice.chance(0.15):
            self.dump(out)
        if dice.chance(0.12):
            self.failure(out)
        if dice.chance(0.5):
            self.say(out, 1, dice.between(1, 3))
