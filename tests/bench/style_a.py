# -*- coding: utf-8 -*-
"""Style a: a scraper that logs value columns, marker pairs and footers of asterisks, as the PGMA agents do."""

from __future__ import absolute_import, division, print_function

from framework import Framework, Operation, settled, status_line
from words import COUNTRIES, GENRES, zipf_table

AGENTS = (
    'AEBN GEVI IAFD GayEmpire GayHotMovies AdultFilmDatabase WayBig AVEntertainments HFGPM QueerClick CDUniverse '
    'Fagalicious SimplyAdult GEVIScenes HomoActive GayRado GayWorld GayMovie BestExclusivePorn '
    'GayFetishandBDSM WolffVideo'
).split()

# Section, column, what the value is; most frequent first.
_COLUMNS = tuple(line.split('|') for line in """\
UPDATE|Studio|studio
UPDATE|Title|title
UPDATE|Release Date|date
UPDATE|Genre|genre
UPDATE|Cast Name|person
UPDATE|Cast Photo|image
UTILS |Actor Name|person
UTILS |Actor Role|title
UTILS |Country|country
UPDATE|Collection|title
UPDATE|Director|person
UTILS |Thumbor|image
UPDATE|Synopsis|text
UTILS |Films Compared|count
UPDATE|Poster|image
UTILS |Cropped Size|size
UPDATE|Art|image
UTILS |Clean Genre|genre
UPDATE|Tag Line|title
UTILS |IAFD Cast|people
UTILS |IAFD Role|title
UPDATE|Rating|rating
UTILS |Tidy Date|date
UPDATE|Set Year|year
UTILS |Duration|minutes
UPDATE|Originally Available|date
UTILS |Translated|text
UTILS |Cache Age|count
UPDATE|Content Rating|bool
UTILS |Genre Kept|genre
UTILS |Genre Dropped|genre
UPDATE|Scene|scene
UTILS |Scene Title|title
UTILS |Chapter|count
UTILS |Nationality|country
UTILS |Awards|people
UPDATE|Reset Metadata|bool
UTILS |Country Set|country
UTILS |Image Width|count
UTILS |Image Height|count
UTILS |Film Aliases|people
UTILS |Review|text
UPDATE|Reviewer|person
UTILS |Compared Title|title
UTILS |Normalised Title|title
UTILS |Sorted Title|title
UTILS |Series|title
UPDATE|Legal Notice|text
UTILS |User Rating|rating
UTILS |Language|country
UTILS |Subtitle|bool
UTILS |Aspect Ratio|rating
UTILS |Barcode|id
UTILS |Catalogue Number|id
UTILS |Distributor|studio
UTILS |Production Year|year
UTILS |Film Hash|id
UTILS |Pickle Size|count
UTILS |Watermark|bool
UTILS |Background Art|image
UTILS |Compilation|bool
UTILS |Matched Actor|person
UTILS |Unmatched Actor|person
UTILS |Duplicate Actor|person
UTILS |Sidecar File|path
UTILS |Bundle Path|path""".splitlines())
_COLUMN_TABLE = zipf_table(len(_COLUMNS), 1.0, 4096)
_HEADERS = (
    'Version|version',
    'Python|version',
    'Platform|bool',
    'Prefs-> delay|count',
    'Prefs-> background|bool',
    'Prefs-> matchduration|bool',
    'Prefs-> cast|bool',
    'Library:Site Language|country',
    'Media Title|title',
    'File Name|file',
    'File Folder|path',
    'Primary Agent|bool',
)
_REJECTIONS = (
    ('title', b'Site Title', b'Title'),
    ('studio', b'Site Studio', b'Studio'),
    ('release_date', b'Site Release Date', b'Release Date'),
    ('duration', b'Site Duration', b'Duration'),
)
_REJECTION_TABLE = zipf_table(4, 1.3, 100)
_TIMEOUTS = (
    ('read timed out', b'The read operation timed out'),
    ('timed out', b'<urlopen error timed out>'),
    ('unknown name', b'<urlopen error [Errno -2] Name or service not known>'),
    ('refused', b'<urlopen error [Errno 111] Connection refused>'),
)
_STARS = b'*' * 140
_CROSS, _WARN = b'\xe2\x9d\x8c', b'\xe2\x9a\xa0'


class StyleA(Framework):
    """The operations of one such agent."""

    def __init__(self, agent, index, dice, book):
        Framework.__init__(self, agent, index, dice, book)
        self._columns = {}

    # Its log function.

    def line(self, out, section, label, text, effects=None, keys='', fixed=False):
        out.log(
            self.book.kind(label, 'INFO', 'utils', 5485, keys, fixed),
            b'%s  - %s:: %s' % (self.name, section, text),
            effects,
        )

    def column(self, out, section, name, value, effects=None, keys='', fixed=False):
        cached = self._columns.get((section, name, keys))
        if cached is None:
            kind = self.book.kind(
                '%s.column.%s' % (section.strip().lower(), name), 'INFO', 'utils', 5485, keys, fixed
            )
            start = ('%s  - %s:: %-29s ' % (self.agent, section, name)).encode('ascii')
            cached = self._columns[section, name, keys] = (kind, start)
        out.log(cached[0], cached[1] + value, effects)

    def pair(self, out, section, label, text, effects=None, keys='', warning=False):
        """Log an error: a marker record and the text, both at ERROR."""
        dice = self.dice
        marker = self.book.kind(
            '%s.marker.%s' % (section.strip().lower(), 'warning' if warning else 'error'),
            'ERROR',
            'utils',
            5482,
            fixed=True,
        )
        where = (
            b'__init__.py',
            b'%d' % dice.between(100, 900),
            b'%s -> %s'
            % (
                dice.pick((b'_search -> search', b'_update -> update', b'search')),
                dice.pick((b'getFilmOnIAFD', b'getURLElement', b'matchTitle', b'search')),
            ),
        )
        if dice.chance(0.1):
            where = (b'', b'', b'')
        out.log(
            marker,
            b'%s - %s:: %s File: %s, Line: %s, Function: %s'
            % ((self.name, section.encode('ascii'), _WARN if warning else _CROSS) + where),
        )
        out.log(
            self.book.kind(label, 'ERROR', 'utils', 5488, keys, fixed=True),
            b'%s - %s::    %s' % (self.name, section.encode('ascii'), text),
            effects,
        )

    def stars(self, out, section):
        self.line(out, section.encode('ascii'), section.strip().lower() + '.stars', _STARS)

    def value(self, what):
        """Return a value of the sort that *what* names."""
        dice = self.dice
        if what in ('title', 'studio', 'person', 'date'):
            return getattr(dice, what)()
        if what == 'people':
            return b', '.join(dice.people())
        if what == 'genre':
            return b', '.join([dice.pick(GENRES) for _ in range(dice.between(1, 4))])
        if what == 'country':
            return dice.pick(COUNTRIES)
        if what == 'text':
            return dice.sentence()
        if what == 'image':
            return b'%s/covers/%d/%s.jpg' % (self.site.encode('ascii'), dice.below(100), dice.hexes(12))
        if what == 'size':
            return b'%dx%d' % (dice.between(200, 900), dice.between(300, 1400))
        if what == 'rating':
            return b'%d.%d' % (dice.below(10), dice.below(10))
        if what == 'year':
            return b'%d' % dice.year()
        if what == 'minutes':
            return b'%d Minutes' % dice.between(20, 240)
        if what == 'bool':
            return dice.pick((b'Yes', b'No', b'True', b'False', b'None'))
        if what == 'scene':
            return b'%d. %s - [%s]' % (dice.between(1, 9), dice.title(), b', '.join(dice.people(1, 3)))
        if what == 'id':
            return dice.hexes(12).upper()
        if what == 'version':
            return b'%d.%d.%d' % (dice.below(4), dice.below(10), dice.below(30))
        if what == 'file':
            return b'(%s) - %s (%d).mp4' % (dice.studio(), dice.title(), dice.year())
        if what == 'path':
            return b'/media/films/%s/%s (%d)' % (dice.studio(), dice.title(), dice.year())
        return b'%d' % dice.below(5000)

    # Parts of operations.

    def preamble(self, out, section):
        self.stars(out, section)
        for entry in _HEADERS:
            name, what = entry.split('|')
            self.column(out, section, name, self.value(what))
        self.stars(out, section)

    def dump(self, out, section):
        """Log the film's whole dictionary as one line of about 500 characters."""
        dice = self.dice
        text = (
            b"{u'Agent': u'%s', u'Studio': u'%s', u'Title': u\"%s\", u'Year': u'%d', u'FoundOnIAFD': 'No', "
            b"u'IAFD403Err': set([]), u'Compilation': 'No', u'Cast': {%s}, u'Directors': [%s], u'IAFDSearchURL': "
            b"u'https://www.iafd.com/results.asp?searchtype=title&searchstring=%s', u'Duration': "
            b"datetime.datetime(1900, 1, 1, %d, %d), u'SiteURL': u'%s'}"
            % (
                self.name,
                dice.studio(),
                dice.title(),
                dice.year(),
                b', '.join([b"u'%s': u'%s'" % (name, dice.title()) for name in dice.people(2, 6)]),
                b', '.join([b"u'%s'" % name for name in dice.people(1, 2)]),
                dice.hexes(9),
                dice.below(4),
                dice.below(60),
                self.url(self.host),
            )
        )
        self.line(out, section.encode('ascii'), section.strip().lower() + '.dump', b'Film Dictionary: ' + text)

    def xml(self, out):
        """Log a document of several lines, which continue the record."""
        dice = self.dice
        rows = [
            b'  <Video ratingKey="%d" title="%s" year="%d">\n    <Media id="%d" duration="%d"/>\n  </Video>'
            % (dice.below(9999), dice.title(), dice.year(), dice.below(9999), dice.below(9999999))
            for _ in range(dice.between(2, 6))
        ]
        self.line(
            out,
            b'UTILS ',
            'utils.xml',
            b'Library tree:\n<MediaContainer size="%d">\n%s\n</MediaContainer>' % (len(rows), b'\n'.join(rows)),
        )

    def details(self, out, count):
        """Log *count* value columns, common ones often and rare ones seldom."""
        dice, column = self.dice, self.column
        for _ in range(count):
            section, name, what = _COLUMNS[dice.pick(_COLUMN_TABLE)]
            column(out, section, name, self.value(what))

    def footer(self, out, section, operation, outcome):
        dice, name = self.dice, self.name
        word = b'Search' if operation == 'search' else b'Update'
        for label, text, effects in (
            ('finished', b' >> %s: Finished %s Routine << ' % (name, word), None),
            ('film', b' >> %s - %s (%d) << ' % (dice.studio(), dice.title(), dice.year()), None),
            ('url', b' >> %s << ' % self.url(self.host), None),
            (
                outcome,
                b' >> Successful!! << ' if outcome == 'successful' else b' >> Failed << ',
                settled(operation, outcome),
            ),
        ):
            self.line(
                out,
                section.encode('ascii'),
                '%s.footer.%s' % (operation, label),
                text.center(140, b'*'),
                effects,
                fixed=True,
            )

    def refused(self, out, host):
        """Log a fetch that the site refuses: URL error, status line, marker pair; one failure."""
        status, url = self.status(), self.url(host)
        self.column(out, 'UTILS ', 'Request URL', url, keys=host)
        self.requesting(out, host, url)
        self.url_error(out, host, url)
        self.column(out, 'UTILS ', 'Request Failed', b'Try CFScrape')
        stated = (('without_status', -1), ('status.%d' % status, 1))
        if self.dice.chance(0.5):
            self.line(
                out,
                b'UTILS ',
                'utils.status',
                b'Plex answered: ' + status_line(status),
                stated,
                '%d' % status,
                fixed=True,
            )
            stated = None
        self.pair(
            out,
            'UTILS ',
            'utils.request_failure',
            b'Error:: Request URL Failure:  Plex - %s CFScrape - %s' % (status_line(status), status_line(status)),
            stated,
            '%d' % status,
        )
        if host == 'www.iafd.com':
            self.pair(
                out, 'UTILS ', 'utils.iafd_failure', b'Error:: IAFD Film Search Failure, Film: %s' % self.dice.title()
            )

    def silent(self, out):
        """Log a fetch that never got an answer: no URL error, no status; one failure, and a network error."""
        url = self.url(self.host)
        self.requesting(out, self.host, url)
        name, why = self.dice.pick(_TIMEOUTS)
        self.pair(
            out,
            'UTILS ',
            'utils.network_failure',
            b'Error:: Request URL Failure: ' + why,
            (('failures', 1), ('network_errors', 1)),
            name,
        )

    def fetched(self, out, host):
        url = self.url(host)
        self.column(out, 'UTILS ', 'Request URL', url, keys=host)
        self.requesting(out, host, url)

    # Operations.

    def search(self):
        """Return the records of one search."""
        dice, out = self.dice, Operation()
        self.open_search(out)
        self.preamble(out, 'SEARCH')
        if dice.chance(0.5):
            self.dump(out, 'SEARCH')
        self.column(out, 'SEARCH', 'Search Query', self.url(self.host, b'query'))
        fate = dice.random()
        if fate < 0.03:
            if dice.chance(0.4):
                self.silent(out)
            else:
                self.refused(out, self.host)
            return self._end_search(out, 'failed')
        if fate < 0.035:
            url = self.url(self.host)
            self.requesting(out, self.host, url)
            self.url_error(out, self.host, url)
            self.crash(out, 'search', self.host)
            return out
        self.fetched(out, self.host)
        if fate < 0.06:
            self.pair(
                out,
                'SEARCH',
                'search.no_films',
                b'Error: Search Query did not pull any results: < No Films! >',
                (('failures', 1),),
            )
            self.close(out, 'search', dice.pick((300, 320)), 'empty')
            return out
        count = dice.between(1, 6)
        self.column(
            out,
            'SEARCH',
            'Titles Found',
            b'%d Processing Results Page:  %d' % (count, dice.between(1, 3)),
            (('titles_found', count),),
            fixed=True,
        )
        if fate > 0.992:
            # Before any candidate: behind one whose page was refused, the traceback would be part of that failure.
            self.crash(out, 'search')
            return out
        found = fate < 0.85
        for number in range(1, count + 1):
            self._candidate(out, number, count, found and number == count)
        if found:
            self._enrich(out)
        return self._end_search(out, 'successful' if found else 'failed')

    def _end_search(self, out, outcome):
        self.footer(out, 'SEARCH', 'search', outcome)
        self.close(out, 'search', self.results_size() if outcome == 'successful' else 320)
        return out

    def _candidate(self, out, number, count, accepted):
        dice = self.dice
        title, studio, year = dice.title(), dice.studio(), dice.year()
        self.column(
            out,
            'SEARCH',
            'Processing',
            b'Page 1: %d of %d for %s - %s (%d)' % (number, count, studio, title, year),
            (('processed', 1),),
            fixed=True,
        )
        self.column(out, 'SEARCH', 'Site Title', title)
        self.column(out, 'SEARCH', 'Compared With', dice.title())
        reason, name, short = _REJECTIONS[dice.pick(_REJECTION_TABLE)]
        if not accepted:
            if dice.chance(0.45):
                self.pair(
                    out,
                    'SEARCH',
                    'search.rejected.' + reason,
                    b'Error getting %s: < %s Match Failure! >' % (name, short),
                    (('rejected.' + reason, 1),),
                )
                return
            if dice.chance(0.08):
                self.refused(out, self.host)
                return
            self.column(out, 'SEARCH', 'Skipped', b'%s is not %s' % (dice.title(), dice.title()))
            return
        self.line(out, b'SEARCH', 'search.match', b'Title Match: [True] for %s - %s (%d)' % (studio, title, year))
        self.column(out, 'SEARCH', 'Site URL', self.url(self.host))
        self.column(out, 'SEARCH', 'Site Studio', studio)
        self.column(out, 'SEARCH', 'Site Release Date', dice.date())
        self.column(out, 'SEARCH', 'Site Duration', self.value('minutes'))
        self.line(
            out,
            b'UTILS ',
            'utils.score',
            b'Match score %d of 100 ("%s" against "%s")' % (dice.between(70, 100), title, title),
        )
        self.details(out, dice.between(2, 8))

    def _enrich(self, out):
        dice = self.dice
        chance = dice.random()
        if chance < 0.08:
            self.refused(out, 'www.iafd.com')
        elif chance < 0.09:
            self.silent(out)
        else:
            self.fetched(out, 'www.iafd.com')
            if chance < 0.75:
                self.column(out, 'UTILS ', 'Found on IAFD', b'Yes', (('enriched', 1),), fixed=True)
        self.details(out, dice.between(3, 12))

    def update(self):
        """Return the records of one update."""
        dice, out = self.dice, Operation()
        self.open_update(out)
        self.preamble(out, 'UPDATE')
        if dice.chance(0.7):
            self.dump(out, 'UPDATE')
        if dice.chance(0.12):
            self.xml(out)
        self.details(out, dice.between(15, 60))
        fate = dice.random()
        if fate < 0.006:
            self.crash(out, 'update')
            return out
        if fate < 0.1:
            self._image_failures(out)
        elif fate < 0.13:
            status = dice.pick((429, 503))
            self.pair(
                out,
                'UTILS ',
                'utils.translate',
                b'Error:: Translate Failure: %s' % status_line(status),
                (('failures', 1), ('http', 1), ('status.%d' % status, 1)),
                '%d' % status,
                warning=dice.chance(0.3),
            )
        elif fate < 0.14:
            self.silent(out)
        self.details(out, dice.between(0, 15))
        if fate > 0.99:
            self.close(out, 'update', 16, 'successful')
            return out
        self.footer(out, 'UPDATE', 'update', 'failed' if fate < 0.03 else 'successful')
        self.close(out, 'update', 16)
        return out

    def _image_failures(self, out):
        """Log one to three images that cannot be had; only some say why."""
        dice = self.dice
        host = 'images.%s.example' % self.agent.lower()
        for _ in range(dice.between(1, 3)):
            url = self.url(host, b'covers')
            self.requesting(out, host, url)
            self.url_error(out, host, url)
            if dice.chance(0.6):
                status = dice.pick((404, 404, 410))
                self.line(
                    out,
                    b'UTILS ',
                    'utils.image_status',
                    b'Image not loaded, %s' % status_line(status),
                    (('without_status', -1), ('status.%d' % status, 1)),
                    '%d' % status,
                    fixed=True,
                )
