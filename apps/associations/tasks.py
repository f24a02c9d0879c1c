"""Background work of associations."""

from celery import shared_task

from apps.associations.actions import inviting
from apps.associations.actions.list_work import work_on_lists as work
from apps.core import clock


@shared_task(name="associations.work_on_lists")
def work_on_lists() -> None:
    """Look at member lists that were brought, take over those that were said yes to, forget those left lying."""
    work(clock=clock.now)


@shared_task(name="associations.invite_listed")
def invite_listed() -> None:
    """Mail today's invitations to people of member lists, and forget the addresses of those that went out."""
    inviting.invite_listed(clock=clock.now)
