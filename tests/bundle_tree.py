# -*- coding: utf-8 -*-
"""Makes bundles to validate: folders with an Info.plist and code, in a folder of the tests' own."""
from __future__ import absolute_import, division, print_function

from plexfix.base.compat import to_bytes

PLIST = u'''<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>CFBundleIdentifier</key><string>com.plexapp.agents.%s</string>
  <key>PlexPluginClass</key><string>Agent</string>%s
</dict></plist>
'''
POLICY = u'\n  <key>PlexPluginCodePolicy</key><string>%s</string>'


def bundle(folder, name='Sample', policy='Elevated', **files):
    """Make NAME.bundle in *folder* (py.path) with *files*, {path below Contents, with __ for /: source}; return it."""
    made = folder.join(name + '.bundle')
    plist = PLIST % (name, POLICY % policy if policy else u'')
    made.join('Contents', 'Info.plist').write_binary(to_bytes(plist), ensure=True)
    for path, source in files.items():
        parts = path.replace('INIT', '__init__').split('__') if 'INIT' not in path else ['Code', '__init__']
        made.join('Contents', *parts[:-1]).join(parts[-1] + '.py').write_binary(to_bytes(source), ensure=True)
    return made
