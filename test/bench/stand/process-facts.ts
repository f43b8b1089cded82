import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second here, whatever the kernel's own tick (proc(5), sysconf(3) _SC_CLK_TCK). */
const TICK_MS = 10;
const MIB_KB = 1024;

/** What /proc says of one process, in ticks: `own` of all its threads, `ended` of the children it has collected. */
export type Usage = { parent: number; own: number; ended: number };

/** Processor time a process has used, all its threads together; undefined where the system has no /proc. */
export function cpuMsOf(pid: number | undefined): number | undefined {
  const stat = read(pid, "stat");
  return stat === undefined ? undefined : usageIn(stat).own * TICK_MS;
}

/** Memory a process holds now, in MiB; undefined where the system has no /proc. */
export function rssMbOf(pid: number | undefined): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(pid, "status") ?? "")?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / MIB_KB;
}

/** Reads /proc/<pid>/stat. The command stands in parentheses and may itself hold spaces and parentheses (proc(5)). */
export function usageIn(stat: string): Usage {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const sum = (first: number) => Number(fields[first]) + Number(fields[first + 1]);
  return { parent: Number(fields[1]), own: sum(11), ended: sum(13) };
}

/**
 * Starts to watch how much of this machine's processors goes to programs that are not ours. The function it gives says
 * what share went to them since, from 0 to 1; undefined where the system has no /proc.
 */
export function watchOtherWork(): () => number | undefined {
  const before = ticks();
  return () => {
    const after = ticks();
    if (before === undefined || after === undefined || after.all === before.all) return undefined;
    const others = after.busy - before.busy - (after.ours - before.ours);
    return Math.max(0, others) / (after.all - before.all);
  };
}

/** Ticks since the machine started: of everybody, whether busy or not, and of this process with all below it. */
function ticks(): { busy: number; all: number; ours: number } | undefined {
  try {
    // user, nice, system, idle, iowait, irq, softirq, steal; what follows is counted in them already (proc(5)).
    const line = readFileSync("/proc/stat", "utf8").split("\n", 1)[0] ?? "";
    const counts = line.split(/ +/).slice(1, 9).map(Number);
    const all = counts.reduce((sum, count) => sum + count, 0);
    return {
      busy: all - (counts[3] ?? 0) - (counts[4] ?? 0),
      all,
      ours: usedBelow(process.pid, allProcesses()),
    };
  } catch {
    return undefined;
  }
}

function allProcesses(): Map<number, Usage> {
  const found = new Map<number, Usage>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? read(Number(name), "stat") : undefined;
    if (stat !== undefined) found.set(Number(name), usageIn(stat));
  }
  return found;
}

/** Ticks of a process and all below it, those that have ended included. */
export function usedBelow(root: number, processes: ReadonlyMap<number, Usage>): number {
  const isBelow = (pid: number): boolean => {
    if (pid === root) return true;
    const parent = processes.get(pid)?.parent;
    return parent !== undefined && isBelow(parent);
  };
  let used = 0;
  for (const [pid, { own, ended }] of processes) if (isBelow(pid)) used += own + ended;
  return used;
}

function read(pid: number | undefined, file: string): string | undefined {
  try {
    return pid === undefined ? undefined : readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
