"""`{% ui %}` and `{% wrap %}`: the declared components of apps/web/components.py in templates.

    {% load ui %}
    {% ui "button" label=_("File a case") href=url kind="primary" %}
    {% wrap "card" title=case.reference %} … {% slot "foot" %} … {% endslot %} {% endwrap %}

What stands between `wrap` and `endwrap` is the component's `content`; a `slot` fills its other attributes of that name.
"""

from django import template
from django.contrib.messages.storage.base import Message
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.engine import Engine
from django.utils.safestring import SafeString, mark_safe

from apps.web.components import Component, ComponentError, build
from apps.web.toasts import undo_of

register = template.Library()

# What a component may read of the page it stands in, beside its own attributes.
PAGE = ("request", "csrf_token", "user", "LANGUAGE_CODE")


def render(component: Component, context: Context) -> SafeString:
    """The component's HTML; its template sees its attributes and little else."""
    page = {name: context[name] for name in PAGE if name in context}
    loaded = Engine.get_default().get_template(component.template)
    return loaded.render(context.new({**page, **component.context()}))


class ComponentNode(template.Node):
    child_nodelists = ("nodelist",)

    def __init__(
        self,
        subject: FilterExpression,
        attributes: dict[str, FilterExpression],
        nodelist: NodeList | None = None,
    ) -> None:
        self.subject = subject
        self.attributes = attributes
        self.nodelist = nodelist if nodelist is not None else NodeList()
        self.has_content = nodelist is not None

    def render(self, context: Context) -> SafeString:
        subject = self.subject.resolve(context)
        attributes = {name: value.resolve(context) for name, value in self.attributes.items()}
        if self.has_content:
            attributes |= self.slots(context)
        if isinstance(subject, Component):
            if attributes:
                raise ComponentError("A component made in Python takes no further attributes in the template.")
            return render(subject, context)
        return render(build(str(subject), attributes), context)

    def slots(self, context: Context) -> dict[str, SafeString]:
        parts = {node.name: node.fill(context) for node in self.nodelist if isinstance(node, SlotNode)}
        rest = NodeList(node for node in self.nodelist if not isinstance(node, SlotNode))
        return {**parts, "content": rest.render(context)}


class SlotNode(template.Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def fill(self, context: Context) -> SafeString:
        return mark_safe(self.nodelist.render(context).strip())  # noqa: S308 - rendered by the template engine

    def render(self, context: Context) -> SafeString:
        raise ComponentError(f"{{% slot {self.name!r} %}} stands directly inside {{% wrap %}}, not deeper.")


def _arguments(parser: Parser, token: Token) -> tuple[FilterExpression, dict[str, FilterExpression]]:
    tag, *bits = token.split_contents()
    if not bits:
        raise template.TemplateSyntaxError(f"{{% {tag} %}} needs the name of a component.")
    subject = parser.compile_filter(bits.pop(0))
    attributes = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"{{% {tag} %}} takes name=value only, not {bits[0]!r}.")
    return subject, attributes


@register.tag
def ui(parser: Parser, token: Token) -> ComponentNode:
    """A component without content: `{% ui "money" money=case.held %}`, or one made in Python: `{% ui button %}`."""
    return ComponentNode(*_arguments(parser, token))


@register.tag
def wrap(parser: Parser, token: Token) -> ComponentNode:
    """A component around content: `{% wrap "panel" title=_("Evidence") %} … {% endwrap %}`."""
    subject, attributes = _arguments(parser, token)
    nodelist = parser.parse(("endwrap",))
    parser.delete_first_token()
    return ComponentNode(subject, attributes, nodelist)


@register.tag
def slot(parser: Parser, token: Token) -> SlotNode:
    """A named part directly inside `wrap`: `{% slot "foot" %} … {% endslot %}`."""
    try:
        _tag, quoted = token.split_contents()
    except ValueError as error:
        raise template.TemplateSyntaxError("{% slot %} takes one name in quotes.") from error
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(quoted.strip("\"'"), nodelist)


@register.filter
def tone(level: str) -> str:
    """The tone of an alert for a message's level."""
    return level if level in ("success", "warning", "error") else "info"


@register.filter
def undo(message: Message) -> str:
    """Where a toast's undo posts to (apps.web.toasts)."""
    return undo_of(message)
