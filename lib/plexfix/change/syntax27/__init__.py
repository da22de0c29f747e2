# -*- coding: utf-8 -*-
"""The syntax of Python 2.7, judged without any Python's compiler; `plexfix.change.python27` is its face.

A file is cut into tokens, each token becomes one character (`codes`), and so each logical line a short string, its
shape.  What a shape means is worked out once (`grammar`, `machine`, `shapes`) and remembered: real code repeats its
shapes, which makes a file cost little more than cutting it up.
"""
from __future__ import absolute_import, division, print_function
