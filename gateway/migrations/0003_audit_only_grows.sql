-- The audit only grows. A superuser can drop this trigger; that it happened shows in the chain, not here.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit rows are never changed or removed';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_row_only_grows BEFORE UPDATE OR DELETE ON "audit_row"
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER audit_row_not_emptied BEFORE TRUNCATE ON "audit_row"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
