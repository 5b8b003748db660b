"""Making the segments of single tokens, and saying where segments are.

Replaces three ways of making a `PositionMarker` by one that writes its fields directly: what the generated constructor
of a frozen class does by a call for each field. Replaces `RawSegment.normalize`, which looks its regular expressions up
by their text for each token, by one that keeps them compiled; a token without rules for quotes is its own value.

Replaces `PyRsLexer._tokens_to_segments` where the text is its own template, as it is with the raw templater: a token
then stands where the token before it ends. Asking a token of sqlfluffrs 4.5.0 for its place leaks a slice object each
time, some kilobytes for a small text.
"""

from functools import lru_cache

import regex
from sqlfluff.core.parser import lexer
from sqlfluff.core.parser.markers import PositionMarker
from sqlfluff.core.parser.segments.raw import RawSegment

_compiled = lru_cache(maxsize=1024)(regex.compile)


def _marker(cls, source_slice, templated_slice, templated_file):
    line_no, line_pos = templated_file.get_line_pos_of_char_pos(templated_slice.start, source=False)
    marker = object.__new__(cls)
    marker.__dict__.update(
        source_slice=source_slice,
        templated_slice=templated_slice,
        templated_file=templated_file,
        working_line_no=line_no,
        working_line_pos=line_pos,
    )
    return marker


def _from_rs_position_marker(cls, rs_position_marker, templated_file):
    return _marker(cls, rs_position_marker.source_slice, rs_position_marker.templated_slice, templated_file)


def _around(markers):
    """The slices from the first to the last position of markers of one file; None when they are of several."""
    first = markers[0]
    templated_file = first.templated_file
    source, templated = first.source_slice, first.templated_slice
    source_start, source_stop = source.start, source.stop
    start, stop = templated.start, templated.stop
    for marker in markers:
        if marker.templated_file is not templated_file:
            return None
        source, templated = marker.source_slice, marker.templated_slice
        if source.start < source_start:
            source_start = source.start
        if source.stop > source_stop:
            source_stop = source.stop
        if templated.start < start:
            start = templated.start
        if templated.stop > stop:
            stop = templated.stop
    return slice(source_start, source_stop), slice(start, stop), templated_file


def _normalize(self, value=None):
    text = value or self.raw
    if self.quoted_value:
        match = _compiled(self.quoted_value[0]).match(text)
        if match:
            group = match.group(self.quoted_value[1])
            if isinstance(group, str):
                text = group
    if self.escape_replacements:
        for old, new in self.escape_replacements:
            text = _compiled(old).sub(new, text)
    return text


def _is_its_own_template(templated_file):
    slices = templated_file.raw_sliced
    whole = len(slices) == 1 and slices[0].slice_type == "literal"
    return whole and templated_file.source_str == templated_file.templated_str


def _placed(cls, token, raw, place, templated_file):
    """What `RawSegment.from_rstoken` makes of a token whose place is known."""
    segment = cls(
        raw=raw,
        pos_marker=_marker(PositionMarker, place, place, templated_file),
        instance_types=tuple(token.instance_types),
        trim_start=tuple(token.trim_start) if token.trim_start else None,
        trim_chars=tuple(token.trim_chars) if token.trim_chars else None,
        source_fixes=token.source_fixes,
        uuid=token.uuid,
        quoted_value=token.quoted_value,
        escape_replacements=token.escape_replacements,
    )
    segment._rstoken = token
    return segment


def _tokens_to_segments(tokens, py_template):
    plain = RawSegment.from_rstoken.__func__
    text = py_template.templated_str
    known = _is_its_own_template(py_template)
    start = 0
    segments = []
    for token in tokens:
        cls = lexer.segment_types.get(token.type, RawSegment)
        raw = token.raw
        stop = start + len(raw)
        known = known and text[start:stop] == raw
        if known and cls.from_rstoken.__func__ is plain:
            segments.append(_placed(cls, token, raw, slice(start, stop), py_template))
        else:
            segments.append(cls.from_rstoken(token, py_template))
        start = stop
    return tuple(segments)


def install():
    from_child_markers = PositionMarker.from_child_markers.__func__

    def around_children(cls, markers):
        slices = _around([marker for marker in markers if marker])
        return _marker(cls, *slices) if slices else from_child_markers(cls, markers)

    PositionMarker.from_rs_position_marker = classmethod(_from_rs_position_marker)
    PositionMarker.from_child_markers = classmethod(around_children)
    RawSegment.normalize = _normalize
    if lexer.PyRsLexer is not None:
        lexer.PyRsLexer._tokens_to_segments = staticmethod(_tokens_to_segments)
