/**
 * Evaluates the part of Python that printed dims and conditions are written in, on integers; the
 * tests read back with it what `print` wrote.
 */
export function evaluatePython(source: string, names: Readonly<Record<string, number>>): number | boolean {
  const parser = new Parser(tokenize(source), names);
  const value = parser.or();
  parser.end();
  return typeof value === "number" ? value + 0 : value;
}

type Value = number | boolean;

const TOKEN = /\s*(\/\/|==|!=|<=|>=|[-+*%<>(),]|[A-Za-z_][\w.[\]]*|\d+)/y;

function tokenize(source: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) throw new Error(`cannot read ${source.slice(start)}`);
    tokens.push(match[1]!);
  }
  return tokens;
}

const FUNCTIONS: Readonly<Record<string, (...args: number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  "math.isqrt": (n) => Math.floor(Math.sqrt(n)),
};

class Parser {
  #at = 0;
  readonly #tokens: readonly string[];
  readonly #names: Readonly<Record<string, number>>;

  constructor(tokens: readonly string[], names: Readonly<Record<string, number>>) {
    this.#tokens = tokens;
    this.#names = names;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new Error(`unexpected ${this.#tokens[this.#at]}`);
  }

  or(): Value {
    let value = this.#and();
    while (this.#accept("or")) {
      const right = this.#and();
      value = value || right;
    }
    return value;
  }

  #and(): Value {
    let value = this.#not();
    while (this.#accept("and")) {
      const right = this.#not();
      value = value && right;
    }
    return value;
  }

  #not(): Value {
    return this.#accept("not") ? !this.#not() : this.#comparison();
  }

  /** Chained, as in `28 <= H <= 31`. */
  #comparison(): Value {
    let left = this.#sum();
    const first = left;
    let result: boolean | null = null;
    for (;;) {
      const operator = ["==", "!=", "<=", ">=", "<", ">"].find((o) => this.#accept(o));
      if (operator === undefined) return result ?? first;
      const right = this.#sum();
      result = (result ?? true) && compare(operator, Number(left), Number(right));
      left = right;
    }
  }

  #sum(): Value {
    let value = this.#product();
    for (;;) {
      if (this.#accept("+")) value = Number(value) + Number(this.#product());
      else if (this.#accept("-")) value = Number(value) - Number(this.#product());
      else return value;
    }
  }

  #product(): Value {
    let value = this.#unary();
    for (;;) {
      if (this.#accept("*")) value = Number(value) * Number(this.#unary());
      else if (this.#accept("//")) value = Math.floor(Number(value) / Number(this.#unary()));
      else if (this.#accept("%")) {
        const [a, b] = [Number(value), Number(this.#unary())];
        value = a - b * Math.floor(a / b);
      } else return value;
    }
  }

  #unary(): Value {
    if (this.#accept("-")) return -Number(this.#unary());
    return this.#primary();
  }

  #primary(): Value {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new Error("unexpected end");
    if (token === "(") {
      const value = this.or();
      this.#expect(")");
      return value;
    }
    if (/^\d/.test(token)) return Number(token);
    if (token === "True" || token === "False") return token === "True";
    const call = FUNCTIONS[token];
    if (call !== undefined) {
      this.#expect("(");
      const args: number[] = [];
      do args.push(Number(this.or()));
      while (this.#accept(","));
      this.#expect(")");
      return call(...args);
    }
    const value = this.#names[token];
    if (value === undefined) throw new Error(`unknown name ${token}`);
    return value;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw new Error(`expected ${token}, got ${this.#tokens[this.#at]}`);
  }
}

function compare(operator: string, a: number, b: number): boolean {
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<=":
      return a <= b;
    case ">=":
      return a >= b;
    case "<":
      return a < b;
    default:
      return a > b;
  }
}
