import { HANDLE, type Handles } from "./handles.ts";
import { isLink } from "./links.ts";
import { placeAtLink } from "./place-at-link.ts";
import { placeAtPath } from "./place-at-path.ts";
import { placeOfThing } from "./place-of-thing.ts";
import type { Place, World } from "./places.ts";

/** What a caller names by ref, address or path, read now under the caller's own identity. */
export function findPlace(world: World, handles: Handles, text: string, signal: AbortSignal): Promise<Place> {
  const given = text.trim();
  if (HANDLE.test(given)) return placeOfThing(world, handles.open(world.calls.caller.id, given), signal);
  return isLink(given) ? placeAtLink(world, given, signal) : placeAtPath(world, given, signal);
}
