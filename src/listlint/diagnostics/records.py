"""`dataclass`: that of the standard library, faster for frozen classes.

The standard one compiles six methods for every frozen class, a fifth of the time of a short run,
and its constructors check that nothing is assigned twice. Here it compiles the constructor only;
the other methods are shared. Assignments to frozen fields are reported by type checkers, which
see the standard decorator, but not at run time.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from functools import partial
    from operator import attrgetter

    def dataclass(cls=None, /, *, frozen=False, **options):
        """Make a class a dataclass, or return a decorator that does."""
        make = partial(_frozen if frozen else dataclasses.dataclass, **options)
        return make if cls is None else make(cls)

    def _frozen(cls, **options):
        made = dataclasses.dataclass(cls, eq=False, repr=False, **options)
        fields = dataclasses.fields(made)
        compared = _getter(f.name for f in fields if f.compare)
        hashed = _getter(f.name for f in fields if (f.compare if f.hash is None else f.hash))

        def is_equal(self, other):
            if self.__class__ is not other.__class__:
                return NotImplemented
            return self is other or compared(self) == compared(other)

        made.__eq__ = is_equal
        made.__hash__ = lambda self: hash(hashed(self))
        made.__repr__ = _repr
        return made

    def _getter(names):
        names = tuple(names)
        return attrgetter(*names) if names else lambda _: ()

    def _repr(self):
        shown = (f.name for f in dataclasses.fields(self) if f.repr)
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({values})"
