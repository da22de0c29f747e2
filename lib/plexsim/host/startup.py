# -*- coding: utf-8 -*-
"""Starts a plug-in: the framework's start sequence with its records and requests, and then the plug-in's own code.

The order, the wording, the modules and line numbers are those of real logs, with their noise: every modern server
answers the request for resourceHashes with 404, and every start of every plug-in logs it as ERROR and CRITICAL.
"""
from __future__ import absolute_import, division, print_function

import json
import os
import sys
import threading
import time
from xml.etree import ElementTree

from six.moves import http_client

from plexfix.base import compat
from plexsim.host import cereal, environment, networking
from plexsim.host.frames import exception_text
from plexsim.host.sandbox import Sandbox

SERVER = 'http://127.0.0.1:32400'
SYSTEM = 'com.plexapp.system'
_BEFORE_NETWORK = ('runtime', 'caching', 'data', 'networking')
_AFTER_NETWORK = ('localization', 'messaging', 'debugging', 'services', 'myplex')


class StartFailed(Exception):
    """The plug-in's code could not be loaded or run; the records are written."""


class Starter(object):
    """Starts one plug-in; `environment` (the injected names) and `names` (those of its code) are there afterwards."""

    def __init__(self, core, build, timeout_s):
        self._core = core
        self._record = core.recorder
        self._build = build
        self._timeout = timeout_s
        self.environment = None
        self.names = {}

    def start(self):
        """Run the whole sequence; raise StartFailed where the plug-in's code does not come up."""
        self.start_framework()
        self.environment = environment.build(self._core, self._push_agents)
        sandbox = self._sandbox()
        self.start_code(sandbox, self.load_code(sandbox))
        self._enter_loop()

    def start_framework(self):
        record = self._record
        record.info(('core', 349), 'Starting framework core - Version: %s, Build: %s', self._core.framework_version, self._build)
        record.debug(('core', 361), 'Using the %s policy', 'elevated' if self._core.elevated else 'standard')
        for name in _BEFORE_NETWORK:
            self._component(name)
        self._core.networking.load_cookies()
        self._core.networking.default_timeout = networking.DEFAULT_TIMEOUT_S
        for name in _AFTER_NETWORK:
            self._component(name)
            if name == 'localization':
                record.info(('localization', 409), 'Setting the default locale to en-us')
        self._in_thread(self._clear_events)
        self._component('notifications')
        record.debug(('accessor', 68), "Creating a new model access point for provider %s in namespace 'metadata'", self._core.identifier)
        self.get_resource_hashes()
        services = self._in_thread(self._load_services, until_first=True)
        record.debug(('runtime', 1117), "Created a thread named 'load_all_services'")
        record.debug(('runtime', 1117), "Created a thread named 'get_server_info'")
        record.debug(('core', 150), 'Finished starting framework core')
        self._in_thread(self._server_info, until_first=True)
        services.join(self._timeout)

    def get_resource_hashes(self):
        try:
            json.loads(compat.to_text(self._request('/:/plugins/%s/resourceHashes' % SYSTEM).content))
        except Exception:
            # Anything: the server may be away, slow, or answer something else; no start ever failed of it.
            self._record.exception(('runtime', 1299), 'Exception getting hosted resource hashes')

    def load_code(self, sandbox):
        """Return the compiled __init__.py."""
        self._record.debug(('core', 560), 'Loading plug-in code')
        path = os.path.join(self._core.code_path, '__init__.py')
        try:
            code = sandbox.load(path)
        except Exception as err:
            self._record.exception(('core', 569), 'Exception while loading code')
            raise StartFailed(_said(err))
        self._record.debug(('core', 566), 'Finished loading plug-in code')
        return code

    def start_code(self, sandbox, code):
        try:
            self.names = sandbox.execute(code)
            self.call_start()
        except BaseException as err:
            # SystemExit too: code that ends the process is a start that failed.
            self._record.exception(('core', 615), 'Exception starting plug-in')
            raise StartFailed(_said(err))
        self._record.info(('core', 611), 'Started plug-in')

    def call_start(self):
        call_named(self._record, self.names, 'Start')

    def _sandbox(self):
        shared = os.path.join(self._core.bundle_path, 'Contents', 'Libraries', 'Shared')
        if self._core.elevated and os.path.isdir(shared):
            sys.path.insert(0, shared)
        return Sandbox(self._core.code_path, self._core.bundle.policy, self.environment)

    def _component(self, name):
        self._record.debug(('core', 450), 'Starting %s component.', name)

    def _request(self, path, timeout=10):
        return self._core.networking.http_request(SERVER + path, timeout=min(timeout, self._timeout))

    def _quiet_request(self, path, patience_s=0):
        """Send a request of the start that the framework makes and forgets; return its text, or None.

        A simulated server may not know the page, or still be starting: that must leave no record that a real start
        never leaves.  It is asked again for *patience_s* seconds.
        """
        self._record.debug(networking.REQUESTING, "Requesting '%s'", SERVER + path)
        ends = time.time() + patience_s
        while True:
            try:
                return self._core.networking.fetch(SERVER + path)
            except (IOError, OSError, http_client.HTTPException):
                if time.time() >= ends:
                    return None
                time.sleep(0.1)

    def _in_thread(self, function, until_first=False):
        """Run *function* in a thread of its own, and wait: until it ends, or *until_first* it has said that it began."""
        began = threading.Event()
        thread = threading.Thread(target=function, args=(began,))
        thread.daemon = True
        thread.start()
        began.wait(self._timeout)
        if not until_first:
            thread.join(self._timeout)
        return thread

    def _clear_events(self, began):
        began.set()
        self._quiet_request('/system/messaging/clear_events/%s' % self._core.identifier)

    def _load_services(self, began):
        self._record.debug(('services', 265), 'Plug-in is not daemonized - loading services from system')
        began.set()
        self._quiet_request(cereal.call_path(SYSTEM, '_BundleService:AllServices', {}))
        self._record.debug(('services', 362), 'Loaded services')
        self._record.debug(('services', 438), 'No shared code to load')

    def _server_info(self, began):
        began.set()
        text = self._quiet_request('', patience_s=self._timeout)
        try:
            root = ElementTree.fromstring(compat.to_bytes(text or ''))
        except ElementTree.ParseError:
            return
        self._core.machine_identifier = compat.native(root.get('machineIdentifier') or self._core.machine_identifier)
        self._core.server_version = compat.native(root.get('version') or self._core.server_version)
        self._record.debug(('core', 538), 'Machine identifier is %s', self._core.machine_identifier)
        self._record.debug(('core', 539), 'Server version is %s', self._core.server_version)

    def _push_agents(self, known):
        kwargs = {'identifier': self._core.identifier, 'agent_info': known}
        self._quiet_request(cereal.call_path(SYSTEM, '_AgentService:UpdateInfo', kwargs))

    def _enter_loop(self):
        record = self._record
        port = 30000 + sum(bytearray(compat.to_bytes(self._core.identifier))) * 7 % 30000
        record.debug(('socketinterface', 160), 'Starting socket server')
        record.debug(('runtime', 1117), "Created a thread named 'start'")
        record.info(('socketinterface', 184), 'Socket server started on port %d', port)
        record.info(('pipeinterface', 25), 'Entering run loop')


def call_named(record, names, name):
    """Call the function *name* of a plug-in's code (*names*), and return its answer; its absence is a record, and no more."""
    if name not in names:
        record.critical(('sandbox', 298), "Function named '%s' couldn't be found in the current environment", name)
        return None
    return names[name]()


def _said(err):
    try:
        return exception_text(type(err), err).split(u'\n')[-1].strip()
    except UnicodeError:
        return compat.to_text(repr(err))
