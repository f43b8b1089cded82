import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { interruption, passSignalsOn, runChild } from "./child.mjs";
import { commands, usage } from "./commands.mjs";
import { installDependencies } from "./install.mjs";
import { whileAlone } from "./install-lock.mjs";
import { Sentence, unwritable } from "./sentence.mjs";
import { step } from "./step.mjs";
import { bringTools } from "./tools.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Tools, dependencies, build, command. Asks for nothing but Node 20 or later with its npm. */
export async function bootstrap([name, ...rest]) {
  try {
    process.exitCode = await run(name, rest);
  } catch (error) {
    const told = error instanceof Sentence ? error : unwritable(root, error);
    process.stderr.write(
      `gatehouse: ${told?.message ?? `this is a bug, please report it: ${error.stack}`}\n`,
    );
    process.exitCode = 1;
  }
}

async function run(name, rest) {
  const command = Object.hasOwn(commands, String(name)) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(usage());
    return 2;
  }
  if (!existsSync(path.join(root, command.program[0])) && !command.program[0].startsWith("node_modules")) {
    throw new Sentence(`npm run ${name} needs ${command.program[0]}, which this checkout does not hold.`);
  }
  passSignalsOn();
  refuseUnwritable();
  const { node, env } = await whileAlone(root, async () => {
    const tools = await bringTools(root);
    await installDependencies(root, tools.env);
    if (command.needsBuild) await build(tools.env);
    return tools;
  });
  if (interruption()) return interruption();
  return runChild(node, [...command.program, ...rest], { cwd: root, stdio: "inherit", env });
}

/** turbo answers from its cache within half a second when no source has changed. */
async function build(env) {
  const args = ["run", "build", "--ui=stream", "--output-logs=errors-only"];
  await step({
    root,
    name: "build",
    title: "building",
    done: "built",
    command: "turbo",
    args,
    env,
    showsFailure: true,
  });
}

function refuseUnwritable() {
  const tools = path.join(root, ".tools");
  try {
    mkdirSync(tools, { recursive: true });
    writeFileSync(path.join(tools, "writable"), "");
  } catch (error) {
    throw unwritable(error.code === "EEXIST" ? tools : root, error) ?? error;
  }
}
