# -*- coding: utf-8 -*-
"""`Archive`: compressed data for a plug-in's code."""
from __future__ import absolute_import, division, print_function

import io
import zlib

from plexfix.base import compat
from plexsim.host.api_http import RequestMaker


class Archive(RequestMaker):
    """Compressed data."""

    def Zip(self, data=None):
        return _Zip(data)

    ZipArchive = Zip

    def ZipFromURL(self, url, **options):
        """Return the archive at *url*; *options* are those of a request."""
        return _Zip(self._http_request(url, immediate=True, **options).body())

    def GzipCompress(self, data):
        maker = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        return maker.compress(compat.to_bytes(data)) + maker.flush()

    def GzipDecompress(self, data):
        return zlib.decompress(data, zlib.MAX_WBITS | 32)


class _Zip(object):
    def __init__(self, data):
        import zipfile
        self._zip = zipfile.ZipFile(io.BytesIO(data or b''), 'r' if data else 'w')

    def Names(self):
        return self._zip.namelist()

    def Test(self, name):
        return self._zip.testzip()

    def __getitem__(self, name):
        return self._zip.read(name)

    def __iter__(self):
        return iter(self._zip.namelist())
