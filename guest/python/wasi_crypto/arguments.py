"""What callers pass, made into what the generated bindings take.

The bindings end the whole program when a value is of another type than they expect, so every argument passes through
here, and what is wrong is an exception.
"""

from operator import index
from typing import Any, TypeVar

T = TypeVar("T")

# What has bytes: `bytes`, `bytearray`, `memoryview` and everything else with the buffer protocol, which has a name in
# `collections.abc` since Python 3.12 only.
Octets = Any


def octets(value: Octets) -> bytes:
    """The bytes of a bytes-like object, as the standard library understands it.

    `TypeError` for everything else, also for text: it has to be encoded first.
    """
    if type(value) is bytes:
        return value
    try:
        view = memoryview(value)
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'") from None
    with view:
        return view.tobytes()


def text(value: str) -> str:
    """A string that can be written as UTF-8: `ValueError` for lone surrogates, `TypeError` for what is no string."""
    if not isinstance(value, str):
        raise TypeError(f"a string is required, not '{type(value).__name__}'")
    value = str.__str__(value)
    # A `UnicodeEncodeError` is a `ValueError`.
    value.encode()
    return value


def length(value: int) -> int:
    """A number of bytes: `ValueError` if it is negative, `OverflowError` beyond 32 bits."""
    # `TypeError` for what is no integer.
    number = int(index(value))
    if number < 0:
        raise ValueError("a length is not negative")
    if number >= 1 << 32:
        raise OverflowError("a length has 32 bits")
    return number


def instance(value: Any, kind: type[T]) -> T:
    """An object of a class: `TypeError` for others."""
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} is required, not '{type(value).__name__}'")
    return value
