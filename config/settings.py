"""Every setting of Recourse. Values that differ between machines come from the environment (table in README.md)."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.local import LocalServers, escrow_public_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
LOCAL = LocalServers(BASE_DIR, env("LOCAL_NAME", default="run"))

# -- where and who ---------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default="DATABASE_URL" not in env)
PORT = env.int("PORT", default=8000)  # of `make run`
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{PORT}")  # links in mail are built from it, never from Host
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL] if SITE_URL.startswith("https") else [])
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", default=not DEBUG)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0 if DEBUG else 1)
APPEAL_COOLING_HOURS = env.int(
    "APPEAL_COOLING_HOURS", default=12
)  # one night between the last word and the only appeal
OPERATOR_EMAIL = env("OPERATOR_EMAIL", default="operator@recourse.example")

# -- secrets: made once per checkout in development, required in production ------------------------------------------
_secrets = LOCAL.read_secrets() if DEBUG else {}
SECRET_KEY = env("SECRET_KEY", default=_secrets.get("SECRET_KEY", environ.Env.NOTSET))
# "id:base64,id:base64", newest first: the first encrypts, all decrypt. Never derived from SECRET_KEY.
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[_secrets["ENCRYPTION_KEYS"]] if DEBUG else environ.Env.NOTSET)
FINGERPRINT_KEYS = env.list("FINGERPRINT_KEYS", default=[_secrets["FINGERPRINT_KEYS"]] if DEBUG else environ.Env.NOTSET)
AUDIT_SIGNING_KEY = env("AUDIT_SIGNING_KEY", default=_secrets.get("AUDIT_SIGNING_KEY", environ.Env.NOTSET))
AUDIT_OLD_PUBLIC_KEYS = env.list(
    "AUDIT_OLD_PUBLIC_KEYS", default=[]
)  # hexadecimal: heads signed before a change of key

# Who joins a campaign sealed is closed for this key. Only the worker needs the private half, and only it should have
# it: pages without it cannot open a name (docs/escrow.md). Without a public key campaigns take nobody sealed.
ESCROW_PRIVATE_KEYS = env.list("ESCROW_PRIVATE_KEYS", default=[_secrets["ESCROW_PRIVATE_KEYS"]] if DEBUG else [])
ESCROW_PUBLIC_KEY = env(
    "ESCROW_PUBLIC_KEY", default=escrow_public_key(ESCROW_PRIVATE_KEYS[0]) if ESCROW_PRIVATE_KEYS else ""
)

CAMPAIGN_MAILS_PER_DAY = env.int("CAMPAIGN_MAILS_PER_DAY", default=20_000)  # of one campaign's updates
LIST_INVITATIONS_PER_DAY = env.int("LIST_INVITATIONS_PER_DAY", default=500)  # of one association, to its member lists

# -- the house, lowest first (docs/architecture.md) ------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "django_prometheus",
    "django_htmx",
    "template_partials",
    "widget_tweaks",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",  # Swagger UI's files
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "apps.core",
    "apps.accounts",
    "apps.marketplaces",
    "apps.evidence",
    "apps.notifications",
    "apps.conduct",
    "apps.deadlines",
    "apps.losses",
    "apps.cases",
    "apps.incidents",
    "apps.associations",
    "apps.dossiers",
    "apps.campaigns",
    "apps.privacy",
    "apps.statistics",
    "apps.moderation",
    "apps.moderation.apps.DeskConfig",  # Django's admin, with our own site
    "apps.web",
    "apps.api",
]

MIDDLEWARE = [
    "apps.core.middleware.RequestIdMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.web.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "apps.web.middleware.ErrorPageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # templates/django/forms: no form looks default
CHECK_COMPONENTS = DEBUG  # compare the types of components' attributes (apps/web/components/base.py)
CSRF_FAILURE_VIEW = "apps.web.views.errors.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "apps.web.context.page",
            ],
        },
    },
]

# -- database: PostgreSQL everywhere ---------------------------------------------------------------------------------
_database: dict[str, Any] = env.db_url("DATABASE_URL") if "DATABASE_URL" in env else LOCAL.database
DATABASES = {"default": _database}
_database["ATOMIC_REQUESTS"] = False  # one action is one transaction; a page is not
_database.setdefault("OPTIONS", {})
_database["CONN_HEALTH_CHECKS"] = True
_database["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)

# -- Celery: each setting with its reason ----------------------------------------------------------------------------
REDIS_URL = env("REDIS_URL", default=LOCAL.redis_url)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # results are rows of ours; a result backend would be a second truth
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]  # ids only, never pickles
CELERY_TASK_ACKS_LATE = False  # 5.7.0's worker exits when the broker dies during an acks-late task; leases recover work
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # a slow task must not hold others
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200  # memory of long-lived children stays flat
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20  # seconds to finish what runs before a stop
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a broker away for an hour comes back; the worker waits
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,  # a frozen broker must not hold a web request
    "socket_connect_timeout": 2,
    "health_check_interval": 25,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.4}
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
# Intervals only: a zoned crontab fell silent for 75 minutes at a clock change. A tick says "drain"; twice is as once.
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "core.beat", "schedule": 5.0, "options": {"expires": 5}},
    "seal-record": {"task": "core.seal", "schedule": 20.0, "options": {"expires": 20}},
    "deliver": {"task": "notifications.deliver", "schedule": 10.0, "options": {"expires": 10}},
    "remind": {"task": "deadlines.remind", "schedule": 60.0, "options": {"expires": 60}},
    "recompute-dates": {"task": "deadlines.recompute", "schedule": 3600.0, "options": {"expires": 3600}},
    "recover": {"task": "notifications.recover", "schedule": 60.0, "options": {"expires": 60}},
    "forget-codes": {"task": "notifications.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "forget-replies": {"task": "accounts.forget_replies", "schedule": 3600.0, "options": {"expires": 3600}},
    "expire-drafts": {"task": "cases.expire_drafts", "schedule": 3600.0, "options": {"expires": 3600}},
    "watch-surges": {"task": "incidents.watch", "schedule": 600.0, "options": {"expires": 600}},
    "warn-associations": {"task": "moderation.warn_associations", "schedule": 300.0, "options": {"expires": 300}},
    "work-on-steps": {"task": "incidents.work_on_steps", "schedule": 30.0, "options": {"expires": 30}},
    "read-notices": {"task": "incidents.read_notices", "schedule": 60.0, "options": {"expires": 60}},
    "sweep-sellers": {"task": "cases.sweep_sellers", "schedule": 86400.0, "options": {"expires": 86400}},
    "tell-rested": {"task": "cases.tell_rested", "schedule": 60.0, "options": {"expires": 60}},
    "tell-amounts-read": {"task": "cases.tell_amounts_read", "schedule": 60.0, "options": {"expires": 60}},
    "fetch-rates": {"task": "losses.fetch_rates", "schedule": 43200.0, "options": {"expires": 43200}},
    "fold-figures": {"task": "statistics.fold", "schedule": 1.0, "options": {"expires": 1}},
    "publish-figures": {"task": "statistics.publish", "schedule": 600.0, "options": {"expires": 600}},
    "print-figures": {"task": "statistics.print", "schedule": 60.0, "options": {"expires": 60}},
    "check-figures": {"task": "statistics.check", "schedule": 86400.0, "options": {"expires": 86400}},
    "import-reports": {"task": "losses.work_on_imports", "schedule": 10.0, "options": {"expires": 10}},
    "list-invitations": {"task": "associations.invite_listed", "schedule": 60.0, "options": {"expires": 60}},
    "member-lists": {"task": "associations.work_on_lists", "schedule": 10.0, "options": {"expires": 10}},
    "work-evidence": {"task": "evidence.work", "schedule": 15.0, "options": {"expires": 15}},
    "check-evidence": {"task": "evidence.check", "schedule": 3600.0, "options": {"expires": 3600}},
    "sweep-evidence": {"task": "evidence.sweep", "schedule": 3600.0, "options": {"expires": 3600}},
    "make-dossiers": {"task": "dossiers.make", "schedule": 15.0, "options": {"expires": 15}},
    "sweep-dossiers": {"task": "dossiers.sweep", "schedule": 3600.0, "options": {"expires": 3600}},
    "open-campaigns": {"task": "campaigns.open", "schedule": 60.0, "options": {"expires": 60}},
    "close-campaigns": {"task": "campaigns.close", "schedule": 300.0, "options": {"expires": 300}},
    "count-campaigns": {"task": "campaigns.count", "schedule": 3600.0, "options": {"expires": 3600}},
    "tell-of-days": {"task": "campaigns.days", "schedule": 300.0, "options": {"expires": 300}},
    "mail-updates": {"task": "campaigns.updates", "schedule": 20.0, "options": {"expires": 20}},
    "print-mandates": {"task": "campaigns.papers", "schedule": 15.0, "options": {"expires": 15}},
    "make-exports": {"task": "privacy.make_exports", "schedule": 30.0, "options": {"expires": 30}},
    "erase-due": {"task": "privacy.erase_due", "schedule": 300.0, "options": {"expires": 300}},
    "keep-to-rules": {"task": "privacy.keep_to_rules", "schedule": 86400.0, "options": {"expires": 86400}},
    "sweep-exports": {"task": "privacy.sweep_exports", "schedule": 3600.0, "options": {"expires": 3600}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(LOCAL.var / "beat-schedule")

# -- cache: sign-in attempts, used second-factor codes; see the class for what happens without it
CACHES = {
    "default": {
        "BACKEND": "apps.core.cache.SteadyCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "recourse",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
    }
}

# -- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "case-list"
ACCOUNT_ADAPTER = "apps.web.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # there is no other way in than a code sent to the address: it is the verification
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an unknown address gets a code like a known one (apps/web/views/people.py)
ACCOUNT_PREVENT_ENUMERATION = "strict"  # never say on screen whether an address is known
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
# Ten codes an hour with five tries each: one chance in 20,000 per hour of guessing into one account, with ten mails to
# its owner. An office behind one address may sign in twenty people a minute.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "request_login_code": "20/m/ip,3/m/key,10/h/key", "report_abuse": "5/h/ip"}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a way to sign in was added or removed: its owner hears of it
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "apps.web.sign_in.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "apps.web.forms.people.SecondFactorForm",
    "reauthenticate": "apps.web.forms.people.SecondFactorAgainForm",
    "activate_totp": "apps.web.forms.people.NewAppForm",
    "add_webauthn": "apps.web.forms.people.NewPasskeyForm",
    "edit_webauthn": "apps.web.forms.people.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Recourse"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
USERSESSIONS_TRACK_ACTIVITY = False  # where somebody signed in from is not ours to keep (see blur_session)
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []  # nobody has a password

# -- languages and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- files and static ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# Where the European Central Bank publishes its rates; empty: only those of the release, or that a command loaded.
CODE_VERSION = env("CODE_VERSION", default="")  # commit or release that runs here, printed with every batch of figures
FIGURES_CURRENCY = env("FIGURES_CURRENCY", default="USD")  # in which figures are summed; changed: `figures rebuild`
RATES_URL = env("RATES_URL", default="")
EVIDENCE_ROOT = Path(env("EVIDENCE_ROOT", default=str(LOCAL.var / "evidence")))
# How much one case and one person may keep: a long quarrel has some 200 documents; five times that fits. Who acts for
# others keeps several cases. A disk of 1 TB holds the fullest vault of 100 such people, with room for their copies.
EVIDENCE_BYTES_PER_CASE = env.int("EVIDENCE_BYTES_PER_CASE", default=2 * 1024**3)
EVIDENCE_FILES_PER_CASE = env.int("EVIDENCE_FILES_PER_CASE", default=1000)
EVIDENCE_BYTES_PER_PERSON = env.int("EVIDENCE_BYTES_PER_PERSON", default=5 * 1024**3)
EVIDENCE_FILES_PER_PERSON = env.int("EVIDENCE_FILES_PER_PERSON", default=5000)
CLAMD_URL = env("CLAMD_URL", default="")  # unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310; empty: not scanned
TSA_URL = env("TSA_URL", default="")  # a server of RFC 3161 time stamps; empty: none are asked for
TSA_CERTIFICATES = env("TSA_CERTIFICATES", default="")  # PEM file: roots by which its stamps are verified
# A pasted notice of 2 MB must come back in its form, not as an empty error page; a larger body is a 413 page.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # an incident at the desk is one form with every fact said of it
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "apps.web.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "apps.web.uploads.SealedUpload",  # Django's own would write what is larger to the disk in the clear
]

# -- mail ------------------------------------------------------------------------------------------------------------
EMAIL_URL = env("EMAIL_URL", default=f"smtp://127.0.0.1:{PORT + 25}")  # there `make run` keeps a sink of its own
vars().update(env.email_url("EMAIL_URL", default=EMAIL_URL))
EMAIL_CONNECT_TIMEOUT = env.int("EMAIL_CONNECT_TIMEOUT", default=10)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # seconds for the whole conversation; Django's default is none
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Recourse <noreply@recourse.example>")
WEBHOOK_TEST_HOSTS: frozenset[str] = frozenset()  # settings_test names this machine; everywhere else only public hosts
# A folder in which a local SMTP sink keeps what it received, for the inbox page. None in production: there is no page.
LOCAL_MAILBOX = LOCAL.var / "mailbox" if DEBUG else None

# -- security --------------------------------------------------------------------------------------------------------
# Nothing to other sites. Not "no-referrer": with it browsers post our own forms with `Origin: null`, which fails CSRF.
# Subdomains are the operator's own to decide, and a browser's preload list is for ever.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^livez$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# -- API -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # each view says who it is for (apps/api/views/base.py)
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.api.parsers.StrictJson"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "apps.api.description.Description",
    # Requests a minute: by network address for what is public, else by token; of these so many may write.
    "DEFAULT_THROTTLE_RATES": {"address": "120/min", "token": "600/min", "writes": "120/min"},
    "EXCEPTION_HANDLER": "apps.api.errors.answer",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "URL_FORMAT_OVERRIDE": None,
    "UPLOADED_FILES_USE_URL": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Recourse",
    "DESCRIPTION": "What the pages can do, for programs. Begin at /help/programs/.",
    "VERSION": "1",
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "AUTHENTICATION_WHITELIST": ["apps.api.authentication.BearerToken"],  # the session is for the page of the API
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,  # what a change must name is required of it
    "SORT_OPERATIONS": False,
    "ENUM_NAME_OVERRIDES": {  # cases, appeals and dates have states of their own
        "CaseStateEnum": "apps.cases.enums.State.choices",
        "AppealAnswerEnum": "apps.cases.enums.Answer.choices",
        "AppealStateEnum": "apps.cases.enums.AppealState.choices",
        "FigureStateEnum": "apps.statistics.rules.documents.STATES",
    },
    "DISABLE_ERRORS_AND_WARNINGS": False,
}

# -- logs ------------------------------------------------------------------------------------------------------------
LOGGING_CONFIG = None  # configured by apps.core.logs at start: one line per event, no locals, no request data
LOG_JSON = env.bool("LOG_JSON", default=not DEBUG)

# -- watching --------------------------------------------------------------------------------------------------------
METRICS_TOKEN = env("METRICS_TOKEN", default="")  # /metrics wants it as a bearer token; without one only DEBUG shows it
