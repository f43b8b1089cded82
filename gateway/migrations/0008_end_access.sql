-- Whoever is switched off or deleted loses every login with that very change, whichever hand made it; what lies outside
-- the database is ended by a gateway, which finds the row left here.
CREATE FUNCTION end_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "oidc_model" WHERE payload->>'accountId' = OLD.id::text;
  DELETE FROM "web_session" WHERE person_id = OLD.id;
  INSERT INTO "access_ending" (person) VALUES (OLD.id)
    ON CONFLICT (person) DO UPDATE SET ended_at = now(), claimed_until = NULL;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER person_switched_off AFTER UPDATE OF active ON "person" FOR EACH ROW
  WHEN (OLD.active AND NOT NEW.active) EXECUTE FUNCTION end_access();
--> statement-breakpoint
CREATE TRIGGER person_deleted AFTER DELETE ON "person" FOR EACH ROW EXECUTE FUNCTION end_access();
