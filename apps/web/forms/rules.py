"""From which day a rule is to count, on its page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RuleDayForm(forms.Form):
    """A day in the address; nothing is kept."""

    on = forms.DateField(label=_("It happened on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
