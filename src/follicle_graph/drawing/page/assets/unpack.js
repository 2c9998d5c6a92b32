// Unpacks the deflated parts of the page and starts them; without DecompressionStream by `inflate`.
"use strict";

async function unpacked(text) {
  const bytes = bytesOf(text.trim());
  if (typeof DecompressionStream === "undefined") return new TextDecoder().decode(inflate(bytes));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

// Base 85 of RFC 1924, with `,` `.` `:` for `<` `>` `&`: five letters hold four bytes.
function bytesOf(text) {
  const value = new Uint8Array(128);
  const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;,=.?@^_`{|}~";
  for (let i = 0; i < 85; i += 1) value[letters.charCodeAt(i)] = i;
  const missing = (5 - (text.length % 5)) % 5;
  const whole = text + "~".repeat(missing);
  const view = new DataView(new ArrayBuffer((whole.length / 5) * 4));
  for (let i = 0; i < whole.length; i += 5) {
    let word = 0;
    for (let k = i; k < i + 5; k += 1) word = word * 85 + value[whole.charCodeAt(k)];
    view.setUint32((i / 5) * 4, word);
  }
  return new Uint8Array(view.buffer, 0, view.byteLength - missing);
}

// Inflates raw deflate data (RFC 1951): for browsers without DecompressionStream.
function inflate(bytes) {
  let [at, bits, held] = [0, 0, 0];
  let out = new Uint8Array(bytes.length * 6);
  let size = 0;
  const take = (count) => {
    while (held < count) {
      bits |= bytes[at++] << held;
      held += 8;
    }
    const value = bits & ((1 << count) - 1);
    bits >>>= count;
    held -= count;
    return value;
  };
  const put = (byte) => {
    if (size === out.length) {
      const larger = new Uint8Array(2 * out.length);
      larger.set(out);
      out = larger;
    }
    out[size++] = byte;
  };
  // A Huffman code by its lengths: how many codes of each length, and the symbols in order.
  const coded = (lengths) => {
    const counts = new Array(16).fill(0);
    for (const length of lengths) counts[length] += 1;
    counts[0] = 0;
    const starts = [0];
    for (let i = 0; i < 15; i += 1) starts[i + 1] = starts[i] + counts[i];
    const symbols = [];
    lengths.forEach((length, value) => { if (length) symbols[starts[length]++] = value; });
    return { counts, symbols };
  };
  const read = ({ counts, symbols }) => {
    for (let code = 0, first = 0, index = 0, length = 1; ; length += 1) {
      code |= take(1);
      const count = counts[length];
      if (code - count < first) return symbols[index + code - first];
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
  };
  const base = (start, extras) => extras.map(((value) => (extra) => { const now = value; value += 1 << extra; return now; })(start));
  const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const lengthBase = [...base(3, lengthExtra.slice(0, 28)), 258];
  const farExtra = Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
  const farBase = base(1, farExtra);
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const dynamic = () => {
    const [literals, distances, codes] = [take(5) + 257, take(5) + 1, take(4) + 4];
    const lengths = new Array(19).fill(0);
    for (let i = 0; i < codes; i += 1) lengths[ORDER[i]] = take(3);
    const code = coded(lengths);
    const all = [];
    while (all.length < literals + distances) {
      const symbol = read(code);
      if (symbol < 16) all.push(symbol);
      else {
        const [value, count] = symbol === 16 ? [all[all.length - 1], 3 + take(2)] : [0, symbol === 17 ? 3 + take(3) : 11 + take(7)];
        for (let i = 0; i < count; i += 1) all.push(value);
      }
    }
    return [coded(all.slice(0, literals)), coded(all.slice(literals))];
  };
  const fixed = () => [coded(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))), coded(new Array(30).fill(5))];
  for (let final = false; !final;) {
    final = Boolean(take(1));
    const type = take(2);
    if (type === 0) {
      [bits, held] = [0, 0];
      const count = bytes[at] | (bytes[at + 1] << 8);
      at += 4;
      for (let i = 0; i < count; i += 1) put(bytes[at++]);
      continue;
    }
    const [literal, distance] = type === 1 ? fixed() : dynamic();
    for (let symbol = read(literal); symbol !== 256; symbol = read(literal)) {
      if (symbol < 256) put(symbol);
      else {
        const count = lengthBase[symbol - 257] + take(lengthExtra[symbol - 257]);
        const code = read(distance);
        const far = farBase[code] + take(farExtra[code]);
        for (let i = 0; i < count; i += 1) put(out[size - far]);
      }
    }
  }
  return out.subarray(0, size);
}

// Runs a script under the nonce of the page, also where the browser asks for trusted types.
const trusted = window.trustedTypes ? window.trustedTypes.createPolicy("follicle-graph", { createScript: (text) => text }) : null;

function run(text, nonce) {
  const script = document.createElement("script");
  script.nonce = nonce;
  script.text = trusted ? trusted.createScript(text) : text;
  document.body.append(script);
}
