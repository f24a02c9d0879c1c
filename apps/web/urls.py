"""Addresses of the pages."""

from allauth.account import views as allauth_views
from allauth.usersessions import views as session_views
from django.urls import include, path
from django.views.generic import RedirectView

from apps.web.views import health, incidents, mailbox, messages, pages, people

urlpatterns = [
    path("", pages.home, name="home"),
    path("incidents/", incidents.incident_list, name="incident-list"),
    path("incidents/<slug:slug>/", incidents.incident_detail, name="incident-detail"),
    path("incidents/<slug:slug>/affected/", incidents.incident_affected, name="incident-affected"),
    path("help/", pages.help_index, name="help"),
    path("help/<slug:topic>/", pages.help_topic, name="help-topic"),
    path("privacy/", pages.privacy, name="privacy"),
    path("language/", pages.language_set, name="language-set"),
    path("theme/", pages.theme_set, name="theme-set"),
    path("gallery/", pages.gallery, name="gallery"),
    # -- signing in: allauth's names, our addresses; what is not listed here does not exist (nobody has a password)
    path("sign-in/", people.SignIn.as_view(), name="account_login"),
    path("sign-in/again/", people.SignIn.as_view(), name="account_request_login_code"),
    path("sign-in/code/", people.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("sign-up/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="account_signup"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("welcome/", people.preferences_first, name="preferences-first"),
    path("me/", people.preferences, name="preferences"),
    path("me/security/", include("allauth.mfa.urls")),
    path("me/sessions/", session_views.list_usersessions, name="usersessions_list"),
    path("messages/", messages.message_list, name="message-list"),
    path("messages/read/", messages.message_read_all, name="message-read-all"),
    path("messages/preview/", messages.preview_list, name="message-preview-list"),
    path("messages/preview/<slug:kind>/<slug:language>/", messages.preview, name="message-preview"),
    path("messages/preview/<slug:kind>/<slug:language>/html/", messages.preview_html, name="message-preview-html"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<slug:name>/", mailbox.mail, name="mailbox-mail"),
    path("mailbox/<slug:name>/html/", mailbox.mail_html, name="mailbox-mail-html"),
    path("healthz", health.healthz, name="healthz"),
    path("livez", health.livez, name="livez"),
    path("metrics", health.metrics, name="metrics"),
]
