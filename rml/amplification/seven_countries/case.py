"""What the report looks at: simulated logs on the real frame, or a platform's own log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rml.amplification.holdback.audience import LingerRule
from rml.amplification.holdback.log_input import Log
from rml.amplification.holdback.repetitions import SCOPES, repeated
from rml.amplification.holdback.scenario import Scenario
from rml.amplification.seven_countries.audit import Audit, audit, merged
from rml.amplification.seven_countries.display import CHECKS, MADE_UP, POOLED, ROWS
from rml.amplification.seven_countries.frame import frame_totals, sampling_frame
from rml.amplification.seven_countries.own_log import own_frame, reduced_own_log, study_rules
from rml.amplification.seven_countries.planted import labelled_frame, scenario_of
from rml.amplification.seven_countries.precision import Country
from rml.amplification.seven_countries.simulated_log import row_table, simulated_log
from rml.data.ledger import simulated
from rml.errors import DataError
from rml.report.people import People


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Case:
    """A reduced log with its audit, and where it is simulated what was planted.

    Parameters
    ----------
    parties
        One row a party: ``label, country, members, side, extremity, in_government, pair``, and
        ``planted`` if it is simulated.
    found
        The audit of the log, or of all countries' logs.
    log_table, log_look
        What became of the rows, or what the checks of a platform's log found, and how the
        table is shown.
    people
        Whom tables and figures count.
    totals
        What each legislature holds; None for a platform's log.
    plans
        The simulated experiment of each country; empty for a platform's log.
    """

    parties: pd.DataFrame
    found: Audit
    log_table: pd.DataFrame
    log_look: Mapping[str, Any]
    people: People
    totals: pd.DataFrame | None
    plans: Mapping[str, Scenario]

    @property
    def pairs(self) -> dict[str, tuple[str, str]]:
        """By country, the labels of the largest party of the left and of the right.

        In a simulated log in the order of the labels, which were dealt at random: made-up
        outcomes are not shown by side.
        """
        found = pairs_of(self.parties)
        if self.by_side:
            return found
        return {country: (min(pair), max(pair)) for country, pair in found.items()}

    @property
    def by_side(self) -> bool:
        """Whether pairs stand in the order left, right: not where outcomes are made up."""
        return self.planted is None

    @property
    def log_words(self) -> str:
        """How a finding says which log it speaks of."""
        return "in this log" if self.by_side else "in one simulated log"

    @property
    def planted(self) -> dict[str, float] | None:
        """What was planted in each party, in per cent; None for a platform's log."""
        if "planted" not in self.parties:
            return None
        return dict(zip(self.parties["label"], 100 * self.parties["planted"], strict=True))

    def party_rows(self, *, level: float) -> pd.DataFrame:
        """Return `Audit.party_rows`, with what was ``planted`` if the log is simulated."""
        rows = self.found.party_rows(level=level)
        planted = self.planted
        return rows if planted is None else rows.assign(planted=rows["party"].map(planted))

    def country_of(self) -> dict[str, str]:
        """Return each party's country by label."""
        return dict(zip(self.parties["label"], self.parties["country"], strict=True))

    def repeated(self, *, repetitions: int, seed: int) -> list[Country]:
        """Return many simulated experiments of each country, same accounts and new ones."""
        members = dict(zip(self.parties["label"], self.parties["members"], strict=True))
        return [
            Country(
                name=name,
                pair=self.pairs[name],
                authors=members,
                repetitions={
                    which: repeated(
                        plan,
                        authors=which,
                        repetitions=repetitions,
                        seed=country_seed(seed, name),
                    )
                    for which in SCOPES
                },
            )
            for name, plan in self.plans.items()
        ]


def pairs_of(parties: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return by country the labels of the largest party of the left and of the right.

    Countries without a party of each side are not there.
    """
    sided = parties.dropna(subset=["pair"])
    labels = {(row["country"], row["pair"]): str(row["label"]) for _, row in sided.iterrows()}
    return {
        country: (labels[country, "left"], labels[country, "right"])
        for country in dict.fromkeys(sided["country"])
        if (country, "left") in labels and (country, "right") in labels
    }


def country_seed(seed: int, country: str) -> int:
    """Return a country's own seed.

    With one seed for all, an unlucky assignment of users would be the same in every country; and
    a page of one country shows what the page of all does.
    """
    return int(np.random.SeedSequence([seed, *country.encode()]).generate_state(1)[0])


@simulated
def simulated_case(
    legislators: pd.DataFrame,
    positions: pd.DataFrame,
    *,
    countries: Sequence[str],
    least_members: int,
    far_position: float,
    planted: Sequence[float],
    name_parties: bool,
    experiment: Mapping[str, Any],
    rule: LingerRule,
    lingering_share: float,
    auditing: Mapping[str, Any],
    seed: int,
) -> Case:
    """Return one simulated log for each legislature, reduced and audited.

    Parameters
    ----------
    legislators, positions, countries, least_members, far_position
        The frame, as ``frame.sampling_frame`` takes it.
    planted, name_parties
        What is planted, as ``planted.labelled_frame`` takes it.
    experiment
        Users and days: the keywords of ``planted.scenario_of``.
    rule, lingering_share
        How much of what is written lingers.
    auditing
        The keywords of ``audit.audit`` but ``rng``.
    seed
        Of everything that is drawn.

    Raises
    ------
    ValueError
        If a country has no party of one of the sides: there is nothing to compare.
    """
    frame = sampling_frame(
        legislators,
        positions,
        countries=countries,
        least_members=least_members,
        far_position=far_position,
    )
    parties = labelled_frame(frame, planted, seed=seed, name_parties=name_parties)
    unpaired = [country for country in countries if country not in pairs_of(parties)]
    if unpaired:
        raise ValueError(
            f"The frame has no party of both sides for {', '.join(unpaired)}: lower "
            "`least_members`, or leave the country out."
        )
    plans = {country: scenario_of(parties, country, **experiment) for country in countries}
    audits: dict[str, Audit] = {}
    rows = []
    for country, plan in plans.items():
        audience, users, counts = simulated_log(
            plan, rule=rule, lingering_share=lingering_share, seed=country_seed(seed, country)
        )
        rng = np.random.default_rng(country_seed(seed, country))
        audits[country] = audit(audience, users, rng=rng, **auditing)
        rows.append((country, counts))
    return Case(
        parties=parties,
        found=merged(audits),
        log_table=row_table(rows),
        log_look=ROWS,
        people=MADE_UP,
        totals=frame_totals(legislators, frame, countries=countries),
        plans=plans,
    )


def _refuse_without_pairs(parties: pd.DataFrame) -> None:
    if not pairs_of(parties):
        raise DataError(
            "No country has accounts of parties of both sides whom users of both arms met: there "
            "is no left and right to compare.",
            where="tables.authors, column `side`",
            remedy="Give the accounts of each party its side: left or right.",
        )


def with_parties_left_out(checks: pd.DataFrame, parties: Sequence[str]) -> pd.DataFrame:
    """Return the table of checks with a row on the parties that have no ratio."""
    row = {
        "rule": "Parties without a ratio: nobody in an arm met them, or users of one bucket alone",
        "counted": "parties",
        "number": f"{len(parties):,}",
        "days": "",
        "what was done": f"left out: {', '.join(parties)}" if parties else "none found",
    }
    return pd.concat([checks, pd.DataFrame([row])], ignore_index=True)


def own_case(
    log: Log,
    *,
    window: Mapping[str, Any],
    rule: LingerRule,
    choices: Mapping[str, str],
    auditing: Mapping[str, Any],
    seed: int,
) -> Case:
    """Return a platform's own log, checked, reduced and audited.

    Parameters
    ----------
    log
        As ``log_input.own_tables`` returns it.
    window
        ``first_day, days, size_ratio``.
    rule
        Which impressions count as seen.
    choices
        What is done with faults: the fields of ``log_rules.LogRules`` that say so.
    auditing
        The keywords of ``audit.audit`` but ``rng``.
    seed
        Of the resampling.

    Raises
    ------
    DataError
        If the log has a fault that no rule allows for, or no country has a party of each side.
    """
    _refuse_without_pairs(own_frame(log.author_frame))
    rules = study_rules(linger=rule, choices=choices, **window)
    audience, users, checks = reduced_own_log(log, rules)
    found = audit(audience, users, rng=np.random.default_rng(seed), **auditing)
    parties = own_frame(log.author_frame, without=found.without_ratio)
    _refuse_without_pairs(parties)
    return Case(
        parties=parties,
        found=found,
        log_table=with_parties_left_out(checks.frame(), found.without_ratio),
        log_look=CHECKS,
        people=POOLED,
        totals=None,
        plans={},
    )
