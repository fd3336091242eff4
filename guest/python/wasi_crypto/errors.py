"""What can go wrong."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from componentize_py_types import Err
from wit_world.imports.common import ErrorCode

P = ParamSpec("P")
T = TypeVar("T")


class CryptoError(Exception):
    """The host refused. ``code`` is what ``wasi:crypto`` calls the reason."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code.name.lower().replace("_", "-"))
        self.code = code


class AuthenticationError(CryptoError):
    """A tag, a signature or a ciphertext is not authentic. Nothing more is said about why."""


class InvalidKeyError(CryptoError):
    """The bytes are no key of that algorithm, or the key is for something else."""


class LimitError(CryptoError):
    """Too long, too many, or more than the host grants."""


class ProhibitedError(CryptoError):
    """Policy forbids it."""


class UnsupportedError(CryptoError):
    """This host does not have the algorithm, the encoding or the facility."""


_CLASSES = {
    ErrorCode.INVALID_SIGNATURE: AuthenticationError,
    ErrorCode.INVALID_TAG: AuthenticationError,
    ErrorCode.VERIFICATION_FAILED: AuthenticationError,
    ErrorCode.INCOMPATIBLE_KEYS: InvalidKeyError,
    ErrorCode.INVALID_KEY: InvalidKeyError,
    ErrorCode.OVERFLOW: LimitError,
    ErrorCode.TOO_MANY_HANDLES: LimitError,
    ErrorCode.PROHIBITED_OPERATION: ProhibitedError,
    ErrorCode.NOT_IMPLEMENTED: UnsupportedError,
    ErrorCode.UNSUPPORTED_ALGORITHM: UnsupportedError,
    ErrorCode.UNSUPPORTED_ENCODING: UnsupportedError,
    ErrorCode.UNSUPPORTED_FEATURE: UnsupportedError,
    ErrorCode.UNSUPPORTED_OPTION: UnsupportedError,
}


def raises_crypto_error(function: Callable[P, T]) -> Callable[P, T]:
    """Makes the errors of the generated bindings into ours."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except Err as error:
            if not isinstance(error.value, ErrorCode):
                raise
            raise _CLASSES.get(error.value, CryptoError)(error.value) from None

    return call
