"""What the measures of inequality are called, here and elsewhere, and why one may not be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evenground.errors import DataError
from evenground.measures.shapes import Estimate

NAMES: dict[str, tuple[str, ...]] = {
    "difference": ("D", "absolute difference"),
    "ratio": ("R", "rate ratio"),
    "sii": ("slope index of inequality",),
    "rii": ("relative index of inequality",),
    "aci": ("absolute concentration index",),
    "rci": ("relative concentration index",),
    "bgv": ("between-group variance", "between-groups variance"),
    "bgsd": ("between-group standard deviation", "between-groups standard deviation"),
    "cov": ("coefficient of variation", "covar", "CV"),
    "mdmu": ("mean difference from mean (unweighted)", "unweighted mean difference from mean"),
    "mdmw": ("mean difference from mean (weighted)", "weighted mean difference from mean"),
    "mdbu": (
        "mean difference from best-performing subgroup (unweighted)",
        "mean difference from best (unweighted)",
    ),
    "mdbw": (
        "mean difference from best-performing subgroup (weighted)",
        "mean difference from best (weighted)",
    ),
    "mdru": (
        "mean difference from reference subgroup (unweighted)",
        "mean difference from reference (unweighted)",
    ),
    "mdrw": (
        "mean difference from reference subgroup (weighted)",
        "mean difference from reference (weighted)",
    ),
    "idisu": ("index of disparity (unweighted)", "index of disparity", "IDIS"),
    "idisw": ("index of disparity (weighted)", "weighted index of disparity"),
    "theil": ("TI", "Theil index", "Theil's index"),
    "mld": ("mean log deviation",),
    "par": ("population attributable risk", "parisk"),
    "paf": ("population attributable fraction",),
    "wagstaff": ("Wagstaff index", "Wagstaff's index"),
    "erreygers": ("Erreygers index", "Erreygers' index"),
}

ORDERED = ("sii", "rii", "aci", "rci")
BOUNDED = ("wagstaff", "erreygers")
AGAINST_A_GROUP = ("mdru", "mdrw")
NEEDED = {
    "order": "it needs groups with an order, such as deprivation quintiles, and no `order` was "
    "given. Groups without one, such as ethnic groups, have no gradient: use bgv, mdmw, idisw, "
    "theil or difference.",
    "groups": "it needs at least 3 groups; of 2 groups use difference and ratio.",
    "bounds": "it needs `bounds`, the least and the most the value can be.",
    "reference": "it needs a `reference` group, and none was given.",
}


def plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


KNOWN = {plain(other): name for name, others in NAMES.items() for other in (name, *others)}


class Inequality(dict[str, Estimate]):
    """The measures by name. Any spelling of a name finds it: `["IDIS_W"]`, `["idisw"]`,
    `["index of disparity (weighted)"]`. Asking for one that is not there raises DataError with the
    reason; `in` and `get` do not."""

    def __init__(self, found: Mapping[str, Estimate], *, missing: Mapping[str, str]) -> None:
        super().__init__(found)
        self.missing = dict(missing)

    def __missing__(self, key: Any) -> Estimate:
        name = self.name(key)
        if name in self.keys():
            return super().__getitem__(name)
        if name in self.missing:
            raise DataError(f"There is no {name} here: {self.missing[name]}")
        raise DataError(f"No measure is called {key!r}. There are: {', '.join(self)}.")

    def __contains__(self, key: object) -> bool:
        return super().__contains__(self.name(key))

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self.name(key), default)

    @staticmethod
    def name(key: object) -> Any:
        return KNOWN.get(plain(str(key)))
