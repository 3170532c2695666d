/** Tells by its first bytes what a dropped file is when it is not a table, and says what to do. Knows no encoding beyond ASCII. */
import { UserError } from '../errors.ts';

interface Signature {
  readonly what: string;
  readonly hint: string;
  /** Bytes to match at `offset`, as Latin-1 text; a pattern is held against the whole head. */
  readonly magic: string | RegExp;
  readonly offset?: number;
}

const EXPORT_HINT = 'Export the data as CSV (UTF-8) or tab-separated text and drop that file.';
const UNPACK_HINT = 'Unpack it first, then drop the CSV or TSV file that is inside.';
const PICTURE_HINT = 'Pictures hold no passages; drop a CSV or TSV file.';

/** File signatures as their specifications give them. The first that matches wins. */
const SIGNATURES: readonly Signature[] = [
  { what: 'a PDF document', hint: EXPORT_HINT, magic: '%PDF-' },
  { what: 'a PNG picture', hint: PICTURE_HINT, magic: '\x89PNG\r\n\x1a\n' },
  { what: 'a JPEG picture', hint: PICTURE_HINT, magic: '\xff\xd8\xff' },
  { what: 'a GIF picture', hint: PICTURE_HINT, magic: 'GIF87a' },
  { what: 'a GIF picture', hint: PICTURE_HINT, magic: 'GIF89a' },
  { what: 'a WebP picture', hint: PICTURE_HINT, magic: 'WEBP', offset: 8 },
  { what: 'a gzip archive', hint: UNPACK_HINT, magic: '\x1f\x8b' },
  { what: 'a bzip2 archive', hint: UNPACK_HINT, magic: 'BZh' },
  { what: 'an xz archive', hint: UNPACK_HINT, magic: '\xfd7zXZ\0' },
  { what: 'a Zstandard archive', hint: UNPACK_HINT, magic: '\x28\xb5\x2f\xfd' },
  { what: 'a 7-Zip archive', hint: UNPACK_HINT, magic: '7z\xbc\xaf\x27\x1c' },
  { what: 'a RAR archive', hint: UNPACK_HINT, magic: 'Rar!\x1a\x07' },
  { what: 'an old Excel or Word file', hint: EXPORT_HINT, magic: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { what: 'a Parquet file', hint: EXPORT_HINT, magic: 'PAR1' },
  { what: 'a SQLite database', hint: EXPORT_HINT, magic: 'SQLite format 3\0' },
  { what: 'a Rich Text document', hint: EXPORT_HINT, magic: '{\\rtf' },
  { what: 'a program', hint: EXPORT_HINT, magic: '\x7fELF' },
  { what: 'a Windows program', hint: EXPORT_HINT, magic: 'MZ\x90\0' },
  { what: 'a WebAssembly module', hint: EXPORT_HINT, magic: '\0asm' },
  { what: 'a BMP picture', hint: PICTURE_HINT, magic: /^BM[^]{4}\0{4}/ },
  { what: 'a TIFF picture', hint: PICTURE_HINT, magic: 'II*\0' },
  { what: 'a TIFF picture', hint: PICTURE_HINT, magic: 'MM\0*' },
  { what: 'an AVIF or HEIC picture, or a film', hint: PICTURE_HINT, magic: /^\0\0[^]{2}ftyp/ },
  { what: 'a sound file', hint: EXPORT_HINT, magic: 'ID3' },
  { what: 'an Ogg file', hint: EXPORT_HINT, magic: 'OggS\0' },
  { what: 'a tar archive', hint: UNPACK_HINT, magic: 'ustar', offset: 257 },
  { what: 'an Arrow file', hint: EXPORT_HINT, magic: 'ARROW1' },
  { what: 'an Avro file', hint: EXPORT_HINT, magic: 'Obj\x01' },
  { what: 'an HDF5 file', hint: EXPORT_HINT, magic: '\x89HDF\r\n\x1a\n' },
  { what: 'a NumPy array', hint: EXPORT_HINT, magic: '\x93NUMPY' },
  { what: 'a GGUF model', hint: 'Models are opened on the model panel; drop a CSV or TSV file here.', magic: 'GGUF' },
];

/** Bytes as Latin-1 text, so that signatures can be compared as strings. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** A ZIP container is named by the entry names that Office and OpenDocument files begin with. */
function describeZip(head: string): Signature {
  const found = (what: string, hint: string): Signature => ({ what, hint, magic: '' });
  const sheetHint = 'Open it in the spreadsheet program, save the sheet as "CSV UTF-8" and drop that file.';
  if (head.includes('xl/')) return found('an Excel workbook (.xlsx)', sheetHint);
  if (head.includes('word/')) return found('a Word document (.docx)', EXPORT_HINT);
  if (head.includes('ppt/')) return found('a PowerPoint file (.pptx)', EXPORT_HINT);
  if (head.includes('opendocument.spreadsheet')) return found('an OpenDocument spreadsheet (.ods)', sheetHint);
  return found(
    'a ZIP archive or an Excel file',
    `${UNPACK_HINT} From Excel, save the sheet as "CSV UTF-8".`,
  );
}

function looksLikeHtml(head: string): boolean {
  const start = head.replace(/^\xef\xbb\xbf/, '').replace(/^(\s|<!--[\s\S]*?-->)+/, '').slice(0, 64).toLowerCase();
  return /^<(!doctype\s+html|html|head|body|table)[\s>]/.test(start);
}

function looksLikeSvg(head: string): boolean {
  return /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!doctype svg[^>]*>\s*)*<svg[\s>]/i.test(head);
}

function looksLikeXml(head: string): boolean {
  return /^(\xef\xbb\xbf)?\s*<\?xml\s/i.test(head);
}

function refuse(name: string, what: string, hint: string): UserError {
  return new UserError('bad-file', `"${name}" looks like ${what}, not like a text table`, hint);
}

/**
 * Throws a UserError when the content is a known kind of file that is no text table. The name is never trusted: a ZIP
 * renamed to .csv is refused, a CSV named .bin is not.
 */
export function refuseForeignFile(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) {
    throw new UserError('bad-file', `"${name}" is empty (0 bytes)`, 'Check that it was saved, then drop it again.');
  }
  const head = latin1(bytes.subarray(0, 4096));
  if (/^PK(\x03\x04|\x05\x06|\x07\x08)/.test(head)) {
    // Names of later entries stand further in; the central directory at the end repeats them all.
    const zip = describeZip(head + latin1(bytes.subarray(Math.max(0, bytes.length - 65536))));
    throw refuse(name, zip.what, zip.hint);
  }
  for (const { magic, offset = 0, what, hint } of SIGNATURES) {
    if (typeof magic === 'string' ? head.startsWith(magic, offset) : magic.test(head)) throw refuse(name, what, hint);
  }
  if (looksLikeHtml(head)) {
    throw refuse(name, 'a web page (HTML)', 'A download link may have answered with a page; fetch the file itself.');
  }
  if (looksLikeSvg(head)) throw refuse(name, 'an SVG picture', PICTURE_HINT);
  if (looksLikeXml(head)) throw refuse(name, 'an XML file', EXPORT_HINT);
}
