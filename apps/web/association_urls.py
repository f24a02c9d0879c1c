"""Addresses of associations."""

from django.urls import path

from apps.web.views import associations, members

urlpatterns = [
    path("", associations.association_list, name="association-list"),
    path("new/", associations.association_found, name="association-found"),
    path("join/<str:token>/", members.member_invitation, name="member-invitation"),
    path("<slug:slug>/", associations.association_detail, name="association-detail"),
    path("<slug:slug>/edit/", associations.association_edit, name="association-edit"),
    path("<slug:slug>/leave/", members.association_leave, name="association-leave"),
    path("<slug:slug>/members/", members.member_list, name="member-list"),
    path("<slug:slug>/members/<uuid:membership_id>/role/", members.member_role, name="member-role"),
    path("<slug:slug>/members/<uuid:membership_id>/end/", members.member_end, name="member-end"),
    path(
        "<slug:slug>/invitations/<uuid:invitation_id>/withdraw/",
        members.member_invitation_withdraw,
        name="member-invitation-withdraw",
    ),
]
