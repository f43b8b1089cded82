-- Phases, requests and pinned tools are kept in memory where they are used; gatehouse_change says that one has changed.
CREATE FUNCTION announce_phase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_change', 'phase:' || COALESCE(NEW.system, OLD.system));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER phase_opening_announce AFTER INSERT OR UPDATE OR DELETE ON "phase_opening"
  FOR EACH ROW EXECUTE FUNCTION announce_phase();
--> statement-breakpoint
CREATE FUNCTION announce_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_change', 'request:' || NEW.id::text);
  IF NEW.state = 'approved' THEN
    PERFORM pg_notify('gatehouse_change', 'approved:' || NEW.id::text);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- A write that is done at once concerns nobody but its caller until it has ended.
CREATE TRIGGER change_request_asked AFTER INSERT ON "change_request"
  FOR EACH ROW WHEN (NEW.needs = 'approval') EXECUTE FUNCTION announce_request();
--> statement-breakpoint
CREATE TRIGGER change_request_moved AFTER UPDATE OF state ON "change_request"
  FOR EACH ROW EXECUTE FUNCTION announce_request();
--> statement-breakpoint
CREATE FUNCTION announce_pinned_tool() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gatehouse_change', 'tools:' || COALESCE(NEW.system, OLD.system));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER pinned_tool_announce AFTER INSERT OR UPDATE OR DELETE ON "pinned_tool"
  FOR EACH ROW EXECUTE FUNCTION announce_pinned_tool();
--> statement-breakpoint
-- The state machine of requests, once more: the one in `states.ts` is for code, this one holds for every hand. A test compares them.
CREATE FUNCTION refuse_illegal_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
    'confirming>executing', 'confirming>withdrawn', 'confirming>expired',
    'pending>approved', 'pending>rejected', 'pending>expired', 'pending>withdrawn',
    'approved>executing',
    'executing>done', 'executing>failed', 'executing>unknown',
    'unknown>done', 'unknown>failed', 'unknown>approved'
  ]) THEN
    RAISE EXCEPTION 'a request does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  -- What was asked and approved stays what it was.
  IF (NEW.id, NEW.kind, NEW.needs, NEW.person, NEW.grant_id, NEW.client_id, NEW.system, NEW.tool, NEW.phase, NEW.definition_hash, NEW.policy_version,
    NEW.idempotency_key, NEW.arguments_hash, NEW.before_hash, NEW.after_hash, NEW.amount, NEW.currency, NEW.approvals_needed, NEW.content, NEW.undoes, NEW.asked_at)
    IS DISTINCT FROM (OLD.id, OLD.kind, OLD.needs, OLD.person, OLD.grant_id, OLD.client_id, OLD.system, OLD.tool, OLD.phase, OLD.definition_hash, OLD.policy_version,
    OLD.idempotency_key, OLD.arguments_hash, OLD.before_hash, OLD.after_hash, OLD.amount, OLD.currency, OLD.approvals_needed, OLD.content, OLD.undoes, OLD.asked_at)
  THEN
    RAISE EXCEPTION 'what a request asks for never changes' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER change_request_transition BEFORE UPDATE ON "change_request"
  FOR EACH ROW EXECUTE FUNCTION refuse_illegal_transition();
--> statement-breakpoint
CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was decided and what happened is never changed or removed';
END $$;
--> statement-breakpoint
CREATE TRIGGER change_event_only_grows BEFORE UPDATE OR DELETE ON "change_event"
  FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
--> statement-breakpoint
CREATE TRIGGER approval_decision_only_grows BEFORE UPDATE OR DELETE ON "approval_decision"
  FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
