"""Addresses of campaigns. Joining and leaving name no campaign in their address: server logs keep addresses."""

from django.urls import path

from apps.web.views import campaign_spread, campaigns, mandates

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
]
