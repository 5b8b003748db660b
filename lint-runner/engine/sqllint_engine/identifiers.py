"""Unquoted identifiers beyond ASCII, where the database allows them and SQLFluff's lexer does not.

A text that cannot be lexed is lexed once more with a stand-in: every letter of such a name is an ASCII letter there, one
code point for one code point, so that no position moves. Only the lexer and the matching of the grammar see the
stand-in; the parse tree, and so every rule, description and fix, is made of the text itself.
See docs/adr/0014-identifiers-beyond-ascii.md, which also has the sources of the table below.
"""

import functools
import math
from typing import NamedTuple

import regex
from sqlfluff.core.linter import Linter
from sqlfluff.core.parser.lexer import PyLexer
from sqlfluff.core.parser.markers import PositionMarker
from sqlfluff.core.rules import LintResult
from sqlfluff.core.templaters import TemplatedFile
from sqlfluff.rules.capitalisation.CP01 import Rule_CP01

_ALL = r"\u0080-\U0010FFFF"
_BASIC_PLANE = r"\u0080-\uFFFF"

# The code points that count as parts of a name without quotes, for the dialects whose lexer knows ASCII alone: what the
# database allows, and all of them where its own lexer is as narrow as SQLFluff's.
_ALLOWED = {
    "ansi": _ALL,
    "athena": _ALL,
    "bigquery": _ALL,
    "clickhouse": _ALL,
    "databricks": _ALL,
    "db2": _BASIC_PLANE,
    "doris": _ALL,
    "exasol": _ALL,
    "flink": _ALL,
    "hive": _ALL,
    "impala": _ALL,
    "mariadb": _BASIC_PLANE,
    "mysql": _BASIC_PLANE,
    "redshift": _ALL,
    "snowflake": _ALL,
    "soql": _ALL,
    "sparksql": _ALL,
    "sqlite": _ALL,
    "starrocks": _BASIC_PLANE,
    "teradata": _BASIC_PLANE,
    "trino": _ALL,
}

# StarRocks' lexer has it among its spaces.
_SPACED_BY_IDEOGRAPHIC_SPACE = {"starrocks"}

# None of them begins a prefixed literal (x'00', n'a', e'\n', _utf8'a') or an exponent.
_STAND_INS = "zjkvwy"
# The full-width comma, which no dialect's lexer knows.
_UNLEXABLE = "\uFF0C"

_BEYOND_ASCII = regex.compile(r"[^\x00-\x7F]")
_LATIN = regex.compile(r"\p{Latin}")
# Behind two hyphens it belongs to what makes them a comment.
_IDEOGRAPHIC_SPACE = regex.compile("(?<!--)\u3000")
# What a string holds is matched as it is; a comment is not matched at all.
_QUOTED = regex.compile(r"""['"`\s]""")
# How the parser names a token that it did not expect: `<WordSegment: ([L:  1, P: 23]) 'word'>`.
_PLACED_WORD = regex.compile(r"(?P<where>\[L: *(?P<line>\d+), P: *(?P<position>\d+)\]\) ')(?P<word>[0-9A-Za-z_$#@]+)")


class IdentifierLinter(Linter):
    """SQLFluff's linter, for whom 用户表 is a name without quotes."""

    @staticmethod
    def _lex_templated_file(templated_file, config):
        tokens, violations = Linter._lex_templated_file(templated_file, config)
        # A letter that the lexer does not know always yields a violation: whatever lexes stays as it is.
        if not violations or not tokens:
            return tokens, violations
        text = templated_file.templated_str
        stand_in = stand_in_for(text, config.get("dialect_obj"))
        if stand_in == text:
            return tokens, violations
        return _lex_by(stand_in, templated_file, config, _Lexed(tokens, violations))

    @staticmethod
    def _parse_tokens(tokens, config, fname=None, parse_statistics=False):
        parsed, violations = Linter._parse_tokens(tokens, config, fname, parse_statistics)
        if isinstance(tokens, _NamedTokens):
            if violations and tokens.latin_only:
                plain, found = Linter._parse_tokens(tokens.plain.tokens, config, fname, parse_statistics)
                if _unparsable(plain) <= _unparsable(parsed):
                    tokens.fall_back()
                    return plain, found
            tokens.forget_stand_in(violations)
            if parsed is not None:
                # The parser's own copy of the tree is made of the stand-in. Rules do without it.
                parsed._rs_tree = None
        return parsed, violations


def install():
    """Lets the rules on capitalisation pass over names that have no case.

    SQLFluff takes 表 for a word in upper case, and so calls every lower-case name beside it inconsistent.
    """
    handle = Rule_CP01._handle_segment

    def handle_segment(self, segment, context):
        raw = segment.raw
        if not raw.isascii() and raw.upper() == raw.lower():
            return LintResult(memory=context.memory)
        return handle(self, segment, context)

    Rule_CP01._handle_segment = handle_segment


def stand_in_for(text, dialect):
    """A text of the same length in which the names that the dialect may have are names to its lexer, too.

    No word becomes a keyword of the dialect. Punctuation and emoji are never replaced, digits and marks only behind a
    letter: 「１」 alone is a slip of the keyboard, not a name. An ideographic space that touches such a name becomes a
    character that cannot be lexed, as the name and the space could not be before: SQLFluff takes it for a space, the
    databases do not.
    """
    allowed = _ALLOWED.get(dialect.name)
    if allowed is None:
        return text
    keywords = _keywords(dialect)

    def replace(match):
        word = match.group()
        if word.isascii():
            return word
        candidates = (_BEYOND_ASCII.sub(letter, word) for letter in _STAND_INS)
        return next(candidate for candidate in candidates if candidate.upper() not in keywords)

    stand_in = _word(allowed).sub(replace, text)
    if dialect.name in _SPACED_BY_IDEOGRAPHIC_SPACE:
        return stand_in

    def unlexable(match):
        before, behind = slice(max(match.start() - 1, 0), match.start()), slice(match.end(), match.end() + 1)
        touches = stand_in[before] != text[before] or stand_in[behind] != text[behind]
        return _UNLEXABLE if touches else match.group()

    return _IDEOGRAPHIC_SPACE.sub(unlexable, stand_in)


@functools.cache
def _word(allowed):
    # Sets are intersected, since a lookahead for each letter would keep 100 bytes of a long word for each.
    start = rf"[[A-Za-z_\p{{L}}\p{{Nl}}]&&[A-Za-z_{allowed}]]"
    behind = rf"[[0-9A-Za-z_$#\p{{L}}\p{{Nl}}\p{{Nd}}\p{{Mn}}\p{{Mc}}]&&[0-9A-Za-z_$#{allowed}]]"
    return regex.compile(rf"(?V1){start}{behind}*+")


def _keywords(dialect):
    """Every word that the dialect's grammar may look for, in upper case."""
    return {word.upper() for words in dialect._sets.values() for word in words if isinstance(word, str)}


class _NamedTokens(list):
    """Tokens of the text that match the grammar as their stand-ins do."""

    def __init__(self, tokens, text, stand_in, violations, plain):
        super().__init__(tokens)
        self._lines = text.split("\n")
        self._stand_in_lines = stand_in.split("\n")
        self._violations = violations
        self.plain = plain
        # `--façade` is no comment in MySQL, and no name either: where accents are not what keeps a text from being
        # parsed, it is told as the command tells it.
        self.latin_only = all(
            _LATIN.match(letter) for letter, replaced in zip(text, stand_in, strict=True) if letter != replaced
        )

    def fall_back(self):
        """Takes what the lexer said of the text itself for what it said of the stand-in."""
        self._violations[:] = self.plain.violations

    def forget_stand_in(self, violations):
        """Leaves nothing of the stand-in behind a parse, neither in the tokens nor in what the parser says of them."""
        for token in self:
            token.__dict__["_raw_upper"] = token.raw.upper()
        for violation in violations:
            head, expected, tail = violation.description.rpartition(". Expected: ")
            violation.description = head + expected + _PLACED_WORD.sub(self._word_of_text, tail)

    def _word_of_text(self, match):
        """The words have equal lengths, also where a description is cut off.

        The text may hold what looks like such a place: nothing is replaced but the stand-in's own word there.
        """
        line, start = int(match["line"]) - 1, int(match["position"]) - 1
        place = slice(start, start + len(match["word"]))
        if not 0 <= line < len(self._lines) or self._stand_in_lines[line][place] != match["word"]:
            return match.group()
        return match["where"] + self._lines[line][place]


class _Lexed(NamedTuple):
    """What the lexer made of the text itself."""

    tokens: object
    violations: list


def _unparsable(parsed):
    """Characters of a tree that could not be parsed."""
    return math.inf if parsed is None else sum(len(segment.raw) for segment in parsed.iter_unparsables())


def _lex_by(stand_in, templated_file, config, plain):
    """The tokens of a text, and what cannot be lexed in it, found in its stand-in."""
    stand_in_file = TemplatedFile(
        source_str=templated_file.source_str,
        fname=templated_file.fname,
        templated_str=stand_in,
        sliced_file=templated_file.sliced_file,
        raw_sliced=templated_file.raw_sliced,
    )
    lexed, _ = Linter._lex_templated_file(stand_in_file, config)
    tokens = [_token_of_text(token, templated_file) for token in lexed]
    violations = PyLexer.violations_from_segments(tokens)
    return _NamedTokens(tokens, templated_file.templated_str, stand_in, violations, plain), violations


def _token_of_text(token, templated_file):
    place = token.pos_marker
    marker = PositionMarker(place.source_slice, place.templated_slice, templated_file)
    raw = templated_file.templated_str[place.templated_slice]
    if token.is_meta or raw == token.raw:
        token.pos_marker = marker
        return token
    of_text = token.edit(raw=raw)
    of_text.pos_marker = marker
    if _QUOTED.search(raw):
        of_text._rstoken = token._rstoken.edit(raw=raw)
    else:
        of_text._rstoken = token._rstoken
        # Both parsers compare in upper case, and make the tree's own segments from `raw`.
        of_text.__dict__["_raw_upper"] = token.raw_upper
    return of_text
