"""The name of a view of a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases.actions.views import LONGEST_NAME


class ViewForm(forms.Form):
    """What a person calls what they narrowed a list to."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        label=_("Name"),
        error_messages={
            "required": _("Give the view a name."),
            "max_length": _("A name has forty characters at most."),
        },
    )

    def said_wrong(self) -> str:
        """What is wrong, in one line."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)
