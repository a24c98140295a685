"""arXiv's taxonomy: every category with its archive and group, and which names mean the same.

Source: https://github.com/arXiv/arxiv-base, arxiv/taxonomy/definitions.py of 2026-06-29, read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Final

from bot.errors import BadArgument


@dataclass(frozen=True, slots=True)
class Category:
    """One category; ``active`` is False where papers can no longer be submitted to it."""

    id: str
    name: str
    group: str
    active: bool

    @property
    def archive(self) -> str:
        """Return the archive that it belongs to: ``cs`` of ``cs.CL``, ``hep-th`` of ``hep-th``."""
        return self.id.partition(".")[0]


_IN_USE: Final = {
    "cs": """
        cs.AI Artificial Intelligence
        cs.AR Hardware Architecture
        cs.CC Computational Complexity
        cs.CE Computational Engineering, Finance, and Science
        cs.CG Computational Geometry
        cs.CL Computation and Language
        cs.CR Cryptography and Security
        cs.CV Computer Vision and Pattern Recognition
        cs.CY Computers and Society
        cs.DB Databases
        cs.DC Distributed, Parallel, and Cluster Computing
        cs.DL Digital Libraries
        cs.DM Discrete Mathematics
        cs.DS Data Structures and Algorithms
        cs.ET Emerging Technologies
        cs.FL Formal Languages and Automata Theory
        cs.GL General Literature
        cs.GR Graphics
        cs.GT Computer Science and Game Theory
        cs.HC Human-Computer Interaction
        cs.IR Information Retrieval
        cs.IT Information Theory
        cs.LG Machine Learning
        cs.LO Logic in Computer Science
        cs.MA Multiagent Systems
        cs.MM Multimedia
        cs.MS Mathematical Software
        cs.NA Numerical Analysis
        cs.NE Neural and Evolutionary Computing
        cs.NI Networking and Internet Architecture
        cs.OH Other Computer Science
        cs.OS Operating Systems
        cs.PF Performance
        cs.PL Programming Languages
        cs.RO Robotics
        cs.SC Symbolic Computation
        cs.SD Sound
        cs.SE Software Engineering
        cs.SI Social and Information Networks
        cs.SY Systems and Control
    """,
    "math": """
        math.AC Commutative Algebra
        math.AG Algebraic Geometry
        math.AP Analysis of PDEs
        math.AT Algebraic Topology
        math.CA Classical Analysis and ODEs
        math.CO Combinatorics
        math.CT Category Theory
        math.CV Complex Variables
        math.DG Differential Geometry
        math.DS Dynamical Systems
        math.FA Functional Analysis
        math.GM General Mathematics
        math.GN General Topology
        math.GR Group Theory
        math.GT Geometric Topology
        math.HO History and Overview
        math.IT Information Theory
        math.KT K-Theory and Homology
        math.LO Logic
        math.MG Metric Geometry
        math.MP Mathematical Physics
        math.NA Numerical Analysis
        math.NT Number Theory
        math.OA Operator Algebras
        math.OC Optimization and Control
        math.PR Probability
        math.QA Quantum Algebra
        math.RA Rings and Algebras
        math.RT Representation Theory
        math.SG Symplectic Geometry
        math.SP Spectral Theory
        math.ST Statistics Theory
    """,
    "stat": """
        stat.AP Applications
        stat.CO Computation
        stat.ME Methodology
        stat.ML Machine Learning
        stat.OT Other Statistics
        stat.TH Statistics Theory
    """,
    "eess": """
        eess.AS Audio and Speech Processing
        eess.IV Image and Video Processing
        eess.SP Signal Processing
        eess.SY Systems and Control
    """,
    "econ": """
        econ.EM Econometrics
        econ.GN General Economics
        econ.TH Theoretical Economics
    """,
    "q-bio": """
        q-bio.BM Biomolecules
        q-bio.CB Cell Behavior
        q-bio.GN Genomics
        q-bio.MN Molecular Networks
        q-bio.NC Neurons and Cognition
        q-bio.OT Other Quantitative Biology
        q-bio.PE Populations and Evolution
        q-bio.QM Quantitative Methods
        q-bio.SC Subcellular Processes
        q-bio.TO Tissues and Organs
    """,
    "q-fin": """
        q-fin.CP Computational Finance
        q-fin.EC Economics
        q-fin.GN General Finance
        q-fin.MF Mathematical Finance
        q-fin.PM Portfolio Management
        q-fin.PR Pricing of Securities
        q-fin.RM Risk Management
        q-fin.ST Statistical Finance
        q-fin.TR Trading and Market Microstructure
    """,
    "physics": """
        astro-ph.CO Cosmology and Nongalactic Astrophysics
        astro-ph.EP Earth and Planetary Astrophysics
        astro-ph.GA Astrophysics of Galaxies
        astro-ph.HE High Energy Astrophysical Phenomena
        astro-ph.IM Instrumentation and Methods for Astrophysics
        astro-ph.SR Solar and Stellar Astrophysics
        cond-mat.dis-nn Disordered Systems and Neural Networks
        cond-mat.mes-hall Mesoscale and Nanoscale Physics
        cond-mat.mtrl-sci Materials Science
        cond-mat.other Other Condensed Matter
        cond-mat.quant-gas Quantum Gases
        cond-mat.soft Soft Condensed Matter
        cond-mat.stat-mech Statistical Mechanics
        cond-mat.str-el Strongly Correlated Electrons
        cond-mat.supr-con Superconductivity
        gr-qc General Relativity and Quantum Cosmology
        hep-ex High Energy Physics - Experiment
        hep-lat High Energy Physics - Lattice
        hep-ph High Energy Physics - Phenomenology
        hep-th High Energy Physics - Theory
        math-ph Mathematical Physics
        nlin.AO Adaptation and Self-Organizing Systems
        nlin.CD Chaotic Dynamics
        nlin.CG Cellular Automata and Lattice Gases
        nlin.PS Pattern Formation and Solitons
        nlin.SI Exactly Solvable and Integrable Systems
        nucl-ex Nuclear Experiment
        nucl-th Nuclear Theory
        physics.acc-ph Accelerator Physics
        physics.ao-ph Atmospheric and Oceanic Physics
        physics.app-ph Applied Physics
        physics.atm-clus Atomic and Molecular Clusters
        physics.atom-ph Atomic Physics
        physics.bio-ph Biological Physics
        physics.chem-ph Chemical Physics
        physics.class-ph Classical Physics
        physics.comp-ph Computational Physics
        physics.data-an Data Analysis, Statistics and Probability
        physics.ed-ph Physics Education
        physics.flu-dyn Fluid Dynamics
        physics.gen-ph General Physics
        physics.geo-ph Geophysics
        physics.hist-ph History and Philosophy of Physics
        physics.ins-det Instrumentation and Detectors
        physics.med-ph Medical Physics
        physics.optics Optics
        physics.plasm-ph Plasma Physics
        physics.pop-ph Popular Physics
        physics.soc-ph Physics and Society
        physics.space-ph Space Physics
        quant-ph Quantum Physics
    """,
}
"""Group → its categories that papers can be submitted to, one a line: id and name."""

_RETIRED: Final = {
    "cs": """
        cmp-lg Computation and Language
    """,
    "math": """
        alg-geom Algebraic Geometry
        dg-ga Differential Geometry
        funct-an Functional Analysis
        q-alg Quantum Algebra and Topology
    """,
    "q-bio": """
        q-bio Quantitative Biology
    """,
    "physics": """
        acc-phys Accelerator Physics
        adap-org Adaptation, Noise, and Self-Organizing Systems
        ao-sci Atmospheric-Oceanic Sciences
        astro-ph Astrophysics
        atom-ph Atomic, Molecular and Optical Physics
        bayes-an Bayesian Analysis
        chao-dyn Chaotic Dynamics
        chem-ph Chemical Physics
        comp-gas Cellular Automata and Lattice Gases
        cond-mat Condensed Matter
        mtrl-th Materials Theory
        patt-sol Pattern Formation and Solitons
        plasm-ph Plasma Physics
        solv-int Exactly Solvable and Integrable Systems
        supr-con Superconductivity
    """,
    "test": """
        test Test
        test.dis-nn Test Disruptive Networks
        test.mes-hall Test Hall
        test.mtrl-sci Test Mtrl-Sci
        test.soft Test Soft
        test.stat-mech Test Mechanics
        test.str-el Test Electrons
        test.supr-con Test Superconductivity
    """,
    "bad": """
        bad-arch.bad-cat Invalid Category
    """,
}
"""The same for those that only old papers carry, or none."""

ALIASES: Final[Mapping[str, str]] = {
    "cs.NA": "math.NA",
    "cs.SY": "eess.SY",
    "math.IT": "cs.IT",
    "math.MP": "math-ph",
    "q-fin.EC": "econ.GN",
    "stat.TH": "math.ST",
}
"""Second names of categories that two archives share → the canonical name."""

SUBSUMED: Final[Mapping[str, str]] = {
    "acc-phys": "physics.acc-ph",
    "adap-org": "nlin.AO",
    "alg-geom": "math.AG",
    "ao-sci": "physics.ao-ph",
    "atom-ph": "physics.atom-ph",
    "bayes-an": "physics.data-an",
    "chao-dyn": "nlin.CD",
    "chem-ph": "physics.chem-ph",
    "cmp-lg": "cs.CL",
    "comp-gas": "nlin.CG",
    "dg-ga": "math.DG",
    "funct-an": "math.FA",
    "mtrl-th": "cond-mat.mtrl-sci",
    "patt-sol": "nlin.PS",
    "plasm-ph": "physics.plasm-ph",
    "q-alg": "math.QA",
    "solv-int": "nlin.SI",
    "supr-con": "cond-mat.supr-con",
}
"""Archives that were closed → the category that continues them."""


def _rows(table: Mapping[str, str], *, active: bool) -> Iterator[Category]:
    for group, lines in table.items():
        for line in lines.strip().splitlines():
            category, _, name = line.strip().partition(" ")
            yield Category(category, name, group, active)


CATEGORIES: Final[Mapping[str, Category]] = {
    category.id: category for category in (*_rows(_IN_USE, active=True), *_rows(_RETIRED, active=False))
}
"""Every category by id; the bare names of old archives (``astro-ph``) are categories of old papers."""

_CANONICAL: Final = {**ALIASES, **SUBSUMED}


def _members() -> dict[str, list[str]]:
    wholes: dict[str, list[str]] = {}
    for category in CATEGORIES.values():
        for whole in {category.archive, category.group}:
            wholes.setdefault(whole, []).append(category.id)
    return wholes


_MEMBERS: Final = _members()
_BY_FOLDED: Final = {name.casefold(): name for name in (*_MEMBERS, *CATEGORIES)}

_MIN_WORD_CHARS: Final = 4
_MAX_GUESSES: Final = 3
_BUSIEST: Final = frozenset({"cs.AI", "cs.CL", "cs.CV", "cs.LG", "cs.RO", "hep-ph", "math.AP", "quant-ph", "stat.ML"})
"""Large categories of today: what somebody who mistypes most often means."""


def is_category(name: str) -> bool:
    """Tell whether ``name`` is a category, as arXiv writes it; whole archives such as ``cs`` are not."""
    return name in CATEGORIES


def is_archive(name: str) -> bool:
    """Tell whether ``name`` is a whole archive or group, as arXiv writes it: ``cs``, ``physics``, ``hep-th``."""
    return name in _MEMBERS


def canonical(category: str) -> str:
    """Return the one name of a category that has several: ``eess.SY`` for ``cs.SY``, ``cs.CL`` for ``cmp-lg``.

    Whatever is not in the taxonomy comes back as it is.
    """
    return _CANONICAL.get(category, category)


def names_of(category: str) -> tuple[str, ...]:
    """Return every name of a category, the canonical one first."""
    first = canonical(category)
    return first, *(other for other, name in _CANONICAL.items() if name == first)


@lru_cache(maxsize=512)
def expand(name: str) -> tuple[str, ...]:
    """Return every category that ``name`` stands for, each under all its names.

    ``name`` is a category, an archive, or ``physics`` for all physics archives; case does not matter.
    Retired categories are among them: only those with ``CATEGORIES[id].active`` can be asked of arXiv.
    Raises BadArgument, with the nearest names, if there is no such category.
    """
    known = _BY_FOLDED.get(name.casefold())
    if known is None:
        raise BadArgument(_unknown(name))
    members = _MEMBERS.get(known, [known])
    return tuple(dict.fromkeys(same for member in members for same in names_of(member)))


def in_scope(categories: Iterable[str], scope: Iterable[str]) -> bool:
    """Tell whether one of a paper's ``categories`` is in ``scope``: categories, or whole archives.

    Raises BadArgument if an entry of ``scope`` is not in the taxonomy.
    """
    return not _names_in(tuple(scope)).isdisjoint(categories)


@lru_cache(maxsize=512)
def _names_in(scope: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for entry in scope for name in expand(entry))


def nearest(name: str) -> tuple[str, ...]:
    """Return up to three categories or archives that ``name`` may be meant for, likeliest first.

    The same letters after the dot (``cs.ML`` → ``stat.ML``), nearly the same spelling, a word of a
    category's name (``robotics`` → ``cs.RO``), then any likeness. Empty if nothing is near.
    """
    wanted = name.strip().casefold()
    if wanted in _BY_FOLDED:
        return (_BY_FOLDED[wanted],)
    letters = wanted.rpartition(".")[2]
    active = [category for category in CATEGORIES.values() if category.active]
    guesses = (
        *(each.id for each in active if each.id.casefold().endswith(f".{letters}")),
        *_spelled_like(wanted, 0.85),
        *(each.id for each in active if len(wanted) >= _MIN_WORD_CHARS and wanted in each.name.casefold()),
        *_spelled_like(wanted, 0.6),
    )
    return tuple(dict.fromkeys(guesses))[:_MAX_GUESSES]


def _spelled_like(folded: str, likeness: float) -> list[str]:
    """Return the names that are at least so like ``folded``, the likest first, of equals the busiest, then by name."""
    near = get_close_matches(folded, _BY_FOLDED, len(_BY_FOLDED), likeness)
    names = (_BY_FOLDED[each] for each in near)
    return sorted(names, key=lambda name: (-_likeness(name.casefold(), folded), name not in _BUSIEST, name))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(a=one, b=other).ratio()


def _unknown(name: str) -> str:
    near = nearest(name)
    hint = f"Did you mean {' or '.join(near)}?" if near else "https://arxiv.org/category_taxonomy lists them all."
    return f"arXiv has no category “{name}”. {hint}"
