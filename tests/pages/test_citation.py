import re

from rml.run.citation import bibtex, citation


def test_the_citation_names_authors_year_report_and_version(record):
    line = citation(record)
    for part in ("(2026)", record["title"], record["report"], record["version"]):
        assert part in line
    assert "\n" not in line


def test_several_authors_are_listed(record):
    record["authors"] = ["Ada One", "Bo Two", "Cy Three"]
    assert citation(record).startswith("Ada One, Bo Two and Cy Three (2026)")
    assert "author       = {{Ada One} and {Bo Two} and {Cy Three}}" in bibtex(record)


def test_a_title_that_ends_a_sentence_gets_no_second_full_stop(record):
    record["title"] = "Who sees what?"
    assert "Who sees what? rml" in citation(record)


def test_bibtex_escapes_what_latex_would_read_as_a_command(record):
    record["title"] = r"50 % of A&B: $x_1$ {#2} ~ \input{x} ^"
    entry = bibtex(record)
    title = next(line for line in entry.splitlines() if "title" in line)
    assert r"50 \% of A\&B: \$x\_1\$ \{\#2\} \textasciitilde{}" in title
    assert r"\input" not in title
    assert r"\textbackslash{}input" in title


def test_the_bibtex_key_is_plain(record):
    assert re.match(r"@misc\{rml_image_cropping_published_runs_3f9a1c20b7d4,", bibtex(record))


def test_braces_pair_up_whatever_the_title(record):
    record["title"] = "a } b {"
    unescaped = re.sub(r"\\[{}]", "", bibtex(record))
    assert unescaped.count("{") == unescaped.count("}")


def test_a_quick_version_says_so(record):
    record["profile"] = "quick"
    assert "quick profile" in citation(record)
    assert "quick profile" in bibtex(record)
