"""Scoring many images: order, errors, laziness, batches, threads."""

import threading
import time

import numpy as np
import pytest
import torch

from rml.cropping.parallel import Fed, score_each


class Recorder:
    """A scorer whose scores are the first byte of each image, and which notes its batches."""

    identity = "recorder"

    def __init__(self, batch=1, *, fails=False):
        self.batch = batch
        self.batches = []
        self.threads = set()
        self.fails = fails
        self.lock = threading.Lock()

    def scores(self, images):
        if self.fails:
            raise RuntimeError("no scores")
        with self.lock:
            self.batches.append([image.shape[:2] for image in images])
            self.threads.add(torch.get_num_threads())
        return [np.full((1, 1), image[0, 0, 0], np.float32) for image in images]


def prepared(number):
    """An image whose first byte is its number; odd ones are wider."""
    shape = (4, 8 if number % 2 else 4, 3)
    return Fed(np.full(shape, number, np.uint8), 100 + number, 50)


@pytest.fixture(autouse=True)
def torch_threads():
    """Give torch two threads, whatever the machine has, and set it back."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("batch", [1, 3, 64])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_the_order_given(batch, threads):
    torch.set_num_threads(threads)
    rng = np.random.default_rng(batch)
    pauses = rng.uniform(0, 0.004, 40)

    def slow(number):
        time.sleep(pauses[number])
        return prepared(number)

    results = list(score_each(Recorder(batch), range(40), slow))
    assert [result.source for result in results] == list(range(40))
    for number, result in enumerate(results):
        assert result.error is None
        assert result.fed.width == 100 + number
        assert result.scores.tolist() == [[number]]


def test_images_of_several_sizes_share_a_batch_and_keep_their_own_scores():
    scorer = Recorder(batch=5)
    results = list(score_each(scorer, range(12), prepared))
    assert [result.scores.item() for result in results] == list(range(12))
    assert all(len(set(sizes)) == 1 for sizes in scorer.batches)
    assert sorted(len(sizes) for sizes in scorer.batches) == [1, 1, 2, 2, 3, 3]


def test_no_source_gives_no_result():
    assert list(score_each(Recorder(), [], prepared)) == []


def failing(number):
    if number % 3 == 1:
        raise ValueError(f"number {number}")
    return prepared(number)


@pytest.mark.parametrize("batch", [1, 4, 64])
def test_expected_errors_are_handed_back_with_their_source(batch):
    results = list(score_each(Recorder(batch), range(10), failing, expected=(ValueError,)))
    assert [result.source for result in results] == list(range(10))
    for number, result in enumerate(results):
        if number % 3 == 1:
            assert str(result.error) == f"number {number}"
            assert result.fed is None
            assert result.scores is None
        else:
            assert result.error is None
            assert result.scores.item() == number


@pytest.mark.parametrize("expected", [(), (KeyError,)])
def test_other_errors_end_the_iteration_after_what_stood_before(expected):
    def from_four(number):
        return failing(number) if number > 2 else prepared(number)

    results = score_each(Recorder(), range(100), from_four, expected=expected)
    assert [next(results).source for _ in range(4)] == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="number 4"):
        next(results)
    assert list(results) == []


def test_an_error_of_the_scorer_is_raised():
    with pytest.raises(RuntimeError, match="no scores"):
        list(score_each(Recorder(fails=True), range(3), prepared, expected=(ValueError,)))


def test_an_error_of_the_sources_is_raised():
    def sources():
        yield 0
        raise OSError("unplugged")

    with pytest.raises(OSError, match="unplugged"):
        list(score_each(Recorder(), sources(), prepared))


@pytest.mark.parametrize(("threads", "batch"), [(1, 1), (2, 1), (2, 3)])
def test_sources_are_read_a_few_ahead_and_no_farther(threads, batch):
    torch.set_num_threads(threads)
    asked = []

    def sources():
        for number in range(1000):
            asked.append(number)
            yield number

    results = score_each(Recorder(batch), sources(), prepared)
    assert asked == []
    for number in range(20):
        assert next(results).source == number
        done = number // batch * batch
        assert len(asked) <= done + 2 * threads * batch + batch
    results.close()
    assert len(asked) < 50


def test_as_many_are_worked_on_at_a_time_as_torch_has_threads():
    torch.set_num_threads(3)
    meeting = threading.Barrier(3, timeout=20)

    def meets(number):
        meeting.wait()  # passes when three are there at once
        return prepared(number)

    assert len(list(score_each(Recorder(), range(6), meets))) == 6


def test_each_pass_has_one_thread_and_torchs_number_is_restored():
    torch.set_num_threads(2)
    scorer = Recorder()
    assert len(list(score_each(scorer, range(8), prepared))) == 8
    assert scorer.threads == {1}
    assert torch.get_num_threads() == 2
    seen = []
    later = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
    later.start()
    later.join()
    assert seen == [2]


@pytest.mark.parametrize("how", ["error", "closed"])
def test_torchs_number_is_restored_and_workers_end_when_it_is_cut_short(how):
    torch.set_num_threads(2)
    before = threading.active_count()
    results = score_each(Recorder(), range(100), failing)
    assert next(results).source == 0
    assert threading.active_count() > before
    if how == "error":
        with pytest.raises(ValueError, match="number 1"):
            next(results)
    else:
        results.close()
    assert torch.get_num_threads() == 2
    assert threading.active_count() == before
