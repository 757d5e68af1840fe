/** What every stream of text has, the terminal's and a file's, besides what is read of it: https://docs.python.org/3/library/io.html */
import type { Body, NativeTable } from "../builtins/native.ts";
import { Unknown, type Value } from "../values.ts";

const asked =
  (what: string): Body =>
  (c) =>
    c.unknown(what);
const nothing: Body = () => null;

export const streamMethods: NativeTable = {
  "?write(self, s, /)": (c, _self, s) => (typeof s === "string" ? s.length : c.unknown("the length of a text")),
  "?writelines(self, lines, /)": nothing,
  "?flush(self)": nothing,
  "?close(self)": nothing,
  "?reconfigure(self, **kwargs)": nothing,
  "?isatty(self)": asked("whether a stream is a terminal"),
  "?fileno(self)": asked("a stream's number"),
  "?tell(self)": asked("a place in a stream"),
  "?readable(self)": asked("whether a stream is read"),
  "?writable(self)": asked("whether a stream is written"),
  "?seekable(self)": asked("whether a stream has places"),
  "?detach(self)": asked("the bytes of a stream"),
  "?__enter__(self)": (_c, self) => self,
  "?__exit__(self, *args)": nothing,
};

const ATTRIBUTES: Readonly<Record<string, string>> = { buffer: "the bytes of a stream", encoding: "a stream's encoding", errors: "how a stream treats errors", mode: "how a stream is open", name: "a stream's name", closed: "whether a stream is closed", newlines: "how a stream ends its lines", line_buffering: "how a stream is buffered" };

export const streamAttributes: Readonly<Record<string, Value>> = Object.fromEntries(Object.entries(ATTRIBUTES).map(([name, what]) => [name, new Unknown(what)]));
