"""Things in the host that are let go of in time."""

from types import TracebackType
from typing import Any, Generic, Self, TypeVar

R = TypeVar("R")


class Resource(Generic[R]):
    """Owns a resource of the generated bindings.

    Usable in ``with``; after `close` it answers every use with `ValueError`.
    """

    def __init__(self, resource: R) -> None:
        self._held: R | None = resource

    @property
    def _resource(self) -> Any:
        if self._held is None:
            raise ValueError(f"{type(self).__name__} is closed")
        return self._held

    @property
    def algorithm(self) -> str:
        """The algorithm it is bound to."""
        return self._resource.algorithm()

    def close(self) -> None:
        """Lets go of the resource; the host wipes secrets nothing refers to any more. May be repeated."""
        held, self._held = self._held, None
        if held is not None:
            held.__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'closed' if self._held is None else self.algorithm}>"
