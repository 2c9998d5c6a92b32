"""The public names of follicle-graph, each written once; `__init__.py` loads them on first use."""

__all__: list[str]

from .atlas.about import about as about
from .atlas.bibliography import bibliography as bibliography
from .atlas.cite import cite as cite
from .atlas.diff import diff as diff
from .atlas.load import __version__ as __version__
from .atlas.load import load as load
from .atlas.own_statements import with_statements as with_statements
from .atlas.paper import paper as paper
from .atlas.paper import without as without
from .drawing.layout.layout import Layout as Layout
from .drawing.layout.layout import layout as layout
from .drawing.page.page import Page as Page
from .drawing.page.pyvis_network import to_pyvis as to_pyvis
from .errors import (
    AmbiguousEntity as AmbiguousEntity,
)
from .errors import (
    CurationError as CurationError,
)
from .errors import (
    DamagedStore as DamagedStore,
)
from .errors import (
    FollicleGraphError as FollicleGraphError,
)
from .errors import (
    FormatError as FormatError,
)
from .errors import (
    InvalidGraph as InvalidGraph,
)
from .errors import (
    InvalidProfile as InvalidProfile,
)
from .errors import (
    InvalidQuestion as InvalidQuestion,
)
from .errors import (
    MissingLibrary as MissingLibrary,
)
from .errors import (
    OutputError as OutputError,
)
from .errors import (
    SketchError as SketchError,
)
from .errors import (
    StoreError as StoreError,
)
from .errors import (
    UnknownEntity as UnknownEntity,
)
from .errors import (
    UnknownFeature as UnknownFeature,
)
from .files.formats_table import formats as formats
from .files.losses import LossReport as LossReport
from .files.merge import MergeReport as MergeReport
from .files.merge import merge as merge
from .files.networkx_graphs import from_networkx as from_networkx
from .files.read_write import read as read
from .files.read_write import write as write
from .files.table_files import from_table as from_table
from .gallery.attack_map import draw_attack as draw_attack
from .gallery.draw_anything import draw as draw
from .gallery.draw_anything import save_figure as save_figure
from .gallery.explore import explore as explore
from .gallery.picture import Picture as Picture
from .gallery.ready_pictures import (
    picture as picture,
)
from .gallery.ready_pictures import (
    pictures as pictures,
)
from .gallery.treatment_table import draw_treatments as draw_treatments
from .model.contract import validate as validate
from .model.digest import digest as digest
from .model.facts import Entity as Entity
from .model.facts import Evidence as Evidence
from .model.facts import Statement as Statement
from .model.graph import build as build
from .model.graph import resolve as resolve
from .model.keep import keep as keep
from .model.search import search as search
from .model.sketch import sketch as sketch
from .model.subset import (
    downstream as downstream,
)
from .model.subset import (
    neighborhood as neighborhood,
)
from .model.subset import (
    upstream as upstream,
)
from .omics.drivers import Drivers as Drivers
from .omics.drivers import drivers as drivers
from .omics.match import Match as Match
from .omics.match import match as match
from .omics.regulon import regulon as regulon
from .query.contradictions import contradictions as contradictions
from .query.effect import Effect as Effect
from .query.effect import effect as effect
from .query.engine.path import Path as Path
from .query.engine.path_list import Paths as Paths
from .query.evidence import edge_table as edge_table
from .query.evidence import evidence as evidence
from .query.loops import Loops as Loops
from .query.loops import loops as loops
from .query.paths import paths as paths
from .query.reach import reach as reach
from .query.spine import spine as spine
from .simulation.interventions import (
    Interventions as Interventions,
)
from .simulation.interventions import (
    interventions as interventions,
)
from .simulation.what_if import Outcome as Outcome
from .simulation.what_if import what_if as what_if
from .store import Store as Store
from .store import open_store as open_store
from .therapy.answers import Treatment as Treatment
from .therapy.answers import Treatments as Treatments
from .therapy.compare import (
    balance as balance,
)
from .therapy.compare import (
    compare as compare,
)
from .therapy.compare import (
    sensitivity as sensitivity,
)
from .therapy.profile import Profile as Profile
from .therapy.treatments import treatments as treatments
