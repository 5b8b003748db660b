"""Finding the segments that a rule wants to see.

Replaces the walks through the whole tree, one for each rule (`SegmentSeekerCrawler.crawl`) and more inside of rules
(`BaseSegment.recursive_crawl`), by one walk that notes the places of each type; and spares a rule whose types are not
in the tree all that `BaseRule.crawl` prepares.

The segments come in the same order, with the same ancestors, because all these walks go from a parent to its children
in order; what is left out with all that lies below it is left out by the place after its last descendant. Only linting
is served this way, and only the tree that is linted: fixing changes trees.
"""

from bisect import bisect_left

from sqlfluff.core.linter.linter import Linter
from sqlfluff.core.parser.segments.base import BaseSegment
from sqlfluff.core.rules.base import BaseRule
from sqlfluff.core.rules.crawlers import SegmentSeekerCrawler


class _Places:
    """All segments of a tree, parents first."""

    def __init__(self, root):
        # Segment, its ancestors, its place among its siblings, and whether it is or lies below something unparsable.
        self.entries = []
        # For each segment the place after the last one below it.
        self.ends = []
        self.by_id = {}
        self._by_type = {}
        self._known = {}
        self._walk(root)

    def _walk(self, root):
        entries, ends, by_id = self.entries, self.ends, self.by_id
        by_types = {}
        todo = [(root, (), 0, False)]
        while todo:
            entry = todo.pop()
            segment, ancestors, _, hidden = entry
            if segment is None:
                # The mark behind the children of a segment, whose place it carries.
                ends[ancestors] = len(entries)
                continue
            types = segment.class_types
            if not hidden and "unparsable" in types:
                hidden = True
                entry = (segment, ancestors, entry[2], True)
            place = len(entries)
            places = by_types.get(types)
            if places is None:
                by_types[types] = [place]
            else:
                places.append(place)
            by_id[id(segment)] = place
            entries.append(entry)
            ends.append(place + 1)
            children = segment.segments
            if children:
                todo.append((None, place, 0, False))
                below = ancestors + (segment,)
                todo.extend([(children[idx], below, idx, hidden) for idx in range(len(children) - 1, -1, -1)])
        for types, places in by_types.items():
            for name in types:
                self._by_type.setdefault(name, []).append(places)

    def of_types(self, types):
        """Places of the segments that are of any of the types, in order.

        Args:
            types: a frozenset or a tuple
        """
        known = self._known.get(types)
        if known is None:
            lists = {id(places): places for name in types for places in self._by_type.get(name, ())}
            if len(lists) == 1:
                known = next(iter(lists.values()))
            else:
                known = sorted([place for places in lists.values() for place in places])
            self._known[types] = known
        return known


class _LintedTree:
    """The tree that is linted now, and its places once somebody asks for them."""

    def __init__(self):
        self._root = self._places = None

    def begin(self, root):
        self._root, self._places = root, None

    def end(self):
        self._root = self._places = None

    def places_of(self, root):
        """None when another tree is linted, or none."""
        return self.places() if root is self._root else None

    def places(self):
        if self._places is None and self._root is not None:
            self._places = _Places(self._root)
        return self._places


def _is_plain(crawler):
    return type(crawler) is SegmentSeekerCrawler and not crawler.provide_raw_stack


def _wanted(crawler):
    # Crawlers are made once, with their rules' classes.
    wanted = crawler.__dict__.get("_wanted")
    if wanted is None:
        wanted = crawler.__dict__["_wanted"] = frozenset(crawler.types)
    return wanted


def _seek(crawler, context, places):
    entries = places.entries
    beyond = 0
    for place in places.of_types(_wanted(crawler)):
        if place < beyond:
            continue
        segment, ancestors, idx, hidden = entries[place]
        if hidden and not crawler.works_on_unparsable:
            continue
        if not crawler.allow_recurse:
            beyond = places.ends[place]
        context.segment = segment
        context.parent_stack = ancestors
        context.segment_idx = idx
        yield context


def _below(places, place, seg_type, recurse_into, left_out):
    """The segments of some types below a place, without what lies in one of the types that are left out."""
    end = places.ends[place]
    entries = places.entries
    wanted = places.of_types(seg_type)
    skipped = places.of_types(left_out) if left_out else ()
    next_skipped = bisect_left(skipped, place + 1)
    beyond = place + 1
    for idx in range(bisect_left(wanted, place + 1), len(wanted)):
        found = wanted[idx]
        if found >= end:
            return
        while next_skipped < len(skipped) and skipped[next_skipped] <= found:
            if skipped[next_skipped] >= beyond:
                beyond = places.ends[skipped[next_skipped]]
            next_skipped += 1
        if found < beyond:
            continue
        yield entries[found][0]
        if not recurse_into:
            beyond = places.ends[found]


def install():
    linted = _LintedTree()
    walk = SegmentSeekerCrawler.crawl
    walk_below = BaseSegment.recursive_crawl
    apply_rule = BaseRule.crawl
    lint_tree = Linter.lint_fix_parsed.__func__

    def crawl(self, context):
        places = linted.places_of(context.segment) if _is_plain(self) else None
        return walk(self, context) if places is None else _seek(self, context, places)

    def recursive_crawl(self, *seg_type, recurse_into=True, no_recursive_seg_type=None, allow_self=True):
        places = linted.places()
        place = places and places.by_id.get(id(self))
        if place is None or places.entries[place][0] is not self:
            yield from walk_below(
                self,
                *seg_type,
                recurse_into=recurse_into,
                no_recursive_seg_type=no_recursive_seg_type,
                allow_self=allow_self,
            )
            return
        if allow_self and self.is_type(*seg_type):
            yield self
            if not recurse_into:
                return
        left_out = no_recursive_seg_type or ()
        left_out = (left_out,) if isinstance(left_out, str) else tuple(left_out)
        yield from _below(places, place, seg_type, recurse_into, left_out)

    def crawl_rule(self, tree, dialect, fix, *args, **kwargs):
        crawler = self.crawl_behaviour
        if _is_plain(crawler):
            places = linted.places_of(tree)
            if places is not None and not places.of_types(_wanted(crawler)):
                return [], (), [], {}
        return apply_rule(self, tree, dialect, fix, *args, **kwargs)

    def lint_fix_parsed(cls, tree, config, rule_pack, fix=False, *args, **kwargs):
        if fix:
            return lint_tree(cls, tree, config, rule_pack, fix, *args, **kwargs)
        linted.begin(tree)
        try:
            return lint_tree(cls, tree, config, rule_pack, fix, *args, **kwargs)
        finally:
            linted.end()

    SegmentSeekerCrawler.crawl = crawl
    BaseSegment.recursive_crawl = recursive_crawl
    BaseRule.crawl = crawl_rule
    Linter.lint_fix_parsed = classmethod(lint_fix_parsed)
