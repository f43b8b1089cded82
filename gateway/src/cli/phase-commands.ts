import type { Command } from "commander";
import {
  closePhase,
  confirmPhase,
  phaseHistory,
  phaseReport,
  phaseStatus,
  proposePhase,
  pullBrake,
  recordContract,
  withdrawPhase,
} from "./phase.ts";

const SYSTEM = ["<system>", "id of a system"] as const;
const PROPOSAL = ["<proposal>", "its id, as `propose` and `status` print it"] as const;
const JSON_LINES = ["--json", "one JSON object a line"] as const;
const BY = ["--by <who>", "the administrator who types this: mail address, user name or id"] as const;
const REASON = ["--reason <text>", "why, for the record and for people whose call is refused"] as const;
const ROLE = ["--role <name>", "only for holders of this role, as a trial"] as const;

/** `gatehouse phase ...`. */
export function addPhaseCommands(program: Command, config: Config): void {
  const phase = program
    .command("phase")
    .description("how far each system is open: 1 reading, 2 low-risk changes, 3 high-impact changes");
  addLooking(phase, config);
  addOpening(phase, config);
  addClosing(phase, config);
}

type Config = readonly [flags: string, description: string, value: string];

function addLooking(phase: Command, config: Config): void {
  phase
    .command("status")
    .argument("[system]", SYSTEM[1])
    .description("show what is open, for whom and by whom, and what waits for a second administrator")
    .option(...JSON_LINES)
    .option(...config)
    .action(phaseStatus);
  phase
    .command("report")
    .argument(...SYSTEM)
    .argument("<phase>", "2 or 3")
    .description("show how ready a system is for a phase")
    .option(...ROLE)
    .option(...JSON_LINES)
    .option(...config)
    .action(phaseReport);
  phase
    .command("history")
    .argument(...SYSTEM)
    .description("show what happened to a system's phases")
    .option(...JSON_LINES)
    .option(...config)
    .action(phaseHistory);
}

function addOpening(phase: Command, config: Config): void {
  phase
    .command("record-contract")
    .argument(...SYSTEM)
    .description("put on record how the contract suite went on the vendor's sandbox")
    .requiredOption("--passed <number>", "tests that passed")
    .requiredOption("--failed <number>", "tests that failed")
    .requiredOption("--ran-at <date>", "when it ran")
    .option("--target <target>", "sandbox or simulator; only the first is evidence", "sandbox")
    .requiredOption(...BY)
    .option(...config)
    .action(recordContract);
  phase
    .command("propose")
    .argument(...SYSTEM)
    .argument("<phase>", "2 or 3")
    .description("put on record that a phase should open, for another administrator to confirm")
    .requiredOption("--reason <text>", "why")
    .requiredOption("--ticket <text>", "where it was asked for")
    .option(...ROLE)
    .option("--until <date>", "closes by itself then: a day (its end, UTC) or a moment")
    .option("--waive <item=reason>", "go on without an item that is missing; may be repeated", collected)
    .requiredOption(...BY)
    .option(...config)
    .action(proposePhase);
  phase
    .command("confirm")
    .argument(...PROPOSAL)
    .description("open what another administrator proposed")
    .requiredOption(...BY)
    .option(...config)
    .action(confirmPhase);
  phase
    .command("withdraw")
    .argument(...PROPOSAL)
    .description("take a proposal back")
    .requiredOption(...BY)
    .option(...config)
    .action(withdrawPhase);
}

function addClosing(phase: Command, config: Config): void {
  phase
    .command("close")
    .argument(...SYSTEM)
    .description("close everything above a phase; one administrator is enough")
    .requiredOption("--to <phase>", "1 or 2")
    .requiredOption(...REASON)
    .requiredOption(...BY)
    .option(...config)
    .action(closePhase);
  phase
    .command("brake")
    .argument("<system>", "id of a system, or all")
    .description("close everything at once, on every gateway within a second; one administrator is enough")
    .requiredOption(...REASON)
    .requiredOption(...BY)
    .option(...config)
    .action(pullBrake);
}

const collected = (text: string, before: readonly string[] = []): string[] => [...before, text];
