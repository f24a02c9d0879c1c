-- What the roles may do, run by recourse_owner after every migration; doing it again changes nothing.
BEGIN;
GRANT USAGE ON SCHEMA public TO recourse_app, recourse_statistics;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO recourse_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO recourse_app;

-- Append-only tables: their trigger refuses changes already; without the right nobody gets as far as the trigger.
DO $$
DECLARE
  kept regclass;
BEGIN
  FOR kept IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname LIKE 'pgtrigger\_rows\_are\_final\_%' LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM recourse_app', kept);
  END LOOP;
END $$;

-- Statistics read what names nobody: no person, no seller, no case's words.
DO $$
DECLARE
  harmless regclass;
BEGIN
  FOR harmless IN
    SELECT format('public.%I', tablename)::regclass FROM pg_tables
    WHERE schemaname = 'public' AND (tablename LIKE 'incidents\_%' OR tablename LIKE 'losses\_%')
  LOOP
    EXECUTE format('GRANT SELECT ON %s TO recourse_statistics', harmless);
  END LOOP;
END $$;
COMMIT;
