"""No section, reason, addressee or credit is left blank."""

from __future__ import annotations

from example_list import Example


def test_every_flashpoint_has_all_its_sections(example: Example) -> None:
    for put in example.puts:
        if put.kind == "flashpoint":
            flashpoint = put.value
            for section in ("why", "background", "analysis", "scenarios"):
                assert getattr(flashpoint, section), f"{put.object_id} has no {section}"
            assert flashpoint.place
            assert flashpoint.summary
            assert flashpoint.checked


def test_every_scenario_says_what_to_watch_for_and_what_to_do(example: Example) -> None:
    for put in example.puts:
        if put.kind == "flashpoint":
            for scenario in put.value.scenarios:
                assert scenario.triggers or scenario.opportunity, scenario.title
                assert scenario.advice, scenario.title
                for advice in scenario.advice:
                    assert advice.addressee, scenario.title
                    assert advice.text, scenario.title
                    assert advice.since, f"nothing is said of what was done about {advice.text!r}"


def test_al_tanf_is_told_from_both_capitals_with_a_path_to_draw(example: Example) -> None:
    views = {view.party: view for view in example.newest("flashpoint")["al-tanf"].views}
    assert set(views) == {"united-states", "iran"}
    assert all(len(view.path) >= 3 for view in views.values())
    west_to_east = [lon for lon, _ in reversed(views["united-states"].path)]
    assert west_to_east == sorted(west_to_east)
    south_to_north = [lat for _, lat in reversed(views["iran"].path)]
    assert south_to_north == sorted(south_to_north)


def test_a_capital_has_a_question_and_says_how_it_is_settled(example: Example) -> None:
    for put in example.puts:
        if put.kind == "flashpoint" and put.value.kind == "capital":
            assert put.value.question.endswith("within 30 days?")
            (note,) = [n for n in put.value.notes if n.title == "How the question is settled"]
            assert [head for head, _ in note.rows] == ["Yes", "No", "Settled by", "If in doubt"]


def test_every_level_gives_reasons_on_both_sides_and_what_would_raise_it(example: Example) -> None:
    for level in example.newest("level").values():
        assert level.reasons_for, level.id
        assert level.reasons_against, level.id
        assert level.would_raise, level.id
        assert level.would_lower or level.level == "moderate", level.id
        assert level.author == "Foreshock example desk"


def test_four_pictures_are_described_and_credited_but_not_held(example: Example) -> None:
    images = example.newest("flashpoint")["al-tanf"].images
    assert len(images) == 4
    for image in images:
        assert image.credit
        assert image.alt
        assert image.date
        assert image.section in ("developments", "background", "analysis")
        assert (image.sha256, image.reason) == ("", "copyright")


def test_every_revision_says_who_and_why(example: Example) -> None:
    assert all(put.by == "Foreshock example desk" and put.why for put in example.puts)


def test_the_list_says_whose_judgement_its_levels_are(example: Example) -> None:
    (trigger_list,) = example.newest("list").values()
    assert "this example’s own judgement" in trigger_list.about
    assert "one public page" in trigger_list.about
    document = example.newest("document")["crisis-group-al-tanf"]
    assert (document.not_held, document.terms) == ("copyright", "quote")
