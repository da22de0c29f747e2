# -*- coding: utf-8 -*-
"""Runs legacy plug-in bundles as a media server does: a process for each, their code under the framework's rules.

Importing this package does nothing: `supervisor` is the side of the server, `child` the side of the plug-in.
"""
