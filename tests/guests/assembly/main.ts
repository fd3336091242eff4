// A program in AssemblyScript: compiled with each of its runtimes by build.sh. `stub` believes that all memory is its
// own and never frees; `minimal` and `incremental` collect garbage.

@external("wasi_ephemeral_crypto_symmetric", "symmetric_state_open")
declare function open(name: usize, nameLen: usize, key: usize, options: usize, out: usize): i32;
@external("wasi_ephemeral_crypto_symmetric", "symmetric_state_absorb")
declare function absorb(state: i32, data: usize, len: usize): i32;
@external("wasi_ephemeral_crypto_symmetric", "symmetric_state_squeeze")
declare function squeeze(state: i32, out: usize, len: usize): i32;
@external("wasi_ephemeral_crypto_symmetric", "symmetric_state_close")
declare function close(state: i32): i32;
@external("wasi_ephemeral_crypto_symmetric", "symmetric_key_import")
declare function importKey(name: usize, nameLen: usize, raw: usize, rawLen: usize, out: usize): i32;
@external("wasi_ephemeral_crypto_symmetric", "symmetric_key_export")
declare function exportKey(key: i32, out: usize): i32;
@external("wasi_ephemeral_crypto_symmetric", "symmetric_key_close")
declare function closeKey(key: i32): i32;
@external("wasi_ephemeral_crypto_common", "array_output_pull")
declare function pull(array: i32, out: usize, len: usize, count: usize): i32;

const ABC: StaticArray<u8> = [
  0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
  0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
];
const BLOCKS = 60;
const SIZE = 5000;

const blocks: Array<Uint8Array> = [];

export function abort(message: usize, file: usize, line: u32, column: u32): void {
  unreachable();
}

function bytes(text: string): Uint8Array {
  return Uint8Array.wrap(String.UTF8.encode(text));
}

function openState(out: Uint8Array): i32 {
  const name = bytes("SHA-256");
  const none = new Uint8Array(8);
  none[0] = 1;
  return open(name.dataStart, name.length, none.dataStart, none.dataStart, out.dataStart);
}

function hash(state: i32): bool {
  const data = bytes("abc");
  const digest = new Uint8Array(32);
  if (absorb(state, data.dataStart, data.length) != 0) return false;
  if (squeeze(state, digest.dataStart, digest.length) != 0) return false;
  for (let i = 0; i < 32; i++) if (digest[i] != ABC[i]) return false;
  return true;
}

function roundTrip(): bool {
  const name = bytes("HMAC/SHA-256");
  const raw = bytes("a key of some length, not a secret");
  const out = new Uint8Array(8);
  if (importKey(name.dataStart, name.length, raw.dataStart, raw.length, out.dataStart) != 0) return false;
  const key = load<i32>(out.dataStart);
  if (exportKey(key, out.dataStart) != 0) return false;
  const array = load<i32>(out.dataStart);
  const back = new Uint8Array(raw.length);
  if (pull(array, back.dataStart, back.length, out.dataStart) != 0) return false;
  if (closeKey(key) != 0 || load<i32>(out.dataStart) != raw.length) return false;
  for (let i = 0; i < raw.length; i++) if (back[i] != raw[i]) return false;
  return true;
}

/** The number of the step that failed, or 0. */
export function run(): i32 {
  const out = new Uint8Array(4);
  if (openState(out) != 0) return 1;
  const early = load<i32>(out.dataStart);
  for (let i = 0; i < BLOCKS; i++) {
    const block = new Uint8Array(SIZE);
    block.fill(i + 1);
    blocks.push(block);
  }
  if (!hash(early)) return 2;
  for (let round = 0; round < 20; round++) {
    if (openState(out) != 0) return 3;
    const late = load<i32>(out.dataStart);
    if (!hash(late)) return 4;
    if (close(late) != 0) return 5;
    if (!roundTrip()) return 6;
    // Garbage, some of which grows the memory.
    new Uint8Array(SIZE * round);
  }
  if (close(early) != 0) return 7;
  for (let i = 0; i < BLOCKS; i++) {
    for (let at = 0; at < SIZE; at++) if (blocks[i][at] != <u8>(i + 1)) return 8;
  }
  return 0;
}
