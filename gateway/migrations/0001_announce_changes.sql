-- Caches of rights listen to the channel gatehouse_change; a notice reads "person:<id>" or "grant:<hash of its id>".
CREATE FUNCTION announce_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_change', 'person:' || COALESCE(NEW.id, OLD.id)::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER person_announce AFTER INSERT OR UPDATE OR DELETE ON "person"
  FOR EACH ROW EXECUTE FUNCTION announce_person();
--> statement-breakpoint
CREATE FUNCTION announce_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_change', 'grant:' || OLD.id_hash);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER grant_announce AFTER UPDATE OR DELETE ON "oidc_model"
  FOR EACH ROW WHEN (OLD.model = 'Grant') EXECUTE FUNCTION announce_grant();
--> statement-breakpoint
-- The revision counts changes of what a person may do, so that a decision can name the state it rests on.
CREATE FUNCTION raise_person_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER person_revision BEFORE UPDATE ON "person" FOR EACH ROW
  WHEN ((OLD.groups, OLD.app_roles, OLD.active) IS DISTINCT FROM (NEW.groups, NEW.app_roles, NEW.active))
  EXECUTE FUNCTION raise_person_revision();
