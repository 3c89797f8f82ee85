"""Values of documents as the classes that the package has for them, and back. Knows no provider."""

import dataclasses
import enum
import re
import typing
from typing import Any, Dict

import refundkit

TYPES: Dict[str, Any] = {**vars(typing), **vars(refundkit), "typing": typing, "Secret": str}
CLASSES = {name.lower(): kind for name, kind in vars(refundkit).items() if isinstance(kind, type)}
CLASSES |= {"google": refundkit.GoogleIntegrator}


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda letter: "_" + letter[1].lower(), name)


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)


def typed(value: Any, kind: Any) -> Any:
    """A value of a document as the class that the package has for it."""
    kind = eval(kind, TYPES) if isinstance(kind, str) else kind
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:
        return None if value is None else typed(value, inner[0])
    if origin is list:
        return [typed(item, inner[0]) for item in value]
    if issubclass(kind, enum.Enum):
        return kind(value)
    if kind in (str, int, bool) or isinstance(value, bytes):
        return value
    if kind is bytes:
        return value.encode()
    if kind is refundkit.Header:
        return refundkit.Header(name=value[0], value=value[1])
    if not dataclasses.is_dataclass(kind):
        return variant(value, kind)
    types = {field.name: field.type for field in dataclasses.fields(kind)}
    return kind(**{snake(name): typed(member, types[snake(name)]) for name, member in value.items()})


def variant(value: Any, kind: Any) -> Any:
    """`"demo"`, or `{"loopback": "http://.."}`."""
    if isinstance(value, str):
        return getattr(kind, value.upper())
    ((name, payload),) = value.items()
    variant = getattr(kind, name.upper())
    return variant(typed(payload, refundkit.Money) if name == "partial" else payload)


def made(side: Dict[str, Any]) -> Any:
    """The class of a side, with its configuration and credentials."""
    kind = CLASSES[side["provider"].replace("_", "")]
    hints = kind.__init__.__annotations__
    config = [typed(side["config"], hints["config"])] if "config" in side else []
    return kind(typed(side["credentials"], hints["credentials"]), *config)


def plain(value: Any) -> Any:
    """An object of the package as a document, without what is absent."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, refundkit.Header):
        return [value.name, value.value]
    if isinstance(value, refundkit.LedgerStep):
        return {"kind": type(value).__name__.lower(), **plain(value.value)}
    if dataclasses.is_dataclass(value):
        return present({camel(name): plain(member) for name, member in vars(value).items()})
    return value


def present(value: Any) -> Any:
    """A document without its members that are null or an empty list: the classes have both where documents leave them out."""
    if isinstance(value, list):
        return [present(item) for item in value]
    if isinstance(value, dict):
        return {name: present(member) for name, member in value.items() if member not in (None, [])}
    return value
