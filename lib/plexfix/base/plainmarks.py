# -*- coding: utf-8 -*-
"""What stands for a mark where the terminal cannot show it: letters of ASCII in its place, never a question mark.

Only for what is shown.  Files are always UTF-8, and letters of names are left to the one who encodes.
"""
from __future__ import absolute_import, division, print_function

import codecs

# A mark is said by a word where its place in a line says nothing, since colour and shape may both be missing.
PLAIN = {
    u'\u2713': u'yes', u'\u2714': u'yes', u'\u2705': u'yes', u'\u2717': u'no', u'\u2718': u'no', u'\u274c': u'no',
    u'\u26a0': u'!', u'\u2139': u'i', u'\ufe0f': u'', u'\u2190': u'<-', u'\u2192': u'->', u'\u2191': u'up',
    u'\u2193': u'down', u'\u2194': u'<->', u'\u21d2': u'=>', u'\u2010': u'-', u'\u2011': u'-', u'\u2012': u'-',
    u'\u2013': u'-', u'\u2014': u'-', u'\u2212': u'-', u'\u2018': u"'", u'\u2019': u"'", u'\u201a': u"'",
    u'\u201c': u'"', u'\u201d': u'"', u'\u201e': u'"', u'\xab': u'<<', u'\xbb': u'>>', u'\u2026': u'...',
    u'\u2022': u'*', u'\xb7': u'*', u'\u25cf': u'*', u'\u25cb': u'o', u'\u25b2': u'^', u'\u25b3': u'^',
    u'\u25bc': u'v', u'\u25b6': u'>', u'\u25c0': u'<', u'\u2605': u'*', u'\xd7': u'x', u'\xf7': u'/', u'\xb1': u'+/-',
    u'\u2264': u'<=', u'\u2265': u'>=', u'\u2260': u'!=', u'\u2248': u'~', u'\u221e': u'infinity',
    u'\u0394': u'delta', u'\u03c7': u'chi', u'\xb2': u'^2', u'\xb3': u'^3', u'\xb0': u' deg', u'\xb5': u'u',
    u'\u03bc': u'u', u'\u2030': u' per mille', u'\xa7': u'section ', u'\xa9': u'(c)', u'\u20ac': u'EUR',
    u'\xa0': u' ', u'\u202f': u' ', u'\u2009': u' ', u'\xad': u'', u'\u2500': u'-', u'\u2501': u'-', u'\u2502': u'|',
    u'\u2503': u'|', u'\u250c': u'+', u'\u2510': u'+', u'\u2514': u'+', u'\u2518': u'+', u'\u251c': u'+',
    u'\u2524': u'+', u'\u252c': u'+', u'\u2534': u'+', u'\u253c': u'+', u'\u2550': u'=', u'\u2551': u'|',
    u'\u2588': u'#', u'\u2593': u'#', u'\u2592': u'+', u'\u2591': u'.', u'\u2581': u'_', u'\u2582': u'_',
    u'\u2583': u'_', u'\u2584': u'=', u'\u2585': u'=', u'\u2586': u'=', u'\u2587': u'#',
}

# The handler to name wherever `errors=` is asked for.
PLAIN_OR_ESCAPE = 'plexfix_plain_or_escape'


def _plain_or_escape(error):
    """Give what stands for each mark that cannot be encoded; for the rest an escape, which shows what letter it was."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return u''.join(PLAIN[one] if one in PLAIN else one.encode('ascii', 'backslashreplace').decode('ascii')
                    for one in error.object[error.start:error.end]), error.end


codecs.register_error(PLAIN_OR_ESCAPE, _plain_or_escape)
