"""Builds, signs and parses refunds for six payment providers, without doing any I/O. See the README."""

from . import _boundary
from ._native.refundkit import *
from ._boundary import RefundError, money

__all__ = [name for name in _boundary.native.__all__ if not name.endswith(("Protocol", "_from_stored", "InternalError"))]
