import { expect, test } from "vitest";
import { addressIn, isLoopbackAddress, isPublicAddress } from "./addresses.ts";

const INNER = [
  ...["0.0.0.0", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254", "172.16.0.1"],
  ...[
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
  ],
  ...["198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"],
  ...["::", "::1", "::7f00:1", "::ffff:8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1"],
  ...[
    "2001:db8::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
  ],
  ...["2606:4700::1%eth0", "", "example.com", "8.8.8", "08.8.8.8"],
];

test.each(INNER)("%j is no public address", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  "8.8.8.8",
  "1.1.1.1",
  "172.32.0.1",
  "100.128.0.1",
  "198.20.0.1",
  "2606:4700::1111",
  "2a00:1450::1",
])("%s is one", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test("every way to write an IPv4 address in a URL comes down to the same four numbers", () => {
  const hosts = [
    "127.0.0.1",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "127.1",
    "0x7f.0.0x1",
    "１２７.0.0.1",
    "127。0。0。1",
  ];
  expect(hosts.map((host) => addressIn(new URL(`https://${host}/`).hostname))).toEqual(
    hosts.map(() => "127.0.0.1"),
  );
  expect(addressIn(new URL("https://[::FFFF:7F00:1]/").hostname)).toBe("::ffff:7f00:1");
  expect(addressIn("mcp.example.com")).toBeUndefined();
});

test("this machine is 127.0.0.0/8 and ::1, and no longer way to say so", () => {
  expect(["127.0.0.1", "127.9.9.9", "::1"].map(isLoopbackAddress)).toEqual([true, true, true]);
  expect(["::ffff:127.0.0.1", "0.0.0.0", "127.example.com"].map(isLoopbackAddress)).toEqual([
    false,
    false,
    false,
  ]);
});
