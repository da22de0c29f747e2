# -*- coding: utf-8 -*-
"""What secrets look like in text, as data: one ASCII pattern per form; replacing them is left to redact.

Each pattern keeps its group 1 (and `quote`), and its group `secret` is what goes.  The classes name ASCII only and
take every other character as an ordinary one, so that bytes and text, and both Pythons, agree.  No pattern starts
with a repeat, and what one repeat reads cannot be read again from a later start: that keeps the time linear.
"""
from __future__ import absolute_import, division, print_function

import collections
import re

TOKEN, API_KEY, PASSWORD, SECRET, COOKIE = 'token', 'api-key', 'password', 'secret', 'cookie'
USER, EMAIL, PRIVATE_KEY = 'user', 'email', 'private-key'
KINDS = (TOKEN, API_KEY, PASSWORD, SECRET, COOKIE, USER, EMAIL, PRIVATE_KEY)

# *needles*: lower-case words of which one is in any text that the pattern matches (a cheap look before the search).
# *is_path*: it tells where something lies rather than opening anything.
Form = collections.namedtuple('Form', 'kind needles pattern flags is_path')

# A name ends here, or is preceded by more of it (`plex_token`, `X-Plex-Token`): the front does not matter.
_TOKEN_NAMES = 'token|x-plex-claim'
_TOKEN_COMPOUNDS = r'(?:plex|online|auth|access|authentication|refresh|server|bearer)[_-]?token|[_-]token'
_API_KEY_NAMES = r'(?:api|access|secret)[ _-]?key(?:id)?'
_PASSWORD_NAMES = 'password|passwd|passphrase'
_SECRET_NAMES = 'secret|jsessionid|phpsessid'
_SECRET_COMPOUNDS = r'(?:client|api|app|shared)[_-]?secret'

_QUOTE = r'(?:\\*["\']|&quot;|&#39;|%22)'
_NOT_SET = r'(?!(?:none|null|nil|true|false|undefined)(?![a-z0-9_])|\{\}|\[\]|\(\)|=)'
_DONE = '(?!<(?:%s)>)' % '|'.join(KINDS)

# To the closing quote, or, in a line that was cut, to its end.
_QUOTED = r'(?P<quote>%s)%s%s(?P<secret>(?:(?!(?P=quote))(?:\\[^\r\n]|[^\\\r\n]))+)' % (_QUOTE, _NOT_SET, _DONE)
_ORDINARY = r'[^\x00-\x20"\'<>&,;()\[\]{}\\]'
# Punctuation belongs to the value where more of it follows: half a secret left behind is still a secret told.
_BARE = (r'%s(?![\[({]*[bru]{0,2}%s)(?P<secret>(?:%s|[,;()\[\]{}]{1,4}(?=%s)|\\(?![nrt"\'\\]))+)'
         % (_NOT_SET, _QUOTE, _ORDINARY, _ORDINARY))
_VISIBLE = r'[!#-&(-;=?-~]'
_BEFORE_QUOTED = r'[ \t]*[\[(]?[bru]{0,2}'
_TO_LINE_END = r'(?P<secret>(?:[^\r\n\\]|\\(?![rn]))+)'
_QUERY_VALUE = r'(?P<secret>[^\x00-\x20"\'<>&#\\]+)'


def _forms_of_name(kind, needles, names, compounds):
    """Return the Forms in which a value stands beside its name; *compounds* are names no sentence or title has.

    A bare `Token: ...` may be a film's title, and is no secret unless the name is quoted or the value looks random.
    """
    any_name = '(?:%s)' % '|'.join(part for part in (names, compounds) if part)
    forms = [
        r'(%s(?:%s?[ \t]*(?:=>?|%%(?:25)*3d)|%s[ \t]*:|%s?[ \t]+value=)%s)%s'
        % (any_name, _QUOTE, _QUOTE, _QUOTE, _BEFORE_QUOTED, _QUOTED),
        r'(%s(?:%s?[ \t]*=|%s[ \t]*:|[ \t]+reg_sz[ \t])[ \t]*)%s' % (any_name, _QUOTE, _QUOTE, _BARE),
        r'(%s%%(?P<depth>(?:25)*)3d)(?P<secret>(?:(?!%%(?P=depth)(?:26|20|22|23|27|0a))[^\x00-\x20"\'<>&#\\])+)'
        % any_name,
        r'(--%s%s?,?[ \t]+(?:[bru]?%s)?)(?![bru]{0,2}%s)(?=%s{8}|[a-z_]*[0-9])'
        r'(?P<secret>[^\x00-\x20"\'<>-][^\x00-\x20"\'<>]*)' % (any_name, _QUOTE, _QUOTE, _QUOTE, _VISIBLE),
    ]
    if compounds:
        forms.append(r'((?:%s)%s?[ \t]*:[ \t]*)%s' % (compounds, _QUOTE, _BARE))
        forms.append(r'((?:%s)%s?[ \t]*[:,]%s)%s' % (compounds, _QUOTE, _BEFORE_QUOTED, _QUOTED))
    return [_form(kind, needles, pattern) for pattern in forms]


def _form(kind, needles, pattern, flags=re.IGNORECASE, is_path=False):
    return Form(kind, needles, pattern, flags, is_path)


def _in_url(kind, names, value=_QUERY_VALUE):
    """Return the Form of a query argument, whose name is a secret's only because it stands in a URL."""
    return _form(kind, tuple(name + '=' for name in names),
                 r'([?&#;](?:amp;)?(?:%s)=)%s' % ('|'.join(names), value))


def _element(kind, needles, name):
    """Return the Form of an XML element whose whole text is the secret."""
    return _form(kind, needles,
                 r'(<(?P<element>%s)(?: type=\\*"[a-z]+\\*")?>)'
                 r'(?P<secret>[^\x00-\x20<>][^<\r\n]*)(?=<\\*/(?P=element)>)' % name)


_SCHEMES = 'basic|bearer|token|apikey|digest|mediabrowser|oauth|negotiate|hawk|aws4-hmac-sha256'

HEADERS = [
    _form(PRIVATE_KEY, ('private key',),
          r'()(?P<secret>-----begin [a-z ]*private key(?: block)?-----'
          r'(?:[a-z0-9+/=:,. \t\r\n\\]|-(?!----))*(?:-----end [a-z ]*-----)?)'),
    _form(TOKEN, ('authorization',), r'(authorization%s[ \t]*[:,=]%s)%s' % (_QUOTE, _BEFORE_QUOTED, _QUOTED)),
    _form(TOKEN, ('authorization',),
          r'(authorization[ \t]*[:=][ \t]*(?:digest|mediabrowser|oauth|hawk|aws4-hmac-sha256)[ \t]+)%s%s'
          % (_DONE, _TO_LINE_END)),
    _form(TOKEN, ('authorization',),
          r'(authorization[ \t]*[:=][ \t]*(?:(?:basic|bearer|token|apikey|negotiate)[ \t]+)?)'
          r'(?!(?:%s)(?![a-z0-9_]))(?P<secret>[^\x00-\x20"\'<>\\]+)' % _SCHEMES),
    _form(TOKEN, ('bearer',), r'(bearer[ \t]+)(?P<secret>(?=[a-z._~+/-]*[0-9])[a-z0-9._~+/-]{16,}=*)'),
    _form(COOKIE, ('cookie',), r'(cookie2?%s[ \t]*[:,]%s)%s' % (_QUOTE, _BEFORE_QUOTED, _QUOTED)),
    _form(COOKIE, ('cookie',), r'(cookie2?[ \t]*:[ \t]*)(?=[a-z0-9_.%%-]+=)%s' % _TO_LINE_END),
    _form(COOKIE, ('<cookie ',), r'(<cookie [^\x00-\x20=<>]+=)(?P<secret>[^\x00-\x20<>]+)'),
    _form(COOKIE, ('cookies',), r'(cookies%s?[ \t]*[:=][ \t]*\{)%s(?P<secret>[^}\r\n]+)' % (_QUOTE, _DONE)),
]

IN_URLS = [
    # A later pattern takes a user name alone; here the last @ before the path ends the password.
    _form(PASSWORD, ('://',), r'(://[^\x00-\x20"\'<>/?#\\@:]*:)(?P<secret>[^\x00-\x20"\'<>/?#\\]+)(?=@)'),
    _form(USER, ('://',), r'(://)(?P<secret>[^\x00-\x20"\'<>/?#\\@:]+)(?=:<password>@|@)'),
    _form(PASSWORD, ('%40',),
          r'(%(?:25)*3a%(?:25)*2f%(?:25)*2f(?:(?!%(?:25)*(?:2f|3f|3a|40))[^\x00-\x20"\'<>/?#\\])*%(?:25)*3a)'
          r'(?P<secret>(?:(?!%(?:25)*(?:2f|3f|23|40))[^\x00-\x20"\'<>/?#\\])+)(?=%(?:25)*40)'),
    _form(API_KEY, ('api',),
          r'((?:/|%2f)api(?:(?:/|%2f)v[0-9.]{1,5})?(?:/|%2f))(?P<secret>[0-9a-f]{16,64})(?![0-9a-z])'),
    # Plex's own key= holds a path, which opens nothing.
    _in_url(API_KEY, ('key', 'apikey', 'api_key', 'api-key', 'x-amz-credential', 'awsaccesskeyid'),
            r'(?!/|%2f)' + _QUERY_VALUE),
    _in_url(TOKEN, ('auth', 'authorization')),
    _in_url(PASSWORD, ('pass', 'pwd')),
    _in_url(SECRET, ('sig', 'signature', 'x-amz-signature', 'session', 'sessionid', 'session_id', 'sid')),
    _in_url(SECRET, ('code',), r'(?P<secret>[a-z0-9_.~%/+-]{16,})'),
]

NAMED = (
    [_form(TOKEN, ('plex token',),
           r'(plex token(?:[ \t]*[:=][ \t]*|(?:[ ]*(?:\t|\\+t)[ \t]*|[ ]{2,})(?![:=])))' + _BARE),
     _form(TOKEN, ('plex token',), r'(plex token )(?P<secret>[a-z0-9_-]{15,})'),
     _form(API_KEY, ('api key',), r'(api key(?:[ ]*(?:\t|\\+t)[ \t]*|[ ]{2,})(?![:=]))' + _BARE)]
    + _forms_of_name(TOKEN, ('token', 'x-plex-claim'), _TOKEN_NAMES, _TOKEN_COMPOUNDS)
    + _forms_of_name(API_KEY, ('key',), '', _API_KEY_NAMES)
    + _forms_of_name(PASSWORD, ('pass',), _PASSWORD_NAMES, '')
    + _forms_of_name(SECRET, ('secret', 'sessid', 'sessionid'), _SECRET_NAMES, _SECRET_COMPOUNDS)
    + _forms_of_name(USER, ('username',), 'username', 'x-plex-username')
    + [_form(TOKEN, ('token',), r'(token[ \t]*:[ \t]*)(?P<secret>(?=[a-z_.~+/-]*[0-9])[a-z0-9_.~+/-]{16,}=*)'),
       _form(SECRET, ('secret',), r'(secret[ \t]*:[ \t]*)(?P<secret>(?=[a-z_.~+/-]*[0-9])[a-z0-9_.~+/-]{16,}=*)'),
       # A password may be any word; the name with a colon counts where nothing but the value follows.
       _form(PASSWORD, ('pass',), r'((?:%s)[ \t]*:%s)%s' % (_PASSWORD_NAMES, _BEFORE_QUOTED, _QUOTED)),
       _form(PASSWORD, ('pass',),
             r'((?:%s)[ \t]*:[ \t]*)%s(?P<secret>%s{1,200})(?=[ \t]*(?![^\r\n,;)\]}]))'
             % (_PASSWORD_NAMES, _NOT_SET, _ORDINARY)),
       _form(PASSWORD, ('pass',),
             r'((?:%s)[ \t]*:[ \t]*)(?=[!-~]{0,40}[0-9])(?=[!-~]{0,40}[a-z])(?P<secret>%s{6,})'
             % (_PASSWORD_NAMES, _ORDINARY)),
       # PWD is also a shell's current folder.
       _form(PASSWORD, ('pwd',), r'((?<![a-z])pwd%s[ \t]*:%s)%s' % (_QUOTE, _BEFORE_QUOTED, _QUOTED)),
       _form(PASSWORD, ('pwd',), r'((?<![a-z])pwd[ \t]*=%s)(?!%s[/\\])%s' % (_BEFORE_QUOTED, _QUOTE, _QUOTED)),
       _form(PASSWORD, ('pwd',), r'((?<![a-z])pwd[ \t]*=[ \t]*)(?![/\\]|[a-z]:[/\\])' + _BARE),
       # Only where nothing stands before the dot-separated parts, or a long run would be read from every start in it.
       _form(TOKEN, ('eyj',),
             r'((?<![a-z0-9_-]))(?P<secret>eyj[a-z0-9_-]{5,}\.[a-z0-9_-]{5,}(?:\.[a-z0-9_-]*)?)')]
)

_SLASH = r'(?:\\*/+|%(?:25)*2[Ff])'
_BACKSLASH = r'(?:\\+|/+|%(?:25)*(?:5c|2f))'
_NAME_PART = r'(?:(?!%%(?:25)*(?:5c|2f))[^\x00-\x20"<>/\\:*?|,;%s])+'

PLACES = [
    _form(USER, ('users', 'settings'),
          r'((?:\\|%(?:25)*5c|:/+)(?:users|documents(?:[ +]|%(?:25)*20)and(?:[ +]|%(?:25)*20)settings)' + _BACKSLASH +
          r'(?!(?:public|default|shared|all(?:[ ]|%20)users|default(?:[ ]|%20)user)(?![^\x00-\x20"\'/\\%])))'
          r'(?P<secret>' + _NAME_PART % '' + '(?:[ ]' + _NAME_PART % '' + r'){0,3}(?=[\\/]|%(?:25)*(?:5c|2f))'
          r'|' + _NAME_PART % r"\'" + ')', is_path=True),
    _form(EMAIL, ('@', '%40'),
          r'''((?<![^\x00-\x20"#$&'()*,/:;<=>?@\[\\\]^`{|}~!]))'''
          # `http_403@www.example.org` is a metric of our own.
          r'''(?!http_[45][0-9][0-9]@)'''
          r'''(?P<secret>[^\x00-\x20"#$&'()*,/:;<=>?@\[\\\]^`{|}~!]+(?:@|%(?:25)*40)(?![0-9]x\.)'''
          r'''[^\x00-,/:-@\[-`{-\x7f]+\.[a-z][a-z]+)'''),
    # A web address is read over up to its query, as sites have pages under /home/ too.  It ends at a marker, so this
    # comes after the forms that may leave one in it.
    _form(USER, ('/home', '/users', '/homes', '2fhome', '2fusers'),
          r'(https?://(?:<user>(?::<password>)?@)?(?:(?!%(?:25)*2[Ff])[^\x00-\x20"\'<>?#,;|()])*'
          r'|(?:(?:/|%(?:25)*2[Ff])(?:home|Users)|/volume[0-9]{1,3}/homes|/services/homes|/share/homes)' + _SLASH +
          r'(?!(?:Shared|Public)(?![^\x00-\x20"\'/\\%]))'
          r'(?P<found>))(?P<secret>(?(found)(?:(?!%(?:25)*2[Ff])[^\x00-\x20"\'<>/:,;()\[\]{}\\|*?&#])+))',
          flags=0, is_path=True),
    # Last, as a marker that another form left looks like an element itself; so the closing one must be there too.
    _element(TOKEN, ('token>',), '[a-z-]*token'),
    _element(PASSWORD, ('password>',), 'password'),
    _element(API_KEY, ('key>',), 'api[_-]?key'),
    _element(SECRET, ('secret>',), '[a-z]*_?secret'),
]

FORMS = tuple(HEADERS + IN_URLS + NAMED + PLACES)
