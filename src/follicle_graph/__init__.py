"""follicle-graph: the open, executable, evidence-graded atlas of hair-loss immunology.

Research software on literature evidence, not medical advice.

The public names are listed once, in `__init__.pyi`. Each loads its module on first use.
"""

import inspect as _inspect

import lazy_loader as _lazy_loader
import networkx  # noqa: F401 - every graph is a networkx graph; everything else loads on first use

from follicle_graph.tools.did_you_mean import meant as _meant
from follicle_graph.tools.did_you_mean import with_hints as _with_hints

_load, __dir__, __all__ = _lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    if name not in __all__ and name != "__version__":
        try:
            return _load(name)  # a package of this one
        except AttributeError:
            near = _meant(name, __all__)
            hint = f"; did you mean {near!r}?" if near else ""
            text = f"follicle_graph has no {name!r}{hint}"
            raise AttributeError(text) from None
    found = _load(name)
    if _inspect.isfunction(found):
        found = _with_hints(found)
        globals()[name] = found
    return found
