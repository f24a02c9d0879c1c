"""manage.py estimate_population"""

import json
from argparse import ArgumentParser
from typing import Any

from apps.core.file_command import EXIT_CODES, Answer, FileCommand
from apps.core.inputs import read_object
from apps.statistics.rules.population.estimates import estimate
from apps.statistics.rules.population.reading import Task, read_task
from apps.statistics.rules.population.words import population_data, population_text

HELP = """How many sellers are there in all, when two to five lists know some of them each?

FILE is one JSON object. Two lists: their sizes and how many sellers are on both.

  {"n1": 421, "n2": 332, "m": 88}

Two to five lists: how many sellers have each history, one digit per list, 1 for on it. 110 are those on the first two
lists and not on the third. What is left out is 0.

  {"lists": ["Shenzhen", "Hangzhou", "online"],
   "counts": {"111": 12, "110": 4, "101": 112, "100": 60, "011": 142, "010": 49, "001": 247}}

Beside them the object may hold
  lists    names of the lists, in order          title, as_of   texts, repeated in the answer
  models   log-linear models to report beside the best: ["independence", "12", "13,24", "all pairs", "all pairs but 14"]
  nmiss    [least, most] number of unseen to consider         delta   prior weight of each history (2^-k for k lists)
  linkage  {"strict": {…}, "loose": {…}}: the same lists matched otherwise, each with counts or with n1, n2, m

Two lists: Chapman's estimate, a log-normal interval on the unseen part, and what dependent lists would mean (odds
ratio 1/2, 1, 2). Three to five: the average over all decomposable graphs (median and 95 % interval), beside it the
range of all hierarchical log-linear models within 6 BIC units of the best. Refused, with what was counted and nothing
else, when a list has fewer than 20 sellers, fewer than 7 are on two lists, no maximum-likelihood estimate exists, or
the interval's high end is more than 3 times its low end.

Example:
  echo '{"n1": 421, "n2": 332, "m": 88}' > lists.json
  manage.py estimate_population lists.json --json

"""


class Command(FileCommand):
    help = HELP + EXIT_CODES

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--working",
            action="store_true",
            help="with --json: what was computed before refusing too; not to be published",
        )

    def answer(self, text: str, options: dict[str, Any]) -> Answer:
        task = read_task(read_object(text))
        found = estimate(task.histories, delta=task.delta, unseen=task.unseen, models=task.models)
        linkage = {
            name: estimate(histories, delta=task.delta, unseen=task.unseen) for name, histories in task.linkage.items()
        }
        data = _heading(task) | population_data(found, working=options["working"])
        if linkage:
            data["linkage"] = {n: population_data(p, working=options["working"]) for n, p in linkage.items()}
        heading = [f"{key}: {value}" for key, value in _heading(task).items() if isinstance(value, str)]
        if task.ignored:
            heading.append(f"Not used: {', '.join(json.dumps(key, ensure_ascii=True) for key in task.ignored)}")
        return Answer(data, "\n".join([*heading, population_text(found, linkage)]), refused=bool(found.refusals))


def _heading(task: Task) -> dict[str, Any]:
    heading: dict[str, Any] = {"title": task.title, "as_of": task.as_of, "ignored": list(task.ignored)}
    return {key: value for key, value in heading.items() if value}
