# -*- coding: utf-8 -*-
"""`String`, `Regex`, `Datetime`, `Hash` and `Util`: small tools for a plug-in's code.

What is seldom used is imported where it is: every plug-in process loads this module, and has to start fast.
"""
from __future__ import absolute_import, division, print_function

import base64
import binascii
import calendar
import datetime
import hashlib
import math
import operator
import os
import random
import re
import string
import textwrap
import time
import unicodedata

from six.moves import urllib

from plexfix.base import compat
from plexsim.host import cereal
from plexsim.host.dates import parse_date
from plexsim.host.framework_errors import FrameworkException


class Regex(object):
    """Compiles a pattern when it is called."""

    IGNORECASE = re.IGNORECASE
    MULTILINE = re.MULTILINE
    DOTALL = re.DOTALL

    def __call__(self, pattern, flags=0):
        return re.compile(pattern, flags)


class String(object):
    """Text tools."""

    LETTERS = string.ascii_letters
    LOWERCASE = string.ascii_lowercase
    UPPERCASE = string.ascii_uppercase
    DIGITS = string.digits
    HEX_DIGITS = string.hexdigits
    OCT_DIGITS = string.octdigits
    PUNCTUATION = string.punctuation
    PRINTABLE = string.printable
    WHITESPACE = string.whitespace

    def Encode(self, s):
        return cereal.encoded(s)

    def Decode(self, s):
        return compat.native(cereal.decoded(s))

    def Base64Encode(self, s, with_newlines=False):
        data = compat.to_bytes(s)
        return compat.native(binascii.b2a_base64(data) if with_newlines else base64.b64encode(data))

    def Base64Decode(self, s):
        return compat.native(base64.b64decode(compat.to_bytes(s)))

    def Quote(self, s, usePlus=False):
        quote = urllib.parse.quote_plus if usePlus else urllib.parse.quote
        return quote(compat.native(s))

    def Unquote(self, s, usePlus=False):
        unquote = urllib.parse.unquote_plus if usePlus else urllib.parse.unquote
        return unquote(compat.native(s))

    def URLEncode(self, s):
        return urllib.parse.quote_plus(compat.native(s))

    def Join(self, words, sep=' '):
        return (' ' if sep is None else sep).join(words)

    def JoinURL(self, base, url, allow_fragments=True):
        return urllib.parse.urljoin(base, url, allow_fragments)

    def StripTags(self, s):
        return re.sub(r'<[^<>]+>', '', s)

    def DecodeHTMLEntities(self, s):
        if compat.PY2:
            from HTMLParser import HTMLParser
            return HTMLParser().unescape(compat.to_text(s))
        import html
        return html.unescape(s)

    def StripDiacritics(self, s):
        text = compat.to_text(s).replace(u'\u00df', u'ss').replace(u'\u1e9e', u'SS')
        return compat.native(unicodedata.normalize('NFKD', text).encode('ascii', 'ignore'))

    def Pluralize(self, s):
        if s.endswith('y') and s[-2:-1] not in 'aeiou':
            return s[:-1] + 'ies'
        return s + ('es' if s.endswith(('s', 'x', 'z', 'ch', 'sh')) else 's')

    def UUID(self):
        import uuid
        return str(uuid.uuid4())

    def LevenshteinDistance(self, first, second):
        return levenshtein_distance(first, second)

    def LevenshteinRatio(self, first, second):
        if not first or not second:
            return 0.0
        return 1 - levenshtein_distance(first, second) / float(max(len(first), len(second)))

    def LongestCommonSubstring(self, first, second):
        return longest_common_substring(first, second)

    def CapitalizeWords(self, s):
        return string.capwords(s)

    def ParseQueryString(self, s, keep_blank_values=True, strict_parsing=False):
        return urllib.parse.parse_qs(s, keep_blank_values, strict_parsing)

    def ParseQueryStringAsList(self, s, keep_blank_values=True, strict_parsing=False):
        return urllib.parse.parse_qsl(s, keep_blank_values, strict_parsing)

    def SplitExtension(self, s):
        return os.path.splitext(s)

    def Dedent(self, s):
        return textwrap.dedent(s)

    def Clean(self, s, form='NFKD', lang=None, strip_diacritics=False, strip_punctuation=False):
        text = unicodedata.normalize(form, compat.to_text(s))
        text = u''.join(c for c in text if not unicodedata.category(c).startswith('C'))
        if strip_punctuation:
            text = u''.join(c for c in text if not unicodedata.category(c).startswith('P'))
        return u''.join(c for c in text if not unicodedata.combining(c)) if strip_diacritics else text


class Datetime(object):
    """Dates and times."""

    def Now(self):
        return datetime.datetime.now()

    def UTCNow(self):
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=time.time())

    def ParseDate(self, date, fmt=None):
        """Return *date* as a datetime, None where it is empty; raise ValueError where no known form fits."""
        if not date:
            return None
        if fmt:
            return datetime.datetime.strptime(compat.native(date).strip(), fmt)
        return parse_date(date, datetime.datetime.now())

    def Delta(self, **kwargs):
        return datetime.timedelta(**kwargs)

    def TimestampFromDatetime(self, dt):
        return int(calendar.timegm(dt.timetuple()))

    def FromTimestamp(self, ts):
        return datetime.datetime.fromtimestamp(ts)

    def MillisecondsFromString(self, s):
        parts = s.split(':')
        if len(parts) > 3:
            raise FrameworkException("Too many components in time string '%s'" % s)
        seconds = 0
        for part in parts:
            seconds = seconds * 60 + int(part)
        return seconds * 1000


class Hash(object):
    """Checksums as hexadecimal text, or as bytes with *digest*."""

    def _of(self, name, data, digest):
        made = hashlib.new(name, compat.to_bytes(data))
        return made.digest() if digest else made.hexdigest()

    def MD5(self, data, digest=False):
        return self._of('md5', data, digest)

    def SHA1(self, data, digest=False):
        return self._of('sha1', data, digest)

    def SHA224(self, data, digest=False):
        return self._of('sha224', data, digest)

    def SHA256(self, data, digest=False):
        return self._of('sha256', data, digest)

    def SHA384(self, data, digest=False):
        return self._of('sha384', data, digest)

    def SHA512(self, data, digest=False):
        return self._of('sha512', data, digest)

    def CRC32(self, data):
        return '%08x' % (binascii.crc32(compat.to_bytes(data)) & 0xffffffff)


class Util(object):
    """Odds and ends."""

    def Floor(self, x):
        return math.floor(x)

    def Ceiling(self, x):
        return math.ceil(x)

    def VersionAtLeast(self, version_string, *components):
        numbers = [int(part) for part in re.findall(r'\d+', version_string)]
        return numbers >= list(components)

    def ListSortedByKey(self, items, key):
        return sorted(items, key=operator.itemgetter(key))

    def ListSortedByAttr(self, items, attr):
        return sorted(items, key=operator.attrgetter(attr))

    def SortListByKey(self, items, key):
        items.sort(key=operator.itemgetter(key))

    def SortListByAttr(self, items, attr):
        items.sort(key=operator.attrgetter(attr))

    def LevenshteinDistance(self, first, second):
        return levenshtein_distance(first, second)

    def LongestCommonSubstring(self, first, second):
        return longest_common_substring(first, second)

    def Random(self):
        return random.random()

    def RandomInt(self, a, b):
        return random.randint(a, b)

    def RandomItemFromList(self, items):
        return random.choice(items)

    def RandomChoice(self, items):
        return random.choice(items)


def levenshtein_distance(first, second):
    """Return the number of insertions, deletions and replacements between two texts."""
    previous = list(range(len(second) + 1))
    for row, one in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (one != other)))
        previous = current
    return previous[-1]


def longest_common_substring(first, second):
    """Return the longest text that is in both."""
    best, ends = '', {}
    for row, one in enumerate(first):
        current = {}
        for column, other in enumerate(second):
            if one == other:
                current[column] = length = ends.get(column - 1, 0) + 1
                if length > len(best):
                    best = first[row - length + 1:row + 1]
        ends = current
    return best
