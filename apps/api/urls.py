"""Addresses of the API. The version is part of them: what breaks callers gets a new one."""

from django.urls import include, path, re_path

from apps.api.views import (
    appeal_steps,
    appeals,
    associations,
    cases,
    dates,
    drafts,
    evidence,
    figures,
    grants,
    public,
    readings,
    schema,
)
from apps.api.views.base import Nothing

v1 = [
    path("vocabulary/", public.VocabularyView.as_view(), name="vocabulary"),
    path("marketplaces/", public.MarketplaceList.as_view(), name="marketplaces"),
    path("incidents/", public.IncidentList.as_view(), name="incidents"),
    path("incidents/<slug:slug>/", public.IncidentDetail.as_view(), name="incident"),
    path("figures/", figures.BatchList.as_view(), name="figures"),
    path("figures/<int:number>/", figures.BatchDetail.as_view(), name="figures-batch"),
    path("figures/<int:number>/tables/", figures.Tables.as_view(), name="figures-tables"),
    path("figures/<int:number>/methods/", figures.Methods.as_view(), name="figures-methods"),
    path("figures/<int:number>/tables.csv", figures.TablesInCsv.as_view(), name="figures-csv"),
    path("figures/<int:number>/incidents/<slug:slug>/", figures.IncidentFigures.as_view(), name="figures-incident"),
    path("cases/", cases.CaseList.as_view(), name="cases"),
    path("cases/<uuid:case_id>/", cases.CaseDetail.as_view(), name="case"),
    path("cases/<uuid:case_id>/events/", cases.EventList.as_view(), name="events"),
    path("cases/<uuid:case_id>/mend/", drafts.CaseMend.as_view(), name="mend"),
    path("cases/<uuid:case_id>/evidence/", evidence.FileList.as_view(), name="files"),
    path("cases/<uuid:case_id>/evidence/<int:entry_id>/", evidence.FileBytes.as_view(), name="file"),
    path("cases/<uuid:case_id>/copies/", evidence.CopyList.as_view(), name="copies"),
    path("cases/<uuid:case_id>/copies/<int:entry_id>/", evidence.CopyBytes.as_view(), name="copy"),
    path("cases/<uuid:case_id>/dates/", dates.CaseDates.as_view(), name="case-dates"),
    path("cases/<uuid:case_id>/appeals/", appeals.AppealList.as_view(), name="appeals"),
    path("cases/<uuid:case_id>/appeals/limit/", appeals.AppealLimitDetail.as_view(), name="appeal-limit"),
    path("cases/<uuid:case_id>/appeals/sent/", appeal_steps.SentElsewhere.as_view(), name="appeal-elsewhere"),
    path("cases/<uuid:case_id>/appeals/<int:number>/", appeals.AppealDetail.as_view(), name="appeal"),
    path("cases/<uuid:case_id>/appeals/<int:number>/steps/", appeal_steps.Steps.as_view(), name="appeal-steps"),
    path("cases/<uuid:case_id>/appeals/<int:number>/sent/", appeal_steps.Sending.as_view(), name="appeal-sent"),
    path("cases/<uuid:case_id>/appeals/<int:number>/answers/", appeal_steps.Answers.as_view(), name="appeal-answers"),
    path("cases/<uuid:case_id>/appeals/<int:number>/versions/", appeals.VersionList.as_view(), name="appeal-versions"),
    path("cases/<uuid:case_id>/grants/", grants.GrantList.as_view(), name="grants"),
    path("cases/<uuid:case_id>/grants/<uuid:grant_id>/", grants.GrantDetail.as_view(), name="grant"),
    path("cases/<uuid:case_id>/invitations/", grants.InvitationList.as_view(), name="invitations"),
    path(
        "cases/<uuid:case_id>/invitations/<uuid:invitation_id>/", grants.InvitationDetail.as_view(), name="invitation"
    ),
    path("readings/", readings.ReadingList.as_view(), name="readings"),
    path("readings/<uuid:reading_id>/", readings.ReadingDetail.as_view(), name="reading"),
    path("associations/<slug:slug>/mandates/", associations.MandateList.as_view(), name="association-mandates"),
    path("associations/<slug:slug>/cases/", associations.SharedCaseList.as_view(), name="association-cases"),
    path("dates/", dates.DateList.as_view(), name="dates"),
    path("drafts/", drafts.DraftList.as_view(), name="drafts"),
    path("drafts/<uuid:case_id>/", drafts.DraftDetail.as_view(), name="draft"),
    path("drafts/<uuid:case_id>/submit/", drafts.DraftSubmit.as_view(), name="submit"),
]
app_name = "api"
urlpatterns = [
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    path("v1/", include(v1)),
    re_path("", Nothing.as_view(), name="nothing"),
]
