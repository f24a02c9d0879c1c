"""manage.py disclose"""

import json
from typing import Any

from apps.core.file_command import EXIT_CODES, Answer, FileCommand
from apps.core.inputs import read_object
from apps.statistics.rules.disclosure.gate import Memory, pass_gate
from apps.statistics.rules.disclosure.reading import Task, read_task
from apps.statistics.rules.disclosure.words import batch_data, batch_text, is_silent
from apps.statistics.selectors.secret import installation_secret

HELP = """What of a table may be printed, in which form, and why the rest is withheld.

FILE is one JSON object with the contributions of a table, one line each. A seller may have many lines; sums are
judged per seller. A line without amount counts its seller only. `by` names the columns of the table, none to three.

  {"table": "held by platform", "currency": "USD", "by": ["platform"],
   "contributions": [{"platform": "amazon", "seller": "s1", "amount": 1200.50}, {"platform": "temu", "seller": "s2"}]}

Shorter, for one column: cells, each with the amounts of its sellers, or with sellers and amounts, or with their number.

  {"currency": "USD", "cells": {"amazon": [50000, 49000, 1000], "temu": {"s1": 80, "s2": 95}, "walmart": 37}}

Beside them the object may hold
  previous  an earlier table of the same series (or a list of them, oldest first), each with contributions or cells:
            then the change since a number was last printed is judged too
  rules     {"threshold": 10, "p": 15, "dominance": [[1, 50], [2, 67]], "change": 5, "veil_money": false,
             "veil_sellers": false}, any of them
  key       a text from which the secret offsets of the counts are made; without it, the installation's own secret
  title, as_of   texts, repeated in the answer

Names. A category is 1 to 200 printable characters; "all" and "(other)" are taken. Two that differ only in case, spaces
or full-width forms are refused: each would be judged by a part of its sellers. Sellers are told apart as written.

The rules. Counts print as 10·floor((n-u)/10), u a secret permanent offset of the cell, below ten as "fewer than 20".
Categories below the threshold fold into "other". Money needs `threshold` sellers with an amount, must pass the p%
rule and (n,k) dominance, and is floored to two significant digits. A printed number changes only when at least
`change` sellers came, or left, or neither. Further sums are withheld until nothing withheld can be worked out.
Exit code 2 says that no number of the table can be printed.

Example:
  echo '{"cells": {"amazon": [90, 80, 80, 70, 70, 60, 60, 50, 50, 40], "temu": 3}}' > table.json
  manage.py disclose table.json --json

"""


class Command(FileCommand):
    help = HELP + EXIT_CODES

    def answer(self, text: str, options: dict[str, Any]) -> Answer:
        task = read_task(read_object(text))
        secret = task.key.encode() or installation_secret()
        memory = Memory()
        for earlier in task.earlier:
            memory = pass_gate(earlier, task.rules, secret, memory).memory
        table = task.table
        batch = pass_gate(table, task.rules, secret, memory)
        data = _heading(task) | batch_data(table, batch, task.currency, task.rules)
        heading = [f"{key}: {value}" for key, value in _heading(task).items() if isinstance(value, str)]
        if task.ignored:
            heading.append(f"Not used: {', '.join(json.dumps(key) for key in task.ignored)}")
        return Answer(data, "\n".join([*heading, batch_text(table, batch, task.currency)]), refused=is_silent(batch))


def _heading(task: Task) -> dict[str, Any]:
    heading: dict[str, Any] = {"title": task.title, "as_of": task.as_of, "ignored": list(task.ignored)}
    return {key: value for key, value in heading.items() if value}
