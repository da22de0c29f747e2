# -*- coding: utf-8 -*-
"""One patch on many copies of a file: fits a diff exactly, in one place only, or says why not.

Reading a patch is `unified`'s, making one `diffing`'s; which files are patched is left to others.
"""
from __future__ import absolute_import, division, print_function

from collections import namedtuple

from plexfix.change.unified import ADDED, CONTEXT, REMOVED, new_lines, old_lines

BOM = b'\xef\xbb\xbf'

# Why a patch does not fit a file: the *hunk* by its number (None: the file as a whole), the reason (text), and whether
# all that the patch wants is in the file already.
Misfit = namedtuple('Misfit', 'hunk why already_applied')


def apply(section, data):
    """Return the content of a file after the Section *section*: bytes, None where it is removed, or a Misfit.

    *data* is the content before, None where there is no such file.  Each hunk's old lines must be in the file byte for
    byte, in one place only, wherever that is, and in the order of the patch.  A copy of which only the line ends or the
    mark at its beginning (BOM) differ from the patch is matched without these, and keeps its own.
    """
    if section.old_name is None:
        return _created(section, data)
    if data is None:
        gone = section.new_name is None
        return Misfit(None, u'already applied: the file is gone' if gone else u'there is no such file', gone)
    found = _fitted(section.hunks, split_lines(data), _Exact())
    if isinstance(found, Misfit):
        found = _without_marks(section.hunks, data, found)
    if isinstance(found, Misfit):
        return found
    if section.new_name is not None:
        return found
    return None if not found else Misfit(None, u'the file holds more than what the patch removes', False)


def _created(section, data):
    made = b''.join(line for hunk in section.hunks for line in new_lines(hunk))
    if any(old_lines(hunk) for hunk in section.hunks):
        return Misfit(None, u'the patch says that the file is new, and yet wants lines in it', False)
    if data is None:
        return made
    already = data == made
    why = u'already applied' if already else u'the patch makes the file, but there is another one already'
    return Misfit(None, why, already)


def _without_marks(hunks, data, misfit):
    """Fit *hunks* without line ends and BOM, where these are not what the patch changes; else return *misfit*."""
    rows = [row for hunk in hunks for row in hunk.rows]
    bom = BOM if data.startswith(BOM) else b''
    has_bom = [any(text.startswith(BOM) for kind, text in rows if kind != other) for other in (ADDED, REMOVED)]
    # More than one place is no better without the marks.
    if has_bom[0] != has_bom[1] or len(_ends(text for _, text in rows)) > 1 or misfit.why.startswith(_IN_TWO_PLACES):
        return misfit
    found = _fitted(hunks, split_lines(data[len(bom):]), _Marked())
    return found if isinstance(found, Misfit) else bom + found


class _Exact(object):
    """Compares lines with all their bytes, and adds them as they are in the patch."""

    def key(self, line):
        return line

    def added(self, text, _neighbours):
        return text


class _Marked(_Exact):
    """Compares lines without a BOM and without the kind of line end; whether there is an end counts."""

    def key(self, line):
        text = line[len(BOM):] if line.startswith(BOM) else line
        return _bare(text), line.endswith(b'\n')

    def added(self, text, neighbours):
        """Return an added line with the line end of the nearest line around it."""
        text = text[len(BOM):] if text.startswith(BOM) else text
        ends = [_end(line) for line in neighbours if _end(line)]
        return _bare(text) + ends[0] if ends and _end(text) else text


def _fitted(hunks, lines, how):
    """Return the bytes of *lines* with all *hunks* changed, or a Misfit."""
    keys = [how.key(line) for line in lines]
    done, at = [], 0
    for hunk in hunks:
        place = _place(hunk, keys, how)
        if isinstance(place, Misfit):
            return _already(hunks, keys, how) or place
        if place < at:
            return Misfit(hunk.number, u'hunk %d fits at line %d, which is not behind the hunk before it' % (
                hunk.number, place + 1), False)
        end = place + len(old_lines(hunk))
        done += lines[at:place] + _changed(hunk, lines[place:end], how)
        at = end
    return b''.join(done + lines[at:])


_IN_TWO_PLACES = u'it is not clear where'


def _place(hunk, keys, how):
    """Return the index of the only line at which *hunk* fits, or a Misfit."""
    old = [how.key(text) for text in old_lines(hunk)]
    name = u'hunk %d (line %d of the patch)' % (hunk.number, hunk.line)
    if not old and keys:
        return Misfit(hunk.number, u'%s shows no line around what it adds: its place is not known' % name, False)
    places = _places(old, keys)
    if not places:
        return Misfit(hunk.number, _nearest(hunk, old, keys, how, name), False)
    if len(places) > 1:
        lines = u' and at '.join(u'line %d' % (place + 1) for place in places[:2])
        more = u', and at %d more' % (len(places) - 2) if len(places) > 2 else u''
        return Misfit(hunk.number, u'%s %s fits: at %s%s' % (_IN_TWO_PLACES, name, lines, more), False)
    if _is_there(hunk, keys, places[0], how):
        return Misfit(hunk.number, u'%s is in the file already, at line %d' % (name, places[0] + 1), False)
    return places[0]


def _places(wanted, keys):
    """Return each index at which the list *wanted* stands in *keys*."""
    if not wanted:
        return [0]
    first, size = wanted[0], len(wanted)
    return [index for index in range(len(keys) - size + 1)
            if keys[index] == first and keys[index:index + size] == wanted]


def _is_there(hunk, keys, place, how):
    """Return whether a hunk that only adds lines at one of its ends, and so still fits when applied, was applied."""
    kinds = [kind for kind, _ in hunk.rows]
    if REMOVED in kinds or CONTEXT not in kinds or ADDED not in (kinds[0], kinds[-1]):
        return False
    start = place - (kinds.index(CONTEXT) if kinds[0] == ADDED else 0)
    new = [how.key(text) for text in new_lines(hunk)]
    return start >= 0 and keys[start:start + len(new)] == new


def _already(hunks, keys, how):
    """Return the Misfit for a file that holds what all *hunks* leave, in their order; None for any other."""
    at = 0
    for hunk in hunks:
        old, new = [[how.key(text) for text in lines] for lines in (old_lines(hunk), new_lines(hunk))]
        places = [place for place in _places(new, keys) if place >= at] if new else []
        wanted = _places(old, keys)
        if not places or any(not _is_there(hunk, keys, place, how) for place in wanted):
            return None
        at = places[0] + len(new)
    return Misfit(None, u'already applied', True)


def _nearest(hunk, old, keys, how, name):
    """Return the words for a hunk that fits nowhere, with the place where most of its lines are."""
    if _places([how.key(text) for text in new_lines(hunk)], keys) and new_lines(hunk):
        return u'%s is in the file already, while another one is not' % name
    known = set(keys)
    missing = [index for index, key in enumerate(old) if key not in known]
    if missing:
        where = [index for index, (kind, _) in enumerate(hunk.rows) if kind != ADDED][missing[0]]
        return u'%s does not fit: the line that it wants at line %d of the patch is not in the file' % (
            name, hunk.line + 1 + where)
    return u'%s does not fit: its lines are in the file, but not in this order next to each other' % name


def _changed(hunk, lines, how):
    """Return *lines*, which the old lines of *hunk* match, as it leaves them; what stays keeps its own bytes."""
    made, at = [], 0
    for kind, text in hunk.rows:
        if kind == ADDED:
            made.append(how.added(text, lines[max(0, at - 1)::-1] + lines[at:]))
        else:
            if kind == CONTEXT:
                made.append(lines[at])
            at += 1
    return made


def split_lines(data):
    """Return the lines of *data* (bytes), each with its end; only a line feed ends one."""
    lines = data.split(b'\n')
    return [line + b'\n' for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _end(line):
    return b'\r\n' if line.endswith(b'\r\n') else b'\n' if line.endswith(b'\n') else b''


def _bare(line):
    end = _end(line)
    return line[:-len(end)] if end else line


def _ends(lines):
    """Return the set of line ends that occur."""
    return set(_end(line) for line in lines) - set([b''])
