"""Asking a segment for its types.

Replaces `RawSegment.class_types`, which makes a new set at each look, and `is_type` of raw and other segments, which
calls on through two methods. What a segment is does not change: its class and its `instance_types` are set when it is
made. The sets are made by SQLFluff's own expression, so that they have its order as well.
"""

from sqlfluff.core.parser.segments.base import BaseSegment
from sqlfluff.core.parser.segments.raw import RawSegment


class _KnownTypes:
    """Stands in the class without a setter, so that a value in the instance is found before it."""

    def __init__(self, types_of):
        self._types_of = types_of
        self._known = {}

    def __get__(self, segment, owner=None):
        if segment is None:
            return self
        key = (owner, segment.instance_types)
        types = self._known.get(key)
        if types is None:
            types = self._known[key] = self._types_of(segment)
        segment.__dict__["class_types"] = types
        return types


def _raw_is_type(self, *seg_type):
    return not self.class_types.isdisjoint(seg_type)


def _is_type(self, *seg_type):
    return not self._class_types.isdisjoint(seg_type)


def install():
    RawSegment.class_types = _KnownTypes(RawSegment.class_types.fget)
    RawSegment.is_type = _raw_is_type
    BaseSegment.is_type = _is_type
