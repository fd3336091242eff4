"""How keys are written as bytes."""

from wit_world.imports.asymmetric import KeyEncoding as Encoding

__all__ = ["Encoding"]
