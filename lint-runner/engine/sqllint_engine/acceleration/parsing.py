"""From tokens to a tree.

Replaces the parser and the lexer made anew for each file by one of each for a configuration: they hold grammars and
settings, and nothing of the texts that they have read. Leaves out the tree on the Rust side, which only the
experimental Rust rules would read. Builds the segments directly from what the Rust parser found, as SQLFluff's own
`_apply_rs_match_result` does, instead of by way of a second description of the same tree. Spares a new segment what
makes no difference to one that nobody has looked at yet: forgetting values that it has not computed.
"""

import weakref
from functools import lru_cache

from sqlfluff.core.linter import linter
from sqlfluff.core.parser import rust_parser
from sqlfluff.core.parser.markers import PositionMarker
from sqlfluff.core.parser.segments.base import BaseSegment, get_next_id

# More than there are linters.
_KEPT_CONFIGURATIONS = 16

_MATCH_FIELDS = (
    "matched_slice",
    "matched_class",
    "child_matches",
    "insert_segments",
    "instance_types",
    "segment_kwargs",
    "trim_chars",
    "casefold",
    "quoted_value",
    "escape_replacements",
)


class _RootMatch:
    """What the Rust parser found, without the second tree."""

    def __init__(self, match):
        for name in _MATCH_FIELDS:
            setattr(self, name, getattr(match, name))

    def apply_as_tree(self, *_args, **_kwargs):
        return None


class _TreelessParser:
    """The Rust parser, whose matches make no tree of their own."""

    def __init__(self, rs_parser):
        self._rs_parser = rs_parser

    def parse_match_result_from_tokens(self, tokens):
        return _RootMatch(self._rs_parser.parse_match_result_from_tokens(tokens))


def _segments_of(parser, match, segments, parse_context):
    """The segments of a match and all below it: children in the order of their places, inserted ones before them."""
    start, stop = match.matched_slice
    matched_class, kwargs, inserts = parser._rs_match_fields(match)
    children = match.child_matches
    if start == stop:
        for place, _ in inserts:
            assert place == start, f"Tried to insert @{place} outside of matched slice {(start, stop)}"
            parse_context.increment_parse_nodes()
        return tuple(made(pos_marker=rust_parser._get_point_pos_at_idx(segments, start)) for _, made in inserts)
    if not children and not inserts:
        found = segments[start:stop]
    else:
        parts = [(place, made) for place, made in inserts]
        parts.extend((child.matched_slice[0], child) for child in children)
        if len(parts) > 1:
            parts.sort(key=_place)
        reached = start
        result = []
        for place, part in parts:
            if place > reached:
                result.extend(segments[reached:place])
                reached = place
            elif place < reached:
                raise ValueError("Two child matches of the Rust parser overlap.")
            if isinstance(part, type):
                result.append(part(pos_marker=rust_parser._get_point_pos_at_idx(segments, place)))
            else:
                result.extend(_segments_of(parser, part, segments, parse_context))
                reached = part.matched_slice[1]
        if reached < stop:
            result.extend(segments[reached:stop])
        found = tuple(result)
    if not matched_class:
        return found
    made = matched_class.from_result_segments(found, kwargs)
    parse_context.increment_parse_nodes()
    return (made,)


def _place(part):
    return part[0]


def _init(self, segments, pos_marker=None, uuid=None):
    if len(segments) == 0:
        raise RuntimeError(f"Setting {self.__class__} with a zero length segment set. This shouldn't happen.")
    if not pos_marker:
        markers = [segment.pos_marker for segment in segments]
        if all(markers):
            pos_marker = PositionMarker.from_child_markers(markers)
    fields = self.__dict__
    fields["pos_marker"] = pos_marker
    fields["segments"] = segments
    fields["uuid"] = uuid or get_next_id()
    self.set_as_parent(recurse=False)
    self.validate_non_code_ends()


def _set_as_parent(self, recurse=True):
    parent = weakref.ref(self)
    for idx, segment in enumerate(self.segments):
        fields = segment.__dict__
        fields["_parent"] = parent
        fields["_parent_idx"] = idx
        if recurse:
            segment.set_as_parent(recurse=recurse)


def install():
    BaseSegment.__init__ = _init
    BaseSegment.set_as_parent = _set_as_parent
    make_lexer, make_parser = linter.Lexer, rust_parser.RustParser
    linter.Lexer = lru_cache(_KEPT_CONFIGURATIONS)(lambda config: make_lexer(config=config))
    if make_parser is None:
        return

    def treeless_parser(config):
        parser = make_parser(config=config)
        parser._rs_parser = _TreelessParser(parser._rs_parser)
        return parser

    rust_parser.set_native_ast(True)
    make_parser._apply_rs_match_result = _segments_of
    rust_parser.RustParser = lru_cache(_KEPT_CONFIGURATIONS)(treeless_parser)
