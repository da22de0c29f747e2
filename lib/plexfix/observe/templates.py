# -*- coding: utf-8 -*-
"""Turn a record's text into its template: what all records of one cause have in common.

A template is a pure function of its record, so ids compare between runs, processes and Pythons.  Masked are
titles, ids, quoted and bracketed text, paths, numbers and the values of padded columns; kept are HTTP statuses,
error numbers, exception classes, host names, and the agent's own words.  The order of the rules matters: each one
takes away text that a later one would misread.
"""
from __future__ import absolute_import, division, print_function

import hashlib
import re

from plexfix.base.redact import redact
from plexfix.observe import logline, tracebacks

GAP = b'<...>'
TEXT_BYTES = 2000           # of a message; what differs only beyond that is one pattern
TEMPLATE_BYTES = 400
FRAMES = 40

# Kept numbers are set aside as words without digits while the other numbers are masked.
_KEEP = re.compile(
    br'(?i)\b(HTTPS?(?:/\d(?:\.\d)?)?(?: ?(?:Error|Status|Response))?(?: ?Code)?[ :=]{1,4})([1-5]\d\d)(?![\w.])'
    br'|(?<![\w.,])([45]\d\d)( (?:Client|Server) Error)\b'
    br'|(\[?\bErrno )(-?\d+)'
    br'|(\bResponse: \[)(\d{3})(?=\])')
_DIGITS = bytes(bytearray(range(256)))[:0x30] + b'\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11' + bytes(
    bytearray(range(256)))[0x3a:]
_BACK = bytes(bytearray(
    0x30 + b'\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11'.index(bytes(bytearray([code])))
    if bytes(bytearray([code])) in b'\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11' else code for code in range(256)))

_URL = re.compile(br'\b([a-z][a-z0-9+]{1,9}://)(?:[^/\s\'"?#]*@)?([^/\s\'"?#:<>,)]*)[^\s\'"<>]*', re.I)
_HOST = re.compile(br'[A-Za-z0-9.\x80-\xff-]*$')
_DUMP = re.compile(br'\{.*\}|\{.*$', re.DOTALL)
_LIST = re.compile(br"\[(?=[u'\"(\[{\d]|\])[^\n]*\]")
_SET = re.compile(br'\b(?:set|frozenset|OrderedDict|defaultdict|deque)\(\[?[^\n]*\]?\)')
_OBJECT = re.compile(br'<([\w.]+)(?: [^<>]*)?\bat 0x[0-9a-fA-F]+>|\(?[\w.]+ at 0x[0-9a-fA-F]+\)?')
_KEPT_ANGLE = re.compile(br'<(urlopen error|type|class|module|function)\b')
_ANGLE = re.compile(br'<(?!\.\.\.>)[^<>\n]*>')
_QUOTED = re.compile(
    br"""(?<!\w)[ubr]?("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n]|'(?=\w))*'(?!\w))""")
_CURLY = re.compile(b'\xe2\x80\x9c[^\n]*?\xe2\x80\x9d|\xe2\x80\x98[^\n]*?\xe2\x80\x99|\xc2\xab[^\n]*?\xc2\xbb')
_IDENTIFIER = re.compile(br'[A-Za-z_][A-Za-z0-9_.]*$')
# Beside these words a quoted name is a cause ("no attribute 'xpath'"), elsewhere it may be a title.
_NAMING = re.compile(
    br'(?:attribute|attributes|name|named|module|argument|codec|function|class|object|type|import|method|of agent named'
    br'|keyword|variable|component|service|operand|KeyError:|NameError:|ImportError:)\s*$', re.I)
_NAMED = re.compile(br'\s*(?:object|codec|is not|has no|instance|and \'|requires|must|takes|referenced|to \')', re.I)
# A title as it stands in a sentence: words with a capital or a digit, and the small ones between them.
_WORD = br"[A-Z0-9\x80-\xff][\w'\x80-\xff.!?-]*"
_TITLE = _WORD + br"(?:[,:]? (?:(?:of|the|and|in|on|a|an|de|la|le|der|von|to|&) )*" + _WORD + br")*"
# `Studio - Title (2011)` after a word that announces it, or a title alone; the verb that a message begins with stays.
_TITLE_YEAR = re.compile(
    br'((?:: | for | from |  |\| |= ?|<\.\.\.> |\] )(?=\S))[^\n|<>]{1,200}? ?\(\d{4}\)'
    br'|^([A-Z][a-z]+(?:ing|ed) )?(?:' + _TITLE + br' - )?' + _TITLE + br' \(\d{4}\)'
    br'|(?<=[a-z] )(?:' + _TITLE + br' - )?' + _TITLE + br' \(\d{4}\)')
_FOR_TITLE = re.compile(br'( (?:for|title|film|movie|scene)(?::| -)? )(?=[^a-z<\s])[^\n<>]{1,200}? - [^\n<>]+')
_COLUMN = re.compile(br'(\S)(?: {2,}|\t[ \t]*)(?=\S)[^\n]*')
_KEY_VALUE = re.compile(br'((?!(?:\w+ )+(?:on|for|in|of|by|with|to|from) )[A-Z][A-Za-z]+(?: [A-Za-z]+){0,2}|[a-z]{2,20})'
                        br'( ?: )(?=\S)([^\n]*)')
_ASSIGNED = re.compile(br'(\b[A-Za-z_]\w*=)(?![<=])[^;,\n&<\x01-\x11]+')
_PATH = re.compile(br'(?<![\w<])(?:[A-Za-z]:)?(?:[\\/][^\\/\n:*?"<>|;\]]+){2,}[\\/]?|(?<!\w)%2[fF]\S+|(?<!\w)[A-Za-z]:\\[^\n:*?"<>|]*')
_UUID = re.compile(br'\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b')
_DATE = re.compile(br'\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d\d?:\d\d(?::\d\d)?\b')
_HEX = re.compile(br'\b(?:0x)?(?=[0-9a-fA-F]*[0-9])(?=[0-9a-fA-F]*[a-fA-F0-9])[0-9a-fA-F]{8,}\b')
_MIXED = re.compile(br'(?<![\w.])[\w]*\d[\w.%:+-]*\w|\d', re.I)
_FOREIGN = re.compile(br'[^\s<>]*[\x80-\xff][^\s<>]*')
_SYMBOLS = re.compile(b'\xe2\x9d\x8c|\xe2\x9a\xa0(?:\xef\xb8\x8f)?')
_SPACE = re.compile(br'\s+')
_RUN = re.compile(br'<\.\.\.>(?:[\s,;:&|/\'".\-]*<\.\.\.>)+')
_AFTER = re.compile(br'\b(Failure|failure|Failed|failed), [^\n]*')
_NUMBER = re.compile(br'\d')
_HIGH = re.compile(br'[\x80-\xff]')
_TROUBLE = re.compile(br'(?i)error|exception|fail|warn|http|could|unable|response')
_FACETS = re.compile(br'(?i)HTTP ?(?:Error)? ?[1-5]\d\d\b|\b[A-Z]\w*(?:Error|Exception)\b|\bErrno -?\d+|\btimed out\b|https?://[^/\s\'"?#:<>]+')
_MARKER = re.compile(b'(?:\xe2\x9d\x8c|\xe2\x9a\xa0(?:\xef\xb8\x8f)?) +File:.*Line:.*Function:')
_AFTER_WORD = re.compile(br'( (?:for|on|in|by|as|is|processing) )(?![A-Z]{2,}\b)(' + _TITLE + br')(?=[ ,:;.)]|$)')
_ARROW = re.compile(br'((?:^|\] |: |<\.\.\.> ))(?:<\.\.\.>|' + _TITLE + br') -> (?:<\.\.\.>|' + _TITLE + br')')
_NAMES = re.compile(br"(: )" + _WORD + br"(?: " + _WORD + br")*(?:, " + _WORD + br"(?: " + _WORD + br")*)+")
_FILM = re.compile(br' - |\(\d{4}\)')
_STARS = re.compile(br'[*=_#-]{4,}')


def template_of(level, module, text):
    """Return the template (bytes) of a record's *text*: message, then continuation lines, joined by newlines.

    *level* and *module* are part of a pattern's identity, not of the template; they are taken so that a rule may
    depend on them.
    """
    # Before masking: a mask may take away the word by which a secret is known, and leave the secret.
    lines = redact(text[:logline.RECORD_BYTES])
    lines = lines.replace(b'/<user>', b'/x').replace(b'\\<user>', b'\\x').split(b'\n')      # still a path
    trace = tracebacks.find(lines) if len(lines) > 1 or text.endswith(tracebacks.OPENING) else None
    if text.startswith(_URL_ERROR) and _NOISE_URL in text:
        return _URL_ERROR + GAP + _NOISE_URL + b"'"         # noise, not to be mixed up with the failures beside it
    if trace is None:
        return _clip(_template(lines[0].strip()[:TEXT_BYTES], module))
    opening = lines[0].rstrip()
    opening = opening[:-len(tracebacks.OPENING)] if opening.endswith(tracebacks.OPENING) else opening
    said = _template(opening.strip()[:TEXT_BYTES], module) if opening.strip() != b'Traceback' else b'Traceback'
    cause = trace.name or b'(cut off)'
    if trace.text:
        cause += b': ' + mask(trace.text[:TEXT_BYTES], True)
    places = b' > '.join(name + b':' + function for name, function in trace.frames[-FRAMES:])
    return _clip(said + b' | ' + cause) + (b' | ' + places if places else b'')


def id_of(level, module, template):
    """Return a pattern's id, 12 hex digits: a hash of level name, module and template (all bytes)."""
    return hashlib.sha1(b'\x00'.join((level, module, template))).hexdigest()[:12]


def _clip(template):
    """Return *template* cut to TEMPLATE_BYTES, at the end of a word."""
    if len(template) <= TEMPLATE_BYTES:
        return template
    return template[:TEMPLATE_BYTES].rsplit(b' ', 1)[0] + b' ' + GAP


def _template(message, module):
    """Return the template of one line: the label as it is, a padded field without its value, other text masked."""
    label = logline.LABEL.match(message)
    head, rest = (message[:label.end()], message[label.end():]) if label else (b'', message)
    head = _SPACE.sub(b' ', head)
    body = _STARS.sub(b'****', rest.strip())
    if body.startswith(b'****'):
        return head + _banner(body)
    if _MARKER.match(body):
        # Where it was logged changes with every release; what failed is in the record after it.
        return head + body[:body.index(b' ')] + b' File: <...>, Line: <...>, Function: <...>'
    body = mask(body, False)
    return (head + body).strip() or b'(empty)'


def _banner(body):
    """Return the template of a line set in asterisks: its own words for the framework of a block, else a title."""
    inner = body.strip(b'* ')
    if not inner:
        return b'****'
    if inner.startswith(b'>>'):
        said = inner.strip(b'<> ')
        return b'**** >> ' + (GAP if _FILM.search(said) else mask(said, False)) + b' << ****'
    return b'**** ' + (mask(inner, False) if b':' in inner and b' - ' not in inner else GAP) + b' ****'


def mask(text, cause):
    """Return *text* (one line) with what varies masked; in the text of an exception (*cause*) names are kept."""
    numbers = _NUMBER.search(text) is not None
    if numbers and may_keep(text):
        text = _KEEP.sub(_set_aside, text)
    high = _HIGH.search(text) is not None
    if high:
        text = _SYMBOLS.sub(_symbol, text)
    if b'://' in text:
        text = _URL.sub(_url, text)
    if b'{' in text:
        text = _DUMP.sub(b'{...}', text)
    if b'[' in text:
        text = _LIST.sub(b'[...]', text)
    if b'(' in text:
        text = _SET.sub(GAP, text)
        if b' at 0x' in text:
            text = _OBJECT.sub(b'<object>', text)
    if b"'" in text or b'"' in text:
        text = _quotes(text, cause)
    if not cause:
        text = _columns(text)
    text = _free(text, cause)
    if numbers:
        text = _MIXED.sub(GAP, _HEX.sub(GAP, _DATE.sub(GAP, _UUID.sub(GAP, text))))
    if high:
        text = _FOREIGN.sub(GAP, _CURLY.sub(GAP, text))
    text = _RUN.sub(GAP, _SPACE.sub(b' ', text))
    if numbers or high:
        text = text.translate(_BACK).replace(b'\x13', b'\xe2\x9d\x8c').replace(b'\x14', b'\xe2\x9a\xa0')
        text = text.replace(b'\x15', b'HTTP')
    return text.strip()


def _free(text, cause):
    """Return *text* with bracketed text, paths and titles masked; quotes, URLs and dumps are masked already."""
    if b'<' in text:
        text = _KEPT_ANGLE.sub(b'\x12\\1', text)
        text = _ANGLE.sub(GAP, text).replace(b'\x12', b'<')
    if b'/' in text or b'\\' in text or b'%2' in text:
        text = _PATH.sub(b'<path>', text)
    if b')' in text:
        text = _TITLE_YEAR.sub(_title_year, text)
    if b'ail' in text:
        text = _AFTER.sub(br'\1, ' + GAP, text)
    if not cause:
        text = _titles(text)
    if b' - ' in text:
        text = _FOR_TITLE.sub(br'\1' + GAP, text)
    return text


def _title_year(match):
    return (match.group(1) or match.group(2) or b'') + GAP


def _titles(text):
    """Return *text* with titles and names masked where the words before them, or an arrow, give them away."""
    if b'=' in text:
        text = _ASSIGNED.sub(br'\1' + GAP, text)
    if b' -> ' in text:
        text = _ARROW.sub(br'\1' + GAP + b' -> ' + GAP, text)
    if b', ' in text and b': ' in text and not _TROUBLE.search(text):
        text = _NAMES.sub(br'\1' + GAP, text)
    if b' - ' not in text or b'::' not in text:
        text = _AFTER_WORD.sub(br'\1' + GAP, text)
    return text


def may_keep(text):
    """Return whether a number in *text* may be one that a template keeps; where not, all digits are alike to it."""
    return b'HTTP' in text or b'rrno' in text or b' Error' in text or b'Response: [' in text or b'http' in text


_ALIKE = bytes(bytearray(0x30 if 0x30 <= code <= 0x39 else code for code in range(256)))
_URL_ERROR = b"Error opening URL '"
_NOISE_URL = b'/:/plugins/com.plexapp.system/resourceHashes'
_RAISED = b'Exception in the '
_MODEL = b'Cannot read model from /'
_PLAIN_PATH = re.compile(br'[^\n:*?"<>|;\]]+/[^\n:*?"<>|;\]/]+$')
_PLAIN_URL = re.compile(br"(https?://[^/\s'\"?#:<>,)]+)/[^\s'\"<>]*'$")
LIKENESS_BYTES = 600


def likeness(text):
    """Return a short stand-in for *text*: two texts of one level and module with equal ones have the same template.

    They have the same facts too (`events.read`), but for the part of a URL behind its host.  Masking a text takes a
    hundred times as long as looking up its stand-in.
    """
    if text.startswith(_URL_ERROR):
        match = _PLAIN_URL.match(text, len(_URL_ERROR))
        if match and b'/:/plugins/' not in text:
            return match.group(1)
    elif text.startswith(_MODEL) and _PLAIN_PATH.match(text, len(_MODEL)):
        return _MODEL
    elif text.startswith(_RAISED):
        # The arguments of the call that raised are masked as a whole; no two calls have the same.
        end = text.find(b'\n')
        start = text.find(b'{', 0, end)
        if 0 <= start < end and text.find(b'} (most recent', start, end) > 0:
            text = text[:start] + text[end:]
    if not may_keep(text):
        text = text.translate(_ALIKE)
    return text if len(text) <= LIKENESS_BYTES else hashlib.sha1(text).digest()


def _columns(text):
    """Return *text* with the value of a padded column masked, but for statuses, classes and hosts in it."""
    match = _COLUMN.search(text)
    if match:
        return text[:match.end(1)] + b' ' + GAP + _facets(text[match.end(1):])
    match = _KEY_VALUE.match(text)
    if match and not _TROUBLE.search(match.group(1)):
        return match.group(1) + b': ' + GAP + _facets(match.group(3))
    return text


def _facets(value):
    kept = sorted(set(_FACETS.findall(value.translate(_BACK).replace(b'\x15', b'HTTP'))))
    return b''.join(b' ' + item.translate(_DIGITS).replace(b'HTTP', b'\x15') for item in kept)


def _quotes(text, cause):
    """Return *text* with quoted parts masked; a single name is kept where it tells a cause."""
    def one(match):
        inner = match.group(1)[1:-1]
        if _IDENTIFIER.match(inner):
            if cause or _NAMING.search(text[:match.start()]) or _NAMED.match(text[match.end():]):
                return match.group()
        if b'://' in inner and b' ' not in inner:
            return match.group()
        return GAP
    return _QUOTED.sub(one, text)


def _set_aside(match):
    """Return a kept number with the words before it in a form that no other rule takes for a title or a number."""
    return match.group().translate(_DIGITS).replace(b'HTTP', b'\x15')


def _symbol(match):
    return b'\x13' if match.group().startswith(b'\xe2\x9d') else b'\x14'


def _url(match):
    if match.group(1)[:4].lower() != b'http':
        return match.group(1).lower().translate(_DIGITS) + GAP
    if not _HOST.match(match.group(2)):
        return match.group(1).lower() + GAP             # whatever it is, it is no host
    return (match.group(1) + match.group(2)).lower().translate(_DIGITS) + b'/' + GAP
