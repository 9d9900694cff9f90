"""Every place in the sides that sends something, told from the source alone.

A side has one client, whose public methods end in ``Wire.call``: its verbs. A site is a call of a
verb, wherever it stands in that side. A verb that yields sends when it is asked for more, so that
all of the function that calls it is the site.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.faults.traces import SIDES, Sent

NAMES = ("slack", "notion", "sheets")
CLIENT = "client.py"
_METHOD = re.compile(r"[a-z]+\.[a-zA-Z]+")


@dataclass(frozen=True, slots=True)
class Site:
    """A call of a verb: its file below ``sides``, its lines, and the function it stands in.

    ``methods`` are those that it names, where the verb does not say which it is.
    """

    file: str
    first: int
    last: int
    function: str
    verb: str
    methods: frozenset[str]

    def sent(self, one: Sent) -> bool:
        """Whether this call went out, or led to what went out, from here."""
        return any(file == self.file and self.first <= line <= self.last
                   for file, line in one.spots)  # fmt: skip

    def __str__(self) -> str:
        named = f" of {', '.join(sorted(self.methods))}" if self.methods else ""
        return (
            f"src/incident_sync/sides/{self.file}:{self.first} {self.function}: {self.verb}{named}"
        )


def unreached(sites: Iterable[Site], sent: Iterable[Sent]) -> list[str]:
    """The sites, and of their methods each, that nothing was sent from."""
    seen, found = list(sent), []
    for site in sites:
        mine = {one.method for one in seen if site.sent(one)}
        missing = site.methods - mine
        if missing or not mine:
            found.append(str(site) + (f" (not seen: {', '.join(sorted(missing))})" if mine else ""))
    return found


def strangers(sites: Iterable[Site], sent: Iterable[Sent]) -> set[str]:
    """What was sent from no site outside of the clients: then some site is not seen here."""
    outside = [site for site in sites if Path(site.file).name != CLIENT]
    return {f"{one.service} {one.method}" for one in sent
            if not any(site.sent(one) for site in outside)}  # fmt: skip


def sites() -> list[Site]:
    """All of them."""
    return [site for side in NAMES for site in _of_side(SIDES / side)]


def _of_side(folder: Path) -> Iterator[Site]:
    verbs = _verbs(ast.parse((folder / CLIENT).read_text(encoding="utf-8")))
    for file in sorted(folder.glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        own = file.name == CLIENT
        seen = set()
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                verb = _verb(call.func, verbs, own=own)
                if verb:
                    seen.add(call.func)
                    where = function if verbs[verb] else call
                    yield Site(
                        f"{folder.name}/{file.name}", where.lineno, where.end_lineno or 0,
                        function.name, verb, _methods(call, function, tree),
                    )  # fmt: skip
        named = {one for one in ast.walk(tree) if _verb(one, verbs, own=own)}
        assert named == seen, f"{file}: a verb is handed on, so that its call cannot be seen here"


def _verbs(tree: ast.Module) -> dict[str, bool]:
    """The public methods of a client that send something, and whether they yield.

    They do so themselves or through each other.
    """
    methods = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    calls = {
        name: {ast.unparse(call.func) for call in ast.walk(one) if isinstance(call, ast.Call)}
        for name, one in methods.items()
    }
    sending = {name for name, called in calls.items() if "self._wire.call" in called}
    while (
        more := {
            name for name, called in calls.items() if called & {f"self.{one}" for one in sending}
        }
        - sending
    ):
        sending |= more
    return {
        name: any(isinstance(one, ast.Yield) for one in ast.walk(methods[name]))
        for name in sending
        if not name.startswith("_")
    }


def _verb(node: ast.AST, verbs: Mapping[str, bool], *, own: bool) -> str:
    """The verb of a client that a node names; empty for any other."""
    if not isinstance(node, ast.Attribute) or node.attr not in verbs:
        return ""
    owner = ast.unparse(node.value)
    return node.attr if owner.endswith("client") or (own and owner == "self") else ""


def _methods(call: ast.Call, function: ast.FunctionDef, tree: ast.Module) -> frozenset[str]:
    """Slack's methods that a call names, also through a variable or a table of the module."""
    return frozenset(_texts(call.args[:1], [function, tree]))


def _texts(nodes: Iterable[ast.AST], scopes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield from [one.value] if _METHOD.fullmatch(one.value) else ()
            elif isinstance(one, ast.Name):
                yield from _texts(_assigned(one.id, scopes), scopes)


def _assigned(name: str, scopes: list[ast.AST]) -> Iterator[ast.expr]:
    for scope in scopes:
        for node in ast.iter_child_nodes(scope):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == name for target in node.targets
            ):
                yield node.value
