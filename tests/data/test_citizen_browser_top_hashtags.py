import pytest

from rml.data import ledger
from rml.data.citizen_browser_top_hashtags import load_top_hashtags, read_top_hashtags
from rml.errors import DataError


def written(tmp_path, rows):
    path = tmp_path / "Top-hashtags.csv"
    path.write_text(",hashtag,count\n" + rows)
    return path


def test_ranks_follow_the_file(tmp_path):
    frame = read_top_hashtags(written(tmp_path, "0,#mlkday,12\n1,#covid19,9\n2,#brunch,9\n"))
    assert list(frame) == ["rank", "hashtag", "panelists"]
    assert frame["rank"].tolist() == [1, 2, 3]
    assert frame["panelists"].tolist() == [12, 9, 9]


def test_faults_come_in_one_message(tmp_path):
    with pytest.raises(DataError) as caught:
        read_top_hashtags(written(tmp_path, "0,mlkday,12\n1,#b,many\n2,#b,3\n"))
    message = str(caught.value)
    assert "column `hashtag`: it is no hashtag: 1 of 3 rows" in message
    assert "column `count`: a value is missing or ill-typed: 1 of 3 rows" in message
    with pytest.raises(DataError, match="falling count"):
        read_top_hashtags(written(tmp_path, "0,#a,3\n1,#b,4\n"))


def test_the_real_file(real_files):
    frame = load_top_hashtags()
    assert len(frame) == 500
    assert ledger.inputs() == {"citizen_browser_top_hashtags": "real"}
