"""The desk's tables are what its models say, by one line of migrations."""

from __future__ import annotations

from foreshock.store import Store


def test_migrations_run_in_one_line_and_make_the_tables_that_the_models_describe(desk_store: Store) -> None:
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    assert [str(step) for made in changes.get("desk", ()) for step in made.operations] == []
