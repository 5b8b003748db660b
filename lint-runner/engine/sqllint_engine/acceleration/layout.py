"""What the layout rules share.

Replaces `ReflowConfig.from_fluff_config`, which reads a dozen settings for each use, by one for each configuration; the
comparison by which `ReflowSequence.from_root` makes sure that settings have not changed since the rule before, by the
fact that they do not; and `ReflowElement.class_types`, which makes a new set at each look, by one set for each element.
"""

import weakref
from functools import lru_cache

from sqlfluff.utils.reflow.config import ReflowConfig
from sqlfluff.utils.reflow.depthmap import DepthMap
from sqlfluff.utils.reflow.elements import ReflowElement
from sqlfluff.utils.reflow.sequence import ReflowSequence


# More than there are linters.
_KEPT_CONFIGURATIONS = 16


class _ClassTypes:
    """Stands in the class without a setter, so that a value in the instance is found before it."""

    def __get__(self, element, owner=None):
        if element is None:
            return self
        types = element.__dict__["class_types"] = element._class_types(element.segments)
        return types


class _LatestSequence:
    """The elements and the depths of the tree that was laid out last; forgotten with the tree."""

    def __init__(self):
        self._root = self._config = None
        self._content = None

    def of(self, cls, root, config):
        raws = root.raw_segments
        if self._root is None or self._root() is not root or self._config() is not config or self._content[0] is not raws:
            sequence = cls.from_raw_segments(raws, root, config=config, depth_map=DepthMap.from_parent(root))
            self._root = weakref.ref(root, self._forget)
            self._config = weakref.ref(config)
            self._content = (raws, list(sequence.elements), sequence.depth_map.copy())
            return sequence
        _, elements, depth_map = self._content
        return cls(
            elements=list(elements),
            root_segment=root,
            reflow_config=ReflowConfig.from_fluff_config(config),
            depth_map=depth_map.copy(),
        )

    def _forget(self, root):
        if self._root is root:
            self._root = self._config = self._content = None


def install():
    read_config = ReflowConfig.from_fluff_config.__func__
    latest = _LatestSequence()

    ReflowConfig.from_fluff_config = classmethod(lru_cache(_KEPT_CONFIGURATIONS)(read_config))
    ReflowSequence.from_root = classmethod(lambda cls, root_segment, config: latest.of(cls, root_segment, config))
    ReflowElement.class_types = _ClassTypes()
