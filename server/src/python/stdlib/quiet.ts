/** Modules that change nothing about a program's values: `logging`, `warnings`, `time`, `gc` and the like. */
import { type Body, native, type NativeTable, natives } from "../builtins/native.ts";
import { exceptionClass } from "../builtins/types.ts";
import { type ClassValue, Instance, PyList, Unknown, type Value } from "../values.ts";
import { instanceOf, nativeClass } from "./classMaker.ts";

const nothing: Body = () => null;
const anything =
  (what: string): Body =>
  (c) =>
    c.stuck(what);

// ---------------------------------------------------------------- logging

const LEVELS: Readonly<Record<string, number>> = {
  CRITICAL: 50,
  FATAL: 50,
  ERROR: 40,
  WARNING: 30,
  WARN: 30,
  INFO: 20,
  DEBUG: 10,
  NOTSET: 0,
};

const LOG_METHODS = ["debug", "info", "warning", "warn", "error", "exception", "critical", "fatal"];

const loggerMethods: NativeTable = Object.fromEntries([
  ...LOG_METHODS.map((name) => [`?${name}(self, msg, *args, **kwargs)`, nothing] as const),
  ["?log(self, level, msg, *args, **kwargs)", nothing],
  ...["setLevel(self, level)", "addHandler(self, hdlr)", "removeHandler(self, hdlr)", "addFilter(self, filter)", "removeFilter(self, filter)", "handle(self, record)"].map(
    (heading) => [`?${heading}`, nothing] as const,
  ),
  ["?isEnabledFor(self, level)", anything("a logger's level")],
  ["?getEffectiveLevel(self)", anything("a logger's level")],
  ["?hasHandlers(self)", anything("a logger's handlers")],
  ["?getChild(self, suffix)", ((_c, self) => self) satisfies Body],
]);

const loggerClass: ClassValue = nativeClass("Logger", {
  module: "logging",
  methods: loggerMethods,
  construct: (_interp, cls, [name]) => makeLogger(cls, name ?? "root"),
});

function makeLogger(cls: ClassValue, name: Value): Instance {
  return instanceOf(cls, { name, level: 0, handlers: new PyList([]), propagate: true, disabled: false, parent: null, manager: new Unknown("the manager of all loggers") });
}

export function loggingModule(): Record<string, Value> {
  const loggers = new Map<Value, Instance>();
  const get = (name: Value): Instance => {
    let logger = loggers.get(name);
    if (!logger) {
      logger = makeLogger(loggerClass, name);
      loggers.set(name, logger);
    }
    return logger;
  };
  const quiet = (name: string): ClassValue =>
    nativeClass(name, {
      module: "logging",
      construct: (_interp, cls) => new Instance(cls),
      methods: {
        "?__init__(self, *args, **kwargs)": nothing,
        "?setLevel(self, level)": nothing,
        "?setFormatter(self, fmt)": nothing,
        "?addFilter(self, filter)": nothing,
        "?removeFilter(self, filter)": nothing,
        "?handle(self, record)": anything("whether a record was handled"),
        "?handleError(self, record)": nothing,
        "?set_name(self, name)": nothing,
        "?get_name(self)": anything("a handler's name"),
        "?setStream(self, stream)": anything("a handler's stream"),
        "?createLock(self)": nothing,
        "?formatTime(self, record, datefmt=None)": anything("a record's time"),
        "?formatException(self, ei)": anything("an exception as a log shows it"),
        "?formatMessage(self, record)": anything("a record's message"),
        "?formatStack(self, stack_info)": anything("a stack as a log shows it"),
        "?usesTime(self)": anything("whether a format shows the time"),
        "?getMessage(self)": anything("a record's message"),
        "?emit(self, record)": nothing,
        "?flush(self)": nothing,
        "?close(self)": nothing,
        "?format(self, record)": anything("a formatted record"),
        "?filter(self, record)": () => true,
        "?acquire(self)": nothing,
        "?release(self)": nothing,
      },
      attributes: { level: 0, formatter: null },
    });
  const classes = Object.fromEntries(
    ["Handler", "StreamHandler", "FileHandler", "NullHandler", "Formatter", "Filter", "LogRecord"].map((name) => [
      name,
      quiet(name),
    ]),
  );
  return {
    ...natives(Object.fromEntries(LOG_METHODS.map((name) => [`?!${name}(msg, *args, **kwargs)`, nothing]))),
    ...natives({
      "?!log(level, msg, *args, **kwargs)": nothing,
      "?!basicConfig(**kwargs)": nothing,
      "?!disable(level=50)": nothing,
      "?!captureWarnings(capture)": nothing,
      "?!addLevelName(level, levelName)": nothing,
      "?!getLevelName(level)": anything("a level's name"),
      "?!shutdown(handlerList=None)": nothing,
      "?!setLoggerClass(klass)": nothing,
    }),
    getLogger: native("getLogger", "name=None", (_c, name) => get(name), { isStatic: true }),
    ...LEVELS,
    ...classes,
    Logger: loggerClass,
    LoggerAdapter: loggerClass,
    root: get(null),
    lastResort: null,
    raiseExceptions: true,
    getLoggerClass: native("getLoggerClass", "", () => loggerClass, { isStatic: true }),
  };
}

// ---------------------------------------------------------------- warnings

const catchClass = nativeClass("catch_warnings", {
  module: "warnings",
  construct: (_interp, cls) => new Instance(cls),
  methods: {
    "?__init__(self, **kwargs)": nothing,
    "?__enter__(self)": () => new PyList([]),
    "?__exit__(self, *exc)": nothing,
  },
});

export function warningsModule(): Record<string, Value> {
  return {
    ...natives({
      "?!warn(message, category=None, stacklevel=1, ...)": nothing,
      "?!warn_explicit(message, category, filename, lineno, ...)": nothing,
      "?!filterwarnings(action, ...)": nothing,
      "?!simplefilter(action, ...)": nothing,
      "?!resetwarnings()": nothing,
      "?!showwarning(*args, **kwargs)": nothing,
      "?!formatwarning(*args, **kwargs)": anything("a warning's text"),
      "?!deprecated(message, ...)": () =>
        native("deprecated", "arg, /", (_d, arg) => arg, { lenient: true, isStatic: true }),
    }),
    catch_warnings: catchClass,
  };
}

// ---------------------------------------------------------------- time, gc, atexit

const CLOCKS = [
  "time",
  "perf_counter",
  "monotonic",
  "process_time",
  "thread_time",
  "time_ns",
  "perf_counter_ns",
  "monotonic_ns",
];

export function timeModule(): Record<string, Value> {
  return natives({
    ...Object.fromEntries(CLOCKS.map((name) => [`!${name}()`, anything("the time")])),
    "?!sleep(secs, /)": nothing,
    "?!strftime(format, t=None, /)": anything("the time"),
    "?!strptime(string, format=None, /)": anything("a time"),
    "?!localtime(secs=None, /)": anything("the time"),
    "?!gmtime(secs=None, /)": anything("the time"),
    "?!ctime(secs=None, /)": anything("the time"),
    "?!asctime(t=None, /)": anything("the time"),
    "?!mktime(t, /)": anything("a time"),
  });
}

export function gcModule(): Record<string, Value> {
  return natives({
    "?!collect(generation=2)": anything("a count of objects"),
    "?!enable()": nothing,
    "?!disable()": nothing,
    "?!isenabled()": () => true,
    "?!freeze()": nothing,
    "?!unfreeze()": nothing,
    "?!get_objects()": anything("all objects"),
    "?!set_threshold(*args)": nothing,
  });
}

export function atexitModule(): Record<string, Value> {
  return natives({ "?!register(func, *args, **kwargs)": (_c, func) => func, "?!unregister(func)": nothing });
}

export function tracebackModule(): Record<string, Value> {
  return natives({
    "?!print_exc(**kwargs)": nothing,
    "?!print_stack(**kwargs)": nothing,
    "?!print_exception(*args, **kwargs)": nothing,
    "?!format_exc(**kwargs)": anything("a traceback"),
    "?!format_exception(*args, **kwargs)": anything("a traceback"),
    "?!extract_stack(*args, **kwargs)": anything("a traceback"),
  });
}

// ---------------------------------------------------------------- builtins, weakref, __future__

export function builtinsModule(names: Iterable<readonly [string, Value]>): Record<string, Value> {
  return Object.fromEntries(names);
}

/** A weak reference holds for as long as an analysis does. */
export function weakrefModule(dict: ClassValue, set: ClassValue): Record<string, Value> {
  const ref = nativeClass("ref", {
    module: "weakref",
    construct: (_interp, cls, [target]) => instanceOf(cls, { target: target ?? null }),
    methods: { "?__call__(self)": (_c, self) => (self as Instance).attrs.get("target") ?? null },
  });
  return {
    ...natives({
      "?!proxy(object, callback=None, /)": (_c, object) => object,
      "?!finalize(obj, func, *args, **kwargs)": nothing,
    }),
    ref,
    ReferenceType: ref,
    WeakKeyDictionary: dict,
    WeakValueDictionary: dict,
    WeakSet: set,
  };
}

export function futureModule(): Record<string, Value> {
  return Object.fromEntries(
    [
      "annotations",
      "division",
      "print_function",
      "absolute_import",
      "unicode_literals",
      "generators",
      "with_statement",
      "nested_scopes",
    ].map((name) => [name, null]),
  );
}

export function errnoModule(): Record<string, Value> {
  return {
    ENOENT: 2,
    EEXIST: 17,
    EACCES: 13,
    EPERM: 1,
    EINVAL: 22,
    EPIPE: 32,
    EINTR: 4,
    EAGAIN: 11,
    ENOTDIR: 20,
    EISDIR: 21,
  };
}

export function queueModule(): Record<string, Value> {
  return {
    Empty: nativeClass("Empty", { module: "queue", bases: [exceptionClass("Exception")] }),
    Full: nativeClass("Full", { module: "queue", bases: [exceptionClass("Exception")] }),
  };
}
