"""Addresses of associations."""

from django.urls import path

from apps.web.views import associations, body_cases, body_numbers, body_views, body_work, member_lists, members

urlpatterns = [
    path("", associations.association_list, name="association-list"),
    path("new/", associations.association_found, name="association-found"),
    path("join/<str:token>/", members.member_invitation, name="member-invitation"),
    path("invited/<str:key>/", member_lists.list_invitation, name="list-invitation"),
    path("invited/<str:key>/stop/", member_lists.list_invitation_stop, name="list-invitation-stop"),
    path("<slug:slug>/", associations.association_detail, name="association-detail"),
    path("<slug:slug>/edit/", associations.association_edit, name="association-edit"),
    path("<slug:slug>/leave/", members.association_leave, name="association-leave"),
    path("<slug:slug>/numbers/", body_numbers.body_numbers, name="body-numbers"),
    path("<slug:slug>/numbers.csv", body_numbers.body_numbers_csv, name="body-numbers-csv"),
    path("<slug:slug>/numbers.json", body_numbers.body_numbers_json, name="body-numbers-json"),
    path("<slug:slug>/cases/", body_cases.body_cases, name="body-cases"),
    path("<slug:slug>/cases/export.csv", body_cases.body_export, {"kind": "csv"}, name="body-export-csv"),
    path("<slug:slug>/cases/export.xlsx", body_cases.body_export, {"kind": "xlsx"}, name="body-export-xlsx"),
    path("<slug:slug>/cases/many/", body_work.body_bulk, name="body-bulk"),
    path("<slug:slug>/cases/views/", body_views.body_view_save, name="body-view-save"),
    path("<slug:slug>/cases/views/<uuid:view_id>/", body_views.body_view_change, name="body-view-change"),
    path("<slug:slug>/cases/views/<uuid:view_id>/remove/", body_views.body_view_remove, name="body-view-remove"),
    path("<slug:slug>/cases/views/<uuid:view_id>/default/", body_views.body_view_default, name="body-view-default"),
    path("<slug:slug>/cases/<uuid:case_id>/", body_work.body_case, name="body-case"),
    path("<slug:slug>/cases/<uuid:case_id>/note/", body_work.body_note, name="body-note"),
    path("<slug:slug>/cases/<uuid:case_id>/assign/", body_work.body_assign, name="body-assign"),
    path("<slug:slug>/dates/", body_cases.body_dates, name="body-dates"),
    path("<slug:slug>/lists/", member_lists.body_lists, name="body-lists"),
    path("<slug:slug>/lists/<uuid:list_id>/", member_lists.body_list, name="body-list"),
    path("<slug:slug>/lists/<uuid:list_id>/look/", member_lists.body_list_look, name="body-list-look"),
    path("<slug:slug>/lists/<uuid:list_id>/take/", member_lists.body_list_take, name="body-list-take"),
    path("<slug:slug>/lists/<uuid:list_id>/move/", member_lists.body_list_move, name="body-list-move"),
    path("<slug:slug>/lists/<uuid:list_id>/invite/", member_lists.body_list_invite, name="body-list-invite"),
    path("<slug:slug>/lists/<uuid:list_id>/refused.csv", member_lists.body_list_refused, name="body-list-refused"),
    path("<slug:slug>/members/", members.member_list, name="member-list"),
    path("<slug:slug>/members/<uuid:membership_id>/role/", members.member_role, name="member-role"),
    path("<slug:slug>/members/<uuid:membership_id>/end/", members.member_end, name="member-end"),
    path(
        "<slug:slug>/invitations/<uuid:invitation_id>/withdraw/",
        members.member_invitation_withdraw,
        name="member-invitation-withdraw",
    ),
]
