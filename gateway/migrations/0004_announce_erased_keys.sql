-- Keys are kept in memory where they are used; a notice "key:<person>" on gatehouse_change says that one was erased.
CREATE FUNCTION announce_erased_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_change', 'key:' || OLD.person::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_person_key_announce AFTER UPDATE OR DELETE ON "audit_person_key"
  FOR EACH ROW EXECUTE FUNCTION announce_erased_key();
