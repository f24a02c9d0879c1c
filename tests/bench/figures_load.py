"""Very many cases for `make bench-figures`, by generate_series: a million in minutes.

Everything that figures are counted from is there, as in life: some sellers have two accounts and some are one with
another, most cases stand in an incident, ledgers have one or two lines in three currencies, part of them judged.
"""

from django.db import connection

from apps.statistics import actions
from tests.factories.accounts import ModeratorFactory
from tests.factories.incidents import IncidentFactory

SELLERS = 0.283  # of a case: so many sellers stood behind the million cases of the trial
# Rows number first to last of each table; `sellers` is how many there are of them.
_STATEMENTS = (
    """
    INSERT INTO accounts_user (id, email, password, is_superuser, language, time_zone, is_staff, is_active, date_joined,
                               is_demonstration)
    SELECT md5('person' || n)::uuid, n || '@sellers.example', '', false, 'zh-hans', 'Asia/Shanghai', false, true,
           '2018-01-01', false FROM generate_series(%(seller)s, %(sellers)s) AS n
    """,
    """
    INSERT INTO cases_seller (id, owner_id, company_name, credit_code, company_fingerprint, credit_code_fingerprint,
                              email_fingerprint, created_at)
    SELECT md5('seller' || n)::uuid, md5('person' || n)::uuid, '', '', md5('company' || n), '', md5('mail' || n),
           '2018-01-01' FROM generate_series(%(seller)s, %(sellers)s) AS n
    """,
    """
    INSERT INTO cases_selleraccount (id, seller_id, platform, store_name, merchant_token, store_url, store_fingerprint,
                                     token_fingerprint, url_fingerprint, created_at)
    SELECT md5('account' || n || '/' || place)::uuid, md5('seller' || n)::uuid, 'amazon', '', '', '', '',
           md5('token' || n || '/' || place), '', '2018-01-01'
    FROM generate_series(%(seller)s, %(sellers)s) AS n, generate_series(0, 1) AS place WHERE place = 0 OR n %% 5 = 0
    """,
    """
    INSERT INTO cases_sellerpair (one_id, other_id, state, score, agrees, differs, found_at, moved_at)
    SELECT least(a, b), greatest(a, b), 'same', 1, '{}', '{}', '2018-01-01', '2018-01-01'
    FROM (SELECT md5('seller' || n)::uuid AS a, md5('seller' || n - 1)::uuid AS b
          FROM generate_series(%(seller)s, %(sellers)s) AS n WHERE n %% 50 = 0 AND n > %(seller)s) AS pairs
    """,
    """
    INSERT INTO cases_clustermember (seller_id, cluster)
    SELECT seller, one_id FROM cases_sellerpair CROSS JOIN LATERAL (VALUES (one_id), (other_id)) AS both_of (seller)
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO losses_ledger (id, opened_at) SELECT md5('ledger' || n)::uuid, '2018-01-01'
    FROM generate_series(%(first)s, %(last)s) AS n
    """,
    """
    INSERT INTO losses_lossline (ledger_id, kind, component, low, likely, high, currency, loss_date, basis, grade,
                                 "group", rows, row_count, cost_rows, entered_at, entered_by_id)
    SELECT md5('ledger' || n)::uuid, CASE WHEN (n + 3 * place) %% 11 = 0 THEN 'recovery' ELSE 'loss' END,
           (ARRAY['withheld_balance', 'fba_stock', 'lost_sales', 'penalties', 'account_reserve'])[1 + (n + place) %% 5],
           low, 2 * low, 3 * low, (ARRAY['USD', 'EUR', 'CNY'])[1 + (n / 2 + place) %% 3],
           '2018-01-01'::date + (n %% 1000)::int, 'declared', (ARRAY['A', 'B', 'C', 'C'])[1 + (n / 3 + place) %% 4],
           '', '[]', 0, '[]', '2018-01-01', md5('person' || %(seller)s)::uuid
    FROM generate_series(%(first)s, %(last)s) AS n CROSS JOIN generate_series(0, 1) AS place
    CROSS JOIN LATERAL (SELECT 1000 + (n::bigint * 7919 %% 5000000) / 100.0 AS low) AS amount
    WHERE place = 0 OR n %% 2 = 0
    """,
    """
    INSERT INTO cases_case (id, reference, owner_id, account_id, ledger_id, state, outcome, visibility, platform,
                            marketplace, country, case_type, allegation, notice_date, notice_zone, notice_text,
                            narrative, created_at, submitted_at, verified_at, moved_at, is_demonstration)
    SELECT md5('case' || n)::uuid, 'B' || n, md5('person' || s)::uuid,
           md5('account' || s || '/' || CASE WHEN s %% 5 = 0 THEN n %% 2 ELSE 0 END)::uuid, md5('ledger' || n)::uuid,
           state, CASE WHEN state = 'resolved' THEN 'reinstated' ELSE '' END,
           (ARRAY['counted', 'counted', 'counted', 'shared', 'private'])[1 + n / 7 %% 5], platform,
           CASE WHEN platform = 'amazon' THEN (ARRAY['amazon.us', 'amazon.de', 'amazon.co.uk'])[1 + n %% 3] ELSE '' END,
           CASE WHEN platform = 'amazon' THEN '' ELSE 'US' END,
           (ARRAY['account_suspension', 'funds_withheld', 'listing_removal'])[1 + n / 5 %% 3],
           (ARRAY['fake_orders_fraud', 'counterfeit', 'unknown'])[1 + n / 11 %% 3],
           '2018-01-01'::date + (n %% 1000)::int, 'America/Los_Angeles', decode(repeat(md5(n::text), 10), 'hex'),
           decode(repeat(md5(n::text), 40), 'hex'), '2018-01-01', '2018-01-02',
           CASE WHEN state <> 'submitted' THEN '2018-01-03'::timestamptz END, '2018-01-03', false
    FROM generate_series(%(first)s, %(last)s) AS n
    CROSS JOIN LATERAL (SELECT %(seller)s + mod(n::bigint * 7919, %(sellers)s - %(seller)s + 1) AS s) AS whose
    CROSS JOIN LATERAL (SELECT (ARRAY['amazon', 'temu', 'walmart'])[1 + n / 13 %% 3] AS platform) AS place
    CROSS JOIN LATERAL (
        SELECT (ARRAY['submitted', 'verified', 'verified', 'verified', 'appealed', 'rejected', 'resolved', 'withdrawn'])
               [1 + n / 3 %% 8] AS state) AS stand
    """,
    """
    INSERT INTO incidents_placement (case_id, incident_id, how, at)
    SELECT md5('case' || n)::uuid, (%(incidents)s::bigint[])[1 + n %% 5], 'filed_as_affected', '2018-01-02'
    FROM generate_series(%(first)s, %(last)s) AS n WHERE n %% 10 < 7
    """,
    """
    INSERT INTO losses_lineverdict (id, line_id, verdict, reason, given_at, given_by_id, number)
    SELECT gen_random_uuid(), line.id, 'verified', '', '2018-01-03', %(moderator)s, 1
    FROM generate_series(%(first)s, %(last)s) AS n
    JOIN losses_lossline AS line ON line.ledger_id = md5('ledger' || n)::uuid
    WHERE n %% 3 = 0 AND line.grade <> 'C'
    """,
)


class Load:
    """Grows a migrated database in steps; after each, facts and cells are made and the planner knows the tables."""

    def __init__(self) -> None:
        self.cases = self.sellers = 0
        self.moderator = ModeratorFactory.create()
        self.incidents = [IncidentFactory.create().pk for _ in range(5)]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO losses_exchangerate (currency, day, per_euro) SELECT currency, day, per_euro"
                " FROM generate_series('2017-12-28'::date, '2020-12-31', '1 day') AS day,"
                " (VALUES ('USD', 1.21), ('CNY', 7.83)) AS known (currency, per_euro)"
                " WHERE extract(isodow FROM day) < 6"
            )

    def grow_to(self, cases: int) -> None:
        """So many cases; triggers and foreign keys sleep meanwhile."""
        sellers = int(cases * SELLERS)
        named = {
            "first": self.cases + 1,
            "last": cases,
            "seller": self.sellers + 1,
            "sellers": sellers,
            "moderator": self.moderator.pk,
            "incidents": self.incidents,
        }
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for statement in _STATEMENTS:
                cursor.execute(statement, named)
            cursor.execute("RESET session_replication_role")
        self.cases, self.sellers = cases, sellers
        actions.rebuild()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
