// Checks a seal in the reader's own browser, by the same law as `jiceng ledger check-seal` (publications/seals.py):
// one written form, salted digest, entry, Merkle path (RFC 9162), signed checkpoint (C2SP). Sends nothing.

const FORMAT = "jiceng-seal/1";
const PARTS = {
  seal: ["format", "log", "number", "versions"],
  version: ["digest", "posted", "read", "stood", "version"],
  part: ["checkpoint", "commitment", "content", "index", "key", "proof", "record", "salt"],
  read: ["files", "html", "number", "salt", "title"],
};
const ED25519 = 1;
const encoder = new TextEncoder();

/** What does not agree: a stable `code`, and which `version` it is about. */
export class SealError extends Error {
  constructor(code, version = null) {
    super(code);
    this.code = code;
    this.version = version;
  }
}

const malformed = () => new SealError("seal_malformed");

/** The one written form of a JSON value (RFC 8785, for whole numbers and ASCII keys). */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
    return `{${members.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw malformed();
  return JSON.stringify(value);
}

function must(found, names) {
  const keys = found !== null && typeof found === "object" ? Object.keys(found).sort() : [];
  if (keys.length !== names.length || keys.some((key, n) => key !== names[n])) throw malformed();
  return found;
}

function hexBytes(text) {
  if (typeof text !== "string" || !/^([0-9a-f]{2})*$/.test(text)) throw malformed();
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function base64Bytes(text, code) {
  try {
    const found = atob(text);
    if (btoa(found) !== text) throw malformed();
    return Uint8Array.from(found, (letter) => letter.charCodeAt(0));
  } catch {
    throw new SealError(code);
  }
}

function join(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
const node = (left, right) => sha256(Uint8Array.of(1), left, right);

/** Root that a leaf and its path lead to (RFC 9162, 2.1.3.2). */
async function rootOf(leaf, index, size, proof) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new SealError("root_mismatch");
  let [at, last, root] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== 32) throw new SealError("root_mismatch");
    if (at % 2 === 1 || at === last) {
      root = await node(sibling, root);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      root = await node(root, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw new SealError("root_mismatch");
  return root;
}

async function readKey(text) {
  const [name, id, ...encoded] = text.split("+");
  const data = base64Bytes(encoded.join("+"), "wrong_signature");
  const found = hex((await sha256(encoder.encode(`${name}\n`), data)).slice(0, 4));
  if (data.length !== 33 || data[0] !== ED25519 || found !== id) throw new SealError("wrong_signature");
  return { name, id, bytes: data.slice(1) };
}

/** A signed note's checkpoint; `signed` false where this browser does not know the signature. */
async function readCheckpoint(note, log, key) {
  const at = note.lastIndexOf("\n\n");
  const line = /^— ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})\n$/u.exec(note.slice(at + 2));
  if (at < 0 || line === null || line[1] !== key.name) throw new SealError("wrong_signature");
  const text = note.slice(0, at + 1);
  const signature = base64Bytes(line[2], "wrong_signature");
  if (hex(signature.slice(0, 4)) !== key.id || signature.length !== 68) throw new SealError("wrong_signature");
  const [origin, size, root] = text.split("\n");
  if (origin !== log || key.name !== log) throw new SealError("other_log");
  if (!/^(0|[1-9][0-9]{0,14})$/.test(size)) throw new SealError("root_mismatch");
  const signed = await verified(key.bytes, signature.slice(4), encoder.encode(text));
  return { size: Number(size), root: base64Bytes(root, "root_mismatch"), signed };
}

async function verified(publicKey, signature, message) {
  let key;
  try {
    key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return false; // not known here: said, not hidden
  }
  if (!(await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message))) throw new SealError("wrong_signature");
  return true;
}

/** The content of an entry, once it is proved to lie in the log. */
async function entered(part, type, log) {
  must(part, PARTS.part);
  if (part.record.type !== type) throw malformed();
  const commitment = hexBytes(part.commitment);
  const made = await sha256(hexBytes(part.salt), encoder.encode(part.content));
  if (hex(made) !== part.commitment) throw new SealError("content_changed");
  const record = canonical({ commitment: hex(commitment), record: part.record });
  const leaf = await sha256(Uint8Array.of(0), encoder.encode(record));
  const checkpoint = await readCheckpoint(part.checkpoint, log, await readKey(part.key));
  const root = await rootOf(leaf, part.index, checkpoint.size, part.proof.map(hexBytes));
  if (hex(root) !== hex(checkpoint.root)) throw new SealError("root_mismatch");
  return { content: JSON.parse(part.content).content, signed: checkpoint.signed };
}

function same(content, expected, version) {
  for (const [name, value] of Object.entries(expected)) {
    if (content[name] !== value) throw new SealError("seal_other_entry", version);
  }
}

async function proved(found, number, log) {
  must(found, PARTS.version);
  const { digest, version, read } = found;
  const posted = await entered(found.posted, "article.posted", log);
  same(posted.content, { digest, number, revision: version }, version);
  if (read !== null) {
    must(read, PARTS.read);
    const made = hex(await sha256(encoder.encode(canonical(read))));
    if (made !== digest || read.number !== number) throw new SealError("seal_other_words", version);
  }
  const answer = { version, place: found.posted.index + 1, words: read !== null, days: null, signed: posted.signed };
  if (found.stood === null) return answer;
  const stood = await entered(found.stood, "article.stood", log);
  same(stood.content, { digest, number, revision: version, entry: found.posted.record.number }, version);
  return { ...answer, days: stood.content.days, signed: posted.signed && stood.signed };
}

/** What a seal's file proves of each version. Throws SealError with what does not agree. */
export async function checkSeal(text) {
  let seal;
  try {
    seal = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (`${canonical(seal)}\n` !== text || must(seal, PARTS.seal).format !== FORMAT) throw malformed();
  try {
    const versions = [];
    for (const version of seal.versions) versions.push(await proved(version, seal.number, seal.log));
    return versions;
  } catch (error) {
    throw error instanceof SealError ? error : malformed();
  }
}

function attach(box) {
  const status = box.querySelector("[role=status]");
  const say = (code, values = {}) => {
    const words = box.querySelector(`template[data-say="${code}"]`) ?? box.querySelector('template[data-say="seal_malformed"]');
    const shown = words.content.cloneNode(true);
    for (const each of shown.querySelectorAll("p")) {
      if (each.children.length) continue;
      each.textContent = each.textContent.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    }
    status.append(shown);
  };
  const check = async () => {
    status.replaceChildren();
    if (!globalThis.crypto?.subtle) return say("no-crypto");
    let text;
    try {
      const answer = await fetch(box.dataset.seal, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      text = await answer.text();
    } catch {
      return say("not_fetched");
    }
    try {
      const versions = await checkSeal(text);
      say("good");
      for (const each of versions) {
        say(each.words ? "words" : "no-words", each);
        if (each.days !== null) say("stood", each);
      }
      if (versions.some((each) => !each.signed)) say("unsigned");
    } catch (error) {
      say("bad");
      say(error.code ?? "seal_malformed", { version: error.version });
    }
  };
  box.querySelector("button").addEventListener("click", async (event) => {
    event.currentTarget.disabled = true;
    await check();
    box.querySelector("button").disabled = false;
  });
  box.hidden = false;
}

const box = globalThis.document?.querySelector("#seal-check");
if (box) attach(box);
