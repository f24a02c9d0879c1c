"""Addresses of the pages."""

from allauth.account import views as allauth_views
from allauth.usersessions import views as session_views
from django.urls import include, path
from django.views.generic import RedirectView

from apps.web.views import case_files, cases, dates, drafts, health, incidents, mailbox, messages, pages, people, steps

urlpatterns = [
    path("", pages.home, name="home"),
    path("incidents/", incidents.incident_list, name="incident-list"),
    path("incidents/<slug:slug>/", incidents.incident_detail, name="incident-detail"),
    path("incidents/<slug:slug>/affected/", incidents.incident_affected, name="incident-affected"),
    path("cases/", cases.case_list, name="case-list"),
    path("cases/new/", drafts.case_new, name="case-new"),
    path("cases/marketplaces/", steps.marketplace_choices, name="marketplace-choices"),
    path("cases/<uuid:case_id>/file/", drafts.case_draft, name="case-draft"),
    path("cases/<uuid:case_id>/file/summary/", drafts.case_summary, name="case-summary"),
    path("cases/<uuid:case_id>/file/submit/", drafts.case_submit, name="case-submit"),
    path("cases/<uuid:case_id>/file/discard/", drafts.draft_discard, name="draft-discard"),
    path("cases/<uuid:case_id>/file/notice/", steps.notice_add, name="notice-add"),
    path("cases/<uuid:case_id>/file/notice/<int:entry_id>/remove/", steps.notice_remove, name="notice-remove"),
    path("cases/<uuid:case_id>/file/<slug:step>/", steps.case_step, name="case-step"),
    path("cases/<uuid:case_id>/file/<slug:step>/autosave/", steps.case_autosave, name="case-autosave"),
    path("cases/<uuid:case_id>/", cases.case_detail, name="case-detail"),
    path("cases/<uuid:case_id>/mend/", cases.case_mend, name="case-mend"),
    path("cases/<uuid:case_id>/progress/", cases.case_progress, name="case-progress"),
    path("cases/<uuid:case_id>/visibility/", cases.case_visibility, name="case-visibility"),
    path("cases/<uuid:case_id>/withdraw/", cases.case_withdraw, name="case-withdraw"),
    path("cases/<uuid:case_id>/reopen/", cases.case_reopen, name="case-reopen"),
    path("cases/<uuid:case_id>/files/<int:entry_id>/", case_files.case_file, name="case-file"),
    path("dates/", dates.date_list, name="date-list"),
    path("dates/<uuid:deadline_id>/", dates.date_detail, name="date-detail"),
    path("dates/<uuid:deadline_id>/decide/", dates.date_decide, name="date-decide"),
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
