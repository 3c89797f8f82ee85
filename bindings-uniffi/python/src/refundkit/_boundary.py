"""Makes the generated code strict and quick. Knows no provider.

Wrong types are refused before anything is called, with the path of what is wrong; objects with keys are never copied;
records print without secrets.
"""

import ctypes
import enum
import re
import struct
import sys
from decimal import Decimal
from typing import Any, Dict, Iterator, NoReturn, runtime_checkable

from ._native import refundkit as native
from ._values import Word

NAMES: Dict[str, Any] = vars(native)
PREFIX, LENGTH = "_UniffiFfiConverter", struct.Struct(">i")
length_at = LENGTH.unpack_from
INTEGERS = {"Int64": (">q", -(2**63), 2**63), "UInt16": (">H", 0, 2**16), "UInt32": (">I", 0, 2**32), "UInt64": (">Q", 0, 2**64)}


class RefundError(Exception):
    """Something that was given is wrong, or a message proves nothing. What a provider answers is never an error.

    An error of a build call means that nothing was sent. Holds no secret. `code` is stable, for programs; all of them are in
    `docs/error-codes.md`. `field` is the path of what is wrong, `detail` says it for people, `reply` is the HTTP response to
    give to whoever sent the message, where there is one to give.
    """

    __module__ = "refundkit"

    def __init__(self, code: str, field: str, detail: str, reply: Any = None) -> None:
        super().__init__(": ".join(part for part in (code, field, detail) if part))
        self.code, self.field, self.detail, self.reply = code, field, detail, reply

    def __reduce__(self) -> Any:
        return RefundError, (self.code, self.field, self.detail, self.reply)


class Builder:
    """Bytes for the core. They are handed over once, when the call is made, and are zeros here from then on."""

    def __init__(self) -> None:
        self.data = bytearray()

    @property
    def _as_parameter_(self) -> Any:
        size = len(self.data)
        buffer = native._UniffiRustBuffer.alloc(size)
        if size:
            start = ctypes.byref(ctypes.c_char.from_buffer(self.data))
            ctypes.memmove(buffer.data, start, size)
            ctypes.memset(start, 0, size)
        buffer.len = size
        return buffer

    def write_u8(self, value: int) -> None:
        self.data.append(value)

    def write_i32(self, value: int) -> None:
        self.data += LENGTH.pack(value)

    def write_octets(self, value: bytes) -> None:
        self.data += LENGTH.pack(len(value))
        self.data += value


class Stream:
    """The core's bytes, taken over at once."""

    def __init__(self, buffer: Any) -> None:
        self.data, self.at = ctypes.string_at(buffer.data, buffer.len), 0
        buffer.free()

    def read_number(self, form: struct.Struct) -> Any:
        self.at += form.size
        return form.unpack_from(self.data, self.at - form.size)[0]

    def read_u8(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def read_i32(self) -> Any:
        self.at += 4
        return length_at(self.data, self.at - 4)[0]

    def read_octets(self) -> bytes:
        start = self.at + 4
        self.at = start + length_at(self.data, self.at)[0]
        return self.data[start : self.at]

    def read_text(self) -> str:
        start = self.at + 4
        self.at = start + length_at(self.data, self.at)[0]
        return self.data[start : self.at].decode()


def path(error: BaseException) -> Iterator[str]:
    """The way to what could not be written. The generated code writes each member on a line of its own."""
    import linecache

    trace = error.__traceback__
    while trace and trace.tb_next:
        value, inner = trace.tb_frame.f_locals.get("value"), trace.tb_next.tb_frame.f_locals.get("value")
        line = linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        member = re.search(r"write\(value\.([a-z]\w*)", line)
        if member:
            yield "." + member[1]
        elif isinstance(value, (list, tuple)) and "write(item" in line:
            yield f"[{next(index for index, item in enumerate(value) if item is inner)}]"
        trace = trace.tb_next


def refuse(error: Exception, value: object) -> NoReturn:
    named = [name for name, other in sys._getframe(2).f_locals.items() if other is value and name[0] != "_"]
    detail = str(error) if isinstance(error, TypeError) else "has the wrong type or form"
    raise RefundError("invalid_field", "".join([*named[:1], *path(error)]).strip("."), detail) from None


def guarded(name: str, converter: Any) -> Any:
    def lower(value: object) -> Any:
        builder = Builder()
        try:
            converter.write(value, builder)
        except Exception as error:
            refuse(error, value)
        if name == "String":  # alone, a text goes without its length, and a number goes as it is
            del builder.data[:4]
        return value if name in INTEGERS or name == "Boolean" else builder

    return lower


def strict(kinds: Any, write: Any) -> Any:
    wanted = "must be of type " + (kinds[0] if isinstance(kinds, tuple) else kinds).__name__

    def checked(value: Any, buf: Builder) -> None:
        if not isinstance(value, kinds):
            raise TypeError(f"{wanted}, not {type(value).__name__}")
        write(value, buf)

    return checked


def integer(converter: Any, form: str, least: int, beyond: int) -> None:
    packer = struct.Struct(form)

    def write(value: Any, buf: Builder) -> None:
        if type(value) is not int:
            raise TypeError(f"must be of type int, not {type(value).__name__}")
        if not least <= value < beyond:
            raise TypeError("is too large" if value > 0 else "is too small")
        buf.data += packer.pack(value)

    converter.write, converter.read = staticmethod(write), staticmethod(lambda buf: buf.read_number(packer))


def word(converter: Any, kind: Any) -> None:
    members = list(kind)
    packed = {member: LENGTH.pack(index) for index, member in enumerate(members, 1)}
    converter.write = staticmethod(strict(kind, lambda value, buf: buf.data.extend(packed[value])))
    converter.read = staticmethod(lambda buf: members[buf.read_i32() - 1])


def optional(converter: Any, inner: Any) -> None:
    def read(buf: Stream) -> Any:
        at = buf.at
        buf.at = at + 1
        return inner.read(buf) if buf.data[at] else None

    converter.read = staticmethod(read)


def quicken(name: str, converter: Any) -> None:
    """Checks what the generated code does not check, and does at once what it does in steps."""
    kind: Any = NAMES.get(name[len("Type") :])
    if name in INTEGERS:
        integer(converter, *INTEGERS[name])
    elif name == "String":
        converter.write = staticmethod(strict(str, lambda value, buf: buf.write_octets(value.encode())))
        converter.read = staticmethod(Stream.read_text)
        converter.lift = staticmethod(lambda buffer: Stream(buffer).data.decode())
    elif name == "Bytes":
        converter.write = staticmethod(strict((bytes, bytearray), lambda value, buf: buf.write_octets(value)))
        converter.read = staticmethod(lambda buf: buf.read_octets())
    elif name == "Boolean":
        converter.write = staticmethod(strict(bool, lambda value, buf: buf.write_u8(value)))
    elif isinstance(kind, enum.EnumMeta):
        word(converter, kind)
    elif name.startswith("Optional"):
        optional(converter, NAMES[PREFIX + name[len("Optional") :]])
    elif name.startswith("Sequence"):
        converter.write = staticmethod(strict((list, tuple), converter.write))
    elif kind is not None:
        converter.write = staticmethod(strict(kind, converter.write))


def masked(print_masked: Any) -> Any:
    def show_masked(self: Any) -> str:
        try:
            return str(print_masked(self))
        except RefundError:
            return f"{type(self).__name__}(***)"

    return show_masked


def keep(self: Any, *_: Any) -> NoReturn:
    raise TypeError(f"{type(self).__name__} holds keys: it is not copied or pickled. Make another one")


def adopt(kind: Any) -> None:
    """Gives a generated class its Python manners."""
    if hasattr(kind, "_uniffi_make_instance"):
        kind.__copy__ = kind.__deepcopy__ = kind.__reduce_ex__ = keep
        kind.__repr__ = object.__repr__
        kind._as_parameter_ = property(kind._uniffi_clone_handle)  # cloned when called, after every check
        kind._uniffi_clone_handle = lambda self: self
    elif "__repr__" in vars(kind):
        kind.__repr__ = masked(kind.__repr__)
    if kind.__name__.endswith("Credentials"):
        kind.__copy__ = kind.__deepcopy__ = kind.__reduce_ex__ = keep


def share(kind: Any) -> None:
    """What the objects of several classes have is one type, under its own name."""
    for base in kind.__bases__:
        name = base.__name__[: -len("Protocol")]
        if name in NAMES and name != kind.__name__:
            base.__name__ = base.__qualname__ = name
            NAMES[name] = runtime_checkable(base)


def install() -> None:
    for name, found in list(NAMES.items()):
        short = name[len(PREFIX) :]
        if name.startswith(PREFIX) and not hasattr(NAMES.get(short[len("Type") :]), "_uniffi_make_instance"):
            quicken(short, found)
            found.lower = staticmethod(guarded(short, found))
            found.check_lower = staticmethod(lambda value: None)
        elif name in native.__all__ and isinstance(found, type) and not issubclass(found, (Word, Exception)):
            adopt(found)
        elif name.endswith("_from_stored"):
            NAMES[found.__annotations__["return"]].from_stored = staticmethod(found)
    for kind in [found for found in NAMES.values() if hasattr(found, "_uniffi_make_instance")]:
        share(kind)
    native._UniffiConverterRustBuffer.lift = classmethod(lambda converter, buffer: converter.read(Stream(buffer)))
    native._UniffiRustCallStatus.default = staticmethod(native._UniffiRustCallStatus)
    native.RefundError.Refused = refused


def refused(code: str, field: str, detail: str, reply: Any) -> RefundError:
    """The core's error. The core spells its paths as in documents; a provider's own names stay as they are: `MerchantContract`."""
    path = re.sub(r"\b[a-z]\w*", lambda name: re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name[0]), field)
    return RefundError(code, path, detail, reply)


install()


def money(text: Any, currency: str) -> Any:
    if not isinstance(text, (str, Decimal)):
        raise RefundError("invalid_field", "text", f"must be of type str or Decimal, not {type(text).__name__}")
    return native.money(plain(text) if isinstance(text, Decimal) else text, currency)


def plain(amount: Decimal) -> str:
    """All digits of the number. Zeros at its end are no precision: `Decimal("10.500")` is 10.50. One that would be far too long
    written out is no amount as it stands."""
    if abs(amount.adjusted()) > 40:
        return str(amount)
    whole, point, decimals = format(amount, "f").partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole
