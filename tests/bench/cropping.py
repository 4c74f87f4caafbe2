"""Time the saliency model from file to crops, and say what bounds it (``make bench``).

Speeds are given as they are and as shares of what this machine's processor can multiply:
machines differ and are noisy, ratios within one run less so. The bounds are those that the
collection sets itself: photographs a second on two cores, and composites a second for audits.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from rml.cropping.composites import Layout, compose, fed_composite
from rml.cropping.decode import decode
from rml.cropping.pair_design import Placements
from rml.cropping.parallel import Fed, score_each
from rml.cropping.portraits import Portraits, Preparation
from rml.cropping.resample import resample, target_size
from rml.cropping.saliency_model import SaliencyModel, load_saliency_model
from rml.data.congress_portraits import load_congress_portraits
from rml.data.eye_fixations import load_eye_fixations
from rml.data.fetch import availability

PHOTOGRAPHS_A_SECOND = 18.0
COMPOSITES_A_SECOND = 25.0
NEEDED = ("twitter_fastgaze", "osie_eye_fixations", "congress_portraits_117")
MULTIPLY_ADDS = 2.45e9  # of a photograph of 800 x 600 pixels, fed at 320 x 240
ORIGINAL_SECONDS = {"as a command": 0.29, "in one process, one pass": 0.12}


def seconds_of(work: Callable[[], object], *, repeat: int) -> float:
    """Return the median seconds that ``work`` takes, after one call that warms up."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def processor_limit(threads: int) -> float:
    """Return the multiply-adds a second of large float32 matrix products."""
    torch.set_num_threads(threads)
    size = 2048
    one, other = torch.rand(size, size), torch.rand(size, size)
    return size**3 / seconds_of(lambda: one @ other, repeat=9)


def parts(model: SaliencyModel, photographs: list[Path]) -> dict[str, float]:
    """Return the milliseconds a photograph that each part takes in one thread."""
    torch.set_num_threads(1)
    sample = photographs[:40]
    decoded = [decode(path) for path in sample]
    sizes = [target_size(image.width, image.height) for image in decoded]
    fed = [resample(image.pixels, *size) for image, size in zip(decoded, sizes, strict=True)]

    def each(work: Callable[[int], object]) -> float:
        total = seconds_of(lambda: [work(place) for place in range(len(sample))], repeat=3)
        return 1000 * total / len(sample)

    return {
        "decode": each(lambda place: decode(sample[place])),
        "resample": each(lambda place: resample(decoded[place].pixels, *sizes[place])),
        "network": each(lambda place: model.scores([fed[place]])),
    }


def composites_a_second(model: SaliencyModel, count: int) -> float:
    """Return how many composites of two portraits are made and scored a second, with JPEG."""
    images = load_congress_portraits()
    rng = np.random.default_rng(1)
    people = rng.integers(len(images.frame), size=(count, 2))
    placements = Placements(
        people=people, meeting=np.arange(count), place_of=np.tile([0, 1], (count, 1))
    )
    portraits = Portraits(images.frame["path"].tolist(), Preparation())
    layout = Layout()

    def prepare(number: int) -> Fed:
        chosen = [portraits[row] for row in placements.people[number]]
        return fed_composite(compose(chosen, layout), jpeg=True)

    def all_of_them() -> None:
        for _ in score_each(model, range(count), prepare):
            pass

    return count / seconds_of(all_of_them, repeat=3)


def main() -> int:
    """Return 0 if the bounds are kept, 1 if not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photographs", type=int, default=200)
    parser.add_argument("--composites", type=int, default=120)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    missing = [name for name in NEEDED if availability(name).status != "ready"]
    if missing:
        print(f"The model is not timed: {', '.join(missing)} missing; rml data get brings them.")
        return 0
    model = load_saliency_model()
    photographs = load_eye_fixations().stimuli["path"].tolist()[: options.photographs]
    limits = {threads: processor_limit(threads) for threads in (1, options.threads)}
    by_part = parts(model, photographs)
    torch.set_num_threads(options.threads)
    rate = len(photographs) / seconds_of(lambda: model.crop(photographs), repeat=3)
    torch.set_num_threads(1)
    alone = len(photographs) / seconds_of(lambda: model.crop(photographs), repeat=1)
    torch.set_num_threads(options.threads)
    composites = composites_a_second(model, options.composites)
    limit = limits[options.threads] / MULTIPLY_ADDS
    print(f"{len(photographs)} photographs, file to crops, {options.threads} threads:")
    print(f"  {rate:.1f} a second ({alone:.1f} in one thread)")
    for way, seconds in ORIGINAL_SECONDS.items():
        print(f"  {rate * seconds:.1f} times the original program {way} ({seconds} s elsewhere)")
    total = sum(by_part.values())
    for part, milliseconds in by_part.items():
        print(f"  {part:10s}{milliseconds:6.1f} ms a photograph, {milliseconds / total:.0%}")
    print(f"  matrix products reach {limits[options.threads] / 1e9:.0f} G multiply-adds a second,")
    print(f"  which would be {limit:.1f} photographs; reached: {rate / limit:.0%} of that")
    network = MULTIPLY_ADDS / (by_part["network"] / 1000) / limits[1]
    print(f"  the network alone, one thread: {network:.0%} of one core's matrix products")
    print(f"composites of two portraits, in memory, with JPEG: {composites:.1f} a second")
    kept = rate >= PHOTOGRAPHS_A_SECOND and composites >= COMPOSITES_A_SECOND
    print(
        f"Bounds: {PHOTOGRAPHS_A_SECOND:g} photographs and {COMPOSITES_A_SECOND:g} composites a "
        f"second on two cores: {'kept' if kept else 'NOT kept'}."
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
