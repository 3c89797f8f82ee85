"""Builds, signs and parses refunds for six payment providers, without doing any I/O. See the README."""

from . import _boundary, _conformance, _loop
from ._native.refundkit import *
from ._boundary import RefundError, money
from ._conformance import check_store, check_store_async
from ._loop import NotSent, run_ledger, run_ledger_async

__all__ = [name for name in _boundary.native.__all__ if not name.endswith(("Protocol", "_from_stored", "InternalError"))]
__all__ += _conformance.__all__ + _loop.__all__
