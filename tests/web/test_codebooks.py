"""A codebook grows: themes are added, changed, merged, split, and put back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from evenground_web.core.permissions import RuleBroken
from evenground_web.themes import services
from evenground_web.themes.models import CodebookVersion, Coding, Theme
from tests.web.theme_records import both_found, codebook, done, found, said


@pytest.fixture
def c(universe):
    return codebook(universe)


def test_each_change_of_the_themes_is_a_version_that_never_changes(c) -> None:
    services.edit_theme(c.disbelief, by=c.lead, when_not="When nobody was asked")
    versions = c.book.versions.all()
    assert [one.number for one in versions] == [3, 2, 1]
    assert versions[0].sentence == (
        "changed the when not to use it to “When nobody was asked”, of the theme “Not believed”"
    )
    assert versions[0].themes[0]["when_not"] == "When nobody was asked"
    assert versions[1].themes[0]["when_not"] == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        CodebookVersion.objects.update(sentence="nothing")


def test_a_theme_is_named_once_and_is_no_part_of_itself(c) -> None:
    with pytest.raises(RuleBroken, match="“not believed” already"):
        services.add_theme(c.book, by=c.lead, name="not  believed")
    below = services.add_theme(c.book, by=c.lead, name="Pain", parent=c.disbelief)
    with pytest.raises(RuleBroken, match="is part of “Not believed” itself"):
        services.edit_theme(c.disbelief, by=c.lead, parent=below)
    assert services.with_those_below(c.disbelief) == [c.disbelief, below]


def test_a_theme_that_somebody_found_is_not_removed(c) -> None:
    found(said(c), c.disbelief, by=c.lead)
    with pytest.raises(RuleBroken, match="Merge it into another"):
        services.remove_theme(c.disbelief, by=c.lead)
    services.remove_theme(c.interpreters, by=c.lead)
    assert list(c.book.themes.all()) == [c.disbelief]


def test_how_many_code_stays_once_somebody_finished(c) -> None:
    services.edit_codebook(c.book, by=c.lead, coders=3)
    done(c.book, said(c), c.lead)
    with pytest.raises(RuleBroken, match="stays as it is"):
        services.edit_codebook(c.book, by=c.lead, coders=1)


def test_a_merged_theme_counts_as_the_other_and_comes_back_when_it_is_undone(c) -> None:
    first = both_found(c, said(c), c.disbelief)
    second = both_found(c, said(c, "No words for it."), c.interpreters)
    third = services.add_theme(c.book, by=c.lead, name="Not heard")
    change = services.merge(c.disbelief, by=c.lead, into=c.interpreters)
    services.merge(c.interpreters, by=c.lead, into=third)
    assert set(services.voices_with(third)) == {first, second}
    assert services.how_many(c.book) == {third.pk: 2}
    assert set(services.themes_of([first, second])) == {first.pk, second.pk}
    with pytest.raises(RuleBroken, match="was merged into “Not heard”"):
        found(said(c), c.disbelief, by=c.lead)
    services.undo(change, by=c.lead)
    assert services.how_many(c.book) == {c.disbelief.pk: 1, third.pk: 1}
    with pytest.raises(RuleBroken, match="undone already"):
        services.undo(change, by=c.lead)


def test_a_theme_is_not_merged_into_its_own_part(c) -> None:
    below = services.add_theme(c.book, by=c.lead, name="Pain", parent=c.disbelief)
    with pytest.raises(RuleBroken, match="is part of “Not believed”"):
        services.merge(c.disbelief, by=c.lead, into=below)
    services.merge(below, by=c.lead, into=c.disbelief)
    with pytest.raises(RuleBroken, match="Choose another theme"):
        services.merge(c.disbelief, by=c.lead, into=c.disbelief)


def test_a_merge_is_not_undone_where_a_theme_would_be_part_of_itself(c) -> None:
    theme = services.add_theme(c.book, by=c.lead, name="Pain", parent=c.disbelief)
    below = services.add_theme(c.book, by=c.lead, name="Pain in labour", parent=theme)
    change = services.merge(theme, by=c.lead, into=c.interpreters)
    services.edit_theme(c.disbelief, by=c.lead, parent=below)
    with pytest.raises(RuleBroken, match="“Pain” would be part of itself. Move out"):
        services.undo(change, by=c.lead)
    assert Theme.objects.get(pk=theme.pk).merged_into == c.interpreters
    assert {theme for _, theme in services.outline(c.book)} == {c.interpreters, below, c.disbelief}
    services.edit_theme(c.disbelief, by=c.lead, parent=None)
    services.undo(change, by=c.lead)
    assert services.with_those_below(c.disbelief) == [c.disbelief, theme, below]


def test_a_theme_moved_under_a_merged_one_keeps_the_merge_above_it(c) -> None:
    theme = services.add_theme(c.book, by=c.lead, name="Pain", parent=c.disbelief)
    below = services.add_theme(c.book, by=c.lead, name="Pain in labour", parent=theme)
    change = services.merge(theme, by=c.lead, into=c.interpreters)
    third = services.add_theme(c.book, by=c.lead, name="Not heard", parent=below)
    services.merge(c.disbelief, by=c.lead, into=third)
    with pytest.raises(RuleBroken, match="Themes were moved since"):
        services.undo(change, by=c.lead)


def test_a_split_is_not_undone_while_the_theme_stands_in_the_new_one(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    change = services.split(c.disbelief, by=c.lead, name="Pain", passages=[(voice.pk, (0, 19))])
    services.edit_theme(c.disbelief, by=c.lead, parent=change.other)
    with pytest.raises(RuleBroken, match="Themes were moved since"):
        services.undo(change, by=c.lead)
    assert services.how_many(c.book) == {change.other_id: 1}
    services.edit_theme(c.disbelief, by=c.lead, parent=None)
    services.undo(change, by=c.lead)
    assert services.how_many(c.book) == {c.disbelief.pk: 1}


def test_a_split_shows_nobody_what_others_found_before_all_are_done(c) -> None:
    voice, agreed = said(c), both_found(c, said(c), c.disbelief, sentence=1)
    found(voice, c.disbelief, by=c.lead)
    found(voice, c.disbelief, by=c.facilitator, sentence=2)
    done(c.book, voice, c.facilitator)
    passages = {(agreed.pk, "My daughter interpreted for me."), (voice.pk, "Nobody believed me.")}
    shown = services.passages_of(c.disbelief, by=c.lead)
    assert {(key, words) for (key, _, _), words in shown.items()} == passages
    done(c.book, voice, c.lead)
    shown = services.passages_of(c.disbelief, by=c.lead)
    assert (voice.pk, "The bus stops at six.") in {
        (key, words) for (key, *_), words in shown.items()
    }


def test_a_split_takes_the_chosen_passages_of_all_coders_and_can_be_undone(c) -> None:
    first = both_found(c, said(c), c.disbelief)
    both_found(c, said(c, "They laughed. I left."), c.disbelief)
    change = services.split(
        c.disbelief, by=c.lead, name="Pain not believed", passages=[(first.pk, (0, 19))]
    )
    assert services.how_many(c.book) == {c.disbelief.pk: 1, change.other_id: 1}
    assert Coding.objects.filter(theme=change.other).count() == 2
    services.undo(change, by=c.lead)
    assert services.how_many(c.book) == {c.disbelief.pk: 2}
    assert not Theme.objects.in_use().filter(name="Pain not believed").exists()


def test_a_split_without_passages_or_with_a_taken_name_is_refused(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    with pytest.raises(RuleBroken, match="Choose what belongs"):
        services.split(c.disbelief, by=c.lead, name="Pain", passages=[(voice.pk, (1, 2))])
    with pytest.raises(RuleBroken, match="“No interpreter” already"):
        services.split(
            c.disbelief, by=c.lead, name="No interpreter", passages=[(voice.pk, (0, 19))]
        )
    assert c.book.themes.count() == 2
