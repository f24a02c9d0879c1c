"""Addresses of a case's appeals, below its own."""

from django.urls import path

from apps.web.views import appeal_sent, appeal_writing, appeals, shared_appeals

urlpatterns = [
    path("", appeals.appeal_list, name="appeal-list"),
    path("limit/", appeals.appeal_limit, name="appeal-limit"),
    path("sent/", appeal_sent.appeal_record, name="appeal-record"),
    path("<int:number>/", appeals.appeal_detail, name="appeal-detail"),
    path("<int:number>/shared/", shared_appeals.shared_appeal, name="shared-appeal"),
    path("<int:number>/text/", appeals.appeal_text, name="appeal-text"),
    path("<int:number>/decide/", appeals.appeal_decide, name="appeal-decide"),
    path("<int:number>/write/", appeal_writing.appeal_write, name="appeal-write"),
    path("<int:number>/autosave/", appeal_writing.appeal_autosave, name="appeal-autosave"),
    path("<int:number>/versions/", appeal_writing.appeal_versions, name="appeal-versions"),
    path("<int:number>/restore/", appeal_writing.appeal_restore, name="appeal-restore"),
    path("<int:number>/sent/", appeal_sent.appeal_sent, name="appeal-sent"),
    path("<int:number>/correct/", appeal_sent.appeal_correct, name="appeal-correct"),
    path("<int:number>/answer/", appeal_sent.appeal_answer, name="appeal-answer"),
]
