# -*- coding: utf-8 -*-
"""The run's manifest: on which system, with which folders, server and agents it was begun, and what is not known.

A token is never in it.
"""
from __future__ import absolute_import, division, print_function

import os
import platform

from plexfix import __version__
from plexfix.base.compat import fs_text, to_bytes, to_text
from plexfix.base.errors import PlexfixError
from plexfix.base.places import BUNDLE_ENDING
from plexfix.base.redact import redact
from plexfix.outside import audit, bundles, files
from plexfix.outside.logfiles import find
from plexfix.steps.cycle import measuring

SCHEMA = u'plexfix.manifest/1'
# What Plex takes where an Info.plist is silent.
_DEFAULT_POLICY = u'Standard (by default)'


def gather(loop):
    """Return the manifest as a document; what could not be found out stands in its `unknown`, in words."""
    unknown = []
    server = _known(unknown, u'the server', lambda: loop.server())
    plugins = _known(unknown, u'the Plug-ins folder', loop.plugins)
    logs = _known(unknown, u'the logs', lambda: _logs(loop))
    return {
        'schema': SCHEMA, 'version': __version__, 'made_at': audit.local_time(),
        'system': to_text(platform.platform()), 'python': to_text(platform.python_version()),
        'run': fs_text(loop.run.path), 'server': _server(server, unknown),
        'log_folder': None if logs is None else fs_text(logs[0]),
        'logs': [] if logs is None else logs[1],
        'plugins': None if plugins is None else fs_text(plugins),
        'agents': [] if plugins is None else _agents(plugins, unknown), 'unknown': unknown}


def write(run, document):
    """Write the manifest, Markdown for a person; without paths of the home folder or secrets in it."""
    files.atomic_write(run.manifest, to_bytes(redact(u'\n'.join(lines(document)) + u'\n')))


def lines(document):
    """Return the manifest as Markdown lines."""
    server = document['server'] or {}
    shown = [(u'Begun', document['made_at']), (u'Suite', u'plexfix %s' % document['version']),
             (u'System', document['system']), (u'Python', document['python']),
             (u'Plex Media Server', server.get('version')), (u'Server', server.get('origin')),
             (u'Logs', document['log_folder']), (u'Plug-ins', document['plugins']), (u'Run folder', document['run'])]
    found = [u'# Run manifest', u'']
    found += [u'- %s: %s' % (name, value or u'not known') for name, value in shown]
    found += [u'', u'## Agents', u'']
    found += [u'- %s: %s, policy %s' % (one['name'], one['identifier'] or u'no identifier', one['policy'])
              for one in document['agents']] or [u'- none found']
    found += [u'', u'## Logs', u'']
    found += [u'- %s: %d files' % (one['agent'], one['files']) for one in document['logs']] or [u'- none found']
    found += [u'', u'## What could not be determined', u'']
    return found + ([u'- %s' % one for one in document['unknown']] or [u'- nothing that was looked for'])


def _known(unknown, what, call):
    try:
        return call()
    except PlexfixError as err:
        unknown.append(u'%s: %s' % (what, fs_text(err.what)))
        return None


def _server(server, unknown):
    if server is None:
        return None
    identity = _known(unknown, u'the version of the server', server.identity)
    return {'origin': to_text(server.origin), 'version': to_text(identity.version) if identity else None}


def _logs(loop):
    folder = measuring.log_folder(loop)
    return folder, [{'agent': one.agent, 'files': len(one.files)} for one in find([folder])]


def _agents(plugins, unknown):
    found = []
    for name in sorted(os.listdir(plugins)):
        if name.lower().endswith(BUNDLE_ENDING) and os.path.isdir(os.path.join(plugins, name)):
            one = bundles.read_bundle(os.path.join(plugins, name))
            found.append({'name': fs_text(name)[:-len(BUNDLE_ENDING)], 'identifier': one.identifier,
                          'policy': one.policy or _DEFAULT_POLICY})
            if one.problem:
                unknown.append(u'%s: %s' % (fs_text(name), one.problem))
    return found
