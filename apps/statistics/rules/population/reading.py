"""What a file of capture counts says. The format is described in `manage.py estimate_population --help`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core.inputs import BadInput, amount, label, shown, told_apart, whole_number
from apps.statistics.rules.population.graphs import LARGEST_UNSEEN
from apps.statistics.rules.population.histories import Histories
from apps.statistics.rules.population.models import UnknownModel, model_named

MOST_LISTS = 12  # more are refused as input; more than five, by the method
MOST_MODELS = 50
TWO_LISTS = ("n1", "n2", "m")
KEYS = (*TWO_LISTS, "counts", "lists", "title", "as_of", "delta", "nmiss", "models", "linkage")


@dataclass(frozen=True)
class Task:
    """One file, read. `linkage` holds the same lists matched more strictly or more loosely; `ignored` what was not
    used."""

    histories: Histories
    title: str = ""
    as_of: str = ""
    delta: float | None = None
    unseen: tuple[int, int] | None = None
    models: tuple[str, ...] = ()
    linkage: dict[str, Histories] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def read_task(data: Mapping[str, Any]) -> Task:
    """Raises `BadInput` with a sentence for the person who wrote the file."""
    names = _names(data.get("lists"))
    linkage = _linkage(data.get("linkage", {}), names)
    if "default" in linkage and not _holds_counts(data):
        histories = linkage.pop("default")
    else:
        histories = _histories(data, names, "The file")
    for name, other in linkage.items():
        if other.lists != histories.lists:
            raise BadInput(f"Linkage {shown(name)} has {other.lists} lists, the file {histories.lists}.")
    return Task(
        histories=histories,
        title=_text(data.get("title"), "title"),
        as_of=_text(data.get("as_of"), "as_of"),
        delta=_delta(data.get("delta")),
        unseen=_unseen(data.get("nmiss")),
        models=_models(data.get("models"), histories.lists),
        linkage=linkage,
        ignored=tuple(key for key in data if key not in KEYS and not _is_history(key)),
    )


def _is_history(key: str) -> bool:
    return bool(key) and set(key) <= {"0", "1"}


def _holds_counts(data: Mapping[str, Any]) -> bool:
    return "counts" in data or any(key in data for key in TWO_LISTS) or any(map(_is_history, data))


def _histories(data: Mapping[str, Any], names: tuple[str, ...], what: str) -> Histories:
    """From `counts`, from n1, n2 and m, or from histories that stand in the object itself: one of the three."""
    bare = {key: value for key, value in data.items() if _is_history(key)}
    two = [key for key in TWO_LISTS if key in data]
    if ("counts" in data) + bool(two) + bool(bare) != 1:
        raise BadInput(f'{what} must hold either counts of histories, like "counts": {{"110": 5}}, or n1, n2 and m.')
    if two:
        return _two_lists(data, names, what)
    counts = data.get("counts", bare)
    if not isinstance(counts, Mapping) or not counts:
        raise BadInput(f'{what}: counts must be an object of histories and numbers, like {{"110": 5}}.')
    read = {_history(key): _count(key, value) for key, value in counts.items() if not _is_unseen(key, value)}
    lengths = {len(key) for key in counts}
    if len(lengths) > 1:
        raise BadInput(
            f"{what}: histories must be equally long, one digit per list; here are {sorted(lengths)} digits."
        )
    (lists,) = lengths
    if lists > MOST_LISTS:
        raise BadInput(f"{what} has {lists} lists; at most {MOST_LISTS} can be read.")
    if read.pop("0" * lists, 0):
        raise BadInput(f"{what}: {'0' * lists} are those whom nobody saw; their number is what is asked for.")
    if not any(read.values()):
        raise BadInput(f"{what} counts nobody: every history is 0.")
    return Histories.of(read, _fitting(names, lists)) if read else Histories.of({"0" * lists: 0})


def _is_unseen(key: str, value: object) -> bool:
    """`"00": null`, as some write those whom nobody saw."""
    return value is None and not key.strip("0")


def _count(key: str, value: object) -> int:
    if value is None:
        raise BadInput(
            f"The count of {key} is null. Write 0 where nobody has this history; lists that cannot have anybody in"
            " common carry no estimate: join them to one."
        )
    return whole_number(value, f"The count of {key}")


def _history(key: str) -> str:
    if not _is_history(key):
        raise BadInput(f"{shown(key)} is not a history. Write one digit per list, 1 for on it and 0 for not: 1101.")
    return key


def _two_lists(data: Mapping[str, Any], names: tuple[str, ...], what: str) -> Histories:
    missing = [key for key in TWO_LISTS if key not in data]
    if missing:
        raise BadInput(f"{what} lacks {' and '.join(missing)}: n1 and n2 are the lists' sizes, m how many are on both.")
    first, second, both = (whole_number(data[key], key) for key in TWO_LISTS)
    if both > min(first, second):
        raise BadInput(
            f"m ({both}) cannot be larger than n1 ({first}) or n2 ({second}): it counts those on both lists."
        )
    if not first + second:
        raise BadInput(f"{what} counts nobody: both lists are empty.")
    return Histories.of_two(first, second, both, _fitting(names, 2))


def _names(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not value:
        raise BadInput('lists must be the names of the lists in order: ["one", "two"].')
    names = tuple(label(name, "A list's name", longest=60) for name in value)
    if len(set(names)) < len(names):
        raise BadInput("Two lists have the same name.")
    told_apart(names, "Lists")
    return names


def _fitting(names: tuple[str, ...], lists: int) -> tuple[str, ...]:
    if names and len(names) != lists:
        raise BadInput(f"There are {len(names)} names in lists, but {lists} lists.")
    return names


def _linkage(value: object, names: tuple[str, ...]) -> dict[str, Histories]:
    if not isinstance(value, Mapping) or len(value) > 10:
        raise BadInput('linkage must be an object: {"strict": {…}, "loose": {…}}, each with counts or n1, n2 and m.')
    found = {}
    for key, part in value.items():
        name = label(key, "The name of a linkage", longest=60)
        if name in found:
            raise BadInput(f"Linkage {shown(name)} stands twice: once with spaces at its ends.")
        if not isinstance(part, Mapping):
            raise BadInput(f"Linkage {shown(key)} must be an object with counts, or with n1, n2 and m.")
        found[name] = _histories(part, names, f"Linkage {shown(key)}")
    told_apart(found, "Linkages")
    return found


def _text(value: object, what: str) -> str:
    return "" if value is None else label(value, what)


def _delta(value: object) -> float | None:
    if value is None:
        return None
    delta = float(amount(value, "delta"))
    if not 1e-6 <= delta <= 1000:
        raise BadInput("delta must lie between 0.000001 and 1000; 2^-k for k lists is usual.")
    return delta


def _unseen(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise BadInput("nmiss must be the least and the most number of unseen: [1, 60000].")
    least, most = (whole_number(number, "nmiss", most=LARGEST_UNSEEN) for number in value)
    if least >= most:
        raise BadInput(f"nmiss must rise: {least} is not less than {most}.")
    return least, most


def _models(value: object, lists: int) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | Mapping) or len(value) > MOST_MODELS:
        raise BadInput(f'models must be a list of at most {MOST_MODELS} names: ["independence", "12", "13,24"].')
    names = tuple(label(name, "The name of a model") for name in value)
    if lists > 2:
        for name in names:
            try:
                model_named(name, min(lists, 5))
            except UnknownModel as error:
                raise BadInput(str(error)) from error
    return names
