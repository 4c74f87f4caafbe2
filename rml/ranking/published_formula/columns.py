"""Checks of what is given for the posts of one feed: one entry a post, of the right kind."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def scores_of_posts(name: str, values: ArrayLike) -> FloatArray:
    """Return the scores of one feed's posts, shape (n,).

    Raises
    ------
    ValueError
        If they are not those of one feed, or one is missing, infinite or below 0.
    """
    array = _numbers(name, values)
    if array.ndim != 1:
        raise ValueError(f"`{name}` must be of one feed, one-dimensional, not {array.shape}.")
    if not np.isfinite(array).all() or (array < 0).any():
        raise ValueError(
            f"`{name}` has entries that are missing, infinite or below 0; score every post first: "
            "`served_score` gives none below 0."
        )
    return array


def flags_of_posts(name: str, values: ArrayLike, posts: int) -> BoolArray:
    """Return a column of True and False, shape (posts,).

    Raises
    ------
    ValueError
        If it has another length, or entries that are neither.
    """
    array = np.asarray(values)
    if array.size == 0:
        array = array.astype(np.bool_)  # an empty list comes as numbers
    if array.dtype != np.bool_ or array.shape != (posts,):
        raise ValueError(
            f"`{name}` must be True or False for each of {posts} posts, not {array.dtype} of "
            f"shape {array.shape}."
        )
    return array


def names_of_posts(name: str, values: ArrayLike, posts: int) -> IntArray:
    """Return a column of whole numbers that stand for names, shape (posts,).

    Raises
    ------
    ValueError
        If it has another length, or entries that are no whole numbers.
    """
    array = np.asarray(values)
    if array.size == 0:
        array = array.astype(np.int64)
    if array.dtype.kind not in "iu" or array.shape != (posts,):
        raise ValueError(
            f"`{name}` must be a whole number for each of {posts} posts, not {array.dtype} of "
            f"shape {array.shape}; number the names first."
        )
    return array.astype(np.int64)


def days_of_posts(name: str, values: ArrayLike, posts: int) -> FloatArray:
    """Return days of at least 0 or NaN, shape (posts,); a single NaN stands for all posts.

    Raises
    ------
    ValueError
        If the column has another length, or a number is below 0.
    """
    array = _numbers(name, values)
    if array.ndim == 0 and np.isnan(array):
        array = np.full(posts, np.nan)
    if array.shape != (posts,) or (array < 0).any():
        raise ValueError(
            f"`{name}` must be at least 0, or NaN for none, for each of {posts} posts, not of "
            f"shape {array.shape}{', with numbers below 0' if (array < 0).any() else ''}."
        )
    return array


def _numbers(name: str, values: ArrayLike) -> FloatArray:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "fiu":
        raise ValueError(f"`{name}` must hold numbers, not {array.dtype}.")
    return array.astype(np.float64)
