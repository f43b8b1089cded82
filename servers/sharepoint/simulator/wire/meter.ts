import type { Context } from "hono";
import { throttled } from "../errors.ts";
import type { Session } from "../signin/session.ts";
import type { Switches } from "../switches.ts";
import type { Env } from "../tenant.ts";

const minuteMs = 60_000;
const personWindowMs = 5 * minuteMs;
/** The share of the quota from which on the answers tell of it. */
const warningShare = 0.8;

type Window = { startedAt: number; used: number };

export type Meter = ReturnType<typeof createMeter>;

/** Counts units per app and requests per person in fixed windows. What is refused counts too. */
export function createMeter(switches: Switches) {
  const apps = new Map<string, Window>();
  const people = new Map<string, Window>();
  const windowOf = (windows: Map<string, Window>, key: string, lengthMs: number): Window => {
    const now = Date.now();
    const current = windows.get(key);
    if (current && now - current.startedAt < lengthMs) return current;
    const fresh = { startedAt: now, used: 0 };
    windows.set(key, fresh);
    return fresh;
  };
  const secondsLeft = ({ startedAt }: Window, lengthMs: number): number =>
    Math.max(1, Math.ceil((startedAt + lengthMs - Date.now()) / 1_000));
  return {
    charge(c: Context<Env>, session: Session, units: number): void {
      const app = windowOf(apps, session.client.clientId, minuteMs);
      app.used += units;
      if (app.used >= warningShare * switches.unitsPerMinute) {
        c.header("RateLimit-Limit", String(switches.unitsPerMinute));
        c.header("RateLimit-Remaining", String(Math.max(0, switches.unitsPerMinute - app.used)));
        c.header("RateLimit-Reset", String(secondsLeft(app, minuteMs)));
      }
      if (app.used > switches.unitsPerMinute) throw throttled(secondsLeft(app, minuteMs));
      if (session.kind !== "person") return;
      const person = windowOf(people, session.person.id, personWindowMs);
      person.used += 1;
      if (person.used > switches.requestsPerPerson) throw throttled(secondsLeft(person, personWindowMs));
    },
    reset(): void {
      apps.clear();
      people.clear();
    },
  };
}
