/** CRC-32C (Castagnoli), the checksum of the journal. Knows no file. */

/** Reflected polynomial 0x1EDC6F41. */
const POLYNOMIAL = 0x82f63b78;

/** Eight tables for eight bytes at a time ("slicing by 8", Kounavis and Berry 2005): [8 * 256]. */
const TABLES = (() => {
  const tables = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at++) tables[at] = (tables[at - 256] >>> 8) ^ tables[tables[at - 256] & 0xff];
  return tables;
})();

/** @param seed the checksum of what came before, so that checksums can be chained; 0 to begin */
export function crc32c(bytes: Uint8Array, seed = 0): number {
  let crc = ~seed;
  let at = 0;
  const end8 = bytes.length - (bytes.length % 8);
  for (; at < end8; at += 8) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc =
      TABLES[0x700 + (crc & 0xff)] ^
      TABLES[0x600 + ((crc >>> 8) & 0xff)] ^
      TABLES[0x500 + ((crc >>> 16) & 0xff)] ^
      TABLES[0x400 + (crc >>> 24)] ^
      TABLES[0x300 + bytes[at + 4]] ^
      TABLES[0x200 + bytes[at + 5]] ^
      TABLES[0x100 + bytes[at + 6]] ^
      TABLES[bytes[at + 7]];
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ TABLES[(crc ^ bytes[at]) & 0xff];
  return ~crc >>> 0;
}
