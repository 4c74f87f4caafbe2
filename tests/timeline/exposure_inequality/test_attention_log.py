import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rml.errors import DataError
from rml.stats.inequality import gini
from rml.timeline.exposure_inequality.attention_log import counts_of_log, counts_of_parquet


@pytest.fixture
def rows():
    rng = np.random.default_rng(1)
    return pd.DataFrame({"author": rng.zipf(1.6, 4000) % 300, "views": rng.integers(0, 9, 4000)})


def table_of(frame):
    """Return a frame as an Ibis table; from Arrow, since Ibis asks pandas for an old option."""
    return ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))


def test_a_log_is_counted_by_unit_and_then_by_total(rows):
    log = table_of(rows)
    counts = counts_of_log(log, unit="author").counts()
    expected = rows["author"].value_counts()
    assert counts.n == expected.size
    assert gini(counts) == pytest.approx(gini(expected))
    added = counts_of_log(log, unit="author", amount="views").counts()
    assert gini(added) == pytest.approx(gini(rows.groupby("author")["views"].sum()))


def test_parquet_is_read_in_batches(tmp_path, rows):
    path = tmp_path / "authors.parquet"
    pq.write_table(pa.table({"views": rows["views"], "other": rows["author"]}), path)
    counts = counts_of_parquet(path, column="views", batch_rows=64).counts()
    assert gini(counts) == pytest.approx(gini(rows["views"]))


def test_what_is_missing_is_named(tmp_path, rows):
    log = table_of(rows)
    with pytest.raises(DataError, match="no column `autor`.*author, views"):
        counts_of_log(log, unit="autor")
    nameless = table_of(pd.DataFrame({"author": ["a", None, "b"], "views": [1, 2, 3]}))
    with pytest.raises(DataError, match="1 rows have no `author`, and 0 units"):
        counts_of_log(nameless, unit="author")
    unknown = table_of(pd.DataFrame({"author": ["a", "b"], "views": [1.0, None]}))
    with pytest.raises(DataError, match="0 rows have no `author`, and 1 units have no total"):
        counts_of_log(unknown, unit="author", amount="views")
    path = tmp_path / "authors.parquet"
    pq.write_table(pa.table({"views": [1, None, 3]}), path)
    with pytest.raises(DataError, match="no column `likes`.*views"):
        counts_of_parquet(path, column="likes")
    with pytest.raises(DataError, match="1 values of `views` are missing in rows 1 to 3"):
        counts_of_parquet(path, column="views")
    pq.write_table(pa.table({"views": [1.5, 2.0]}), path)
    with pytest.raises(ValueError, match="no whole numbers"):
        counts_of_parquet(path, column="views")
