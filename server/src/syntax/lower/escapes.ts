/** Stands for a character named by `\N{…}`: the Unicode name table is not shipped. */
const NAMED = "�";

const SIMPLE: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const ESCAPE = /\\(?:N\{[^}]*\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/gs;
const BYTES_ESCAPE = /\\(?:x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/gs;

/** Decodes the escapes of a literal that is not raw; an unknown escape stays as written. */
export function decodeEscapes(text: string, bytes: boolean): string {
  return text.replace(bytes ? BYTES_ESCAPE : ESCAPE, (written) => {
    const letter = written.charAt(1);
    if (letter >= "0" && letter <= "7") {
      const code = Number.parseInt(written.slice(1), 8);
      return String.fromCharCode(bytes ? code & 255 : code);
    }
    if (written.length === 2) return SIMPLE[letter] ?? written;
    if (letter === "N") return NAMED;
    const code = Number.parseInt(written.slice(2), 16);
    return code > 0x10ffff ? written : String.fromCodePoint(code);
  });
}
