// Sends an admission and a laboratory report with node-hl7-client, an MLLP client that is not ours.
//   node send.mjs <adt port> <labs port> [host]
// Ends with 0 when both are acknowledged AA, with 1 when one is not, with 2 when it was called wrongly.
import { randomUUID } from "node:crypto";
import Client, { HL7_2_5 } from "node-hl7-client";

const LIMIT_MILLIS = 15_000;

const [adtPort, labsPort, host = "127.0.0.1"] = process.argv.slice(2);
if (!Number(adtPort) || !Number(labsPort)) {
  console.error("node send.mjs <adt port> <labs port> [host]");
  process.exit(2);
}

function head(code, event) {
  return new HL7_2_5({ hardError: true }).buildMSH({
    msh_3: "NODE",
    msh_4: "FOREIGN",
    msh_5: "CARAVAN",
    msh_6: "NEW",
    msh_9_1: code,
    msh_9_2: event,
    msh_10: randomUUID().slice(0, 20),
    msh_11_1: "P",
  });
}

function patient(builder) {
  return builder.buildPID({
    pid_3: "N-4711^^^HOSP^MR",
    pid_5: "DOE^JANE^A",
    pid_7: new Date("1980-01-01"),
    pid_8: "F",
  });
}

function admission() {
  const builder = patient(head("ADT", "A01").buildEVN({ evn_1: "A01", evn_2: new Date() }));
  return builder.buildPV1({ pv1_2: "I", pv1_3: "WARD^101^A", pv1_19: "4711^^^HOSP^VN" }).toMessage();
}

function report() {
  const message = patient(head("ORU", "R01")).toMessage();
  const obr = message.addSegment("OBR");
  obr.set("1", "1");
  obr.set("3", "NF-1^LAB");
  obr.set("4", "718-7^Hemoglobin^LN");
  obr.set("7", "20260301080000-0500");
  obr.set("25", "F");
  const obx = message.addSegment("OBX");
  obx.set("1", "1");
  obx.set("2", "NM");
  obx.set("3", "718-7^Hemoglobin^LN");
  obx.set("5", "13.4");
  obx.set("6", "g/dL");
  obx.set("11", "F");
  return message;
}

/** MSA-1 of the answer. */
async function send(port, message) {
  let overdue;
  let connection;
  try {
    return await new Promise((resolve, reject) => {
      overdue = setTimeout(() => reject(new Error(`no answer in ${LIMIT_MILLIS} ms`)), LIMIT_MILLIS);
      const client = new Client({ host, version: "2.5" });
      connection = client.createConnection({ port: Number(port), maxConnectionAttempts: 3 }, async (answer) =>
        resolve(answer.getMessage().get("MSA.1").toString()),
      );
      connection.on("error", reject);
      connection.sendMessage(message).catch(reject);
    });
  } finally {
    clearTimeout(overdue);
    // Not awaited: a connection that never was never closes.
    connection?.close().catch(() => {});
  }
}

let refused = 0;
for (const [name, port, message] of [
  ["ADT^A01", adtPort, admission()],
  ["ORU^R01", labsPort, report()],
]) {
  let code;
  try {
    code = await send(port, message);
  } catch (problem) {
    code = problem.message;
  }
  console.log(`${name} to ${host}:${port}: ${code}`);
  refused += code === "AA" ? 0 : 1;
}
process.exit(refused === 0 ? 0 : 1);
