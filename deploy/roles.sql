-- Three roles, made once by a superuser in the new database:
--   OWNER_PASSWORD=… APP_PASSWORD=… STATISTICS_PASSWORD=… psql -v ON_ERROR_STOP=1 -d recourse -f deploy/roles.sql
-- recourse_owner migrates; recourse_app serves web, worker and beat; recourse_statistics only reads.
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\getenv statistics_password STATISTICS_PASSWORD

CREATE ROLE recourse_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE recourse_app LOGIN PASSWORD :'app_password';
CREATE ROLE recourse_statistics LOGIN PASSWORD :'statistics_password';

SELECT current_database() AS database \gset
ALTER DATABASE :"database" OWNER TO recourse_owner;
ALTER SCHEMA public OWNER TO recourse_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO recourse_app, recourse_statistics;

-- A migration waits two seconds for a lock, then gives way to the pages and is run again.
ALTER ROLE recourse_owner SET lock_timeout = '2s';
ALTER ROLE recourse_app SET statement_timeout = '60s';
ALTER ROLE recourse_app SET idle_in_transaction_session_timeout = '15s';
ALTER ROLE recourse_statistics SET default_transaction_read_only = on;
