"""``waymark directory``: services in, services out, and what is wrong with them."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from basics.clock import SystemClock
from directory.checks import check as check_directory
from directory.directory import Directory
from directory.exporting import export_json, service_objects
from directory.importing.run import import_source
from directory.lines import search_lines
from directory.query import SearchAnswer, SearchQuery
from waymark.cli.common import complain, emit, existing, progress_bar, say
from waymark.opening import open_database
from waymark.settings import load_settings

app = typer.Typer(help="The directory of services.", no_args_is_help=True)


@app.command("import")
def load(
    source: Annotated[Path, typer.Argument(help="A file, or a folder of related CSV files.")],
    format: Annotated[str, typer.Option(help="auto, hsds-json, hsds-csv, csv or xlsx.")] = "auto",
    mapping: Annotated[
        Path | None, typer.Option(help="A YAML file that says which column is what.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would happen; change nothing.")] = False,
    licence: Annotated[str, typer.Option(help="The licence of the data, kept with it.")] = "",
) -> None:
    """Import services. Broken rows are named with the reason; the others are imported."""
    if mapping is not None:
        existing(mapping)
    asyncio.run(_load(existing(source), format, mapping, dry_run, licence))


async def _load(
    source: Path, format: str, mapping: Path | None, dry_run: bool, licence: str
) -> None:
    with progress_bar("Importing") as progress:
        async with open_database(load_settings()) as database:
            report = await import_source(
                database,
                source,
                format=format,
                mapping=mapping,
                dry_run=dry_run,
                now=SystemClock().now(),
                progress=progress,
                licence=licence,
            )
    for problem in report.notes:
        say(f"kept, but: {problem}")
    for problem in report.skipped:
        complain(f"left out: {problem}")
    would = "Would be " if dry_run else ""
    emit(
        {
            "format": report.format,
            "dry_run": dry_run,
            "added": report.added,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "skipped": len(report.skipped),
            "notes": len(report.notes),
        }
    )
    say(
        f"{would}added {report.added}, changed {report.changed}, as before {report.unchanged}, "
        f"left out {len(report.skipped)}."
    )


@app.command("export")
def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write; standard output if left out.")
    ] = None,
) -> None:
    """Write the directory as Open Referral (HSDS) JSON."""
    asyncio.run(_export(file))


async def _export(file: Path | None) -> None:
    async with open_database(load_settings()) as database:
        if file is None:
            emit([thing async for thing in service_objects(database)])
            return
        count = await export_json(database, file)
    say(f"{count} services written to {file}.")


@app.command("search")
def search(
    text: Annotated[str, typer.Option(help="Words.")] = "",
    near: Annotated[str | None, typer.Option(help="A postcode, its first half, or a town.")] = None,
    radius_km: Annotated[float, typer.Option(help="How far, in km.")] = 5.0,
    age: Annotated[int | None, typer.Option(help="For somebody of this age.")] = None,
    free: Annotated[bool, typer.Option(help="Free ones only.")] = False,
    day: Annotated[list[str] | None, typer.Option(help="mon..sun, weekday, weekend.")] = None,
    interest: Annotated[list[str] | None, typer.Option(help="A slug, such as boxing.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="A slug, such as loneliness.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    queries: Annotated[
        Path | None, typer.Option(help="Answer a file of queries, one JSON object a line.")
    ] = None,
) -> None:
    """Find services."""
    if queries is not None:
        asyncio.run(_search_file(existing(queries)))
        return
    query = SearchQuery(
        text=text,
        near=near,
        radius_km=radius_km,
        min_age=age,
        max_age=age,
        free_only=free,
        days=tuple(day or ()),
        interests=tuple(interest or ()),
        topics=tuple(topic or ()),
        limit=limit,
    )
    asyncio.run(_search(query, as_json))


async def _search(query: SearchQuery, as_json: bool) -> None:
    async with open_database(load_settings()) as database:
        answer = await Directory(database).search(query, now=SystemClock().now())
    if as_json:
        emit(answer.model_dump(mode="json"))
    else:
        _show(answer)


def _show(answer: SearchAnswer) -> None:
    if answer.place_problem == "unknown_place":
        complain("that place is not known here; see `waymark places import`.")
    elif answer.place_choices:
        say(f"Which one? {', '.join(answer.place_choices)}")
    if answer.relaxed:
        say(f"Let go to find more: {', '.join(answer.relaxed)}.")
    if not answer.results:
        say("Nothing fits.")
    for hit in answer.results:
        far = f" ({hit.distance_km} km)" if hit.distance_km is not None else ""
        print(f"{hit.name}{far}")
        print(f"    {'; '.join(hit.reasons)}")
        facts = [hit.when, hit.cost, hit.where]
        print(f"    {' | '.join(fact for fact in facts if fact)}")
        if hit.unknown:
            print(f"    not known: {'; '.join(hit.unknown)}")


async def _search_file(queries: Path) -> None:
    async with open_database(load_settings()) as database:
        directory = Directory(database)
        with queries.open(encoding="utf-8") as lines:
            async for answer in search_lines(directory, lines, SystemClock().now()):
                emit(answer)


@app.command("check")
def check(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a finding.")] = False,
) -> None:
    """What is old, double or missing in the directory."""
    asyncio.run(_check(as_json))


async def _check(as_json: bool) -> None:
    async with open_database(load_settings()) as database:
        report = await check_directory(database, now=SystemClock().now())
    if as_json:
        emit({**asdict(report), "duplicates": [[asdict(x) for x in g] for g in report.duplicates]})
        return
    print(f"{report.services} services are listed.")
    for name, finding in report.findings.items():
        if finding.count:
            print(f"{FINDINGS[name]}: {finding.count}")
            for listed in finding.services[:5]:
                print(f"    {listed.name} {listed.detail}".rstrip())
    for group in report.duplicates:
        print(f"Listed {len(group)} times: {group[0].name} {group[0].detail}".rstrip())


FINDINGS = {
    "stale": "Last checked more than six months ago",
    "too_old": "Last checked more than twelve months ago",
    "never_checked": "Never checked",
    "no_age": "No ages given",
    "no_cost": "No cost given",
    "no_place": "Neither a place nor online",
    "no_times": "No times given",
}
