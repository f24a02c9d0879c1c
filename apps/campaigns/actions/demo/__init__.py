"""The whole demonstration: sellers, cases and figures from below, and what sellers of it do together."""

from apps.campaigns.actions.demo.clearing import clear_everything
from apps.campaigns.actions.demo.loading import load_everything

__all__ = ["clear_everything", "load_everything"]
