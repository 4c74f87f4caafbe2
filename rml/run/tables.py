"""Tables of the author's own that a report names: where they lie, how pages name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rml.data.faults import raise_faults
from rml.data.own_tables import TableSource, is_there, table_source
from rml.data.table_content import TableContent, table_content
from rml.errors import CollectionError, DataError, DataUnavailableError
from rml.run.collection import ReportSpec
from rml.run.folders import folder_path, folder_shown
from rml.run.project import Project
from rml.run.record import TableRecord
from rml.suggest import did_you_mean


def source_of(project: Project, spec: ReportSpec, name: str) -> TableSource:
    """Return where a table of a report lies, its path absolute.

    Raises
    ------
    DataError
        If the parameter file names a database without a table, or with a password.
    """
    found = table_source(spec.tables[name], where=_where(spec, name))
    if found.kind == "database":
        return found
    path = folder_path(project, found.place).resolve()
    return TableSource(kind=found.kind, place=str(path), table=found.table)


def table_shown(written: str) -> str:
    """Return a table's place as pages may show it: no host, no user, no place on a machine."""
    place, _, table = written.partition("#")
    if "://" in place:
        return f"{place.partition('://')[0]}, table {table}"
    return folder_shown(place) + (f", table {table}" if table else "")


def tables_shown(spec: ReportSpec) -> dict[str, str]:
    """Return how pages name each table of a report, by its name."""
    return {name: table_shown(written) for name, written in spec.tables.items()}


def table_sources(project: Project, spec: ReportSpec) -> dict[str, str]:
    """Return where each table of a report lies, as the kernel is told, by its name."""
    return {name: source_of(project, spec, name).written for name in spec.tables}


def table_places(project: Project, spec: ReportSpec) -> dict[str, str]:
    """Return the places that no output may name, by the tables' names."""
    return {name: source_of(project, spec, name).place for name in spec.tables}


def missing_tables(project: Project, spec: ReportSpec) -> dict[str, DataUnavailableError]:
    """Return one error for each table of a report that is not on this machine, by its name.

    Such a report waits for data and does not stop the others. Whether a database answers is
    not asked here: that would be a connection for every run.
    """
    missing = {}
    for name, written in spec.tables.items():
        try:
            there = is_there(source_of(project, spec, name))
        except DataError:
            continue  # the parameter file is wrong, which is no reason to wait
        if not there:
            missing[name] = DataUnavailableError(
                f"There is no table `{table_shown(written)}` on this machine.",
                where=_where(spec, name),
                remedy="Put it there, or correct its path in the parameter file.",
            )
    return missing


def check_table_names(
    spec: ReportSpec,
    taken: Mapping[str, Sequence[str]],
    ways: Sequence[Sequence[str]] = (),
) -> None:
    """Refuse tables that the notebook does not take, and too few of those that it takes.

    Parameters
    ----------
    spec
        The parameter file.
    taken
        What the parameter model declares as ``own_tables``: the tables that the notebook
        takes, with the columns that each must have.
    ways
        What it declares as ``own_table_ways``: the tables that are named together. Without
        any, all that the notebook takes.

    Raises
    ------
    CollectionError
        If a table is unknown or missing, if tables of two ways are mixed, or a version is
        declared for no table of a database.
    """
    for name in spec.tables:
        if name not in taken:
            raise CollectionError(
                f"The notebook `{spec.notebook}` takes no table `{name}`.",
                where=f"{spec.where}, tables",
                remedy=did_you_mean(name, taken) if taken else "Leave `tables:` out.",
            )
    together = [tuple(way) for way in ways] or [tuple(taken)]
    if spec.tables and not any(set(way) == set(spec.tables) for way in together):
        named = ", ".join(spec.tables)
        allowed = "; or ".join(", ".join(way) for way in together)
        raise CollectionError(
            f"The notebook `{spec.notebook}` takes {allowed}; named are {named}.",
            where=f"{spec.where}, tables",
            remedy="Name all tables of one of these ways, or no table."
            if len(together) > 1
            else "Name all of them, or none.",
        )
    for name in spec.table_versions:
        if "://" not in spec.tables.get(name, ""):
            raise CollectionError(
                f"`{name}` is no table behind a connection URL, whose version could be declared.",
                where=f"{spec.where}, table_versions",
                remedy="Leave it out: files are known by their checksums.",
            )


def _where(spec: ReportSpec, name: str) -> str:
    return f"{spec.where}, tables.{name}"


class OwnTables:
    """Looks at tables of the author's own, each at most once.

    Parameters
    ----------
    project
        The collection, from whose folder relative paths lead.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read: dict[tuple[TableSource, str | None], TableContent] = {}

    def read(self, spec: ReportSpec) -> dict[str, TableContent]:
        """Return what is known of the content of each table of a report, by its name.

        Raises
        ------
        DataUnavailableError
            If tables are missing; all of them at once.
        DataError
            If tables cannot be used; all faults of all of them at once.
        """
        missing = missing_tables(self._project, spec)
        if missing:
            raise DataUnavailableError("\n".join(str(error) for error in missing.values()))
        found: dict[str, TableContent] = {}
        faults: list[DataError] = []
        for name in spec.tables:
            version = spec.table_versions.get(name)
            try:
                source = source_of(self._project, spec, name)
                key = (source, version)
                if key not in self._read:
                    self._read[key] = table_content(
                        source, version=version, where=_where(spec, name)
                    )
                found[name] = self._read[key]
            except DataError as error:
                faults.append(error)
        raise_faults(faults)
        return found

    def check_columns(self, spec: ReportSpec, needed: Mapping[str, Sequence[str]]) -> None:
        """Refuse tables without the columns that the notebook needs, before a kernel starts.

        Parameters
        ----------
        spec
            The parameter file.
        needed
            The columns that each table must have, by its name.

        Raises
        ------
        DataError
            If a table cannot be opened, its files are not one table, or columns are missing;
            all faults of all tables at once.
        """
        if not spec.tables:
            return
        # Imports what reads Parquet, and Ibis for databases: only before a notebook runs.
        from rml.data.table_columns import check_columns  # noqa: PLC0415

        faults: list[DataError] = []
        for name in spec.tables:
            try:
                source = source_of(self._project, spec, name)
                check_columns(source, needed[name], where=_where(spec, name))
            except DataError as error:
                faults.append(error)
        raise_faults(faults)

    def fingerprints(self, spec: ReportSpec) -> dict[str, str]:
        """Return the fingerprint of each table of a report, by its name; raise as `read`."""
        return {name: content.sha256 for name, content in sorted(self.read(spec).items())}

    def records(self, spec: ReportSpec) -> list[TableRecord]:
        """Return what a report must say of each table."""
        return [
            {
                "name": name,
                "table": table_shown(spec.tables[name]),
                "files": content.files,
                "bytes": content.size,
                "version": content.version,
                "sha256": content.sha256,
            }
            for name, content in self.read(spec).items()
        ]
