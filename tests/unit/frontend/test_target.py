"""What the path of a request names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aro_rp.frontend.target import clean_segments, target_of

SEGMENT = st.text(st.characters(exclude_characters="/", exclude_categories=("Cs",)), min_size=1)


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/", []),
        ("", []),
        ("/a/b", ["a", "b"]),
        ("/a/b/", ["a", "b"]),
        ("//a///b//", ["a", "b"]),
        ("//a/b", ["a", "b"]),
        ("/a//b", ["a", "b"]),
        ("a/b", ["a", "b"]),
        ("/a/./b", ["a", "b"]),
        ("/a/../b", ["b"]),
        ("/../../b", ["b"]),
        ("/a/..", []),
        ("/a/.b/..c", ["a", ".b", "..c"]),
        ("/a/b.", ["a", "b."]),
    ],
)
def test_a_path_is_cleaned(path: str, segments: list[str]) -> None:
    assert clean_segments(path) == segments


@given(st.lists(SEGMENT.filter(lambda text: text not in (".", "..")), max_size=9))
def test_clean_segments_survive_any_number_of_slashes(segments: list[str]) -> None:
    assert clean_segments("//" + "//".join(segments) + "/") == segments
    assert clean_segments("/" + "/".join(segments)) == segments


@given(st.lists(SEGMENT, max_size=9))
def test_segments_key_and_resource_say_the_same(segments: list[str]) -> None:
    target = target_of("/" + "/".join(segments))
    assert target.resource == "/" + "/".join(target.spelled)
    assert target.key == "/" + "/".join(target.segments)
    assert len(target.segments) == len(target.spelled)
    for segment, spelled in zip(target.segments, target.spelled, strict=True):
        assert segment.isascii() == spelled.isascii()
        assert segment.lower() == spelled.lower()


@pytest.mark.parametrize(
    ("path", "type_of_one", "is_admin"),
    [
        (
            "/subscriptions/s/resourceGroups/g/providers/P/Clusters/x",
            "clusters",
            False,
        ),
        ("/subscriptions/s/resourceGroups/g/providers/P/Clusters", "", False),
        ("/Admin/versions", "", True),
        ("/administrators", "", False),
        ("/", "", False),
    ],
)
def test_a_path_says_what_kind_of_thing_it_names(
    path: str, type_of_one: str, is_admin: bool
) -> None:
    target = target_of(path)
    assert (target.type_of_one, target.is_admin) == (type_of_one, is_admin)


def test_lines_tell_a_path_without_the_characters_that_would_break_them() -> None:
    plain, broken = target_of("/a/b"), target_of("/a\n/\x1bb")
    assert plain.printable() is plain
    assert broken.printable().path.isprintable()
    assert broken.path == "/a\n/\x1bb"
