"""Small planted experiments that several tests use."""

from rml.amplification.holdback.habits import Habits
from rml.amplification.holdback.scenario import PartyPlan, Scenario

HABITS = Habits(
    largest_reach=0.05,
    activity_classes=4,
    activity_shape=0.7,
    affinity=3.0,
    popularity_spread=1.0,
    amplification_spread=0.4,
    day_spread=0.2,
    day_levels=3,
)


def scenario(*sizes, amplification=0.5, control_users=5000, days=28, habits=HABITS):
    plans = [
        PartyPlan(
            party=f"P{number}",
            country="Utopia",
            side=("left", "right")[number % 2],
            authors=size,
            amplification=amplification,
        )
        for number, size in enumerate(sizes)
    ]
    return Scenario(
        parties=tuple(plans),
        habits=habits,
        control_users={"Utopia": control_users},
        size_ratio=4,
        first_day="2020-04-01",
        days=days,
    )
