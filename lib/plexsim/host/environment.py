# -*- coding: utf-8 -*-
"""The names that the framework injects into a plug-in's code."""
from __future__ import absolute_import, division, print_function

import platform
import sys

from plexsim.host import api_archive, api_data, api_http, api_locale, api_log, api_parse, api_thread, api_util, cereal, model, objects
from plexsim.host.api_agent import Agent
from plexsim.host.framework_errors import Ex
from plexsim.host.media import KINDS

_PLATFORMS = {'darwin': 'MacOSX', 'win32': 'Windows', 'cygwin': 'Windows'}
_SECONDS = {'CACHE_1MINUTE': 60, 'CACHE_1HOUR': 3600, 'CACHE_1DAY': 86400, 'CACHE_1WEEK': 604800, 'CACHE_1MONTH': 2592000}
# Objects of channels and extras: an agent may name them; they only hold what they are given.
_OBJECTS = (
    'ObjectContainer MovieObject VideoClipObject TVShowObject SeasonObject EpisodeObject ArtistObject AlbumObject TrackObject '
    'PhotoObject PhotoAlbumObject DirectoryObject PopupDirectoryObject InputDirectoryObject SearchDirectoryObject NextPageObject '
    'PrefsObject MediaObject PartObject VideoStreamObject AudioStreamObject SubtitleStreamObject MessageContainer Redirect '
    'TrailerObject DeletedSceneObject BehindTheScenesObject InterviewObject SceneOrSampleObject FeaturetteObject ShortObject '
    'MusicVideoObject LiveMusicVideoObject LyricMusicVideoObject ConcertVideoObject OtherObject DataObject WebVideoURL '
    'RTMPVideoURL HTTPLiveStreamURL EmbedURL IndirectResponse VideoItem Function DirectoryItem').split()


class Platform(object):
    """The machine, as the framework names it."""

    OS = _PLATFORMS.get(sys.platform, 'Linux')
    OSVersion = platform.release()
    CPU = 'x86_64'
    HasSilverlight = False
    HasFlash = False
    HasWebKit = False

    def __init__(self, core):
        self._core = core

    @property
    def ServerVersion(self):
        return self._core.server_version

    @property
    def MachineIdentifier(self):
        return self._core.machine_identifier


class Client(object):
    """The client that asks; an agent is asked by the server itself."""

    Platform = None
    Product = None
    Version = None
    Protocols = ()

    class Platforms(object):
        """Names of clients' platforms."""

        MacOSX, Linux, Windows, iOS, Android, LGTV, Roku = 'MacOSX', 'Linux', 'Windows', 'iOS', 'Android', 'LGTV', 'Roku'


class Plugin(object):
    """Settings of the plug-in as a channel."""

    ViewGroups = {}
    Traits = []

    def __init__(self, core):
        self.Identifier = core.identifier
        self.Prefixes = []
        self.Nice = lambda value: None

    def AddPrefixHandler(self, prefix, handler, name, thumb=None, art=None, titleBar=None, share=False):
        self.Prefixes.append(prefix)

    def AddViewGroup(self, name, viewMode='List', mediaType='items', **more):
        self.ViewGroups[name] = (viewMode, mediaType)

    def AddTrait(self, trait):
        self.Traits.append(trait)


def build(core, push_agents):
    """Return the injected names for one plug-in; *push_agents* tells the server of its agents."""
    thread = api_thread.Thread(core.recorder)
    locale = api_locale.Locale(core.bundle_path)
    string = api_util.String()
    resource = api_data.Resource(core)
    names = {
        'Core': core, 'Log': api_log.Log(core.recorder), 'HTTP': api_http.HTTP(core), 'HTML': api_parse.HTML(core),
        'XML': api_parse.XML(core),
        'JSON': api_parse.JSON(core), 'Plist': api_parse.Plist(core), 'RSS': api_parse.NotProvided('RSS'),
        'YAML': api_parse.NotProvided('YAML'), 'AMF': api_parse.NotProvided('AMF'), 'XMLRPC': api_http.XMLRPC(),
        'Network': api_http.Network(), 'Agent': Agent(core, push_agents), 'Media': objects.Object(**dict((kind, kind) for kind in KINDS)),
        'MetadataSearchResult': objects.SearchResult, 'SearchResult': objects.SearchResult, 'MediaContainer': objects.MediaContainer,
        'Prefs': api_data.Prefs(core), 'Data': api_data.Data(core), 'Dict': api_data.Dict(core), 'Resource': resource,
        'R': resource.ExternalPath, 'S': resource.SharedExternalPath, 'Locale': locale, 'L': locale.LocalString,
        'F': locale.LocalStringWithFormat, 'String': string, 'E': string.Encode, 'D': string.Decode, 'Regex': api_util.Regex(),
        'Datetime': api_util.Datetime(), 'Hash': api_util.Hash(), 'Archive': api_archive.Archive(core), 'Util': api_util.Util(),
        'Thread': thread, 'Proxy': model.ProxyMaker(), 'Platform': Platform(core), 'Client': Client, 'Plugin': Plugin(core),
        'Ex': Ex, 'Callback': _callback, 'Route': objects.Object(Add=_ignore),
        'Request': objects.Object(Headers={}), 'Response': objects.Object(Headers={}), 'handler': _decorating, 'route': _decorating,
        'indirect': _same, 'deferred': _same, 'expose': _same, 'Helper': api_parse.NotProvided('Helper'),
    }
    for part in ('messaging', 'runtime', 'caching', 'services', 'sandbox'):
        setattr(core, part, api_parse.NotProvided('Core.' + part))
    names.update(thread.decorators())
    names.update(_SECONDS)
    for name in _OBJECTS:
        names[name] = objects.MediaContainer if name == 'ObjectContainer' else type(name, (objects.Object,), {})
    return names


def _callback(function, ext=None, **kwargs):
    return 'function/%s?%s' % (function.__name__, cereal.encoded(str(sorted(kwargs.items()))))


def _decorating(*args, **kwargs):
    return _same


def _same(function):
    return function


def _ignore(*args, **kwargs):
    return None
