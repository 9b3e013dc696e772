"""Formula indicators: arithmetic over other indicators of the same framework, exact in decimals.

A formula is numbers, references, ``+ - * /`` and parentheses: ``100 * women / (women + men)``.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from typing import Final

MAX_LENGTH: Final = 300
_DEPTH: Final = 40
_DIGITS: Final = 28
_OPERATORS: Final[dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_NUMBER: Final = re.compile(r"\d{1,12}(\.\d{1,6})?")

Period = tuple[date, date]


class FormulaError(ValueError):
    """What is wrong with a formula: the code of the message."""


def parse(formula: str) -> ast.expr:
    """Return a formula as a tree of what is allowed in one.

    Raises:
        FormulaError: ``formula-syntax`` when it is not one.
    """
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as exc:
        raise FormulaError("formula-syntax") from exc
    _require_allowed(tree, formula.strip(), 0)
    return tree


def _require_allowed(node: ast.expr, formula: str, depth: int) -> None:
    if depth > _DEPTH:
        raise FormulaError("formula-syntax")
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            _require_allowed(left, formula, depth + 1)
            _require_allowed(right, formula, depth + 1)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _require_allowed(operand, formula, depth + 1)
        case ast.Name():
            pass
        # As it is written: Python also reads 1e400, 0x10 and 1_000 as numbers.
        case ast.Constant() if _NUMBER.fullmatch(ast.get_source_segment(formula, node) or ""):
            pass
        case _:
            raise FormulaError("formula-syntax")


def references(tree: ast.expr) -> set[str]:
    """Return the references that a formula names."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def evaluate(tree: ast.expr, values: Mapping[str, Decimal]) -> Decimal | None:
    """Return what a formula comes to with a value for each of its references; None when it divides by zero."""
    with localcontext() as context:
        context.prec = _DIGITS
        try:
            return +_value(tree, values)
        except (DivisionByZero, InvalidOperation, Overflow):
            return None


def _value(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.UnaryOp(operand=operand):
            return -_value(operand, values)
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=value):
            return Decimal(str(value))
        case _:
            raise FormulaError("formula-syntax")


def series(tree: ast.expr, measured: Mapping[str, Mapping[Period, Decimal]]) -> dict[Period, Decimal]:
    """Return a formula's value for every period in which each of its references was measured.

    ``measured`` is the number by period of each indicator by its reference.
    """
    names = references(tree)
    if not names or not names <= measured.keys():
        return {}
    periods = set.intersection(*(set(measured[name]) for name in names))
    values = {period: evaluate(tree, {name: measured[name][period] for name in names}) for period in periods}
    return {period: value for period, value in values.items() if value is not None}
