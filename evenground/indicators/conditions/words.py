"""The words that a condition may use, before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import TokenType
from sqlglot.errors import SqlglotError

from evenground.indicators.definitions.columns import Column
from evenground.indicators.definitions.files import meant

if TYPE_CHECKING:
    from sqlglot.tokenizer_core import Token

LONGEST, DEEPEST, JOINED = 4_000, 16, 100
WORDS = {
    TokenType.AND, TokenType.OR, TokenType.NOT, TokenType.IN, TokenType.BETWEEN, TokenType.IS,
    TokenType.NULL, TokenType.TRUE, TokenType.FALSE, TokenType.DATE, TokenType.EQ, TokenType.NEQ,
    TokenType.LT, TokenType.LTE, TokenType.GT, TokenType.GTE, TokenType.PLUS, TokenType.DASH,
    TokenType.STAR, TokenType.L_PAREN, TokenType.R_PAREN, TokenType.COMMA, TokenType.STRING,
    TokenType.NUMBER,
}  # fmt: skip

PLAIN_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
NO_COLUMN = "there is no column"
UNLIKE = "a text has a line break, a backslash or ${, which engines read differently"


def unsafe_words(text: str, columns: Mapping[str, Column]) -> list[str]:
    if len(text) > LONGEST:
        return [f"this is longer than {LONGEST:,} characters"]
    try:
        tokens = sqlglot.tokenize(text, dialect="duckdb")
    except SqlglotError:
        return ["this cannot be read: look for a quotation mark that is not closed"]
    if not tokens:
        return ["there is no condition here"]
    mistakes = [] if depth(tokens) <= DEEPEST else [f"brackets are nested more than {DEEPEST} deep"]
    joined = sum(token.token_type in (TokenType.AND, TokenType.OR) for token in tokens)
    if joined > JOINED:
        mistakes.append(
            f"more than {JOINED} ANDs and ORs: declare a column, and fill it beforehand"
        )
    if any(token.comments for token in tokens):
        mistakes.append("a comment is not allowed here: write it in the file, after #")
    followed = [*(token.token_type for token in tokens[1:]), None]
    for token, after in zip(tokens, followed, strict=True):
        mistakes += unsafe(token, after, columns)
    return list(dict.fromkeys(mistakes))


def depth(tokens: Sequence[Token]) -> int:
    """How deep brackets, NOT and minus signs stand within each other."""
    deepest = opened = run = 0
    for token in tokens:
        if token.token_type == TokenType.L_PAREN:
            opened += 1
        elif token.token_type == TokenType.R_PAREN:
            opened -= 1
        elif token.token_type in (TokenType.NOT, TokenType.DASH):
            run += 1
        else:
            run = 0
        deepest = max(deepest, opened + run)
    return deepest


def unsafe(token: Token, after: TokenType | None, columns: Mapping[str, Column]) -> list[str]:
    """What is wrong with one word, before anything is made of it."""
    word = token.text
    if token.token_type == TokenType.STRING:
        return [] if same_everywhere(word) else [UNLIKE]
    if token.token_type == TokenType.NUMBER and not PLAIN_NUMBER.fullmatch(word):
        return [f"the number {word[:30]} is not written plainly, such as 12 or 0.5"]
    if token.token_type in WORDS:
        return []
    if word in columns:
        return [f"`{word}` is a column, not a function"] if after == TokenType.L_PAREN else []
    if after == TokenType.L_PAREN:
        return [
            f"the function `{word[:60]}` is not allowed: a condition compares columns with values"
        ]
    if token.token_type == TokenType.SEMICOLON:
        return ["`;` is not allowed: a condition is one statement"]
    if token.token_type in (TokenType.VAR, TokenType.IDENTIFIER):
        return [no_column(word, columns)]
    return [f"`{word[:60]}` is not allowed in a condition"]


def no_column(name: str, columns: Mapping[str, Column]) -> str:
    return f"{NO_COLUMN} `{name[:60]}`{meant(name, columns)}"


def same_everywhere(text: str) -> bool:
    """Whether every engine reads a text between quotation marks as it stands here."""
    return text.isprintable() and "\\" not in text and "${" not in text
