import pytest

from rml.data import citizen_browser_domains, ledger
from rml.data.citizen_browser_domains import (
    load_domain_impressions,
    load_domain_users,
    read_domain_impressions,
    read_domain_users,
)
from rml.errors import DataError


@pytest.fixture
def files(tmp_path):
    made = {}
    for quarter in ("q2", "q3"):
        for count in ("impressions", "unique_users"):
            name = f"data/{quarter}/{count}-top-1000-domains.csv"
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"url_domain,{count}\nyoutube.com,30\n,20\n.cbn.com,20\nnpr.org,5\n")
            made[name] = path
    return made


def test_ranks_follow_the_file_and_the_blank_domain_stays(files):
    frame = read_domain_impressions(files)
    assert list(frame) == ["quarter", "rank", "domain", "impressions"]
    first = frame[frame["quarter"] == "2021q2"]
    assert first["rank"].tolist() == [1, 2, 3, 4]
    assert first["domain"].tolist() == ["youtube.com", "", ".cbn.com", "npr.org"]
    assert frame["impressions"].sum() == 150
    assert frame["impressions"].dtype == frame["rank"].dtype == "int64"


def test_users_have_a_table_of_their_own(files):
    files["data/q3/unique_users-top-1000-domains.csv"].write_text(
        "url_domain,unique_users\na.b,7\n"
    )
    frame = read_domain_users(files)
    assert frame["quarter"].tolist() == ["2021q2"] * 4 + ["2021q3"]
    assert frame["unique_users"].iloc[-1] == 7


def test_wrong_values_come_in_one_message_with_their_file(files):
    files["data/q3/impressions-top-1000-domains.csv"].write_text(
        "url_domain,impressions\nno domain,9\nb.org,many\nc.org,10\nc.org,0\n"
    )
    with pytest.raises(DataError) as caught:
        read_domain_impressions(files)
    message = str(caught.value)
    assert "column `url_domain`: it is no domain: 1 of 8 rows" in message
    assert "row 1 of q3/impressions-top-1000-domains.csv holds 'no domain'" in message
    assert "column `impressions`: a value is missing or ill-typed: 1 of 8 rows" in message
    assert "column `impressions`: a value is below 1: 1 of 8 rows" in message
    assert "rows have the same quarter, domain: 2 of 8 rows" in message


def test_rows_out_of_order_are_refused(files):
    files["data/q2/impressions-top-1000-domains.csv"].write_text(
        "url_domain,impressions\na.org,1\nb.org,2\n"
    )
    with pytest.raises(DataError, match="the rows do not stand by falling impressions"):
        read_domain_impressions(files)


def test_another_column_is_refused(files):
    files["data/q2/impressions-top-1000-domains.csv"].write_text("url_domain,views\na.org,1\n")
    with pytest.raises(DataError, match="column `impressions` is missing"):
        read_domain_impressions(files)


def test_loading_is_noted_as_real_input(files, monkeypatch):
    monkeypatch.setattr(citizen_browser_domains, "fetch", lambda name: files)
    load_domain_users()
    assert ledger.inputs() == {"citizen_browser_domains": "real"}


def test_the_real_lists_hold_a_thousand_domains_and_one_blank_a_quarter(real_files):
    impressions, users = load_domain_impressions(), load_domain_users()
    assert impressions.groupby("quarter").size().tolist() == [1000, 1000]
    assert users.groupby("quarter").size().tolist() == [1000, 1000]
    blank = impressions[impressions["domain"] == ""]
    assert blank["impressions"].tolist() == [3245, 2916]
    assert not (users["domain"] == "").any()
