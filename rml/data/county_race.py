"""The people of US counties by race and ethnicity, as the Census Bureau estimated them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from rml.data import county_context
from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.registry import Correction, dataset
from rml.data.tables import (
    check,
    header_faults,
    not_empty,
    remedy_of,
    whole_numbers,
    within,
)
from rml.errors import DataError

DATASET: Final = "us_county_race_pep2018"
EXCLUSIVE_GROUPS: Final = (
    "nh_white",
    "nh_black",
    "nh_aian",
    "nh_asian",
    "nh_nhpi",
    "nh_multi",
    "hispanic",
)
"""Every resident is in one of these; ``nh`` is not Hispanic."""
ANY_ETHNICITY: Final = (
    "white_alone",
    "black_alone",
    "aian_alone",
    "asian_alone",
    "nhpi_alone",
    "two_or_more",
)
"""Every resident is in one of these, too; Hispanic residents stand under their race."""
REPAIRED: Final = "35013"
REPAIRED_NAME: Final = "Doña Ana County"
_NATION: Final = "00000"
_PUERTO_RICO: Final = "72"
_SOURCE_COLUMNS: Final = {
    "total": "TOT_POP",
    "nh_white": "NHWA",
    "nh_black": "NHBA",
    "nh_aian": "NHIA",
    "nh_asian": "NHAA",
    "nh_nhpi": "NHNA",
    "nh_multi": "NHTOM",
    "hispanic": "H",
    "white_alone": "WA",
    "black_alone": "BA",
    "aian_alone": "IA",
    "asian_alone": "AA",
    "nhpi_alone": "NA",
    "two_or_more": "TOM",
}
_GROUPS: Final = (*EXCLUSIVE_GROUPS, *ANY_ETHNICITY)
_SEXES: Final = tuple(
    f"{_SOURCE_COLUMNS[group]}_{sex}" for group in _GROUPS for sex in ("MALE", "FEMALE")
)
_NEEDED: Final = ("id", "geography", "Total_population", "TOT_POP", *_SEXES)


def _adds_up(groups: Sequence[str]) -> pa.Check:
    return pa.Check(
        lambda frame: frame[list(groups)].sum(axis=1) == frame["total"],
        error=f"{', '.join(groups)} do not add up to the total",
    )


SCHEMA: Final = pa.DataFrameSchema(
    {
        "fips": pa.Column(
            str, pa.Check.str_matches(r"^\d{5}$", error="it has not five digits"), unique=True
        ),
        "state": pa.Column(str, not_empty()),
        "state_fips": pa.Column(
            str, pa.Check.str_matches(r"^\d{2}$", error="it has not two digits")
        ),
        "county": pa.Column(str, not_empty()),
        "total": pa.Column("int64", within(1)),
        **{group: pa.Column("int64", within(0)) for group in _GROUPS},
        "repaired": pa.Column(bool),
    },
    checks=[_adds_up(EXCLUSIVE_GROUPS), _adds_up(ANY_ETHNICITY)],
    strict=True,
)


class CountyRace(NamedTuple):
    """The counties with their groups, and the declared corrections that were applied."""

    counties: pd.DataFrame
    corrections: tuple[Correction, ...]


def load_county_race() -> CountyRace:
    """Return the residents of 3,142 US counties by race and ethnicity on 1 July 2018.

    Returns
    -------
    CountyRace
        ``counties``, one row a county of the 50 states and the District of Columbia:
        ``fips`` (five digits), ``state``, ``state_fips`` (two digits), ``county``,
        ``total`` (residents of all ages), the seven groups of `EXCLUSIVE_GROUPS`, which add
        up to the total, the six of `ANY_ETHNICITY`, which do so as well, and ``repaired``
        (True for Doña Ana County, New Mexico, whose groups are filled). ``corrections``
        names what was changed.

    Raises
    ------
    DataError
        If a file is altered, against its schema, or contradicts the corrections.
    DataUnavailableError
        If a file is neither here nor to be downloaded.

    Notes
    -----
    The repair takes percentages from `rml.data.county_context`, so a report that loads this
    declares both datasets.
    """
    counties = read_county_race(fetch(DATASET), context=fetch(county_context.DATASET))
    record_input(DATASET, "real")
    record_input(county_context.DATASET, "real")
    return CountyRace(counties=counties, corrections=dataset(DATASET).corrections)


def read_county_race(files: Mapping[str, Path], *, context: Mapping[str, Path]) -> pd.DataFrame:
    """Return the counties in ``files``, as `load_county_race` does.

    Parameters
    ----------
    files
        The file of the Census estimates.
    context
        The file of `rml.data.county_context`, for the county that is repaired.

    Raises
    ------
    DataError
        If a file is against its schema or contradicts the corrections.
    """
    (path,) = files.values()
    text = _read_text(path)
    fips = text["id"].where(whole_numbers(text["id"]).isna(), text["id"].str.zfill(5))
    text = text.assign(fips=fips, state_fips=fips.str[:2])
    heads = text[text["fips"].str.endswith("000")]
    states = heads.set_index("state_fips")["geography"]
    kept = text[~text["fips"].str.endswith("000") & (text["state_fips"] != _PUERTO_RICO)]
    origins = [f"row {number} of {path.name}" for number in kept.index]
    kept = kept.reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "fips": kept["fips"],
            "state": kept["state_fips"].map(states).fillna("").astype("str"),
            "state_fips": kept["state_fips"],
            "county": kept["geography"],
            "total": whole_numbers(kept["Total_population"]),
            **{group: _both_sexes(kept, group) for group in _GROUPS},
            "repaired": kept["fips"] == REPAIRED,
        }
    )
    frame = _repaired(frame, county_context.read_county_context(context), path.name)
    checked = check(
        frame,
        SCHEMA,
        dataset=DATASET,
        origin=origins.__getitem__,
        text=kept.drop(columns="state_fips"),
        names={"fips": "id", "county": "geography", "total": "Total_population"},
    )
    _check_nation(checked, heads, path.name)
    return checked


def _read_text(path: Path) -> pd.DataFrame:
    """Return the needed columns as text, with the file's row numbers as index."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream, delimiter=";") if row]
        header = [name.strip() for name in rows[0]]
    except (ValueError, IndexError, csv.Error) as error:
        raise _fault(f"The file is empty or not CSV in UTF-8 ({error}).", path.name) from error
    allowed = [*_NEEDED, *(name for name in dict.fromkeys(header) if name not in _NEEDED)]
    faults = header_faults(header, allowed)
    ragged = [number for number, row in enumerate(rows[1:], start=1) if len(row) != len(header)]
    if ragged:
        faults.append(
            f"{len(ragged):,} of {len(rows) - 1:,} rows have not {len(header)} values "
            f"(the first is row {ragged[0]})"
        )
    if faults:
        raise _fault(f"{'; '.join(faults)}.", path.name)
    places = [header.index(name) for name in _NEEDED]
    values = [[row[place].strip() for place in places] for row in rows[1:]]
    return pd.DataFrame(values, columns=list(_NEEDED), index=range(1, len(values) + 1), dtype="str")


def _both_sexes(text: pd.DataFrame, group: str) -> pd.Series[int] | pd.Series[float]:
    name = _SOURCE_COLUMNS[group]
    return whole_numbers(text[f"{name}_MALE"]) + whole_numbers(text[f"{name}_FEMALE"])


def _repaired(frame: pd.DataFrame, context: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return the counties with the groups of one filled from the percentages of another source."""
    place = frame.index[frame["repaired"]]
    known = context.loc[context["fips"] == REPAIRED]
    if len(place) != 1 or len(known) != 1:
        raise _fault(
            f"The county {REPAIRED}, whose groups are to be filled, has {len(place)} rows here and "
            f"{len(known)} in {county_context.DATASET}, not one in each.",
            file,
        )
    if frame.loc[place, list(_GROUPS)].notna().to_numpy().any():
        raise _fault(
            f"The county {REPAIRED} has groups of its own, and the declared correction would "
            "overwrite them.",
            file,
        )
    row = place[0]
    total = frame.loc[row, "total"]
    others = frame[(frame["state_fips"] == frame.loc[row, "state_fips"]) & ~frame["repaired"]]
    shares = known.iloc[0][["white_pct", "black_pct", "hispanic_pct"]].to_numpy(dtype=float) / 100
    if others.empty or not np.isfinite([total, *shares]).all() or shares.sum() > 1:
        raise _fault(
            f"The county {REPAIRED} cannot be filled: its total, the percentages of the other "
            "source or the other counties of its state are missing.",
            file,
        )
    # The other source says nothing of the smaller groups: as in the rest of the state.
    smaller = ["nh_aian", "nh_asian", "nh_nhpi", "nh_multi"]
    rest = others[smaller].sum().to_numpy(dtype=float)
    by_group = dict(zip(("nh_white", "nh_black", "hispanic"), shares, strict=True))
    by_group |= dict(zip(smaller, (1 - shares.sum()) * rest / rest.sum(), strict=True))
    exclusive = _whole(total, np.array([by_group[group] for group in EXCLUSIVE_GROUPS]))
    # Hispanic residents by race, again as in the rest of the state.
    of_race = [f"nh_{name.removesuffix('_alone')}" for name in ANY_ETHNICITY[:-1]] + ["nh_multi"]
    hispanic = others[list(ANY_ETHNICITY)].sum().to_numpy() - others[of_race].sum().to_numpy()
    counts = dict(zip(EXCLUSIVE_GROUPS, exclusive, strict=True))
    added = _whole(counts["hispanic"], hispanic / hispanic.sum())
    not_hispanic = np.array([counts[name] for name in of_race])
    counts |= dict(zip(ANY_ETHNICITY, not_hispanic + added, strict=True))
    filled = frame.copy()
    for group in _GROUPS:
        filled.loc[row, group] = int(counts[group])
    filled.loc[row, "county"] = REPAIRED_NAME
    # Columns are floats only because of that one row; the schema refuses any other that is.
    whole = [name for name in ("total", *_GROUPS) if filled[name].notna().all()]
    return filled.astype(dict.fromkeys(whole, "int64"))


def _whole(total: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return whole numbers in the given shares that add up to ``total`` (largest remainders)."""
    exact = total * shares
    counts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    for place in np.argsort(counts - exact, kind="stable")[: int(total) - int(counts.sum())]:
        counts[place] += 1
    return counts


def _check_nation(counties: pd.DataFrame, heads: pd.DataFrame, file: str) -> None:
    nation = heads[heads["fips"] == _NATION]
    printed = whole_numbers(nation["Total_population"])
    found = int(counties["total"].sum())
    if len(printed) != 1 or printed.iloc[0] != found:
        said = f"{printed.iloc[0]:,}" if len(printed) == 1 else "no single row"
        raise _fault(
            f"The counties have {found:,} residents in all, the row of the nation says {said}.",
            file,
        )


def _fault(problem: str, file: str) -> DataError:
    return DataError(problem, where=f"{DATASET}: {file}", remedy=remedy_of(DATASET))
