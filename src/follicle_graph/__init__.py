"""follicle-graph: the open, executable, evidence-graded atlas of hair-loss immunology.

Research software on literature evidence, not medical advice.

The public names are listed once, in `__init__.pyi`. Each loads its module on first use.
"""

import lazy_loader
import networkx  # noqa: F401 - every graph is a networkx graph; everything else loads on first use

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
