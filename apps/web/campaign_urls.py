"""Addresses of campaigns. Joining and leaving name no campaign in their address: server logs keep addresses."""

from django.urls import path

from apps.web.views import body_campaign_lead as lead
from apps.web.views import body_campaigns, campaign_spread, campaigns, mandates, updates

OF_BODY = "associations/<slug:slug>/campaigns/<slug:campaign>/"

urlpatterns = [
    path("campaigns/", campaigns.campaign_list, name="campaign-list"),
    path("campaigns/<slug:campaign>/", campaigns.campaign_detail, name="campaign-detail"),
    path("campaigns/<slug:campaign>/card/", campaign_spread.campaign_card, name="campaign-card"),
    path("campaigns/<slug:campaign>/feed/", campaign_spread.campaign_feed, name="campaign-feed"),
    path("me/campaigns/<slug:campaign>/mandate/", mandates.mandate_give, name="mandate-give"),
    path("me/mandates/<uuid:mandate_id>/paper/", mandates.mandate_paper, name="mandate-paper"),
    path("me/mandates/<uuid:mandate_id>/revoke/", mandates.mandate_revoke, name="mandate-revoke"),
    path("mandates/", mandates.mandate_verify, name="mandate-verify"),
    path("associations/<slug:slug>/mandates/", mandates.association_mandates, name="association-mandates"),
    path("associations/<slug:slug>/mandates.csv", mandates.association_mandates_csv, name="association-mandates-csv"),
    path("joining/", campaigns.campaign_sign, name="campaign-sign"),
    path("joining/done/", campaigns.campaign_done, name="campaign-done"),
    path("me/campaigns/", campaigns.own_campaigns, name="own-campaigns"),
    path("me/updates/wish/", updates.update_wish, name="update-wish"),
    path("me/updates/<uuid:update_id>/", updates.own_update, name="own-update"),
    path("updates/stop/<str:key>/", updates.update_stop, name="update-stop"),
    path("associations/<slug:slug>/campaigns/", body_campaigns.body_campaigns, name="body-campaigns"),
    path("associations/<slug:slug>/new-campaign/", lead.body_campaign_new, name="body-campaign-new"),
    path(f"{OF_BODY}edit/", lead.body_campaign_edit, name="body-campaign-edit"),
    path(f"{OF_BODY}stage/<str:source>/<str:target>/", lead.body_campaign_stage, name="body-campaign-stage"),
    path(f"{OF_BODY}note/", lead.body_campaign_note, name="body-campaign-note"),
    path(f"{OF_BODY}day/", lead.body_campaign_day, name="body-campaign-day"),
    path(f"{OF_BODY}day/<uuid:day_id>/", lead.body_campaign_day_edit, name="body-campaign-day-edit"),
    path(f"{OF_BODY}day/<uuid:day_id>/remove/", lead.body_campaign_day_remove, name="body-campaign-day-remove"),
    path(f"{OF_BODY}ask/", lead.body_campaign_ask, name="body-campaign-ask"),
    path(f"{OF_BODY}join/", lead.body_campaign_join, name="body-campaign-join"),
    path(f"{OF_BODY}leave/", lead.body_campaign_leave, name="body-campaign-leave"),
    path(OF_BODY, body_campaigns.body_campaign, name="body-campaign"),
    path(
        f"{OF_BODY}updates/",
        body_campaigns.body_update_new,
        name="body-update-new",
    ),
    path("associations/<slug:slug>/updates/<uuid:update_id>/", body_campaigns.body_update, name="body-update"),
    path(
        "associations/<slug:slug>/updates/<uuid:update_id>/edit/",
        body_campaigns.body_update_edit,
        name="body-update-edit",
    ),
    path(
        "associations/<slug:slug>/updates/<uuid:update_id>/move/",
        body_campaigns.body_update_move,
        name="body-update-move",
    ),
]
