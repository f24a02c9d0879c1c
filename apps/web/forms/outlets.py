"""Where else reminders go: the address of a chat robot or of a program of one's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.notifications.enums import Channel
from apps.web.forms.steps import Choice, Line

HELP = {
    Channel.WECOM.value: _("Group, group robots, add: copy the webhook address (qyapi.weixin.qq.com)."),
    Channel.DINGTALK.value: _(
        "Group settings, robots, custom: copy the webhook address. Choose “keyword” as security and enter Recourse."
    ),
    Channel.FEISHU.value: _("Group settings, bots, custom bot: copy the webhook address (open.feishu.cn)."),
    Channel.TELEGRAM.value: _("The token that BotFather gave your bot, a blank, and the number of the chat."),
    Channel.WEBHOOK.value: _("An https address of your own. Deliveries are signed as standardwebhooks.com says."),
}


class OutletForm(forms.Form):
    """A kind and its address."""

    kind = Choice(label=_("What it is"), widget=forms.RadioSelect, error_messages={"required": _("Choose one.")})
    address = Line(
        label=_("Its address"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": _("Paste the address.")},
    )

    use_required_attribute = False

    def __init__(self, *args: object, taken: set[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        free = [(code, label) for code, label in Channel.choices if code != Channel.EMAIL and code not in taken]
        self.fields["kind"].choices = free  # type: ignore[attr-defined]

    @property
    def descriptions(self) -> dict[str, str]:
        return {code: str(words) for code, words in HELP.items()}
