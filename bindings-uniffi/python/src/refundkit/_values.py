"""What the generated types are made of: records are frozen dataclasses, and enums have the words of documents.

`@dataclass` would compile its methods for each of the 150 classes at every import. Here they are inherited, and what the
module `dataclasses` asks a class for is made when it asks.
"""

import enum
from typing import Any, Callable, Dict, List, NoReturn


class Word(str, enum.Enum):
    """An enum by its words, which are those of documents: `RefundStatus("succeeded")`."""

    __str__ = str.__str__
    __format__ = str.__format__  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


class Default:
    """A default that is made anew for each record, printed as what it makes."""

    def __init__(self, text: str, make: Callable[[], Any]) -> None:
        self.text, self.make = text, make

    def __call__(self) -> Any:
        return self.make()

    def __repr__(self) -> str:
        return self.text


def fields(kind: Any) -> List[str]:
    code = kind.__init__.__code__
    return list(code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount])


def dataclass_of(kind: Any) -> Any:
    """A dataclass of the same fields."""
    import dataclasses

    given, default = kind.__init__.__kwdefaults__ or {}, dataclasses.field
    members = {name: default(default_factory=value) if isinstance(value, Default) else value for name, value in given.items()}
    types = {name: kind.__init__.__annotations__[name] for name in fields(kind)}
    shape = type(kind.__name__, (), {**members, "__annotations__": types, "__module__": kind.__module__})
    return dataclasses.dataclass(init=False, repr=False, eq=False, frozen=True)(shape)


class Lazily:
    """What is made for a class when somebody asks for it, and kept where no other class would inherit it.

    A case without values is a word and no dataclass.
    """

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self.make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner, self.name = owner, name

    def __get__(self, value: object, kind: Any) -> Any:
        if issubclass(kind, Case) and not fields(kind):
            raise AttributeError(self.name)
        made = self.make(kind)
        if "__init__" in vars(kind) and kind is not self.owner:
            setattr(kind, self.name, made)
        return made


class Record:
    """Plain data that does not change: `dataclasses.replace` makes another one."""

    __dataclass_fields__ = Lazily(lambda kind: dataclass_of(kind).__dataclass_fields__)
    __dataclass_params__ = Lazily(lambda kind: dataclass_of(kind).__dataclass_params__)
    __match_args__ = Lazily(lambda kind: tuple(fields(kind)))

    def __init__(self) -> None:
        pass

    def __setattr__(self, name: str, value: object) -> NoReturn:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to {name!r}: dataclasses.replace makes another {type(self).__name__}")

    def __delattr__(self, name: str) -> NoReturn:
        self.__setattr__(name, None)

    def __repr__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__qualname__}({named})"

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        """Lists in it may change, so they are left to the comparison."""
        return hash((type(self), *(value for value in vars(self).values() if not isinstance(value, list))))

    def __replace__(self, **changes: Any) -> Any:
        return type(self)(**{**vars(self), **changes})


def made(kind: Any, fields: Dict[str, Any]) -> Any:
    """A record of these fields, as it was read."""
    value = object.__new__(kind)
    object.__setattr__(value, "__dict__", fields)
    return value


class Case(Record):
    """One of several kinds of data. A case with one value has it as `value`; one without is there once, like a word."""

    def __init__(self) -> None:
        raise TypeError(f"{type(self).__name__} is made by its cases")

    def __repr__(self) -> str:
        value = vars(self).get("value")
        return super().__repr__() if value is None else f"{type(self).__qualname__}({value!r})"


def case(name: str) -> Callable[[Any], Any]:
    """Puts a case into the class that it is a case of."""

    def put(kind: Any) -> Any:
        of = kind.__base__
        kind.__name__, kind.__qualname__ = name, f"{of.__qualname__}.{name}"
        setattr(of, name, kind if "__init__" in vars(kind) else single(kind))
        return kind

    return put


def single(kind: Any) -> Any:
    """It is copied and pickled as itself."""
    kind.__reduce__ = kind.__repr__ = lambda self: type(self).__qualname__
    return object.__new__(kind)
