import subprocess
import sys
import textwrap

import pytest
import yaml

from rml.data.registry import (
    PACKAGE_FOLDER,
    REGISTRY_FILE,
    Correction,
    dataset,
    dataset_fingerprint,
    fingerprint_of,
    load_registry,
    registry,
)
from rml.errors import CollectionError

KINDS = {
    "crop_results_tidy": "published",
    "yee2021_figures": "published",
    "drifterbot_timelines": "real",
    "chen2021_figures": "published",
    "citizen_browser_health": "real",
    "citizen_browser_hashtags": "real",
    "markup2021_figures": "published",
    "twitter_fastgaze": "real",
    "congress_portraits_117": "real",
    "osie_eye_fixations": "real",
    "hoppe_congress_pairs": "published",
    "hoppe_figures": "published",
    "us_politician_news_shares": "real",
    "citizen_browser_domains": "real",
    "citizen_browser_germany": "real",
    "huszar2022_figures": "published",
    "huszar2022_pairs": "published",
    "huszar2022_readings": "published",
    "bouchaud2023_figures": "published",
    "graham2024_figures": "published",
    "milli2023_figures": "published",
    "follow_up_figures": "published",
    "amplification_estimator_bias": "published",
    "fb_feed_audit_e18": "real",
    "everypolitician_7_legislatures": "real",
    "vparty_7_countries": "real",
    "us_county_race_pep2018": "real",
    "us_county_context_medsl": "real",
    "cfpb_bisg_cases": "published",
    "name_race_probabilities": "real",
    "bisg_priors": "published",
    "citizen_browser_top_hashtags": "real",
    "lazovich2022_figures": "published",
    "lum2022_group_counts": "published",
    "lum2022_figures": "published",
    "heavy_ranker_weights": "published",
    "home_mixer_parameters": "published",
    "home_mixer_filters": "published",
    "ranking_vectors": "published",
    "choice_trials_figures": "published",
    "bias_bounty_figures": "published",
    "bias_bounty_rubric": "published",
    "bias_bounty_counts": "published",
    "bias_bounty_changes": "published",
}

MINIMAL = """
base_url: https://example.org
datasets:
  made:
    title: A made dataset
    kind: real
    licence: MIT
    licence_url: https://example.org/licence
    citation: Nobody (2020).
    republish: All of it.
    description: Made for a test.
    caveats: [It is made up.]
    files:
      - repository: owner/repository
        commit: 0123456789abcdef0123456789abcdef01234567
        path: data/one.csv
        bytes: 8
        sha256: abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789
"""


def changed(tmp_path, old, new):
    assert old in MINIMAL
    path = tmp_path / "registry.yaml"
    path.write_text(MINIMAL.replace(old, new), encoding="utf-8")
    return path


def test_the_registry_names_the_datasets_of_the_collection():
    assert {name: entry.kind for name, entry in registry().datasets.items()} == KINDS


def test_a_made_registry_is_read(tmp_path):
    entry = load_registry(changed(tmp_path, "made:", "made:")).datasets["made"]
    (file,) = entry.files
    assert entry.name == "made"
    assert entry.bytes == file.bytes == 8
    assert file.url("https://example.org/") == (
        "https://example.org/owner/repository/0123456789abcdef0123456789abcdef01234567/data/one.csv"
    )


def test_spaces_in_a_path_are_quoted_in_the_address(tmp_path):
    path = changed(tmp_path, "path: data/one.csv", "path: data/one two.csv")
    (file,) = load_registry(path).datasets["made"].files
    assert file.url("https://example.org").endswith("/data/one%20two.csv")
    assert file.place.endswith("/data/one two.csv")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: real", "kind: simulated", r"`datasets\.made\.kind`"),
        ("bytes: 8", "bytes: eight", r"`datasets\.made\.files\.0\.bytes`"),
        ("bytes: 8", "bytes: '8'", r"`datasets\.made\.files\.0\.bytes`"),
        ("bytes: 8", "bytes: 0", r"`datasets\.made\.files\.0\.bytes`"),
        ("sha256: abcdef", "sha256: abcxyz", r"`datasets\.made\.files\.0\.sha256`"),
        ("commit: 0123", "commit: main0123", r"`datasets\.made\.files\.0\.commit`"),
        ("title: A made dataset", "titel: A made dataset", r"`datasets\.made\.titel`"),
        ("title: A made dataset", "title: 2020", r"`datasets\.made\.title`"),
        ("path: data/one.csv", "path: ../one.csv", "relative path"),
        ("path: data/one.csv", "path: /data/one.csv", "relative path"),
        ("path: data/one.csv", "package: data/one.csv", "`package`"),
        ("path: data/one.csv", "{}", "not valid YAML"),
        ("made:", "Made:", r"`datasets\.Made"),
        ("title:", "name: other\n    title:", "calls itself `other`"),
        ("licence: MIT", "licence: MIT\n    licence: GPL-3.0", "`licence` stands twice"),
        ("licence: MIT", "licence: !!python/object:os.system x", "tag"),
        ("kind: real", "kind: published", "not in the package"),
        ("caveats: [It is made up.]", "caveats: []", r"`datasets\.made`: .*`caveats` is empty"),
    ],
)
def test_a_faulty_registry_names_file_and_field(tmp_path, old, new, message):
    path = changed(tmp_path, old, new)
    with pytest.raises(CollectionError, match=message) as caught:
        load_registry(path)
    assert caught.value.where.startswith(str(path))
    assert caught.value.remedy


def test_all_faults_of_a_registry_come_at_once(tmp_path):
    path = changed(tmp_path, "kind: real", "kind: simulated")
    path.write_text(path.read_text().replace("bytes: 8", "bytes: eight"))
    with pytest.raises(CollectionError, match=r"made\.kind.*files\.0\.bytes"):
        load_registry(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds nothing"),
        ("- a list", "holds a list"),
        ("just text", "holds a str"),
        ("datasets:", "breaks its contract"),
    ],
)
def test_a_registry_of_another_shape_is_refused(tmp_path, content, message):
    path = tmp_path / "registry.yaml"
    path.write_text(content)
    with pytest.raises(CollectionError, match=message):
        load_registry(path)


def test_a_missing_or_undecodable_registry_is_named(tmp_path):
    with pytest.raises(CollectionError, match="cannot be read"):
        load_registry(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("title: é".encode("latin-1"))
    with pytest.raises(CollectionError, match="cannot be read"):
        load_registry(tmp_path / "latin.yaml")


def test_one_file_given_twice_is_refused(tmp_path):
    entry = textwrap.indent(MINIMAL.partition("    files:\n")[2], "")
    path = tmp_path / "registry.yaml"
    path.write_text(MINIMAL + entry)
    with pytest.raises(CollectionError, match=r"data/one\.csv more than once"):
        load_registry(path)


def test_an_unknown_dataset_gets_a_suggestion():
    with pytest.raises(CollectionError, match="Did you mean `drifterbot_timelines`"):
        dataset("drifterbot_timeline")
    with pytest.raises(CollectionError, match="Known: .*`crop_results_tidy`"):
        dataset("xxxx")


def test_a_fingerprint_covers_checksums_and_corrections_but_no_prose(upstream):
    entry = upstream.dataset()
    correction = Correction(id="one", field="a", what="b", reason="c", source="d", role="primary")
    same = upstream.dataset(
        title="Another", description="Another", caveats=("Another.",), citation="Another."
    )
    reversed_files = upstream.dataset(files=entry.files[::-1])
    assert fingerprint_of(same) == fingerprint_of(reversed_files) == fingerprint_of(entry)
    corrected = upstream.dataset(corrections=(correction,))
    other_role = correction.model_copy(update={"role": "sensitivity"})
    shorter = upstream.dataset(files=entry.files[:1])
    prints = {
        fingerprint_of(made)
        for made in (entry, corrected, upstream.dataset(corrections=(other_role,)), shorter)
    }
    upstream.add("data/one.csv", b"a,b\n1,3\n")
    prints.add(fingerprint_of(upstream.dataset()))
    assert len(prints) == 5


def test_fingerprints_of_the_collection_differ():
    assert len({dataset_fingerprint(name) for name in KINDS}) == len(KINDS)


def test_every_dataset_says_what_a_report_must_print():
    for entry in registry().datasets.values():
        assert entry.licence in {
            "AGPL-3.0-only",
            "MIT",
            "BSD-3-Clause",
            "Apache-2.0",
            "CC-BY-4.0",
            "CC0-1.0",
            "GPL-3.0-only",
            "NOASSERTION",
        }
        assert entry.republish.endswith(".")
        for text in (*entry.caveats, entry.description):
            assert not text[0].islower(), text
            assert text.endswith("."), text
        if entry.kind == "published":
            assert all((PACKAGE_FOLDER / str(file.package)).is_file() for file in entry.files)


def test_corrections_are_declared_where_a_source_is_defective():
    declared = {
        name: [correction.id for correction in entry.corrections]
        for name, entry in registry().datasets.items()
        if entry.corrections
    }
    assert declared == {
        "citizen_browser_health": ["hhs_group_other"],
        "citizen_browser_germany": ["kinds_of_posters", "variants_of_pages"],
        "citizen_browser_hashtags": ["blm_groups_without_a_sighting"],
        "congress_portraits_117": ["suggested_labels"],
        "fb_feed_audit_e18": [
            "viewing_one_hour_early",
            "personal_profile_dropped",
            "pages_by_number",
        ],
        "us_county_race_pep2018": ["dona_ana_filled"],
        "us_county_context_medsl": [
            "oglala_lakota_renumbered",
            "bedford_city_merged",
            "kansas_city_dropped",
        ],
        "name_race_probabilities": ["withheld_shares"],
    }


def test_reading_registry_and_status_imports_nothing_heavy():
    code = (
        "import sys, rml.data.command as c; c.status_table();"
        "heavy = {'pandas', 'numpy', 'pooch', 'requests', 'pandera', 'torch'} & set(sys.modules);"
        "sys.exit(str(sorted(heavy)) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_shipped_registry_is_plain_yaml():
    content = yaml.safe_load(REGISTRY_FILE.read_text(encoding="utf-8"))
    assert list(content["datasets"]) == list(KINDS)
