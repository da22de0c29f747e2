# -*- coding: utf-8 -*-
"""What the parts of one plug-in process share, and what an elevated plug-in reaches as `Core`."""
from __future__ import absolute_import, division, print_function

import os
import plistlib
import shutil

from plexfix.base import compat
from plexsim.host.networking import Networking

FRAMEWORK = ('Framework.bundle', 'Contents', 'Resources', 'Versions', '2', 'Python', 'Framework')


class Bundle(object):
    """A plug-in's folder: what its Info.plist says."""

    def __init__(self, path):
        self.path = path
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.code_path = os.path.join(path, 'Contents', 'Code')
        info = read_plist(os.path.join(path, 'Contents', 'Info.plist'))
        self.identifier = compat.native(info['CFBundleIdentifier'])
        self.policy = compat.native(info.get('PlexPluginCodePolicy') or 'Standard')
        self.info = info

    @property
    def elevated(self):
        return self.policy.lower() != 'standard'


def read_plist(path):
    """Return the dictionary in the property list at *path*; raise ValueError where it is none."""
    try:
        with open(path, 'rb') as stream:
            info = plistlib.readPlist(stream) if compat.PY2 else plistlib.load(stream)
    except (IOError, OSError):
        raise
    except Exception as err:
        # plistlib lets the parser's own exceptions through: expat's, its own, and others, by version.
        raise ValueError('%s is no property list: %s' % (path, err))
    if not hasattr(info, 'get') or not info.get('CFBundleIdentifier'):
        raise ValueError('%s names no CFBundleIdentifier' % path)
    return info


class CodeLog(object):
    """`Core.log`: a logger for plug-in code."""

    def __init__(self, recorder):
        self._recorder = recorder

    def debug(self, message, *args):
        self._recorder.from_code(u'DEBUG', message, args)

    def info(self, message, *args):
        self._recorder.from_code(u'INFO', message, args)

    def warn(self, message, *args):
        self._recorder.from_code(u'WARNING', message, args)

    warning = warn

    def error(self, message, *args):
        self._recorder.from_code(u'ERROR', message, args)

    def critical(self, message, *args):
        self._recorder.from_code(u'CRITICAL', message, args)

    def exception(self, message, *args):
        self._recorder.exception_from_code(message, args)


class Storage(object):
    """`Core.storage`: files, as plug-ins that may not import os handle them."""

    def __init__(self, core):
        self._core = core

    @property
    def data_path(self):
        return self._core.data_path

    def load(self, filename, binary=True):
        with open(filename, 'rb') as stream:
            data = stream.read()
        return data if compat.PY2 or binary == 'bytes' else compat.to_text(data)

    def save(self, filename, data, binary=True):
        temporary = filename + '.tmp'
        try:
            with open(temporary, 'wb') as stream:
                stream.write(compat.to_bytes(data))
            if os.path.exists(filename):
                os.remove(filename)
            os.rename(temporary, filename)
        except (IOError, OSError):
            self._core.recorder.exception(('storage', 89), 'Exception writing to %s', filename)
            raise

    def file_exists(self, path):
        return os.path.exists(path)

    def dir_exists(self, path):
        return os.path.isdir(path)

    def link_exists(self, path):
        return os.path.islink(path)

    def list_dir(self, path):
        return os.listdir(path)

    def walk(self, path, *args, **kwargs):
        return os.walk(path, *args, **kwargs)

    def join_path(self, *parts):
        return os.path.join(*parts)

    def ensure_dirs(self, path):
        if not os.path.isdir(path):
            os.makedirs(path)

    make_dirs = ensure_dirs

    def remove(self, path):
        if os.path.exists(path):
            os.remove(path)

    def remove_tree(self, path):
        if os.path.exists(path):
            shutil.rmtree(path)

    def copy(self, source, destination):
        shutil.copy(source, destination)

    def rename(self, old, new):
        os.rename(old, new)

    def last_modified(self, path):
        return os.stat(path).st_mtime

    def abs_path(self, path):
        return os.path.abspath(path)

    def change_dir(self, path):
        os.chdir(path)

    def data_item_path(self, name):
        return os.path.join(self._core.data_path, 'DataItems', name)


class Core(object):
    """The state of one plug-in process."""

    def __init__(self, bundle, recorder, app_support_path, server_token=None, machine='', server_version=''):
        self.bundle = bundle
        self.recorder = recorder
        self.identifier = bundle.identifier
        self.bundle_path = bundle.path
        self.code_path = bundle.code_path
        self.elevated = bundle.elevated
        self.app_support_path = app_support_path
        self.plugin_support_path = os.path.join(app_support_path, 'Plug-in Support')
        self.data_path = os.path.join(self.plugin_support_path, 'Data', bundle.identifier)
        self.framework_path = os.path.join(os.path.dirname(bundle.path), *FRAMEWORK)
        self.framework_version = '2.6.3'
        self.server_token = server_token
        # Known before the server answers: a plug-in may ask in its first line.
        self.machine_identifier = machine
        self.server_version = server_version
        self.log = CodeLog(recorder)
        self.storage = Storage(self)
        self.storage.ensure_dirs(os.path.join(self.data_path, 'DataItems'))
        self.networking = Networking(self)
        self.agents = []
        self.media_tree_hints = {}

    def log_exception(self, message, *args):
        """Log the exception being handled, from plug-in code."""
        self.recorder.exception_from_code(message, args)
