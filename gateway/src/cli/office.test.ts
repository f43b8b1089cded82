import { expect, test } from "vitest";
import { accountOf } from "./office.ts";

const nobody = () => {
  throw new Error("uv_os_get_passwd returned ENOENT");
};

test("an account that the machine has no name for acts under its number", () => {
  expect(accountOf({}, nobody)).toBe(`uid:${process.getuid?.()}`);
});

test("behind sudo it is the account that called it who acts", () => {
  expect(accountOf({ SUDO_USER: "mei" }, () => ({ username: "root" }))).toBe("mei");
  expect(accountOf({}, () => ({ username: "root" }))).toBe("root");
});
